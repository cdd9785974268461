//! A customer's head: every write to a customer's rows first takes the next version here, and thereby the lock.

use domain::CustomerId;

use crate::db::{Row, Tx};
use crate::error::Error;
use crate::params;

/// Locks the customer and takes the version for all rows that this transaction writes.
pub fn next_ver(tx: &mut Tx<'_>, customer: &CustomerId) -> Result<i64, Error> {
    let sql = "UPDATE customers SET ver = ver + 1 WHERE id = ?1 RETURNING ver";
    let row = tx.optional(sql, params![customer])?.ok_or_else(Error::not_found)?;
    Ok(row.get(0)?)
}

/// The epoch of the database and the version of its catalogue.
pub fn epoch(tx: &mut Tx<'_>) -> Result<(String, i64), Error> {
    let row: Row = tx.one("SELECT epoch, catalogue_ver FROM head", params![])?;
    Ok((row.get(0)?, row.get(1)?))
}
