//! Tries to pay are counted by customer, desk and delivery address: staff sees why, the next try waits, nobody is locked
//! out, and what is counted can be read by nobody.

use contract::Code;
use contract::api::{AttemptRequest, CheckoutRequest, Placed, QuoteRequest};
use domain::address::Address;
use domain::attempt::Gateway;
use domain::order::OrderState;
use domain::risk::Rule;
use domain::risk::velocity::{Counted, Origin};
use fakepay::{Endpoint, Fault};
use reqwest::{Method, StatusCode};
use server::clock::{DAY_US, MINUTE_US};
use server::ledger::{risk, velocity};

use crate::engine::on_both;
use crate::shop::{Person, TestShop, ask, attempt_id, checkout, checkout_id};
use crate::two_gateways::TwoGateways;

async fn hits(shop: &TestShop, placed: &Placed) -> Vec<Rule> {
    let id = placed.order.clone();
    shop.shop.db.read(move |tx| risk::of_order(tx, &id)).await.expect("read")
}

/// An order that is sent to this street.
async fn order_to(world: &TwoGateways, person: &Person, street: &str) -> Placed {
    let address = Address {
        street: street.into(),
        extra: String::new(),
        postal_code: "53111".into(),
        city: "Bonn".into(),
        region: String::new(),
        country: "DE".into(),
    };
    let lines = vec![ask(&world.shop.service("A-3").await, 1)];
    let destination = Some(domain::Destination {
        country: "DE".into(),
        postal_code: "53111".into(),
        region: String::new(),
    });
    let quote: contract::api::Quote = person
        .ok(Method::POST, "/v1/quotes", &QuoteRequest { lines, destination, ..QuoteRequest::default() })
        .await;
    let request = CheckoutRequest { gateway: Gateway::Stripe, address: Some(address), ..checkout(&quote) };
    person.place(&checkout_id(), &request).await
}

/// Whether another try may begin now.
async fn must_wait(shop: &TestShop, person: &Person) -> bool {
    let quote = person.quote(vec![ask(&shop.service("A-1").await, 1)]).await;
    let path = format!("/v1/checkouts/{}", checkout_id());
    let response = person.send(Method::PUT, &path, Some(&checkout(&quote))).await;
    match response.status() {
        StatusCode::OK => false,
        StatusCode::TOO_MANY_REQUESTS => true,
        other => panic!("{other}"),
    }
}

#[test]
fn cards_that_were_tried_between_two_looks_all_count_and_the_payment_is_held_for_staff() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        let placed = world.order(&ada, Gateway::Stripe).await;
        let session = world.reference(&ada, &placed.attempt).await;
        for card in ["fpA", "fpB", "fpB", "fpC"] {
            world.fake.decline_with(&session, "generic_decline", card);
        }
        world.fake.pay_with(&session, "fpD");
        let order = ada.reconcile(&placed.attempt).await;
        assert_eq!((order.state, order.paid), (OrderState::NeedsReview, order.totals.total));
        let many = |counted| Rule::Many(Origin::Customer, counted);
        assert_eq!(hits(&world.shop, &placed).await, [many(Counted::Cards), many(Counted::Declines)]);
        // The customer hears no more than before.
        let told = serde_json::to_string(&ada.read_order(&placed.order).await).expect("JSON");
        assert!(!told.contains("fp") && !told.contains("many_"), "{told}");
        world.shop.close().await;
    });
}

#[test]
fn a_gateway_that_cannot_list_the_cards_holds_no_payment_up() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        let placed = world.order(&ada, Gateway::Stripe).await;
        let session = world.reference(&ada, &placed.attempt).await;
        world.fake.decline(&session, "generic_decline");
        world.fake.pay(&session);
        let asked = world.fake.requests().len();
        world.fake.fail_after(Endpoint::StripeRetrieve, 1, Fault::Error500);
        assert_eq!(ada.reconcile(&placed.attempt).await.state, OrderState::Confirmed);
        let paths: Vec<_> =
            world.fake.requests().split_off(asked).into_iter().map(|asked| asked.path).collect();
        assert!(paths[1].starts_with("/v1/charges?payment_intent="), "{paths:?}");
        world.shop.close().await;
    });
}

#[test]
fn looking_again_at_a_declined_card_asks_for_the_list_once_and_counts_it_once() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        let placed = world.order(&ada, Gateway::Stripe).await;
        world.fake.decline(&world.reference(&ada, &placed.attempt).await, "generic_decline");
        for _ in 0..10 {
            ada.reconcile(&placed.attempt).await;
        }
        let lists = world.fake.requests().into_iter().filter(|asked| asked.path.contains("/v1/charges"));
        assert_eq!(lists.count(), 1);
        assert!(!must_wait(&world.shop, &ada).await);
        world.shop.close().await;
    });
}

#[test]
fn who_changes_the_account_waits_for_the_declines_of_the_desk_and_other_desks_do_not() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        world.shop.customer("bob").await;
        let bob = world.shop.sign_in_at("bob", ada.desk.clone()).await;
        let eve = world.shop.customer("eve").await;
        for person in [&ada, &bob] {
            let placed = world.order(person, Gateway::Stripe).await;
            let session = world.reference(person, &placed.attempt).await;
            for _ in 0..4 {
                world.fake.decline(&session, "generic_decline");
            }
            person.reconcile(&placed.attempt).await;
        }
        // Four for each of them, eight for the desk.
        assert!(must_wait(&world.shop, &ada).await && must_wait(&world.shop, &bob).await);
        assert!(!must_wait(&world.shop, &eve).await);
        world.shop.clock.advance(2 * MINUTE_US);
        let placed = world.order(&bob, Gateway::Stripe).await;
        let desk = Rule::Many(Origin::Desk, Counted::Declines);
        assert!(hits(&world.shop, &placed).await.contains(&desk));
        world.fake.pay(&world.reference(&bob, &placed.attempt).await);
        assert_eq!(bob.reconcile(&placed.attempt).await.state, OrderState::Confirmed);
        world.shop.close().await;
    });
}

#[test]
fn cards_for_one_address_count_together_however_it_is_typed_and_whoever_orders() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let mut last = None;
        for (name, street, cards) in [
            ("ada", "Am Hang 3", ["fpA", "fpB"]),
            ("bob", "am hang 3.", ["fpC", "fpD"]),
            ("eve", "AM HANG  3", ["fpE", "fpF"]),
        ] {
            let person = world.shop.customer(name).await;
            let placed = order_to(&world, &person, street).await;
            let session = world.reference(&person, &placed.attempt).await;
            world.fake.decline_with(&session, "generic_decline", cards[0]);
            world.fake.pay_with(&session, cards[1]);
            last = Some((person.reconcile(&placed.attempt).await.state, placed));
        }
        let (state, placed) = last.expect("three ordered");
        assert_eq!(state, OrderState::NeedsReview);
        let address = Rule::Many(Origin::Address, Counted::Cards);
        assert_eq!(hits(&world.shop, &placed).await, [address]);
        // Another house is nobody's business.
        let max = world.shop.customer("max").await;
        let placed = order_to(&world, &max, "Am Hang 5").await;
        world.fake.pay(&world.reference(&max, &placed.attempt).await);
        assert_eq!(max.reconcile(&placed.attempt).await.state, OrderState::Confirmed);
        world.shop.close().await;
    });
}

#[test]
fn declines_at_paypal_count_for_the_account_that_pays() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        for _ in 0..5 {
            let placed = world.order(&ada, Gateway::Paypal).await;
            world.fake.approve(&world.reference(&ada, &placed.attempt).await);
            world.fake.fail(Endpoint::PaypalCapture, Fault::InstrumentDeclined, 1);
            ada.reconcile(&placed.attempt).await;
        }
        assert!(must_wait(&world.shop, &ada).await);
        let cards = |tx: &mut server::db::Tx<'_>| {
            let sql = "SELECT COUNT(DISTINCT card), COUNT(*) FROM card_tries";
            let row = tx.one(sql, &[])?;
            Ok((row.get::<i64>(0)?, row.get::<i64>(1)?))
        };
        assert_eq!(world.shop.shop.db.read(cards).await.expect("read"), (1, 5));
        world.shop.close().await;
    });
}

#[test]
fn many_orders_in_an_hour_wait_a_minute_and_then_go_on() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let mut placed = Vec::new();
        for _ in 0..30 {
            placed.push(ada.order(&shop.service("A-1").await).await);
        }
        // The twentieth is the first that staff sees a reason for.
        let many = |origin| Rule::Many(origin, Counted::Attempts);
        assert_eq!(hits(&shop, &placed[18]).await, []);
        assert_eq!(hits(&shop, &placed[19]).await, [many(Origin::Customer), many(Origin::Desk)]);
        assert!(must_wait(&shop, &ada).await);
        let request = AttemptRequest { attempt: attempt_id(), gateway: Gateway::Sandbox };
        let path = format!("/v1/orders/{}/attempts", placed[0].order);
        let refused = ada.refused(Method::POST, &path, &request).await;
        assert_eq!(refused, (StatusCode::TOO_MANY_REQUESTS, Code::TooManyTries));
        shop.clock.advance(MINUTE_US);
        assert!(!must_wait(&shop, &ada).await);
        shop.clock.advance(60 * MINUTE_US);
        assert!(!must_wait(&shop, &ada).await);
        shop.close().await;
    });
}

#[test]
fn what_is_counted_is_hashed_and_goes_when_it_is_not_counted_any_more() {
    on_both(async |engine| {
        let world = TwoGateways::open(engine).await;
        let ada = world.shop.customer("ada").await;
        let placed = order_to(&world, &ada, "Am Hang 3").await;
        let session = world.reference(&ada, &placed.attempt).await;
        world.fake.decline(&session, "generic_decline");
        world.fake.pay(&session);
        ada.reconcile(&placed.attempt).await;
        let kept = |tx: &mut server::db::Tx<'_>| {
            let sql = "SELECT subject FROM attempt_origins UNION ALL SELECT card FROM card_tries";
            let texts =
                tx.query(sql, &[])?.iter().map(|row| row.get::<String>(0)).collect::<Result<Vec<_>, _>>();
            Ok(texts?)
        };
        let texts = world.shop.shop.db.read(kept).await.expect("read");
        assert_eq!(texts.len(), 5);
        let is_hash = |text: &String| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(texts.iter().all(is_hash), "{texts:?}");
        world.shop.clock.advance(2 * DAY_US);
        let now_us = world.shop.clock.now_us();
        world.shop.shop.db.write(move |tx| velocity::drop_old(tx, now_us)).await.expect("dropped");
        assert_eq!(world.shop.shop.db.read(kept).await.expect("read"), [""; 0]);
        world.shop.close().await;
    });
}
