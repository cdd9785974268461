//! Gateways that take their time: banks that ask, reviews, refunds that take days, and silence.

use std::time::Duration;

use contract::Code;
use contract::api::Decline;
use domain::Money;
use domain::attempt::{AttemptState, Gateway};
use domain::order::OrderState;
use domain::refund::RefundState;
use fakepay::{Endpoint, Fault};
use reqwest::{Method, StatusCode};
use server::ledger::refunds::Wish;
use server::ledger::reviews;

use crate::engine::{Engine, on_both};
use crate::shop::{Person, TestShop};
use crate::two_gateways::{TwoGateways, with};

const BOTH: [Gateway; 2] = [Gateway::Stripe, Gateway::Paypal];
/// Long enough for an answer on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_millis(1_500);

async fn paid(world: &TwoGateways, person: &Person, gateway: Gateway) -> contract::api::Placed {
    let placed = world.order(person, gateway).await;
    let reference = world.reference(person, &placed.attempt).await;
    world.fake.pay(&reference);
    world.fake.approve(&reference);
    assert_eq!(person.reconcile(&placed.attempt).await.state, OrderState::Confirmed);
    placed
}

/// A person presses a button on the gateway's own page.
async fn press(person: &Person, attempt: &domain::AttemptId, button: &str) {
    let page = person.attempt(attempt).await.pay_url.expect("the page is open");
    let answer = crate::shop::client()
        .post(page)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("press={button}"));
    let answer = answer.send().await.expect("the page answers");
    assert!(answer.status().is_redirection(), "{}", answer.status());
}

#[test]
fn a_bank_that_asks_is_answered_on_the_page_and_a_no_leaves_the_page_open() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        let placed = world.order(&ada, Gateway::Stripe).await;
        press(&ada, &placed.attempt, "ask").await;
        let asked = ada.reconcile(&placed.attempt).await;
        assert_eq!((asked.state, asked.attempts[0].state), (OrderState::AwaitingPayment, AttemptState::Open));
        press(&ada, &placed.attempt, "refuse").await;
        let refused = ada.reconcile(&placed.attempt).await.attempts.remove(0);
        assert_eq!(
            (refused.state, refused.decline),
            (AttemptState::Open, Some(Decline::AuthenticationFailed))
        );
        press(&ada, &placed.attempt, "ask").await;
        press(&ada, &placed.attempt, "confirm").await;
        world.deliver(2, true).await;
        assert_eq!(ada.read_order(&placed.order).await.state, OrderState::Confirmed);
        assert_eq!(world.kept(&placed.attempt), 1);
        world.shop.close().await;
    });
}

#[test]
fn a_payment_that_paypal_reviews_is_paid_when_paypal_says_so_and_not_before() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        for succeeds in [true, false] {
            let placed = world.order(&ada, Gateway::Paypal).await;
            let reference = world.reference(&ada, &placed.attempt).await;
            press(&ada, &placed.attempt, "review").await;
            world.deliver(1, false).await;
            let reviewed = ada.reconcile(&placed.attempt).await;
            assert_eq!((reviewed.is_processing(), reviewed.paid.minor), (true, 0));
            world.fake.settle_pending(&reference, succeeds);
            world.deliver(2, false).await;
            let order = ada.read_order(&placed.order).await;
            let expected = if succeeds { OrderState::Confirmed } else { OrderState::AwaitingPayment };
            assert_eq!((order.state, world.kept(&placed.attempt)), (expected, usize::from(succeeds)));
            if !succeeds {
                // Nothing is lost: another way is open.
                let second = world.retry(&ada, &placed, Gateway::Stripe).await;
                world.fake.pay(&world.reference(&ada, &second.id).await);
                assert_eq!(ada.reconcile(&second.id).await.state, OrderState::Confirmed);
            }
        }
        world.shop.close().await;
    });
}

#[test]
fn a_refund_that_is_pending_counts_when_it_arrives_and_one_that_fails_lowers_nothing() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        world.fake.refunds_take_days();
        for gateway in BOTH {
            for arrives in [true, false] {
                let placed = paid(&world, &ada, gateway).await;
                let before = world.fake.refunds();
                let part = Money::new(400, world.shop.shop.settings.terms.currency);
                let wish = server::refunds::request(&world.shop.shop, &placed.number, Some(part), "").await;
                let Ok(Some(Wish::Requested(id))) = wish else { panic!("{wish:?}") };
                let state = server::refunds::reconcile(&world.shop.shop, &id).await.expect("answered");
                assert_eq!(state, RefundState::Pending);
                let order = ada.read_order(&placed.order).await;
                assert_eq!((order.paid, order.refunded.minor), (order.totals.total, 0), "{gateway:?}");
                // What is on its way cannot be given back once more.
                let rest = Money::new(order.paid.minor - 399, part.currency);
                let wish = server::refunds::request(&world.shop.shop, &placed.number, Some(rest), "").await;
                assert!(matches!(wish, Ok(Some(Wish::TooMuch { .. }))), "{wish:?}");
                let made = world.fake.refunds().into_iter().find(|made| !before.contains(made));
                let made = made.expect("a refund was made");
                if arrives {
                    world.fake.refund_arrives(&made);
                } else {
                    world.fake.refund_fails(&made);
                }
                world.deliver(2, false).await;
                let order = ada.read_order(&placed.order).await;
                let (back, state) =
                    if arrives { (400, RefundState::Succeeded) } else { (0, RefundState::Failed) };
                assert_eq!((order.paid, order.refunded.minor), (order.totals.total, back), "{gateway:?}");
                assert_eq!((order.refunds[0].state, order.state), (state, OrderState::Confirmed));
            }
        }
        // Staff hears of each that failed, once.
        assert_eq!(world.shop.shop.db.read(reviews::open).await.expect("read").len(), 2);
        world.shop.close().await;
    });
}

#[test]
fn without_any_webhook_a_pending_refund_is_asked_for_until_it_ends() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        world.fake.refunds_take_days();
        for gateway in BOTH {
            let placed = paid(&world, &ada, gateway).await;
            let wish = server::refunds::request(&world.shop.shop, &placed.number, None, "").await;
            let Ok(Some(Wish::Requested(id))) = wish else { panic!("{wish:?}") };
            for _ in 0..3 {
                let state = server::refunds::reconcile(&world.shop.shop, &id).await.expect("answered");
                assert_eq!(state, RefundState::Pending);
            }
            for refund in world.fake.refunds() {
                world.fake.refund_arrives(&refund);
            }
            let state = server::refunds::reconcile(&world.shop.shop, &id).await.expect("answered");
            assert_eq!(state, RefundState::Succeeded);
            let order = ada.read_order(&placed.order).await;
            assert_eq!((order.refunded, order.refunds.len()), (order.paid, 1));
            world.fake.take_events();
        }
        world.shop.close().await;
    });
}

async fn impatient(engine: Engine) -> TwoGateways {
    let fake = fakepay::FakePay::start().await;
    let shop = TestShop::open_with(engine, None, |settings| {
        with(settings, &fake);
        settings.gateway_timeout = PATIENCE;
    })
    .await;
    TwoGateways { shop, fake }
}

#[test]
fn a_gateway_that_never_answers_is_not_waited_for_and_leaves_the_order_payable() {
    on_both(async |engine| {
        let world = impatient(engine).await;
        let ada = world.shop.customer("ada").await;
        for (gateway, create, get) in [
            (Gateway::Stripe, Endpoint::StripeCreate, Endpoint::StripeRetrieve),
            (Gateway::Paypal, Endpoint::PaypalCreate, Endpoint::PaypalGet),
        ] {
            world.fake.fail(create, Fault::NeverAnswers, 2);
            let placed = world.order(&ada, gateway).await;
            // The order stands, and says what it waits for.
            let attempt = ada.attempt(&placed.attempt).await;
            assert_eq!((attempt.state, attempt.pay_url), (AttemptState::Creating, None));
            assert_eq!(ada.read_order(&placed.order).await.state, OrderState::AwaitingPayment);
            while ada.attempt(&placed.attempt).await.state == AttemptState::Creating {}
            world.fake.fail(get, Fault::NeverEnds, 1);
            let path = format!("/v1/attempts/{}/reconcile", placed.attempt);
            let refused = ada.refused(Method::POST, &path, &()).await;
            assert_eq!(refused, (StatusCode::SERVICE_UNAVAILABLE, Code::GatewayUnavailable));
            let reference = world.reference(&ada, &placed.attempt).await;
            world.fake.pay(&reference);
            world.fake.approve(&reference);
            while ada.send(Method::POST, &path, Some(&())).await.status() != StatusCode::OK {}
            assert_eq!(ada.read_order(&placed.order).await.state, OrderState::Confirmed);
            assert_eq!((world.fake.pages_of(placed.attempt.as_str()), world.kept(&placed.attempt)), (1, 1));
        }
        world.shop.close().await;
    });
}

#[test]
fn where_paypal_gives_no_token_all_who_wait_hear_it_at_about_the_same_time() {
    on_both(async |engine| {
        let world = impatient(engine).await;
        world.fake.fail(Endpoint::PaypalToken, Fault::NeverAnswers, 100);
        let client = world.shop.shop.gateways.client(Gateway::Paypal).expect("it has keys");
        let begun = tokio::time::Instant::now();
        let asked = futures::future::join_all((0..6).map(|_| client.fetch("5O1"))).await;
        assert!(asked.iter().all(Result::is_err));
        // One after the other they would have waited for six times as long.
        assert!(begun.elapsed() < 4 * PATIENCE, "{:?}", begun.elapsed());
        world.shop.close().await;
    });
}
