//! Other systems hear of every event once, signed so that the convention's own package takes it.

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use contract::api::{Actor, EventKind, OrderEvent};
use serde_json::{Value, json};
use server::clock::{DAY_US, SECOND_US};
use server::config::Secret;
use server::deliveries::new_secret;
use server::ledger::subscriptions::{self, Unsettled};
use server::ledger::timeline;

use crate::engine::on_both;
use crate::shop::TestShop;

/// A Python with `standardwebhooks`; without it nobody judges the signatures, unless that is required.
const PYTHON: &str = "PANNIER_TEST_PYTHON";
const REQUIRE: &str = "PANNIER_TEST_REQUIRE_WEBHOOKS";

/// What has not happened after this does not happen.
const PATIENCE: Duration = Duration::from_secs(20);

/// A system of the provider, which keeps what it is told.
#[derive(Clone, Default)]
struct Erp {
    told: Arc<Mutex<Vec<(HeaderMap, String)>>>,
    /// How it answers; then it is well again.
    answers: Arc<Mutex<Vec<StatusCode>>>,
}

impl Erp {
    async fn open() -> (Self, String) {
        let erp = Self::default();
        let router = Router::new().route("/hook", post(hear)).with_state(erp.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        (erp, url)
    }

    fn told(&self) -> Vec<(HeaderMap, String)> {
        self.told.lock().expect("no panic").clone()
    }

    fn kinds(&self) -> Vec<String> {
        let kind = |(_, body): &(HeaderMap, String)| {
            let body: Value = serde_json::from_str(body).expect("JSON");
            body["type"].as_str().expect("a type").to_owned()
        };
        self.told().iter().map(kind).collect()
    }
}

async fn hear(State(erp): State<Erp>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let answer = erp.answers.lock().expect("no panic").pop().unwrap_or(StatusCode::NO_CONTENT);
    if answer.is_success() {
        let body = String::from_utf8(body.into()).expect("text");
        erp.told.lock().expect("no panic").push((headers, body));
    }
    answer
}

async fn subscribe(shop: &TestShop, url: &str, kinds: &[EventKind]) -> Secret {
    let new = subscriptions::new(url, kinds.to_vec(), new_secret());
    let (secret, now_us) = (new.secret.clone(), shop.clock.now_us());
    shop.shop.db.write(move |tx| subscriptions::add(tx, &new, now_us)).await.expect("added");
    secret
}

/// Lets the server's worker look until something holds.
async fn until(shop: &TestShop, what: &str, holds: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds().await {
        assert!(Instant::now() < deadline, "{what}");
        shop.shop.wake.deliveries.notify_one();
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn until_told(shop: &TestShop, erp: &Erp, count: usize) {
    until(shop, &format!("{count} are told"), async || erp.told().len() >= count).await;
    assert_eq!(erp.told().len(), count);
}

async fn unsettled(shop: &TestShop) -> Vec<Unsettled> {
    shop.shop.db.read(|tx| subscriptions::unsettled(tx, 10)).await.expect("read")
}

#[test]
fn every_event_is_told_once_to_whom_it_matters() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ((all, all_url), (paid, paid_url)) = (Erp::open().await, Erp::open().await);
        let secret = subscribe(&shop, &all_url, &[]).await;
        subscribe(&shop, &paid_url, &[EventKind::Paid]).await;
        let owner = shop.customer("owner").await;
        let service = shop.service("A-1").await;
        let placed = owner.order(&service).await;
        until_told(&shop, &all, 1).await;
        owner.order(&service).await;
        until_told(&shop, &all, 2).await;
        assert_eq!((all.kinds(), paid.kinds()), (vec!["order.placed".to_owned(); 2], vec![]));
        let (headers, body) = all.told().remove(0);
        let told: Value = serde_json::from_str(&body).expect("JSON");
        assert_eq!(told["data"]["order"], json!(placed.order));
        assert_eq!(told["data"]["number"], json!(placed.number));
        assert!(!body.contains("example.org"), "nothing personal: {body}");
        judge(&headers, &body, &secret);
        shop.close().await;
    });
}

#[test]
fn what_fails_is_tried_again_with_the_same_id_then_it_is_a_dead_letter_that_can_be_made_again() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (erp, url) = Erp::open().await;
        subscribe(&shop, &url, &[]).await;
        erp.answers.lock().expect("no panic").push(StatusCode::INTERNAL_SERVER_ERROR);
        let owner = shop.customer("owner").await;
        owner.order(&shop.service("A-1").await).await;
        until(&shop, "it failed", async || unsettled(&shop).await.len() == 1).await;
        let failed = unsettled(&shop).await.remove(0);
        assert_eq!((failed.state.as_str(), failed.problem.as_str()), ("waiting", "it answered 500"));
        erp.answers.lock().expect("no panic").push(StatusCode::BAD_GATEWAY);
        shop.clock.advance(4 * DAY_US);
        until(&shop, "it is given up", async || unsettled(&shop).await[0].state == "dead").await;
        assert_eq!(erp.told().len(), 0);
        let now_us = shop.clock.now_us();
        let replayed = shop.shop.db.write(move |tx| subscriptions::replay(tx, None, now_us)).await;
        assert_eq!(replayed.expect("replayed"), 1);
        until_told(&shop, &erp, 1).await;
        assert_eq!(erp.told()[0].0["webhook-id"], failed.id.as_str());
        shop.close().await;
    });
}

#[test]
fn an_address_that_is_gone_is_told_nothing_more() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (erp, url) = Erp::open().await;
        subscribe(&shop, &url, &[]).await;
        erp.answers.lock().expect("no panic").push(StatusCode::GONE);
        let owner = shop.customer("owner").await;
        let service = shop.service("A-1").await;
        owner.order(&service).await;
        let ended = async || shop.shop.db.read(subscriptions::all).await.expect("read").is_empty();
        until(&shop, "it has ended", ended).await;
        owner.order(&service).await;
        assert_eq!(shop.shop.db.read(subscriptions::next_due_us).await.expect("read"), None);
        shop.close().await;
    });
}

#[test]
fn two_workers_never_have_the_same_delivery() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let owner = shop.customer("owner").await;
        let order = owner.order(&shop.service("A-1").await).await.order;
        subscribe(&shop, "https://erp.example.org/", &[]).await;
        // Far ahead of the server's own worker.
        let at_us = shop.clock.now_us() + 30 * DAY_US;
        let event = OrderEvent::new(at_us, Actor::Staff, EventKind::Started);
        shop.shop.db.write(move |tx| timeline::record(tx, &order, &event)).await.expect("recorded");
        let claim = move |tx: &mut server::db::Tx<'_>| subscriptions::claim(tx, at_us, 100);
        let (one, two) = tokio::join!(shop.shop.db.write(claim), shop.shop.db.write(claim));
        assert_eq!(one.expect("claimed").len() + two.expect("claimed").len(), 1);
        shop.close().await;
    });
}

/// The convention's own package takes the message, and not one that was touched.
fn judge(headers: &HeaderMap, body: &str, secret: &Secret) {
    let Some(python) = std::env::var_os(PYTHON) else {
        assert!(std::env::var_os(REQUIRE).is_none(), "{REQUIRE} is set, but {PYTHON} is not");
        eprintln!("SKIPPED: nobody judges the signatures, because {PYTHON} names no Python with the package");
        return;
    };
    let header = |name: &str| headers[name].to_str().expect("text").to_owned();
    let names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    let sent: serde_json::Map<String, Value> =
        names.iter().map(|name| ((*name).to_owned(), json!(header(name)))).collect();
    for (body, verdict) in [(body.to_owned(), "genuine"), (format!("{body} "), "forged")] {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/webhook_judge/judge.py");
        let mut judge = Command::new(&python)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python starts");
        let question = json!({"secret": secret.reveal(), "headers": sent, "body": body}).to_string();
        judge.stdin.take().expect("piped").write_all(question.as_bytes()).expect("it listens");
        let output = judge.wait_with_output().expect("it ends");
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), verdict);
    }
    let seconds: i64 = header("webhook-timestamp").parse().expect("a number");
    assert!((jiff::Timestamp::now().as_microsecond() / SECOND_US - seconds).abs() < 300);
}
