//! Quotes: the server prices everything itself and stands by it for a while.

use contract::api::Quote;
use contract::{Code, Failure};
use domain::quote::{AskedLine, CannotPrice, Priced, Terms, price};
use domain::{CustomerId, QuoteId};
use sha2::{Digest, Sha256};

use super::{catalogue, new_id};
use crate::auth::hex;
use crate::clock::{Clock, DAY_US, MINUTE_US};
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
    pub priced: Priced,
    pub created_us: i64,
    pub expires_us: i64,
}

/// Prices the lines and keeps the answer.
pub fn quote(
    tx: &mut Tx<'_>,
    customer: &CustomerId,
    asked: &[AskedLine],
    terms: Terms,
    now_us: i64,
) -> Result<Quote, Error> {
    let priced = priced(tx, asked, terms, now_us)?;
    let quote = Quote {
        id: QuoteId::new(new_id()).map_err(|error| Error::Broken(error.to_string()))?,
        hash: hash_of(&priced)?,
        expires_at_us: now_us + BINDING_US,
        priced,
    };
    let sql = "INSERT INTO quotes (id, customer_id, hash, asked, priced, created_us, expires_us) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let (asked, priced) = (super::json(&asked)?, super::json(&quote.priced)?);
    tx.execute(sql, params![&quote.id, customer, &quote.hash, asked, priced, now_us, quote.expires_at_us])?;
    drop_oldest(tx, customer)?;
    Ok(quote)
}

/// The lines as they cost now; an error says which cannot be bought.
pub fn priced(tx: &mut Tx<'_>, asked: &[AskedLine], terms: Terms, at_us: i64) -> Result<Priced, Error> {
    let services = catalogue::services(tx, asked.iter().map(|line| &line.service))?;
    price(asked, |id| services.get(id), terms, Clock::date(at_us)).map_err(|error| match error {
        CannotPrice::Empty => Code::CartEmpty.into(),
        CannotPrice::TooManyLines => Code::TooManyLines.into(),
        CannotPrice::TotalTooLarge => Code::TotalTooLarge.into(),
        CannotPrice::Lines(problems) => Failure::lines(problems).into(),
    })
}

/// The quote, if it is this customer's.
pub fn find(tx: &mut Tx<'_>, id: &QuoteId, customer: &CustomerId) -> Result<Option<Kept>, Error> {
    let sql =
        "SELECT hash, asked, priced, created_us, expires_us FROM quotes WHERE id = ?1 AND customer_id = ?2";
    let Some(row) = tx.optional(sql, params![id, customer])? else { return Ok(None) };
    Ok(Some(Kept {
        hash: row.get(0)?,
        asked: row.json(1)?,
        priced: row.json(2)?,
        created_us: row.get(3)?,
        expires_us: row.get(4)?,
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
