//! All orders: how many are in each state, and pages of them.

use contract::staff::{Board, BoardColumn, StaffOrders, StaffRow};
use domain::order::OrderState;

use super::{ROW_COLUMNS, search, staff_row};
use crate::db::{Tx, Value};
use crate::error::Error;
use crate::ledger::orders::Before;
use crate::ledger::reviews;
use crate::params;

/// Which orders are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub state: Option<OrderState>,
    /// Words that all have to be found in number, contact, mail address or services.
    pub text: String,
    pub before: Option<Before>,
    /// In the page.
    pub limit: i64,
}

/// Every state with its number of orders and the newest `limit` of them.
pub fn board(tx: &mut Tx<'_>, limit: i64) -> Result<Board, Error> {
    let mut counts = Vec::new();
    for row in tx.query("SELECT state, COUNT(*) FROM orders GROUP BY state", params![])? {
        counts.push((row.parsed(0, OrderState::parse)?, row.get::<i64>(1)?));
    }
    let mut columns = Vec::new();
    for state in OrderState::ALL {
        let count = counts.iter().find(|(counted, _)| *counted == state).map_or(0, |(_, count)| *count);
        let wanted = Wanted { state: Some(state), limit, ..Wanted::default() };
        let orders = if count > 0 && limit > 0 { rows(tx, &wanted)? } else { Vec::new() };
        columns.push(BoardColumn { state, count, orders });
    }
    Ok(Board { columns, reviews: reviews::count_open(tx)? })
}

/// A page of what is wanted, newest first.
pub fn page(tx: &mut Tx<'_>, wanted: &Wanted) -> Result<StaffOrders, Error> {
    let orders = rows(tx, wanted)?;
    let last = orders.last().filter(|_| orders.len() as i64 == wanted.limit);
    let before = last.map(|order| Before(order.placed_at_us, order.id.clone()).to_string());
    Ok(StaffOrders { orders, before })
}

fn rows(tx: &mut Tx<'_>, wanted: &Wanted) -> Result<Vec<StaffRow>, Error> {
    let (at, id) = wanted.before.as_ref().map_or((i64::MAX, ""), |Before(at, id)| (*at, id.as_str()));
    let mut params: Vec<Value> = params![at, id, wanted.limit].to_vec();
    let mut conditions = String::from("(orders.placed_us, orders.id) < (?1, ?2)");
    if let Some(state) = wanted.state {
        params.push(state.as_str().into());
        conditions += &format!(" AND orders.state = ?{}", params.len());
    }
    for pattern in search::patterns(&wanted.text) {
        params.push(pattern.into());
        conditions += &format!(r" AND orders.search LIKE ?{} ESCAPE '\'", params.len());
    }
    let sql = format!(
        "SELECT {ROW_COLUMNS} FROM orders WHERE {conditions} \
         ORDER BY orders.placed_us DESC, orders.id DESC LIMIT ?3"
    );
    Ok(tx.query(&sql, &params)?.iter().map(staff_row).collect::<Result<_, _>>()?)
}
