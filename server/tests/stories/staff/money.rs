//! Refunds with the password asked once more, and what staff has to look at.

use std::sync::Arc;

use contract::Code;
use contract::staff::{CloseRequest, RefundRequest, ReviewReason, Reviews, StaffOrder};
use domain::Money;
use domain::order::{OrderMove, OrderState};
use domain::refund::RefundState;
use domain::risk::{Level, Rule, Signs};
use domain::staff::Role;
use reqwest::{Method, StatusCode};
use server::clock::{MINUTE_US, SECOND_US};
use server::tries::Key;

use super::{deed_id, move_now, paid, path, seen};
use crate::engine::on_both;
use crate::odd_gateway::OddGateway;
use crate::shop::{PASSWORD, TestShop};

fn back(minor: Option<i64>, password: &str, order: &StaffOrder) -> RefundRequest {
    RefundRequest {
        id: deed_id(),
        amount: minor.map(|minor| Money::new(minor, order.order.paid.currency)),
        reason: "It rained".into(),
        password: password.into(),
        seen_ver: order.ver,
    }
}

#[test]
fn a_part_goes_back_once_however_often_it_is_sent_and_two_who_mean_the_same_refund_make_one() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let (anna, ben) = (shop.person("anna", Role::Staff).await, shop.person("ben", Role::Staff).await);
        let placed = paid(&shop, &ada, "A-1").await;
        let (before, refunds) = (seen(&anna, &placed.order).await, path(&placed.order, "refunds"));
        let request = back(Some(300), PASSWORD, &before);
        let first: StaffOrder = anna.ok(Method::POST, &refunds, &request).await;
        let again: StaffOrder = anna.ok(Method::POST, &refunds, &request).await;
        assert_eq!((first.order.refunds.len(), again.order.refunds.len()), (1, 1));
        assert_eq!(first.order.refunds[0].state, RefundState::Succeeded);
        assert_eq!(first.order.refunded.minor, 300);
        assert_eq!(first.refundable.expect("some is left").minor, before.order.paid.minor - 300);
        assert_eq!(first.authors.iter().flatten().collect::<Vec<_>>(), ["anna"]);
        // Ben looked at the order before Anna gave it back.
        let refused = ben.refused(Method::POST, &refunds, &back(Some(300), PASSWORD, &before)).await;
        assert_eq!(refused, (StatusCode::CONFLICT, Code::OrderMoved));
        let refused = ben.refused(Method::POST, &refunds, &back(Some(100_000), PASSWORD, &again)).await;
        assert_eq!(refused, (StatusCode::UNPROCESSABLE_ENTITY, Code::RefundTooMuch));
        let all: StaffOrder = ben.ok(Method::POST, &refunds, &back(None, PASSWORD, &again)).await;
        assert_eq!((all.order.refunded, all.refundable), (before.order.paid, None));
        assert_eq!(ada.read_order(&placed.order).await.refunds[0].reason, "It rained");
        shop.close().await;
    });
}

#[test]
fn without_the_right_password_no_money_goes_back_and_guessing_is_slowed_down() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (ada, anna) = (shop.customer("ada").await, shop.person("anna", Role::Staff).await);
        let placed = paid(&shop, &ada, "A-1").await;
        let (order, refunds) = (seen(&anna, &placed.order).await, path(&placed.order, "refunds"));
        let refused = anna.refused(Method::POST, &refunds, &back(None, "a guess", &order)).await;
        assert_eq!(refused, (StatusCode::FORBIDDEN, Code::WrongPassword));
        // The guess counts like one at the door: four more are free, whoever makes them.
        let (account, now_us) = ([Key::Account("anna@example.org".into())], shop.clock.now_us());
        let guess = |later_us: i64| shop.shop.tries.begin(&account, now_us + later_us);
        assert_eq!((0..5).filter(|_| guess(0).is_ok()).count(), 4);
        for seconds in 0..60 {
            guess(seconds * SECOND_US).ok();
        }
        // Also the right one waits now.
        let refused = anna.refused(Method::POST, &refunds, &back(None, PASSWORD, &order)).await;
        assert_eq!(refused, (StatusCode::TOO_MANY_REQUESTS, Code::TooManyTries));
        assert_eq!(seen(&anna, &placed.order).await, order);
        shop.clock.advance(3 * MINUTE_US);
        let given: StaffOrder = anna.ok(Method::POST, &refunds, &back(None, PASSWORD, &order)).await;
        assert_eq!(given.order.refunded, order.order.paid);
        shop.close().await;
    });
}

#[test]
fn a_gateway_that_is_silent_leaves_the_refund_written_down_and_under_way() {
    on_both(async |engine| {
        let shop = TestShop::open_with(engine, Some(Arc::new(OddGateway::default())), |_| {}).await;
        let (ada, anna) = (shop.customer("ada").await, shop.person("anna", Role::Staff).await);
        let placed = ada.order(&shop.service("A-1").await).await;
        ada.reconcile(&placed.attempt).await;
        let order = seen(&anna, &placed.order).await;
        let asked: StaffOrder =
            anna.ok(Method::POST, &path(&placed.order, "refunds"), &back(None, PASSWORD, &order)).await;
        assert_eq!(asked.order.refunds[0].state, RefundState::Requested);
        assert_eq!((asked.order.refunded.minor, asked.refundable), (0, None));
        shop.close().await;
    });
}

#[test]
fn a_doubted_order_is_in_the_queue_with_its_reasons_until_somebody_closes_it_with_a_sentence() {
    on_both(async |engine| {
        let signs = Signs { level: Some(Level::Elevated), cvc_failed: true, ..Signs::default() };
        let odd = OddGateway { signs, ..OddGateway::default() };
        let shop = TestShop::open_with(engine, Some(Arc::new(odd)), |_| {}).await;
        let ada = shop.customer("ada").await;
        let (anna, ben) = (shop.person("anna", Role::Staff).await, shop.person("ben", Role::Staff).await);
        let placed = ada.order(&shop.service("A-1").await).await;
        ada.reconcile(&placed.attempt).await;
        let queue: Reviews = anna.get("/v1/staff/reviews").await;
        let [review] = &queue.reviews[..] else { panic!("one review: {queue:?}") };
        assert_eq!((review.why, review.order.as_ref()), (ReviewReason::Risk, Some(&placed.order)));
        let order = seen(&anna, &placed.order).await;
        assert_eq!(order.risks, [Rule::CvcFailed, Rule::GatewayElevated]);
        assert_eq!(order.reviews, queue.reviews);
        assert_eq!(order.moves, [OrderMove::Approved, OrderMove::Cancelled]);

        let close = format!("/v1/staff/reviews/{}/close", review.id);
        let said = |sentence: &str| CloseRequest { sentence: sentence.into() };
        let refused = anna.refused(Method::POST, &close, &said("  ")).await;
        assert_eq!(refused, (StatusCode::UNPROCESSABLE_ENTITY, Code::InvalidFields));
        for _ in 0..2 {
            let left: Reviews = anna.ok(Method::POST, &close, &said("Called her: all is well")).await;
            assert_eq!(left.reviews, []);
        }
        let refused = ben.refused(Method::POST, &close, &said("Looks fine")).await;
        assert_eq!(refused, (StatusCode::CONFLICT, Code::ReviewClosed));
        let order = move_now(&anna, &placed.order, OrderMove::Approved).await;
        assert_eq!(order.order.state, OrderState::Confirmed);
        let closed = order.reviews[0].closed.as_ref().expect("closed");
        assert_eq!(closed.by.as_deref(), Some("anna"));
        assert_eq!(closed.sentence, "Called her: all is well");
        shop.close().await;
    });
}
