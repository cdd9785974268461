//! Compares the books of the gateways with ours, soon after the start and once a day.

use std::time::Duration;

use tokio::sync::{Notify, watch};

use super::awake;
use crate::comparison::{Compared, compare};
use crate::state::Shop;

/// A server that just started has customers to serve first.
const AFTER_START: Duration = Duration::from_secs(5 * 60);
const EVERY: Duration = Duration::from_secs(24 * 60 * 60);

pub async fn run(shop: Shop, mut stopped: watch::Receiver<bool>) {
    let nobody_calls = Notify::new();
    let mut wait = AFTER_START;
    while awake(&nobody_calls, wait, &mut stopped).await {
        wait = EVERY;
        match compare(&shop).await {
            Ok(all) => all.into_iter().for_each(|(gateway, compared)| match compared {
                Ok(Compared { payments, mended, differences, .. }) => {
                    let gateway = gateway.as_str();
                    tracing::info!(gateway, payments, mended, differences, "books compared");
                }
                Err(error) => {
                    tracing::warn!(gateway = gateway.as_str(), %error, "a gateway's books cannot be read");
                }
            }),
            Err(error) => tracing::error!(%error, "the books could not be compared"),
        }
    }
}
