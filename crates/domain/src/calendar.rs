//! The provider's calendar: on which days it works, and until when an order counts for the same day.

#[cfg(test)]
pub(crate) mod tests;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::limits::{CALENDAR_DAYS, NAME_CHARS};

/// Minutes of a day.
const DAY_MINUTES: u16 = 24 * 60;
/// Characters of the name of a time zone: twice the longest one there is.
const ZONE_CHARS: usize = 64;

/// When the provider works. All of its days are those of its own time zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Parts")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Calendar {
    /// Of the IANA database, like `Europe/Berlin`.
    time_zone: String,
    /// Monday first.
    weekdays: [bool; 7],
    /// Minutes after midnight; from then on an order counts for the next day. None: the whole day counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    cutoff_minutes: Option<u16>,
    /// By date, each once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    days: Vec<CalendarDay>,
}

/// A day that is not as its weekday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarDay {
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub day: Date,
    /// False: a day off.
    pub works: bool,
    /// Why, for people; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// What a calendar is made of, unproven.
#[derive(Debug, Clone, Deserialize)]
pub struct Parts {
    pub time_zone: String,
    pub weekdays: [bool; 7],
    #[serde(default)]
    pub cutoff_minutes: Option<u16>,
    #[serde(default)]
    pub days: Vec<CalendarDay>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCalendar {
    #[error("no weekday is a working day, so nothing could ever be promised")]
    NoWorkingDay,
    #[error("a time zone is named like Europe/Berlin")]
    TimeZone,
    #[error("a day ends before 24:00")]
    Cutoff,
    #[error("there are more than {CALENDAR_DAYS} days off and extra working days")]
    TooManyDays,
    #[error("{0} is there twice")]
    Twice(Date),
    #[error("the name of {0} is longer than {NAME_CHARS} characters")]
    LongName(Date),
}

/// Where the counting of working days begins.
#[derive(Debug, Clone, Copy)]
pub struct Start<'a> {
    pub calendar: &'a Calendar,
    /// The day for which an order counts; not always a working day.
    pub day: Date,
}

/// Whether the IANA database, as far as it is known here, has a time zone of this name.
pub fn is_time_zone(name: &str) -> bool {
    TimeZone::get(name).is_ok()
}

/// Monday to Friday, all day long, in UTC.
impl Default for Calendar {
    fn default() -> Self {
        let weekdays = [true, true, true, true, true, false, false];
        Self { time_zone: "UTC".into(), weekdays, cutoff_minutes: None, days: Vec::new() }
    }
}

impl TryFrom<Parts> for Calendar {
    type Error = BadCalendar;
    fn try_from(parts: Parts) -> Result<Self, BadCalendar> {
        let Parts { time_zone, weekdays, cutoff_minutes, mut days } = parts;
        if !weekdays.contains(&true) {
            return Err(BadCalendar::NoWorkingDay);
        }
        if time_zone.is_empty() || time_zone.len() > ZONE_CHARS {
            return Err(BadCalendar::TimeZone);
        }
        if cutoff_minutes.is_some_and(|minutes| minutes >= DAY_MINUTES) {
            return Err(BadCalendar::Cutoff);
        }
        if days.len() > CALENDAR_DAYS {
            return Err(BadCalendar::TooManyDays);
        }
        days.sort_by_key(|day| day.day);
        if let Some(twice) = days.windows(2).find(|pair| pair[0].day == pair[1].day) {
            return Err(BadCalendar::Twice(twice[0].day));
        }
        if let Some(long) = days.iter().find(|day| day.name.chars().count() > NAME_CHARS) {
            return Err(BadCalendar::LongName(long.day));
        }
        Ok(Self { time_zone, weekdays, cutoff_minutes, days })
    }
}

impl Calendar {
    pub fn time_zone(&self) -> &str {
        &self.time_zone
    }

    /// Monday first.
    pub fn weekdays(&self) -> [bool; 7] {
        self.weekdays
    }

    pub fn cutoff_minutes(&self) -> Option<u16> {
        self.cutoff_minutes
    }

    /// Days off and extra working days, by date.
    pub fn days(&self) -> &[CalendarDay] {
        &self.days
    }

    pub fn works_on(&self, day: Date) -> bool {
        match self.days.binary_search_by_key(&day, |known| known.day) {
            Ok(place) => self.days[place].works,
            Err(_) => self.weekdays[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())],
        }
    }

    /// The provider's date at a time. In a time zone that is not known here, that of UTC.
    pub fn today(&self, now_us: i64) -> Date {
        self.local(now_us).date()
    }

    /// Where the lead time of an order of this moment begins.
    pub fn start(&self, now_us: i64) -> Start<'_> {
        let local = self.local(now_us);
        let minutes = i32::from(local.hour()) * 60 + i32::from(local.minute());
        let late = self.cutoff_minutes.is_some_and(|cutoff| minutes >= i32::from(cutoff));
        let day = if late { after(local.date()) } else { local.date() };
        Start { calendar: self, day }
    }

    /// The working day `days` working days after `from`; 0 is `from`, or the next working day if it is none.
    pub fn working_day(&self, from: Date, days: u16) -> Date {
        let (mut day, mut left) = (from, days);
        loop {
            let works = self.works_on(day);
            if works && left == 0 {
                return day;
            }
            left -= u16::from(works);
            if day == Date::MAX {
                return day;
            }
            day = after(day);
        }
    }

    /// When a day begins where the provider is: microseconds since 1970 in UTC. Where its midnight is left out, the first
    /// moment after it.
    pub fn begins_us(&self, day: Date) -> i64 {
        day.to_zoned(self.zone()).map_or(i64::MAX, |begins| begins.timestamp().as_microsecond())
    }

    fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    fn local(&self, now_us: i64) -> jiff::civil::DateTime {
        self.zone().to_datetime(Timestamp::from_microsecond(now_us).unwrap_or(Timestamp::UNIX_EPOCH))
    }
}

/// The next day; the last one there is has none.
fn after(day: Date) -> Date {
    day.checked_add(1.day()).unwrap_or(day)
}
