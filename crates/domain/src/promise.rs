//! The estimated delivery window of a line.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::service::{DeliveryKind, LeadTime};

/// Working days that a parcel travels when the provider says nothing else.
pub const TRAVEL: LeadTime = LeadTime { min_days: 2, max_days: 2 };

/// From the earliest to the latest day, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Promise {
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    #[serde(serialize_with = "put_day", deserialize_with = "day")]
    pub earliest: Date,
    #[serde(serialize_with = "put_day", deserialize_with = "day")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub latest: Date,
}

/// Reads `2026-11-24`. The date's own reader knows every way to write one, and would make the front end a tenth larger.
pub(crate) fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    let text = String::deserialize(from)?;
    read_day(&text).ok_or_else(|| D::Error::custom("a day is written as 2026-11-24"))
}

/// Writes `2026-11-24`, for the same reason.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde wants a reference")]
pub(crate) fn put_day<S: Serializer>(day: &Date, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&write_day(*day))
}

/// `2026-11-24`
pub fn write_day(day: Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

/// The day that `2026-11-24` is.
pub fn read_day(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return None };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The window of a line ordered on `today`, counted in working days (Monday to Friday).
pub fn window(delivery: DeliveryKind, lead: LeadTime, today: Date) -> Promise {
    window_by(delivery, lead, TRAVEL, today)
}

/// The same with a parcel that travels so long.
pub fn window_by(delivery: DeliveryKind, lead: LeadTime, travel: LeadTime, today: Date) -> Promise {
    let shipped = delivery == DeliveryKind::Shipped;
    let travel = if shipped { travel } else { LeadTime { min_days: 0, max_days: 0 } };
    Promise {
        earliest: working_day(today, lead.min_days.saturating_add(travel.min_days)),
        latest: working_day(today, lead.max_days.saturating_add(travel.max_days)),
    }
}

/// The window in which the last of several lines has arrived, if there are any.
pub fn together(promises: impl IntoIterator<Item = Promise>) -> Option<Promise> {
    promises
        .into_iter()
        .reduce(|a, b| Promise { earliest: a.earliest.max(b.earliest), latest: a.latest.max(b.latest) })
}

/// The working day `days` working days after `today`; 0 is today, or the next working day on a weekend.
fn working_day(today: Date, days: u16) -> Date {
    let mut day = today;
    let mut left = days;
    loop {
        let free = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        if !free && left == 0 {
            return day;
        }
        if !free {
            left -= 1;
        }
        match day.checked_add(1.day()) {
            Ok(next) => day = next,
            Err(_) => return day,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const LEAD: LeadTime = LeadTime { min_days: 1, max_days: 3 };

    #[test]
    fn a_friday_order_is_due_from_monday() {
        let promise = window(DeliveryKind::Remote, LEAD, date(2026, 11, 20));
        assert_eq!(promise, Promise { earliest: date(2026, 11, 23), latest: date(2026, 11, 25) });
    }

    #[test]
    fn a_promise_is_read_as_it_was_written_and_nothing_else_is_one() {
        let promise = window(DeliveryKind::Remote, LEAD, date(2026, 2, 26));
        let json = serde_json::to_value(promise).expect("written");
        assert_eq!(json, serde_json::json!({ "earliest": "2026-02-27", "latest": "2026-03-03" }));
        assert_eq!(serde_json::from_value::<Promise>(json).expect("read"), promise);
        for wrong in ["2026-02-30", "2026-13-01", "26/02/2026", "2026-02", "2026-02-27T00:00", ""] {
            let json = serde_json::json!({ "earliest": wrong, "latest": "2026-03-03" });
            assert!(serde_json::from_value::<Promise>(json).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_shipped_travels_two_working_days_more() {
        let promise = window(DeliveryKind::Shipped, LEAD, date(2026, 11, 20));
        assert_eq!(promise.earliest, date(2026, 11, 25));
    }

    #[test]
    fn an_order_has_arrived_when_its_last_line_has() {
        let quick = window(DeliveryKind::Remote, LEAD, date(2026, 11, 20));
        let slow = window(DeliveryKind::OnSite, LeadTime { min_days: 2, max_days: 2 }, date(2026, 11, 20));
        let both = together([quick, slow]);
        assert_eq!(both, Some(Promise { earliest: slow.earliest, latest: quick.latest }));
        assert_eq!(together([]), None);
    }

    proptest! {
        #[test]
        fn a_promise_is_always_on_working_days_and_in_order(
            day in 0..20_000i64, min in 0..30u16, more in 0..30u16,
        ) {
            let today = date(2000, 1, 1) + day.days();
            let lead = LeadTime { min_days: min, max_days: min + more };
            let Promise { earliest, latest } = window(DeliveryKind::OnSite, lead, today);
            for day in [earliest, latest] {
                prop_assert!(!matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday));
            }
            prop_assert!(today <= earliest && earliest <= latest);
        }
    }
}
