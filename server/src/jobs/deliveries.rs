//! Tells other systems what happened to orders: some at the same time, so that a slow one holds up nobody else for long.

use std::time::Duration;

use futures::future::join_all;
use tokio::sync::watch;

use super::awake;
use crate::deliveries::Courier;
use crate::error::Error;
use crate::ledger::subscriptions::{self, Delivery, Outcome};
use crate::state::Shop;

/// How often deliveries are looked for. They are for programs: a moment more does not matter.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Deliveries that are under way at the same time.
const AT_ONCE: i64 = 16;

pub async fn run(shop: Shop, mut stopped: watch::Receiver<bool>) {
    let courier = match Courier::new() {
        Ok(courier) => courier,
        Err(error) => {
            tracing::error!(%error, "other systems hear nothing: no connections can be made");
            return;
        }
    };
    loop {
        if let Err(error) = deliver_due(&shop, &courier, &stopped).await {
            tracing::error!(%error, "deliveries could not be worked on");
        }
        if !awake(&shop.wake.deliveries, LOOK_EVERY, &mut stopped).await {
            return;
        }
    }
}

async fn deliver_due(shop: &Shop, courier: &Courier, stopped: &watch::Receiver<bool>) -> Result<(), Error> {
    while !*stopped.borrow() {
        let now_us = shop.clock.now_us();
        // Looking first keeps an idle server from writing.
        if shop.db.read(subscriptions::next_due_us).await?.is_none_or(|due_us| due_us > now_us) {
            break;
        }
        let claimed = shop.db.write(move |tx| subscriptions::claim(tx, now_us, AT_ONCE)).await?;
        let tries = claimed.into_iter().map(|delivery| deliver(shop, courier, delivery));
        join_all(tries).await.into_iter().collect::<Result<(), Error>>()?;
    }
    Ok(())
}

async fn deliver(shop: &Shop, courier: &Courier, delivery: Delivery) -> Result<(), Error> {
    let outcome = courier.deliver(&delivery, shop.clock.now_us()).await;
    let (id, subscription, kind) =
        (delivery.id.clone(), delivery.subscription.clone(), delivery.kind.clone());
    match &outcome {
        Outcome::Delivered => tracing::info!(delivery = id, kind, "told"),
        Outcome::Gone => tracing::warn!(subscription, "a subscription has ended: its address is gone"),
        Outcome::Failed(problem) => tracing::warn!(delivery = id, kind, problem, "could not be told"),
    }
    let now_us = shop.clock.now_us();
    if shop.db.write(move |tx| subscriptions::settle(tx, &delivery, &outcome, now_us)).await? {
        tracing::error!(delivery = id, "a delivery is a dead letter: `webhook replay` makes it again");
    }
    Ok(())
}
