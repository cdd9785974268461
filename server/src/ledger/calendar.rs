//! The provider's calendar. Desks get it with the catalogue: whoever changes it takes the next version of that.

use domain::calendar::{Calendar, CalendarDay, Parts};
use jiff::civil::Date;

use super::head;
use super::price_tables::{Plan, Rows};
use crate::db::{DbError, Row, Tx};
use crate::error::Error;
use crate::params;

/// The calendar with its days from `from` on, or with all. Before there is one: Monday to Friday in UTC.
pub fn read(tx: &mut Tx<'_>, from: Option<Date>) -> Result<Calendar, Error> {
    // Each quote reads it: one statement.
    let sql = "SELECT time_zone, weekdays, cutoff_minutes, day, works, calendar_days.name FROM calendar \
               LEFT JOIN calendar_days ON day >= ?1 ORDER BY day";
    let rows = tx.query(sql, params![from.map(|day| day.to_string()).unwrap_or_default()])?;
    let Some(row) = rows.first() else { return Ok(Calendar::default()) };
    let cutoff: Option<i64> = row.get(2)?;
    let parts = Parts {
        time_zone: row.get(0)?,
        weekdays: row.parsed(1, weekdays)?,
        cutoff_minutes: cutoff.map(u16::try_from).transpose().map_err(|_| DbError::Shape { column: 2 })?,
        days: rows.iter().filter_map(|row| day(row).transpose()).collect::<Result<_, _>>()?,
    };
    Calendar::try_from(parts).map_err(|error| Error::Broken(format!("the stored calendar: {error}")))
}

/// The calendar without its days off and extra ones, for what only depends on where the provider is.
pub fn without_days(tx: &mut Tx<'_>) -> Result<Calendar, Error> {
    read(tx, Some(Date::MAX))
}

/// The provider's date at a time.
pub fn today(tx: &mut Tx<'_>, now_us: i64) -> Result<Date, Error> {
    Ok(without_days(tx)?.today(now_us))
}

/// What an import of this calendar would do.
pub fn plan(tx: &mut Tx<'_>, new: &Calendar) -> Result<Plan, Error> {
    let known = read(tx, None)?;
    let mut plan = Rows::days(new.days()).plan(tx)?;
    for (name, same) in [
        ("time_zone", known.time_zone() == new.time_zone()),
        ("weekdays", known.weekdays() == new.weekdays()),
        ("cutoff", known.cutoff_minutes() == new.cutoff_minutes()),
    ] {
        if same {
            plan.unchanged += 1;
        } else {
            plan.changed.push(name.into());
        }
    }
    Ok(plan)
}

/// Replaces the calendar. Promises that were made stay as they are; quotes are checked again when they are ordered.
pub fn import(tx: &mut Tx<'_>, new: &Calendar) -> Result<Plan, Error> {
    // The lock first, so that two imports cannot plan on the same ground.
    head::next_catalogue_ver(tx)?;
    let plan = plan(tx, new)?;
    if plan.changes_nothing() {
        head::return_catalogue_ver(tx)?;
    }
    Rows::days(new.days()).import(tx)?;
    store(tx, new, true)?;
    Ok(plan)
}

/// Takes the time zone of the settings, as long as no calendar was imported.
pub fn settle(tx: &mut Tx<'_>, time_zone: &str) -> Result<(), Error> {
    let known = tx.optional("SELECT time_zone, imported FROM calendar", params![])?;
    let known =
        known.map(|row| Ok::<_, DbError>((row.get::<String>(0)?, row.get::<bool>(1)?))).transpose()?;
    let default = || (Calendar::default().time_zone().to_owned(), false);
    let (zone, imported) = known.unwrap_or_else(default);
    if imported || zone == time_zone {
        return Ok(());
    }
    let parts = Parts {
        time_zone: time_zone.into(),
        weekdays: Calendar::default().weekdays(),
        cutoff_minutes: None,
        days: Vec::new(),
    };
    let settled = Calendar::try_from(parts).map_err(|error| Error::Broken(error.to_string()))?;
    head::next_catalogue_ver(tx)?;
    store(tx, &settled, false)
}

fn store(tx: &mut Tx<'_>, calendar: &Calendar, imported: bool) -> Result<(), Error> {
    let sql = "INSERT INTO calendar (one, time_zone, weekdays, cutoff_minutes, imported) VALUES (1, ?1, ?2, ?3, ?4) \
               ON CONFLICT (one) DO UPDATE SET time_zone = excluded.time_zone, weekdays = excluded.weekdays, \
               cutoff_minutes = excluded.cutoff_minutes, imported = excluded.imported";
    let weekdays: String = calendar.weekdays().map(|works| if works { '1' } else { '0' }).iter().collect();
    let cutoff = calendar.cutoff_minutes().map(i64::from);
    tx.execute(sql, params![calendar.time_zone(), weekdays, cutoff, imported])?;
    Ok(())
}

/// None where there is no day that is not as its weekday.
fn day(row: &Row) -> Result<Option<CalendarDay>, DbError> {
    let Some(_) = row.get::<Option<String>>(3)? else { return Ok(None) };
    let day = row.parsed(3, |day| day.parse().ok())?;
    Ok(Some(CalendarDay { day, works: row.get(4)?, name: row.get(5)? }))
}

fn weekdays(digits: &str) -> Option<[bool; 7]> {
    let days: Vec<bool> = digits.bytes().map(|digit| digit == b'1').collect();
    days.try_into().ok()
}
