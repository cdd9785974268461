//! Signs of fraud are judged by rules; staff sees why, and the customer no more than that it is looked at.

use std::sync::Arc;

use contract::Code;
use contract::api::{AttemptRequest, EventKind};
use domain::attempt::Gateway;
use domain::order::OrderState;
use domain::risk::{Level, Rule, Signs};
use reqwest::{Method, StatusCode};
use server::clock::{DAY_US, MINUTE_US};
use server::ledger::{reviews, risk};

use crate::engine::on_both;
use crate::odd_gateway::OddGateway;
use crate::shop::{Person, TestShop, attempt_id};

#[test]
fn a_payment_that_the_gateway_suspects_is_looked_at_before_the_order_begins() {
    on_both(async |engine| {
        let signs = Signs { level: Some(Level::Elevated), cvc_failed: true, ..Signs::default() };
        let odd = OddGateway { signs, ..OddGateway::default() };
        let shop = TestShop::open_with(engine, Some(Arc::new(odd)), |_| {}).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        let order = ada.reconcile(&placed.attempt).await;
        assert_eq!((order.state, order.paid), (OrderState::NeedsReview, order.totals.total));
        assert_eq!(order.events.last().expect("events").kind, EventKind::Doubted);
        let id = placed.order.clone();
        let hits = shop.shop.db.read(move |tx| risk::of_order(tx, &id)).await.expect("read");
        assert_eq!(hits, [Rule::CvcFailed, Rule::GatewayElevated]);
        let open = shop.shop.db.read(reviews::open).await.expect("read");
        assert_eq!(open.len(), 1);
        assert!(open[0].detail.contains(Rule::CvcFailed.reason()), "{}", open[0].detail);
        let told = serde_json::to_string(&ada.read_order(&placed.order).await).expect("JSON");
        assert!(!told.contains("cvc") && !told.contains("elevated"), "{told}");
        shop.close().await;
    });
}

#[test]
fn a_new_account_confirms_a_high_value_with_its_bank_and_an_old_one_does_not() {
    on_both(async |engine| {
        let gateway = Arc::new(OddGateway::default());
        let shop = TestShop::open_with(engine, Some(gateway.clone()), |settings| {
            settings.high_value_minor = 1_000;
        })
        .await;
        let ada = shop.customer("ada").await;
        let asked = || gateway.opening.lock().expect("no panic").clone().expect("it was opened").step_up;
        ada.order(&shop.service("A-1").await).await;
        assert!(asked());
        shop.clock.advance(10 * DAY_US);
        ada.order(&shop.service("A-1").await).await;
        assert!(!asked());
        shop.close().await;
    });
}

async fn decline(shop: &TestShop, person: &Person) {
    let placed = person.order(&shop.service("A-1").await).await;
    person.press(&placed.attempt, "", &[("card", "declined")]).await;
    person.press(&placed.attempt, "/leave", &[]).await;
    person.reconcile(&placed.attempt).await;
}

#[test]
fn after_many_declined_payments_the_next_try_waits_and_nobody_is_locked_out() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let bob = shop.customer("bob").await;
        let waiting = ada.order(&shop.service("A-1").await).await;
        ada.press(&waiting.attempt, "/cancel", &[]).await;
        ada.reconcile(&waiting.attempt).await;
        for _ in 0..5 {
            decline(&shop, &ada).await;
        }
        let path = format!("/v1/orders/{}/attempts", waiting.order);
        let request = AttemptRequest { attempt: attempt_id(), gateway: Gateway::Sandbox };
        let refused = ada.refused(Method::POST, &path, &request).await;
        assert_eq!(refused, (StatusCode::TOO_MANY_REQUESTS, Code::TooManyTries));
        // Another customer does not wait for it.
        bob.order(&shop.service("A-1").await).await;
        shop.clock.advance(2 * MINUTE_US);
        let again: contract::api::Attempt = ada.ok(Method::POST, &path, &request).await;
        assert_eq!(ada.pay(&again.id).await.state, OrderState::Confirmed);
        shop.close().await;
    });
}
