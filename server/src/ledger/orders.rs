//! Orders as their owners and staff see them, and their moves.

use std::str::FromStr;

use contract::api::{Actor, EventKind, Order, OrderEvent};
use domain::order::{OrderMove, OrderState, Undeclared};
use domain::promise::Promise;
use domain::quote::Totals;
use domain::staff::Role;
use domain::{CouponCode, Currency, CustomerId, Money, OrderId};

use super::{attempts, capacity, checks, coupons, refunds, timeline};
use crate::db::{DbError, Row, Tx};
use crate::error::Error;
use crate::params;

/// Who asks. The owner is part of every query; staff may see all.
#[derive(Debug, Clone)]
pub struct Reader {
    pub customer: CustomerId,
    pub role: Role,
}

/// The order, if the reader may know that it exists.
pub fn find(tx: &mut Tx<'_>, id: &OrderId, reader: &Reader, public_url: &str) -> Result<Order, Error> {
    let sql = "SELECT id FROM orders WHERE id = ?1 AND (customer_id = ?2 OR ?3 = 'staff')";
    tx.optional(sql, params![id, &reader.customer, reader.role.as_str()])?.ok_or_else(Error::not_found)?;
    load(tx, id, public_url)
}

/// Where a reader of orders stands: when an order was placed, and its id. Written `at:id`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before(pub(super) i64, pub(super) OrderId);

impl FromStr for Before {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.split_once(':').ok_or(())?;
        Ok(Self(at.parse().map_err(|_| ())?, OrderId::new(id).map_err(|_| ())?))
    }
}

impl std::fmt::Display for Before {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.0, self.1)
    }
}

/// Orders of the reader, newest first, placed before the cursor, at most `limit`.
pub fn page(
    tx: &mut Tx<'_>,
    reader: &Reader,
    before: Option<&Before>,
    limit: i64,
    public_url: &str,
) -> Result<(Vec<Order>, Option<String>), Error> {
    let (at, id) = before.map_or((i64::MAX, ""), |Before(at, id)| (*at, id.as_str()));
    let sql = "SELECT id, placed_us FROM orders WHERE customer_id = ?1 AND (placed_us, id) < (?2, ?3) \
               ORDER BY placed_us DESC, id DESC LIMIT ?4";
    let rows = tx.query(sql, params![&reader.customer, at, id, limit])?;
    let full = rows.len() as i64 == limit;
    let next = rows
        .last()
        .filter(|_| full)
        .map(|row| -> Result<String, DbError> { Ok(Before(row.get(1)?, row.get(0)?).to_string()) });
    let orders: Result<Vec<_>, Error> = rows.iter().map(|row| load(tx, &row.get(0)?, public_url)).collect();
    Ok((orders?, next.transpose()?))
}

/// Versions and ids of a customer's orders after the cursor, oldest change first.
pub fn newer(
    tx: &mut Tx<'_>,
    customer: &CustomerId,
    after: (i64, &str),
    limit: i64,
) -> Result<Vec<(i64, OrderId)>, Error> {
    let sql = "SELECT ver, id FROM orders WHERE customer_id = ?1 AND (ver, id) > (?2, ?3) \
               ORDER BY ver, id LIMIT ?4";
    let rows = tx.query(sql, params![customer, after.0, after.1, limit])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// The whole order. The caller knows that it may be seen.
pub fn load(tx: &mut Tx<'_>, id: &OrderId, public_url: &str) -> Result<Order, Error> {
    let sql = "SELECT id, number, state, placed_us, contact, address, lines, currency, subtotal_minor, \
               discount_minor, shipping_minor, tax_minor, total_minor, promise_earliest, promise_latest, \
               tax_added_minor, coupon, shipping, given_up, next_check_us \
               FROM orders WHERE id = ?1";
    let row = tx.optional(sql, params![id])?.ok_or_else(Error::not_found)?;
    let mut order = snapshot(&row)?;
    let sums = "SELECT CAST(COALESCE(SUM(CASE kind WHEN 'capture' THEN amount_minor ELSE 0 END), 0) AS BIGINT), \
                CAST(COALESCE(SUM(CASE kind WHEN 'refund' THEN amount_minor WHEN 'refund_reversal' THEN -amount_minor ELSE 0 END), 0) AS BIGINT) \
                FROM ledger_entries WHERE order_id = ?1 AND currency = ?2";
    let ledger = tx.one(sums, params![id, order.paid.currency.code()])?;
    order.paid.minor = ledger.get(0)?;
    order.refunded.minor = ledger.get(1)?;
    order.attempts = attempts::of_order(tx, id, public_url)?;
    order.refunds = refunds::of_order(tx, id)?;
    order.events = timeline::of_order(tx, id)?;
    Ok(order)
}

/// The state of an order, locked until the transaction ends: the head of its customer is held already.
pub fn state(tx: &mut Tx<'_>, id: &OrderId) -> Result<OrderState, Error> {
    let row = tx.optional("SELECT state FROM orders WHERE id = ?1", params![id])?;
    Ok(row.ok_or_else(Error::not_found)?.parsed(0, OrderState::parse)?)
}

/// Moves an order by the declared table; false, and nothing changed, if the move is not declared.
pub fn apply(tx: &mut Tx<'_>, id: &OrderId, by: OrderMove, ver: i64) -> Result<bool, Error> {
    let from = state(tx, id)?;
    let Ok(to) = from.after(by) else { return Ok(false) };
    // Only an order that waits for its payment has to be looked at again.
    let sql = "UPDATE orders SET state = ?2, ver = ?3, next_check_us = NULL WHERE id = ?1";
    tx.execute(sql, params![id, to.as_str(), ver])?;
    if matches!(to, OrderState::Expired | OrderState::Cancelled) {
        capacity::release_all(tx, id)?;
    }
    if from == OrderState::AwaitingPayment && matches!(to, OrderState::Expired | OrderState::Cancelled) {
        // It ended unpaid: somebody else may have its coupon.
        coupons::give_back(tx, id)?;
    }
    Ok(true)
}

/// Lets desks hear that something about the order is new.
pub fn touch(tx: &mut Tx<'_>, id: &OrderId, ver: i64) -> Result<(), Error> {
    tx.execute("UPDATE orders SET ver = ?2 WHERE id = ?1", params![id, ver])?;
    Ok(())
}

/// Whose order it is.
pub fn owner(tx: &mut Tx<'_>, id: &OrderId) -> Result<CustomerId, Error> {
    let row = tx.optional("SELECT customer_id FROM orders WHERE id = ?1", params![id])?;
    Ok(row.ok_or_else(Error::not_found)?.get(0)?)
}

/// What a gateway is told about an order.
pub struct ForGateway {
    pub number: String,
    pub email: String,
    pub locale: String,
}

pub fn for_gateway(tx: &mut Tx<'_>, id: &OrderId) -> Result<ForGateway, Error> {
    let row = tx.optional("SELECT number, contact, locale FROM orders WHERE id = ?1", params![id])?;
    let row = row.ok_or_else(Error::not_found)?;
    let contact: domain::Contact = row.json(1)?;
    Ok(ForGateway { number: row.get(0)?, email: contact.email, locale: row.get(2)? })
}

/// What it costs.
pub fn total(tx: &mut Tx<'_>, id: &OrderId) -> Result<Money, Error> {
    let row = tx.optional("SELECT total_minor, currency FROM orders WHERE id = ?1", params![id])?;
    let row = row.ok_or_else(Error::not_found)?;
    Ok(Money::new(row.get(0)?, row.parsed(1, |code| Currency::new(code).ok())?))
}

/// Whether an unpaid order's time is over.
pub fn any_overdue(tx: &mut Tx<'_>, now_us: i64) -> Result<bool, Error> {
    checks::any_due(tx, "orders", now_us)
}

/// Unpaid orders whose time is over, which are thereby put off until `again_us`.
pub fn claim_overdue(tx: &mut Tx<'_>, now_us: i64, again_us: i64, limit: i64) -> Result<Vec<OrderId>, Error> {
    let skip = tx.skip_locked();
    let sql = format!(
        "SELECT id FROM orders WHERE next_check_us IS NOT NULL AND next_check_us <= ?1 \
         ORDER BY next_check_us LIMIT ?2 {skip}"
    );
    let mut overdue = Vec::new();
    for row in tx.query(&sql, params![now_us, limit])? {
        let id: OrderId = row.get(0)?;
        tx.execute("UPDATE orders SET next_check_us = ?2 WHERE id = ?1", params![&id, again_us])?;
        overdue.push(id);
    }
    Ok(overdue)
}

/// Finds an order by its number for people, such as `P-2026-000042`.
pub fn by_number(tx: &mut Tx<'_>, number: &str) -> Result<Option<OrderId>, Error> {
    let row = tx.optional("SELECT id FROM orders WHERE number = ?1", params![number])?;
    Ok(row.map(|row| row.get(0)).transpose()?)
}

fn snapshot(row: &Row) -> Result<Order, DbError> {
    let currency = row.parsed(7, |code| Currency::new(code).ok())?;
    let money = |column| Ok::<_, DbError>(Money::new(row.get(column)?, currency));
    let address: Option<String> = row.get(5)?;
    let (coupon, shipping): (Option<String>, Option<String>) = (row.get(16)?, row.get(17)?);
    let state: OrderState = row.parsed(2, OrderState::parse)?;
    let next_check_us: Option<i64> = row.get(19)?;
    Ok(Order {
        id: row.get(0)?,
        number: row.get(1)?,
        state,
        placed_at_us: row.get(3)?,
        // Only its end is waited for.
        expires_at_us: next_check_us.filter(|_| state == OrderState::AwaitingPayment),
        contact: row.json(4)?,
        address: match address {
            Some(_) => Some(row.json(5)?),
            None => None,
        },
        lines: row.json(6)?,
        given_up: row.json(18)?,
        totals: Totals {
            subtotal: money(8)?,
            discount: money(9)?,
            shipping: money(10)?,
            tax: money(11)?,
            tax_added_minor: row.get(15)?,
            total: money(12)?,
        },
        coupon: coupon.and_then(|code| CouponCode::new(&code).ok()),
        shipping: match shipping {
            Some(_) => Some(row.json(17)?),
            None => None,
        },
        promise: Promise {
            earliest: row.parsed(13, |date| date.parse().ok())?,
            latest: row.parsed(14, |date| date.parse().ok())?,
        },
        paid: Money::zero(currency),
        refunded: Money::zero(currency),
        attempts: Vec::new(),
        refunds: Vec::new(),
        events: Vec::new(),
    })
}

/// What became of a move by staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaffMove {
    /// With what was taken for the order so far, by currency: after a cancellation it has to go back.
    Moved {
        to: OrderState,
        taken: Vec<Money>,
    },
    NoSuchOrder,
    Undeclared(Undeclared),
    /// The gateway could still take money for it.
    PaymentLive,
    /// It was to be cancelled, and turned out to be paid.
    PaidMeanwhile,
}

/// Moves an order as staff says, and puts it on the timeline.
pub fn move_by_staff(
    tx: &mut Tx<'_>,
    id: &OrderId,
    by: OrderMove,
    note: &str,
    now_us: i64,
) -> Result<StaffMove, Error> {
    let owner = owner(tx, id)?;
    let ver = super::head::next_ver(tx, &owner)?;
    if by == OrderMove::Cancelled && attempts::live_of(tx, id)?.is_some() {
        return Ok(StaffMove::PaymentLive);
    }
    let to = match state(tx, id)?.moved_by(Actor::Staff, by) {
        Ok(to) => to,
        Err(undeclared) => return Ok(StaffMove::Undeclared(undeclared)),
    };
    apply(tx, id, by, ver)?;
    let kind = match by {
        OrderMove::Paid => EventKind::Paid,
        OrderMove::Doubted => EventKind::Doubted,
        OrderMove::Approved => EventKind::Approved,
        OrderMove::Started => EventKind::Started,
        OrderMove::Finished => EventKind::Finished,
        OrderMove::Cancelled => EventKind::Cancelled,
        OrderMove::Expired => EventKind::Expired,
    };
    timeline::record(tx, id, &OrderEvent::new(now_us, Actor::Staff, kind).because(note))?;
    Ok(StaffMove::Moved { to, taken: taken(tx, id)? })
}

/// What was taken for an order and not given back, by currency.
fn taken(tx: &mut Tx<'_>, id: &OrderId) -> Result<Vec<Money>, Error> {
    let sql = "SELECT CAST(SUM(CASE WHEN kind IN ('capture', 'refund_reversal', 'chargeback_reversal') \
               THEN amount_minor ELSE -amount_minor END) AS BIGINT), \
               currency FROM ledger_entries WHERE order_id = ?1 GROUP BY currency ORDER BY currency";
    let mut taken = Vec::new();
    for row in tx.query(sql, params![id])? {
        let currency = row.parsed(1, |code| Currency::new(code).ok())?;
        taken.push(Money::new(row.get(0)?, currency));
    }
    taken.retain(|money| money.minor > 0);
    Ok(taken)
}
