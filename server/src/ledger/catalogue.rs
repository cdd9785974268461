//! The catalogue as customers read it: pages of what changed after a cursor.

use std::collections::HashMap;
use std::str::FromStr;

use contract::api::CataloguePage;
use domain::money::BasisPoints;
use domain::service::{Category, DeliveryKind, LeadTime, Service};
use domain::{CategoryId, Currency, Money, ServiceId};

use super::pricing::tax_class;
use super::{calendar, head};
use crate::db::{DbError, Row, Tx};
use crate::error::Error;
use crate::params;

/// What a service is read from.
pub(super) const COLUMNS: &str = "id, code, category_id, name, summary, description, price_minor, currency, tax_bp, \
                       delivery, lead_min_days, lead_max_days, options, keywords, withdrawn, ver, number, tax_class";

/// Where a reader of the catalogue stands: it has every row up to (`ver`, `number`).
struct Cursor {
    epoch: String,
    ver: i64,
    /// None: all rows of `ver`.
    number: Option<i64>,
}

/// The services that changed after the cursor, at most `limit`.
pub fn page(tx: &mut Tx<'_>, cursor: Option<&str>, limit: i64) -> Result<CataloguePage, Error> {
    let (epoch, newest) = head::epoch(tx)?;
    // A version that is still to come was given out before the database was restored from a copy.
    let known = cursor
        .and_then(|text| text.parse::<Cursor>().ok())
        .filter(|known| known.epoch == epoch && known.ver <= newest);
    let (ver, number) =
        known.as_ref().map_or((0, i64::MAX), |known| (known.ver, known.number.unwrap_or(i64::MAX)));
    let sql = format!(
        "SELECT {COLUMNS} FROM services WHERE (ver, number) > (?1, ?2) ORDER BY ver, number LIMIT ?3"
    );
    let mut rows = tx.query(&sql, params![ver, number, limit + 1])?;
    let more = rows.len() as i64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let cursor = match rows.last() {
        Some(last) if more => format!("{epoch}:{}:{}", last.get::<i64>(15)?, last.get::<i64>(16)?),
        _ => newest_cursor(&epoch, newest),
    };
    Ok(CataloguePage {
        reset: known.is_none(),
        categories: categories(tx)?,
        services: rows.iter().map(service).collect::<Result<_, _>>()?,
        cursor,
        more,
        calendar: if more { None } else { Some(calendar::read(tx, None)?) },
        total: tx.one("SELECT count(*) FROM services", params![])?.get(0)?,
    })
}

/// The cursor of whoever has the whole catalogue.
pub fn newest_cursor(epoch: &str, ver: i64) -> String {
    format!("{epoch}:{ver}")
}

/// The services among these ids that exist, withdrawn ones too.
pub fn services<'a>(
    tx: &mut Tx<'_>,
    ids: impl IntoIterator<Item = &'a ServiceId>,
) -> Result<HashMap<ServiceId, Service>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM services WHERE id = ?1");
    let mut found = HashMap::new();
    for id in ids {
        if !found.contains_key(id)
            && let Some(row) = tx.optional(&sql, params![id])?
        {
            found.insert(id.clone(), service(&row)?);
        }
    }
    Ok(found)
}

/// Whether a service was ever in the catalogue.
pub fn is_known(tx: &mut Tx<'_>, id: &ServiceId) -> Result<bool, Error> {
    Ok(tx.optional("SELECT number FROM services WHERE id = ?1", params![id])?.is_some())
}

/// The ids of all categories.
pub fn category_ids(tx: &mut Tx<'_>) -> Result<Vec<CategoryId>, Error> {
    Ok(categories(tx)?.into_iter().map(|category| category.id).collect())
}

/// All categories, in their order.
pub fn categories(tx: &mut Tx<'_>) -> Result<Vec<Category>, Error> {
    let rows = tx.query("SELECT id, name, icon FROM categories ORDER BY position, id", params![])?;
    let category = |row: &Row| Ok(Category { id: row.get(0)?, name: row.get(1)?, icon: row.get(2)? });
    rows.iter().map(category).collect()
}

/// The service of a row of [`COLUMNS`].
pub(super) fn service(row: &Row) -> Result<Service, DbError> {
    let currency = row.parsed(7, |code| Currency::new(code).ok())?;
    let days = |column| -> Result<u16, DbError> {
        u16::try_from(row.get::<i64>(column)?).map_err(|_| DbError::Shape { column })
    };
    Ok(Service {
        id: row.get(0)?,
        code: row.get(1)?,
        category: row.get(2)?,
        name: row.get(3)?,
        summary: row.get(4)?,
        description: row.get(5)?,
        price: Money::new(row.get(6)?, currency),
        tax: BasisPoints(u32::try_from(row.get::<i64>(8)?).map_err(|_| DbError::Shape { column: 8 })?),
        tax_class: tax_class(row, 17)?,
        delivery: row.parsed(9, DeliveryKind::parse)?,
        lead: LeadTime { min_days: days(10)?, max_days: days(11)? },
        options: row.json(12)?,
        keywords: row.get(13)?,
        withdrawn: row.get(14)?,
    })
}

impl FromStr for Cursor {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.split(':');
        let epoch = parts.next().ok_or(())?.to_owned();
        let ver = parts.next().and_then(|ver| ver.parse().ok()).ok_or(())?;
        let number = parts.next().map(|number| number.parse().map_err(|_| ())).transpose()?;
        Ok(Self { epoch, ver, number })
    }
}
