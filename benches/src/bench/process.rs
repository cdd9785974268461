//! The server as a process: cold start and idle memory.

use std::time::Instant;

use anyhow::{Context, Result};
use stories::shop::Shop;

use crate::report::Report;

const STARTS: usize = 5;

pub async fn measure(report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut shop = Shop::in_folder(folder.path(), &[])?;
    shop.import_demo_catalogue()?;
    let mut starts_s = Vec::new();
    for _ in 0..STARTS {
        let start = Instant::now();
        shop.open().await?;
        starts_s.push(start.elapsed().as_secs_f64());
        shop.kill();
    }
    starts_s.sort_by(f64::total_cmp);
    report.figure("server: cold start until ready, median", starts_s[STARTS / 2], "s", "<= 0.1 s");
    shop.open().await?;
    let pid = shop.pid().context("the server runs")?;
    report.figure("server: idle memory", resident_mb(pid)?, "MB", "<= 20 MB");
    Ok(())
}

/// Resident memory of a process, in megabytes.
pub fn resident_mb(pid: u32) -> Result<f64> {
    let status =
        std::fs::read_to_string(format!("/proc/{pid}/status")).context("reading the process's memory")?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("the process has memory")?;
    let kb: f64 = line.split_whitespace().nth(1).context("VmRSS has a number")?.parse()?;
    Ok(kb / 1024.0)
}
