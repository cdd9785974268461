//! Tables for other systems: whole days of the provider, one row for each order and each movement of money.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

use contract::Code;
use contract::staff::{RefundRequest, StaffOrder};
use domain::Money;
use domain::attempt::Gateway;
use domain::staff::Role;
use jiff::civil::Date;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::clock::{Clock, DAY_US};
use server::ledger::entries::{self, Entry, Kind};
use server::ledger::{calendar, orders};

use super::{deed_id, paid, path, seen};
use crate::checkout::address;
use crate::engine::on_both;
use crate::shop::{PASSWORD, Person, TestShop, ask, checkout, checkout_id};

/// A Python; without it nobody else reads the tables, unless that is required.
const PYTHON: &str = "PANNIER_TEST_PYTHON";
const REQUIRE: &str = "PANNIER_TEST_REQUIRE_TABLES";

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

/// What another program reads in a table of these days: rows by the names of columns. None if there is no such program.
async fn judged(staff: &Person, what: &str, day: Date) -> Option<Vec<Value>> {
    let Some(python) = std::env::var_os(PYTHON) else {
        assert!(std::env::var_os(REQUIRE).is_none(), "{REQUIRE} is set, but {PYTHON} is not");
        eprintln!("SKIPPED: nobody else reads the tables, because {PYTHON} names no Python");
        return None;
    };
    let reply = staff.send(Method::GET, &exported(what, day, day), None::<&()>).await;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/table_judge/read.py");
    let mut judge = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    judge.stdin.take().expect("piped").write_all(&reply.bytes().await.expect("a file")).expect("it listens");
    let output = judge.wait_with_output().expect("it ends");
    Some(serde_json::from_slice(&output.stdout).expect("rows"))
}

#[test]
fn another_program_reads_names_as_they_were_written_and_adds_the_tables_up() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (ada, anna) = (shop.customer("ada").await, shop.person("anna", Role::Staff).await);
        let mut lines = vec![ask(&shop.service("A-1").await, 3), ask(&shop.service("A-2").await, 1)];
        lines[0].note = "=1+1, \"twice\"\nand ring".into();
        let quote = ada.quote(lines).await;
        let mut wish = checkout(&quote);
        let name = "O'Neill, \"Zoë\"; 😀\u{a0}Ünal";
        wish.contact.name = name.into();
        wish.address = Some(address());
        let placed = ada.place(&checkout_id(), &wish).await;
        let order = ada.pay(&placed.attempt).await;
        let day = Clock::date(order.placed_at_us);
        let Some(orders) = judged(&anna, "orders", day).await else { return shop.close().await };
        let lines = judged(&anna, "lines", day).await.expect("read");
        let money = judged(&anna, "money", day).await.expect("read");
        assert_eq!((orders.len(), lines.len(), money.len()), (1, 2, 1));
        assert_eq!((&orders[0]["contact"], &orders[0]["order"]), (&json!(name), &json!(placed.number)));
        assert_eq!((&lines[0]["line"], &lines[1]["line"]), (&json!("1"), &json!("2")));
        assert_eq!(lines[0]["note"], "'=1+1, \"twice\"\nand ring");
        assert_eq!((&lines[0]["options"], &lines[0]["quantity"]), (&json!("Size: Small"), &json!("3")));
        let minor = |row: &Value, column: &str| {
            let cell = row[column].as_str().expect("a cell");
            Money::parse_decimal(cell, order.totals.total.currency).expect("an amount").minor
        };
        let sum = |rows: &[Value], column: &str| rows.iter().map(|row| minor(row, column)).sum::<i64>();
        let bought = sum(&lines, "line_subtotal") - sum(&lines, "line_discount");
        assert_eq!(bought + minor(&orders[0], "shipping"), order.totals.total.minor);
        assert_eq!(sum(&lines, "line_tax"), minor(&orders[0], "tax"));
        assert_eq!(sum(&money, "amount"), minor(&orders[0], "captured"));
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
        for what in ["orders", "lines", "money"] {
            let url = exported(what, day("2026-01-01"), day("2026-01-31"));
            assert_eq!(ada.refused(Method::GET, &url, &()).await, nothing);
        }
        shop.close().await;
    });
}
