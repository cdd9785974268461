//! Customers cancel their orders themselves: what comes back is seen first, comes back once, and never more.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use contract::Code;
use contract::api::{Actor, CancelRequest, EventKind, Hello, Order, Placed};
use domain::attempt::{AttemptState, Gateway};
use domain::money::BasisPoints;
use domain::order::{OrderMove, OrderState};
use domain::policy::{Policy, Preview};
use domain::refund::RefundState;
use domain::{Currency, Money, OrderId, RequestId};
use reqwest::{Method, StatusCode};
use server::clock::{DAY_US, MINUTE_US};
use server::ledger::orders::StaffMove;
use server::ledger::{calendar, coupons, promises};

use crate::engine::{Engine, on_both};
use crate::odd_gateway::OddGateway;
use crate::shop::{Person, TestShop};
use crate::two_gateways::TwoGateways;

pub fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::new("EUR").expect("known"))
}

pub fn request_id() -> RequestId {
    RequestId::new(server::ledger::new_id()).expect("an id")
}

pub fn back(refund: i64, kept: i64) -> Preview {
    Preview { refund: eur(refund), kept: eur(kept) }
}

fn path(order: &OrderId) -> String {
    format!("/v1/orders/{order}/cancellation")
}

fn request(agreed: Preview) -> CancelRequest {
    CancelRequest { id: request_id(), agreed }
}

async fn previewed(person: &Person, order: &OrderId) -> Preview {
    person.get(&path(order)).await
}

async fn cancelled(person: &Person, order: &OrderId, agreed: Preview) -> Order {
    person.ok(Method::POST, &path(order), &request(agreed)).await
}

async fn refused(person: &Person, order: &OrderId, agreed: Preview) -> (StatusCode, Code) {
    person.refused(Method::POST, &path(order), &request(agreed)).await
}

pub async fn given_back(shop: &TestShop, order: &Order) {
    for refund in order.refunds.iter().filter(|refund| refund.state.is_open()) {
        server::refunds::reconcile(&shop.shop, &refund.id).await.expect("the gateway answers");
    }
}

pub async fn paid(shop: &TestShop, person: &Person) -> Placed {
    let placed = person.order(&shop.service("A-1").await).await;
    person.pay(&placed.attempt).await;
    placed
}

fn count(order: &Order, kind: EventKind) -> usize {
    order.events.iter().filter(|event| event.kind == kind).count()
}

async fn with_policy(engine: Engine, policy: Policy) -> TestShop {
    TestShop::open_with(engine, None, |settings| settings.policy = policy).await
}

#[test]
fn a_paid_order_is_cancelled_and_everything_comes_back() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = paid(&shop, &ada).await;
        let preview = previewed(&ada, &placed.order).await;
        assert_eq!(preview, back(1_000, 0));
        let order = cancelled(&ada, &placed.order, preview).await;
        assert_eq!((order.state, order.refunds.len()), (OrderState::Cancelled, 1));
        let told = order.events.iter().find(|event| event.kind == EventKind::Cancelled).expect("told");
        assert_eq!(told.actor, Actor::Customer);
        given_back(&shop, &order).await;
        let order = ada.read_order(&placed.order).await;
        assert_eq!((order.paid, order.refunded), (eur(1_000), eur(1_000)));
        shop.close().await;
    });
}

#[test]
fn an_unpaid_order_is_cancelled_after_its_page_was_closed_and_gives_its_coupon_back() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        let used = uses_a_coupon(&shop, &ada, &placed.order).await;
        assert_eq!(used, 1);
        assert_eq!(previewed(&ada, &placed.order).await, back(0, 0));
        let order = cancelled(&ada, &placed.order, back(0, 0)).await;
        assert_eq!((order.state, order.expires_at_us), (OrderState::Cancelled, None));
        assert_eq!(order.attempts[0].state, AttemptState::Cancelled);
        assert_eq!(shop.shop.db.read(coupons::all).await.expect("read")[0].1, 0);
        // What is pressed on the old page afterwards moves no money.
        let page = ada.attempt(&placed.attempt).await.pay_url;
        assert!(page.is_some());
        shop.close().await;
    });
}

/// Lets an order use the only coupon of the shop, as if it had been placed with it; how many use it then.
async fn uses_a_coupon(shop: &TestShop, person: &Person, order: &OrderId) -> i64 {
    let coupon = domain::coupon::Coupon {
        code: domain::CouponCode::new("TEN").expect("a code"),
        worth: domain::coupon::Worth::Percent { rate: BasisPoints(1_000), cap: None },
        minimum: None,
        from_us: None,
        until_us: None,
        uses_max: Some(1),
        uses_per_customer: None,
        categories: Vec::new(),
    };
    let (customer, order, now_us) =
        (person.id.clone().expect("signed in"), order.clone(), shop.clock.now_us());
    let use_it = move |tx: &mut server::db::Tx<'_>| {
        coupons::add(tx, &coupon, eur(0).currency, now_us)?;
        coupons::take(tx, &coupon.code, &customer, &order, now_us)
    };
    assert!(shop.shop.db.write(use_it).await.expect("written"));
    shop.shop.db.read(coupons::all).await.expect("read")[0].1
}

#[test]
fn an_order_says_until_when_it_waits_for_its_payment() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        let order = ada.read_order(&placed.order).await;
        assert_eq!(order.expires_at_us, Some(order.placed_at_us + shop.shop.settings.order_expiry_us));
        assert_eq!(ada.pay(&placed.attempt).await.expires_at_us, None);
        shop.close().await;
    });
}

#[test]
fn a_fee_is_kept_and_the_rest_comes_back() {
    on_both(async |engine| {
        let policy = Policy { cancel_fee: BasisPoints(3_333), ..Policy::default() };
        let shop = with_policy(engine, policy).await;
        let hello: Hello = shop.nobody().get("/v1/hello").await;
        assert_eq!(hello.policy, policy);
        let ada = shop.customer("ada").await;
        let placed = paid(&shop, &ada).await;
        let preview = previewed(&ada, &placed.order).await;
        assert_eq!(preview, back(667, 333));
        let order = cancelled(&ada, &placed.order, preview).await;
        given_back(&shop, &order).await;
        assert_eq!(ada.read_order(&placed.order).await.refunded, eur(667));
        shop.close().await;
    });
}

#[test]
fn what_staff_gave_back_before_does_not_come_back_twice() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = paid(&shop, &ada).await;
        let agreed = previewed(&ada, &placed.order).await;
        let given = server::refunds::request(&shop.shop, &placed.number, Some(eur(300)), "It rained").await;
        assert!(given.expect("asked").is_some());
        let (status, code) = refused(&ada, &placed.order, agreed).await;
        assert_eq!((status, code), (StatusCode::CONFLICT, Code::PreviewMoved));
        let failure: contract::Failure = ada
            .send(Method::POST, &path(&placed.order), Some(&request(agreed)))
            .await
            .json()
            .await
            .expect("JSON");
        assert_eq!(
            (failure.values["refund_minor"].as_str(), failure.values["kept_minor"].as_str()),
            ("700", "0")
        );
        let order = cancelled(&ada, &placed.order, back(700, 0)).await;
        given_back(&shop, &order).await;
        let order = ada.read_order(&placed.order).await;
        assert_eq!((order.state, order.refunded), (OrderState::Cancelled, eur(1_000)));
        shop.close().await;
    });
}

#[test]
fn twenty_cancellations_at_once_are_one() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = paid(&shop, &ada).await;
        let (path, same) = (path(&placed.order), request(back(1_000, 0)));
        let calls = (0..20).map(|n| {
            let request = if n % 2 == 0 { same.clone() } else { request(back(1_000, 0)) };
            let (ada, path) = (ada.clone(), path.clone());
            async move { ada.send(Method::POST, &path, Some(&request)).await.status() }
        });
        let statuses = futures::future::join_all(calls).await;
        let done = statuses.iter().filter(|status| **status == StatusCode::OK).count();
        assert!(matches!(done, 1 | 10), "one id was granted, as often as it was sent: {statuses:?}");
        let rest = statuses.iter().filter(|status| **status != StatusCode::OK);
        assert!(rest.into_iter().all(|status| *status == StatusCode::CONFLICT), "{statuses:?}");
        let order = ada.read_order(&placed.order).await;
        assert_eq!((count(&order, EventKind::Cancelled), order.refunds.len()), (1, 1));
        given_back(&shop, &order).await;
        assert_eq!(ada.read_order(&placed.order).await.refunded, eur(1_000));
        shop.close().await;
    });
}

#[test]
fn the_same_cancellation_again_is_the_same_and_another_under_its_id_is_refused() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = paid(&shop, &ada).await;
        let request = request(back(1_000, 0));
        let once: Order = ada.ok(Method::POST, &path(&placed.order), &request).await;
        // The refund goes on by itself: only when it has arrived does the order stay as it is.
        given_back(&shop, &once).await;
        let settled = ada.read_order(&placed.order).await;
        let again: Order = ada.ok(Method::POST, &path(&placed.order), &request).await;
        assert_eq!(again, settled);
        let ids = |order: &Order| order.refunds.iter().map(|refund| refund.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&again), ids(&once));
        let other = CancelRequest { agreed: back(1, 0), ..request };
        let (status, code) = ada.refused(Method::POST, &path(&placed.order), &other).await;
        assert_eq!((status, code), (StatusCode::UNPROCESSABLE_ENTITY, Code::RequestConflict));
        assert_eq!(refused(&ada, &placed.order, back(0, 0)).await.1, Code::OrderEnded);
        shop.close().await;
    });
}

#[test]
fn what_turns_out_to_be_paid_while_it_is_cancelled_goes_back() {
    on_both(async |engine| {
        let all = TwoGateways::open(engine).await;
        for gateway in [Gateway::Stripe, Gateway::Paypal] {
            let ada = all.shop.customer(&format!("ada-{gateway:?}").to_lowercase()).await;
            let placed = all.order(&ada, gateway).await;
            let page = all.reference(&ada, &placed.attempt).await;
            match gateway {
                Gateway::Stripe => all.fake.pay(&page),
                _ => all.fake.approve(&page),
            }
            // Nobody has heard of it: the desk agreed to nothing coming back.
            let order = cancelled(&ada, &placed.order, back(0, 0)).await;
            assert_eq!(order.state, OrderState::Cancelled, "{gateway:?}");
            given_back(&all.shop, &order).await;
            all.deliver(2, true).await;
            let order = ada.read_order(&placed.order).await;
            assert_eq!((order.state, order.paid), (OrderState::Cancelled, order.refunded), "{gateway:?}");
            assert_eq!(all.kept(&placed.attempt), 0, "{gateway:?}");
        }
        all.shop.close().await;
    });
}

#[test]
fn with_a_fee_what_turns_out_to_be_paid_is_asked_about_again() {
    on_both(async |engine| {
        let mut all = TwoGateways::open(engine).await;
        all.shop.restart(|settings| settings.policy.cancel_fee = BasisPoints(1_000)).await;
        let ada = all.shop.customer("ada").await;
        let placed = all.order(&ada, Gateway::Stripe).await;
        all.fake.pay(&all.reference(&ada, &placed.attempt).await);
        assert_eq!(
            refused(&ada, &placed.order, back(0, 0)).await,
            (StatusCode::CONFLICT, Code::PreviewMoved)
        );
        assert_eq!(ada.read_order(&placed.order).await.state, OrderState::Confirmed);
        assert_eq!(previewed(&ada, &placed.order).await, back(900, 100));
        all.shop.close().await;
    });
}

#[test]
fn a_cancellation_and_a_webhook_at_once_leave_no_money_behind() {
    on_both(async |engine| {
        let all = TwoGateways::open(engine).await;
        let ada = all.shop.customer("ada").await;
        for _ in 0..4 {
            let placed = all.order(&ada, Gateway::Stripe).await;
            all.fake.pay(&all.reference(&ada, &placed.attempt).await);
            let events = all.fake.take_events();
            let told = events.iter().map(|event| all.fake.deliver(&all.shop.url, event));
            let (_, order) =
                tokio::join!(futures::future::join_all(told), cancelled(&ada, &placed.order, back(0, 0)));
            all.acted_upon().await;
            given_back(&all.shop, &order).await;
            let order = ada.read_order(&placed.order).await;
            given_back(&all.shop, &order).await;
            let order = ada.read_order(&placed.order).await;
            assert_eq!(order.state, OrderState::Cancelled);
            assert_eq!((order.paid, order.refunded), (eur(1_000), eur(1_000)));
            assert_eq!(all.kept(&placed.attempt), 0);
        }
        all.shop.close().await;
    });
}

#[test]
fn a_cancellation_and_the_beginning_of_the_work_at_once_are_one_or_the_other() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        for _ in 0..6 {
            let placed = paid(&shop, &ada).await;
            let begin = server::payments::move_by_staff(&shop.shop, &placed.number, OrderMove::Started, "");
            let (path, request) = (path(&placed.order), request(back(1_000, 0)));
            let cancel = ada.send(Method::POST, &path, Some(&request));
            let (began, cancelled) = tokio::join!(begin, cancel);
            let began = matches!(began.expect("answered"), StaffMove::Moved { .. });
            let order = ada.read_order(&placed.order).await;
            let expected = if began { (OrderState::InProgress, 0) } else { (OrderState::Cancelled, 1) };
            assert_eq!((order.state, order.refunds.len()), expected);
            assert_eq!(cancelled.status() == StatusCode::OK, !began);
        }
        shop.close().await;
    });
}

#[test]
fn what_has_begun_is_over_or_is_looked_at_is_not_the_customers_to_cancel() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = paid(&shop, &ada).await;
        for (by, code) in [(OrderMove::Started, Code::WorkStarted), (OrderMove::Finished, Code::OrderEnded)] {
            server::payments::move_by_staff(&shop.shop, &placed.number, by, "").await.expect("moved");
            assert_eq!(
                ada.refused(Method::GET, &path(&placed.order), &()).await,
                (StatusCode::CONFLICT, code)
            );
            assert_eq!(refused(&ada, &placed.order, back(0, 0)).await, (StatusCode::CONFLICT, code));
        }
        shop.close().await;
        let odd = Arc::new(OddGateway { amount_off: -1, ..OddGateway::default() });
        let shop = TestShop::open_with(engine, Some(odd), |_| {}).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        assert_eq!(ada.reconcile(&placed.attempt).await.state, OrderState::NeedsReview);
        assert_eq!(refused(&ada, &placed.order, back(0, 0)).await.1, Code::OrderInReview);
        shop.close().await;
    });
}

#[test]
fn a_deadline_ends_with_its_hours() {
    on_both(async |engine| {
        let policy = Policy { cancel_hours: Some(24), ..Policy::default() };
        let shop = with_policy(engine, policy).await;
        let ada = shop.customer("ada").await;
        let placed = paid(&shop, &ada).await;
        shop.clock.advance(30 * DAY_US);
        assert_eq!(refused(&shop.sign_in("ada").await, &placed.order, back(0, 0)).await.1, Code::TooLate);
        shop.close().await;
    });
}

#[test]
fn a_deadline_is_reckoned_from_the_midnight_of_the_provider() {
    on_both(async |engine| {
        let policy = Policy { cancel_hours: Some(24), ..Policy::default() };
        let shop = with_policy(engine, policy).await;
        // There midnight comes hours after that of UTC.
        shop.shop.db.write(|tx| calendar::settle(tx, "America/New_York")).await.expect("settled");
        let placed = paid(&shop, &shop.customer("ada").await).await;
        let order = placed.order.clone();
        let last_us = shop.shop.db.read(move |tx| {
            let first = promises::lines(tx, &order)?.iter().map(|line| line.promise.earliest).min();
            Ok(calendar::read(tx, None)?.begins_us(first.expect("a line")) - DAY_US)
        });
        shop.clock.advance(last_us.await.expect("read") - shop.clock.now_us() - 10 * MINUTE_US);
        let ada = shop.sign_in("ada").await;
        previewed(&ada, &placed.order).await;
        shop.clock.advance(10 * MINUTE_US);
        assert_eq!(refused(&ada, &placed.order, back(0, 0)).await.1, Code::TooLate);
        shop.close().await;
    });
}

#[test]
fn a_gateway_that_does_not_answer_leaves_the_order_as_it_was() {
    on_both(async |engine| {
        let odd = Arc::new(OddGateway::default());
        let shop = TestShop::open_with(engine, Some(odd.clone()), |_| {}).await;
        let ada = shop.customer("ada").await;
        odd.down.store(true, Ordering::Relaxed);
        let placed = ada.order(&shop.service("A-1").await).await;
        let (status, code) = refused(&ada, &placed.order, back(0, 0)).await;
        assert_eq!((status, code), (StatusCode::SERVICE_UNAVAILABLE, Code::GatewayUnavailable));
        assert_eq!(ada.read_order(&placed.order).await.state, OrderState::AwaitingPayment);
        shop.close().await;
    });
}

#[test]
fn a_refund_that_fails_after_a_cancellation_is_told_and_lowers_nothing() {
    on_both(async |engine| {
        let all = TwoGateways::open(engine).await;
        let ada = all.shop.customer("ada").await;
        let placed = all.order(&ada, Gateway::Stripe).await;
        all.fake.pay(&all.reference(&ada, &placed.attempt).await);
        ada.reconcile(&placed.attempt).await;
        let order = cancelled(&ada, &placed.order, back(1_000, 0)).await;
        let (id, now_us) = (order.refunds[0].id.clone(), all.shop.clock.now_us());
        let facts = server::gateways::RefundFacts {
            gateway_ref: None,
            status: server::gateways::RefundStatus::Failed,
            problem: "the card is closed".into(),
        };
        let settle =
            move |tx: &mut server::db::Tx<'_>| server::ledger::refunds::settle(tx, &id, &facts, now_us);
        all.shop.shop.db.write(settle).await.expect("settled");
        let order = ada.read_order(&placed.order).await;
        assert_eq!((order.state, order.paid, order.refunded), (OrderState::Cancelled, eur(1_000), eur(0)));
        assert_eq!(order.refunds[0].state, RefundState::Failed);
        all.shop.close().await;
    });
}
