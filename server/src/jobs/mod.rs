//! Work that goes on by itself, until the server stops.

mod comparison;
mod deliveries;
mod inbox;
mod lookout;
mod outbox;
mod sweeper;

use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use crate::state::Shop;

/// The jobs that run.
pub struct Jobs {
    running: JoinSet<()>,
}

/// Starts all jobs. They end when `stopped` becomes true, after the piece of work that they are at.
pub fn start(shop: &Shop, stopped: &watch::Receiver<bool>) -> Jobs {
    let mut running = JoinSet::new();
    running.spawn(outbox::run(shop.clone(), stopped.clone()));
    running.spawn(comparison::run(shop.clone(), stopped.clone()));
    running.spawn(deliveries::run(shop.clone(), stopped.clone()));
    running.spawn(inbox::run(shop.clone(), stopped.clone()));
    running.spawn(lookout::run(shop.clone(), stopped.clone()));
    running.spawn(sweeper::run(shop.clone(), stopped.clone()));
    Jobs { running }
}

impl Jobs {
    /// Waits until every job has ended. Jobs that nobody waits for any more are cut off.
    pub async fn finished(mut self) {
        while self.running.join_next().await.is_some() {}
    }
}

/// Waits for a call or the timer; false when the server stops.
async fn awake(call: &Notify, timer: Duration, stopped: &mut watch::Receiver<bool>) -> bool {
    tokio::select! {
        () = call.notified() => true,
        () = tokio::time::sleep(timer) => true,
        _ = stopped.wait_for(|stopped| *stopped) => false,
    }
}
