//! Looks after what nobody else came back to: attempts without news, orders that were never paid, prices whose day has
//! come, old rows.

use std::time::Duration;

use tokio::sync::watch;

use super::awake;
use crate::clock::MINUTE_US;
use crate::error::Error;
use crate::ledger::{
    attempts, customers, orders, price_changes, quotes, refunds, subscriptions, velocity, webhooks,
};
use crate::state::Shop;
use crate::{payments, refunds as giving_back};

/// How often the sweeper looks.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Attempts or orders that it takes at once.
const TAKEN_AT_ONCE: i64 = 20;
/// An order that could not expire because its gateway did not answer is tried again after this.
const EXPIRE_AGAIN_US: i64 = 10 * MINUTE_US;
/// Rounds between two clearings of old rows.
const ROUNDS_PER_CLEARING: u32 = 720;

pub async fn run(shop: Shop, mut stopped: watch::Receiver<bool>) {
    let mut round = 0;
    loop {
        if let Err(error) = sweep(&shop).await {
            tracing::error!(%error, "sweeping failed");
        }
        if round % ROUNDS_PER_CLEARING == 0
            && let Err(error) = clear(&shop).await
        {
            tracing::error!(%error, "old rows could not be cleared");
        }
        round = (round + 1) % ROUNDS_PER_CLEARING;
        if !awake(&shop.wake.sweeper, LOOK_EVERY, &mut stopped).await {
            return;
        }
    }
}

async fn sweep(shop: &Shop) -> Result<(), Error> {
    let now_us = shop.clock.now_us();
    // Looking first keeps an idle server from writing.
    let (attempts_due, orders_due, refunds_due, prices_due) = shop
        .db
        .read(move |tx| {
            Ok((
                attempts::any_due(tx, now_us)?,
                orders::any_overdue(tx, now_us)?,
                refunds::any_due(tx, now_us)?,
                price_changes::any_due(tx, now_us)?,
            ))
        })
        .await?;
    if prices_due {
        let changed = shop.db.write(move |tx| price_changes::make_due(tx, now_us)).await?;
        tracing::info!(changed, "planned prices have become the prices");
    }
    if attempts_due {
        let due = shop.db.write(move |tx| attempts::claim_due(tx, now_us, TAKEN_AT_ONCE)).await?;
        for id in due {
            if let Err(error) = payments::reconcile(shop, &id).await {
                tracing::warn!(attempt = %id, %error, "an attempt could not be looked at");
            }
        }
    }
    if refunds_due {
        for id in shop.db.write(move |tx| refunds::claim_due(tx, now_us, TAKEN_AT_ONCE)).await? {
            if let Err(error) = giving_back::reconcile(shop, &id).await {
                tracing::warn!(refund = %id, %error, "a refund could not be looked at");
            }
        }
    }
    if orders_due {
        let again_us = now_us + EXPIRE_AGAIN_US;
        let claim =
            move |tx: &mut crate::db::Tx<'_>| orders::claim_overdue(tx, now_us, again_us, TAKEN_AT_ONCE);
        for id in shop.db.write(claim).await? {
            if let Err(error) = payments::expire(shop, &id).await {
                tracing::warn!(order = %id, %error, "an order could not expire");
            }
        }
    }
    Ok(())
}

async fn clear(shop: &Shop) -> Result<(), Error> {
    let now_us = shop.clock.now_us();
    let clear = move |tx: &mut crate::db::Tx<'_>| {
        webhooks::drop_old(tx, now_us)?;
        subscriptions::drop_old(tx, now_us)?;
        velocity::drop_old(tx, now_us)?;
        Ok((quotes::drop_old(tx, now_us)?, customers::drop_ended_sessions(tx, now_us)?))
    };
    let (quotes, sessions) = shop.db.write(clear).await?;
    tracing::debug!(quotes, sessions, "old rows cleared");
    Ok(())
}
