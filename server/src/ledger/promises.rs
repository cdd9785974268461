//! Moving a promise: an event with its reason, never silently.

use contract::Code;
use contract::api::{Actor, EventKind, OrderEvent};
use domain::amendment::Amendment;
use domain::calendar::Calendar;
use domain::order::OrderState;
use domain::places::Place;
use domain::promise::{Promise, together};
use domain::quote::PricedLine;
use domain::{LineId, OrderId};
use jiff::civil::Date;

use super::{calendar, capacity, head, orders, timeline};
use crate::db::Tx;
use crate::error::Error;
use crate::params;

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WindowMove {
    /// With the window as it was.
    Moved {
        from: Promise,
    },
    /// It is promised for just that already.
    Same,
    NoSuchLine,
    Ended(OrderState),
    /// The latest day is before the earliest one.
    Backwards,
    /// Today, which this is before.
    Past {
        today: Date,
    },
    /// The provider does not work on this day.
    DayOff(Date),
    /// Not enough places are left on the days of the window.
    Full,
}

/// Moves the window of a line, with the places that it holds; the order's own window follows. Nothing is changed unless
/// the answer is [`WindowMove::Moved`].
pub fn move_window(
    tx: &mut Tx<'_>,
    order: &OrderId,
    line: &LineId,
    to: Promise,
    reason: &str,
    actor: Actor,
    now_us: i64,
) -> Result<WindowMove, Error> {
    let owner = orders::owner(tx, order)?;
    let ver = head::next_ver(tx, &owner)?;
    let calendar = calendar::read(tx, None)?;
    let state = orders::state(tx, order)?;
    if let Some(refusal) = refusal(state, to, &calendar, now_us) {
        return Ok(refusal);
    }
    let mut lines = lines(tx, order)?;
    let Some(moved) = lines.iter_mut().find(|known| known.line == *line) else {
        return Ok(WindowMove::NoSuchLine);
    };
    let from = std::mem::replace(&mut moved.promise, to);
    if from == to {
        return Ok(WindowMove::Same);
    }
    if !move_places(tx, order, moved, &calendar)? {
        return Ok(WindowMove::Full);
    }
    let whole = together(lines.iter().map(|line| line.promise)).unwrap_or(to);
    let sql =
        "UPDATE orders SET lines = ?2, promise_earliest = ?3, promise_latest = ?4, ver = ?5 WHERE id = ?1";
    let (earliest, latest) = (whole.earliest.to_string(), whole.latest.to_string());
    tx.execute(sql, params![order, super::json(&lines)?, earliest, latest, ver])?;
    let event = OrderEvent::new(now_us, actor, EventKind::PromiseMoved).because(reason);
    let amendments = vec![Amendment::Promise { line: line.clone(), from, to }];
    timeline::record(tx, order, &OrderEvent { amendments, ..event })?;
    Ok(WindowMove::Moved { from })
}

fn refusal(state: OrderState, to: Promise, calendar: &Calendar, now_us: i64) -> Option<WindowMove> {
    if matches!(state, OrderState::Completed | OrderState::Cancelled | OrderState::Expired) {
        return Some(WindowMove::Ended(state));
    }
    if to.latest < to.earliest {
        return Some(WindowMove::Backwards);
    }
    let today = calendar.today(now_us);
    if to.earliest < today {
        return Some(WindowMove::Past { today });
    }
    let off = [to.earliest, to.latest].into_iter().find(|day| !calendar.works_on(*day));
    off.map(WindowMove::DayOff)
}

/// Moves what a line holds to days of its window, unless it lies there already; false, and nothing is moved, if these have
/// no room.
pub(super) fn move_places(
    tx: &mut Tx<'_>,
    order: &OrderId,
    line: &PricedLine,
    calendar: &Calendar,
) -> Result<bool, Error> {
    let Promise { earliest, latest } = line.promise;
    let held = capacity::of_line(tx, order, &line.line)?;
    if held.iter().all(|place| (earliest..=latest).contains(&place.day)) {
        return Ok(true);
    }
    let units = held.iter().map(|place| place.units).sum();
    let mut places = capacity::of_services(tx, [&line.service], earliest)?;
    // Without a limit by now, it needs no places any more.
    let mut days = Vec::new();
    if let Some(limited) = places.get_mut(&line.service) {
        for place in &held {
            limited.free(place.day, place.units);
        }
        match limited.take(calendar, earliest, units) {
            Some(room) if room.iter().all(|(day, _)| *day <= latest) => days = room,
            _ => return Ok(false),
        }
    }
    let place = |(day, units)| Place { line: line.line.clone(), service: line.service.clone(), day, units };
    let wanted: Vec<Place> = days.into_iter().map(place).collect();
    capacity::release(tx, order, &line.line, units)?;
    if !capacity::take(tx, order, &wanted)? {
        // Somebody was faster. What was given back above must not stay so.
        return Err(Code::Busy.into());
    }
    Ok(true)
}

/// The lines of an order, in the order in which they are shown.
pub fn lines(tx: &mut Tx<'_>, order: &OrderId) -> Result<Vec<PricedLine>, Error> {
    let row = tx.optional("SELECT lines FROM orders WHERE id = ?1", params![order])?;
    Ok(row.ok_or_else(Error::not_found)?.json(0)?)
}
