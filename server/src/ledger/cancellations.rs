//! Cancelling by the customer: what would come back, and then exactly that, once.

use contract::api::{Actor, CancelRequest, EventKind, Order, OrderEvent};
use contract::{Code, Failure};
use domain::order::OrderMove;
use domain::policy::Preview;

use super::refunds::{self, Cause};
use super::standing::{self, Asked};
use super::{attempts, head, orders, requests, timeline};
use crate::db::Tx;
use crate::error::Error;

/// What comes back if the customer cancels now.
pub fn preview(tx: &mut Tx<'_>, asked: &Asked) -> Result<Preview, Error> {
    let order = asked.load(tx)?;
    comes_back(tx, asked, &order)
}

fn comes_back(tx: &mut Tx<'_>, asked: &Asked, order: &Order) -> Result<Preview, Error> {
    let facts = standing::facts(tx, order, &order.lines)?;
    Ok(asked.policy.what_comes_back(&facts, asked.now_us).map_err(standing::code)?)
}

/// Whether it is to be done: not if it was done before. Refused if it may not be, or is worse than what was agreed to.
pub fn is_to_be_done(
    tx: &mut Tx<'_>,
    asked: &Asked,
    request: &CancelRequest,
    hash: &str,
) -> Result<Option<Preview>, Error> {
    let order = asked.load(tx)?;
    if requests::is_known(tx, &asked.order, &request.id, hash)? {
        return Ok(None);
    }
    let preview = comes_back(tx, asked, &order)?;
    if preview.is_no_worse_than(&request.agreed) { Ok(Some(preview)) } else { Err(moved(&preview)) }
}

/// Cancels an order that nobody can pay any more, and writes down what goes back: the gateways hear of it afterwards.
pub fn cancel(tx: &mut Tx<'_>, asked: &Asked, request: &CancelRequest, hash: &str) -> Result<(), Error> {
    let Asked { order, now_us, .. } = asked;
    let ver = head::next_ver(tx, &asked.customer)?;
    let Some(preview) = is_to_be_done(tx, asked, request, hash)? else { return Ok(()) };
    if attempts::live_of(tx, order)?.is_some() {
        return Err(Code::PaymentUnderWay.into());
    }
    requests::remember(tx, order, &request.id, hash, *now_us)?;
    if !orders::apply(tx, order, OrderMove::Cancelled, ver)? {
        return Err(Error::Broken(format!("order {order} may be cancelled, and cannot be")));
    }
    timeline::record(tx, order, &OrderEvent::new(*now_us, Actor::Customer, EventKind::Cancelled))?;
    refunds::give_back(tx, order, preview.refund, Cause::Customer, *now_us)
}

fn moved(preview: &Preview) -> Error {
    let failure = Failure::new(Code::PreviewMoved);
    failure.with("refund_minor", preview.refund.minor).with("kept_minor", preview.kept.minor).into()
}
