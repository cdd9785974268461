//! The document of an order, read by somebody else's reader of PDFs.

use std::process::Command;

use contract::api::Order;
use domain::calendar::{Calendar, Parts};
use domain::locale::Locale;
use serde_json::json;

use super::layout::document;
use crate::example::{eur, line, order, totals};

/// A Python with `pypdf`; without it these tests are skipped, unless they are required.
const PYTHON: &str = "PANNIER_TEST_PYTHON";
const REQUIRE: &str = "PANNIER_TEST_REQUIRE_PDF";

/// Prints the pages' texts as JSON, and what the document says about itself.
const READER: &str = "
import json, sys, pypdf
pdf = pypdf.PdfReader(sys.argv[1])
print(json.dumps({'pages': [page.extract_text() for page in pdf.pages], 'title': pdf.metadata.title}))
";

struct Read {
    pages: Vec<String>,
    title: String,
}

/// What another program finds in the document of a provider in UTC; none where there is none.
fn read(order: &Order, locale: Locale) -> Option<Read> {
    read_of(order, &Calendar::default(), locale)
}

fn read_of(order: &Order, calendar: &Calendar, locale: Locale) -> Option<Read> {
    let bytes = document(order, "Hausmeister & Söhne", calendar, locale).expect("drawn");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("receipt.pdf");
    std::fs::write(&path, bytes).expect("written");
    let Some(python) = std::env::var_os(PYTHON) else {
        assert!(std::env::var_os(REQUIRE).is_none(), "{REQUIRE} is set, but {PYTHON} is not");
        println!("SKIPPED: {PYTHON} is not set, so nobody reads the PDF");
        return None;
    };
    let output = Command::new(python).args(["-c", READER]).arg(&path).output().expect("Python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let pages = said["pages"].as_array().expect("pages").iter();
    // Spaces that are not to be broken are spaces to whoever searches.
    let pages = pages.map(|page| page.as_str().expect("a text").replace('\u{a0}', " ")).collect();
    Some(Read { pages, title: said["title"].as_str().expect("a title").into() })
}

fn paid() -> Order {
    order(42, |order| {
        order["contact"]["name"] = json!("Zoë Łukaszewicz Ωμέγα Жуков");
        order["address"] = json!({ "street": "Lindenallee 4", "extra": "3. Stock", "postal_code": "50667",
            "city": "Köln", "country": "DE" });
        order["lines"] =
            json!([line("lawn", "Rasen mähen", 2, 60_000), line("cafe", "Café catering", 1, 20_000)]);
        order["lines"][0]["choice_names"] = json!(["Größe: Groß", "Abfuhr: ja"]);
        order["lines"][0]["note"] = json!("Bitte leise");
        order["totals"] = totals(140_000, 14_000, 990, 20_278);
        order["coupon"] = json!("SPRING10");
        order["shipping"] = json!({ "id": "express", "name": "Express", "price": eur(990), "tax_rate": 1900,
            "tax": eur(158) });
        order["paid"] = order["totals"]["total"].clone();
        order["refunded"] = eur(10_000);
        order["refunds"] = json!([{ "id": "r-1", "state": "succeeded", "amount": eur(10_000),
            "reason": "Regen am zweiten Tag", "created_at_us": order["placed_at_us"] }]);
    })
}

#[test]
fn another_program_finds_number_names_and_sums() {
    let Some(read) = read(&paid(), Locale::English) else { return };
    assert_eq!((read.title.as_str(), read.pages.len()), ("Receipt P-2026-000042", 1));
    for wanted in [
        "Hausmeister & Söhne",
        "P-2026-000042",
        "12 February 2026",
        "Zoë Łukaszewicz Ωμέγα Жуков",
        "Lindenallee 4",
        "50667 Köln",
        "Rasen mähen",
        "Größe: Groß · Abfuhr: ja",
        "“Bitte leise”",
        "€600.00",
        "€1,400.00",
        "Discount (SPRING10)",
        "−€140.00",
        "Shipping (Express)",
        "€1,269.90",
        "Paid (Stripe)",
        "Refunded: Regen am zweiten Tag",
        "−€100.00",
        "€1,169.90",
        "Page 1 of 1",
    ] {
        assert!(read.pages[0].contains(wanted), "{wanted} is not in {}", read.pages[0]);
    }
}

#[test]
fn its_days_are_those_of_the_provider() {
    let mut late = paid();
    late.placed_at_us = "2026-02-12T23:30:00Z".parse::<jiff::Timestamp>().expect("a time").as_microsecond();
    let berlin = Calendar::try_from(Parts {
        time_zone: "Europe/Berlin".into(),
        weekdays: [true; 7],
        cutoff_minutes: None,
        days: Vec::new(),
    });
    let berlin = berlin.expect("a calendar");
    let Some(there) = read_of(&late, &berlin, Locale::English) else { return };
    assert!(there.pages[0].contains("13 February 2026"), "{}", there.pages[0]);
    let utc = read(&late, Locale::English).expect("a reader");
    assert!(!utc.pages[0].contains("13 February 2026"), "{}", utc.pages[0]);
}

#[test]
fn a_german_document_says_the_same_in_german() {
    let Some(read) = read(&paid(), Locale::German) else { return };
    for wanted in ["Zahlungsbeleg", "12. Februar 2026", "1.269,90 €", "Gesamtsumme", "Seite 1 von 1"] {
        assert!(read.pages[0].contains(wanted), "{wanted} is not in {}", read.pages[0]);
    }
}

#[test]
fn an_order_that_is_not_paid_has_a_confirmation_and_no_receipt() {
    let unpaid = order(1, |order| {
        order["state"] = json!("awaiting_payment");
        order["paid"] = eur(0);
        order["attempts"] = json!([]);
        order["events"] = json!([]);
    });
    let Some(read) = read(&unpaid, Locale::English) else { return };
    assert_eq!(read.title, "Order confirmation P-2026-000001");
    assert!(read.pages[0].contains("To be paid") && !read.pages[0].contains("Receipt"));
}

#[test]
fn sixty_lines_go_on_on_further_pages_below_the_head() {
    let long = order(3, |order| {
        let name = |n: i64| format!("Unterhaltsreinigung der Donaudampfschifffahrtsgesellschaftsräume {n}");
        let lines: Vec<_> = (1..=60).map(|n| line(&format!("s{n}"), &name(n), n, 100)).collect();
        order["lines"] = json!(lines);
    });
    let Some(read) = read(&long, Locale::German) else { return };
    assert!(read.pages.len() >= 3);
    for (index, page) in read.pages.iter().enumerate() {
        assert!(page.contains("P-2026-000003"), "{page}");
        assert!(page.contains(&format!("Seite {} von {}", index + 1, read.pages.len())));
    }
    let all = read.pages.join("\n");
    assert!(
        read.pages[1].contains("Einzelpreis") && (1..=60).all(|n| all.contains(&format!("räume {n}\n"))),
        "{all}"
    );
}

#[test]
fn tax_that_is_added_stands_above_the_total_and_tax_that_is_contained_below() {
    let mixed = order(4, |order| {
        order["lines"] = json!([line("a", "Contained", 1, 11_900), line("b", "Added", 1, 10_000)]);
        order["lines"][1]["tax_added"] = json!(true);
        order["lines"][1]["tax_rate"] = json!(700);
        order["lines"][1]["tax"] = eur(700);
        order["totals"] = totals(21_900, 0, 0, 2_600);
        order["totals"]["total"] = eur(22_600);
        order["totals"]["tax_added_minor"] = json!(700);
    });
    let Some(read) = read(&mixed, Locale::English) else { return };
    let at = |text: &str| read.pages[0].find(text).unwrap_or_else(|| panic!("{text}: {}", read.pages[0]));
    assert!(at("plus 7% tax") < at("€226.00") && at("€226.00") < at("contains 19% tax"));
}

#[test]
fn the_same_order_gives_the_same_bytes() {
    let once = || document(&paid(), "Provider", &Calendar::default(), Locale::English).expect("drawn");
    assert_eq!(once(), once());
}
