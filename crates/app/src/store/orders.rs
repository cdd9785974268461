//! Orders as the server told them: whole, with a summary for lists, and words and services to find them by.

use contract::api::Order;
use contract::ipc::OrderSummary;
use domain::order::OrderState;
use domain::{OrderId, ServiceId};
use rusqlite::{Connection, OptionalExtension};

use super::error::StoreError;

/// Stores orders. First all rows, then all words: each statement on another table makes the index write out the words
/// that it has collected so far, and a piece for every order takes many times longer.
pub fn put_all(tx: &Connection, orders: &[Order]) -> Result<(), StoreError> {
    if orders.is_empty() {
        return Ok(());
    }
    let rev: i64 =
        tx.query_row("UPDATE history SET rev = rev + 1 RETURNING rev", [], |row| row.get(0))?;
    let mut changed = Vec::new();
    for order in orders {
        changed.extend(put_row(tx, order, rev)?);
    }
    for Words { n, .. } in changed.iter().filter(|words| words.known) {
        // Only those: deleting words that are not there would leave a mark in every piece of the index.
        tx.prepare_cached("DELETE FROM order_words WHERE rowid = ?1")?.execute([n])?;
    }
    for Words { n, words, .. } in &changed {
        tx.prepare_cached("INSERT INTO order_words (rowid, words) VALUES (?1, ?2)")?.execute((n, words))?;
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
    let gone = "SELECT n FROM orders WHERE rev <= ?1";
    tx.execute(&format!("DELETE FROM order_words WHERE rowid IN ({gone})"), [stale])?;
    tx.execute(&format!("DELETE FROM order_services WHERE n IN ({gone})"), [stale])?;
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

/// What an order is to be found by, where that is new.
struct Words {
    n: i64,
    words: String,
    /// The index has other words of it.
    known: bool,
}

fn put_row(tx: &Connection, order: &Order, rev: i64) -> Result<Option<Words>, StoreError> {
    let words = words_of(order);
    let before: Option<String> = tx
        .prepare_cached("SELECT words FROM orders WHERE id = ?1")?
        .query_row([order.id.as_str()], |row| row.get(0))
        .optional()?;
    let n: i64 = tx
        .prepare_cached(
            "INSERT INTO orders (id, rev, placed_at_us, state, total_minor, currency, words, summary, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (id) DO UPDATE SET rev = ?2, placed_at_us = ?3, state = ?4, total_minor = ?5,
                 currency = ?6, words = ?7, summary = ?8, body = ?9
             RETURNING n",
        )?
        .query_row(
            (
                order.id.as_str(),
                rev,
                order.placed_at_us,
                order.state.as_str(),
                order.totals.total.minor,
                order.totals.total.currency.code(),
                &words,
                serde_json::to_string(&summary_of(order))?,
                serde_json::to_string(order)?,
            ),
            |row| row.get(0),
        )?;
    if before.as_ref() == Some(&words) {
        return Ok(None);
    }
    if before.is_some() {
        // A line may have been given up.
        tx.prepare_cached("DELETE FROM order_services WHERE n = ?1 AND s IN (SELECT s FROM ordered_services)")?
            .execute([n])?;
    }
    for line in &order.lines {
        put_service(tx, n, &line.service, &line.name)?;
    }
    Ok(Some(Words { n, words, known: before.is_some() }))
}

fn put_service(tx: &Connection, n: i64, service: &ServiceId, name: &str) -> Result<(), StoreError> {
    let known: Option<(i64, String)> = tx
        .prepare_cached("SELECT s, name FROM ordered_services WHERE id = ?1")?
        .query_row([service.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let s = match known {
        Some((s, known)) if known == name => s,
        Some((s, _)) => {
            tx.prepare_cached("UPDATE ordered_services SET name = ?2 WHERE s = ?1")?.execute((s, name))?;
            s
        }
        None => {
            tx.prepare_cached("INSERT INTO ordered_services (id, name) VALUES (?1, ?2)")?
                .execute((service.as_str(), name))?;
            tx.last_insert_rowid()
        }
    };
    tx.prepare_cached("INSERT OR IGNORE INTO order_services (s, n) VALUES (?1, ?2)")?.execute((s, n))?;
    Ok(())
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

/// The number, also as people say it (`P-2026-000042` is 42), then services and notes.
pub(super) fn words_of(order: &Order) -> String {
    let number = order.number.as_str();
    let short = number.rsplit('-').next().unwrap_or_default().trim_start_matches('0');
    let lines = order.lines.iter().flat_map(|line| [line.name.as_str(), line.note.as_str()]);
    [number, short].into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_that_waits_for_a_payment_is_named_as_its_index_names_it() {
        assert_eq!(OrderState::AwaitingPayment.as_str(), "awaiting_payment");
    }
}
