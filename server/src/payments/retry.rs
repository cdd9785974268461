//! Another try to pay an order, once the one before can take no money any more.

use contract::api::{Attempt, AttemptRequest};
use contract::{Code, Failure};
use domain::OrderId;
use domain::order::OrderState;

use super::{close, load, with_page};
use crate::auth::Signed;
use crate::error::Error;
use crate::ledger::velocity::Origins;
use crate::ledger::{attempts, head, orders, risk};
use crate::state::Shop;

/// Attempts of one order. People give up long before; each one is a page at the gateway.
pub const ATTEMPTS_PER_ORDER: i64 = 20;

/// Tries to pay again. The attempt before must be dead first: a page that could still be paid is closed at the gateway.
pub async fn try_again(
    shop: &Shop,
    signed: &Signed,
    order: &OrderId,
    request: &AttemptRequest,
) -> Result<Attempt, Error> {
    let (id, asked, wanted) = (order.clone(), signed.clone(), request.attempt.clone());
    let asked_us = shop.clock.now_us();
    let look = move |tx: &mut crate::db::Tx<'_>| {
        // Only the owner pays; staff only looks.
        let owner = orders::owner(tx, &id)?;
        if owner != asked.customer {
            return Err(Error::not_found());
        }
        if let Some(known) = attempts::get(tx, &wanted)? {
            // An id of another order's attempt names nothing here.
            return if known.order == id { Ok(None) } else { Err(Error::not_found()) };
        }
        // Before the page that is open is closed for nothing.
        must_be_payable(tx, &id)?;
        let origins = Origins::of_order(tx, &id, &asked)?;
        risk::must_not_wait(&origins.tallies(tx, asked_us)?, asked_us)?;
        Ok(Some((owner, origins, attempts::live_of(tx, &id)?)))
    };
    let Some((owner, origins, live)) = shop.db.read(look).await? else {
        return with_page(shop, load(shop, &request.attempt).await?).await;
    };
    if !shop.gateways.offers(request.gateway) {
        return Err(Code::GatewayNotOffered.into());
    }
    if let Some(live) = live {
        close(shop, &live.id).await?;
    }
    let (order, new, live, now_us) =
        (order.clone(), request.clone(), shop.settings.live, shop.clock.now_us());
    let high = shop.settings.high_value_minor;
    let insert = move |tx: &mut crate::db::Tx<'_>| {
        let ver = head::next_ver(tx, &owner)?;
        if attempts::get(tx, &new.attempt)?.is_some_and(|known| known.order == order) {
            return Ok(());
        }
        let number = must_be_payable(tx, &order)? + 1;
        if attempts::live_of(tx, &order)?.is_some() {
            return Err(Code::AttemptLive.into());
        }
        let amount = orders::total(tx, &order)?;
        let (id, gateway) = (&new.attempt, new.gateway);
        let attempt =
            attempts::New { id, order: &order, customer: &owner, number, gateway, live, amount, now_us };
        let before = origins.tallies(tx, now_us)?;
        attempts::insert(tx, &attempt)?;
        risk::judge_new(tx, &order, id, &origins, before, high, now_us)?;
        orders::touch(tx, &order, ver)
    };
    shop.db.write(insert).await?;
    with_page(shop, load(shop, &request.attempt).await?).await
}

/// Replies with how many attempts there were.
fn must_be_payable(tx: &mut crate::db::Tx<'_>, order: &OrderId) -> Result<i64, Error> {
    if orders::state(tx, order)? != OrderState::AwaitingPayment {
        return Err(Code::OrderNotPayable.into());
    }
    let tried = attempts::count(tx, order)?;
    if tried >= ATTEMPTS_PER_ORDER {
        return Err(Failure::new(Code::OrderNotPayable).with("attempts", ATTEMPTS_PER_ORDER).into());
    }
    Ok(tried)
}
