//! The desk in its real window: first paint, and memory of its processes when idle.

use std::fs;
use std::time::Instant;

use anyhow::Result;
use stories::desk_window::DeskWindow;
use stories::display::Display;
use stories::shop::Shop;

use crate::process::resident_mb;
use crate::report::Report;

pub async fn measure(report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut shop = Shop::in_folder(&folder.path().join("shop"), &[])?;
    shop.import_demo_catalogue()?;
    shop.open().await?;
    let display = Display::start(1280, 800)?;
    let start = Instant::now();
    let window = DeskWindow::open(&display, &folder.path().join("desk"), shop.url(), &[]).await?;
    window.find("sign-in-email").await?;
    report.figure("desk: start until the first screen can be used", start.elapsed().as_secs_f64(), "s", "");
    let paint = window
        .script("return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? performance.now()")
        .await?;
    report.figure(
        "desk: first paint after the page began to load",
        paint.as_f64().unwrap_or(f64::NAN),
        "ms",
        "",
    );
    let mut total_mb = 0.0;
    for pid in with_descendants(window.driver_pid())? {
        total_mb += resident_mb(pid)?;
    }
    report.figure("desk: idle memory of all its processes", total_mb, "MB", "");
    window.close().await
}

/// The processes below the driver: the desk, and WebKit's helpers.
fn with_descendants(driver: u32) -> Result<Vec<u32>> {
    let mut found = Vec::new();
    let mut parents = vec![driver];
    while let Some(parent) = parents.pop() {
        let children =
            fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap_or_default();
        for child in children.split_whitespace() {
            let child = child.parse()?;
            found.push(child);
            parents.push(child);
        }
    }
    Ok(found)
}
