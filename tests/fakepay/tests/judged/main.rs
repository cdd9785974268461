//! The vendors' own clients judge the fake: what they take for Stripe or PayPal may be taken so by us.
//!
//! `cargo xtask test` installs them. Elsewhere a test whose judge is missing says so and is no proof; where
//! `PANNIER_TEST_REQUIRE_JUDGES` is set it fails.

mod judge;

use fakepay::{FakePay, Gateway};
use serde_json::json;

use crate::judge::Judge;

#[test]
fn stripes_python_client_finds_stripe() {
    let Some(judge) = Judge::python() else { return };
    let fake = FakePay::start();
    fake.webhooks_to(Gateway::Stripe, "http://127.0.0.1:9/", "whsec_judge");
    let body = "mode=payment&success_url=http://127.0.0.1/&line_items[0][quantity]=1\
                &line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amount]=100\
                &line_items[0][price_data][product_data][name]=Lesson";
    judge.post(&format!("{}/v1/checkout/sessions", fake.stripe_base()), body);
    fake.pay(&fake.sessions()[0].id).unwrap();
    let events = fake.pending_events();
    let event = events.iter().find(|event| event.kind == "checkout.session.completed").unwrap();
    let delivery = fake.delivery(event).unwrap();
    let (_, signature) = delivery.headers.iter().find(|(name, _)| name == "stripe-signature").unwrap();
    let call = json!({
        "body": String::from_utf8(delivery.body.clone()).unwrap(),
        "signature": signature,
        "secret": "whsec_judge",
        "kind": event.kind,
    });
    let said = judge.run(&["stripe_python.py", &fake.stripe_base()], &call.to_string());
    assert!(said.is_content, "{}", said.text);
    assert_eq!(fake.balance("a1"), 0);
}

#[test]
fn stripes_node_client_finds_stripe() {
    let Some(judge) = Judge::node() else { return };
    let fake = FakePay::start();
    let said = judge.run(&["stripe_node.js", &fake.stripe_base()], "");
    assert!(said.is_content, "{}", said.text);
}

#[test]
fn paypals_node_client_finds_paypal() {
    let Some(judge) = Judge::node() else { return };
    let fake = FakePay::start();
    let said = judge.run(&["paypal_node.js", &fake.paypal_base()], "");
    assert!(said.is_content, "{}", said.text);
    assert_eq!(fake.balance("a1"), 0);
}

/// What the vendor's tool can set off, of what a shop hears of.
const TRIGGERS: [&str; 15] = [
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "charge.succeeded",
    "charge.failed",
    "charge.captured",
    "charge.refunded",
    "charge.refund.updated",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
];

#[test]
fn stripes_command_line_sets_off_the_events_that_a_shop_hears_of() {
    let Some(judge) = Judge::stripe_cli() else { return };
    for kind in TRIGGERS {
        let fake = FakePay::start();
        let said = judge.run(&["trigger", kind, "--api-base", &fake.stripe_base()], "");
        assert!(said.is_content, "{kind}: {}", said.text);
        let kinds: Vec<String> = fake.events().into_iter().map(|event| event.kind).collect();
        assert!(kinds.iter().any(|known| known == kind), "{kind} is not among {kinds:?}: {}", said.text);
    }
}
