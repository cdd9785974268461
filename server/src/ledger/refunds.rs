//! Refunds as rows: written before the gateway is asked, and never more than was taken.

use contract::api::{Actor, EventKind, OrderEvent, Refund};
use domain::attempt::Gateway;
use domain::refund::{RefundMove, RefundState};
use domain::{AttemptId, Currency, Money, OrderId, RefundId};

use super::checks::{self, Backoff};
use super::entries::{self, Entry, Kind};
use super::reviews::{self, Why};
use super::{head, new_id, orders, timeline};
use crate::clock::{HOUR_US, SECOND_US};
use crate::db::{DbError, Row, Tx};
use crate::error::Error;
use crate::gateways::{RefundFacts, RefundStatus};
use crate::params;

const COLUMNS: &str = "refunds.id, refunds.order_id, refunds.attempt_id, refunds.state, refunds.amount_minor, \
     refunds.currency, refunds.idempotency_key, refunds.gateway_ref, refunds.created_us, refunds.reason";

/// Banks take days.
const BACKOFF: Backoff = Backoff { first_us: 15 * SECOND_US, longest_us: 6 * HOUR_US };

/// Who wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    Staff,
    /// The money came when nothing was to be paid.
    Late,
    /// The customer cancelled the order, or gave up a part of it.
    Customer,
}

/// A refund with what only the server knows about it.
#[derive(Debug, Clone)]
pub struct Stored {
    pub id: RefundId,
    pub order: OrderId,
    pub attempt: AttemptId,
    pub gateway: Gateway,
    /// Of the capture that it is taken from.
    pub capture_ref: String,
    pub state: RefundState,
    pub amount: Money,
    pub idempotency_key: String,
    pub gateway_ref: Option<String>,
    pub created_us: i64,
}

/// What became of a wish to refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    Requested(RefundId),
    /// No payment of the order has so much left; the most that one has.
    TooMuch {
        most: Option<Money>,
    },
}

/// Writes down that `amount`, or all that is left, goes back from the order's latest payment that has so much.
pub fn request(
    tx: &mut Tx<'_>,
    order: &OrderId,
    amount: Option<Money>,
    reason: &str,
    now_us: i64,
) -> Result<Wish, Error> {
    let owner = orders::owner(tx, order)?;
    let ver = head::next_ver(tx, &owner)?;
    let left = refundable(tx, order)?;
    let fits = |(_, left): &&(AttemptId, Money)| match amount {
        Some(wanted) => wanted.minor > 0 && wanted.currency == left.currency && wanted.minor <= left.minor,
        None => left.minor > 0,
    };
    let Some((attempt, left)) = left.iter().find(fits) else {
        return Ok(Wish::TooMuch { most: most_of(left) });
    };
    let id = insert(tx, order, attempt, amount.unwrap_or(*left), (Cause::Staff, reason), now_us)?;
    orders::touch(tx, order, ver)?;
    Ok(Wish::Requested(id))
}

/// Writes a refund of an attempt down. The head of its customer is held, and so much is left.
pub fn insert(
    tx: &mut Tx<'_>,
    order: &OrderId,
    attempt: &AttemptId,
    amount: Money,
    (cause, reason): (Cause, &str),
    now_us: i64,
) -> Result<RefundId, Error> {
    let id = RefundId::new(new_id()).map_err(|error| Error::Broken(error.to_string()))?;
    let sql = "INSERT INTO refunds (id, order_id, attempt_id, cause, reason, state, amount_minor, currency, \
               idempotency_key, next_check_us, created_us) \
               VALUES (?1, ?2, ?3, ?4, ?5, 'requested', ?6, ?7, ?8, ?9, ?9)";
    let (word, actor) = match cause {
        Cause::Staff => ("staff", Actor::Staff),
        Cause::Late => ("late", Actor::System),
        Cause::Customer => ("customer", Actor::Customer),
    };
    let key = format!("ref-{id}");
    let params =
        params![&id, order, attempt, word, reason, amount.minor, amount.currency.code(), key, now_us];
    tx.execute(sql, params)?;
    let kind = EventKind::RefundRequested;
    timeline::record(tx, order, &OrderEvent::new(now_us, actor, kind).because(reason))?;
    Ok(id)
}

/// The most that can go back at once: what is left of the order's payment that has most.
pub fn most(tx: &mut Tx<'_>, order: &OrderId) -> Result<Option<Money>, Error> {
    Ok(most_of(refundable(tx, order)?))
}

fn most_of(left: Vec<(AttemptId, Money)>) -> Option<Money> {
    left.into_iter().map(|(_, left)| left).filter(|left| left.minor > 0).max_by_key(|left| left.minor)
}

/// Writes down that `amount` goes back, from the latest payments first. The head of the customer is held, and so much is
/// left of them.
pub fn give_back(
    tx: &mut Tx<'_>,
    order: &OrderId,
    amount: Money,
    cause: Cause,
    now_us: i64,
) -> Result<(), Error> {
    let mut rest = amount.minor;
    for (attempt, left) in refundable(tx, order)? {
        let part = if left.currency == amount.currency { left.minor.min(rest) } else { 0 };
        if part > 0 {
            insert(tx, order, &attempt, Money::new(part, amount.currency), (cause, ""), now_us)?;
            rest -= part;
        }
    }
    if rest > 0 {
        return Err(Error::Broken(format!("{amount} of order {order} should go back, and is not there")));
    }
    Ok(())
}

/// Writes down that what was paid beyond the order's total goes back.
pub fn give_back_surplus(tx: &mut Tx<'_>, order: &OrderId, now_us: i64) -> Result<(), Error> {
    let total = orders::total(tx, order)?;
    let left = refundable(tx, order)?;
    let left = left.iter().filter(|(_, left)| left.currency == total.currency);
    let beyond = left.map(|(_, left)| left.minor).sum::<i64>() - total.minor;
    give_back(tx, order, Money::new(beyond.max(0), total.currency), Cause::Late, now_us)
}

/// What is left of each payment of an order, latest first. A refund that failed took nothing.
pub fn refundable(tx: &mut Tx<'_>, order: &OrderId) -> Result<Vec<(AttemptId, Money)>, Error> {
    let sql = "SELECT captures.attempt_id, captures.currency, CAST(captures.amount_minor - COALESCE((\
               SELECT SUM(refunds.amount_minor) FROM refunds WHERE refunds.attempt_id = captures.attempt_id \
               AND refunds.state <> 'failed'), 0) - COALESCE((\
               SELECT SUM(CASE back.kind WHEN 'chargeback' THEN back.amount_minor ELSE -back.amount_minor END) \
               FROM ledger_entries AS back WHERE back.attempt_id = captures.attempt_id \
               AND back.kind IN ('chargeback', 'chargeback_reversal')), 0) AS BIGINT) \
               FROM ledger_entries AS captures WHERE captures.order_id = ?1 AND captures.kind = 'capture' \
               ORDER BY captures.at_us DESC, captures.id DESC";
    let left = |row: &Row| {
        let currency = row.parsed(1, |code| Currency::new(code).ok())?;
        Ok((row.get(0)?, Money::new(row.get(2)?, currency)))
    };
    tx.query(sql, params![order])?.iter().map(left).collect()
}

pub fn get(tx: &mut Tx<'_>, id: &RefundId) -> Result<Stored, Error> {
    let sql = format!(
        "SELECT {COLUMNS}, attempts.gateway, ledger_entries.gateway_ref FROM refunds \
         JOIN attempts ON attempts.id = refunds.attempt_id \
         JOIN ledger_entries ON ledger_entries.attempt_id = refunds.attempt_id AND ledger_entries.kind = 'capture' \
         WHERE refunds.id = ?1"
    );
    let row = tx.optional(&sql, params![id])?.ok_or_else(Error::not_found)?;
    let currency = row.parsed(5, |code| Currency::new(code).ok())?;
    Ok(Stored {
        id: row.get(0)?,
        order: row.get(1)?,
        attempt: row.get(2)?,
        state: row.parsed(3, RefundState::parse)?,
        amount: Money::new(row.get(4)?, currency),
        idempotency_key: row.get(6)?,
        gateway_ref: row.get(7)?,
        created_us: row.get(8)?,
        gateway: row.parsed(10, Gateway::parse)?,
        capture_ref: row.get(11)?,
    })
}

/// The refund that a gateway's reference names.
pub fn by_gateway_ref(tx: &mut Tx<'_>, gateway_ref: &str) -> Result<Option<RefundId>, Error> {
    let row = tx.optional("SELECT id FROM refunds WHERE gateway_ref = ?1", params![gateway_ref])?;
    Ok(row.map(|row| row.get(0)).transpose()?)
}

/// For people, oldest first.
pub fn of_order(tx: &mut Tx<'_>, order: &OrderId) -> Result<Vec<Refund>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM refunds WHERE order_id = ?1 ORDER BY created_us, id");
    let refund = |row: &Row| -> Result<Refund, DbError> {
        let currency = row.parsed(5, |code| Currency::new(code).ok())?;
        Ok(Refund {
            id: row.get(0)?,
            state: row.parsed(3, RefundState::parse)?,
            amount: Money::new(row.get(4)?, currency),
            created_at_us: row.get(8)?,
            reason: row.get(9)?,
        })
    };
    Ok(tx.query(&sql, params![order])?.iter().map(refund).collect::<Result<_, _>>()?)
}

/// Whether an open refund is due to be looked at.
pub fn any_due(tx: &mut Tx<'_>, now_us: i64) -> Result<bool, Error> {
    checks::any_due(tx, "refunds", now_us)
}

/// Open refunds that are due, which are thereby put off: later each time.
pub fn claim_due(tx: &mut Tx<'_>, now_us: i64, limit: i64) -> Result<Vec<RefundId>, Error> {
    checks::claim_due(tx, "refunds", BACKOFF, now_us, limit)
}

/// Moves a refund to where the gateway says that it is, and the ledger with it. Harmless to repeat.
pub fn settle(tx: &mut Tx<'_>, id: &RefundId, facts: &RefundFacts, now_us: i64) -> Result<(), Error> {
    let order = get(tx, id)?.order;
    let owner = orders::owner(tx, &order)?;
    let ver = head::next_ver(tx, &owner)?;
    // Read again: only now nobody else moves it.
    let refund = get(tx, id)?;
    let by = match facts.status {
        RefundStatus::Pending => RefundMove::Accepted,
        RefundStatus::Succeeded => RefundMove::Succeeded,
        RefundStatus::Failed => RefundMove::Failed,
    };
    let Some(to) = refund.state.after(by) else { return Ok(()) };
    let sql = "UPDATE refunds SET state = ?2, gateway_ref = COALESCE(?3, gateway_ref), \
               next_check_us = CASE WHEN CAST(?4 AS BIGINT) = 1 THEN next_check_us ELSE NULL END WHERE id = ?1";
    tx.execute(sql, params![id, to.as_str(), facts.gateway_ref.as_deref(), to.is_open()])?;
    let kind = match to {
        RefundState::Requested | RefundState::Pending => None,
        RefundState::Succeeded => Some(EventKind::Refunded),
        RefundState::Failed => Some(EventKind::RefundFailed),
    };
    if to == RefundState::Succeeded {
        enter(tx, &refund, Kind::Refund, facts, now_us)?;
    }
    if to == RefundState::Failed {
        if refund.state == RefundState::Succeeded {
            enter(tx, &refund, Kind::RefundReversal, facts, now_us)?;
        }
        let detail = format!("{} did not go back: {}", refund.amount, facts.problem);
        reviews::add(tx, Why::RefundFailed, id.as_str(), Some(&refund.order), &detail, now_us)?;
    }
    if let Some(kind) = kind {
        let event = OrderEvent::new(now_us, Actor::Gateway, kind);
        timeline::record_about(tx, &refund.order, &event, id.as_str())?;
    }
    orders::touch(tx, &refund.order, ver)
}

fn enter(
    tx: &mut Tx<'_>,
    refund: &Stored,
    kind: Kind,
    facts: &RefundFacts,
    now_us: i64,
) -> Result<(), Error> {
    let named = facts.gateway_ref.as_deref().or(refund.gateway_ref.as_deref()).unwrap_or(refund.id.as_str());
    let reversal = format!("{named}/{}", kind.as_str());
    let gateway_ref = if kind == Kind::Refund { named } else { &reversal };
    let Stored { order, attempt, gateway, amount, .. } = refund;
    let entry = Entry { order, attempt, gateway: *gateway, kind, gateway_ref, amount: *amount };
    entries::enter(tx, &entry, now_us).map(drop)
}
