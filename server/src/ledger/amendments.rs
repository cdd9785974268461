//! Changes after placing: less of something, another address or note, a later day. Priced by what was agreed to; what was
//! paid beyond the new total goes back.

use contract::api::{Actor, AmendPreview, AmendRequest, EventKind, Order, OrderEvent};
use contract::{Code, Failure};
use domain::address::FieldReason;
use domain::amendment::{Agreed, Amendment, CannotAmend, Wish};
use domain::calendar::{Calendar, Start};
use domain::order::OrderState;
use domain::promise::{self, Promise};
use domain::quote::PricedLine;
use domain::service::{DeliveryKind, LeadTime};
use domain::{Destination, FieldProblem, Money, OrderId, Quantity};
use jiff::civil::Date;

use super::refunds::{self, Cause};
use super::standing::{self, Asked};
use super::{attempts, calendar, capacity, head, pricing, promises, requests, timeline};
use crate::db::Tx;
use crate::error::Error;
use crate::params;

/// What the order would be.
struct Plan {
    agreed: Agreed,
    /// Nothing where it is so already.
    changed: Vec<Amendment>,
    preview: AmendPreview,
    /// By which days were counted.
    calendar: Calendar,
}

/// What a wish would make of the order.
pub fn preview(tx: &mut Tx<'_>, asked: &Asked, wish: &Wish) -> Result<AmendPreview, Error> {
    let order = asked.load(tx)?;
    Ok(plan(tx, asked, order, wish)?.preview)
}

/// Whether a page that could still be paid stands in the way: a total that changes must not be paid as it was.
pub fn must_close(wish: &Wish) -> bool {
    wish.takes_back()
}

/// Whether it is to be done: not if it was done before. Refused if it may not be, or is worse than what was agreed to.
pub fn is_to_be_done(
    tx: &mut Tx<'_>,
    asked: &Asked,
    request: &AmendRequest,
    hash: &str,
) -> Result<bool, Error> {
    Ok(planned(tx, asked, request, hash)?.is_some())
}

/// Changes the order, and writes down what goes back.
pub fn amend(tx: &mut Tx<'_>, asked: &Asked, request: &AmendRequest, hash: &str) -> Result<(), Error> {
    let Asked { order, now_us, .. } = asked;
    let ver = head::next_ver(tx, &asked.customer)?;
    let Some(plan) = planned(tx, asked, request, hash)? else { return Ok(()) };
    if must_close(&request.wish) && attempts::live_of(tx, order)?.is_some() {
        return Err(Code::PaymentUnderWay.into());
    }
    requests::remember(tx, order, &request.id, hash, *now_us)?;
    if plan.changed.is_empty() {
        return Ok(());
    }
    store(tx, asked, &plan.agreed, ver)?;
    keep_places(tx, order, &plan)?;
    let kind = match request.wish {
        Wish::Reschedule { .. } => EventKind::PromiseMoved,
        _ => EventKind::Amended,
    };
    let event = OrderEvent { amendments: plan.changed, ..OrderEvent::new(*now_us, Actor::Customer, kind) };
    timeline::record(tx, order, &event)?;
    refunds::give_back(tx, order, plan.preview.refund, Cause::Customer, *now_us)
}

fn planned(
    tx: &mut Tx<'_>,
    asked: &Asked,
    request: &AmendRequest,
    hash: &str,
) -> Result<Option<Plan>, Error> {
    let order = asked.load(tx)?;
    if requests::is_known(tx, &asked.order, &request.id, hash)? {
        return Ok(None);
    }
    let plan = plan(tx, asked, order, &request.wish)?;
    let needs_yes = request.wish.takes_back() || matches!(request.wish, Wish::Reschedule { .. });
    match &request.agreed {
        Some(agreed) if !plan.preview.is_no_worse_than(agreed) => Err(moved(&plan.preview)),
        None if needs_yes => Err(Failure::new(Code::Malformed).with("field", "agreed").into()),
        _ => Ok(Some(plan)),
    }
}

fn plan(tx: &mut Tx<'_>, asked: &Asked, order: Order, wish: &Wish) -> Result<Plan, Error> {
    let facts = standing::facts(tx, &order, about(&order, wish))?;
    let allowed = asked.policy.may_amend(&facts, wish.takes_back(), asked.now_us);
    allowed.map_err(standing::code)?;
    let unpaid = order.state == OrderState::AwaitingPayment;
    let before = order.address.clone();
    let mut agreed = Agreed {
        lines: order.lines,
        given_up: order.given_up,
        totals: order.totals,
        shipping: order.shipping,
        promise: order.promise,
        address: order.address,
    };
    let calendar = calendar::read(tx, None)?;
    let changed = agreed.amend(wish, |from, day| put_off(from, day, &calendar)).map_err(refused)?;
    if let (Some(from), Some(to)) = (&before, &agreed.address)
        && from != to
        && !pricing::costs_alike(tx, &Destination::from(from), &Destination::from(to))?
    {
        return Err(Code::CostsDiffer.into());
    }
    let total = agreed.totals.total;
    if unpaid && total.minor == 0 && !changed.is_empty() {
        // A gateway takes no payment of nothing.
        return Err(Code::CancelInstead.into());
    }
    let beyond = facts.captured.minor - facts.returned.minor - total.minor;
    let refund = if wish.takes_back() && !changed.is_empty() { beyond.max(0) } else { 0 };
    let line = changed.iter().find_map(|changed| match changed {
        Amendment::Promise { to, .. } => Some(*to),
        _ => None,
    });
    let refund = Money::new(refund, total.currency);
    let preview = AmendPreview { total, refund, promise: agreed.promise, line };
    Ok(Plan { agreed, changed, preview, calendar })
}

/// The lines that a wish is about: for an address, all that go there.
fn about<'a>(order: &'a Order, wish: &'a Wish) -> impl Iterator<Item = &'a PricedLine> {
    order.lines.iter().filter(move |line| match wish.line() {
        Some(wished) => &line.line == wished,
        None => line.delivery.needs_address(),
    })
}

/// The window that begins on a working day then or after it, and is as many working days long as before.
fn put_off(from: Promise, earliest: Date, calendar: &Calendar) -> Promise {
    let window = |day, days| {
        let lead = LeadTime { min_days: 0, max_days: days };
        promise::window(DeliveryKind::Remote, lead, Start { calendar, day })
    };
    let days = (0..u16::MAX).find(|days| window(from.earliest, *days).latest >= from.latest);
    window(earliest, days.unwrap_or(0))
}

/// What the order holds of the days follows: less of a line gives back, a later day moves it there.
fn keep_places(tx: &mut Tx<'_>, order: &OrderId, plan: &Plan) -> Result<(), Error> {
    for changed in &plan.changed {
        match changed {
            Amendment::Quantity { line, from, to } => {
                capacity::release(tx, order, line, from.get() - to.map_or(0, Quantity::get))?;
            }
            Amendment::Promise { line, .. } => {
                let moved = plan.agreed.lines.iter().find(|known| known.line == *line);
                if let Some(moved) = moved
                    && !promises::move_places(tx, order, moved, &plan.calendar)?
                {
                    return Err(Code::NotThen.into());
                }
            }
            Amendment::Note { .. } | Amendment::Address { .. } => {}
        }
    }
    Ok(())
}

fn store(tx: &mut Tx<'_>, asked: &Asked, agreed: &Agreed, ver: i64) -> Result<(), Error> {
    let sql = "UPDATE orders SET lines = ?2, given_up = ?3, subtotal_minor = ?4, discount_minor = ?5, \
               shipping_minor = ?6, tax_minor = ?7, tax_added_minor = ?8, total_minor = ?9, \
               promise_earliest = ?10, promise_latest = ?11, address = ?12, shipping = ?13, ver = ?14 WHERE id = ?1";
    let totals = &agreed.totals;
    let params = params![
        &asked.order,
        super::json(&agreed.lines)?,
        super::json(&agreed.given_up)?,
        totals.subtotal.minor,
        totals.discount.minor,
        totals.shipping.minor,
        totals.tax.minor,
        totals.tax_added_minor,
        totals.total.minor,
        agreed.promise.earliest.to_string(),
        agreed.promise.latest.to_string(),
        agreed.address.as_ref().map(super::json).transpose()?,
        agreed.shipping.as_ref().map(super::json).transpose()?,
        ver
    ];
    tx.execute(sql, params)?;
    Ok(())
}

fn refused(reason: CannotAmend) -> Error {
    let field = |field: &str, reason| Failure::fields(vec![FieldProblem { field: field.into(), reason }]);
    match reason {
        CannotAmend::NoSuchLine => Error::not_found(),
        CannotAmend::OnlyLess => field("quantity", FieldReason::TooLong).into(),
        CannotAmend::LastLine => Code::CancelInstead.into(),
        CannotAmend::NoteTooLong => field("note", FieldReason::TooLong).into(),
        CannotAmend::NoAddress => Failure::new(Code::Malformed).with("field", "wish.address").into(),
        CannotAmend::OtherCountry => Code::CostsDiffer.into(),
        CannotAmend::Fields(problems) => Failure::fields(problems).into(),
        CannotAmend::NotThen => Code::NotThen.into(),
    }
}

fn moved(preview: &AmendPreview) -> Error {
    let failure = Failure::new(Code::PreviewMoved);
    failure.with("refund_minor", preview.refund.minor).with("total_minor", preview.total.minor).into()
}
