//! The staff desk: all orders, and what staff does with them. Whoever calls these knows that it is staff who asks.

pub mod board;
pub mod calendar;
pub mod catalogue;
pub mod coupons;
mod deeds;
pub mod mails;
pub mod moves;
pub mod notes;
pub mod order;
pub mod refunds;
pub mod reviews;
pub mod search;
pub mod services;

use contract::staff::StaffRow;
use domain::order::OrderState;
use domain::promise::Promise;
use domain::quote::PricedLine;
use domain::{Contact, Currency, CustomerId, Money};

use crate::db::{DbError, Row, Tx};
use crate::error::Error;
use crate::params;

/// Columns of `orders` that a row of a list is made of.
const ROW_COLUMNS: &str = "orders.id, orders.number, orders.ver, orders.state, orders.placed_us, orders.contact, orders.lines, \
     orders.currency, orders.total_minor, orders.promise_earliest, orders.promise_latest, \
     (SELECT COUNT(*) FROM reviews WHERE reviews.order_id = orders.id AND reviews.closed_us IS NULL)";

fn staff_row(row: &Row) -> Result<StaffRow, DbError> {
    let contact: Contact = row.json(5)?;
    let lines: Vec<PricedLine> = row.json(6)?;
    let currency = row.parsed(7, |code| Currency::new(code).ok())?;
    Ok(StaffRow {
        id: row.get(0)?,
        number: row.get(1)?,
        ver: row.get(2)?,
        state: row.parsed(3, OrderState::parse)?,
        placed_at_us: row.get(4)?,
        name: contact.name,
        lines: u32::try_from(lines.len()).unwrap_or(u32::MAX),
        first: lines.into_iter().next().map(|line| line.name).unwrap_or_default(),
        total: Money::new(row.get(8)?, currency),
        promise: Promise {
            earliest: row.parsed(9, |date| date.parse().ok())?,
            latest: row.parsed(10, |date| date.parse().ok())?,
        },
        review: row.get::<i64>(11)? > 0,
    })
}

/// Mail address and hash of the password of whoever is signed in, to ask for it once more.
pub fn credentials(tx: &mut Tx<'_>, staff: &CustomerId) -> Result<(String, String), Error> {
    let row = tx.one("SELECT email, password_hash FROM customers WHERE id = ?1", params![staff])?;
    Ok((row.get(0)?, row.get(1)?))
}
