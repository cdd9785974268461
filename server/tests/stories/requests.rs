//! What the server asks Stripe and PayPal for, judged by the types in the vendors' own packages.

use std::io::Write;
use std::process::{Command, Stdio};

use domain::attempt::Gateway;
use fakepay::Recorded;
use serde_json::{Value, json};
use server::ledger::refunds::Wish;

use crate::engine::on_both;
use crate::two_gateways::TwoGateways;

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

/// The body of a request that makes something at PayPal, with its path.
fn paypal_request(recorded: &Recorded) -> Option<Value> {
    let path = recorded.path.strip_prefix("/paypal").unwrap_or(&recorded.path);
    let makes = recorded.method == "POST" && path.starts_with("/v2/");
    let body: Value = makes.then(|| serde_json::from_str(&recorded.body).expect("JSON"))?;
    Some(json!({"path": path, "body": body}))
}

/// A judge: the variable that leads to it, the one that requires it, and what is run; without it nothing is judged.
struct Judge {
    variable: &'static str,
    required: &'static str,
    script: &'static str,
}

const STRIPE: Judge = Judge {
    variable: "PANNIER_TEST_PYTHON",
    required: "PANNIER_TEST_REQUIRE_STRIPE",
    script: concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stripe_requests/check.py"),
};

const PAYPAL: Judge = Judge {
    variable: "PANNIER_TEST_JUDGES",
    required: "PANNIER_TEST_REQUIRE_JUDGES",
    script: concat!(env!("CARGO_MANIFEST_DIR"), "/tests/paypal_requests/check.js"),
};

impl Judge {
    /// What it objects to.
    fn objects_to(&self, requests: &[Value]) -> Option<Vec<String>> {
        let Some(place) = std::env::var_os(self.variable) else {
            assert!(std::env::var_os(self.required).is_none(), "{} is not set", self.variable);
            eprintln!("SKIPPED: {} leads to no judge of requests", self.variable);
            return None;
        };
        let is_python = self.script.ends_with(".py");
        let mut command = if is_python { Command::new(&place) } else { Command::new("node") };
        command.arg(self.script);
        if !is_python {
            command.arg(&place);
        }
        let judge = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut judge = judge.expect("the judge starts");
        let asked = serde_json::to_vec(requests).expect("JSON");
        judge.stdin.take().expect("piped").write_all(&asked).expect("it listens");
        let output = judge.wait_with_output().expect("it ends");
        Some(serde_json::from_slice(&output.stdout).expect("a list of problems"))
    }
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
        if let Some(problems) = STRIPE.objects_to(&requests) {
            assert_eq!(problems, Vec::<String>::new());
            // The judge is awake.
            let wrong = json!({"method": "POST", "path": "/v1/refunds", "form": [["amount", "a lot"]]});
            assert_eq!(STRIPE.objects_to(&[wrong]).map(|problems| problems.len()), Some(1));
        }
        world.shop.close().await;
    });
}

#[test]
fn what_paypal_is_asked_for_fits_the_schemas_of_its_own_package() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        let paid = world.order(&ada, Gateway::Paypal).await;
        world.fake.approve(&world.reference(&ada, &paid.attempt).await);
        ada.reconcile(&paid.attempt).await;
        let part = domain::Money::new(100, world.shop.shop.settings.terms.currency);
        let wish = server::refunds::request(&world.shop.shop, &paid.number, Some(part), "").await;
        let Ok(Some(Wish::Requested(id))) = wish else { panic!("{wish:?}") };
        server::refunds::reconcile(&world.shop.shop, &id).await.expect("answered");
        let requests: Vec<Value> = world.fake.requests().iter().filter_map(paypal_request).collect();
        // A job may ask for the same refund at the same time, with the same key.
        for part in ["/orders", "/capture", "/refund"] {
            let asked = requests.iter().any(|request| request["path"].as_str().unwrap_or("").ends_with(part));
            assert!(asked, "{part} was not asked: {requests:?}");
        }
        if let Some(problems) = PAYPAL.objects_to(&requests) {
            assert_eq!(problems, Vec::<String>::new());
            // The judge is awake.
            let wrong = json!({"path": "/v2/checkout/orders", "body": {"intent": "CAPTURE", "units": []}});
            assert_ne!(PAYPAL.objects_to(&[wrong]), Some(Vec::new()));
        }
        world.shop.close().await;
    });
}
