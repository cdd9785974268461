//! Orders for tests: sane in what a test does not say.

use contract::api::Order;
use serde_json::{Value, json};

/// When the first order was placed: 1 January 2026.
pub const BEGIN_US: i64 = 1_767_225_600_000_000;
pub const DAY_US: i64 = 86_400_000_000;

/// The n-th order, of the n-th day; `with` changes its JSON.
pub fn order(n: u32, with: impl FnOnce(&mut Value)) -> Order {
    let at_us = BEGIN_US + i64::from(n) * DAY_US;
    let mut order = json!({
        "id": format!("order-{n}"),
        "number": format!("P-2026-{n:06}"),
        "state": "confirmed",
        "placed_at_us": at_us,
        "contact": { "name": "Ada Moss", "email": "ada@example.org", "phone": "+49 221 1234567" },
        "address": null,
        "lines": [line("lawn", "Lawn mowing", 2, 5_950)],
        "totals": totals(11_900, 0, 0, 1_900),
        "promise": { "earliest": "2026-11-24", "latest": "2026-11-26" },
        "paid": eur(11_900),
        "refunded": eur(0),
        "attempts": [{
            "id": format!("attempt-{n}"), "order": format!("order-{n}"), "gateway": "stripe", "state": "captured",
            "amount": eur(11_900), "pay_url": null, "return_prefix": "", "cancel_prefix": "", "decline": null,
            "created_at_us": at_us,
        }],
        "refunds": [],
        "events": [
            { "at_us": at_us, "actor": "customer", "kind": "placed", "note": "" },
            { "at_us": at_us + 60_000_000, "actor": "gateway", "kind": "paid", "note": "" },
        ],
    });
    with(&mut order);
    serde_json::from_value(order).expect("an order")
}

pub fn eur(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "EUR" })
}

/// A line at 19 percent, contained.
pub fn line(service: &str, name: &str, quantity: i64, unit_minor: i64) -> Value {
    let total = quantity * unit_minor;
    json!({
        "line": format!("line-{service}"), "service": service, "code": service.to_uppercase(), "name": name,
        "choice_names": [], "choices": [], "quantity": quantity, "note": "", "unit": eur(unit_minor),
        "total": eur(total), "tax_rate": 1900,
        "tax": eur(domain::money::tax_contained(total, domain::money::BasisPoints(1900))),
        "delivery": "remote", "promise": { "earliest": "2026-11-24", "latest": "2026-11-26" },
    })
}

pub fn totals(subtotal: i64, discount: i64, shipping: i64, tax: i64) -> Value {
    json!({
        "subtotal": eur(subtotal), "discount": eur(discount), "shipping": eur(shipping), "tax": eur(tax),
        "total": eur(subtotal - discount + shipping),
    })
}
