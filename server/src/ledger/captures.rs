//! Which money of a gateway is in our books, and to which attempt it belongs.

use domain::attempt::Gateway;
use domain::{AttemptId, OrderId};

use super::attempts::Stored;
use crate::db::Tx;
use crate::error::Error;
use crate::params;

/// The attempt that a call is about: by its id, its page, or its capture at the gateway.
pub fn attempt(
    tx: &mut Tx<'_>,
    gateway: Gateway,
    id: Option<&str>,
    page: Option<&str>,
    capture: Option<&str>,
) -> Result<Option<(AttemptId, OrderId)>, Error> {
    let sql = "SELECT attempts.id, attempts.order_id FROM attempts WHERE attempts.gateway = ?1 AND (\
               attempts.id = ?2 OR attempts.gateway_ref = ?3 OR attempts.id = (\
               SELECT attempt_id FROM ledger_entries WHERE gateway = ?1 AND gateway_ref = ?4)) LIMIT 1";
    let row = tx.optional(sql, params![gateway.as_str(), id, page, capture])?;
    Ok(row.map(|row| Ok::<_, crate::db::DbError>((row.get(0)?, row.get(1)?))).transpose()?)
}

/// The reference of an attempt's capture.
pub fn reference(tx: &mut Tx<'_>, attempt: &Stored) -> Result<Option<String>, Error> {
    let sql = "SELECT gateway_ref FROM ledger_entries WHERE attempt_id = ?1 AND kind = 'capture'";
    Ok(tx.optional(sql, params![&attempt.id])?.map(|row| row.get(0)).transpose()?)
}

/// Whether a capture of the gateway is in our books.
pub fn is_entered(tx: &mut Tx<'_>, gateway: Gateway, capture_ref: &str) -> Result<bool, Error> {
    let sql =
        "SELECT COUNT(*) FROM ledger_entries WHERE gateway = ?1 AND gateway_ref = ?2 AND kind = 'capture'";
    Ok(tx.one(sql, params![gateway.as_str(), capture_ref])?.get::<i64>(0)? > 0)
}

/// References of a gateway's captures that were entered in a span of time.
pub fn entered(tx: &mut Tx<'_>, gateway: Gateway, from_us: i64, until_us: i64) -> Result<Vec<String>, Error> {
    let sql = "SELECT gateway_ref FROM ledger_entries WHERE kind = 'capture' AND gateway = ?1 \
               AND at_us >= ?2 AND at_us < ?3";
    let rows = tx.query(sql, params![gateway.as_str(), from_us, until_us])?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}
