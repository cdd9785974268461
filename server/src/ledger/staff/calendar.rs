//! The calendar at the staff desk. Whatever is done with it replaces it as a whole, and only as it was seen, so that two who
//! work on it never lose each other's days.

use contract::import::{BadRow, Mistakes};
use contract::staff::{CalendarEdit, CalendarSpan, CalendarTrial, StaffCalendar};
use contract::{Code, Failure};
use domain::address::FieldReason;
use domain::calendar::{BadCalendar, Calendar, CalendarDay, Parts};
use domain::limits::NAME_CHARS;
use domain::{CustomerId, DeedId, FieldProblem};
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::deeds::{self, Deed};
use crate::auth::hex;
use crate::catalogue_file::values::text;
use crate::db::Tx;
use crate::error::Error;
use crate::ledger::price_tables::Plan;
use crate::ledger::{calendar, head};
use crate::pricing_file::{BadSpan, span};

/// Something that a member of the staff does with the calendar as it was seen.
#[derive(Debug, Clone)]
pub struct Change {
    pub id: DeedId,
    pub staff: CustomerId,
    pub at: String,
}

/// The calendar as it is now, with its days from today on.
pub fn show(tx: &mut Tx<'_>, now_us: i64) -> Result<StaffCalendar, Error> {
    let calendar = calendar::read(tx, None)?;
    let today = calendar.today(now_us);
    Ok(StaffCalendar {
        at: at(&calendar)?,
        time_zone: calendar.time_zone().into(),
        weekdays: calendar.weekdays(),
        cutoff_minutes: calendar.cutoff_minutes(),
        counts_from: calendar.working_day(calendar.start(now_us).day, 0),
        days: spans(calendar.days().iter().filter(|day| day.day >= today)),
    })
}

/// What an import would do of what was read from a file, with its mistakes.
pub fn trial(tx: &mut Tx<'_>, read: Option<&Calendar>, bad: &[BadRow]) -> Result<CalendarTrial, Error> {
    let plan = read.map(|new| calendar::plan(tx, new)).transpose()?;
    let Plan { added, changed, removed, unchanged } = plan.unwrap_or_default();
    let at = at(&calendar::read(tx, None)?)?;
    let mistakes = Mistakes::of(bad, bad.len() as u64);
    Ok(CalendarTrial { at, added, changed, removed, unchanged, mistakes })
}

/// Replaces the calendar by that of a file.
pub fn import(tx: &mut Tx<'_>, change: &Change, new: &Calendar, now_us: i64) -> Result<(), Error> {
    replace(tx, change, format!("import {}", at(new)?), now_us, |_| Ok(new.clone()))
}

/// Adds days, or removes some.
pub fn edit(tx: &mut Tx<'_>, change: &Change, edit: &CalendarEdit, now_us: i64) -> Result<(), Error> {
    replace(tx, change, serde_json::json!(edit).to_string(), now_us, |known| edited(known, edit))
}

fn replace(
    tx: &mut Tx<'_>,
    change: &Change,
    content: String,
    now_us: i64,
    make: impl FnOnce(&Calendar) -> Result<Calendar, Error>,
) -> Result<(), Error> {
    let Change { id, staff, at: seen } = change;
    let deed = Deed { id: id.clone(), staff: staff.clone(), order: None, word: "calendar", content };
    head::lock_catalogue(tx)?;
    if deeds::is_done(tx, &deed)? {
        return Ok(());
    }
    let known = calendar::read(tx, None)?;
    if at(&known)? != *seen {
        return Err(Code::CalendarMoved.into());
    }
    calendar::import(tx, &make(&known)?)?;
    deeds::record(tx, &deed, now_us)
}

/// The calendar with an edit, proven as that of a file is.
fn edited(known: &Calendar, edit: &CalendarEdit) -> Result<Calendar, Error> {
    let mut days = known.days().to_vec();
    match edit {
        CalendarEdit::Add(new) => {
            let name = text(&new.name, NAME_CHARS).map_err(|_| wrong_name(&new.name))?;
            let added = span(new.first, new.last).map_err(|bad| match bad {
                BadSpan::Backwards { .. } => wrong("last", FieldReason::BeforeStart),
                BadSpan::TooLong { .. } => wrong("last", FieldReason::TooLong),
            })?;
            let day = |day| CalendarDay { day, works: new.works, name: name.clone() };
            days.extend(added.into_iter().map(day));
        }
        CalendarEdit::Remove { first, last } => {
            days.retain(|known| !(*first..=*last).contains(&known.day));
            if days.len() == known.days().len() {
                return Err(Error::not_found());
            }
        }
    }
    let parts = Parts {
        time_zone: known.time_zone().into(),
        weekdays: known.weekdays(),
        cutoff_minutes: known.cutoff_minutes(),
        days,
    };
    Calendar::try_from(parts).map_err(|bad| match bad {
        BadCalendar::Twice(_) => wrong("first", FieldReason::Taken),
        BadCalendar::TooManyDays => wrong("last", FieldReason::TooLong),
        bad => Error::Broken(format!("editing the calendar: {bad}")),
    })
}

fn wrong(field: &str, reason: FieldReason) -> Error {
    Failure::fields(vec![FieldProblem { field: field.into(), reason }]).into()
}

fn wrong_name(name: &str) -> Error {
    let long = name.trim().chars().count() > NAME_CHARS;
    wrong("name", if long { FieldReason::TooLong } else { FieldReason::Unprintable })
}

/// What a calendar is recognized by: the same one is as it was seen, whatever happened in between.
fn at(calendar: &Calendar) -> Result<String, Error> {
    let json = serde_json::to_vec(calendar)
        .map_err(|error| Error::Broken(format!("writing the calendar: {error}")))?;
    Ok(hex(&Sha256::digest(json)))
}

/// Days in a row, for one reason, as one.
fn spans<'a>(days: impl Iterator<Item = &'a CalendarDay>) -> Vec<CalendarSpan> {
    let mut spans: Vec<CalendarSpan> = Vec::new();
    for CalendarDay { day, works, name } in days {
        let follows = |last: Date| last.tomorrow().is_ok_and(|next| next == *day);
        match spans.last_mut() {
            Some(span) if follows(span.last) && span.works == *works && span.name == *name => {
                span.last = *day;
            }
            _ => spans.push(CalendarSpan { first: *day, last: *day, works: *works, name: name.clone() }),
        }
    }
    spans
}
