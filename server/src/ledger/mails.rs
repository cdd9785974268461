//! What people see of the outbox: which mails left, which did not and why, and how they are sent again.

use domain::{CustomerId, OrderId};

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
    /// Which entry of the timeline it tells of, from 1; none in rows that older versions wrote.
    pub event_seq: Option<i64>,
    /// The id of its refund, or the name of its desk; may be empty.
    pub about: String,
    /// Of its order.
    pub locale: Option<String>,
    /// The name of who of the staff had it sent once more.
    pub again_by: Option<String>,
}

/// What became of the wish to send a mail once more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resend {
    /// The mail that leaves now.
    Queued {
        id: String,
    },
    /// It leaves by itself, or the same one was sent once more and has not left yet.
    StillWaits,
    NoSuchMail,
}

const COLUMNS: &str = "outbox.id, outbox.kind, orders.number, outbox.state, outbox.problem, outbox.tries, \
                       outbox.created_us, outbox.settled_us, outbox.event_seq, outbox.about, orders.locale, staff.name \
                       FROM outbox LEFT JOIN orders ON orders.id = outbox.order_id \
                       LEFT JOIN customers AS staff ON staff.id = outbox.again_by";

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
    let again = "UPDATE outbox SET state = 'waiting', tries = 0, problem = '', next_us = ?1, begun_us = ?1, \
                 settled_us = NULL";
    Ok(match id {
        Some(id) => {
            let sql = format!("{again} WHERE id = ?2 AND state IN ('dead', 'dropped')");
            tx.changed(&sql, params![now_us, id])?
        }
        None => tx.changed(&format!("{again} WHERE state = 'dead'"), params![now_us])?,
    })
}

/// Sends a mail of an order once more: the same one if it did not leave, a new one that says the same if it did. What its
/// event caused is not caused again.
pub fn resend(tx: &mut Tx<'_>, order: &OrderId, id: &str, now_us: i64) -> Result<Resend, Error> {
    let sql = "SELECT state, (SELECT COUNT(*) FROM outbox AS other WHERE other.order_id = outbox.order_id \
               AND other.kind = outbox.kind AND other.about = outbox.about AND other.state = 'waiting' \
               AND COALESCE(other.event_seq, 0) = COALESCE(outbox.event_seq, 0)) \
               FROM outbox WHERE id = ?1 AND order_id = ?2";
    let Some(row) = tx.optional(sql, params![id, order])? else { return Ok(Resend::NoSuchMail) };
    let (state, waiting): (String, i64) = (row.get(0)?, row.get(1)?);
    if waiting > 0 {
        return Ok(Resend::StillWaits);
    }
    if state != "sent" {
        let retried = retry(tx, Some(id), now_us)? == 1;
        return Ok(if retried { Resend::Queued { id: id.to_owned() } } else { Resend::StillWaits });
    }
    let new = new_id();
    // Another Message-ID: a mail program would not show the first one twice.
    let again = "INSERT INTO outbox (id, kind, order_id, transition, event_seq, about, state, next_us, begun_us, created_us) \
                 SELECT ?1, kind, order_id, transition || '+' || ?1, event_seq, about, 'waiting', ?3, ?3, ?3 \
                 FROM outbox WHERE id = ?2";
    tx.execute(again, params![&new, id, now_us])?;
    Ok(Resend::Queued { id: new })
}

/// Writes down who of the staff has a mail sent once more, in the transaction that queues it.
pub fn sign(tx: &mut Tx<'_>, id: &str, staff: &CustomerId) -> Result<(), Error> {
    tx.execute("UPDATE outbox SET again_by = ?2 WHERE id = ?1", params![id, staff])?;
    Ok(())
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
        event_seq: row.get(8)?,
        about: row.get(9)?,
        locale: row.get(10)?,
        again_by: row.get(11)?,
    })
}
