//! Paying through Stripe and PayPal: once, for the right amount, whatever gets lost on the way.

use contract::Code;
use contract::api::{AttemptRequest, Decline, EventKind};
use domain::attempt::{AttemptState, Gateway};
use domain::order::OrderState;
use domain::refund::RefundState;
use fakepay::{Endpoint, Fault};
use reqwest::{Method, StatusCode};
use server::clock::{DAY_US, MINUTE_US};
use server::ledger::refunds::Wish;
use server::ledger::reviews;

use crate::engine::on_both;
use crate::shop::attempt_id;
use crate::two_gateways::TwoGateways;

const BOTH: [Gateway; 2] = [Gateway::Stripe, Gateway::Paypal];

fn pay(world: &TwoGateways, gateway: Gateway, reference: &str) {
    match gateway {
        Gateway::Stripe => world.fake.pay(reference),
        _ => world.fake.approve(reference),
    }
}

#[test]
fn a_payment_confirms_the_order_once_however_its_news_comes() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        for gateway in BOTH {
            for (times, reversed, asked_first) in [(1, false, false), (3, true, false), (2, false, true)] {
                let placed = world.order(&ada, gateway).await;
                let reference = world.reference(&ada, &placed.attempt).await;
                pay(&world, gateway, &reference);
                if asked_first {
                    ada.reconcile(&placed.attempt).await;
                }
                world.deliver(times, reversed).await;
                world.deliver(times, reversed).await;
                let order = ada.read_order(&placed.order).await;
                assert_eq!((order.state, order.paid), (OrderState::Confirmed, order.totals.total));
                let paid = order.events.iter().filter(|event| event.kind == EventKind::Paid).count();
                assert_eq!((paid, world.kept(&placed.attempt)), (1, 1), "{gateway:?}");
            }
        }
        world.shop.close().await;
    });
}

#[test]
fn without_any_webhook_looking_is_enough() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        for gateway in BOTH {
            let placed = world.order(&ada, gateway).await;
            assert_eq!(ada.reconcile(&placed.attempt).await.state, OrderState::AwaitingPayment);
            pay(&world, gateway, &world.reference(&ada, &placed.attempt).await);
            assert_eq!(ada.reconcile(&placed.attempt).await.state, OrderState::Confirmed);
        }
        world.shop.close().await;
    });
}

#[test]
fn a_reply_that_is_lost_makes_no_second_page_and_no_second_capture() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        world.fake.fail(Endpoint::StripeCreate, Fault::DropReply, 2);
        world.fake.fail(Endpoint::PaypalCreate, Fault::DropReply, 2);
        for gateway in BOTH {
            let placed = world.order(&ada, gateway).await;
            assert_eq!(ada.attempt(&placed.attempt).await.state, AttemptState::Creating);
            let reference = world.reference(&ada, &placed.attempt).await;
            pay(&world, gateway, &reference);
            world.fake.fail(Endpoint::PaypalCapture, Fault::DropReply, 1);
            let path = format!("/v1/attempts/{}/reconcile", placed.attempt);
            if gateway == Gateway::Paypal {
                let refused = ada.refused(Method::POST, &path, &()).await;
                assert_eq!(refused, (StatusCode::SERVICE_UNAVAILABLE, Code::GatewayUnavailable));
                assert_eq!(ada.attempt(&placed.attempt).await.state, AttemptState::Processing);
            }
            assert_eq!(ada.reconcile(&placed.attempt).await.state, OrderState::Confirmed);
            assert_eq!(world.kept(&placed.attempt), 1);
        }
        assert_eq!(world.fake.taken().len(), 2);
        world.shop.close().await;
    });
}

#[test]
fn a_server_error_that_is_said_again_ends_the_attempt_and_the_order_can_be_paid_by_another() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        world.fake.fail(Endpoint::StripeCreate, Fault::Error500, 1);
        let placed = world.order(&ada, Gateway::Stripe).await;
        let attempt = ada.attempt(&placed.attempt).await;
        assert_eq!((attempt.state, attempt.decline), (AttemptState::Failed, Some(Decline::GatewayError)));
        let second = world.retry(&ada, &placed, Gateway::Paypal).await;
        world.fake.approve(&world.reference(&ada, &second.id).await);
        assert_eq!(ada.reconcile(&second.id).await.state, OrderState::Confirmed);
        world.shop.close().await;
    });
}

#[test]
fn a_gateway_that_is_too_busy_or_forgot_a_token_is_asked_again() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        world.fake.fail(Endpoint::StripeCreate, Fault::TooMany, 1);
        world.fake.fail(Endpoint::PaypalToken, Fault::DropRequest, 1);
        for gateway in BOTH {
            let placed = world.order(&ada, gateway).await;
            assert_eq!(ada.attempt(&placed.attempt).await.state, AttemptState::Open);
        }
        // Tokens end; another one is fetched.
        world.fake.advance(10 * 3_600);
        let placed = world.order(&ada, Gateway::Paypal).await;
        assert_eq!(ada.attempt(&placed.attempt).await.state, AttemptState::Open);
        world.shop.close().await;
    });
}

#[test]
fn another_gateway_gets_the_order_only_when_the_page_before_is_dead() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        for (first, second) in [(Gateway::Stripe, Gateway::Paypal), (Gateway::Paypal, Gateway::Stripe)] {
            let placed = world.order(&ada, first).await;
            let old = world.reference(&ada, &placed.attempt).await;
            let other = world.retry(&ada, &placed, second).await;
            // What is approved or pressed on the old page now moves no money.
            pay(&world, first, &old);
            world.deliver(1, false).await;
            assert_eq!(ada.read_order(&placed.order).await.state, OrderState::AwaitingPayment);
            pay(&world, second, &world.reference(&ada, &other.id).await);
            assert_eq!(ada.reconcile(&other.id).await.state, OrderState::Confirmed);
            assert_eq!((world.kept(&placed.attempt), world.kept(&other.id)), (0, 1));
        }
        world.shop.close().await;
    });
}

#[test]
fn a_page_that_turns_out_paid_is_not_paid_again_elsewhere() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        let placed = world.order(&ada, Gateway::Stripe).await;
        world.fake.pay(&world.reference(&ada, &placed.attempt).await);
        let request = AttemptRequest { attempt: attempt_id(), gateway: Gateway::Paypal };
        let path = format!("/v1/orders/{}/attempts", placed.order);
        let refused = ada.refused(Method::POST, &path, &request).await;
        assert_eq!(refused, (StatusCode::CONFLICT, Code::OrderNotPayable));
        let order = ada.read_order(&placed.order).await;
        assert_eq!((order.state, order.attempts.len()), (OrderState::Confirmed, 1));
        world.shop.close().await;
    });
}

#[test]
fn a_way_to_pay_that_takes_days_confirms_or_fails_when_it_is_over() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        for succeeds in [true, false] {
            let by_debit = world.order(&ada, Gateway::Stripe).await;
            let session = world.reference(&ada, &by_debit.attempt).await;
            world.fake.pay_late(&session);
            let by_paypal = world.order(&ada, Gateway::Paypal).await;
            let order = world.reference(&ada, &by_paypal.attempt).await;
            world.fake.approve(&order);
            world.fake.capture_pending(&order);
            world.deliver(1, false).await;
            for placed in [&by_debit, &by_paypal] {
                assert!(ada.read_order(&placed.order).await.is_processing());
                let request = AttemptRequest { attempt: attempt_id(), gateway: Gateway::Paypal };
                let path = format!("/v1/orders/{}/attempts", placed.order);
                let refused = ada.refused(Method::POST, &path, &request).await;
                assert_eq!(refused, (StatusCode::CONFLICT, Code::AttemptLive));
            }
            world.fake.settle_late(&session, succeeds);
            world.fake.settle_pending(&order, succeeds);
            world.deliver(2, true).await;
            let expected = if succeeds { OrderState::Confirmed } else { OrderState::AwaitingPayment };
            for placed in [&by_debit, &by_paypal] {
                assert_eq!(ada.read_order(&placed.order).await.state, expected);
            }
        }
        world.shop.close().await;
    });
}

#[test]
fn what_is_shown_with_another_amount_or_currency_never_confirms() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        for (gateway, endpoint) in
            [(Gateway::Stripe, Endpoint::StripeRetrieve), (Gateway::Paypal, Endpoint::PaypalGet)]
        {
            for fault in [Fault::WrongAmount, Fault::WrongCurrency] {
                let placed = world.order(&ada, gateway).await;
                pay(&world, gateway, &world.reference(&ada, &placed.attempt).await);
                world.fake.fail(endpoint, fault, 1);
                let order = ada.reconcile(&placed.attempt).await;
                assert_eq!(order.state, OrderState::NeedsReview, "{gateway:?} {fault:?}");
                if gateway == Gateway::Paypal {
                    // Compared before it is taken: nothing was.
                    assert_eq!((order.paid.minor, world.kept(&placed.attempt)), (0, 0));
                }
                world.fake.take_events();
            }
        }
        assert_eq!(world.shop.shop.db.read(reviews::open).await.expect("read").len(), 4);
        world.shop.close().await;
    });
}

#[test]
fn a_declined_instrument_ends_paypals_attempt_and_a_declined_card_leaves_stripes_page_open() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        let placed = world.order(&ada, Gateway::Stripe).await;
        let session = world.reference(&ada, &placed.attempt).await;
        world.fake.decline(&session, "insufficient_funds");
        let attempt = ada.reconcile(&placed.attempt).await.attempts.remove(0);
        assert_eq!((attempt.state, attempt.decline), (AttemptState::Open, Some(Decline::InsufficientFunds)));
        let placed = world.order(&ada, Gateway::Paypal).await;
        world.fake.approve(&world.reference(&ada, &placed.attempt).await);
        world.fake.fail(Endpoint::PaypalCapture, Fault::InstrumentDeclined, 1);
        let attempt = ada.reconcile(&placed.attempt).await.attempts.remove(0);
        assert_eq!((attempt.state, attempt.decline), (AttemptState::Failed, Some(Decline::CardDeclined)));
        world.shop.close().await;
    });
}

#[test]
fn refunds_reach_the_gateway_once_and_stand_as_it_says() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        for (gateway, endpoint) in
            [(Gateway::Stripe, Endpoint::StripeRefund), (Gateway::Paypal, Endpoint::PaypalRefund)]
        {
            let placed = world.order(&ada, gateway).await;
            pay(&world, gateway, &world.reference(&ada, &placed.attempt).await);
            ada.reconcile(&placed.attempt).await;
            world.fake.fail(endpoint, Fault::DropReply, 1);
            let part = domain::Money::new(250, world.shop.shop.settings.terms.currency);
            let wish = server::refunds::request(&world.shop.shop, &placed.number, Some(part), "").await;
            let Ok(Some(Wish::Requested(id))) = wish else { panic!("{wish:?}") };
            while server::refunds::reconcile(&world.shop.shop, &id).await.is_err() {}
            let order = ada.read_order(&placed.order).await;
            assert_eq!((order.refunded, order.refunds[0].state), (part, RefundState::Succeeded));
            let taken = world.fake.taken();
            let taken = taken.iter().find(|taken| taken.attempt == placed.attempt.as_str()).expect("taken");
            assert_eq!(taken.refunded, 250);
            world.deliver(2, true).await;
            assert_eq!(ada.read_order(&placed.order).await.refunded, part);
        }
        world.shop.close().await;
    });
}

#[test]
fn a_refund_that_the_bank_sends_back_counts_as_paid_again() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        let placed = world.order(&ada, Gateway::Stripe).await;
        world.fake.pay(&world.reference(&ada, &placed.attempt).await);
        let paid = ada.reconcile(&placed.attempt).await.paid;
        let wish = server::refunds::request(&world.shop.shop, &placed.number, None, "").await;
        let Ok(Some(Wish::Requested(id))) = wish else { panic!("{wish:?}") };
        server::refunds::reconcile(&world.shop.shop, &id).await.expect("answered");
        world.fake.refund_fails(&world.fake.refunds()[0]);
        world.deliver(2, false).await;
        let order = ada.read_order(&placed.order).await;
        assert_eq!((order.paid, order.refunded.minor), (paid, 0));
        assert_eq!(order.refunds[0].state, RefundState::Failed);
        world.shop.close().await;
    });
}

#[test]
fn comparing_the_books_finds_money_that_nobody_told_us_of() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        let mut placed = Vec::new();
        for gateway in BOTH {
            let one = world.order(&ada, gateway).await;
            pay(&world, gateway, &world.reference(&ada, &one.attempt).await);
            placed.push(one);
        }
        let compared = server::comparison::compare(&world.shop.shop).await.expect("compared");
        let stripe = compared.iter().find(|(gateway, _)| *gateway == Gateway::Stripe).expect("asked");
        let stripe = stripe.1.as_ref().expect("it answered");
        assert_eq!((stripe.payments, stripe.mended, stripe.differences), (1, 1, 0));
        assert_eq!(ada.read_order(&placed[0].order).await.state, OrderState::Confirmed);
        // PayPal lists what we took; this one waits for us, and nothing of it is lost.
        assert_eq!(ada.reconcile(&placed[1].attempt).await.state, OrderState::Confirmed);
        let again = server::comparison::compare(&world.shop.shop).await.expect("compared");
        for (_, compared) in again {
            let compared = compared.expect("it answered");
            assert_eq!((compared.payments, compared.mended, compared.differences), (1, 0, 0));
        }
        world.shop.close().await;
    });
}

#[test]
fn a_page_that_could_not_be_opened_for_longer_than_its_key_lives_is_given_up() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        world.fake.fail(Endpoint::StripeCreate, Fault::DropReply, 100);
        let placed = world.order(&ada, Gateway::Stripe).await;
        world.shop.clock.advance(DAY_US);
        world.fake.heal();
        assert_eq!(ada.attempt(&placed.attempt).await.state, AttemptState::Expired);
        world.shop.clock.advance(MINUTE_US);
        let second = world.retry(&ada, &placed, Gateway::Paypal).await;
        assert_eq!(second.state, AttemptState::Open);
        world.shop.close().await;
    });
}

#[test]
fn a_webhook_that_was_touched_is_refused_and_one_of_somebody_elses_money_does_nothing() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        let placed = world.order(&ada, Gateway::Stripe).await;
        world.fake.pay(&world.reference(&ada, &placed.attempt).await);
        let event = world.fake.take_events().remove(0);
        for gateway in ["stripe", "paypal"] {
            let path = format!("/webhooks/{gateway}");
            let nobody = world.shop.nobody();
            let response = nobody.send_bytes(Method::POST, &path, event.body.clone().into_bytes()).await;
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{gateway}");
        }
        assert_eq!(ada.read_order(&placed.order).await.state, OrderState::AwaitingPayment);
        let other = event.body.replace(placed.attempt.as_str(), "somebody-elses");
        let other = other.replace(&world.reference(&ada, &placed.attempt).await, "cs_test_other");
        let other = fakepay::Event { body: other, ..event };
        assert_eq!(world.fake.deliver(&world.shop.url, &other).await, 200);
        world.acted_upon().await;
        assert_eq!(ada.read_order(&placed.order).await.state, OrderState::AwaitingPayment);
        world.shop.close().await;
    });
}

#[test]
fn without_a_webhook_id_only_calls_about_payments_of_ours_are_kept_and_they_only_make_us_look() {
    on_both(async |engine| {
        let fake = fakepay::FakePay::start().await;
        let shop = crate::shop::TestShop::open_with(engine, None, |settings| {
            crate::two_gateways::with(settings, &fake);
            settings.paypal.as_mut().expect("it has keys").webhook_id = None;
        })
        .await;
        let world = TwoGateways { shop, fake };
        let ada = world.shop.customer("ada").await;
        let placed = world.order(&ada, Gateway::Paypal).await;
        let send = async |attempt: &str| {
            let body = serde_json::json!({"id": format!("WH-{attempt}"), "event_type": "CHECKOUT.ORDER.APPROVED",
                "resource": {"purchase_units": [{"custom_id": attempt}]}});
            let nobody = world.shop.nobody();
            nobody.send_bytes(Method::POST, "/webhooks/paypal", body.to_string().into_bytes()).await.status()
        };
        assert_eq!(send("somebody-elses").await, StatusCode::OK);
        let count =
            |tx: &mut server::db::Tx<'_>| Ok(tx.one("SELECT COUNT(*) FROM webhooks", &[])?.get::<i64>(0)?);
        assert_eq!(world.shop.shop.db.read(count).await.expect("read"), 0);
        // What it says is not believed.
        assert_eq!(send(placed.attempt.as_str()).await, StatusCode::OK);
        world.acted_upon().await;
        assert_eq!(ada.read_order(&placed.order).await.state, OrderState::AwaitingPayment);
        assert_eq!(world.shop.shop.db.read(count).await.expect("read"), 1);
        world.shop.close().await;
    });
}
