//! A customer's bank, or PayPal, takes a payment back: the order says so, and only what was really taken leaves the books.

use contract::api::{EventKind, Order};
use domain::Money;
use domain::attempt::{AttemptState, Gateway};
use server::ledger::refunds::Wish;
use server::ledger::reviews;

use crate::engine::on_both;
use crate::two_gateways::TwoGateways;

#[test]
fn a_dispute_is_shown_and_its_end_moves_the_books() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        for (status, state, last) in [
            ("won", AttemptState::Captured, EventKind::DisputeWon),
            ("lost", AttemptState::Disputed, EventKind::DisputeLost),
        ] {
            let placed = world.order(&ada, Gateway::Stripe).await;
            world.fake.pay(&world.reference(&ada, &placed.attempt).await);
            ada.reconcile(&placed.attempt).await;
            let taken = world.fake.taken();
            let taken = taken.iter().find(|taken| taken.attempt == placed.attempt.as_str()).expect("taken");
            world.fake.dispute(&taken.reference);
            world.deliver(2, false).await;
            assert_eq!(ada.read_order(&placed.order).await.attempts[0].state, AttemptState::Disputed);
            world.fake.close_dispute(&taken.reference, status);
            world.deliver(2, false).await;
            let order = ada.read_order(&placed.order).await;
            assert_eq!((order.attempts[0].state, order.events.last().expect("some").kind), (state, last));
            // What the bank took back cannot be given back once more.
            let wish = server::refunds::request(&world.shop.shop, &placed.number, None, "").await;
            assert_eq!(matches!(wish, Ok(Some(Wish::Requested(_)))), status == "won", "{wish:?}");
        }
        world.shop.close().await;
    });
}

/// The most that can still go back of an order.
async fn most_refundable(world: &TwoGateways, order: &Order) -> Option<Money> {
    let too_much = Some(Money::new(order.paid.minor + 1, order.paid.currency));
    match server::refunds::request(&world.shop.shop, &order.number, too_much, "").await {
        Ok(Some(Wish::TooMuch { most })) => most,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_dispute_at_paypal_is_shown_and_its_end_moves_what_paypal_moved() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        for (outcome, debited, state, left) in [
            ("RESOLVED_SELLER_FAVOUR", None, AttemptState::Captured, 1_000),
            ("CANCELED_BY_BUYER", None, AttemptState::Captured, 1_000),
            // PayPal pays the customer itself.
            ("RESOLVED_WITH_PAYOUT", None, AttemptState::Captured, 1_000),
            ("RESOLVED_BUYER_FAVOUR", Some("10.00"), AttemptState::Disputed, 0),
            ("RESOLVED_BUYER_FAVOUR", Some("4.00"), AttemptState::Disputed, 600),
            ("ACCEPTED", None, AttemptState::Disputed, 0),
        ] {
            let placed = world.order(&ada, Gateway::Paypal).await;
            world.fake.approve(&world.reference(&ada, &placed.attempt).await);
            ada.reconcile(&placed.attempt).await;
            let taken = world.fake.taken();
            let taken = taken.iter().find(|taken| taken.attempt == placed.attempt.as_str()).expect("taken");
            world.fake.dispute_capture(&taken.reference);
            world.deliver(2, false).await;
            assert_eq!(ada.read_order(&placed.order).await.attempts[0].state, AttemptState::Disputed);
            world.fake.close_capture_dispute(&taken.reference, outcome, debited);
            world.deliver(2, true).await;
            let order = ada.read_order(&placed.order).await;
            let last = order.events.last().expect("some").kind;
            let expected =
                if state == AttemptState::Captured { EventKind::DisputeWon } else { EventKind::DisputeLost };
            assert_eq!((order.attempts[0].state, last), (state, expected), "{outcome}");
            let most = most_refundable(&world, &order).await.map_or(0, |most| most.minor);
            assert_eq!(most, left, "{outcome} {debited:?}");
        }
        assert_eq!(world.shop.shop.db.read(reviews::open).await.expect("read").len(), 6);
        world.shop.close().await;
    });
}
