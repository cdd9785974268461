//! Other systems of the provider that want to hear what happens to orders, and what they are still to be told.

use contract::api::{EventKind, OrderEvent};
use domain::OrderId;

use super::checks::Backoff;
use super::new_id;
use crate::clock::{DAY_US, HOUR_US, SECOND_US};
use crate::config::Secret;
use crate::db::{DbError, Row, Tx};
use crate::error::Error;
use crate::params;

/// A worker that claimed deliveries has so long; then another one may.
const LEASE_US: i64 = 120 * SECOND_US;
const BACKOFF: Backoff = Backoff { first_us: 10 * SECOND_US, longest_us: 6 * HOUR_US };
/// A delivery that failed for so long is a dead letter.
const DEAD_AFTER_US: i64 = 3 * DAY_US;
/// What was delivered is kept so long, to be sent again if somebody asks.
const KEPT_US: i64 = 30 * DAY_US;
/// Characters of a problem that are kept.
const PROBLEM_CHARS: usize = 300;

/// Somebody to be told.
#[derive(Debug, Clone)]
pub struct Subscription {
    pub id: String,
    pub url: String,
    /// Such as `whsec_...`: what is told is signed with it.
    pub secret: Secret,
    /// Of which events; empty: of all.
    pub kinds: Vec<EventKind>,
}

/// One event to be told to one subscription.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The same at every try.
    pub id: String,
    pub url: String,
    pub secret: Secret,
    pub subscription: String,
    pub order: OrderId,
    pub number: String,
    /// The order's state now, which may be later than the event.
    pub state: String,
    pub event_seq: i64,
    pub kind: String,
    pub at_us: i64,
    /// Those that failed before.
    pub tries: i64,
    /// Since when it is tried.
    pub begun_us: i64,
}

/// What became of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Delivered,
    /// The other side wants to hear nothing more (HTTP 410).
    Gone,
    Failed(String),
}

/// Writes down whom the order's latest event has to be told to. The timeline calls this, in the event's transaction.
pub(super) fn tell(tx: &mut Tx<'_>, order: &OrderId, event: &OrderEvent) -> Result<(), Error> {
    let sql = "INSERT INTO deliveries \
               (id, subscription_id, order_id, event_seq, kind, at_us, state, next_us, begun_us) \
               SELECT subscriptions.id || '-' || ?1 || '-' || CAST(latest.seq AS TEXT), subscriptions.id, ?1, \
               latest.seq, ?2, ?3, 'waiting', ?3, ?3 FROM subscriptions \
               CROSS JOIN (SELECT MAX(seq) AS seq FROM order_events WHERE order_id = ?1) AS latest \
               WHERE subscriptions.ended_us IS NULL \
               AND (subscriptions.kinds = '[]' OR subscriptions.kinds LIKE ?4)";
    let kind = event.kind.as_str();
    // The list is JSON: a word in quotes is a whole word of it.
    tx.execute(sql, params![order, kind, event.at_us, format!("%\"{kind}\"%")])?;
    Ok(())
}

pub fn add(tx: &mut Tx<'_>, new: &Subscription, now_us: i64) -> Result<(), Error> {
    let sql = "INSERT INTO subscriptions (id, url, secret, kinds, created_us) VALUES (?1, ?2, ?3, ?4, ?5)";
    let kinds = serde_json::to_string(&new.kinds)
        .map_err(|error| Error::Broken(format!("writing the events of a subscription: {error}")))?;
    tx.execute(sql, params![&new.id, &new.url, new.secret.reveal(), kinds, now_us])?;
    Ok(())
}

/// Those that have not ended, oldest first.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Subscription>, Error> {
    let sql =
        "SELECT id, url, secret, kinds FROM subscriptions WHERE ended_us IS NULL ORDER BY created_us, id";
    let subscription = |row: &Row| {
        Ok(Subscription { id: row.get(0)?, url: row.get(1)?, secret: secret(row, 2)?, kinds: row.json(3)? })
    };
    tx.query(sql, params![])?.iter().map(subscription).collect()
}

/// Tells a subscription nothing more; false if there is none, or it has ended already.
pub fn end(tx: &mut Tx<'_>, id: &str, now_us: i64) -> Result<bool, Error> {
    let sql = "UPDATE subscriptions SET ended_us = ?2 WHERE id = ?1 AND ended_us IS NULL";
    let ended = tx.changed(sql, params![id, now_us])? == 1;
    let sql = "DELETE FROM deliveries WHERE subscription_id = ?1 AND state = 'waiting'";
    tx.execute(sql, params![id])?;
    Ok(ended)
}

fn secret(row: &Row, column: usize) -> Result<Secret, DbError> {
    row.parsed(column, |text| Secret::new(text).ok())
}

/// When the next delivery is due.
pub fn next_due_us(tx: &mut Tx<'_>) -> Result<Option<i64>, Error> {
    Ok(tx.one("SELECT MIN(next_us) FROM deliveries WHERE state = 'waiting'", params![])?.get(0)?)
}

/// Takes deliveries that are due, for as long as the lease.
pub fn claim(tx: &mut Tx<'_>, now_us: i64, limit: i64) -> Result<Vec<Delivery>, Error> {
    let skip = tx.skip_locked();
    let due = format!(
        "SELECT id FROM deliveries WHERE state = 'waiting' AND next_us <= ?1 \
         ORDER BY next_us, id LIMIT ?2 {skip}"
    );
    let mut claimed = Vec::new();
    for row in tx.query(&due, params![now_us, limit])? {
        let id: String = row.get(0)?;
        tx.execute("UPDATE deliveries SET next_us = ?2 WHERE id = ?1", params![&id, now_us + LEASE_US])?;
        claimed.push(load(tx, &id)?);
    }
    Ok(claimed)
}

fn load(tx: &mut Tx<'_>, id: &str) -> Result<Delivery, Error> {
    let sql = "SELECT deliveries.id, subscriptions.url, subscriptions.secret, subscriptions.id, orders.id, \
               orders.number, orders.state, deliveries.event_seq, deliveries.kind, deliveries.at_us, \
               deliveries.tries, deliveries.begun_us FROM deliveries \
               JOIN subscriptions ON subscriptions.id = deliveries.subscription_id \
               JOIN orders ON orders.id = deliveries.order_id WHERE deliveries.id = ?1";
    let row = tx.one(sql, params![id])?;
    Ok(Delivery {
        id: row.get(0)?,
        url: row.get(1)?,
        secret: secret(&row, 2)?,
        subscription: row.get(3)?,
        order: row.get(4)?,
        number: row.get(5)?,
        state: row.get(6)?,
        event_seq: row.get(7)?,
        kind: row.get(8)?,
        at_us: row.get(9)?,
        tries: row.get(10)?,
        begun_us: row.get(11)?,
    })
}

/// Writes down what became of a try: what failed is put off, longer each time, or becomes a dead letter. True if it is
/// one now.
pub fn settle(tx: &mut Tx<'_>, delivery: &Delivery, outcome: &Outcome, now_us: i64) -> Result<bool, Error> {
    let (state, problem) = match outcome {
        Outcome::Delivered => ("done", String::new()),
        Outcome::Gone => {
            end(tx, &delivery.subscription, now_us)?;
            return Ok(false);
        }
        Outcome::Failed(problem) => {
            let is_dead = now_us - delivery.begun_us >= DEAD_AFTER_US;
            let problem = problem.chars().take(PROBLEM_CHARS).collect();
            (if is_dead { "dead" } else { "waiting" }, problem)
        }
    };
    let sql = "UPDATE deliveries SET state = ?2, problem = ?3, tries = tries + 1, next_us = ?4 \
               WHERE id = ?1 AND state = 'waiting'";
    let next_us = now_us + BACKOFF.wait_us(delivery.tries);
    tx.execute(sql, params![&delivery.id, state, problem, next_us])?;
    Ok(state == "dead")
}

/// A delivery that waits in vain, or waits still.
#[derive(Debug, Clone)]
pub struct Unsettled {
    pub id: String,
    pub kind: String,
    pub number: String,
    pub state: String,
    pub problem: String,
}

/// Dead letters, and those that failed at least once, oldest first.
pub fn unsettled(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Unsettled>, Error> {
    let sql = "SELECT deliveries.id, deliveries.kind, orders.number, deliveries.state, deliveries.problem \
               FROM deliveries JOIN orders ON orders.id = deliveries.order_id \
               WHERE deliveries.state = 'dead' OR (deliveries.state = 'waiting' AND deliveries.tries > 0) \
               ORDER BY deliveries.at_us, deliveries.id LIMIT ?1";
    let unsettled = |row: &Row| {
        Ok(Unsettled {
            id: row.get(0)?,
            kind: row.get(1)?,
            number: row.get(2)?,
            state: row.get(3)?,
            problem: row.get(4)?,
        })
    };
    tx.query(sql, params![limit])?.iter().map(unsettled).collect()
}

/// Lets dead letters, or one delivery however it ended, be made again; how many.
pub fn replay(tx: &mut Tx<'_>, id: Option<&str>, now_us: i64) -> Result<u64, Error> {
    let again = "UPDATE deliveries SET state = 'waiting', tries = 0, next_us = ?1, begun_us = ?1 \
                 WHERE subscription_id IN (SELECT id FROM subscriptions WHERE ended_us IS NULL)";
    Ok(match id {
        Some(id) => tx.changed(&format!("{again} AND id = ?2"), params![now_us, id])?,
        None => tx.changed(&format!("{again} AND state = 'dead'"), params![now_us])?,
    })
}

/// Drops what was delivered long ago.
pub fn drop_old(tx: &mut Tx<'_>, now_us: i64) -> Result<u64, Error> {
    let sql = "DELETE FROM deliveries WHERE at_us < ?1 AND state = 'done'";
    Ok(tx.changed(sql, params![now_us - KEPT_US])?)
}

/// A subscription with an id and a secret of its own.
pub fn new(url: &str, kinds: Vec<EventKind>, secret: Secret) -> Subscription {
    Subscription { id: new_id(), url: url.into(), secret, kinds }
}
