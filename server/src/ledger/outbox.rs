//! Mails that must go out because of a commit: written in its transaction, sent after it, once.

use contract::api::OrderEvent;
use domain::{CustomerId, DeskId, OrderId};

use super::checks::Backoff;
use super::{calendar, new_id, orders};
use crate::clock::{DAY_US, HOUR_US, MINUTE_US, SECOND_US};
use crate::db::{Row, Tx};
use crate::error::Error;
use crate::mail::{Matter, SEND_TIMEOUT};
use crate::params;

pub use crate::mail::Kind;

/// A mail that did not leave for so long is given up, and staff has to look (RFC 5321 4.5.4.1: at least 4 to 5 days).
const GIVEN_UP_AFTER_US: i64 = 5 * DAY_US;
/// A worker that claimed a mail has so long to send it; then another one may.
pub const LEASE_US: i64 = 3 * MINUTE_US;
// The rest is for reading the order before and writing the result after, with a database that lets them wait.
const _: () = assert!(LEASE_US as u128 >= 3 * SEND_TIMEOUT.as_micros());
const BACKOFF: Backoff = Backoff { first_us: 10 * SECOND_US, longest_us: HOUR_US };

/// A mail that this worker may send now.
#[derive(Debug, Clone)]
pub struct Claimed {
    pub id: String,
    pub kind: Kind,
    pub subject: Subject,
    /// Its cause, unlike that of a mail which staff sent again.
    pub is_first: bool,
    /// Of its refund, or of the desk: a name.
    pub about: String,
    /// Which entry of the timeline it tells of, from 1; none in rows that older versions wrote.
    pub event_seq: Option<i64>,
    pub locale: String,
    /// Those that failed before.
    pub tries: i64,
    /// When it was caused.
    pub created_us: i64,
    /// Since when it is tried: later than its cause if staff sent it once more.
    pub begun_us: i64,
}

/// What a mail belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    Order(OrderId),
    Account(CustomerId),
}

/// What became of a try to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Sent,
    /// It shall not go out any more, and why.
    Dropped(&'static str),
    Failed {
        /// Trying again is useless.
        permanent: bool,
        problem: String,
    },
}

/// Writes down that a mail tells of the order's latest event. The timeline calls this, in the transaction of the event:
/// a mail has no other cause.
pub(super) fn add(
    tx: &mut Tx<'_>,
    order: &OrderId,
    kind: Kind,
    about: &str,
    now_us: i64,
) -> Result<(), Error> {
    let sql = "INSERT INTO outbox \
               (id, kind, order_id, transition, event_seq, about, state, next_us, begun_us, created_us) \
               SELECT ?1, ?2, ?3, COALESCE(?4, CAST(MAX(seq) AS TEXT)), MAX(seq), ?5, 'waiting', ?6, ?7, ?7 \
               FROM order_events WHERE order_id = ?3 ON CONFLICT (order_id, kind, transition) DO NOTHING";
    let due_us = now_us + kind.delay_us();
    tx.execute(sql, params![new_id(), kind.as_str(), order, kind.once(), about, due_us, now_us])?;
    Ok(())
}

/// Writes down that an account is told of a desk that it did not have. Its language is that of its last order.
pub fn add_new_desk(
    tx: &mut Tx<'_>,
    customer: &CustomerId,
    desk: &DeskId,
    name: &str,
    now_us: i64,
) -> Result<(), Error> {
    let sql = "INSERT INTO outbox \
               (id, kind, customer_id, transition, about, locale, state, next_us, begun_us, created_us) \
               SELECT ?1, ?2, id, ?4, ?5, COALESCE((SELECT orders.locale FROM orders \
               WHERE orders.customer_id = ?3 ORDER BY placed_us DESC LIMIT 1), locale), 'waiting', ?6, ?6, ?6 \
               FROM customers WHERE id = ?3 ON CONFLICT (customer_id, kind, transition) DO NOTHING";
    let kind = Kind::NewDesk.as_str();
    tx.execute(sql, params![new_id(), kind, customer, desk, name, now_us])?;
    Ok(())
}

/// Takes the mail that is due for longest, for as long as the lease. One at a time: the lease is for one.
pub fn claim(tx: &mut Tx<'_>, now_us: i64) -> Result<Option<Claimed>, Error> {
    let (kinds, skip) = (known_kinds(), tx.skip_locked());
    let sql = format!(
        "SELECT id, kind, order_id, customer_id, transition, about, event_seq, locale, tries, created_us, begun_us \
         FROM outbox WHERE state = 'waiting' AND next_us <= ?1 AND kind IN ({kinds}) \
         ORDER BY next_us, id LIMIT 1 {skip}"
    );
    let Some(row) = tx.optional(&sql, params![now_us])? else { return Ok(None) };
    let mail = claimed(tx, &row)?;
    tx.execute("UPDATE outbox SET next_us = ?2 WHERE id = ?1", params![&mail.id, now_us + LEASE_US])?;
    Ok(Some(mail))
}

fn claimed(tx: &mut Tx<'_>, row: &Row) -> Result<Claimed, Error> {
    let subject = match row.get::<Option<OrderId>>(2)? {
        Some(order) => Subject::Order(order),
        None => Subject::Account(row.get(3)?),
    };
    let locale = match &subject {
        Subject::Order(order) => tx.one("SELECT locale FROM orders WHERE id = ?1", params![order])?.get(0)?,
        Subject::Account(_) => row.get(7)?,
    };
    let kind = row.parsed(1, Kind::parse)?;
    let transition: String = row.get(4)?;
    Ok(Claimed {
        id: row.get(0)?,
        kind,
        subject,
        is_first: kind.once().is_none_or(|once| once == transition),
        about: row.get(5)?,
        event_seq: row.get(6)?,
        locale,
        tries: row.get(8)?,
        created_us: row.get(9)?,
        begun_us: row.get(10)?,
    })
}

/// What a mail tells of, as it is now.
pub fn matter(tx: &mut Tx<'_>, mail: &Claimed, public_url: &str) -> Result<Matter, Error> {
    match &mail.subject {
        Subject::Order(id) => {
            let order = orders::load(tx, id, public_url)?;
            let event = event_of(&order.events, mail.event_seq).cloned();
            let placed_on = calendar::today(tx, order.placed_at_us)?;
            Ok(Matter::Order { order: Box::new(order), placed_on, event, about: mail.about.clone() })
        }
        Subject::Account(id) => {
            let sql = "SELECT name, email FROM customers WHERE id = ?1";
            let row = tx.optional(sql, params![id])?.ok_or_else(Error::not_found)?;
            Ok(Matter::NewDesk { name: row.get(0)?, email: row.get(1)?, desk: mail.about.clone() })
        }
    }
}

pub(super) fn event_of(events: &[OrderEvent], seq: Option<i64>) -> Option<&OrderEvent> {
    let place = usize::try_from(seq?).ok()?.checked_sub(1)?;
    events.get(place)
}

/// Writes down what became of a try: a mail that failed is put off, longer each time, or given up. True if it was given
/// up. What another worker settled meanwhile stays so.
pub fn settle(tx: &mut Tx<'_>, mail: &Claimed, outcome: &Outcome, now_us: i64) -> Result<bool, Error> {
    let (state, problem, tries) = match outcome {
        Outcome::Sent => ("sent", "", mail.tries),
        Outcome::Dropped(why) => ("dropped", *why, mail.tries),
        Outcome::Failed { permanent, problem } => {
            let is_over = *permanent || now_us - mail.begun_us >= GIVEN_UP_AFTER_US;
            (if is_over { "dead" } else { "waiting" }, problem.as_str(), mail.tries + 1)
        }
    };
    let settled_us = (state != "waiting").then_some(now_us);
    let sql = "UPDATE outbox SET state = ?2, problem = ?3, tries = ?4, next_us = ?5, settled_us = ?6 \
               WHERE id = ?1 AND state = 'waiting'";
    let next_us = now_us + BACKOFF.wait_us(mail.tries);
    tx.execute(sql, params![&mail.id, state, problem, tries, next_us, settled_us])?;
    Ok(state == "dead")
}

/// When the next mail is due.
pub fn next_due_us(tx: &mut Tx<'_>) -> Result<Option<i64>, Error> {
    let kinds = known_kinds();
    let sql = format!("SELECT MIN(next_us) FROM outbox WHERE state = 'waiting' AND kind IN ({kinds})");
    Ok(tx.one(&sql, params![])?.get(0)?)
}

/// How many mails this program will not send: given up, or of a kind that only a newer one knows.
pub fn left_behind(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let kinds = known_kinds();
    let sql = format!(
        "SELECT (SELECT COUNT(*) FROM outbox WHERE state = 'dead') \
         + (SELECT COUNT(*) FROM outbox WHERE state = 'waiting' AND kind NOT IN ({kinds}))"
    );
    Ok(tx.one(&sql, params![])?.get(0)?)
}

/// As a list in SQL. Others are left to a newer program that shares the database.
fn known_kinds() -> String {
    Kind::ALL.map(|kind| format!("'{}'", kind.as_str())).join(", ")
}
