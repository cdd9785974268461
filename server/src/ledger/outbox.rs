//! Mails that must go out because of a commit: written in its transaction, sent after it, once.

use domain::OrderId;

use super::checks::Backoff;
use super::new_id;
use crate::clock::{DAY_US, MINUTE_US, SECOND_US};
use crate::db::Tx;
use crate::error::Error;
use crate::mail::SEND_TIMEOUT;
use crate::params;

pub use crate::mail::Kind;

/// A mail that did not leave for so long is given up, and staff has to look (RFC 5321 4.5.4.1: at least 4 to 5 days).
const GIVEN_UP_AFTER_US: i64 = 5 * DAY_US;
/// A worker that claimed a mail has so long to send it; then another one may.
const LEASE_US: i64 = 3 * MINUTE_US;
// The rest is for reading the order before and writing the result after, with a database that lets them wait.
const _: () = assert!(LEASE_US as u128 >= 3 * SEND_TIMEOUT.as_micros());
const BACKOFF: Backoff = Backoff { first_us: 10 * SECOND_US, longest_us: 60 * MINUTE_US };

/// A mail that this worker may send now.
#[derive(Debug, Clone)]
pub struct Claimed {
    pub id: String,
    pub kind: Kind,
    pub order: OrderId,
    pub locale: String,
    /// Those that failed before.
    pub tries: i64,
    /// When it was caused.
    pub created_us: i64,
}

/// Writes down that a mail is due. The same kind and transition of an order is written once.
pub fn add(tx: &mut Tx<'_>, order: &OrderId, kind: Kind, transition: &str, now_us: i64) -> Result<(), Error> {
    let sql = "INSERT INTO outbox (id, kind, order_id, transition, state, next_us, created_us) \
               VALUES (?1, ?2, ?3, ?4, 'waiting', ?5, ?5) ON CONFLICT (order_id, kind, transition) DO NOTHING";
    tx.execute(sql, params![new_id(), kind.as_str(), order, transition, now_us])?;
    Ok(())
}

/// Takes the mail that is due for longest, for as long as the lease. One at a time: the lease is for one.
pub fn claim(tx: &mut Tx<'_>, now_us: i64) -> Result<Option<Claimed>, Error> {
    let (kinds, skip) = (known_kinds(), tx.skip_locked());
    let sql = format!(
        "SELECT id, kind, order_id, tries, created_us FROM outbox \
         WHERE state = 'waiting' AND next_us <= ?1 AND kind IN ({kinds}) ORDER BY next_us LIMIT 1 {skip}"
    );
    let Some(row) = tx.optional(&sql, params![now_us])? else { return Ok(None) };
    let (id, order): (String, OrderId) = (row.get(0)?, row.get(2)?);
    tx.execute("UPDATE outbox SET next_us = ?2 WHERE id = ?1", params![&id, now_us + LEASE_US])?;
    let locale = tx.one("SELECT locale FROM orders WHERE id = ?1", params![&order])?.get(0)?;
    let (kind, tries, created_us) = (row.parsed(1, Kind::parse)?, row.get(3)?, row.get(4)?);
    Ok(Some(Claimed { id, kind, order, locale, tries, created_us }))
}

pub fn sent(tx: &mut Tx<'_>, id: &str) -> Result<(), Error> {
    tx.execute("UPDATE outbox SET state = 'sent' WHERE id = ?1 AND state = 'waiting'", params![id])?;
    Ok(())
}

/// Puts a mail off, longer each time, or gives it up; true if it was given up.
pub fn failed(tx: &mut Tx<'_>, mail: &Claimed, permanent: bool, now_us: i64) -> Result<bool, Error> {
    let dead = permanent || now_us - mail.created_us >= GIVEN_UP_AFTER_US;
    let wait_us = BACKOFF.wait_us(mail.tries);
    let state = if dead { "dead" } else { "waiting" };
    let sql = "UPDATE outbox SET state = ?2, tries = ?3, next_us = ?4 WHERE id = ?1 AND state = 'waiting'";
    tx.execute(sql, params![&mail.id, state, mail.tries + 1, now_us + wait_us])?;
    Ok(dead)
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
        "SELECT COUNT(*) FROM outbox WHERE state = 'dead' OR (state = 'waiting' AND kind NOT IN ({kinds}))"
    );
    Ok(tx.one(&sql, params![])?.get(0)?)
}

/// As a list in SQL. Others are left to a newer program that shares the database.
fn known_kinds() -> String {
    Kind::ALL.map(|kind| format!("'{}'", kind.as_str())).join(", ")
}
