//! The server as a process: cold start and idle memory.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use reqwest::Client;
use stories::shop::Shop;
use tokio::time::{sleep, timeout};

use crate::report::Report;

const STARTS: usize = 5;
const START_LIMIT: Duration = Duration::from_secs(30);
/// While nobody listens, which is a small part of the start: then the answer waits until the server is ready.
const ASK_EVERY: Duration = Duration::from_millis(1);

pub async fn measure(report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut shop = Shop::in_folder(folder.path(), &[])?;
    shop.import_demo_catalogue()?;
    // From here on it is found at the same address.
    shop.open().await?;
    let client = Client::new();
    let mut starts_s = Vec::new();
    for _ in 0..STARTS {
        shop.kill();
        let start = Instant::now();
        shop.start()?;
        timeout(START_LIMIT, ready(&client, shop.url())).await.context("the server does not start")?;
        starts_s.push(start.elapsed().as_secs_f64());
    }
    starts_s.sort_by(f64::total_cmp);
    report.figure("server: cold start until ready, median", starts_s[STARTS / 2], "s", "<= 0.1 s");
    let pid = shop.pid().context("the server runs")?;
    report.figure("server: idle memory", resident_mb(pid)?, "MB", "<= 20 MB");
    Ok(())
}

async fn ready(client: &Client, url: &str) {
    let url = format!("{url}/readyz");
    while !client.get(&url).send().await.is_ok_and(|reply| reply.status().is_success()) {
        sleep(ASK_EVERY).await;
    }
}

/// Resident memory of a process, in megabytes.
pub fn resident_mb(pid: u32) -> Result<f64> {
    let status =
        std::fs::read_to_string(format!("/proc/{pid}/status")).context("reading the process's memory")?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("the process has memory")?;
    let kb: f64 = line.split_whitespace().nth(1).context("VmRSS has a number")?.parse()?;
    Ok(kb / 1024.0)
}
