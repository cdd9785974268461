//! What the provider's other systems read as tables: orders, and money that moved. In pages by time, each page a snapshot of
//! its own; a row is in one page only.

use domain::books::BookTable;
use domain::calendar::Calendar;
use domain::cell::{self, text};
use domain::quote::PricedLine;
use domain::{Contact, Currency, Money};
use jiff::Timestamp;

use crate::db::{Row, Tx};
use crate::error::Error;
use crate::params;

/// Orders, or movements of money, of a page.
const PAGE: i64 = 500;

/// From a moment on until before another one; microseconds since 1970 in UTC.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    pub from_us: i64,
    pub before_us: i64,
}

/// The last row of a page: the next one begins after it.
#[derive(Debug, Clone, Default)]
pub struct Mark {
    at_us: i64,
    id: String,
}

pub struct Page {
    pub rows: Vec<Vec<String>>,
    /// None: these were the last ones.
    pub next: Option<Mark>,
}

/// The names of the columns.
pub fn head(table: BookTable) -> Vec<&'static str> {
    match table {
        BookTable::Lines => [&OF_ORDER[..], &cell::LINE].concat(),
        BookTable::Orders => vec![
            "order",
            "placed_at",
            "placed_on",
            "status",
            "contact",
            "email",
            "currency",
            "subtotal",
            "discount",
            "shipping",
            "tax",
            "total",
            "captured",
            "returned",
            "coupon",
            "earliest",
            "latest",
        ],
        BookTable::Money => vec!["at", "on", "order", "kind", "gateway", "reference", "currency", "amount"],
    }
}

/// Rows after `after`, oldest first, with the provider's own days.
pub fn page(
    table: BookTable,
    tx: &mut Tx<'_>,
    span: Span,
    after: &Mark,
    calendar: &Calendar,
) -> Result<Page, Error> {
    let sql = match table {
        BookTable::Orders => ORDERS,
        BookTable::Lines => LINES,
        BookTable::Money => MONEY,
    };
    let rows = tx.query(sql, params![span.from_us, span.before_us, after.at_us, after.id.as_str(), PAGE])?;
    let next = match rows.last() {
        Some(last) if rows.len() as i64 == PAGE => Some(Mark { id: last.get(0)?, at_us: last.get(1)? }),
        _ => None,
    };
    let written = |row: &Row| match table {
        BookTable::Orders => Ok(vec![order(row, calendar)?]),
        BookTable::Lines => lines(row, calendar),
        BookTable::Money => Ok(vec![money(row, calendar)?]),
    };
    let written: Vec<_> = rows.iter().map(written).collect::<Result<_, Error>>()?;
    Ok(Page { rows: written.concat(), next })
}

/// What is back is what refunds and lost disputes took.
const ORDERS: &str = "SELECT id, placed_us, number, state, contact, currency, subtotal_minor, discount_minor, \
     shipping_minor, tax_minor, total_minor, coupon, promise_earliest, promise_latest, \
     (SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM ledger_entries WHERE order_id = orders.id \
      AND ledger_entries.currency = orders.currency AND kind = 'capture'), \
     (SELECT CAST(COALESCE(SUM(CASE WHEN kind IN ('refund', 'chargeback') THEN amount_minor ELSE -amount_minor END), 0) \
      AS BIGINT) FROM ledger_entries WHERE order_id = orders.id \
      AND ledger_entries.currency = orders.currency AND kind <> 'capture') \
     FROM orders WHERE placed_us >= ?1 AND placed_us < ?2 AND (placed_us, id) > (?3, ?4) \
     ORDER BY placed_us, id LIMIT ?5";

const LINES: &str = "SELECT id, placed_us, number, state, lines FROM orders \
     WHERE placed_us >= ?1 AND placed_us < ?2 AND (placed_us, id) > (?3, ?4) ORDER BY placed_us, id LIMIT ?5";

const MONEY: &str = "SELECT ledger_entries.id, at_us, number, kind, gateway, gateway_ref, amount_minor, \
     ledger_entries.currency FROM ledger_entries JOIN orders ON orders.id = order_id \
     WHERE at_us >= ?1 AND at_us < ?2 AND (at_us, ledger_entries.id) > (?3, ?4) \
     ORDER BY at_us, ledger_entries.id LIMIT ?5";

fn order(row: &Row, calendar: &Calendar) -> Result<Vec<String>, Error> {
    let placed_us = row.get(1)?;
    let contact: Contact = row.json(4)?;
    let currency = row.parsed(5, |code| Currency::new(code).ok())?;
    let decimal =
        |column| -> Result<String, Error> { Ok(Money::new(row.get(column)?, currency).to_decimal()) };
    let coupon: Option<String> = row.get(11)?;
    Ok(vec![
        row.get(2)?,
        time(placed_us),
        calendar.today(placed_us).to_string(),
        row.get(3)?,
        text(&contact.name),
        text(&contact.email),
        currency.code().into(),
        decimal(6)?,
        decimal(7)?,
        decimal(8)?,
        decimal(9)?,
        decimal(10)?,
        decimal(14)?,
        decimal(15)?,
        text(&coupon.unwrap_or_default()),
        row.get(12)?,
        row.get(13)?,
    ])
}

/// Every line repeats whose it is.
const OF_ORDER: [&str; 4] = ["order", "placed_at", "placed_on", "status"];

fn lines(row: &Row, calendar: &Calendar) -> Result<Vec<Vec<String>>, Error> {
    let placed_us = row.get(1)?;
    let lines: Vec<PricedLine> = row.json(4)?;
    let of_order: [String; OF_ORDER.len()] =
        [row.get(2)?, time(placed_us), calendar.today(placed_us).to_string(), row.get(3)?];
    let written = |(index, line)| [&of_order[..], &cell::line(index + 1, line)].concat();
    Ok(lines.iter().enumerate().map(written).collect())
}

/// With a sign: what was taken counts up, what went back counts down.
fn money(row: &Row, calendar: &Calendar) -> Result<Vec<String>, Error> {
    let (at_us, kind): (i64, String) = (row.get(1)?, row.get(3)?);
    let currency = row.parsed(7, |code| Currency::new(code).ok())?;
    let minor: i64 = row.get(6)?;
    let goes = matches!(kind.as_str(), "refund" | "chargeback");
    let amount = Money::new(if goes { -minor } else { minor }, currency);
    let reference: String = row.get(5)?;
    Ok(vec![
        time(at_us),
        calendar.today(at_us).to_string(),
        row.get(2)?,
        kind,
        row.get(4)?,
        text(&reference),
        currency.code().into(),
        amount.to_decimal(),
    ])
}

/// `2026-11-25T06:01:33Z`
fn time(at_us: i64) -> String {
    let at = Timestamp::from_microsecond(at_us).unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{}Z", at.strftime("%Y-%m-%dT%H:%M:%S"))
}
