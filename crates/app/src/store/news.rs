//! News of orders: what happened to them while nobody at this desk did it.

use contract::api::{Actor, EventKind, Order};
use contract::ipc::NoticeKind;
use domain::OrderId;
use rusqlite::Connection;

use super::error::StoreError;

/// Writes down what is new about an order that was known here before. Replies whether anything was.
pub fn note(tx: &Connection, before: &Order, after: &Order, at_us: i64) -> Result<bool, StoreError> {
    let mut noted = false;
    for event in after.events.iter().skip(before.events.len()) {
        if is_news(event.kind, event.actor, before.is_processing()) {
            let kind = serde_json::to_string(&NoticeKind::OrderMoved { event: event.kind })?;
            tx.prepare_cached("INSERT INTO notices (at_us, kind, about, order_id) VALUES (?1, ?2, ?3, ?4)")?
                .execute((at_us, kind, &after.number, after.id.as_str()))?;
            noted = true;
        }
    }
    Ok(noted)
}

/// How many orders have news that nobody looked at.
pub fn count(tx: &Connection) -> Result<u32, StoreError> {
    let sql = "SELECT count(DISTINCT order_id) FROM notices WHERE dismissed = 0 AND order_id IS NOT NULL";
    Ok(tx.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// Somebody looked at the news of an order, or of all. Replies whether there were any.
pub fn dismiss(tx: &Connection, order: Option<&OrderId>) -> Result<bool, StoreError> {
    let sql = "UPDATE notices SET dismissed = 1 WHERE dismissed = 0 AND order_id IS NOT NULL \
               AND (?1 IS NULL OR order_id = ?1)";
    Ok(tx.execute(sql, [order.map(OrderId::as_str)])? > 0)
}

/// What the person did is no news to them; nor is a payment that they have just made, unless it took its time.
fn is_news(kind: EventKind, actor: Actor, was_processing: bool) -> bool {
    use EventKind as K;
    match kind {
        K::Paid | K::PaymentFailed | K::Doubted => was_processing,
        K::Placed | K::PaymentCancelled | K::PaymentExpired | K::RefundRequested => false,
        K::Disputed | K::DisputeWon | K::DisputeLost => false,
        K::Approved
        | K::Started
        | K::Finished
        | K::Cancelled
        | K::Expired
        | K::Refunded
        | K::RefundFailed
        | K::Amended
        | K::PromiseMoved => actor != Actor::Customer,
    }
}
