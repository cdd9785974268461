//! What the server asks Stripe for, judged by the parameter types of Stripe's own package.

use std::io::Write;
use std::process::{Command, Stdio};

use domain::attempt::Gateway;
use fakepay::Recorded;
use serde_json::{Value, json};
use server::ledger::refunds::Wish;

use crate::engine::on_both;
use crate::two_gateways::TwoGateways;

/// A Python with `stripe`; without it nothing is judged, unless that is required.
const PYTHON: &str = "PANNIER_TEST_PYTHON";
const REQUIRE: &str = "PANNIER_TEST_REQUIRE_STRIPE";

/// A request to Stripe in the words of the judge; none if it went to another gateway.
fn request(recorded: &Recorded) -> Option<Value> {
    let path = recorded.path.strip_prefix("/stripe").unwrap_or(&recorded.path);
    if !recorded.headers.contains_key("stripe-version") {
        return None;
    }
    let (_, query) = path.split_once('?').unwrap_or((path, ""));
    let given = if recorded.method == "GET" { query } else { &recorded.body };
    let form: Vec<(String, String)> = url::form_urlencoded::parse(given.as_bytes()).into_owned().collect();
    Some(json!({"method": recorded.method, "path": path, "form": form}))
}

/// What the judge objects to; none if there is no judge here.
fn judged(requests: &[Value]) -> Option<Vec<String>> {
    let Some(python) = std::env::var_os(PYTHON) else {
        assert!(std::env::var_os(REQUIRE).is_none(), "{REQUIRE} is set, but {PYTHON} is not");
        eprintln!("SKIPPED: no judge of requests, because {PYTHON} names no Python with Stripe's package");
        return None;
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stripe_requests/check.py");
    let mut judge = Command::new(python);
    let judge = judge.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut judge = judge.expect("Python starts");
    let asked = serde_json::to_vec(requests).expect("JSON");
    judge.stdin.take().expect("piped").write_all(&asked).expect("it listens");
    let output = judge.wait_with_output().expect("it ends");
    Some(serde_json::from_slice(&output.stdout).expect("a list of problems"))
}

#[test]
fn what_stripe_is_asked_for_has_the_names_and_types_of_its_own_package() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        let left = world.order(&ada, Gateway::Stripe).await;
        world.retry(&ada, &left, Gateway::Stripe).await;
        let paid = world.order(&ada, Gateway::Stripe).await;
        world.fake.pay(&world.reference(&ada, &paid.attempt).await);
        ada.reconcile(&paid.attempt).await;
        let part = domain::Money::new(100, world.shop.shop.settings.terms.currency);
        let wish = server::refunds::request(&world.shop.shop, &paid.number, Some(part), "").await;
        let Ok(Some(Wish::Requested(id))) = wish else { panic!("{wish:?}") };
        server::refunds::reconcile(&world.shop.shop, &id).await.expect("answered");
        server::refunds::reconcile(&world.shop.shop, &id).await.expect("answered again");
        server::payments::look_at_dispute(&world.shop.shop, &paid.attempt).await.expect("answered");
        server::comparison::compare(&world.shop.shop).await.expect("compared");
        let stripe = world.shop.shop.gateways.client(Gateway::Stripe).expect("it has keys");
        stripe.check().await.expect("the keys work");
        let requests: Vec<Value> = world.fake.requests().iter().filter_map(request).collect();
        for part in ["/expire", "/v1/refunds", "/v1/disputes", "/v1/charges", "/v1/account"] {
            let asked = requests.iter().any(|request| request["path"].as_str().unwrap_or("").contains(part));
            assert!(asked, "{part} was not asked: {requests:?}");
        }
        if let Some(problems) = judged(&requests) {
            assert_eq!(problems, Vec::<String>::new());
            // The judge is awake.
            let wrong = json!({"method": "POST", "path": "/v1/refunds", "form": [["amount", "a lot"]]});
            assert_eq!(judged(&[wrong]).map(|problems| problems.len()), Some(1));
        }
        world.shop.close().await;
    });
}
