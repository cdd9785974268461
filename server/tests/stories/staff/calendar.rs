//! The calendar at the staff desk: tried out, replaced, edited day by day, and never over somebody else's head.

use contract::staff::{
    CALENDAR_BYTES, CalendarEdit, CalendarSpan, CalendarTrial, EditCalendarRequest, ImportCalendarRequest,
    StaffCalendar, TryCalendarRequest,
};
use contract::{Code, Failure};
use domain::FieldProblem;
use domain::address::FieldReason;
use domain::staff::Role;
use jiff::civil::{Date, date};
use reqwest::{Method, StatusCode};

use super::deed_id;
use crate::engine::on_both;
use crate::shop::{Person, TestShop};
use crate::terminal::said;

const CALENDAR: &str = "/v1/staff/calendar";
const TRIAL: &str = "/v1/staff/calendar/trial";
const EDITS: &str = "/v1/staff/calendar/edits";
const GOOD: &str = "what,value,name\ntime_zone,Europe/Berlin,\nweekdays,mon tue wed thu fri sat,\ncutoff,14:00,\n\
                    off,2100-12-24..2100-12-27,Between the years\nworks,2101-01-02,\n";

fn import(at: &str, csv: &str) -> ImportCalendarRequest {
    ImportCalendarRequest { id: deed_id(), at: at.into(), csv: csv.into() }
}

fn edit(at: &str, edit: CalendarEdit) -> EditCalendarRequest {
    EditCalendarRequest { id: deed_id(), at: at.into(), edit }
}

fn off(first: Date, last: Date, name: &str) -> CalendarSpan {
    CalendarSpan { first, last, works: false, name: name.into() }
}

fn trial(csv: &str) -> TryCalendarRequest {
    TryCalendarRequest { csv: csv.into() }
}

async fn imported(staff: &Person) -> StaffCalendar {
    let at = staff.get::<StaffCalendar>(CALENDAR).await.at;
    staff.ok(Method::POST, CALENDAR, &import(&at, GOOD)).await
}

#[test]
fn a_file_is_tried_out_without_a_change_and_then_replaces_the_calendar() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let anna = shop.person("anna", Role::Staff).await;
        let before: StaffCalendar = anna.get(CALENDAR).await;
        assert_eq!((before.time_zone.as_str(), before.cutoff_minutes, before.days.len()), ("UTC", None, 0));
        let tried: CalendarTrial = anna.ok(Method::POST, TRIAL, &trial(GOOD)).await;
        assert_eq!((&tried.at, tried.mistakes.total), (&before.at, 0));
        assert_eq!((tried.added.len(), tried.added[0].as_str()), (5, "2100-12-24"));
        assert_eq!(tried.changed, ["time_zone", "weekdays", "cutoff"]);
        assert_eq!(anna.get::<StaffCalendar>(CALENDAR).await, before);

        let request = import(&tried.at, GOOD);
        for _ in 0..2 {
            let after: StaffCalendar = anna.ok(Method::POST, CALENDAR, &request).await;
            assert_eq!((after.time_zone.as_str(), after.cutoff_minutes), ("Europe/Berlin", Some(14 * 60)));
            let extra = date(2101, 1, 2);
            let works = CalendarSpan { works: true, ..off(extra, extra, "") };
            let closed = off(date(2100, 12, 24), date(2100, 12, 27), "Between the years");
            assert_eq!(after.days, [closed, works], "days in a row are one");
        }
        assert!(said(&shop, &["calendar", "show"]).ends_with("2101-01-02  works\n"));
        let by = "SELECT COUNT(*) FROM staff_deeds WHERE deed = 'calendar' AND order_id IS NULL";
        assert_eq!(shop.count(by).await, 1);
        shop.close().await;
    });
}

#[test]
fn each_mistake_of_a_file_is_told_with_its_line_and_column_and_nothing_of_it_is_imported() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let anna = shop.person("anna", Role::Staff).await;
        let csv = "what,value\ntime_zone,Berlin\nweekdays,mon\noff,2100-12-24\noff,2100-13-01\n";
        let tried: CalendarTrial = anna.ok(Method::POST, TRIAL, &trial(csv)).await;
        let told: Vec<_> = tried.mistakes.first.iter().map(|bad| (bad.line, bad.column.as_str())).collect();
        assert_eq!((told, tried.mistakes.total), (vec![(2, "value"), (5, "value")], 2));
        assert!(tried.mistakes.first[0].reason.contains("is not a time zone"), "{tried:?}");
        assert!(tried.added.is_empty() && tried.changed.is_empty());
        let refused = anna.refused(Method::POST, CALENDAR, &import(&tried.at, csv)).await;
        assert_eq!(refused, (StatusCode::BAD_REQUEST, Code::Malformed));
        assert_eq!(anna.get::<StaffCalendar>(CALENDAR).await.at, tried.at);
        let large = trial(&"x".repeat(CALENDAR_BYTES));
        let refused = anna.refused(Method::POST, TRIAL, &large).await;
        assert_eq!(refused, (StatusCode::PAYLOAD_TOO_LARGE, Code::TooLarge));
        shop.close().await;
    });
}

#[test]
fn a_closure_is_added_and_removed_and_the_rest_of_the_calendar_stays() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let anna = shop.person("anna", Role::Staff).await;
        let before = imported(&anna).await;
        let closure = off(date(2100, 8, 1), date(2100, 8, 14), " Summer ");
        let request = edit(&before.at, CalendarEdit::Add(closure));
        let added: StaffCalendar = anna.ok(Method::POST, EDITS, &request).await;
        let again: StaffCalendar = anna.ok(Method::POST, EDITS, &request).await;
        assert_eq!(added, again);
        assert_eq!((added.days.len(), added.days[0].name.as_str()), (3, "Summer"));
        // Desks hear of it with the catalogue.
        let page: contract::api::CataloguePage = anna.get("/v1/catalogue").await;
        let days = page.calendar.expect("the last page has it").days().len();
        assert_eq!(days, 5 + 14);
        let (first, last) = (added.days[0].first, added.days[0].last);
        let request = edit(&added.at, CalendarEdit::Remove { first, last });
        let removed: StaffCalendar = anna.ok(Method::POST, EDITS, &request).await;
        assert_eq!(removed, before, "it is as it was, so it is recognized as that");
        shop.close().await;
    });
}

#[test]
fn of_two_who_change_the_calendar_at_once_one_is_told_and_no_day_is_lost() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (anna, ben) = (shop.person("anna", Role::Staff).await, shop.person("ben", Role::Staff).await);
        let seen = imported(&anna).await;
        let day = |day: i8| {
            let day = date(2100, 6, day);
            edit(&seen.at, CalendarEdit::Add(off(day, day, "A day")))
        };
        let (one, other) = (day(1), day(2));
        let (one, other) = tokio::join!(
            anna.send(Method::POST, EDITS, Some(&one)),
            ben.send(Method::POST, EDITS, Some(&other))
        );
        let mut statuses = [one.status().as_u16(), other.status().as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        let moved = (StatusCode::CONFLICT, Code::CalendarMoved);
        assert_eq!(ben.refused(Method::POST, CALENDAR, &import(&seen.at, GOOD)).await, moved);
        let now: StaffCalendar = ben.get(CALENDAR).await;
        assert_eq!(now.days.len(), seen.days.len() + 1);
        shop.close().await;
    });
}

#[test]
fn what_is_wrong_with_added_days_is_told_at_its_field() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let anna = shop.person("anna", Role::Staff).await;
        let seen = imported(&anna).await;
        let day = date(2100, 8, 1);
        for (span, field, reason) in [
            (off(day, date(2100, 7, 31), ""), "last", FieldReason::BeforeStart),
            (off(day, date(2100, 12, 1), ""), "last", FieldReason::TooLong),
            (off(date(2100, 12, 20), date(2100, 12, 24), ""), "first", FieldReason::Taken),
            (off(day, day, &"x".repeat(121)), "name", FieldReason::TooLong),
            (off(day, day, "a\nb"), "name", FieldReason::Unprintable),
        ] {
            let request = edit(&seen.at, CalendarEdit::Add(span));
            let response = anna.send(Method::POST, EDITS, Some(&request)).await;
            assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
            let failure: Failure = response.json().await.expect("a failure");
            assert_eq!(failure.fields, [FieldProblem { field: field.into(), reason }]);
        }
        let nothing = CalendarEdit::Remove { first: day, last: day };
        let refused = anna.refused(Method::POST, EDITS, &edit(&seen.at, nothing)).await;
        assert_eq!(refused, (StatusCode::NOT_FOUND, Code::NotFound));
        assert_eq!(anna.get::<StaffCalendar>(CALENDAR).await, seen);
        shop.close().await;
    });
}

#[test]
fn a_customer_neither_sees_nor_changes_the_calendar_of_the_staff_desk() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (ada, anna) = (shop.customer("ada").await, shop.person("anna", Role::Staff).await);
        let seen: StaffCalendar = anna.get(CALENDAR).await;
        let day = date(2100, 8, 1);
        let adds = edit(&seen.at, CalendarEdit::Add(off(day, day, "")));
        let refused = (StatusCode::NOT_FOUND, Code::NotFound);
        assert_eq!(ada.refused(Method::GET, CALENDAR, &()).await, refused);
        assert_eq!(ada.refused(Method::POST, CALENDAR, &import(&seen.at, GOOD)).await, refused);
        assert_eq!(ada.refused(Method::POST, TRIAL, &trial(GOOD)).await, refused);
        assert_eq!(ada.refused(Method::POST, EDITS, &adds).await, refused);
        assert_eq!(anna.get::<StaffCalendar>(CALENDAR).await, seen);
        shop.close().await;
    });
}
