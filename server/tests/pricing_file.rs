//! Tables of taxes and of ways to send, and calendars: read whole, or every mistake shown in its place.

use domain::Currency;
use server::catalogue_file::BadRow;
use server::pricing_file::{calendar, shipping, taxes};

fn eur() -> Currency {
    Currency::new("EUR").expect("known")
}

fn told(bad: &[BadRow]) -> Vec<String> {
    bad.iter().map(|bad| format!("{} {}: {}", bad.line, bad.column, bad.reason)).collect()
}

#[test]
fn the_examples_of_the_manual_are_good_tables() {
    let manual = include_str!("../../docs/pricing.md");
    let block = |nth: usize| {
        let block = manual.split("```csv\n").nth(nth).and_then(|rest| rest.split("```").next());
        block.expect("an example").as_bytes()
    };
    let taxes = taxes(block(1));
    assert_eq!((taxes.bad, taxes.rows.len()), (Vec::new(), 6));
    let shipping = shipping(block(2), eur());
    assert_eq!((shipping.bad, shipping.rows.len()), (Vec::new(), 2));
}

#[test]
fn every_mistake_in_taxes_is_shown_in_its_place() {
    let file = "country,region,class,percent,prices\nDE,,19,19,with\nXX,,*,x,included\nAT,,*,20,\nAT,,*,10,\n*,NY,*,1,\n";
    let parsed = taxes(file.as_bytes());
    let bad = told(&parsed.bad);
    assert_eq!(parsed.rows.len(), 1);
    assert_eq!(bad.len(), 5, "{bad:#?}");
    assert_eq!(bad[0], "2 prices: \"with\" is not known; write included or added");
    assert!(bad[1].starts_with("3 country: ") && bad[2].starts_with("3 percent: "), "{bad:#?}");
    assert_eq!(bad[3], "5 : says the same zone and class as line 4; keep one of them");
    assert!(bad[4].starts_with("6 country: regions and postal codes are those of one country"), "{bad:#?}");
}

#[test]
fn every_mistake_in_ways_to_send_is_shown_in_its_place() {
    let file = "code,name,countries,price,currency,tax_percent,travel_days\n\
                a,Parcel,DE AT,4.90,EUR,19,1-3\na,Again,*,1.00,EUR,19,1\nb,,,4.905,USD,19,3-1\n";
    let parsed = shipping(file.as_bytes(), eur());
    let bad = told(&parsed.bad);
    assert_eq!(parsed.rows.len(), 1);
    let places: Vec<_> = bad.iter().map(|bad| bad.split(':').next().unwrap_or_default()).collect();
    assert_eq!(places, ["3 code", "4 name", "4 countries", "4 currency", "4 travel_days"], "{bad:#?}");
}

#[test]
fn a_file_without_its_columns_says_which_are_missing() {
    let parsed = shipping("code;name\n".as_bytes(), eur());
    assert_eq!(parsed.bad.len(), 1);
    let parsed = taxes("country,per_cent\nDE,19\n".as_bytes());
    let bad = told(&parsed.bad);
    assert_eq!(bad.len(), 2, "{bad:#?}");
    assert!(bad[1].starts_with("1 percent: this column is missing"), "{bad:#?}");
}

#[test]
fn the_calendar_of_the_manual_is_a_good_one() {
    let manual = include_str!("../../docs/promise.md");
    let block =
        manual.split("```csv\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let (read, bad) = calendar(block.as_bytes());
    assert_eq!(bad, []);
    let read = read.expect("nothing is wrong");
    assert_eq!(
        (read.time_zone(), read.cutoff_minutes(), read.days().len()),
        ("Europe/Berlin", Some(840), 11)
    );
    assert_eq!(read.weekdays(), [true, true, true, true, true, false, false]);
    assert!(read.works_on("2026-12-19".parse().expect("a day")));
    assert!(!read.works_on("2026-12-31".parse().expect("a day")));
    assert_eq!(read.days()[1].name, "Between the years");
}

#[test]
fn every_mistake_in_a_calendar_is_shown_in_its_place() {
    let file = "what,value,name\ntime_zone,Berlin,\nweekdays,mon tues,\nweekdays,,\ncutoff,24:00,\n\
                off,2026-02-30,\noff,2026-12-24..2026-12-01,\noff,2026-01-01..2027-01-01,\nclosed,2026-12-24,\n\
                off,2026-12-24,Eve\nworks,2026-12-23..2026-12-24,\ncutoff,14:5,\n";
    let (read, bad) = calendar(file.as_bytes());
    assert_eq!(read, None);
    let bad = told(&bad);
    let said = [
        "2 value: \"Berlin\" is not a time zone of the IANA database, like Europe/Berlin",
        "3 value: \"tues\" is not a weekday; write mon tue wed thu fri sat sun",
        "4 value: is empty; at least one day must be a working day",
        "5 value: \"24:00\" is not a time of the day, like 14:00",
        "6 value: \"2026-02-30\" is not a day, like 2026-12-24",
        "7 value: 2026-12-01 is before 2026-12-24",
        "8 value: from 2026-01-01 to 2027-01-01 are more than 100 days",
        "9 what: \"closed\" is not known; write time_zone, weekdays, cutoff, off or works",
        "11 value: 2026-12-24 is said on line 10 too; keep one of them",
        "12 value: \"14:5\" is not a time of the day, like 14:00",
    ];
    assert_eq!(bad, said);
}

#[test]
fn a_calendar_without_its_time_zone_or_weekdays_says_so() {
    let (read, bad) = calendar("what,value\ncutoff,14:00\n".as_bytes());
    assert_eq!(read, None);
    assert_eq!(
        told(&bad),
        ["1 : there is no row that says time_zone", "1 : there is no row that says weekdays"]
    );
    let (_, bad) = calendar("what,value\ntime_zone,UTC\ntime_zone,Asia/Tokyo\nweekdays,mon\n".as_bytes());
    assert_eq!(told(&bad), ["3 value: time_zone is said on line 2 too; keep one of them"]);
    let days: String = (2020..2032).map(|year| format!("off,{year}-01-01..{year}-04-09\n")).collect();
    let (_, bad) = calendar(format!("what,value\ntime_zone,UTC\nweekdays,mon\n{days}").as_bytes());
    assert_eq!(told(&bad), ["1 : there are more than 1000 days off and extra working days"]);
}
