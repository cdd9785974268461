//! Orders as the server told them: whole, with a summary for lists and a text for the search.

use contract::api::Order;
use contract::ipc::{OrderFilter, OrderPage, OrderSummary};
use domain::OrderId;
use domain::order::OrderState;
use rusqlite::{Connection, OptionalExtension};

use super::error::StoreError;

pub fn put(tx: &Connection, order: &Order) -> Result<(), StoreError> {
    let summary = summary_of(order);
    tx.prepare_cached(
        "INSERT INTO orders (id, number, state, placed_at_us, search, summary, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (id) DO UPDATE SET number = ?2, state = ?3, placed_at_us = ?4, search = ?5,
             summary = ?6, body = ?7",
    )?
    .execute((
        order.id.as_str(),
        &order.number,
        order.state.as_str(),
        order.placed_at_us,
        search_text(order),
        serde_json::to_string(&summary)?,
        serde_json::to_string(order)?,
    ))?;
    Ok(())
}

pub fn get(tx: &Connection, id: &OrderId) -> Result<Option<Order>, StoreError> {
    let body: Option<String> = tx
        .prepare_cached("SELECT body FROM orders WHERE id = ?1")?
        .query_row([id.as_str()], |row| row.get(0))
        .optional()?;
    Ok(match body {
        Some(body) => Some(serde_json::from_str(&body)?),
        None => None,
    })
}

/// A page of summaries, the newest first.
pub fn page(
    tx: &Connection,
    text: &str,
    filter: OrderFilter,
    offset: u32,
    limit: u32,
) -> Result<OrderPage, StoreError> {
    let states: Vec<_> = OrderState::ALL.into_iter().filter(|state| filter.holds(*state)).collect();
    let states = serde_json::to_string(&states)?;
    let text = text.trim().to_lowercase();
    let like = format!("%{}%", escaped(&text));
    // Conditions that hold for all rows are left out, so that a long history is counted and skipped by its indexes.
    let by_state = match filter {
        OrderFilter::All => "?1 IS NOT NULL",
        _ => "state IN (SELECT value FROM json_each(?1))",
    };
    let by_text = if text.is_empty() { "?2 IS NOT NULL" } else { "search LIKE ?2 ESCAPE '\\'" };
    let wanted = format!("FROM orders WHERE {by_state} AND {by_text}");
    let total = tx
        .prepare_cached(&format!("SELECT count(*) {wanted}"))?
        .query_row((&states, &like), |row| row.get(0))?;
    let sql = format!("SELECT summary {wanted} ORDER BY placed_at_us DESC, id DESC LIMIT ?3 OFFSET ?4");
    let mut statement = tx.prepare_cached(&sql)?;
    let mut rows = statement.query((&states, &like, limit, offset))?;
    let mut orders = Vec::new();
    while let Some(row) = rows.next()? {
        orders.push(serde_json::from_str(&row.get::<_, String>(0)?)?);
    }
    Ok(OrderPage { total, offset, orders })
}

/// There is an order that a payment could move at any moment.
pub fn any_to_pay(tx: &Connection) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM orders WHERE state = ?1)";
    Ok(tx.prepare_cached(sql)?.query_row([OrderState::AwaitingPayment.as_str()], |row| row.get(0))?)
}

pub fn forget(tx: &Connection) -> Result<(), StoreError> {
    tx.execute("DELETE FROM orders", [])?;
    Ok(())
}

fn summary_of(order: &Order) -> OrderSummary {
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

fn search_text(order: &Order) -> String {
    let names = order.lines.iter().map(|line| line.name.as_str());
    std::iter::once(order.number.as_str()).chain(names).collect::<Vec<_>>().join("\n").to_lowercase()
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
