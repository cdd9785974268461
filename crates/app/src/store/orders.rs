//! Orders as the server told them: whole, with a summary for lists, and tags to find them by.

use contract::api::Order;
use contract::ipc::OrderSummary;
use domain::OrderId;
use rusqlite::{Connection, OptionalExtension};

use super::error::StoreError;

pub fn put_all(tx: &Connection, orders: &[Order]) -> Result<(), StoreError> {
    if orders.is_empty() {
        return Ok(());
    }
    let rev: i64 = tx.query_row("UPDATE history SET rev = rev + 1 RETURNING rev", [], |row| row.get(0))?;
    for order in orders {
        put(tx, order, rev)?;
    }
    Ok(())
}

pub fn get(tx: &Connection, id: &OrderId) -> Result<Option<Order>, StoreError> {
    read(tx, "SELECT body FROM orders WHERE id = ?1", id.as_str())
}

/// The order of a row.
pub fn at(tx: &Connection, n: i64) -> Result<Option<Order>, StoreError> {
    read(tx, "SELECT body FROM orders WHERE n = ?1", n)
}

/// The summaries of these rows, in their order.
pub fn summaries(tx: &Connection, rows: &[i64]) -> Result<Vec<OrderSummary>, StoreError> {
    let mut statement = tx.prepare_cached("SELECT summary FROM orders WHERE n = ?1")?;
    let mut found = Vec::with_capacity(rows.len());
    for n in rows {
        let summary: String = statement.query_row([n], |row| row.get(0))?;
        found.push(serde_json::from_str(&summary)?);
    }
    Ok(found)
}

/// There is an order that a payment could move at any moment.
pub fn any_to_pay(tx: &Connection) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM orders WHERE state = 'awaiting_payment')";
    Ok(tx.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// From here on, all orders are fetched anew: each is whole by itself and is stored as it comes. What does not come again
/// stays until [`end_renewal`].
pub fn begin_renewal(tx: &Connection) -> Result<(), StoreError> {
    tx.execute("UPDATE history SET stale = rev", [])?;
    Ok(())
}

/// Takes away what did not come again.
pub fn end_renewal(tx: &Connection) -> Result<(), StoreError> {
    let stale: Option<i64> = tx.query_row("SELECT stale FROM history", [], |row| row.get(0))?;
    let Some(stale) = stale else { return Ok(()) };
    let taken = tx.execute("DELETE FROM orders WHERE rev <= ?1", [stale])?;
    tx.execute(
        "UPDATE history SET stale = NULL, rev = rev + ?1, gone = CASE WHEN ?1 THEN rev + 1 ELSE gone END",
        [taken > 0],
    )?;
    Ok(())
}

fn read(tx: &Connection, sql: &str, key: impl rusqlite::ToSql) -> Result<Option<Order>, StoreError> {
    let body: Option<String> = tx.prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional()?;
    Ok(match body {
        Some(body) => Some(serde_json::from_str(&body)?),
        None => None,
    })
}

fn put(tx: &Connection, order: &Order, rev: i64) -> Result<(), StoreError> {
    let mut tags = Vec::new();
    for (service, text) in texts_of(order) {
        let tag = tag(tx, service, text)?.to_string();
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tx.prepare_cached(
        "INSERT INTO orders (id, rev, number, placed_at_us, state, total_minor, currency, tags, summary, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (id) DO UPDATE SET rev = ?2, number = ?3, placed_at_us = ?4, state = ?5, total_minor = ?6,
             currency = ?7, tags = ?8, summary = ?9, body = ?10",
    )?
    .execute((
        order.id.as_str(),
        rev,
        &order.number,
        order.placed_at_us,
        order.state.as_str(),
        order.totals.total.minor,
        order.totals.total.currency.code(),
        tags.join(" "),
        serde_json::to_string(&summary_of(order))?,
        serde_json::to_string(order)?,
    ))?;
    Ok(())
}

/// The id of a text that orders are found by.
fn tag(tx: &Connection, service: &str, text: &str) -> Result<i64, StoreError> {
    let known = tx
        .prepare_cached("SELECT t FROM order_tags WHERE service = ?1 AND text = ?2")?
        .query_row((service, text), |row| row.get(0))
        .optional()?;
    if let Some(tag) = known {
        return Ok(tag);
    }
    tx.prepare_cached("INSERT INTO order_tags (service, text) VALUES (?1, ?2)")?.execute((service, text))?;
    Ok(tx.last_insert_rowid())
}

/// Names of services with their ids; notes, and the head of the number, without one. The last part of the number is
/// another for each order, and is read from the number itself.
fn texts_of(order: &Order) -> impl Iterator<Item = (&str, &str)> {
    let names = order.lines.iter().map(|line| (line.service.as_str(), line.name.as_str()));
    let notes = order.lines.iter().map(|line| ("", line.note.as_str()));
    let head = order.number.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('-');
    names.chain(notes).chain([("", head)]).filter(|(_, text)| !text.is_empty())
}

pub(super) fn summary_of(order: &Order) -> OrderSummary {
    OrderSummary {
        id: order.id.clone(),
        number: order.number.clone(),
        state: order.state,
        placed_at_us: order.placed_at_us,
        total: order.totals.total,
        promise: order.promise,
        first: order.lines.first().map(|line| line.name.clone()).unwrap_or_default(),
        lines: u32::try_from(order.lines.len()).unwrap_or(u32::MAX),
    }
}

#[cfg(test)]
mod tests {
    use domain::order::OrderState;

    #[test]
    fn the_state_that_waits_for_a_payment_is_named_as_its_index_names_it() {
        assert_eq!(OrderState::AwaitingPayment.as_str(), "awaiting_payment");
    }
}
