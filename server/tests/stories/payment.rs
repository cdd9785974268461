//! Paid exactly once, or not at all.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use contract::Code;
use contract::api::{Attempt, AttemptRequest, Decline, EventKind, Order};
use domain::OrderId;
use domain::attempt::{AttemptState, Gateway};
use domain::order::OrderState;
use reqwest::{Method, StatusCode};
use server::clock::{DAY_US, MINUTE_US};
use server::payments::ATTEMPTS_PER_ORDER;

use crate::engine::on_both;
use crate::odd_gateway::OddGateway;
use crate::shop::{Person, TestShop, attempt_id};

async fn retry(person: &Person, order: &OrderId) -> Attempt {
    let request = AttemptRequest { attempt: attempt_id(), gateway: Gateway::Sandbox };
    person.ok(Method::POST, &format!("/v1/orders/{order}/attempts"), &request).await
}

fn kinds(order: &Order) -> Vec<EventKind> {
    order.events.iter().map(|event| event.kind).collect()
}

#[test]
fn a_card_that_pays_confirms_the_order() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        let back = ada.press(&placed.attempt, "", &[("card", "pays")]).await;
        let attempt = ada.attempt(&placed.attempt).await;
        assert_eq!(back, attempt.return_prefix);
        assert_eq!(attempt.state, AttemptState::Open, "a redirect is no proof");
        let order = ada.reconcile(&placed.attempt).await;
        assert_eq!(order.state, OrderState::Confirmed);
        assert_eq!(order.paid, order.totals.total);
        assert_eq!(kinds(&order), [EventKind::Placed, EventKind::Paid]);
        let pulled = ada.sync(None, &[]).await;
        let [contract::sync::Row::Order { order: synced }] = &pulled.rows[..] else { panic!("one order") };
        assert_eq!(**synced, order);
        shop.close().await;
    });
}

#[test]
fn twenty_reconciliations_at_once_are_one_capture() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        ada.press(&placed.attempt, "", &[("card", "pays")]).await;
        let orders = futures::future::join_all((0..20).map(|_| ada.reconcile(&placed.attempt))).await;
        assert!(orders.iter().all(|order| order.state == OrderState::Confirmed));
        let order = ada.read_order(&placed.order).await;
        assert_eq!(order.paid, order.totals.total);
        assert_eq!(kinds(&order), [EventKind::Placed, EventKind::Paid]);
        shop.close().await;
    });
}

#[test]
fn the_return_page_alone_is_enough_and_tells_a_stranger_nothing() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        let back = ada.press(&placed.attempt, "", &[("card", "pays")]).await;
        let page = crate::shop::client().get(back).send().await.expect("a page");
        assert!(
            page.headers()["content-security-policy"].to_str().expect("text").contains("default-src 'none'")
        );
        let said = page.text().await.expect("text");
        assert_eq!(ada.read_order(&placed.order).await.state, OrderState::Confirmed);
        let nobody = shop.nobody().send(Method::GET, "/pay/return/no-such-attempt", None::<&()>).await;
        assert_eq!(nobody.text().await.expect("text"), said);
        shop.close().await;
    });
}

#[test]
fn a_refused_card_leaves_the_page_open_for_another_one() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        let page = ada.press(&placed.attempt, "", &[("card", "declined")]).await;
        assert!(page.starts_with("/sandbox/pay/"));
        let shown = shop.nobody().send(Method::GET, &page, None::<&()>).await.text().await.expect("a page");
        assert!(shown.contains("The card was declined"));
        let order = ada.reconcile(&placed.attempt).await;
        assert_eq!(order.attempts[0].state, AttemptState::Open);
        assert_eq!(order.attempts[0].decline, Some(Decline::CardDeclined));
        assert_eq!(ada.pay(&placed.attempt).await.state, OrderState::Confirmed);
        shop.close().await;
    });
}

#[test]
fn leaving_after_a_refusal_ends_the_attempt_and_the_order_can_be_paid_again() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        ada.press(&placed.attempt, "", &[("card", "insufficient_funds")]).await;
        let back = ada.press(&placed.attempt, "/leave", &[]).await;
        assert!(back.contains("/pay/return/"));
        let order = ada.reconcile(&placed.attempt).await;
        assert_eq!(order.state, OrderState::AwaitingPayment);
        assert_eq!(order.attempts[0].state, AttemptState::Failed);
        assert_eq!(order.attempts[0].decline, Some(Decline::InsufficientFunds));
        let second = retry(&ada, &placed.order).await;
        let paid = ada.pay(&second.id).await;
        assert_eq!(paid.state, OrderState::Confirmed);
        assert_eq!(kinds(&paid), [EventKind::Placed, EventKind::PaymentFailed, EventKind::Paid]);
        shop.close().await;
    });
}

#[test]
fn three_refused_cards_end_the_attempt() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        for _ in 0..3 {
            ada.press(&placed.attempt, "", &[("card", "declined")]).await;
        }
        assert_eq!(ada.reconcile(&placed.attempt).await.attempts[0].state, AttemptState::Failed);
        shop.close().await;
    });
}

#[test]
fn cancelling_on_the_page_leaves_the_order_payable() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        let back = ada.press(&placed.attempt, "/cancel", &[]).await;
        assert_eq!(back, ada.attempt(&placed.attempt).await.cancel_prefix);
        let order = ada.reconcile(&placed.attempt).await;
        assert_eq!(order.state, OrderState::AwaitingPayment);
        assert_eq!(order.attempts[0].state, AttemptState::Cancelled);
        let second = retry(&ada, &placed.order).await;
        assert_eq!(ada.pay(&second.id).await.state, OrderState::Confirmed);
        shop.close().await;
    });
}

#[test]
fn the_page_after_giving_up_does_not_claim_that_nothing_was_paid() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        ada.press(&placed.attempt, "", &[("card", "pays")]).await;
        let page = ada.attempt(&placed.attempt).await.cancel_prefix;
        let said = crate::shop::client().get(page).send().await.expect("a page").text().await.expect("text");
        assert!(said.contains("Pannier shows where the order stands"), "{said}");
        assert!(!said.contains("charged") && !said.contains("Not paid"), "{said}");
        assert_eq!(ada.read_order(&placed.order).await.state, OrderState::Confirmed);
        shop.close().await;
    });
}

#[test]
fn a_payment_that_comes_late_confirms_the_order_when_it_is_there() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        ada.press(&placed.attempt, "", &[("card", "late")]).await;
        let order = ada.reconcile(&placed.attempt).await;
        assert_eq!(order.attempts[0].state, AttemptState::Processing);
        // It could still take money, so nothing else may.
        let request = AttemptRequest { attempt: attempt_id(), gateway: Gateway::Sandbox };
        let path = format!("/v1/orders/{}/attempts", placed.order);
        let refused = ada.refused(Method::POST, &path, &request).await;
        assert_eq!(refused, (StatusCode::CONFLICT, Code::AttemptLive));
        shop.clock.advance(MINUTE_US);
        assert_eq!(ada.reconcile(&placed.attempt).await.state, OrderState::Confirmed);
        shop.close().await;
    });
}

#[test]
fn the_bank_s_question_can_be_confirmed_or_refused() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        ada.press(&placed.attempt, "", &[("card", "three_d_secure")]).await;
        ada.press(&placed.attempt, "/authenticate", &[("answer", "no")]).await;
        let order = ada.reconcile(&placed.attempt).await;
        assert_eq!(order.attempts[0].decline, Some(Decline::AuthenticationFailed));
        ada.press(&placed.attempt, "", &[("card", "three_d_secure")]).await;
        ada.press(&placed.attempt, "/authenticate", &[("answer", "yes")]).await;
        assert_eq!(ada.reconcile(&placed.attempt).await.state, OrderState::Confirmed);
        shop.close().await;
    });
}

#[test]
fn refusing_the_bank_s_question_leaves_the_page_its_day_and_not_answering_ends_it() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (ada, service) = (shop.customer("ada").await, shop.service("A-1").await);
        let (refusing, silent) = (ada.order(&service).await, ada.order(&service).await);
        for placed in [&refusing, &silent] {
            ada.press(&placed.attempt, "", &[("card", "three_d_secure")]).await;
        }
        ada.press(&refusing.attempt, "/authenticate", &[("answer", "no")]).await;
        shop.clock.advance(23 * 60 * MINUTE_US);
        assert_eq!(ada.pay(&refusing.attempt).await.state, OrderState::Confirmed);
        assert_eq!(ada.reconcile(&silent.attempt).await.attempts[0].state, AttemptState::Expired);
        shop.close().await;
    });
}

#[test]
fn a_page_whose_time_was_over_once_cannot_be_paid_by_a_clock_that_is_behind() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        let page = ada.attempt(&placed.attempt).await.pay_url.expect("open");
        let path = page.strip_prefix(&shop.url).expect("a page of the sandbox");
        shop.clock.advance(DAY_US);
        let shown = ada.send(Method::GET, path, None::<&()>).await.text().await.expect("a page");
        assert!(shown.contains("This payment has ended"), "{shown}");
        shop.clock.advance(-DAY_US);
        ada.press(&placed.attempt, "", &[("card", "pays")]).await;
        let order = ada.reconcile(&placed.attempt).await;
        assert_eq!(
            (order.state, order.attempts[0].state),
            (OrderState::AwaitingPayment, AttemptState::Expired)
        );
        shop.close().await;
    });
}

#[test]
fn trying_again_closes_a_page_that_is_still_open_and_sending_it_twice_is_harmless() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        let request = AttemptRequest { attempt: attempt_id(), gateway: Gateway::Sandbox };
        let path = format!("/v1/orders/{}/attempts", placed.order);
        let first: Attempt = ada.ok(Method::POST, &path, &request).await;
        let second: Attempt = ada.ok(Method::POST, &path, &request).await;
        assert_eq!(first, second);
        assert_eq!(first.state, AttemptState::Open);
        // The old page cannot be paid any more.
        ada.press(&placed.attempt, "", &[("card", "pays")]).await;
        let order = ada.reconcile(&placed.attempt).await;
        assert_eq!(order.state, OrderState::AwaitingPayment);
        assert_eq!(order.attempts[0].state, AttemptState::Cancelled);
        assert_eq!(ada.pay(&first.id).await.state, OrderState::Confirmed);
        shop.close().await;
    });
}

#[test]
fn the_twenty_first_attempt_of_an_order_is_refused_and_the_open_page_stays() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        for _ in 1..ATTEMPTS_PER_ORDER {
            retry(&ada, &placed.order).await;
        }
        let request = AttemptRequest { attempt: attempt_id(), gateway: Gateway::Sandbox };
        let path = format!("/v1/orders/{}/attempts", placed.order);
        let response = ada.send(Method::POST, &path, Some(&request)).await;
        assert_eq!(response.status(), StatusCode::CONFLICT);
        let failure: contract::Failure = response.json().await.expect("a failure");
        assert_eq!((failure.code, failure.values["attempts"].as_str()), (Code::OrderNotPayable, "20"));
        let last = ada.read_order(&placed.order).await.attempts.pop().expect("twenty");
        assert_eq!(ada.pay(&last.id).await.state, OrderState::Confirmed);
        shop.close().await;
    });
}

#[test]
fn a_page_that_was_paid_meanwhile_is_found_out_before_a_second_one_opens() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        ada.press(&placed.attempt, "", &[("card", "pays")]).await;
        let request = AttemptRequest { attempt: attempt_id(), gateway: Gateway::Sandbox };
        let path = format!("/v1/orders/{}/attempts", placed.order);
        let refused = ada.refused(Method::POST, &path, &request).await;
        assert_eq!(refused, (StatusCode::CONFLICT, Code::OrderNotPayable));
        let order = ada.read_order(&placed.order).await;
        assert_eq!((order.state, order.attempts.len()), (OrderState::Confirmed, 1));
        shop.close().await;
    });
}

#[test]
fn an_order_that_nobody_pays_expires_unless_it_turns_out_paid() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-1").await;
        let (forgotten, paid) = (ada.order(&service).await, ada.order(&service).await);
        ada.press(&paid.attempt, "", &[("card", "pays")]).await;
        shop.clock.advance(8 * DAY_US);
        for placed in [&forgotten, &paid] {
            server::payments::expire(&shop.shop, &placed.order).await.expect("looked at");
        }
        assert_eq!(ada.read_order(&forgotten.order).await.state, OrderState::Expired);
        assert_eq!(ada.read_order(&paid.order).await.state, OrderState::Confirmed);
        let request = AttemptRequest { attempt: attempt_id(), gateway: Gateway::Sandbox };
        let path = format!("/v1/orders/{}/attempts", forgotten.order);
        let refused = ada.refused(Method::POST, &path, &request).await;
        assert_eq!(refused, (StatusCode::CONFLICT, Code::OrderNotPayable));
        shop.close().await;
    });
}

#[test]
fn what_was_begun_at_the_sandbox_can_be_finished_after_it_is_not_offered_any_more() {
    on_both(async |engine| {
        let mut shop = TestShop::open(engine).await;
        let (ada, service) = (shop.customer("ada").await, shop.service("A-1").await);
        let (paid, open, forgotten) =
            (ada.order(&service).await, ada.order(&service).await, ada.order(&service).await);
        ada.press(&paid.attempt, "", &[("card", "pays")]).await;
        let page = ada.attempt(&open.attempt).await.pay_url.expect("open");
        shop.restart(|settings| settings.live = true).await;
        assert_eq!(ada.reconcile(&paid.attempt).await.state, OrderState::Confirmed);
        assert_eq!(ada.reconcile(&open.attempt).await.state, OrderState::AwaitingPayment);
        // Nobody pays with play money now, neither on the old page nor on a new one.
        let page = crate::shop::client().get(page).send().await.expect("an answer");
        assert_eq!(page.status(), StatusCode::NOT_FOUND);
        let request = AttemptRequest { attempt: attempt_id(), gateway: Gateway::Sandbox };
        let path = format!("/v1/orders/{}/attempts", open.order);
        let refused = ada.refused(Method::POST, &path, &request).await;
        assert_eq!(refused, (StatusCode::UNPROCESSABLE_ENTITY, Code::GatewayNotOffered));
        assert_eq!(ada.attempt(&open.attempt).await.state, AttemptState::Open);
        shop.clock.advance(8 * DAY_US);
        server::payments::expire(&shop.shop, &forgotten.order).await.expect("looked at");
        assert_eq!(ada.read_order(&forgotten.order).await.state, OrderState::Expired);
        shop.close().await;
    });
}

#[test]
fn the_sandboxs_page_runs_no_script_and_stands_in_no_frame() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        let address = ada.attempt(&placed.attempt).await.pay_url.expect("open");
        let page = crate::shop::client().get(&address).send().await.expect("a page");
        let policy = page.headers()["content-security-policy"].to_str().expect("text").to_owned();
        let html = page.text().await.expect("text");
        assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("script"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(html.contains("<button type=\"submit\">Pay EUR 10.00</button>"), "{html}");
        assert!(!html.contains("<script"), "{html}");
        shop.close().await;
    });
}

#[test]
fn money_that_does_not_fit_the_order_is_written_down_and_never_confirms_it() {
    on_both(async |engine| {
        for odd in [
            OddGateway { amount_off: -1, ..OddGateway::default() },
            OddGateway { other_currency: true, ..OddGateway::default() },
            OddGateway { live: true, ..OddGateway::default() },
            OddGateway { other_attempt: true, ..OddGateway::default() },
            OddGateway { other_merchant: true, ..OddGateway::default() },
        ] {
            let shop = TestShop::open_with(engine, Some(Arc::new(odd)), |_| {}).await;
            let ada = shop.customer("ada").await;
            let placed = ada.order(&shop.service("A-1").await).await;
            let order = ada.reconcile(&placed.attempt).await;
            assert_eq!(order.state, OrderState::NeedsReview);
            assert_eq!(order.attempts[0].state, AttemptState::Captured);
            assert_eq!(kinds(&order), [EventKind::Placed, EventKind::Doubted]);
            shop.close().await;
        }
    });
}

#[test]
fn an_order_stands_while_its_gateway_is_down_and_its_page_comes_later() {
    on_both(async |engine| {
        let gateway = Arc::new(OddGateway::default());
        gateway.down.store(true, Ordering::Relaxed);
        let shop = TestShop::open_with(engine, Some(gateway.clone()), |_| {}).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        let attempt = ada.attempt(&placed.attempt).await;
        assert_eq!((attempt.state, attempt.pay_url), (AttemptState::Creating, None));
        let path = format!("/v1/attempts/{}/reconcile", placed.attempt);
        let refused = ada.refused(Method::POST, &path, &()).await;
        assert_eq!(refused, (StatusCode::SERVICE_UNAVAILABLE, Code::GatewayUnavailable));
        let before = ada.sync(None, &[]).await;
        gateway.down.store(false, Ordering::Relaxed);
        let attempt = ada.attempt(&placed.attempt).await;
        assert_eq!(attempt.state, AttemptState::Open);
        assert_eq!(attempt.pay_url.as_deref(), Some("https://pay.example/1"));
        // Every desk hears of it.
        let pulled = ada.sync(Some(&before.cursor), &[]).await;
        let [contract::sync::Row::Order { order }] = &pulled.rows[..] else { panic!("one order") };
        assert_eq!(order.attempts, [attempt]);
        shop.close().await;
    });
}

#[test]
fn a_refusal_that_comes_after_the_page_was_opened_does_not_end_the_attempt() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        let (id, now_us) = (placed.attempt.clone(), shop.clock.now_us());
        let refused = shop.shop.db.write(move |tx| server::ledger::payments::refused(tx, &id, now_us)).await;
        refused.expect("heard");
        let order = ada.read_order(&placed.order).await;
        assert_eq!((order.attempts[0].state, kinds(&order)), (AttemptState::Open, vec![EventKind::Placed]));
        shop.close().await;
    });
}

#[test]
fn a_gateway_that_refuses_to_open_a_page_ends_the_attempt() {
    on_both(async |engine| {
        let gateway = OddGateway { refuses: true, ..OddGateway::default() };
        let shop = TestShop::open_with(engine, Some(Arc::new(gateway)), |_| {}).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        let order = ada.read_order(&placed.order).await;
        assert_eq!(order.attempts[0].state, AttemptState::Failed);
        assert_eq!(order.attempts[0].decline, Some(Decline::GatewayError));
        assert_eq!(kinds(&order), [EventKind::Placed, EventKind::PaymentFailed]);
        shop.close().await;
    });
}
