//! Days off, cut-offs, and clocks that change.

use super::*;
use jiff::civil::date;
use proptest::prelude::*;

/// Monday to Friday in Berlin until two in the afternoon; Christmas is off, the Saturday before it is not.
pub(crate) fn berlin() -> Calendar {
    let day = |day, works| CalendarDay { day, works, name: String::new() };
    let days = [(date(2026, 12, 25), false), (date(2026, 12, 19), true), (date(2026, 12, 24), false)];
    Calendar::try_from(Parts {
        time_zone: "Europe/Berlin".into(),
        weekdays: [true, true, true, true, true, false, false],
        cutoff_minutes: Some(14 * 60),
        days: days.map(|(at, works)| day(at, works)).into(),
    })
    .expect("a calendar")
}

fn at(text: &str) -> i64 {
    text.parse::<Timestamp>().expect("a time").as_microsecond()
}

#[test]
fn an_order_counts_for_the_provider_s_day_until_the_cutoff() {
    let calendar = berlin();
    // In winter Berlin is an hour ahead, in summer two.
    for (now, day) in [
        ("2026-11-24T12:59:59Z", date(2026, 11, 24)),
        ("2026-11-24T13:00:00Z", date(2026, 11, 25)),
        ("2026-07-24T11:59:59Z", date(2026, 7, 24)),
        ("2026-07-24T12:00:00Z", date(2026, 7, 25)),
        ("2026-11-24T23:30:00Z", date(2026, 11, 25)),
    ] {
        assert_eq!(calendar.start(at(now)).day, day, "{now}");
    }
    assert_eq!(Calendar::default().start(at("2026-11-24T23:59:59Z")).day, date(2026, 11, 24));
}

#[test]
fn a_day_begins_at_the_provider_s_midnight_on_days_of_another_length_too() {
    let calendar = berlin();
    for (day, begins) in [
        (date(2026, 1, 15), "2026-01-14T23:00:00Z"),
        (date(2026, 3, 29), "2026-03-28T23:00:00Z"),
        (date(2026, 3, 30), "2026-03-29T22:00:00Z"),
        (date(2026, 10, 25), "2026-10-24T22:00:00Z"),
        (date(2026, 10, 26), "2026-10-25T23:00:00Z"),
    ] {
        assert_eq!(calendar.begins_us(day), at(begins), "{day}");
    }
    let beirut = Calendar::try_from(Parts {
        time_zone: "Asia/Beirut".into(),
        weekdays: [true; 7],
        cutoff_minutes: None,
        days: Vec::new(),
    })
    .expect("a calendar");
    // There the clocks go from 0:00 to 1:00 on 29 March 2026.
    assert_eq!(beirut.begins_us(date(2026, 3, 29)), at("2026-03-28T22:00:00Z"));
}

#[test]
fn the_hour_that_comes_twice_and_the_one_that_is_left_out_are_of_one_day() {
    let calendar = Calendar::try_from(Parts {
        time_zone: "Europe/Berlin".into(),
        weekdays: [true; 7],
        cutoff_minutes: Some(2 * 60 + 30),
        days: Vec::new(),
    })
    .expect("a calendar");
    // On 29 March 2026 the clocks go from 2:00 to 3:00, on 25 October from 3:00 back to 2:00.
    for (now, late) in [
        ("2026-03-29T00:59:00Z", false),
        ("2026-03-29T01:00:00Z", true),
        ("2026-10-25T00:15:00Z", false),
        ("2026-10-25T00:45:00Z", true),
        ("2026-10-25T01:15:00Z", false),
        ("2026-10-25T01:30:00Z", true),
    ] {
        assert_eq!(calendar.start(at(now)).day > calendar.today(at(now)), late, "{now}");
    }
}

#[test]
fn days_off_are_left_out_and_extra_working_days_count() {
    let calendar = berlin();
    assert_eq!(calendar.working_day(date(2026, 12, 18), 1), date(2026, 12, 19));
    assert_eq!(calendar.working_day(date(2026, 12, 23), 1), date(2026, 12, 28));
    assert_eq!(calendar.working_day(date(2026, 12, 24), 0), date(2026, 12, 28));
}

#[test]
fn a_calendar_in_which_nothing_could_be_promised_is_refused() {
    let parts =
        || Parts { time_zone: "UTC".into(), weekdays: [true; 7], cutoff_minutes: None, days: Vec::new() };
    let day = CalendarDay { day: date(2026, 1, 1), works: true, name: String::new() };
    let refused = |parts: Parts| Calendar::try_from(parts).expect_err("refused");
    assert_eq!(refused(Parts { weekdays: [false; 7], ..parts() }), BadCalendar::NoWorkingDay);
    // An extra working day is soon over.
    let once = Parts { weekdays: [false; 7], days: vec![day.clone()], ..parts() };
    assert_eq!(refused(once), BadCalendar::NoWorkingDay);
    assert_eq!(refused(Parts { time_zone: String::new(), ..parts() }), BadCalendar::TimeZone);
    assert_eq!(refused(Parts { cutoff_minutes: Some(1440), ..parts() }), BadCalendar::Cutoff);
    let twice = Parts { days: vec![day.clone(), day.clone()], ..parts() };
    assert_eq!(refused(twice), BadCalendar::Twice(date(2026, 1, 1)));
    let long = CalendarDay { name: "x".repeat(NAME_CHARS + 1), ..day.clone() };
    assert_eq!(refused(Parts { days: vec![long], ..parts() }), BadCalendar::LongName(date(2026, 1, 1)));
    let many = (0..=CALENDAR_DAYS as i64).map(|n| CalendarDay { day: day.day + n.days(), ..day.clone() });
    assert_eq!(refused(Parts { days: many.collect(), ..parts() }), BadCalendar::TooManyDays);
    let json = r#"{"time_zone":"UTC","weekdays":[false,false,false,false,false,false,false]}"#;
    assert!(serde_json::from_str::<Calendar>(json).is_err());
}

#[test]
fn a_calendar_is_read_as_it_was_written() {
    let json = serde_json::to_string(&berlin()).expect("written");
    assert_eq!(serde_json::from_str::<Calendar>(&json).expect("read"), berlin());
    let plain = serde_json::to_string(&Calendar::default()).expect("written");
    assert_eq!(plain, r#"{"time_zone":"UTC","weekdays":[true,true,true,true,true,false,false]}"#);
}

#[test]
fn in_a_time_zone_that_is_not_known_here_it_is_the_day_of_utc() {
    let json = r#"{"time_zone":"Mars/Olympus","weekdays":[true,true,true,true,true,true,true]}"#;
    let calendar: Calendar = serde_json::from_str(json).expect("a newer database may know it");
    assert_eq!(calendar.today(at("2026-11-24T23:30:00Z")), date(2026, 11, 24));
    assert!(!is_time_zone("Mars/Olympus") && is_time_zone("Europe/Berlin"));
}

proptest! {
    #[test]
    fn who_orders_later_never_counts_earlier(
        now in 0..4_000_000_000_000_000i64, later in 0..90_000_000_000i64, zone in 0..ZONES.len(),
    ) {
        let calendar = in_zone(zone, 0b1, Some(600));
        prop_assert!(calendar.start(now).day <= calendar.start(now + later).day);
        prop_assert!(calendar.today(now) <= calendar.start(now).day);
    }
}

/// Behind and ahead of UTC, with half hours, with summers of both hemispheres, and one that left out a day.
pub(crate) const ZONES: [&str; 7] = [
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Pacific/Apia",
    "Pacific/Honolulu",
    "UTC",
];

/// `weekdays` has a bit for each day.
pub(crate) fn in_zone(zone: usize, weekdays: u8, cutoff_minutes: Option<u16>) -> Calendar {
    let weekdays = std::array::from_fn(|day| weekdays >> day & 1 == 1);
    Calendar::try_from(Parts { time_zone: ZONES[zone].into(), weekdays, cutoff_minutes, days: Vec::new() })
        .expect("a calendar")
}
