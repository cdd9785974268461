//! What staff has to look at. The same thing is written down once; closing it takes a sentence.

use domain::OrderId;

use super::new_id;
use crate::db::{Row, Tx};
use crate::error::Error;
use crate::params;

/// Open items that are listed at once, oldest first.
const LISTED: i64 = 200;

/// Why somebody has to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// What was taken does not fit the order.
    Mismatch,
    /// Money came for an order that did not wait for it; it is sent back.
    LateMoney,
    RefundFailed,
    /// The customer's bank disputes a payment.
    Dispute,
    /// Rules about fraud hit a payment.
    Risk,
    /// The gateway suspects fraud.
    FraudWarning,
    /// The gateway has money that no order of ours explains.
    MoneyWithoutOrder,
    /// Ours says paid, the gateway's list does not.
    PaidWithoutMoney,
}

/// One item of the queue.
#[derive(Debug, Clone)]
pub struct Review {
    pub id: String,
    pub why: String,
    /// The order's number, if it is about one.
    pub number: Option<String>,
    pub detail: String,
    pub created_us: i64,
}

impl Why {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mismatch => "mismatch",
            Self::LateMoney => "late_money",
            Self::RefundFailed => "refund_failed",
            Self::Dispute => "dispute",
            Self::Risk => "risk",
            Self::FraudWarning => "fraud_warning",
            Self::MoneyWithoutOrder => "money_without_order",
            Self::PaidWithoutMoney => "paid_without_money",
        }
    }
}

/// Puts something into the queue. `subject` names the thing, such as an attempt: once per kind, also after it was
/// closed.
pub fn add(
    tx: &mut Tx<'_>,
    why: Why,
    subject: &str,
    order: Option<&OrderId>,
    detail: &str,
    now_us: i64,
) -> Result<(), Error> {
    let sql = "INSERT INTO reviews (id, kind, subject, order_id, detail, created_us) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (kind, subject) DO NOTHING";
    let order = order.map(OrderId::as_str);
    let added = tx.changed(sql, params![new_id(), why.as_str(), subject, order, detail, now_us])?;
    if added == 1 {
        tracing::error!(why = why.as_str(), subject, "staff has to look");
    }
    Ok(())
}

/// What is open, oldest first.
pub fn open(tx: &mut Tx<'_>) -> Result<Vec<Review>, Error> {
    let sql = "SELECT reviews.id, reviews.kind, orders.number, reviews.detail, reviews.created_us FROM reviews \
               LEFT JOIN orders ON orders.id = reviews.order_id WHERE reviews.closed_us IS NULL \
               ORDER BY reviews.created_us, reviews.id LIMIT ?1";
    let review = |row: &Row| {
        Ok(Review {
            id: row.get(0)?,
            why: row.get(1)?,
            number: row.get(2)?,
            detail: row.get(3)?,
            created_us: row.get(4)?,
        })
    };
    tx.query(sql, params![LISTED])?.iter().map(review).collect()
}

/// How many are open.
pub fn count_open(tx: &mut Tx<'_>) -> Result<i64, Error> {
    Ok(tx.one("SELECT COUNT(*) FROM reviews WHERE closed_us IS NULL", params![])?.get(0)?)
}

/// False if there is no such open item.
pub fn close(tx: &mut Tx<'_>, id: &str, closing: &str, now_us: i64) -> Result<bool, Error> {
    let sql = "UPDATE reviews SET closed_us = ?2, closing = ?3 WHERE id = ?1 AND closed_us IS NULL";
    Ok(tx.changed(sql, params![id, now_us, closing])? == 1)
}
