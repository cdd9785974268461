//! Paying: intent first, the gateway's call second, its result third. No transaction is held across a call.

mod retry;

use std::sync::Arc;

use contract::Code;
use contract::api::{Actor, Attempt, EventKind, OrderEvent};
use domain::attempt::AttemptState;
use domain::order::OrderMove;
use domain::{AttemptId, OrderId};

pub use self::retry::{ATTEMPTS_PER_ORDER, try_again};
use crate::error::Error;
use crate::gateways::{GatewayClient, GatewayError, Opening, Payment, PaymentStatus};
use crate::ledger::attempts::{self, Stored, Unopened};
use crate::ledger::orders::{self, StaffMove};
use crate::ledger::{entries, head, payments, timeline, velocity};
use crate::state::Shop;

/// Asks the gateway where a live payment stands, and moves everything there. Harmless to repeat, also in parallel.
pub async fn reconcile(shop: &Shop, id: &AttemptId) -> Result<(), Error> {
    let attempt = ensure_open(shop, id).await?;
    if attempt.state.is_live() { reconcile_with_gateway(shop, attempt).await } else { Ok(()) }
}

/// The same for an attempt that had seemed to be over: its gateway says that something happened.
pub async fn look(shop: &Shop, id: &AttemptId) -> Result<(), Error> {
    let attempt = ensure_open(shop, id).await?;
    // Without a page nobody could pay; what is captured is settled.
    let could_be_paid = attempt.gateway_ref.is_some()
        && !matches!(attempt.state, AttemptState::Captured | AttemptState::Disputed);
    if could_be_paid { reconcile_with_gateway(shop, attempt).await } else { Ok(()) }
}

async fn reconcile_with_gateway(shop: &Shop, attempt: Stored) -> Result<(), Error> {
    let (client, gateway_ref) = at_gateway(shop, &attempt)?;
    let payment = client.fetch(&gateway_ref).await.map_err(not_answered)?;
    if payment.status == PaymentStatus::Approved {
        return take(shop, &attempt, payment).await;
    }
    let is_paid = payment.status == PaymentStatus::Captured;
    settle(shop, &attempt, payment).await?;
    if is_paid { close_others(shop, &attempt).await } else { Ok(()) }
}

/// Money that came late may have paid an order for which another page is open: it must not be paid twice.
async fn close_others(shop: &Shop, paid: &Stored) -> Result<(), Error> {
    let order = paid.order.clone();
    match shop.db.read(move |tx| attempts::live_of(tx, &order)).await? {
        Some(live) if live.id != paid.id => close(shop, &live.id).await,
        _ => Ok(()),
    }
}

/// Asks the gateway where a dispute of the attempt's payment stands, and moves everything there.
pub async fn look_at_dispute(shop: &Shop, id: &AttemptId) -> Result<(), Error> {
    let attempt = load(shop, id).await?;
    let asked = id.clone();
    let captured = shop.db.read(move |tx| entries::capture_ref(tx, &asked)).await?;
    let Some(capture_ref) = captured else { return Ok(()) };
    let client = shop.gateways.client(attempt.gateway)?;
    let Some(dispute) = client.dispute(&capture_ref).await.map_err(not_answered)? else { return Ok(()) };
    let (id, now_us) = (id.clone(), shop.clock.now_us());
    shop.db.write(move |tx| payments::disputed(tx, &id, &capture_ref, dispute, now_us)).await
}

/// Takes the money of an approved payment: what is approved is compared and the intent written down before.
async fn take(shop: &Shop, attempt: &Stored, payment: Payment) -> Result<(), Error> {
    let (id, now_us, approved) = (attempt.id.clone(), shop.clock.now_us(), Arc::new(payment));
    if !shop.db.write(move |tx| payments::take(tx, &id, &approved, now_us)).await? {
        return Ok(());
    }
    let (client, gateway_ref) = at_gateway(shop, attempt)?;
    let payment = client.capture(&gateway_ref, &attempt.capture_key()).await.map_err(not_answered)?;
    settle(shop, &load(shop, &attempt.id).await?, payment).await
}

/// Makes sure that the gateway's page exists; the attempt as it is then.
pub async fn ensure_open(shop: &Shop, id: &AttemptId) -> Result<Stored, Error> {
    opened(shop, load(shop, id).await?).await
}

async fn opened(shop: &Shop, attempt: Stored) -> Result<Stored, Error> {
    if attempt.state != AttemptState::Creating {
        return Ok(attempt);
    }
    let found = shop.db.read(move |tx| attempts::unopened(tx, &attempt)).await?;
    open(shop, found).await
}

/// Has the gateway make the page of an attempt that was found without one; the attempt as it is then.
pub async fn open(shop: &Shop, unopened: Unopened) -> Result<Stored, Error> {
    let attempt = &unopened.attempt;
    let id = &attempt.id;
    let client = shop.gateways.client(attempt.gateway)?;
    if shop.clock.now_us() >= attempt.created_us.saturating_add(client.key_life_us()) {
        let (id, now_us) = (id.clone(), shop.clock.now_us());
        return shop.db.write(move |tx| payments::forgotten(tx, &id, now_us)).await;
    }
    let (id, now_us) = (id.clone(), shop.clock.now_us());
    match client.open(&opening(shop, unopened)).await {
        Ok(opened) => shop.db.write(move |tx| payments::opened(tx, &id, &opened)).await,
        Err(GatewayError::Refused(reason)) => {
            tracing::warn!(attempt = %id, reason, "the gateway refuses a payment");
            shop.db.write(move |tx| payments::refused(tx, &id, now_us)).await
        }
        Err(error @ GatewayError::Unavailable(_)) => Err(not_answered(error)),
    }
}

/// An unpaid order's time is over: its page is closed at the gateway first, because it may have been paid.
pub async fn expire(shop: &Shop, order: &OrderId) -> Result<(), Error> {
    close_live(shop, order).await?;
    let (id, now_us) = (order.clone(), shop.clock.now_us());
    let expire = move |tx: &mut crate::db::Tx<'_>| {
        let owner = orders::owner(tx, &id)?;
        let ver = head::next_ver(tx, &owner)?;
        if attempts::live_of(tx, &id)?.is_none() && orders::apply(tx, &id, OrderMove::Expired, ver)? {
            timeline::record(tx, &id, &OrderEvent::new(now_us, Actor::System, EventKind::Expired))?;
        }
        Ok(())
    };
    shop.db.write(expire).await
}

/// Moves an order as staff says. Before one is cancelled, its page is closed at the gateway: if it turns out that it was
/// paid, nothing is cancelled.
pub async fn move_by_staff(shop: &Shop, number: &str, by: OrderMove, note: &str) -> Result<StaffMove, Error> {
    let wanted = number.to_owned();
    let known = shop.db.read(move |tx| orders::by_number(tx, &wanted)).await?;
    let Some(order) = known else { return Ok(StaffMove::NoSuchOrder) };
    if by == OrderMove::Cancelled && close_before_cancelling(shop, &order).await? {
        return Ok(StaffMove::PaidMeanwhile);
    }
    let (note, now_us) = (note.to_owned(), shop.clock.now_us());
    shop.db.write(move |tx| orders::move_by_staff(tx, &order, by, &note, now_us)).await
}

/// Closes the page of an order that is to be cancelled; true if it turned out to be paid.
pub async fn close_before_cancelling(shop: &Shop, order: &OrderId) -> Result<bool, Error> {
    Ok(close_live(shop, order).await? == Some(AttemptState::Captured))
}

/// An attempt for people, with its page where the gateway answers.
pub async fn with_page(shop: &Shop, found: Stored) -> Result<Attempt, Error> {
    let found = match opened(shop, found.clone()).await {
        Ok(attempt) => attempt,
        // It stays `creating`, and is tried again by whoever looks next.
        Err(Error::Refused(failure)) if failure.code == Code::GatewayUnavailable => found,
        Err(error) => return Err(error),
    };
    Ok(found.for_people(&shop.public_url))
}

/// Closes the attempt of an order that could still take money, if there is one; where it stands then.
pub async fn close_live(shop: &Shop, order: &OrderId) -> Result<Option<AttemptState>, Error> {
    let id = order.clone();
    let live = shop.db.read(move |tx| attempts::live_of(tx, &id)).await?;
    let Some(live) = live else { return Ok(None) };
    close(shop, &live.id).await?;
    Ok(Some(load(shop, &live.id).await?.state))
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
    if matches!(payment.status, PaymentStatus::Open | PaymentStatus::Approved) {
        let (id, now_us) = (id.clone(), shop.clock.now_us());
        return shop.db.write(move |tx| payments::give_up(tx, &id, now_us)).await;
    }
    settle(shop, &attempt, payment).await
}

async fn settle(shop: &Shop, attempt: &Stored, payment: Payment) -> Result<(), Error> {
    let payment = with_news_of_cards(shop, attempt, payment).await?;
    let same_state = match payment.status {
        PaymentStatus::Open | PaymentStatus::Approved => {
            payment.decline.is_none() || payment.decline == attempt.decline
        }
        PaymentStatus::Processing => attempt.state == AttemptState::Processing,
        _ => false,
    };
    if same_state && payment.tries.is_empty() {
        return Ok(());
    }
    let (id, now_us) = (attempt.id.clone(), shop.clock.now_us());
    let payment = Arc::new(payment);
    let high = shop.settings.high_value_minor;
    shop.db.write(move |tx| payments::settle(tx, &id, &payment, high, now_us)).await?;
    shop.wake.outbox.notify_one();
    Ok(())
}

/// The payment with all cards that were tried for it, or with none if nothing is new about them: who looks every two
/// seconds must not cost the gateway two calls each time.
async fn with_news_of_cards(shop: &Shop, attempt: &Stored, mut payment: Payment) -> Result<Payment, Error> {
    if payment.tries.is_empty() {
        return Ok(payment);
    }
    let (id, told) = (attempt.id.clone(), payment.tries.clone());
    if !shop.db.read(move |tx| velocity::is_news(tx, &id, &told)).await? {
        payment.tries.clear();
        return Ok(payment);
    }
    match shop.gateways.client(attempt.gateway)?.tries(&payment).await {
        Ok(tries) => payment.tries = tries,
        // The latest is known: a payment does not wait for the list of the others.
        Err(error) => tracing::warn!(attempt = %attempt.id, %error, "cards that were tried are not known"),
    }
    Ok(payment)
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

fn opening(shop: &Shop, unopened: Unopened) -> Opening {
    let Unopened { attempt, order, step_up } = unopened;
    Opening {
        return_url: attempts::return_url(&shop.public_url, &attempt.id),
        cancel_url: attempts::cancel_url(&shop.public_url, &attempt.id),
        idempotency_key: attempt.idempotency_key,
        attempt: attempt.id,
        order: attempt.order,
        order_number: order.number,
        attempt_number: attempt.number,
        amount: attempt.amount,
        provider: shop.settings.provider.clone(),
        email: order.email,
        locale: order.locale,
        step_up,
        begun_us: attempt.created_us,
    }
}

fn not_answered(error: GatewayError) -> Error {
    tracing::warn!(%error, "a gateway could not be asked");
    Code::GatewayUnavailable.into()
}
