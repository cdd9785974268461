//! Mails that must go out because of a commit: written in its transaction, sent after it, once.

use domain::OrderId;

use super::new_id;
use crate::clock::{MINUTE_US, SECOND_US};
use crate::db::Tx;
use crate::error::Error;
use crate::params;

pub use crate::mail::Kind;

/// Tries to send; then the mail is dead, and staff has to look.
const TRIES_MAX: i64 = 12;
/// A worker that claimed a mail has so long to send it; then another one may.
const LEASE_US: i64 = 2 * MINUTE_US;
const FIRST_WAIT_US: i64 = 10 * SECOND_US;
const LONGEST_WAIT_US: i64 = 60 * MINUTE_US;

/// A mail that this worker may send now.
#[derive(Debug, Clone)]
pub struct Claimed {
    pub id: String,
    pub kind: Kind,
    pub order: OrderId,
    pub locale: String,
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

/// Takes mails that are due, for as long as the lease.
pub fn claim(tx: &mut Tx<'_>, now_us: i64, limit: i64) -> Result<Vec<Claimed>, Error> {
    let skip = tx.skip_locked();
    let sql = format!(
        "SELECT id, kind, order_id, tries, created_us FROM outbox WHERE state = 'waiting' AND next_us <= ?1 \
         ORDER BY next_us LIMIT ?2 {skip}"
    );
    let mut claimed = Vec::new();
    for row in tx.query(&sql, params![now_us, limit])? {
        let (id, order): (String, OrderId) = (row.get(0)?, row.get(2)?);
        let lease = "UPDATE outbox SET next_us = ?2, tries = tries + 1 WHERE id = ?1";
        tx.execute(lease, params![&id, now_us + LEASE_US])?;
        let locale = tx.one("SELECT locale FROM orders WHERE id = ?1", params![&order])?.get(0)?;
        let tries = row.get::<i64>(3)? + 1;
        let (kind, created_us) = (row.parsed(1, Kind::parse)?, row.get(4)?);
        claimed.push(Claimed { id, kind, order, locale, tries, created_us });
    }
    Ok(claimed)
}

pub fn sent(tx: &mut Tx<'_>, id: &str) -> Result<(), Error> {
    tx.execute("UPDATE outbox SET state = 'sent' WHERE id = ?1 AND state = 'waiting'", params![id])?;
    Ok(())
}

/// Puts a mail off, longer each time, or gives it up; true if it was given up.
pub fn failed(tx: &mut Tx<'_>, mail: &Claimed, permanent: bool, now_us: i64) -> Result<bool, Error> {
    let dead = permanent || mail.tries >= TRIES_MAX;
    let wait_us = (FIRST_WAIT_US << mail.tries.clamp(1, 20)).min(LONGEST_WAIT_US);
    let state = if dead { "dead" } else { "waiting" };
    let sql = "UPDATE outbox SET state = ?2, next_us = ?3 WHERE id = ?1 AND state = 'waiting'";
    tx.execute(sql, params![&mail.id, state, now_us + wait_us])?;
    Ok(dead)
}

/// When the next mail is due.
pub fn next_due_us(tx: &mut Tx<'_>) -> Result<Option<i64>, Error> {
    Ok(tx.one("SELECT MIN(next_us) FROM outbox WHERE state = 'waiting'", params![])?.get(0)?)
}
