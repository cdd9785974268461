//! The vendors' own clients judge the fake: what they take for Stripe or PayPal may be taken so by us.
//!
//! `cargo xtask test` installs them. Elsewhere a test whose judge is missing says so and is no proof; where
//! `PANNIER_TEST_REQUIRE_JUDGES` is set it fails.

mod judge;

use fakepay::FakePay;

use crate::judge::Judge;

#[tokio::test(flavor = "multi_thread")]
async fn stripes_python_client_finds_stripe() {
    let Some(judge) = Judge::python() else { return };
    let fake = FakePay::start().await;
    judge.is_content(&["stripe_python.py", &fake.stripe_base()]);
    let taken = fake.taken();
    let paid = taken.iter().find(|taken| taken.attempt == "a1").expect("the session that was paid");
    assert_eq!((paid.amount.0.as_str(), paid.refunded), ("2500", 2500));
}

#[tokio::test(flavor = "multi_thread")]
async fn stripes_node_client_finds_stripe() {
    let Some(judge) = Judge::node() else { return };
    let fake = FakePay::start().await;
    judge.is_content(&["stripe_node.js", &fake.stripe_base()]);
    assert_eq!(fake.taken().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn paypals_node_client_finds_paypal() {
    let Some(judge) = Judge::node() else { return };
    let fake = FakePay::start().await;
    judge.is_content(&["paypal_node.js", &fake.paypal_base()]);
    let taken = fake.taken();
    assert_eq!((taken.len(), taken[0].refunded), (1, 1250));
}

/// What the vendor's tool can set off, of what a shop hears of.
const TRIGGERS: [&str; 9] = [
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "charge.refunded",
    "charge.dispute.created",
    "charge.dispute.closed",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
];

#[tokio::test(flavor = "multi_thread")]
async fn stripes_command_line_sets_off_the_events_that_a_shop_hears_of() {
    let Some(judge) = Judge::stripe_cli() else { return };
    for kind in TRIGGERS {
        let fake = FakePay::start().await;
        judge.is_content(&["trigger", kind, "--api-base", &fake.stripe_base()]);
        let kinds: Vec<String> = fake.events().into_iter().map(|event| event.kind).collect();
        assert!(kinds.iter().any(|known| known == kind), "{kind} is not among {kinds:?}");
    }
}
