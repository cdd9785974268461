//! Quotes that were shown, and checkouts: Pay was pressed, and what the server answered.

use contract::Failure;
use contract::api::{CheckoutRequest, Placed, Quote};
use domain::{Address, CheckoutId, Contact, QuoteId};
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

use super::error::StoreError;

/// Shown quotes that are kept; one can be placed minutes after it was shown, not months.
const QUOTES_KEPT: i64 = 50;

/// A quote as it was shown, with whom and where it was asked for.
pub struct ShownQuote {
    pub hash: String,
    pub contact: Contact,
    pub address: Option<Address>,
}

/// A checkout that exists for a quote already.
pub enum Existing {
    Waiting(CheckoutId),
    Placed(Placed),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub id: CheckoutId,
    pub request: CheckoutRequest,
}

/// What the server answered to a checkout, for good.
pub enum Answer {
    Placed(Placed),
    Refused(Failure),
}

/// A checkout as it is stored.
pub enum Stored {
    Waiting(Box<CheckoutRequest>),
    Answered(Answer),
}

pub fn keep_quote(
    tx: &Connection,
    quote: &Quote,
    contact: &Contact,
    address: Option<&Address>,
    at_us: i64,
) -> Result<(), StoreError> {
    let address = address.map(serde_json::to_string).transpose()?;
    tx.execute(
        "INSERT INTO quotes (id, hash, contact, address, at_us) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET hash = ?2, contact = ?3, address = ?4, at_us = ?5",
        (quote.id.as_str(), &quote.hash, serde_json::to_string(contact)?, address, at_us),
    )?;
    tx.execute(
        "DELETE FROM quotes WHERE id NOT IN (SELECT id FROM quotes ORDER BY at_us DESC, id DESC LIMIT ?1)",
        [QUOTES_KEPT],
    )?;
    Ok(())
}

pub fn quote(tx: &Connection, id: &QuoteId) -> Result<Option<ShownQuote>, StoreError> {
    let found: Option<(String, String, Option<String>)> = tx
        .query_row("SELECT hash, contact, address FROM quotes WHERE id = ?1", [id.as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((hash, contact, address)) = found else { return Ok(None) };
    let address = address.map(|text| serde_json::from_str(&text)).transpose()?;
    Ok(Some(ShownQuote { hash, contact: serde_json::from_str(&contact)?, address }))
}

pub fn of_quote(tx: &Connection, quote: &QuoteId) -> Result<Option<Existing>, StoreError> {
    let found: Option<(String, Option<String>)> = tx
        .query_row(
            "SELECT id, placed FROM checkouts WHERE quote = ?1 AND state IN ('waiting', 'placed')",
            [quote.as_str()],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    Ok(match found {
        Some((_, Some(placed))) => Some(Existing::Placed(serde_json::from_str(&placed)?)),
        Some((id, None)) => Some(Existing::Waiting(CheckoutId::new(id)?)),
        None => None,
    })
}

pub fn record(tx: &Connection, checkout: &Waiting, at_us: i64) -> Result<(), StoreError> {
    insert(tx, INSERT, checkout, at_us)
}

/// Records a checkout that this store lost, unless it knows it, or another one of the same quote.
pub fn put_back(tx: &Connection, checkout: &Waiting, at_us: i64) -> Result<(), StoreError> {
    insert(tx, &format!("{INSERT} ON CONFLICT DO NOTHING"), checkout, at_us)
}

pub fn get(tx: &Connection, id: &CheckoutId) -> Result<Stored, StoreError> {
    let sql = "SELECT state, request, coalesce(placed, refusal, '') FROM checkouts WHERE id = ?1";
    let (state, request, answer): (String, String, String) =
        tx.query_row(sql, [id.as_str()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(match state.as_str() {
        "placed" => Stored::Answered(Answer::Placed(serde_json::from_str(&answer)?)),
        "refused" => Stored::Answered(Answer::Refused(serde_json::from_str(&answer)?)),
        _ => Stored::Waiting(serde_json::from_str(&request)?),
    })
}

/// Checkouts without a definitive answer, the oldest first.
pub fn waiting(tx: &Connection) -> Result<Vec<Waiting>, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT id, request FROM checkouts WHERE state = 'waiting' ORDER BY at_us, id")?;
    let mut rows = statement.query([])?;
    let mut waiting = Vec::new();
    while let Some(row) = rows.next()? {
        let request: String = row.get(1)?;
        waiting.push(Waiting {
            id: CheckoutId::new(row.get::<_, String>(0)?)?,
            request: serde_json::from_str(&request)?,
        });
    }
    Ok(waiting)
}

/// When Pay was pressed for each of those, in the same order.
pub fn waiting_since(tx: &Connection) -> Result<Vec<(CheckoutId, i64)>, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT id, at_us FROM checkouts WHERE state = 'waiting' ORDER BY at_us, id")?;
    let mut rows = statement.query([])?;
    let mut waiting = Vec::new();
    while let Some(row) = rows.next()? {
        waiting.push((CheckoutId::new(row.get::<_, String>(0)?)?, row.get(1)?));
    }
    Ok(waiting)
}

pub fn count_waiting(tx: &Connection) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM checkouts WHERE state = 'waiting'";
    Ok(tx.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// Keeps the answer. Replies whether it was this call that settled it.
pub fn settle(tx: &Connection, id: &CheckoutId, answer: &Answer) -> Result<bool, StoreError> {
    let (sql, answer) = match answer {
        Answer::Placed(placed) => (
            "UPDATE checkouts SET state = 'placed', placed = ?2 WHERE id = ?1 AND state = 'waiting'",
            serde_json::to_string(placed)?,
        ),
        Answer::Refused(failure) => (
            "UPDATE checkouts SET state = 'refused', refusal = ?2 WHERE id = ?1 AND state = 'waiting'",
            serde_json::to_string(failure)?,
        ),
    };
    Ok(tx.execute(sql, (id.as_str(), answer))? == 1)
}

const INSERT: &str =
    "INSERT INTO checkouts (id, quote, request, state, at_us) VALUES (?1, ?2, ?3, 'waiting', ?4)";

fn insert(tx: &Connection, sql: &str, checkout: &Waiting, at_us: i64) -> Result<(), StoreError> {
    let Waiting { id, request } = checkout;
    tx.execute(sql, (id.as_str(), request.quote.as_str(), serde_json::to_string(request)?, at_us))?;
    Ok(())
}
