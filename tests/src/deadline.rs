//! Waiting for a fact, with a limit: nothing here sleeps for a fixed time and hopes.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// How often a fact is looked at.
const STEP: Duration = Duration::from_millis(25);

/// Looks again and again until `look` finds something; fails with `what` after `limit`.
pub async fn until<T>(
    what: &str,
    limit: Duration,
    mut look: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let start = Instant::now();
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        if start.elapsed() > limit {
            bail!("waited {} s in vain: {what}", limit.as_secs());
        }
        tokio::time::sleep(STEP).await;
    }
}
