//! Money goes back once, never more than was taken, and a failed refund changes nothing of what was paid.

use contract::api::EventKind;
use domain::order::OrderState;
use domain::refund::RefundState;
use domain::risk::Signs;
use domain::{AttemptId, Money};
use server::clock::MINUTE_US;
use server::gateways::{Payment, PaymentStatus, RefundFacts, RefundStatus};
use server::ledger::refunds::{self, Wish};
use server::ledger::{payments, reviews};
use server::refunds::{reconcile, request};

use crate::engine::on_both;
use crate::shop::{Person, TestShop};

async fn wish(shop: &TestShop, number: &str, minor: Option<i64>) -> Wish {
    let amount = minor.map(|minor| Money::new(minor, shop.shop.settings.terms.currency));
    let wish = request(&shop.shop, number, amount, "It rained").await.expect("asked");
    wish.expect("the order is there")
}

async fn refund(shop: &TestShop, number: &str, minor: Option<i64>) -> RefundState {
    let Wish::Requested(id) = wish(shop, number, minor).await else { panic!("so much is left") };
    reconcile(&shop.shop, &id).await.expect("the sandbox answers")
}

/// What a gateway says about a payment that was captured after all.
async fn captured_after_all(shop: &TestShop, person: &Person, attempt: &AttemptId) {
    let known = person.attempt(attempt).await;
    let payment = Payment {
        status: PaymentStatus::Captured,
        decline: None,
        amount: Some(known.amount),
        attempt: attempt.to_string(),
        order: known.order.to_string(),
        live: false,
        merchant_fits: true,
        capture_ref: format!("late-{attempt}"),
        signs: Signs::default(),
        tries: Vec::new(),
    };
    let (id, now_us) = (attempt.clone(), shop.clock.now_us());
    let settle = move |tx: &mut server::db::Tx<'_>| payments::settle(tx, &id, &payment, i64::MAX, now_us);
    shop.shop.db.write(settle).await.expect("settled");
}

#[test]
fn parts_of_a_payment_go_back_until_nothing_is_left() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        assert_eq!(wish(&shop, &placed.number, None).await, Wish::TooMuch { most: None });
        let paid = ada.pay(&placed.attempt).await.paid;
        assert_eq!(refund(&shop, &placed.number, Some(300)).await, RefundState::Succeeded);
        let most = Some(Money::new(paid.minor - 300, paid.currency));
        assert_eq!(wish(&shop, &placed.number, Some(paid.minor)).await, Wish::TooMuch { most });
        assert_eq!(wish(&shop, &placed.number, Some(0)).await, Wish::TooMuch { most });
        assert_eq!(refund(&shop, &placed.number, None).await, RefundState::Succeeded);
        let order = ada.read_order(&placed.order).await;
        assert_eq!((order.state, order.paid, order.refunded), (OrderState::Confirmed, paid, paid));
        assert_eq!(order.refunds.iter().map(|refund| refund.amount.minor).sum::<i64>(), paid.minor);
        assert_eq!(order.refunds[0].reason, "It rained");
        shop.close().await;
    });
}

#[test]
fn twenty_wishes_at_once_give_no_more_back_than_was_taken() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        let paid = ada.pay(&placed.attempt).await.paid;
        let wishes = futures::future::join_all((0..20).map(|_| wish(&shop, &placed.number, Some(400)))).await;
        let granted = wishes.iter().filter(|wish| matches!(wish, Wish::Requested(_))).count();
        assert_eq!(granted, usize::try_from(paid.minor / 400).expect("a few"));
        shop.close().await;
    });
}

#[test]
fn a_failed_refund_never_lowers_what_was_paid_and_staff_hears_of_it() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        ada.pay(&placed.attempt).await;
        let Wish::Requested(id) = wish(&shop, &placed.number, None).await else { panic!("it is paid") };
        assert_eq!(reconcile(&shop.shop, &id).await.expect("answered"), RefundState::Succeeded);
        let before = ada.read_order(&placed.order).await;
        // Days later the bank sends it back.
        let facts = RefundFacts { gateway_ref: None, status: RefundStatus::Failed, problem: "closed".into() };
        let (failed, now_us) = (id.clone(), shop.clock.now_us());
        let settle = move |tx: &mut server::db::Tx<'_>| refunds::settle(tx, &failed, &facts, now_us);
        shop.shop.db.write(settle.clone()).await.expect("settled");
        shop.shop.db.write(settle).await.expect("settled again");
        let order = ada.read_order(&placed.order).await;
        assert_eq!((order.paid, order.refunded.minor), (before.paid, 0));
        assert_eq!(order.refunds[0].state, RefundState::Failed);
        let failures = order.events.iter().filter(|event| event.kind == EventKind::RefundFailed).count();
        assert_eq!(failures, 1);
        let open = shop.shop.db.read(reviews::open).await.expect("read");
        assert_eq!(open.len(), 1);
        assert!(open[0].detail.contains("closed"), "{}", open[0].detail);
        // It can be tried again, and now the whole is left.
        assert_eq!(refund(&shop, &placed.number, None).await, RefundState::Succeeded);
        shop.close().await;
    });
}

#[test]
fn money_that_comes_for_an_order_that_is_over_goes_back_by_itself() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        shop.clock.advance(shop.shop.settings.order_expiry_us + MINUTE_US);
        server::payments::expire(&shop.shop, &placed.order).await.expect("expired");
        captured_after_all(&shop, &ada, &placed.attempt).await;
        let order = ada.read_order(&placed.order).await;
        assert_eq!((order.state, order.paid), (OrderState::Expired, order.totals.total));
        let [refund] = &order.refunds[..] else { panic!("one refund") };
        assert_eq!(refund.amount, order.totals.total);
        reconcile(&shop.shop, &refund.id).await.expect("the sandbox answers");
        assert_eq!(ada.read_order(&placed.order).await.refunded, order.totals.total);
        assert_eq!(shop.shop.db.read(reviews::open).await.expect("read").len(), 1);
        shop.close().await;
    });
}

#[test]
fn a_payment_that_had_seemed_cancelled_and_was_captured_pays_the_order_that_still_waits() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        ada.press(&placed.attempt, "/cancel", &[]).await;
        ada.reconcile(&placed.attempt).await;
        captured_after_all(&shop, &ada, &placed.attempt).await;
        captured_after_all(&shop, &ada, &placed.attempt).await;
        let order = ada.read_order(&placed.order).await;
        assert_eq!(
            (order.state, order.paid, order.refunds.len()),
            (OrderState::Confirmed, order.totals.total, 0)
        );
        shop.close().await;
    });
}
