//! Places of a day. An order takes its own when it is placed, holds them while it is paid, and gives them back when it
//! ends without being done.

use std::collections::BTreeMap;

use domain::places::{Place, Places, PlacesOf};
use domain::{LineId, OrderId, ServiceId};
use jiff::civil::Date;

use crate::db::{DbError, Row, Tx, Value};
use crate::error::Error;
use crate::params;

/// The places of those of the services that have a limit, and what is taken of them from `from` on.
pub fn of_services<'a>(
    tx: &mut Tx<'_>,
    services: impl IntoIterator<Item = &'a ServiceId>,
    from: Date,
) -> Result<PlacesOf, Error> {
    let mut values = vec![Value::from(from.to_string())];
    values.extend(services.into_iter().map(Value::from));
    if values.len() == 1 {
        return Ok(PlacesOf::new());
    }
    let marks = (2..=values.len()).map(|place| format!("?{place}")).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT services.id, capacity_per_day, day, taken FROM services \
         LEFT JOIN capacity_days ON service_id = services.id AND day >= ?1 \
         WHERE capacity_per_day IS NOT NULL AND services.id IN ({marks})"
    );
    let mut places = PlacesOf::new();
    for row in tx.query(&sql, &values)? {
        let per_day = row.get(1)?;
        let limited = places.entry(row.get(0)?).or_insert_with(|| Places { per_day, taken: BTreeMap::new() });
        if row.get::<Option<String>>(2)?.is_some() {
            limited.taken.insert(day(&row, 2)?, row.get(3)?);
        }
    }
    Ok(places)
}

/// Takes places for an order; false if one of the days has not as much room, however many ask at once. Then the caller
/// gives its transaction up.
pub fn take(tx: &mut Tx<'_>, order: &OrderId, places: &[Place]) -> Result<bool, Error> {
    // In one order everywhere, so that nobody waits for somebody who waits for them.
    let mut places: Vec<&Place> = places.iter().collect();
    places.sort_by(|a, b| (&a.service, a.day).cmp(&(&b.service, b.day)));
    for Place { line, service, day, units } in places {
        let day = day.to_string();
        let known = "INSERT INTO capacity_days (service_id, day, taken) VALUES (?1, ?2, 0) \
                     ON CONFLICT (service_id, day) DO NOTHING";
        tx.execute(known, params![service, &day])?;
        let more = "UPDATE capacity_days SET taken = taken + ?3 WHERE service_id = ?1 AND day = ?2 \
                    AND taken + ?3 <= (SELECT capacity_per_day FROM services WHERE id = ?1)";
        if tx.changed(more, params![service, &day, *units])? == 0 {
            return Ok(false);
        }
        let sql =
            "INSERT INTO places (order_id, line_id, service_id, day, units) VALUES (?1, ?2, ?3, ?4, ?5)";
        tx.execute(sql, params![order, line, service, &day, *units])?;
    }
    Ok(true)
}

/// Gives back what a line holds of places beyond its first days: `units` of them, or as many as it has.
pub fn release(tx: &mut Tx<'_>, order: &OrderId, line: &LineId, units: i64) -> Result<(), Error> {
    let mut left = units;
    for Place { service, day, units: held, .. } in of_line(tx, order, line)?.into_iter().rev() {
        let back = held.min(left);
        if back <= 0 {
            break;
        }
        left -= back;
        let day = day.to_string();
        if back == held {
            let sql = "DELETE FROM places WHERE order_id = ?1 AND line_id = ?2 AND day = ?3";
            tx.execute(sql, params![order, line, &day])?;
        } else {
            let sql =
                "UPDATE places SET units = units - ?4 WHERE order_id = ?1 AND line_id = ?2 AND day = ?3";
            tx.execute(sql, params![order, line, &day, back])?;
        }
        give_back(tx, &service, &day, back)?;
    }
    Ok(())
}

/// Gives back all places of an order.
pub fn release_all(tx: &mut Tx<'_>, order: &OrderId) -> Result<(), Error> {
    let sql = "DELETE FROM places WHERE order_id = ?1 RETURNING service_id, day, units";
    let rows = tx.query(sql, params![order])?;
    let mut held: Vec<(ServiceId, String, i64)> =
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect::<Result<_, DbError>>()?;
    held.sort();
    for (service, day, units) in held {
        give_back(tx, &service, &day, units)?;
    }
    Ok(())
}

/// The places that a line of an order holds, by day.
pub fn of_line(tx: &mut Tx<'_>, order: &OrderId, line: &LineId) -> Result<Vec<Place>, Error> {
    let sql = "SELECT service_id, day, units FROM places WHERE order_id = ?1 AND line_id = ?2 ORDER BY day";
    let place = |row: &Row| {
        Ok(Place { line: line.clone(), service: row.get(0)?, day: day(row, 1)?, units: row.get(2)? })
    };
    tx.query(sql, params![order, line])?.iter().map(place).collect()
}

fn give_back(tx: &mut Tx<'_>, service: &ServiceId, day: &str, units: i64) -> Result<(), Error> {
    let sql = "UPDATE capacity_days SET taken = taken - ?3 WHERE service_id = ?1 AND day = ?2";
    tx.execute(sql, params![service, day, units])?;
    Ok(())
}

fn day(row: &Row, column: usize) -> Result<Date, DbError> {
    row.parsed(column, |day| day.parse().ok())
}
