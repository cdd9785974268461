//! Calls the webhooks.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::events::{Delivery, Event};
use crate::serve::{Shared, lock};

/// Both gateways give up on a slow webhook.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Sends one event; the status of the answer, or why there is none.
pub(crate) async fn send(world: &Shared, event: &Event) -> Result<u16, String> {
    let delivery = lock(world).delivery(event).ok_or("no webhook is set for this gateway")?;
    let status = post(&delivery).await?;
    if (200..300).contains(&status) {
        lock(world).delivered(&event.id);
    }
    Ok(status)
}

/// Sends a call as it is.
pub(crate) async fn post(delivery: &Delivery) -> Result<u16, String> {
    let client = reqwest::Client::builder().timeout(TIMEOUT).build().map_err(|error| error.to_string())?;
    let mut request = client.post(&delivery.url).body(delivery.body.clone());
    for (name, value) in &delivery.headers {
        request = request.header(name, value);
    }
    let response = request.send().await.map_err(|error| error.to_string())?;
    Ok(response.status().as_u16())
}

/// For demonstrations: sends each event once, as soon as it happens.
pub(crate) async fn automatically(world: Shared, happened: Arc<Notify>) {
    let mut seen = 0;
    loop {
        happened.notified().await;
        loop {
            let next = {
                let world = lock(&world);
                let event = world.events.get(seen).cloned();
                event.map(|event| (event, world.webhooks.automatic))
            };
            let Some((event, automatic)) = next else { break };
            seen += 1;
            if automatic && let Err(reason) = send(&world, &event).await {
                eprintln!("fakepay: {} was not delivered: {reason}", event.kind);
            }
        }
    }
}
