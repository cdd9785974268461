//! A durable cart edit on the desk against one plain commit.

use std::time::Instant;

use anyhow::{Context, Result};
use contract::ipc::StepLine;

use crate::desk::open_desk_with_a_line;
use crate::engine::Engine;
use crate::raw;
use crate::report::Report;

/// Edits until the log of the desk's store has its length, about 1,000 pages: the baseline's has it nearly all the time, and a
/// file that grows costs the file system more than one that is written again.
const EDITS_BEFORE: u32 = 300;
const EDITS: u32 = 300;

pub async fn measure(report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let commits = raw::sqlite_commits(folder.path())?;
    let engine = Engine { name: "SQLite", postgres: None };
    let mut shop = engine.shop(&folder, "edit").await?;
    let (desk, cart) = open_desk_with_a_line(&shop, &folder.path().join("desk")).await?;
    // Offline, so that nothing but the edits is measured.
    shop.kill();
    let line = cart.lines.first().context("the cart has a line")?.line.id.clone();
    let edit = async |n| {
        let by = if n % 2 == 0 { 1 } else { -1 };
        desk.cart_step(StepLine { line: line.clone(), by }).await
    };
    for n in 0..EDITS_BEFORE {
        edit(n).await?;
    }
    let start = Instant::now();
    for n in 0..EDITS {
        edit(n).await?;
    }
    let edit_ms = start.elapsed().as_secs_f64() * 1000.0 / f64::from(EDITS);
    desk.stop().await;
    report.ratio("a durable cart edit against one plain commit", edit_ms, 1000.0 / commits, "ms", "<= 2");
    Ok(())
}
