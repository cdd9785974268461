//! What people see of the outbox: which mails left, which did not and why, and how they are sent again.

use domain::OrderId;

use super::new_id;
use crate::db::{Row, Tx};
use crate::error::Error;
use crate::params;

/// Mails that are listed at once.
const LISTED: i64 = 200;

/// One mail, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub id: String,
    pub kind: String,
    /// The order's number, if it is about one.
    pub number: Option<String>,
    /// `waiting`, `sent`, `dead` (given up) or `dropped`.
    pub state: String,
    /// Why it was dropped, or what went wrong last; may be empty.
    pub problem: String,
    pub tries: i64,
    pub created_us: i64,
    /// When it was sent, given up or dropped.
    pub settled_us: Option<i64>,
}

const COLUMNS: &str = "outbox.id, outbox.kind, orders.number, outbox.state, outbox.problem, outbox.tries, \
                       outbox.created_us, outbox.settled_us \
                       FROM outbox LEFT JOIN orders ON orders.id = outbox.order_id";

/// All mails of an order, oldest first: whoever asks may see the order.
pub fn of_order(tx: &mut Tx<'_>, order: &OrderId) -> Result<Vec<Mail>, Error> {
    let sql = format!("SELECT {COLUMNS} WHERE outbox.order_id = ?1 ORDER BY outbox.created_us, outbox.id");
    tx.query(&sql, params![order])?.iter().map(mail).collect()
}

/// What did not leave: given up first, then waiting after a failure, then dropped, each newest first.
pub fn stuck(tx: &mut Tx<'_>) -> Result<Vec<Mail>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} WHERE outbox.state IN ('dead', 'dropped') OR (outbox.state = 'waiting' AND outbox.tries > 0) \
         ORDER BY CASE outbox.state WHEN 'dead' THEN 0 WHEN 'waiting' THEN 1 ELSE 2 END, \
         outbox.created_us DESC, outbox.id DESC LIMIT ?1"
    );
    tx.query(&sql, params![LISTED])?.iter().map(mail).collect()
}

/// The newest mails, whatever their state.
pub fn newest(tx: &mut Tx<'_>) -> Result<Vec<Mail>, Error> {
    let sql = format!("SELECT {COLUMNS} ORDER BY outbox.created_us DESC, outbox.id DESC LIMIT ?1");
    tx.query(&sql, params![LISTED])?.iter().map(mail).collect()
}

/// Tries mails again that were given up, or one of them, or one that was dropped: the same mails, so that nobody gets
/// one twice. How many.
pub fn retry(tx: &mut Tx<'_>, id: Option<&str>, now_us: i64) -> Result<u64, Error> {
    let sql = "UPDATE outbox SET state = 'waiting', tries = 0, problem = '', next_us = ?2, begun_us = ?2, \
               settled_us = NULL \
               WHERE CASE WHEN CAST(?1 AS TEXT) IS NULL THEN state = 'dead' \
               ELSE id = ?1 AND state IN ('dead', 'dropped') END";
    Ok(tx.changed(sql, params![id, now_us])?)
}

/// Sends a mail of an order once more: the same one if it did not leave, a new one that says the same if it did. False
/// if the order has no such mail, or it still waits by itself.
pub fn resend(tx: &mut Tx<'_>, order: &OrderId, id: &str, now_us: i64) -> Result<bool, Error> {
    let sql = "SELECT state FROM outbox WHERE id = ?1 AND order_id = ?2";
    let Some(row) = tx.optional(sql, params![id, order])? else { return Ok(false) };
    if row.get::<String>(0)? != "sent" {
        return Ok(retry(tx, Some(id), now_us)? == 1);
    }
    // Another Message-ID: a mail program would not show the first one twice.
    let again = "INSERT INTO outbox (id, kind, order_id, transition, event_seq, about, state, next_us, begun_us, created_us) \
                 SELECT ?1, kind, order_id, transition || '+' || ?1, event_seq, about, 'waiting', ?3, ?3, ?3 \
                 FROM outbox WHERE id = ?2";
    tx.execute(again, params![new_id(), id, now_us])?;
    Ok(true)
}

fn mail(row: &Row) -> Result<Mail, Error> {
    Ok(Mail {
        id: row.get(0)?,
        kind: row.get(1)?,
        number: row.get(2)?,
        state: row.get(3)?,
        problem: row.get(4)?,
        tries: row.get(5)?,
        created_us: row.get(6)?,
        settled_us: row.get(7)?,
    })
}
