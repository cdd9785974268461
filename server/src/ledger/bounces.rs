//! Addresses that a mail server refused for good: nothing more is sent to them until somebody says that they work again.

use super::customers::canonical_email;
use crate::db::{Row, Tx};
use crate::error::Error;
use crate::params;

/// Why a mail to one was dropped: people read it in the list of mails.
pub const WHY_DROPPED: &str = "the address bounces";
/// Addresses that are listed at once, newest first.
const LISTED: i64 = 200;

/// One address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounced {
    pub email: String,
    /// What the mail server said.
    pub problem: String,
    pub at_us: i64,
}

/// Marks an address.
pub fn mark(tx: &mut Tx<'_>, email: &str, problem: &str, now_us: i64) -> Result<(), Error> {
    let sql = "INSERT INTO bounced_addresses (email, problem, at_us) VALUES (?1, ?2, ?3) \
               ON CONFLICT (email) DO UPDATE SET problem = ?2, at_us = ?3";
    tx.execute(sql, params![canonical_email(email), problem, now_us])?;
    Ok(())
}

pub fn is_marked(tx: &mut Tx<'_>, email: &str) -> Result<bool, Error> {
    let sql = "SELECT email FROM bounced_addresses WHERE email = ?1";
    Ok(tx.optional(sql, params![canonical_email(email)])?.is_some())
}

/// Says that an address works again; false if it was not marked.
pub fn unmark(tx: &mut Tx<'_>, email: &str) -> Result<bool, Error> {
    let sql = "DELETE FROM bounced_addresses WHERE email = ?1";
    Ok(tx.changed(sql, params![canonical_email(email)])? == 1)
}

/// Those that are marked, newest first.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Bounced>, Error> {
    let sql = "SELECT email, problem, at_us FROM bounced_addresses ORDER BY at_us DESC, email LIMIT ?1";
    let bounced = |row: &Row| Ok(Bounced { email: row.get(0)?, problem: row.get(1)?, at_us: row.get(2)? });
    tx.query(sql, params![LISTED])?.iter().map(bounced).collect()
}
