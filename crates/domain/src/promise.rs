//! The estimated delivery window of a line.

use jiff::civil::Date;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::calendar::Start;
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

impl Promise {
    /// It comes later than by `other`, or may.
    pub fn is_later_than(self, other: Self) -> bool {
        self.earliest > other.earliest || self.latest > other.latest
    }
}

/// The window of a line, counted in the provider's working days.
pub fn window(delivery: DeliveryKind, lead: LeadTime, start: Start<'_>) -> Promise {
    window_by(delivery, lead, TRAVEL, start)
}

/// The same with a parcel that travels so long.
pub fn window_by(delivery: DeliveryKind, lead: LeadTime, travel: LeadTime, start: Start<'_>) -> Promise {
    let shipped = delivery == DeliveryKind::Shipped;
    let travel = if shipped { travel } else { LeadTime { min_days: 0, max_days: 0 } };
    let day = |days: u16, more: u16| start.calendar.working_day(start.day, days.saturating_add(more));
    Promise { earliest: day(lead.min_days, travel.min_days), latest: day(lead.max_days, travel.max_days) }
}

/// The window of units that have their places on days from `first` to `last`.
pub fn placed(lead: LeadTime, first: Date, last: Date, start: Start<'_>) -> Promise {
    let more = lead.max_days.saturating_sub(lead.min_days);
    Promise { earliest: first, latest: start.calendar.working_day(last, more) }
}

/// The window in which the last of several lines has arrived, if there are any.
pub fn together(promises: impl IntoIterator<Item = Promise>) -> Option<Promise> {
    promises
        .into_iter()
        .reduce(|a, b| Promise { earliest: a.earliest.max(b.earliest), latest: a.latest.max(b.latest) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use crate::calendar::tests::{ZONES, berlin, in_zone};
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    const LEAD: LeadTime = LeadTime { min_days: 1, max_days: 3 };

    fn from(day: Date, delivery: DeliveryKind, lead: LeadTime) -> Promise {
        window(delivery, lead, Start { calendar: &Calendar::default(), day })
    }

    #[test]
    fn a_friday_order_is_due_from_monday() {
        let promise = from(date(2026, 11, 20), DeliveryKind::Remote, LEAD);
        assert_eq!(promise, Promise { earliest: date(2026, 11, 23), latest: date(2026, 11, 25) });
    }

    #[test]
    fn an_order_after_the_cutoff_before_christmas_is_due_after_it() {
        let calendar = berlin();
        let at = |text: &str| text.parse::<jiff::Timestamp>().expect("a time").as_microsecond();
        let promised = |now| window(DeliveryKind::OnSite, LEAD, calendar.start(at(now)));
        let before = promised("2026-12-22T12:59:00Z");
        assert_eq!(before, Promise { earliest: date(2026, 12, 23), latest: date(2026, 12, 29) });
        let after = promised("2026-12-22T13:00:00Z");
        assert_eq!(after, Promise { earliest: date(2026, 12, 28), latest: date(2026, 12, 30) });
        assert!(after.is_later_than(before) && !before.is_later_than(after));
    }

    #[test]
    fn a_promise_is_read_as_it_was_written_and_nothing_else_is_one() {
        let promise = from(date(2026, 2, 26), DeliveryKind::Remote, LEAD);
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
        let promise = from(date(2026, 11, 20), DeliveryKind::Shipped, LEAD);
        assert_eq!(promise.earliest, date(2026, 11, 25));
    }

    #[test]
    fn an_order_has_arrived_when_its_last_line_has() {
        let quick = from(date(2026, 11, 20), DeliveryKind::Remote, LEAD);
        let slow = from(date(2026, 11, 20), DeliveryKind::OnSite, LeadTime { min_days: 2, max_days: 2 });
        let both = together([quick, slow]);
        assert_eq!(both, Some(Promise { earliest: slow.earliest, latest: quick.latest }));
        assert_eq!(together([]), None);
    }

    proptest! {
        #[test]
        fn a_promise_is_on_working_days_in_order_not_before_today_and_no_shorter_lead_is_later(
            now_us in 0..4_000_000_000_000_000i64, zone in 0..ZONES.len(), weekdays in 1..0x80u8,
            cutoff in proptest::option::of(0..1440u16), min in 0..30u16, more in 0..30u16, travel in 0..9u16,
        ) {
            let calendar = in_zone(zone, weekdays, cutoff);
            let promised = |min, max| {
                let (lead, travel) = (LeadTime { min_days: min, max_days: max }, LeadTime { min_days: 0, max_days: travel });
                window_by(DeliveryKind::Shipped, lead, travel, calendar.start(now_us))
            };
            let promise = promised(min, min + more);
            prop_assert!(calendar.works_on(promise.earliest) && calendar.works_on(promise.latest));
            prop_assert!(calendar.today(now_us) <= promise.earliest && promise.earliest <= promise.latest);
            prop_assert!(!promise.is_later_than(promised(min + 1, min + more + 1)));
        }

        #[test]
        fn units_with_room_on_their_first_day_are_promised_as_if_there_were_no_limit(
            day in 0..20_000i64, min in 0..30u16, more in 0..30u16,
        ) {
            let calendar = berlin();
            let start = Start { calendar: &calendar, day: date(2000, 1, 1) + day.days() };
            let lead = LeadTime { min_days: min, max_days: min + more };
            let promise = window(DeliveryKind::OnSite, lead, start);
            prop_assert_eq!(placed(lead, promise.earliest, promise.earliest, start), promise);
        }
    }
}
