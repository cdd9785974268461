//! Paying: intent first, the gateway's call second, its result third. No transaction is held across a call.

use std::sync::Arc;

use contract::Code;
use contract::api::{Actor, Attempt, AttemptRequest, EventKind, OrderEvent};
use domain::attempt::AttemptState;
use domain::order::{OrderMove, OrderState};
use domain::{AttemptId, OrderId};

use crate::error::Error;
use crate::gateways::{GatewayClient, GatewayError, Opening, Payment, PaymentStatus};
use crate::ledger::attempts::{self, Stored};
use crate::ledger::orders::{self, Reader};
use crate::ledger::{head, payments};
use crate::state::Shop;

/// Asks the gateway where the payment stands, and moves everything there. Harmless to repeat, also in parallel.
pub async fn reconcile(shop: &Shop, id: &AttemptId) -> Result<(), Error> {
    let attempt = ensure_open(shop, id).await?;
    if !attempt.state.is_live() {
        return Ok(());
    }
    let (client, gateway_ref) = at_gateway(shop, &attempt)?;
    let payment = client.fetch(&gateway_ref).await.map_err(not_answered)?;
    settle(shop, &attempt, payment).await
}

/// Makes sure that the gateway's page exists; the attempt as it is then.
pub async fn ensure_open(shop: &Shop, id: &AttemptId) -> Result<Stored, Error> {
    let attempt = load(shop, id).await?;
    if attempt.state != AttemptState::Creating {
        return Ok(attempt);
    }
    let opening = opening(shop, &attempt).await?;
    match shop.gateways.client(attempt.gateway)?.open(&opening).await {
        Ok(opened) => {
            let stored = attempt.clone();
            let write = move |tx: &mut crate::db::Tx<'_>| {
                attempts::opened(tx, &stored, &opened.gateway_ref, &opened.pay_url)
            };
            shop.db.write(write).await?;
        }
        Err(GatewayError::Refused(reason)) => {
            tracing::warn!(attempt = %id, reason, "the gateway refuses a payment");
            let (id, now_us) = (id.clone(), shop.clock.now_us());
            shop.db.write(move |tx| payments::refused(tx, &id, now_us)).await?;
        }
        Err(error @ GatewayError::Unavailable(_)) => return Err(not_answered(error)),
    }
    load(shop, id).await
}

/// Tries to pay again. The attempt before must be dead first: a page that could still be paid is closed at the gateway.
pub async fn try_again(
    shop: &Shop,
    reader: &Reader,
    order: &OrderId,
    request: &AttemptRequest,
) -> Result<Attempt, Error> {
    shop.gateways.client(request.gateway)?;
    let (id, asked, wanted) = (order.clone(), reader.clone(), request.attempt.clone());
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
        must_be_payable(orders::state(tx, &id)?)?;
        Ok(Some((owner, attempts::live_of(tx, &id)?)))
    };
    let Some((owner, live)) = shop.db.read(look).await? else {
        return again(shop, reader, &request.attempt).await;
    };
    if let Some(live) = live {
        close(shop, &live.id).await?;
    }
    let (order, new, live, now_us) =
        (order.clone(), request.clone(), shop.settings.live, shop.clock.now_us());
    let insert = move |tx: &mut crate::db::Tx<'_>| {
        let ver = head::next_ver(tx, &owner)?;
        if attempts::get(tx, &new.attempt)?.is_some_and(|known| known.order == order) {
            return Ok(());
        }
        must_be_payable(orders::state(tx, &order)?)?;
        if attempts::live_of(tx, &order)?.is_some() {
            return Err(Code::AttemptLive.into());
        }
        let amount = orders::total(tx, &order)?;
        let (id, gateway) = (&new.attempt, new.gateway);
        attempts::insert(tx, &attempts::New { id, order: &order, gateway, live, amount, now_us })?;
        orders::touch(tx, &order, ver)
    };
    shop.db.write(insert).await?;
    again(shop, reader, &request.attempt).await
}

/// An unpaid order's time is over: its page is closed at the gateway first, because it may have been paid.
pub async fn expire(shop: &Shop, order: &OrderId) -> Result<(), Error> {
    let id = order.clone();
    if let Some(live) = shop.db.read(move |tx| attempts::live_of(tx, &id)).await? {
        close(shop, &live.id).await?;
    }
    let (id, now_us) = (order.clone(), shop.clock.now_us());
    let expire = move |tx: &mut crate::db::Tx<'_>| {
        let owner = orders::owner(tx, &id)?;
        let ver = head::next_ver(tx, &owner)?;
        if attempts::live_of(tx, &id)?.is_none() && orders::apply(tx, &id, OrderMove::Expired, ver)? {
            let (actor, kind) = (Actor::System, EventKind::Expired);
            orders::add_event(tx, &id, &OrderEvent { at_us: now_us, actor, kind, note: String::new() })?;
        }
        Ok(())
    };
    shop.db.write(expire).await
}

/// The attempt for people, with its page where the gateway answers.
pub async fn again(shop: &Shop, reader: &Reader, id: &AttemptId) -> Result<Attempt, Error> {
    let (wanted, asked) = (id.clone(), reader.clone());
    let found = shop.db.read(move |tx| attempts::find(tx, &wanted, &asked)).await?;
    let found = match ensure_open(shop, id).await {
        Ok(attempt) => attempt,
        // It stays `creating`, and is tried again by whoever looks next.
        Err(Error::Refused(failure)) if failure.code == Code::GatewayUnavailable => found,
        Err(error) => return Err(error),
    };
    Ok(found.for_people(&shop.public_url))
}

/// Makes an attempt unpayable at the gateway, or finds out that it is paid.
async fn close(shop: &Shop, id: &AttemptId) -> Result<(), Error> {
    // An attempt that is still `creating` may have a page that we never heard of: the same key finds it.
    let attempt = ensure_open(shop, id).await?;
    if !attempt.state.is_live() {
        return Ok(());
    }
    let (client, gateway_ref) = at_gateway(shop, &attempt)?;
    let payment = client.cancel(&gateway_ref).await.map_err(not_answered)?;
    settle(shop, &attempt, payment).await
}

async fn settle(shop: &Shop, attempt: &Stored, payment: Payment) -> Result<(), Error> {
    let nothing_new = match payment.status {
        PaymentStatus::Open => payment.decline.is_none() || payment.decline == attempt.decline,
        PaymentStatus::Processing => attempt.state == AttemptState::Processing,
        _ => false,
    };
    if nothing_new {
        return Ok(());
    }
    let (id, now_us) = (attempt.id.clone(), shop.clock.now_us());
    let payment = Arc::new(payment);
    shop.db.write(move |tx| payments::settle(tx, &id, &payment, now_us)).await?;
    shop.wake.outbox.notify_one();
    Ok(())
}

fn at_gateway(shop: &Shop, attempt: &Stored) -> Result<(Arc<dyn GatewayClient>, String), Error> {
    let client = shop.gateways.client(attempt.gateway)?;
    let gateway_ref = attempt.gateway_ref.clone();
    Ok((client, gateway_ref.ok_or_else(|| Error::Broken(format!("attempt {} has no page", attempt.id)))?))
}

async fn load(shop: &Shop, id: &AttemptId) -> Result<Stored, Error> {
    let id = id.clone();
    shop.db.read(move |tx| attempts::get(tx, &id)?.ok_or_else(Error::not_found)).await
}

async fn opening(shop: &Shop, attempt: &Stored) -> Result<Opening, Error> {
    let id = attempt.order.clone();
    let order_number = shop.db.read(move |tx| orders::number(tx, &id)).await?;
    Ok(Opening {
        idempotency_key: attempt.idempotency_key.clone(),
        attempt: attempt.id.clone(),
        order: attempt.order.clone(),
        order_number,
        amount: attempt.amount,
        return_url: attempts::return_url(&shop.public_url, &attempt.id),
        cancel_url: attempts::cancel_url(&shop.public_url, &attempt.id),
    })
}

fn must_be_payable(state: OrderState) -> Result<(), Error> {
    if state == OrderState::AwaitingPayment { Ok(()) } else { Err(Code::OrderNotPayable.into()) }
}

fn not_answered(error: GatewayError) -> Error {
    tracing::warn!(%error, "a gateway could not be asked");
    Code::GatewayUnavailable.into()
}
