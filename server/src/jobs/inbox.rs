//! Acts upon the calls of gateways: each claimed for a while, put off when something is missing, never forgotten.

use std::time::Duration;

use tokio::sync::watch;

use super::awake;
use crate::error::Error;
use crate::ledger::webhooks::{self, Claimed};
use crate::state::Shop;

/// How often the inbox is looked at when nobody calls: for those that are tried again.
const LOOK_EVERY: Duration = Duration::from_secs(5);

pub async fn run(shop: Shop, mut stopped: watch::Receiver<bool>) {
    loop {
        if let Err(error) = act_on_due(&shop, &stopped).await {
            tracing::error!(%error, "the inbox could not be worked on");
        }
        if !awake(&shop.wake.inbox, LOOK_EVERY, &mut stopped).await {
            return;
        }
    }
}

async fn act_on_due(shop: &Shop, stopped: &watch::Receiver<bool>) -> Result<(), Error> {
    while !*stopped.borrow() {
        let now_us = shop.clock.now_us();
        // Looking first keeps an idle server from writing.
        if shop.db.read(webhooks::next_due_us).await?.is_none_or(|due_us| due_us > now_us) {
            break;
        }
        let Some(call) = shop.db.write(move |tx| webhooks::claim(tx, now_us)).await? else { break };
        act(shop, call).await?;
    }
    Ok(())
}

async fn act(shop: &Shop, call: Claimed) -> Result<(), Error> {
    let (gateway, id, kind) = (call.gateway.as_str(), call.id.clone(), call.kind.clone());
    let Err(error) = crate::webhooks::act(shop, &call).await else {
        tracing::info!(gateway, id, kind, "a webhook was acted upon");
        return shop.db.write(move |tx| webhooks::done(tx, &call)).await;
    };
    tracing::warn!(gateway, id, kind, %error, "a webhook could not be acted upon");
    let (problem, now_us) = (error.to_string(), shop.clock.now_us());
    if shop.db.write(move |tx| webhooks::failed(tx, &call, &problem, now_us)).await? {
        tracing::error!(gateway, id, kind, "a webhook is a dead letter: `payments replay` tries it again");
    }
    Ok(())
}
