//! Our books: which money a gateway says it moved, and to which attempt it belongs.

use domain::attempt::Gateway;
use domain::{AttemptId, Money, OrderId};

use super::new_id;
use crate::db::Tx;
use crate::error::Error;
use crate::gateways::Hint;
use crate::params;

/// Money that moved.
pub struct Entry<'a> {
    pub order: &'a OrderId,
    pub attempt: &'a AttemptId,
    pub gateway: Gateway,
    pub kind: Kind,
    /// The gateway's own reference: the same movement is entered once.
    pub gateway_ref: &'a str,
    pub amount: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Capture,
    Refund,
    /// A refund that had seemed to arrive.
    RefundReversal,
    Chargeback,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Capture => "capture",
            Self::Refund => "refund",
            Self::RefundReversal => "refund_reversal",
            Self::Chargeback => "chargeback",
        }
    }
}

/// Enters a movement; false if it was there already.
pub fn enter(tx: &mut Tx<'_>, entry: &Entry<'_>, now_us: i64) -> Result<bool, Error> {
    let sql = "INSERT INTO ledger_entries (id, order_id, attempt_id, kind, gateway, gateway_ref, amount_minor, \
               currency, at_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
               ON CONFLICT (gateway, gateway_ref) DO NOTHING";
    let params = params![
        new_id(),
        entry.order,
        entry.attempt,
        entry.kind.as_str(),
        entry.gateway.as_str(),
        entry.gateway_ref,
        entry.amount.minor,
        entry.amount.currency.code(),
        now_us
    ];
    Ok(tx.changed(sql, params)? == 1)
}

/// The attempt that a call is about: by its id, its page, or its capture at the gateway.
pub fn attempt(
    tx: &mut Tx<'_>,
    gateway: Gateway,
    hint: &Hint,
) -> Result<Option<(AttemptId, OrderId)>, Error> {
    let (id, page, capture) = (hint.attempt.as_deref(), hint.page.as_deref(), hint.capture.as_deref());
    let sql = "SELECT attempts.id, attempts.order_id FROM attempts WHERE attempts.gateway = ?1 AND (\
               attempts.id = ?2 OR attempts.gateway_ref = ?3 OR attempts.id = (\
               SELECT attempt_id FROM ledger_entries WHERE gateway = ?1 AND gateway_ref = ?4)) LIMIT 1";
    let row = tx.optional(sql, params![gateway.as_str(), id, page, capture])?;
    Ok(row.map(|row| Ok::<_, crate::db::DbError>((row.get(0)?, row.get(1)?))).transpose()?)
}

/// The reference of an attempt's capture.
pub fn capture_ref(tx: &mut Tx<'_>, attempt: &AttemptId) -> Result<Option<String>, Error> {
    let sql = "SELECT gateway_ref FROM ledger_entries WHERE attempt_id = ?1 AND kind = 'capture'";
    Ok(tx.optional(sql, params![attempt])?.map(|row| row.get(0)).transpose()?)
}

/// Whether a capture of the gateway is in our books.
pub fn is_captured(tx: &mut Tx<'_>, gateway: Gateway, capture_ref: &str) -> Result<bool, Error> {
    let sql =
        "SELECT COUNT(*) FROM ledger_entries WHERE gateway = ?1 AND gateway_ref = ?2 AND kind = 'capture'";
    Ok(tx.one(sql, params![gateway.as_str(), capture_ref])?.get::<i64>(0)? > 0)
}

/// References of a gateway's captures that were entered in a span of time.
pub fn captured(
    tx: &mut Tx<'_>,
    gateway: Gateway,
    from_us: i64,
    until_us: i64,
) -> Result<Vec<String>, Error> {
    let sql = "SELECT gateway_ref FROM ledger_entries WHERE kind = 'capture' AND gateway = ?1 \
               AND at_us >= ?2 AND at_us < ?3";
    let rows = tx.query(sql, params![gateway.as_str(), from_us, until_us])?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}
