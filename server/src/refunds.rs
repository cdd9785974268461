//! Giving money back: the row first, then the gateway, then what it said.

use std::sync::Arc;

use domain::refund::RefundState;
use domain::{Money, RefundId};

use crate::error::Error;
use crate::gateways::{GatewayError, RefundAsk, RefundFacts, RefundStatus};
use crate::ledger::orders;
use crate::ledger::refunds::{self, Wish};
use crate::state::Shop;

/// Asks for money of an order to go back, all that is left if no amount is said. None: there is no such order.
pub async fn request(
    shop: &Shop,
    number: &str,
    amount: Option<Money>,
    reason: &str,
) -> Result<Option<Wish>, Error> {
    let (wanted, reason, now_us) = (number.to_owned(), reason.to_owned(), shop.clock.now_us());
    let wish = move |tx: &mut crate::db::Tx<'_>| match orders::by_number(tx, &wanted)? {
        Some(order) => refunds::request(tx, &order, amount, &reason, now_us).map(Some),
        None => Ok(None),
    };
    let wish = shop.db.write(wish).await?;
    shop.wake.sweeper.notify_one();
    Ok(wish)
}

/// Asks the gateway for a refund, or how it stands, and moves everything there. Harmless to repeat.
pub async fn reconcile(shop: &Shop, id: &RefundId) -> Result<RefundState, Error> {
    let wanted = id.clone();
    let refund = shop.db.read(move |tx| refunds::get(tx, &wanted)).await?;
    let client = shop.gateways.client(refund.gateway)?;
    let answer = match (&refund.gateway_ref, refund.state) {
        (_, RefundState::Failed) => return Ok(refund.state),
        (Some(gateway_ref), _) => client.fetch_refund(gateway_ref).await,
        // The key may be forgotten by now: asked for again, it could go back twice.
        (None, _) if shop.clock.now_us() >= refund.created_us.saturating_add(client.key_life_us()) => {
            Err(GatewayError::Refused("no answer in time; look at the gateway whether it went back".into()))
        }
        (None, _) => {
            client
                .refund(&RefundAsk {
                    idempotency_key: refund.idempotency_key.clone(),
                    refund: refund.id.clone(),
                    capture_ref: refund.capture_ref.clone(),
                    amount: refund.amount,
                })
                .await
        }
    };
    let facts = match answer {
        Ok(facts) => facts,
        Err(GatewayError::Refused(problem)) => {
            RefundFacts { gateway_ref: None, status: RefundStatus::Failed, problem }
        }
        Err(GatewayError::Unavailable(reason)) => {
            tracing::warn!(refund = %id, reason, "a gateway could not be asked for a refund");
            return Err(contract::Code::GatewayUnavailable.into());
        }
    };
    let (settled, facts, now_us) = (id.clone(), Arc::new(facts), shop.clock.now_us());
    shop.db.write(move |tx| refunds::settle(tx, &settled, &facts, now_us)).await?;
    let wanted = id.clone();
    Ok(shop.db.read(move |tx| refunds::get(tx, &wanted)).await?.state)
}
