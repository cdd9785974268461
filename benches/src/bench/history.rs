//! A history of 10, of 1,000 and of 100,000 orders on the desk: what a page, a filter, a search and an order cost in
//! each, and how long the first sync takes. The provider is played here, so that only the desk is measured.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use app::{Desk, Keychain, Settings};
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use contract::api::{CataloguePage, Customer, Hello, Order, SignedIn};
use contract::history::OrderSearch;
use contract::ipc::{AddToCart, ExportOrders, ListOrders, OrderFilter, ShowOrder, SignIn, StepLine};
use contract::sync::{ROWS_PER_PAGE, Row, SyncReply, SyncRequest};
use domain::service::Service;
use domain::{Currency, Money, OrderId, ServiceId};
use serde_json::{Value, json};
use stories::deadline::until;

use crate::report::Report;

const HISTORIES: [u32; 3] = [10, 1_000, 100_000];
/// Rows that the window asks for at once.
const PAGE: u32 = 60;
/// How often each question is asked.
const TIMES: u32 = 40;
const SYNC_LIMIT: Duration = Duration::from_secs(600);
/// Services that are ordered again and again.
const SERVICES: u32 = 300;
const BEGIN_US: i64 = 1_420_070_400_000_000;
/// An order an hour: 100,000 are eleven years.
const HOUR_US: i64 = 3_600_000_000;

pub async fn measure(report: &mut Report) -> Result<()> {
    for orders in HISTORIES {
        measure_one(report, orders).await?;
    }
    Ok(())
}

async fn measure_one(report: &mut Report, orders: u32) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let url = provider(orders).await?;
    let open = || {
        let (data_dir, keychain) = (folder.path().join("desk"), Keychain::memory());
        Desk::open(Settings { data_dir, server_url: Some(url.clone()), keychain })
    };
    let desk = open()?;
    desk.sign_in(SignIn { email: "ada@example.org".into(), password: "a password".into() }).await?;
    let start = Instant::now();
    desk.start_sync();
    let slowest_click_ms = click_while_it_syncs(&desk, orders).await?;
    let took = start.elapsed().as_secs_f64();
    let named = |what: &str| format!("{orders} orders: {what}");
    report.figure(&named("first sync"), took, "s", "");
    report.figure(&named("slowest click meanwhile"), slowest_click_ms, "ms", "");
    desk.stop().await;
    drop(desk);

    let start = Instant::now();
    let desk = open()?;
    report.figure(&named("the desk opens"), start.elapsed().as_secs_f64() * 1000.0, "ms", "");
    let start = Instant::now();
    page(&desk, OrderSearch::default(), 0).await?;
    report.figure(&named("the very first page"), start.elapsed().as_secs_f64() * 1000.0, "ms", "");

    let last = orders.saturating_sub(PAGE);
    let all = OrderSearch::default;
    let text = |text: &str| OrderSearch { text: text.into(), ..all() };
    let euro = Currency::new("EUR")?;
    let eur = |minor| Some(Money::new(minor, euro));
    let year = OrderSearch { from_us: Some(BEGIN_US), before_us: Some(BEGIN_US + 8_760 * HOUR_US), ..all() };
    let amount = OrderSearch { at_least: eur(5_000), at_most: eur(6_000), ..all() };
    let service = OrderSearch { service: Some(ServiceId::new("service-7")?), ..all() };
    let combined = OrderSearch { filter: OrderFilter::Ended, text: "garden".into(), ..amount.clone() };
    for (what, wanted, offset) in [
        ("first page", all(), 0),
        ("last page", all(), last),
        ("those that ended", OrderSearch { filter: OrderFilter::Ended, ..all() }, 0),
        ("those of a year", year, 0),
        ("those of an amount", amount, 0),
        ("those with a service", service, 0),
        ("text, one letter (the most there are)", text("p"), 0),
        ("text, a word", text("garden"), 0),
        ("text, a number", text("P-2026-000007"), 0),
        ("all filters at once", combined, 0),
    ] {
        let ms = median_ms(async |_| {
            // Another question in between: the answer is not the one that is still known.
            page(&desk, OrderSearch { filter: OrderFilter::ToPay, ..all() }, 0).await?;
            let start = Instant::now();
            page(&desk, wanted.clone(), offset).await?;
            Ok(start.elapsed())
        })
        .await?;
        report.figure(&named(what), ms, "ms", "<= 5 ms");
    }
    let ms = median_ms(async |n| {
        let start = Instant::now();
        page(&desk, all(), n * 2_477 % orders.max(1)).await?;
        Ok(start.elapsed())
    })
    .await?;
    report.figure(&named("a page somewhere, scrolling"), ms, "ms", "<= 5 ms");
    let ms = median_ms(async |n| {
        let id = OrderId::new(format!("order-{}", n * 2_477 % orders))?;
        let start = Instant::now();
        desk.order(ShowOrder { id }).await?;
        Ok(start.elapsed())
    })
    .await?;
    report.figure(&named("an order"), ms, "ms", "<= 5 ms");
    let start = Instant::now();
    desk.export_orders(ExportOrders { wanted: all() }, vec![folder.path().into()]).await?;
    report.figure(&named("saved as a table"), start.elapsed().as_secs_f64(), "s", "");
    Ok(())
}

async fn page(desk: &Desk, wanted: OrderSearch, offset: u32) -> Result<u32> {
    Ok(desk.orders(ListOrders { wanted, offset, limit: PAGE }).await?.total)
}

async fn median_ms(once: impl AsyncFn(u32) -> Result<Duration>) -> Result<f64> {
    let mut times = Vec::new();
    for n in 0..TIMES {
        times.push(once(n).await?);
    }
    times.sort();
    Ok(times[times.len() / 2].as_secs_f64() * 1000.0)
}

/// Steps a line of the cart up and down until all orders are here; the slowest step.
async fn click_while_it_syncs(desk: &Desk, orders: u32) -> Result<f64> {
    let service = ServiceId::new("service-0")?;
    let add = || AddToCart {
        service: service.clone(),
        choices: Default::default(),
        quantity: 5,
        note: String::new(),
    };
    let cart =
        until("the service is here", Duration::from_secs(60), async || Ok(desk.cart_add(add()).await.ok()))
            .await?;
    let line = cart.lines.first().context("the cart has a line")?.line.id.clone();
    let (start, mut slowest_ms, mut by) = (Instant::now(), 0.0_f64, 1);
    while page(desk, OrderSearch::default(), 0).await? < orders {
        ensure!(start.elapsed() < SYNC_LIMIT, "the history did not come");
        let click = Instant::now();
        desk.cart_step(StepLine { line: line.clone(), by }).await?;
        slowest_ms = slowest_ms.max(click.elapsed().as_secs_f64() * 1000.0);
        by = -by;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(slowest_ms)
}

/// A provider with so many orders of one customer, on a port of its own.
async fn provider(orders: u32) -> Result<String> {
    let router = Router::new()
        .route("/v1/hello", get(async || Json(hello())))
        .route("/v1/sign-in", post(async || Json(signed_in())))
        .route("/v1/catalogue", get(async || Json(catalogue())))
        .route("/v1/sync", post(sync))
        .with_state(orders);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}

/// No change is taken: the desk keeps its clicks, which is all the same here.
async fn sync(State(orders): State<u32>, Json(request): Json<SyncRequest>) -> impl IntoResponse {
    let from: u32 = request.cursor.as_deref().map_or(0, |cursor| cursor.parse().unwrap_or_default());
    let to = from.saturating_add(u32::try_from(ROWS_PER_PAGE).unwrap_or_default()).min(orders);
    Json(SyncReply {
        reset: request.cursor.is_none(),
        results: Vec::new(),
        rows: (from..to).map(|n| Row::Order { order: Box::new(order(n)) }).collect(),
        cursor: to.to_string(),
        more: to < orders,
        last_seq: 0,
        catalogue: "1".into(),
    })
}

fn of<T: serde::de::DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).expect("as the contract says")
}

fn hello() -> Hello {
    of(
        json!({ "product": "pannier", "provider": "Bench", "version": "0", "protocol": 1, "gateways": ["sandbox"],
        "live": false, "terms": { "currency": "EUR", "shipping_minor": 0, "shipping_tax": 0 } }),
    )
}

fn signed_in() -> SignedIn {
    let customer: Customer =
        of(json!({ "id": "c-1", "name": "Ada", "email": "ada@example.org", "role": "customer" }));
    SignedIn { token: "token".into(), customer }
}

fn catalogue() -> CataloguePage {
    let service: Service = of(json!({
        "id": "service-0", "code": "S0", "category": "garden", "name": "Service 0", "summary": "", "description": "",
        "price": { "minor": 1000, "currency": "EUR" }, "tax": 1900, "delivery": "remote",
        "lead": { "min_days": 1, "max_days": 2 }, "options": [], "keywords": "", "withdrawn": false,
    }));
    let category = of(json!({ "id": "garden", "name": "Garden", "icon": "leaf" }));
    let (categories, services) = (vec![category], vec![service]);
    CataloguePage {
        reset: false,
        categories,
        services,
        cursor: "1".into(),
        more: false,
        total: 1,
        calendar: None,
    }
}

/// Three lines of three services, as orders are.
fn order(n: u32) -> Order {
    let eur = |minor: u32| json!({ "minor": minor, "currency": "EUR" });
    let window = json!({ "earliest": "2026-11-24", "latest": "2026-11-26" });
    let total = 1_000 + n * 7_919 % 20_000;
    let line = |k: u32| {
        let service = (n * 31 + k * 97) % SERVICES;
        let kind = ["Garden", "Window", "Office", "Catering", "Moving"][(service % 5) as usize];
        json!({
            "line": format!("line-{n}-{k}"), "service": format!("service-{service}"), "code": format!("S{service}"),
            "name": format!("{kind} service number {service}"), "choice_names": ["Size: Large", "When: Morning"],
            "choices": [], "quantity": 1 + k, "note": if n.is_multiple_of(10) { "Please ring twice" } else { "" },
            "unit": eur(total / 3), "total": eur(total / 3), "tax_rate": 1900, "tax": eur(total / 18),
            "delivery": "on_site", "promise": window,
        })
    };
    let at_us = BEGIN_US + i64::from(n) * HOUR_US;
    let state = ["completed", "completed", "completed", "cancelled", "confirmed"][(n % 5) as usize];
    of(json!({
        "id": format!("order-{n}"), "number": format!("P-2026-{n:06}"), "state": state, "placed_at_us": at_us,
        "contact": { "name": "Ada Moss", "email": "ada@example.org", "phone": "" },
        "address": { "street": "Lindenallee 4", "extra": "", "postal_code": "50667", "city": "Köln", "country": "DE" },
        "lines": [line(0), line(1), line(2)],
        "totals": { "subtotal": eur(total), "discount": eur(0), "shipping": eur(0), "tax": eur(total / 6), "total": eur(total) },
        "promise": window, "paid": eur(total), "refunded": eur(0), "refunds": [],
        "attempts": [{ "id": format!("attempt-{n}"), "order": format!("order-{n}"), "gateway": "stripe",
            "state": "captured", "amount": eur(total), "pay_url": null, "return_prefix": "", "cancel_prefix": "",
            "decline": null, "created_at_us": at_us }],
        "events": [
            { "at_us": at_us, "actor": "customer", "kind": "placed", "note": "" },
            { "at_us": at_us, "actor": "gateway", "kind": "paid", "note": "" },
            { "at_us": at_us, "actor": "staff", "kind": "started", "note": "" },
            { "at_us": at_us, "actor": "staff", "kind": "finished", "note": "" },
        ],
    }))
}
