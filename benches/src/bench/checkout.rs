//! Whole checkouts a second: quote, order, payment page opened; and how long the two calls take that people wait for.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::Result;
use contract::api::{Attempt, CheckoutRequest, Placed, Quote, QuoteRequest};
use domain::attempt::Gateway;
use domain::quote::AskedLine;
use domain::service::{DeliveryKind, Service};
use domain::{CartId, Contact, LineId, Quantity};
use reqwest::Method;
use stories::deadline::until;
use uuid::Uuid;

use crate::clients::{self, Customer};
use crate::engine::{Engine, PARALLEL};
use crate::raw;
use crate::report::Report;

const SPAN: Duration = Duration::from_secs(5);
const LINES: usize = 3;
/// Fewer than make a customer wait.
const ORDERS_PER_CUSTOMER: u32 = 20;
/// With these a shop that manages a thousand orders a second is busy for the whole span.
const CUSTOMERS_IN_TURN: usize = 8;
const PAGE_LIMIT: Duration = Duration::from_secs(30);

pub async fn measure(report: &mut Report, engine: &Engine) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let baseline = match &engine.postgres {
        None => raw::sqlite_orders(folder.path())?,
        Some(url) => raw::postgres_orders(url, PARALLEL).await?,
    };
    let shop = engine.shop(&folder, "checkout").await?;
    let customers = clients::sign_in_many(&shop, PARALLEL * CUSTOMERS_IN_TURN).await?;
    let services = customers[0].services().await?;
    let remote: Vec<Service> =
        services.into_iter().filter(|service| service.delivery == DeliveryKind::Remote).take(LINES).collect();
    let times = Times::default();
    let start = Instant::now();
    let end = start + SPAN;
    let orders = clients::all_at_once(|n| {
        order_until(customers.iter().skip(n).step_by(PARALLEL), &remote, end, &times)
    })
    .await?;
    let rate = f64::from(orders) / start.elapsed().as_secs_f64();
    let what = format!("{}: whole checkouts, {PARALLEL} customers", engine.name);
    report.ratio(&what, rate, baseline, "orders/s", ">= 0.35");
    for (call, times_ms) in [("quote", times.quote_ms), ("place", times.place_ms)] {
        let what = format!("{}: {call}, {PARALLEL} customers, p99", engine.name);
        report.figure(&what, p99(times_ms.into_inner().unwrap_or_default()), "ms", "");
    }
    Ok(())
}

/// How long the calls took.
#[derive(Default)]
struct Times {
    quote_ms: Mutex<Vec<f64>>,
    place_ms: Mutex<Vec<f64>>,
}

fn p99(mut times_ms: Vec<f64>) -> f64 {
    times_ms.sort_by(f64::total_cmp);
    times_ms.get(times_ms.len() * 99 / 100).copied().unwrap_or_default()
}

fn note(times_ms: &Mutex<Vec<f64>>, start: Instant) {
    if let Ok(mut times_ms) = times_ms.lock() {
        times_ms.push(start.elapsed().as_secs_f64() * 1000.0);
    }
}

/// Lets customers order one after the other.
async fn order_until(
    customers: impl Iterator<Item = &Customer>,
    services: &[Service],
    end: Instant,
    times: &Times,
) -> Result<u32> {
    let mut orders = 0;
    for customer in customers {
        for _ in 0..ORDERS_PER_CUSTOMER {
            if Instant::now() >= end {
                return Ok(orders);
            }
            order(customer, services, times).await?;
            orders += 1;
        }
    }
    Ok(orders)
}

async fn order(customer: &Customer, services: &[Service], times: &Times) -> Result<()> {
    let lines = services.iter().map(|service| {
        Ok(AskedLine {
            line: LineId::new(Uuid::now_v7().to_string())?,
            service: service.id.clone(),
            choices: service.default_choices(),
            quantity: Quantity::ONE,
            note: String::new(),
        })
    });
    let ask = QuoteRequest { lines: lines.collect::<Result<_>>()?, ..QuoteRequest::default() };
    let start = Instant::now();
    let quote: Quote = customer.send(Method::POST, "/v1/quotes", &ask).await?.json().await?;
    note(&times.quote_ms, start);
    let request = CheckoutRequest {
        quote: quote.id,
        quote_hash: quote.hash,
        cart: CartId::main(),
        contact: Contact {
            name: "Bench Customer".into(),
            email: "bench@example.org".into(),
            phone: String::new(),
        },
        address: None,
        gateway: Gateway::Sandbox,
        locale: "en".into(),
    };
    let path = format!("/v1/checkouts/{}", Uuid::now_v7());
    let start = Instant::now();
    let placed: Placed = customer.send(Method::PUT, &path, &request).await?.json().await?;
    note(&times.place_ms, start);
    let path = format!("/v1/attempts/{}", placed.attempt);
    until("the payment page is open", PAGE_LIMIT, async || {
        let attempt: Attempt = customer.get(&path).await?.json().await?;
        Ok(attempt.pay_url.map(drop))
    })
    .await
}
