//! Work that goes on by itself, until the server stops.

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::state::Shop;

/// The jobs that run.
pub struct Jobs {
    running: JoinSet<()>,
}

pub fn start(_shop: &Shop, _stopped: &watch::Receiver<bool>) -> Jobs {
    Jobs { running: JoinSet::new() }
}

impl Jobs {
    /// Waits until every job has ended.
    pub async fn finished(mut self) {
        while self.running.join_next().await.is_some() {}
    }
}
