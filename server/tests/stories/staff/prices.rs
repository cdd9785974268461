//! Prices from a day on: planned, listed, removed, and made the price once, at the provider's own midnight.

use contract::api::CataloguePage;
use contract::staff::catalogue::{PriceRequest, StaffService};
use contract::{Code, Failure};
use domain::ServiceId;
use domain::address::FieldReason;
use domain::staff::Role;
use jiff::Timestamp;
use jiff::civil::Date;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use server::clock::MINUTE_US;
use server::ledger::{calendar, price_changes};
use server::pricing_file;

use super::{in_days, service_seen};
use crate::engine::{Engine, on_both};
use crate::shop::{Person, TestShop, ask, checkout, checkout_id};

fn path(service: &ServiceId, day: impl std::fmt::Display) -> String {
    format!("/v1/staff/services/{service}/prices/{day}")
}

fn at(price: &str) -> PriceRequest {
    PriceRequest { price: price.into() }
}

async fn plan(staff: &Person, service: &ServiceId, day: Date, price: &str) -> StaffService {
    staff.ok(Method::PUT, &path(service, day), &at(price)).await
}

/// A shop whose clock shows this moment.
async fn shop_at(engine: Engine, moment: &str) -> TestShop {
    let shop = TestShop::open(engine).await;
    set(&shop, moment);
    shop
}

fn set(shop: &TestShop, moment: &str) {
    let moment: Timestamp = moment.parse().expect("a moment");
    shop.clock.advance(moment.as_microsecond() - shop.clock.now_us());
}

/// What the sweeper does, which may have done it already.
async fn make_due(shop: &TestShop) -> u64 {
    let now_us = shop.clock.now_us();
    let db = &shop.shop.db;
    if !db.read(move |tx| price_changes::any_due(tx, now_us)).await.expect("looked") {
        return 0;
    }
    db.write(move |tx| price_changes::make_due(tx, now_us)).await.expect("made")
}

async fn price(shop: &TestShop, code: &str) -> i64 {
    shop.service(code).await.price.minor
}

#[test]
fn a_planned_price_is_listed_with_who_planned_it_until_it_is_removed() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let staff = shop.person("staff", Role::Staff).await;
        let service = shop.service("A-1").await;
        let (soon, later) = (in_days(&shop.clock, 3), in_days(&shop.clock, 30));
        plan(&staff, &service.id, later, "14.00").await;
        let planned = plan(&staff, &service.id, soon, "12").await.planned;
        let found: Vec<_> = planned.iter().map(|p| (p.day, p.price.minor, &*p.by)).collect();
        assert_eq!(found, [(soon, 1_200, "staff"), (later, 1_400, "staff")]);
        let page: Value = staff.get("/v1/staff/services").await;
        assert_eq!(
            (&page["services"][0]["planned"], &page["services"][1]["planned"]),
            (&true.into(), &false.into())
        );
        // Nothing that customers see has changed.
        assert_eq!(price(&shop, "A-1").await, 1_000);
        // Twice is harmless.
        for _ in 0..2 {
            let left: StaffService = staff.ok(Method::DELETE, &path(&service.id, soon), &()).await;
            assert_eq!((left.planned.len(), left.planned[0].day), (1, later));
        }
        shop.close().await;
    });
}

#[test]
fn a_day_that_is_not_ahead_and_what_is_no_price_are_told_by_their_fields() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let staff = shop.person("staff", Role::Staff).await;
        let service = shop.service("A-1").await.id;
        let days = |days| in_days(&shop.clock, days);
        for (day, text, field, reason) in [
            (days(0), "12.00", "day", FieldReason::NotAhead),
            (days(-3), "12.00", "day", FieldReason::NotAhead),
            (days(740), "12.00", "day", FieldReason::NotAhead),
            (days(3), "", "price", FieldReason::Required),
            (days(3), "12.005", "price", FieldReason::NotAPrice),
            (days(3), "-1", "price", FieldReason::NotAPrice),
            (days(3), "10000000.01", "price", FieldReason::NotAPrice),
        ] {
            let response = staff.send(Method::PUT, &path(&service, day), Some(&at(text))).await;
            assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{day} {text}");
            let failure: Failure = response.json().await.expect("a failure");
            let [problem] = &failure.fields[..] else { panic!("{failure:?}") };
            assert_eq!((&*problem.field, problem.reason), (field, reason), "{day} {text}");
        }
        for nowhere in ["soon", "2027-02-30", "%FF"] {
            let refused = staff.refused(Method::PUT, &path(&service, nowhere), &at("12.00")).await;
            assert_eq!(refused, (StatusCode::NOT_FOUND, Code::NotFound), "{nowhere}");
        }
        shop.close().await;
    });
}

#[test]
fn a_day_that_has_another_price_is_left_to_who_planned_it() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (eva, ben) = (shop.person("eva", Role::Staff).await, shop.person("ben", Role::Staff).await);
        let service = shop.service("A-1").await.id;
        let day = in_days(&shop.clock, 3);
        plan(&eva, &service, day, "12.00").await;
        let refused = ben.refused(Method::PUT, &path(&service, day), &at("13.00")).await;
        assert_eq!(refused, (StatusCode::CONFLICT, Code::CatalogueMoved));
        let planned = plan(&ben, &service, day, "12.00").await.planned;
        assert_eq!((planned.len(), &*planned[0].by, planned[0].price.minor), (1, "eva", 1_200));
        shop.close().await;
    });
}

#[test]
fn a_price_changes_at_the_midnight_of_the_provider_also_when_the_clocks_change() {
    // Zone, day, still before it, already on it.
    let cases = [
        ("Europe/Berlin", "2027-03-28", "2027-03-27T22:30:00Z", "2027-03-27T23:30:00Z"),
        ("Europe/Berlin", "2027-03-29", "2027-03-28T21:30:00Z", "2027-03-28T22:30:00Z"),
        ("Europe/Berlin", "2027-11-01", "2027-10-31T22:30:00Z", "2027-10-31T23:30:00Z"),
        // A day without a midnight: it begins at one o'clock.
        ("America/Santiago", "2027-09-05", "2027-09-05T03:30:00Z", "2027-09-05T04:30:00Z"),
    ];
    on_both(async |engine| {
        for (zone, day, before, after) in cases {
            let shop = shop_at(engine, before).await;
            let days = "mon tue wed thu fri";
            let csv = format!("what,value\ntime_zone,{zone}\nweekdays,{days}\n");
            let (parsed, _) = pricing_file::calendar(csv.as_bytes());
            let parsed = parsed.expect("nothing is wrong");
            shop.shop.db.write(move |tx| calendar::import(tx, &parsed)).await.expect("imported");
            let staff = shop.person("staff", Role::Staff).await;
            let service = shop.service("A-1").await.id;
            plan(&staff, &service, day.parse().expect("a day"), "12.00").await;
            assert_eq!((make_due(&shop).await, price(&shop, "A-1").await), (0, 1_000), "{zone} {before}");
            set(&shop, after);
            make_due(&shop).await;
            assert_eq!(price(&shop, "A-1").await, 1_200, "{zone} {after}");
            shop.close().await;
        }
    });
}

#[test]
fn what_fell_due_meanwhile_is_made_the_price_once_and_desks_hear_of_it() {
    on_both(async |engine| {
        let shop = shop_at(engine, "2027-06-01T12:00:00Z").await;
        let staff = shop.person("staff", Role::Staff).await;
        let (cut, lawn) = (shop.service("A-1").await.id, shop.service("A-2").await.id);
        let day = |day: &str| day.parse().expect("a day");
        plan(&staff, &cut, day("2027-06-02"), "11.00").await;
        plan(&staff, &cut, day("2027-06-04"), "13.00").await;
        plan(&staff, &cut, day("2027-07-01"), "15.00").await;
        plan(&staff, &lawn, day("2027-06-03"), "26.00").await;
        let before: CataloguePage = staff.get("/v1/catalogue").await;
        // Nobody looked for days; now two servers and the sweeper do at once.
        set(&shop, "2027-06-05T12:00:00Z");
        tokio::join!(make_due(&shop), make_due(&shop));
        let staff = shop.sign_in("staff").await;
        let delta: CataloguePage = staff.get(&format!("/v1/catalogue?cursor={}", before.cursor)).await;
        let mut came: Vec<_> = delta.services.iter().map(|s| (&*s.code, s.price.minor)).collect();
        came.sort_unstable();
        assert_eq!(came, [("A-1", 1_300), ("A-2", 2_600)]);
        let ver = |cursor: &str| cursor.rsplit(':').next().and_then(|ver| ver.parse::<i64>().ok());
        assert_eq!(ver(&delta.cursor), ver(&before.cursor).map(|ver| ver + 1));
        let seen = service_seen(&staff, &cut).await;
        assert_eq!((seen.planned.len(), seen.planned[0].price.minor), (1, 1_500));
        shop.close().await;
    });
}

#[test]
fn a_quote_from_before_the_day_needs_another_yes_as_after_any_change_of_a_price() {
    on_both(async |engine| {
        // A Saturday: on Sunday the promise is still the same.
        let shop = shop_at(engine, "2027-06-05T23:55:00Z").await;
        let staff = shop.person("staff", Role::Staff).await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-1").await;
        plan(&staff, &service.id, "2027-06-06".parse().expect("a day"), "12.00").await;
        let (before, quoted) = (ada.order(&service).await.order, ada.quote(vec![ask(&service, 1)]).await);
        shop.clock.advance(10 * MINUTE_US);
        make_due(&shop).await;
        let path = format!("/v1/checkouts/{}", checkout_id());
        assert_eq!(ada.refused(Method::PUT, &path, &checkout(&quoted)).await.1, Code::QuoteChanged);
        let anew = ada.quote(vec![ask(&service, 1)]).await;
        assert_eq!(anew.priced.totals.total.minor, 1_200);
        ada.place(&checkout_id(), &checkout(&anew)).await;
        // What was ordered before costs what was agreed to.
        assert_eq!(ada.read_order(&before).await.totals.total.minor, 1_000);
        shop.close().await;
    });
}
