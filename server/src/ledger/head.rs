//! Heads: every write to a customer's rows, or to the catalogue, first takes the next version here, and thereby the lock.

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

/// Locks the catalogue and takes the version for all services that this transaction writes.
pub fn next_catalogue_ver(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let sql = "UPDATE head SET catalogue_ver = catalogue_ver + 1 RETURNING catalogue_ver";
    Ok(tx.one(sql, params![])?.get(0)?)
}

/// Locks the catalogue, and the calendar that comes with it: what is read from now on stays until this transaction ends.
pub fn lock_catalogue(tx: &mut Tx<'_>) -> Result<(), Error> {
    Ok(tx.execute("UPDATE head SET catalogue_ver = catalogue_ver", params![])?)
}

/// Gives back the version that was taken: nothing was written.
pub fn return_catalogue_ver(tx: &mut Tx<'_>) -> Result<(), Error> {
    Ok(tx.execute("UPDATE head SET catalogue_ver = catalogue_ver - 1", params![])?)
}

/// The epoch of the database and the version of its catalogue.
pub fn epoch(tx: &mut Tx<'_>) -> Result<(String, i64), Error> {
    let row: Row = tx.one("SELECT epoch, catalogue_ver FROM head", params![])?;
    Ok((row.get(0)?, row.get(1)?))
}
