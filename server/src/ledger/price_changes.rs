//! Prices from a day on: planned by staff, listed until then, and made the price once, by the provider's own date.

use contract::Code;
use contract::staff::catalogue::PlannedPrice;
use domain::{Currency, CustomerId, Money, ServiceId};
use jiff::civil::Date;

use super::{calendar, head};
use crate::db::{DbError, Row, Tx};
use crate::error::Error;
use crate::params;

/// Prices that change in one transaction; the rest follows in the next.
const CHANGED_AT_ONCE: i64 = 1_000;

/// Plans a price of a service; false if it was planned before. Another one for that day is left alone, and refused with
/// `catalogue_moved`.
pub fn plan(
    tx: &mut Tx<'_>,
    service: &ServiceId,
    day: Date,
    price: Money,
    staff: &CustomerId,
    now_us: i64,
) -> Result<bool, Error> {
    let sql = "INSERT INTO price_changes (service_id, day, price_minor, currency, staff_id, planned_us) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (service_id, day) DO NOTHING";
    let (minor, currency) = (price.minor, price.currency.code());
    let is_new = tx.changed(sql, params![service, day.to_string(), minor, currency, staff, now_us])? == 1;
    let planned = of(tx, service)?;
    if planned.iter().any(|known| known.day == day && known.price == price) {
        return Ok(is_new);
    }
    Err(Code::CatalogueMoved.into())
}

/// Removes what is planned for a day; false if nothing is.
pub fn remove(tx: &mut Tx<'_>, service: &ServiceId, day: Date) -> Result<bool, Error> {
    let sql = "DELETE FROM price_changes WHERE service_id = ?1 AND day = ?2";
    Ok(tx.changed(sql, params![service, day.to_string()])? == 1)
}

/// What is planned for a service, by day.
pub fn of(tx: &mut Tx<'_>, service: &ServiceId) -> Result<Vec<PlannedPrice>, Error> {
    let sql = "SELECT day, price_minor, currency, customers.name FROM price_changes \
               JOIN customers ON customers.id = staff_id WHERE service_id = ?1 ORDER BY day";
    let planned = |row: &Row| -> Result<PlannedPrice, DbError> {
        let currency = row.parsed(2, |code| Currency::new(code).ok())?;
        let day = row.parsed(0, |day| day.parse().ok())?;
        Ok(PlannedPrice { day, price: Money::new(row.get(1)?, currency), by: row.get(3)? })
    };
    Ok(tx.query(sql, params![service])?.iter().map(planned).collect::<Result<_, _>>()?)
}

/// Whether the day of a planned price has come.
pub fn any_due(tx: &mut Tx<'_>, now_us: i64) -> Result<bool, Error> {
    let first: Option<String> = tx.one("SELECT MIN(day) FROM price_changes", params![])?.get(0)?;
    // Mostly nothing is planned: then nobody needs the date.
    let Some(first) = first else { return Ok(false) };
    Ok(first <= calendar::today(tx, now_us)?.to_string())
}

/// Makes what is due the price, as one version of the catalogue; how many services have another price by it. Of several
/// days that have passed, the latest counts. A price in a currency that the provider no longer has is dropped.
pub fn make_due(tx: &mut Tx<'_>, now_us: i64) -> Result<u64, Error> {
    // The lock first: what another server made the price meanwhile is gone.
    let ver = head::next_catalogue_ver(tx)?;
    let today = calendar::today(tx, now_us)?.to_string();
    let sql = "SELECT service_id, day, price_minor, currency FROM price_changes WHERE day <= ?1 \
               ORDER BY day, service_id LIMIT ?2";
    let mut changed = 0;
    for row in tx.query(sql, params![today, CHANGED_AT_ONCE])? {
        let (service, day): (ServiceId, String) = (row.get(0)?, row.get(1)?);
        let (minor, currency): (i64, String) = (row.get(2)?, row.get(3)?);
        let sql = "UPDATE services SET price_minor = ?2, ver = ?3 WHERE id = ?1 AND currency = ?4 AND price_minor <> ?2";
        changed += tx.changed(sql, params![&service, minor, ver, currency])?;
        let sql = "DELETE FROM price_changes WHERE service_id = ?1 AND day = ?2";
        tx.execute(sql, params![&service, day])?;
    }
    if changed == 0 {
        head::return_catalogue_ver(tx)?;
    }
    Ok(changed)
}
