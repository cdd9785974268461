//! Quotes: the server prices everything itself and stands by it for a while.

use contract::api::{Quote, QuoteRequest};
use contract::{Code, Failure};
use domain::places::PlacesOf;
use domain::quote::{AskedLine, CannotPrice, Priced, PricedLine, Terms, price_by};
use domain::{CustomerId, QuoteId};
use sha2::{Digest, Sha256};

use super::pricing::{Tables, Wishes};
use super::{capacity, catalogue, new_id};
use crate::auth::hex;
use crate::clock::{DAY_US, MINUTE_US};
use crate::db::Tx;
use crate::error::Error;
use crate::params;

/// How long a quote is binding.
pub const BINDING_US: i64 = 15 * MINUTE_US;
/// Expired quotes are kept so long, for the answer that they expired.
const KEPT_US: i64 = DAY_US;
/// Quotes of a customer that are binding at the same time; the oldest gives way.
const BINDING_PER_CUSTOMER: i64 = 50;

/// A quote as it is kept.
pub struct Kept {
    pub hash: String,
    pub asked: Vec<AskedLine>,
    pub wishes: Wishes,
    pub priced: Priced,
    pub created_us: i64,
    pub expires_us: i64,
}

/// An answer that binds nobody until it is kept.
pub struct Answer {
    pub quote: Quote,
    customer: CustomerId,
    asked: Vec<AskedLine>,
    wishes: Wishes,
    now_us: i64,
}

/// Prices the lines.
pub fn answer(
    tx: &mut Tx<'_>,
    customer: CustomerId,
    request: &QuoteRequest,
    terms: Terms,
    now_us: i64,
) -> Result<Answer, Error> {
    let (asked, wishes) = (request.lines.clone(), Wishes::of(request));
    let tables = Tables::read(tx, &customer, &wishes, terms, now_us)?;
    let (priced, _) = priced(tx, &asked, &tables, &[])?;
    let goods = priced.totals.subtotal.minor - priced.totals.discount.minor;
    let quote = Quote {
        id: QuoteId::new(new_id()).map_err(|error| Error::Broken(error.to_string()))?,
        hash: hash_of(&priced)?,
        expires_at_us: now_us + BINDING_US,
        methods: if priced.shipping.is_some() { tables.offers(goods) } else { Vec::new() },
        priced,
    };
    Ok(Answer { quote, customer, asked, wishes, now_us })
}

/// Keeps an answer, so that it can be ordered by.
pub fn keep(tx: &mut Tx<'_>, answer: &Answer) -> Result<(), Error> {
    let Answer { quote, customer, asked, wishes, now_us } = answer;
    let sql = "INSERT INTO quotes (id, customer_id, hash, asked, wishes, priced, created_us, expires_us) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let (asked, wishes, priced) = (super::json(asked)?, super::json(wishes)?, super::json(&quote.priced)?);
    let (hash, expires_us) = (&quote.hash, quote.expires_at_us);
    tx.execute(sql, params![&quote.id, customer, hash, asked, wishes, priced, *now_us, expires_us])?;
    drop_oldest(tx, customer)
}

/// The lines as they cost by these tables, and the places of the days that they were promised by; an error says which
/// cannot be bought. What was agreed before comes no earlier than that.
pub fn priced(
    tx: &mut Tx<'_>,
    asked: &[AskedLine],
    tables: &Tables,
    agreed: &[PricedLine],
) -> Result<(Priced, PlacesOf), Error> {
    let services = catalogue::services(tx, asked.iter().map(|line| &line.service))?;
    let places = capacity::of_services(tx, services.keys(), tables.first_day())?;
    let priced = price_by(asked, |id| services.get(id), tables.rules(&places, agreed)).map_err(refused)?;
    Ok((priced, places))
}

fn refused(error: CannotPrice) -> Error {
    match error {
        CannotPrice::Empty => Code::CartEmpty.into(),
        CannotPrice::TooManyLines => Code::TooManyLines.into(),
        CannotPrice::TotalTooLarge => Code::TotalTooLarge.into(),
        CannotPrice::ShippingNotThere => Code::ShippingNotThere.into(),
        CannotPrice::Lines(problems) => Failure::lines(problems).into(),
    }
}

/// The quote, if it is this customer's.
pub fn find(tx: &mut Tx<'_>, id: &QuoteId, customer: &CustomerId) -> Result<Option<Kept>, Error> {
    let sql = "SELECT hash, asked, priced, created_us, expires_us, wishes FROM quotes WHERE id = ?1 AND customer_id = ?2";
    let Some(row) = tx.optional(sql, params![id, customer])? else { return Ok(None) };
    Ok(Some(Kept {
        hash: row.get(0)?,
        asked: row.json(1)?,
        priced: row.json(2)?,
        created_us: row.get(3)?,
        expires_us: row.get(4)?,
        wishes: row.json(5)?,
    }))
}

/// Drops quotes that expired long ago.
pub fn drop_old(tx: &mut Tx<'_>, now_us: i64) -> Result<u64, Error> {
    Ok(tx.changed("DELETE FROM quotes WHERE expires_us < ?1", params![now_us - KEPT_US])?)
}

fn drop_oldest(tx: &mut Tx<'_>, customer: &CustomerId) -> Result<(), Error> {
    let sql = "DELETE FROM quotes WHERE customer_id = ?1 AND id IN (\
               SELECT id FROM quotes WHERE customer_id = ?1 ORDER BY created_us DESC, id DESC LIMIT 1000 OFFSET ?2)";
    tx.execute(sql, params![customer, BINDING_PER_CUSTOMER])?;
    Ok(())
}

/// SHA-256, in hex, of the JSON with sorted keys and no spaces.
pub fn hash_of(value: &impl serde::Serialize) -> Result<String, Error> {
    let mut canonical = serde_json::to_value(value)
        .map_err(|error| Error::Broken(format!("making a value canonical: {error}")))?;
    canonical.sort_all_objects();
    Ok(hex(&Sha256::digest(canonical.to_string())))
}
