//! The provider's calendar: a row for its time zone, its weekdays and its cut-off, and one for each day off.

use std::collections::HashMap;
use std::io::Read;

use domain::calendar::{Calendar, CalendarDay, Parts, is_time_zone};
use domain::limits::NAME_CHARS;
use jiff::civil::Date;

use super::Parsed;
use super::table::{self, Cells, Column, needed, optional};
use crate::catalogue_file::BadRow;
use crate::catalogue_file::values::{shown, text};

const COLUMNS: [Column; 3] = [needed("what"), needed("value"), optional("name")];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Days of one row: the longest closure. More is a wrong year.
const ROW_DAYS: usize = 100;

/// Why days are none that can be taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSpan {
    #[error("{last} is before {first}")]
    Backwards { first: Date, last: Date },
    #[error("from {first} to {last} are more than {ROW_DAYS} days")]
    TooLong { first: Date, last: Date },
}

enum Row {
    TimeZone(String),
    Weekdays([bool; 7]),
    Cutoff(u16),
    Days(Vec<CalendarDay>),
}

/// The calendar, if nothing is wrong, and every mistake.
pub fn read(reader: impl Read) -> (Option<Calendar>, Vec<BadRow>) {
    let mut firsts: HashMap<String, u64> = HashMap::new();
    let Parsed { rows, mut bad } = table::read(reader, &COLUMNS, |cells| {
        let row = row(cells)?;
        for key in keys(&row) {
            if let Some(first) = firsts.get(&key) {
                cells.wrong("value", format!("{key} is said on line {first} too; keep one of them"));
                return None;
            }
            firsts.insert(key, cells.line);
        }
        Some(row)
    });
    let mut parts =
        Parts { time_zone: String::new(), weekdays: [false; 7], cutoff_minutes: None, days: Vec::new() };
    for row in rows {
        match row {
            Row::TimeZone(name) => parts.time_zone = name,
            Row::Weekdays(days) => parts.weekdays = days,
            Row::Cutoff(minutes) => parts.cutoff_minutes = Some(minutes),
            Row::Days(days) => parts.days.extend(days),
        }
    }
    // What was there and wrong is not missing as well.
    if bad.is_empty() {
        for what in ["time_zone", "weekdays"].into_iter().filter(|what| !firsts.contains_key(*what)) {
            bad.push(whole(format!("there is no row that says {what}")));
        }
    }
    if !bad.is_empty() {
        return (None, bad);
    }
    match Calendar::try_from(parts) {
        Ok(calendar) => (Some(calendar), bad),
        Err(error) => (None, vec![whole(error.to_string())]),
    }
}

fn whole(reason: String) -> BadRow {
    BadRow { line: 1, column: String::new(), reason }
}

/// What may be said once.
fn keys(row: &Row) -> Vec<String> {
    match row {
        Row::TimeZone(_) => vec!["time_zone".into()],
        Row::Weekdays(_) => vec!["weekdays".into()],
        Row::Cutoff(_) => vec!["cutoff".into()],
        Row::Days(days) => days.iter().map(|day| day.day.to_string()).collect(),
    }
}

fn row(cells: &mut Cells<'_>) -> Option<Row> {
    let what = cells.read("what", |cell| match cell {
        "time_zone" | "weekdays" | "cutoff" | "off" | "works" => Ok(cell.to_owned()),
        other => {
            Err(format!("{} is not known; write time_zone, weekdays, cutoff, off or works", shown(other)))
        }
    });
    let name = cells.read("name", |cell| text(cell, NAME_CHARS));
    let (what, name) = (what?, name?);
    match what.as_str() {
        "time_zone" => cells.read("value", time_zone).map(Row::TimeZone),
        "weekdays" => cells.read("value", weekdays).map(Row::Weekdays),
        "cutoff" => cells.read("value", cutoff).map(Row::Cutoff),
        word => {
            let days = cells.read("value", days)?;
            let day = |day| CalendarDay { day, works: word == "works", name: name.clone() };
            Some(Row::Days(days.into_iter().map(day).collect()))
        }
    }
}

/// A time zone by its name.
pub fn time_zone(cell: &str) -> Result<String, String> {
    if is_time_zone(cell) {
        return Ok(cell.into());
    }
    Err(format!("{} is not a time zone of the IANA database, like Europe/Berlin", shown(cell)))
}

fn weekdays(cell: &str) -> Result<[bool; 7], String> {
    let mut days = [false; 7];
    for word in cell.split_ascii_whitespace() {
        let known = WEEKDAYS.iter().position(|day| *day == word);
        let place =
            known.ok_or_else(|| format!("{} is not a weekday; write {}", shown(word), WEEKDAYS.join(" ")))?;
        days[place] = true;
    }
    if days.contains(&true) {
        Ok(days)
    } else {
        Err("is empty; at least one day must be a working day".into())
    }
}

/// `14:00`, as minutes after midnight.
fn cutoff(cell: &str) -> Result<u16, String> {
    let read = || {
        let (hour, minute) = cell.split_once(':')?;
        let number = |part: &str| {
            let digits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            part.parse::<u16>().ok().filter(|_| digits)
        };
        let (hour, minute) = (number(hour)?, number(minute).filter(|_| minute.len() == 2)?);
        (hour < 24 && minute < 60).then_some(hour * 60 + minute)
    };
    read().ok_or_else(|| format!("{} is not a time of the day, like 14:00", shown(cell)))
}

/// One day, or all from one to another: `2026-12-24..2027-01-01`.
fn days(cell: &str) -> Result<Vec<Date>, String> {
    let (first, last) = cell.split_once("..").unwrap_or((cell, cell));
    span(date(first)?, date(last)?).map_err(|bad| bad.to_string())
}

/// All days from one to another.
pub fn span(first: Date, last: Date) -> Result<Vec<Date>, BadSpan> {
    if last < first {
        return Err(BadSpan::Backwards { first, last });
    }
    let days: Vec<Date> = std::iter::successors(Some(first), |day| day.tomorrow().ok())
        .take_while(|day| *day <= last)
        .take(ROW_DAYS + 1)
        .collect();
    if days.len() > ROW_DAYS { Err(BadSpan::TooLong { first, last }) } else { Ok(days) }
}

/// A day, like `2026-12-24`.
pub fn date(text: &str) -> Result<Date, String> {
    let text = text.trim();
    let written = text.len() == "2026-12-24".len();
    text.parse()
        .ok()
        .filter(|_| written)
        .ok_or_else(|| format!("{} is not a day, like 2026-12-24", shown(text)))
}
