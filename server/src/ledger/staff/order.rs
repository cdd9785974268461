//! One order as staff sees it, and whether it still is what somebody saw.

use contract::api::Customer;
use contract::staff::StaffOrder;
use contract::{Code, Failure};
use domain::order::OrderState;
use domain::staff::{Role, next_moves};
use domain::{CustomerId, OrderId};

use super::{notes, reviews};
use crate::db::{Row, Tx};
use crate::error::Error;
use crate::ledger::{orders, refunds, risk, timeline};
use crate::params;

/// Everything about an order.
pub fn load(tx: &mut Tx<'_>, id: &OrderId, public_url: &str) -> Result<StaffOrder, Error> {
    let (ver, owner) = ver_and_owner(tx, id)?;
    let order = orders::load(tx, id, public_url)?;
    Ok(StaffOrder {
        ver,
        moves: next_moves(order.state),
        order,
        customer: customer(tx, &owner)?,
        authors: timeline::authors(tx, id)?,
        refundable: refunds::most(tx, id)?,
        risks: risk::of_order(tx, id)?,
        reviews: reviews::of_order(tx, id)?,
        notes: notes::of_order(tx, id)?,
    })
}

/// The version of an order, and whose it is.
pub fn ver_and_owner(tx: &mut Tx<'_>, id: &OrderId) -> Result<(i64, CustomerId), Error> {
    let row = tx.optional("SELECT ver, customer_id FROM orders WHERE id = ?1", params![id])?;
    let row = row.ok_or_else(Error::not_found)?;
    Ok((row.get(0)?, row.get(1)?))
}

/// Says what happened to an order that is not as it was seen.
pub fn moved_meanwhile(tx: &mut Tx<'_>, id: &OrderId, state: OrderState) -> Result<Failure, Error> {
    let sql = "SELECT order_events.at_us, customers.name FROM order_events \
               LEFT JOIN customers ON customers.id = order_events.staff_id \
               WHERE order_events.order_id = ?1 ORDER BY order_events.seq DESC LIMIT 1";
    let last = tx.optional(sql, params![id])?;
    let (at_us, by) = last.map_or(Ok((0, None)), |row| Ok::<_, Error>((row.get(0)?, row.get(1)?)))?;
    let by: Option<String> = by;
    let failure = Failure::new(Code::OrderMoved).with("state", state.as_str());
    Ok(failure.with("at_us", at_us).with("by", by.unwrap_or_default()))
}

fn customer(tx: &mut Tx<'_>, id: &CustomerId) -> Result<Customer, Error> {
    let row: Row = tx.one("SELECT id, name, email, role FROM customers WHERE id = ?1", params![id])?;
    Ok(Customer { id: row.get(0)?, name: row.get(1)?, email: row.get(2)?, role: row.parsed(3, Role::parse)? })
}
