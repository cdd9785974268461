//! Failures of other shops that were told in public, each as a fact about this one.

use contract::Code;
use contract::api::{EventKind, Order};
use domain::AttemptId;
use domain::attempt::{AttemptState, Gateway};
use domain::order::OrderState;
use domain::refund::RefundState;
use domain::risk::Signs;
use fakepay::{Endpoint, Event, Fault};
use reqwest::{Method, StatusCode};
use server::clock::{DAY_US, MINUTE_US};
use server::db::Tx;
use server::gateways::{Payment, PaymentStatus};
use server::ledger::refunds::Wish;
use server::ledger::{payments, webhooks};

use crate::engine::on_both;
use crate::shop::{Person, TestShop, add, ask, change, checkout, checkout_id};
use crate::two_gateways::{LOOK_EVERY, TwoGateways};

async fn open(world: &TwoGateways, gateway: Gateway) -> (Person, contract::api::Placed, String) {
    let ada = world.shop.customer("ada").await;
    let placed = world.order(&ada, gateway).await;
    let reference = world.reference(&ada, &placed.attempt).await;
    (ada, placed, reference)
}

fn count(order: &Order, kind: EventKind) -> usize {
    order.events.iter().filter(|event| event.kind == kind).count()
}

async fn rows(shop: &TestShop, sql: &'static str) -> i64 {
    let rows = move |tx: &mut Tx<'_>| Ok(tx.one(sql, &[])?.get::<i64>(0)?);
    shop.shop.db.read(rows).await.expect("read")
}

const JOBS_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(60);
const CAPTURES: &str = "SELECT COUNT(*) FROM ledger_entries WHERE kind = 'capture'";
const PAID_MAILS: &str = "SELECT COUNT(*) FROM outbox WHERE kind = 'paid'";

/// Returns once it is so; jobs do it, on a machine that has much else to do.
async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let begun = std::time::Instant::now();
    while !is_so().await {
        assert!(begun.elapsed() < JOBS_TIMEOUT, "{what}");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn execute(shop: &TestShop, sql: &'static str) {
    shop.shop.db.write(move |tx: &mut Tx<'_>| Ok(tx.execute(sql, &[])?)).await.expect("executed");
}

/// <https://github.com/medusajs/medusa/issues/13301>: the order was made when the buyer came back, so who did not come
/// back had paid for nothing.
#[test]
fn a_buyer_who_pays_and_never_comes_back_has_an_order() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let (ada, placed, session) = open(&world, Gateway::Stripe).await;
        assert_eq!(ada.read_order(&placed.order).await.state, OrderState::AwaitingPayment);
        world.fake.pay(&session);
        // Nobody returns, and no desk looks: only the gateway calls.
        world.deliver(1, false).await;
        assert_eq!(ada.read_order(&placed.order).await.state, OrderState::Confirmed);
        world.shop.close().await;
    });
}

/// <https://github.com/medusajs/medusa/issues/4798>: a payment of which the shop heard nothing stayed without an order.
#[test]
fn money_that_nobody_told_the_shop_of_is_found_by_the_shop_itself() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let (ada, placed, session) = open(&world, Gateway::Stripe).await;
        world.fake.pay(&session);
        // No return, no desk, and every webhook is lost.
        world.fake.take_events();
        world.shop.clock.advance(MINUTE_US);
        world.shop.shop.wake.sweeper.notify_one();
        until("the sweeper finds it", async || rows(&world.shop, CAPTURES).await == 1).await;
        assert_eq!(ada.read_order(&placed.order).await.state, OrderState::Confirmed);
        world.shop.close().await;
    });
}

/// Vendure's Stripe plugin answered 200 to a webhook that failed inside, so it never came again.
#[test]
fn a_webhook_is_answered_200_only_once_it_is_kept_and_is_acted_upon_until_that_works() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let (ada, placed, session) = open(&world, Gateway::Stripe).await;
        world.fake.pay(&session);
        let event = world.fake.take_events().remove(0);
        execute(&world.shop, "ALTER TABLE webhooks RENAME TO gone").await;
        // What cannot be kept is asked for again.
        assert_eq!(world.fake.deliver(&world.shop.url, &event).await, 500);
        execute(&world.shop, "ALTER TABLE gone RENAME TO webhooks").await;
        world.fake.fail(Endpoint::StripeRetrieve, Fault::Error500, 1);
        assert_eq!(world.fake.deliver(&world.shop.url, &event).await, 200);
        let failed = |tx: &mut Tx<'_>| webhooks::unsettled(tx, 10);
        let has_failed = async || !world.shop.shop.db.read(failed).await.expect("read").is_empty();
        until("it fails inside", has_failed).await;
        assert_eq!(ada.read_order(&placed.order).await.state, OrderState::AwaitingPayment);
        world.shop.clock.advance(MINUTE_US);
        world.shop.shop.wake.inbox.notify_one();
        world.acted_upon().await;
        assert_eq!(ada.read_order(&placed.order).await.state, OrderState::Confirmed);
        world.shop.close().await;
    });
}

/// <https://github.com/Pinelab-studio/pinelab-vendure-plugins/issues/620>: three webhooks at the same time settled one
/// payment three times.
#[test]
fn three_parallel_webhooks_settle_a_payment_once() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let (ada, placed, session) = open(&world, Gateway::Stripe).await;
        world.fake.pay(&session);
        let event = world.fake.take_events().remove(0);
        let another = |n: usize| {
            let id = format!("evt_parallel_{n}");
            Event { body: event.body.replace(&event.id, &id), id, ..event.clone() }
        };
        let three: Vec<Event> = (0..3).map(another).collect();
        let told = three.iter().map(|event| world.fake.deliver(&world.shop.url, event));
        assert_eq!(futures::future::join_all(told).await, [200, 200, 200]);
        // One worker acts upon them in turn; those of other servers act at the same time.
        let calls = three.iter().map(|event| webhooks::Claimed {
            gateway: Gateway::Stripe,
            id: event.id.clone(),
            kind: event.kind.clone(),
            body: event.body.clone(),
            tries: 0,
            received_us: 0,
        });
        let calls: Vec<_> = calls.collect();
        let acts = calls.iter().map(|call| server::webhooks::act(&world.shop.shop, call));
        assert!(futures::future::join_all(acts).await.iter().all(Result::is_ok));
        world.acted_upon().await;
        let order = ada.read_order(&placed.order).await;
        assert_eq!((count(&order, EventKind::Paid), order.paid), (1, order.totals.total));
        // What seems to come twice would go back by itself.
        assert_eq!(order.refunds, []);
        assert_eq!((rows(&world.shop, CAPTURES).await, rows(&world.shop, PAID_MAILS).await), (1, 1));
        world.shop.close().await;
    });
}

/// <https://github.com/saleor/saleor/issues/14648>: the webhook and the buyer's return both counted the capture.
#[test]
fn a_capture_counts_once_when_the_webhook_races_the_buyers_return() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let (ada, placed, reference) = open(&world, Gateway::Paypal).await;
        world.fake.approve(&reference);
        let event = world.fake.take_events().remove(0);
        let nobody = world.shop.nobody();
        let path = format!("/pay/return/{}", placed.attempt);
        let returns = (0..3).map(|_| nobody.send(Method::GET, &path, None::<&()>));
        let looks = (0..3).map(|_| server::payments::reconcile(&world.shop.shop, &placed.attempt));
        tokio::join!(
            world.fake.deliver(&world.shop.url, &event),
            futures::future::join_all(returns),
            futures::future::join_all(looks),
        );
        world.acted_upon().await;
        world.deliver(1, false).await;
        let order = ada.reconcile(&placed.attempt).await;
        assert_eq!((order.state, order.paid), (OrderState::Confirmed, order.totals.total));
        assert_eq!((count(&order, EventKind::Paid), world.fake.taken().len()), (1, 1));
        assert_eq!(order.refunds, []);
        assert_eq!((rows(&world.shop, CAPTURES).await, rows(&world.shop, PAID_MAILS).await), (1, 1));
        world.shop.close().await;
    });
}

/// <https://github.com/vendurehq/vendure/issues/3680>: the gateway was called inside the transaction, and what was
/// rolled back left a real charge that nobody knew of.
#[test]
fn a_charge_whose_result_could_not_be_stored_was_intended_before_and_is_found_again() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let (ada, placed, reference) = open(&world, Gateway::Paypal).await;
        world.fake.approve(&reference);
        execute(&world.shop, "ALTER TABLE ledger_entries RENAME TO gone").await;
        assert!(server::payments::reconcile(&world.shop.shop, &placed.attempt).await.is_err());
        // The money is taken, and the intent to take it outlived the result.
        assert_eq!(world.fake.taken().len(), 1);
        let state = "SELECT COUNT(*) FROM attempts WHERE state = 'processing' AND next_check_us IS NOT NULL";
        assert_eq!(rows(&world.shop, state).await, 1);
        execute(&world.shop, "ALTER TABLE gone RENAME TO ledger_entries").await;
        assert_eq!(ada.reconcile(&placed.attempt).await.state, OrderState::Confirmed);
        assert_eq!((world.fake.taken().len(), rows(&world.shop, CAPTURES).await), (1, 1));
        world.shop.close().await;
    });
}

/// <https://github.com/vendurehq/vendure/issues/3152>: a refund that the gateway had refused counted as done.
#[test]
fn a_failed_refund_does_not_count_as_done() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let (ada, placed, session) = open(&world, Gateway::Stripe).await;
        world.fake.pay(&session);
        ada.reconcile(&placed.attempt).await;
        world.fake.refunds_take_days();
        let wish = server::refunds::request(&world.shop.shop, &placed.number, None, "").await;
        let Ok(Some(Wish::Requested(id))) = wish else { panic!("{wish:?}") };
        server::refunds::reconcile(&world.shop.shop, &id).await.expect("answered");
        world.fake.refund_fails(&world.fake.refunds()[0]);
        let state = server::refunds::reconcile(&world.shop.shop, &id).await.expect("answered");
        assert_eq!(state, RefundState::Failed);
        let order = ada.read_order(&placed.order).await;
        assert_eq!((order.refunded.minor, order.paid), (0, order.totals.total));
        assert_eq!((count(&order, EventKind::Refunded), count(&order, EventKind::RefundFailed)), (0, 1));
        world.shop.close().await;
    });
}

/// What the gateway says about an attempt that had seemed to be over.
async fn captured_after_all(shop: &TestShop, person: &Person, attempt: &AttemptId) {
    let known = person.attempt(attempt).await;
    let payment = Payment {
        status: PaymentStatus::Captured,
        amount: Some(known.amount),
        attempt: attempt.to_string(),
        order: known.order.to_string(),
        merchant_fits: true,
        capture_ref: format!("late-{attempt}"),
        signs: Signs::default(),
        ..Payment::without_facts(PaymentStatus::Captured, None)
    };
    let (id, now_us) = (attempt.clone(), shop.clock.now_us());
    let settle = move |tx: &mut Tx<'_>| payments::settle(tx, &id, &payment, i64::MAX, now_us);
    shop.shop.db.write(settle).await.expect("settled");
}

/// <https://github.com/mollie/OpenCart/issues/320>: what became of a second attempt overwrote that the first had paid.
#[test]
fn a_second_attempt_that_comes_to_nothing_leaves_what_the_first_has_paid() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let (ada, placed, _) = open(&world, Gateway::Stripe).await;
        let second = world.retry(&ada, &placed, Gateway::Paypal).await;
        let reference = world.reference(&ada, &second.id).await;
        captured_after_all(&world.shop, &ada, &placed.attempt).await;
        assert_eq!(ada.read_order(&placed.order).await.state, OrderState::Confirmed);
        // The other page expires, is left, and is told of in any order.
        world.deliver(2, true).await;
        world.fake.advance(7 * 3_600);
        let nobody = world.shop.nobody();
        nobody.send(Method::GET, &format!("/pay/cancel/{}", second.id), None::<&()>).await;
        world.fake.approve(&reference);
        world.deliver(2, false).await;
        let order = ada.reconcile(&second.id).await;
        assert_eq!((order.state, order.paid), (OrderState::Confirmed, order.totals.total));
        let states: Vec<_> = order.attempts.iter().map(|attempt| attempt.state).collect();
        assert_eq!(states, [AttemptState::Captured, AttemptState::Expired]);
        world.shop.close().await;
    });
}

/// <https://github.com/bwhtech/ls_shop/issues/62>: a cart stayed locked for ever after somebody had left the gateway's page.
#[test]
fn an_abandoned_page_locks_neither_the_cart_nor_the_order() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        let service = world.shop.service("A-1").await;
        ada.sync(None, &[change(1, add(&service, 2, 0))]).await;
        let line = ada.cart().await.remove(0);
        let quote = ada.quote(vec![domain::quote::AskedLine { line: line.id, ..ask(&service, 1) }]).await;
        let request = contract::api::CheckoutRequest { gateway: Gateway::Stripe, ..checkout(&quote) };
        let placed = ada.place(&checkout_id(), &request).await;
        // The page is left as it is; the cart goes on, and so does ordering.
        ada.sync(None, &[change(2, add(&service, 3, 1))]).await;
        assert_eq!(ada.cart().await[0].quantity.get(), 4);
        let other = world.order(&ada, Gateway::Paypal).await;
        assert_ne!(other.order, placed.order);
        // So does the order itself, a while later and elsewhere.
        world.shop.clock.advance(DAY_US / 2);
        world.fake.advance(12 * 3_600);
        let second = world.retry(&ada, &placed, Gateway::Paypal).await;
        world.fake.approve(&world.reference(&ada, &second.id).await);
        assert_eq!(ada.reconcile(&second.id).await.state, OrderState::Confirmed);
        world.shop.close().await;
    });
}

/// Medusa's `GET /store/orders/:id` gave an order with its address to whoever knew its id.
#[test]
fn an_order_is_not_read_by_whoever_knows_its_id() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let (_, placed, _) = open(&world, Gateway::Stripe).await;
        let eve = world.shop.customer("eve").await;
        let nobody = world.shop.nobody();
        for path in [
            format!("/v1/orders/{}", placed.order),
            format!("/v1/orders/{}", placed.number),
            format!("/v1/attempts/{}", placed.attempt),
        ] {
            let strange = eve.send(Method::GET, &path, None::<&()>).await;
            assert_eq!(strange.status(), StatusCode::NOT_FOUND, "{path}");
            let said: contract::Failure = strange.json().await.expect("a failure");
            assert_eq!(said.code, Code::NotFound, "{path}");
            let unsigned = nobody.send(Method::GET, &path, None::<&()>).await;
            assert_eq!(unsigned.status(), StatusCode::UNAUTHORIZED, "{path}");
        }
        world.shop.close().await;
    });
}

/// None of those shops stored what it had promised: the date of delivery was reckoned anew, or not at all.
#[test]
fn what_was_promised_is_stored_with_the_order_and_does_not_move() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        let quote = ada.quote(vec![ask(&world.shop.service("A-1").await, 1)]).await;
        let request = contract::api::CheckoutRequest { gateway: Gateway::Stripe, ..checkout(&quote) };
        let placed = ada.place(&checkout_id(), &request).await;
        // The service takes longer now, and the order is paid days later.
        let slower = "\
code,category,icon,name,summary,description,price,currency,tax_percent,delivery,lead_days,options,keywords
A-1,Garden,leaf,Hedge cut,Neat,We cut it.,10.00,EUR,19,remote,20-30,Size: Small=0 | Large=2.50,green
";
        world.shop.import(slower).await;
        world.shop.clock.advance(DAY_US / 2);
        world.fake.advance(12 * 3_600);
        world.fake.pay(&world.reference(&ada, &placed.attempt).await);
        world.deliver(1, false).await;
        let order = ada.read_order(&placed.order).await;
        assert_eq!((order.state, order.promise), (OrderState::Confirmed, quote.priced.promise));
        let lines: Vec<_> = order.lines.iter().map(|line| line.promise).collect();
        assert_eq!(lines, quote.priced.lines.iter().map(|line| line.promise).collect::<Vec<_>>());
        world.shop.close().await;
    });
}
