//! The provider's calendar, as staff sees, edits and replaces it.

use domain::DeedId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::import::Mistakes;

/// Bytes of a request with a calendar: several times the largest one there can be.
pub const CALENDAR_BYTES: usize = 1024 * 1024;

/// `GET /v1/staff/calendar`, and the reply to everything that is done with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffCalendar {
    /// What was seen: whoever changes the calendar says it.
    pub at: String,
    /// Of the IANA database.
    pub time_zone: String,
    /// Monday first.
    pub weekdays: [bool; 7],
    /// Minutes after midnight; from then on an order counts for the next day. None: the whole day counts.
    pub cutoff_minutes: Option<u16>,
    /// The working day from which an order of now counts.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub counts_from: Date,
    /// Days off and extra working days, from today on, by date.
    pub days: Vec<CalendarSpan>,
}

/// Days in a row that are not as their weekdays, for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarSpan {
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub first: Date,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub last: Date,
    /// False: days off.
    pub works: bool,
    /// Why, for people; may be empty.
    #[serde(default)]
    pub name: String,
}

/// `POST /v1/staff/calendar/edits`. Refused with `calendar_moved` if the calendar is not as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditCalendarRequest {
    pub id: DeedId,
    pub at: String,
    pub edit: CalendarEdit,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CalendarEdit {
    /// Up to 100 days, none of which is there already.
    Add(CalendarSpan),
    /// Whatever is there from the first to the last day becomes as its weekday.
    Remove {
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        first: Date,
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        last: Date,
    },
}

/// `POST /v1/staff/calendar/trial`: tries a file out, and changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TryCalendarRequest {
    /// As `docs/promise.md` describes it.
    pub csv: String,
}

/// What an import of a file would do, by days and `time_zone`, `weekdays`, `cutoff`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarTrial {
    /// Where the calendar stood: whoever imports says it.
    pub at: String,
    pub added: Vec<String>,
    pub changed: Vec<String>,
    pub removed: Vec<String>,
    pub unchanged: u64,
    /// With any of these, nothing can be imported.
    pub mistakes: Mistakes,
}

/// `POST /v1/staff/calendar`: replaces the whole calendar. Refused with `calendar_moved` if it is not as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportCalendarRequest {
    pub id: DeedId,
    pub at: String,
    pub csv: String,
}
