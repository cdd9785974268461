//! Tables for other systems: whole days of the provider, one row for each order and each movement of money.

use std::collections::BTreeSet;

use contract::Code;
use contract::staff::{RefundRequest, StaffOrder};
use domain::Money;
use domain::attempt::Gateway;
use domain::staff::Role;
use jiff::civil::Date;
use reqwest::{Method, StatusCode};
use server::clock::{Clock, DAY_US};
use server::ledger::entries::{self, Entry, Kind};
use server::ledger::{calendar, orders};

use super::{deed_id, paid, path, seen};
use crate::engine::on_both;
use crate::shop::{PASSWORD, Person, TestShop};

fn exported(what: &str, from: Date, to: Date) -> String {
    format!("/v1/staff/exports/{what}.csv?from={from}&to={to}")
}

/// The rows of a table by the names of its columns.
async fn table(staff: &Person, what: &str, from: Date, to: Date) -> Vec<csv::StringRecord> {
    let reply = staff.send(Method::GET, &exported(what, from, to), None::<&()>).await;
    assert_eq!(reply.status(), StatusCode::OK);
    assert_eq!(reply.headers()["content-type"], "text/csv; charset=utf-8");
    let text = reply.text().await.expect("a whole file");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.records().collect::<Result<_, _>>().expect("well-formed")
}

#[test]
fn orders_are_in_the_table_of_the_provider_s_day_and_money_adds_up() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        // There it is another day than in UTC for half of the time.
        shop.shop.db.write(|tx| calendar::settle(tx, "Pacific/Auckland")).await.expect("settled");
        let zone = shop.shop.db.read(|tx| calendar::read(tx, None)).await.expect("read");
        let (ada, anna) = (shop.customer("ada").await, shop.person("anna", Role::Staff).await);
        let placed = paid(&shop, &ada, "A-1").await;
        let before: StaffOrder = seen(&anna, &placed.order).await;
        let refund = RefundRequest {
            id: deed_id(),
            amount: Some(Money::new(300, before.order.paid.currency)),
            reason: "=cmd".into(),
            password: PASSWORD.into(),
            seen_ver: before.ver,
        };
        let _: StaffOrder = anna.ok(Method::POST, &path(&placed.order, "refunds"), &refund).await;
        let day = zone.today(before.order.placed_at_us);
        let (eve, next) = (day.yesterday().expect("a day"), day.tomorrow().expect("a day"));

        let rows = table(&anna, "orders", day, day).await;
        assert_eq!(rows.len(), 1);
        let paid = before.order.paid.to_decimal();
        let row: Vec<&str> = rows[0].iter().collect();
        assert_eq!((row[0], row[2], row[3]), (placed.number.as_str(), day.to_string().as_str(), "confirmed"));
        assert_eq!((row[11], row[12], row[13]), (paid.as_str(), paid.as_str(), "3.00"));
        assert_eq!(table(&anna, "orders", eve, eve).await.len(), 0);
        assert_eq!(table(&anna, "orders", next, next).await.len(), 0);

        let moved = table(&anna, "money", day, next).await;
        let amounts: Vec<(&str, &str)> = moved.iter().map(|row| (&row[3], &row[7])).collect();
        assert_eq!(amounts, [("capture", paid.as_str()), ("refund", "-3.00")]);
        shop.close().await;
    });
}

#[test]
fn a_table_of_many_pages_has_each_row_once() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (ada, anna) = (shop.customer("ada").await, shop.person("anna", Role::Staff).await);
        let placed = paid(&shop, &ada, "A-1").await;
        let (order, attempt) = (placed.order.clone(), placed.attempt.clone());
        let now_us = shop.clock.now_us();
        let many = shop.shop.db.write(move |tx| {
            let amount = Money::new(1, orders::total(tx, &order)?.currency);
            for number in 0..1_200 {
                let (gateway, kind, gateway_ref) =
                    (Gateway::Sandbox, Kind::Refund, &format!("many-{number}"));
                let entry = Entry { order: &order, attempt: &attempt, gateway, kind, gateway_ref, amount };
                // Many have the same time.
                entries::enter(tx, &entry, now_us + number / 700)?;
            }
            Ok(())
        });
        many.await.expect("entered");
        let (first, last) = (Clock::date(now_us - DAY_US), Clock::date(now_us + DAY_US));
        let rows = table(&anna, "money", first, last).await;
        let different: BTreeSet<&str> = rows.iter().map(|row| &row[5]).collect();
        assert_eq!((rows.len(), different.len()), (1_201, 1_201));
        shop.close().await;
    });
}

#[test]
fn days_that_make_no_table_are_refused_and_customers_get_none() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (ada, anna) = (shop.customer("ada").await, shop.person("anna", Role::Staff).await);
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let bad = [("2026-02-01", "2026-01-31"), ("2025-01-01", "2026-01-02")];
        for (from, to) in bad {
            let refused = anna.refused(Method::GET, &exported("orders", day(from), day(to)), &()).await;
            assert_eq!(refused, (StatusCode::BAD_REQUEST, Code::Malformed), "{from} {to}");
        }
        let words = "/v1/staff/exports/orders.csv?from=today&to=2026-01-31";
        assert_eq!(anna.refused(Method::GET, words, &()).await.1, Code::Malformed);
        assert!(table(&anna, "orders", day("2024-01-01"), day("2024-12-31")).await.is_empty());
        let nothing = (StatusCode::NOT_FOUND, Code::NotFound);
        for what in ["orders", "money"] {
            let url = exported(what, day("2026-01-01"), day("2026-01-31"));
            assert_eq!(ada.refused(Method::GET, &url, &()).await, nothing);
        }
        shop.close().await;
    });
}
