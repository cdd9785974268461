//! What a gateway's own answer does to attempt, ledger, order and timeline: one transaction, any number of times.

use contract::api::{Actor, Decline, EventKind, OrderEvent};
use domain::attempt::{AttemptMove, AttemptState};
use domain::order::{OrderMove, OrderState};
use domain::risk::{Rule, Verdict};
use domain::{AttemptId, Money};

use super::attempts::{self, Stored};
use super::entries::{self, Entry, Kind};
use super::refunds::{self, Cause};
use super::reviews::{self, Why};
use super::velocity::Origins;
use super::{head, orders, risk, timeline, velocity};
use crate::db::Tx;
use crate::error::Error;
use crate::gateways::{Dispute, Opened, Payment, PaymentStatus};
use crate::params;

/// The gateway has made its page for an attempt that waited for it; any other has one, or needs none any more. The
/// attempt as it is then.
pub fn opened(tx: &mut Tx<'_>, id: &AttemptId, opened: &Opened) -> Result<Stored, Error> {
    let (ver, attempt) = locked(tx, id)?;
    if attempt.state == AttemptState::Creating {
        orders::touch(tx, &attempt.order, ver)?;
        return attempts::opened(tx, attempt, &opened.gateway_ref, &opened.pay_url);
    }
    Ok(attempt)
}

/// The gateway will not make a page for an attempt that waited for it. Another call may have got one before. The attempt
/// as it is then.
pub fn refused(tx: &mut Tx<'_>, id: &AttemptId, now_us: i64) -> Result<Stored, Error> {
    let end = (AttemptMove::Failed, Some(Decline::GatewayError), EventKind::PaymentFailed);
    without_page(tx, id, end, now_us)
}

/// Too much time went by without a page, so that the key would make another one: nobody was ever given the first. The
/// attempt as it is then.
pub fn forgotten(tx: &mut Tx<'_>, id: &AttemptId, now_us: i64) -> Result<Stored, Error> {
    without_page(tx, id, (AttemptMove::Expired, None, EventKind::PaymentExpired), now_us)
}

fn without_page(
    tx: &mut Tx<'_>,
    id: &AttemptId,
    (by, decline, kind): (AttemptMove, Option<Decline>, EventKind),
    now_us: i64,
) -> Result<Stored, Error> {
    let (ver, attempt) = locked(tx, id)?;
    if attempt.state == AttemptState::Creating {
        attempts::apply(tx, &attempt, by, decline)?;
        add_event(tx, &attempt, kind, now_us)?;
        orders::touch(tx, &attempt.order, ver)?;
    }
    known(tx, id)
}

/// The person approved, and the money is ours to take: written down before it is taken. False if it must not be.
pub fn take(tx: &mut Tx<'_>, id: &AttemptId, payment: &Payment, now_us: i64) -> Result<bool, Error> {
    let (ver, attempt) = locked(tx, id)?;
    let payable = orders::state(tx, &attempt.order)? == OrderState::AwaitingPayment;
    if !attempt.state.is_live() || !payable {
        return Ok(false);
    }
    if !fits(&attempt, payment) {
        let detail = "what was approved is not what was asked for; nothing was taken";
        reviews::add(tx, Why::Mismatch, id.as_str(), Some(&attempt.order), detail, now_us)?;
        attempts::apply(tx, &attempt, AttemptMove::Failed, Some(Decline::GatewayError))?;
        orders::apply(tx, &attempt.order, OrderMove::Doubted, ver)?;
        add_event(tx, &attempt, EventKind::Doubted, now_us)?;
        orders::touch(tx, &attempt.order, ver)?;
        return Ok(false);
    }
    if attempts::apply(tx, &attempt, AttemptMove::Processing, None)?.is_some() {
        orders::touch(tx, &attempt.order, ver)?;
    }
    Ok(true)
}

/// A payment that only we can take is not taken. If it is being taken already, it stays.
pub fn give_up(tx: &mut Tx<'_>, id: &AttemptId, now_us: i64) -> Result<(), Error> {
    let (ver, attempt) = locked(tx, id)?;
    if attempt.state == AttemptState::Open {
        attempts::apply(tx, &attempt, AttemptMove::Cancelled, None)?;
        add_event(tx, &attempt, EventKind::PaymentCancelled, now_us)?;
        orders::touch(tx, &attempt.order, ver)?;
    }
    Ok(())
}

/// Moves everything to where the gateway says that the payment is. An attempt that ended can only turn out to be paid.
pub fn settle(
    tx: &mut Tx<'_>,
    id: &AttemptId,
    payment: &Payment,
    high_value_minor: i64,
    now_us: i64,
) -> Result<(), Error> {
    let (ver, attempt) = locked(tx, id)?;
    velocity::tried(tx, id, &payment.tries, now_us)?;
    if !attempt.state.is_live() && payment.status != PaymentStatus::Captured {
        return Ok(());
    }
    match payment.status {
        PaymentStatus::Open | PaymentStatus::Approved => {
            if let Some(decline) = payment.decline.filter(|decline| attempt.decline != Some(*decline)) {
                attempts::set_decline(tx, id, decline)?;
                orders::touch(tx, &attempt.order, ver)?;
            }
            Ok(())
        }
        PaymentStatus::Processing => {
            if attempts::apply(tx, &attempt, AttemptMove::Processing, None)?.is_some() {
                orders::touch(tx, &attempt.order, ver)?;
            }
            Ok(())
        }
        PaymentStatus::Captured => captured(tx, &attempt, payment, high_value_minor, ver, now_us),
        PaymentStatus::Failed => {
            ended(tx, &attempt, payment, (AttemptMove::Failed, EventKind::PaymentFailed), ver, now_us)
        }
        PaymentStatus::Cancelled => {
            ended(tx, &attempt, payment, (AttemptMove::Cancelled, EventKind::PaymentCancelled), ver, now_us)
        }
        PaymentStatus::Expired => {
            ended(tx, &attempt, payment, (AttemptMove::Expired, EventKind::PaymentExpired), ver, now_us)
        }
    }
}

/// The attempt, and the version for what is written about it: its customer's head is held from now on.
fn locked(tx: &mut Tx<'_>, id: &AttemptId) -> Result<(i64, Stored), Error> {
    let owner = tx.optional("SELECT customer_id FROM attempts WHERE id = ?1", params![id])?;
    let ver = head::next_ver(tx, &owner.ok_or_else(Error::not_found)?.get(0)?)?;
    Ok((ver, known(tx, id)?))
}

fn known(tx: &mut Tx<'_>, id: &AttemptId) -> Result<Stored, Error> {
    attempts::get(tx, id)?.ok_or_else(Error::not_found)
}

fn ended(
    tx: &mut Tx<'_>,
    attempt: &Stored,
    payment: &Payment,
    (by, kind): (AttemptMove, EventKind),
    ver: i64,
    now_us: i64,
) -> Result<(), Error> {
    if attempts::apply(tx, attempt, by, payment.decline)?.is_some() {
        add_event(tx, attempt, kind, now_us)?;
        orders::touch(tx, &attempt.order, ver)?;
    }
    Ok(())
}

/// Money was taken, so it is written down, whatever else may be wrong. Only what fits the order confirms it.
fn captured(
    tx: &mut Tx<'_>,
    attempt: &Stored,
    payment: &Payment,
    high_value_minor: i64,
    ver: i64,
    now_us: i64,
) -> Result<(), Error> {
    if attempts::apply(tx, attempt, AttemptMove::Captured, None)?.is_none() {
        return Ok(());
    }
    let amount =
        payment.amount.ok_or_else(|| Error::Broken(format!("a capture of {} has no amount", attempt.id)))?;
    let is_new = entries::enter(tx, &entry(attempt, Kind::Capture, &payment.capture_ref, amount), now_us)?;
    let fits = is_new && fits(attempt, payment);
    if fits && orders::state(tx, &attempt.order)? == OrderState::AwaitingPayment {
        // The order may have become less since the attempt was made.
        refunds::give_back_surplus(tx, &attempt.order, now_us)?;
        let (order, id, signs) = (&attempt.order, &attempt.id, payment.signs.clone());
        let tallies = Origins::of_attempt(tx, id)?.tallies(tx, now_us)?;
        let case = risk::Case { order, attempt: id, tallies, signs };
        let verdict = risk::judge(tx, case, high_value_minor, now_us)?;
        if verdict == Verdict::Review {
            return suspected(tx, attempt, ver, now_us);
        }
        orders::apply(tx, &attempt.order, OrderMove::Paid, ver)?;
        return add_event(tx, attempt, EventKind::Paid, now_us);
    }
    if fits {
        // The order does not wait for it: paid already, or over.
        let (order, detail) = (&attempt.order, format!("{amount} came late and goes back"));
        refunds::insert(tx, order, &attempt.id, amount, (Cause::Late, ""), now_us)?;
        reviews::add(tx, Why::LateMoney, attempt.id.as_str(), Some(order), &detail, now_us)?;
        return orders::touch(tx, order, ver);
    }
    let detail = format!("{amount} was taken, and is not what was asked for");
    reviews::add(tx, Why::Mismatch, attempt.id.as_str(), Some(&attempt.order), &detail, now_us)?;
    if orders::apply(tx, &attempt.order, OrderMove::Doubted, ver)? {
        add_event(tx, attempt, EventKind::Doubted, now_us)?;
    }
    orders::touch(tx, &attempt.order, ver)
}

/// The money is there, and nothing is begun for it until staff has looked.
fn suspected(tx: &mut Tx<'_>, attempt: &Stored, ver: i64, now_us: i64) -> Result<(), Error> {
    let order = &attempt.order;
    let reasons: Vec<_> = risk::of_order(tx, order)?.into_iter().map(Rule::reason).collect();
    reviews::add(tx, Why::Risk, order.as_str(), Some(order), &reasons.join("; "), now_us)?;
    orders::apply(tx, order, OrderMove::Doubted, ver)?;
    add_event(tx, attempt, EventKind::Doubted, now_us)
}

/// Moves an attempt to where a dispute of its payment stands, and tells staff.
pub fn disputed(
    tx: &mut Tx<'_>,
    id: &AttemptId,
    capture_ref: &str,
    dispute: Dispute,
    now_us: i64,
) -> Result<(), Error> {
    let (ver, attempt) = locked(tx, id)?;
    let is_new = attempts::apply(tx, &attempt, AttemptMove::Disputed, None)?.is_some();
    if is_new {
        let detail =
            format!("the customer's bank disputes {}; answer at the gateway in time", attempt.amount);
        reviews::add(tx, Why::Dispute, id.as_str(), Some(&attempt.order), &detail, now_us)?;
        add_event(tx, &attempt, EventKind::Disputed, now_us)?;
    }
    let attempt = known(tx, id)?;
    match dispute {
        Dispute::Open => {}
        Dispute::Won => {
            if attempts::apply(tx, &attempt, AttemptMove::DisputeWon, None)?.is_some() {
                add_event(tx, &attempt, EventKind::DisputeWon, now_us)?;
            }
        }
        Dispute::Lost(part) => {
            let named = format!("{capture_ref}/chargeback");
            // One in another currency, or of more than was paid, is at most the whole.
            let fits =
                |part: &Money| part.currency == attempt.amount.currency && part.minor <= attempt.amount.minor;
            let amount = part.filter(fits).unwrap_or(attempt.amount);
            if entries::enter(tx, &entry(&attempt, Kind::Chargeback, &named, amount), now_us)? {
                add_event(tx, &attempt, EventKind::DisputeLost, now_us)?;
            }
        }
    }
    orders::touch(tx, &attempt.order, ver)
}

fn entry<'a>(attempt: &'a Stored, kind: Kind, gateway_ref: &'a str, amount: Money) -> Entry<'a> {
    let Stored { order, id, gateway, .. } = attempt;
    Entry { order, attempt: id, gateway: *gateway, kind, gateway_ref, amount }
}

/// Amount, currency, whose payment it is, whether it is real money, and to whom it goes.
fn fits(attempt: &Stored, payment: &Payment) -> bool {
    payment.amount == Some(attempt.amount)
        && payment.attempt == attempt.id.as_str()
        && payment.order == attempt.order.as_str()
        && payment.live == attempt.live
        && payment.merchant_fits
}

fn add_event(tx: &mut Tx<'_>, attempt: &Stored, kind: EventKind, now_us: i64) -> Result<(), Error> {
    timeline::record(tx, &attempt.order, &OrderEvent::new(now_us, Actor::Gateway, kind))
}
