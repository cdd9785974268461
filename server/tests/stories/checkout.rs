//! Placing an order: once, for the price that was agreed to.

use contract::Code;
use contract::api::{CheckoutRequest, EventKind, Placed, QuoteRequest};
use domain::attempt::{AttemptState, Gateway};
use domain::cart::CartChange;
use domain::limits::NOTE_CHARS;
use domain::order::OrderState;
use domain::quote::{AskedLine, LineProblem, LineReason};
use domain::{CartId, CheckoutId, QuoteId, ServiceId};
use reqwest::{Method, StatusCode};
use serde_json::json;
use server::ledger::quotes::BINDING_US;

use crate::engine::on_both;
use crate::shop::{Person, TestShop, add, ask, change, checkout, checkout_id};

const CHANGED: &str = "\
code,category,icon,name,summary,description,price,currency,tax_percent,delivery,lead_days,options,keywords
A-1,Garden,leaf,Hedge cut,Neat,We cut it.,11.00,EUR,19,remote,1-3,Size: Small=0 | Large=2.50,green
";

async fn refused(person: &Person, id: &CheckoutId, request: &CheckoutRequest) -> (u16, Code) {
    let (status, code) = person.refused(Method::PUT, &format!("/v1/checkouts/{id}"), request).await;
    (status.as_u16(), code)
}

#[test]
fn an_order_exists_before_anybody_pays_and_its_lines_leave_the_cart() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-1").await;
        ada.sync(None, &[change(1, add(&service, 2, 0))]).await;
        let line = ada.cart().await.remove(0);
        let mut asked = ask(&service, 2);
        asked.line = line.id.clone();
        let quote = ada.quote(vec![asked]).await;
        // Added after the quote: it stays in the cart.
        ada.sync(None, &[change(2, add(&service, 3, 2))]).await;
        let placed = ada.place(&checkout_id(), &checkout(&quote)).await;
        let order = ada.read_order(&placed.order).await;
        assert_eq!(order.state, OrderState::AwaitingPayment);
        assert_eq!(order.totals.total.minor, 2000);
        assert!(order.number.starts_with("P-20") && order.number.ends_with("-000001"), "{}", order.number);
        assert_eq!(order.events.len(), 1);
        assert_eq!(order.events[0].kind, EventKind::Placed);
        assert_eq!(order.attempts[0].state, AttemptState::Open);
        assert!(order.attempts[0].pay_url.as_ref().is_some_and(|url| url.starts_with(&shop.url)));
        let rest = ada.cart().await;
        assert_eq!((rest[0].id.clone(), rest[0].quantity.get()), (line.id, 3));
        shop.close().await;
    });
}

#[test]
fn the_same_checkout_eight_times_at_once_is_one_order() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let quote = ada.quote(vec![ask(&shop.service("A-1").await, 1)]).await;
        let (id, request) = (checkout_id(), checkout(&quote));
        let replies: Vec<Placed> = futures::future::join_all((0..8).map(|_| ada.place(&id, &request))).await;
        assert!(replies.iter().all(|reply| reply == &replies[0]));
        let page: serde_json::Value = ada.get("/v1/orders").await;
        assert_eq!(page["orders"].as_array().map(Vec::len), Some(1));
        // A month later, the reply is still the same.
        shop.clock.advance(30 * server::clock::DAY_US);
        assert_eq!(ada.place(&id, &request).await, replies[0]);
        shop.close().await;
    });
}

#[test]
fn two_desks_that_both_press_pay_for_the_same_cart_make_one_order() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (at_home, service) = (shop.customer("ada").await, shop.service("A-1").await);
        let at_work = shop.sign_in("ada").await;
        at_home.sync(None, &[change(1, add(&service, 2, 0))]).await;
        let mut asked = ask(&service, 2);
        asked.line = at_home.cart().await.remove(0).id;
        let press = async |person: &Person| {
            let quote = person.quote(vec![asked.clone()]).await;
            let path = format!("/v1/checkouts/{}", checkout_id());
            person.send(Method::PUT, &path, Some(&checkout(&quote))).await
        };
        let (first, second) = tokio::join!(press(&at_home), press(&at_work));
        let (lost, won) = if first.status().is_success() { (second, first) } else { (first, second) };
        assert_eq!(won.status(), StatusCode::OK);
        assert_eq!(lost.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(lost.json::<contract::Failure>().await.expect("a failure").code, Code::QuoteChanged);
        let page: serde_json::Value = at_home.get("/v1/orders").await;
        assert_eq!(page["orders"].as_array().map(Vec::len), Some(1));
        // The number of the order that was not made was not used up.
        let third = at_work.order(&service).await;
        assert!(third.number.ends_with("-000002"), "{}", third.number);
        shop.close().await;
    });
}

#[test]
fn what_was_taken_out_of_the_cart_meanwhile_is_not_ordered() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (ada, service) = (shop.customer("ada").await, shop.service("A-1").await);
        ada.sync(None, &[change(1, add(&service, 3, 0))]).await;
        let mut asked = ask(&service, 3);
        asked.line = ada.cart().await.remove(0).id;
        let (cart, line) = (CartId::main(), asked.line.clone());
        let quote = ada.quote(vec![asked]).await;
        let fewer = CartChange::Step { cart: cart.clone(), line: line.clone(), by: -1, seen: 3 };
        ada.sync(None, &[change(2, fewer)]).await;
        assert_eq!(refused(&ada, &checkout_id(), &checkout(&quote)).await, (422, Code::QuoteChanged));
        assert_eq!(ada.cart().await[0].quantity.get(), 2);
        ada.sync(None, &[change(3, CartChange::Remove { cart, line, seen: 2 })]).await;
        assert_eq!(refused(&ada, &checkout_id(), &checkout(&quote)).await, (422, Code::QuoteChanged));
        let page: serde_json::Value = ada.get("/v1/orders").await;
        assert_eq!(page["orders"], json!([]));
        shop.close().await;
    });
}

#[test]
fn a_used_checkout_id_with_another_body_is_a_conflict() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let quote = ada.quote(vec![ask(&shop.service("A-1").await, 1)]).await;
        let (id, mut request) = (checkout_id(), checkout(&quote));
        ada.place(&id, &request).await;
        request.contact.name = "Somebody Else".into();
        assert_eq!(refused(&ada, &id, &request).await, (422, Code::CheckoutConflict));
        shop.close().await;
    });
}

#[test]
fn a_checkout_is_the_same_when_it_says_the_same_whoever_wrote_it_down() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let quote = ada.quote(vec![ask(&shop.service("A-1").await, 1)]).await;
        // With a field from the future, and without one that may be missing.
        let mut sent = json!(checkout(&quote));
        sent["gift"] = json!({"wrapped": true, "card": "Happy birthday"});
        sent.as_object_mut().expect("an object").remove("address");
        let path = format!("/v1/checkouts/{}", checkout_id());
        let placed: Placed = ada.ok(Method::PUT, &path, &sent).await;
        assert_eq!(ada.ok::<Placed>(Method::PUT, &path, &sent).await, placed);
        let members = sent.as_object().expect("an object").iter().rev();
        let members: Vec<String> =
            members.map(|(name, value)| format!("{} : {value}", json!(name))).collect();
        let turned = format!("{{ {} }}", members.join(" , "));
        let again = ada.send_bytes(Method::PUT, &path, turned.into()).await;
        assert_eq!(again.json::<Placed>().await.expect("a reply"), placed);
        sent["gift"]["wrapped"] = json!(false);
        let refused = ada.refused(Method::PUT, &path, &sent).await;
        assert_eq!(refused, (StatusCode::UNPROCESSABLE_ENTITY, Code::CheckoutConflict));
        shop.close().await;
    });
}

#[test]
fn an_order_that_was_placed_is_still_told_when_its_gateway_is_not_offered_any_more() {
    on_both(async |engine| {
        let mut shop = TestShop::open(engine).await;
        let (ada, service) = (shop.customer("ada").await, shop.service("A-1").await);
        let (id, request) = (checkout_id(), checkout(&ada.quote(vec![ask(&service, 1)]).await));
        let placed = ada.place(&id, &request).await;
        shop.restart(|settings| settings.live = true).await;
        assert_eq!(ada.place(&id, &request).await, placed);
        let fresh = checkout(&ada.quote(vec![ask(&service, 1)]).await);
        assert_eq!(refused(&ada, &checkout_id(), &fresh).await, (422, Code::GatewayNotOffered));
        shop.close().await;
    });
}

#[test]
fn a_quote_that_expired_changed_or_is_not_ones_own_is_refused() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (ada, bob) = (shop.customer("ada").await, shop.customer("bob").await);
        let service = shop.service("A-1").await;
        let quote = ada.quote(vec![ask(&service, 1)]).await;
        let id = checkout_id();
        assert_eq!(refused(&bob, &id, &checkout(&quote)).await, (422, Code::QuoteExpired));
        let mut unknown = checkout(&quote);
        unknown.quote = QuoteId::new("never-made").expect("an id");
        assert_eq!(refused(&ada, &id, &unknown).await, (422, Code::QuoteExpired));
        let mut other_hash = checkout(&quote);
        other_hash.quote_hash = "0".repeat(64);
        assert_eq!(refused(&ada, &id, &other_hash).await, (422, Code::QuoteChanged));
        shop.import(CHANGED).await;
        assert_eq!(refused(&ada, &id, &checkout(&quote)).await, (422, Code::QuoteChanged));
        let fresh = ada.quote(vec![ask(&service, 1)]).await;
        assert_eq!(fresh.priced.totals.total.minor, 1100);
        shop.clock.advance(BINDING_US);
        assert_eq!(refused(&ada, &id, &checkout(&fresh)).await, (422, Code::QuoteExpired));
        shop.close().await;
    });
}

#[test]
fn a_withdrawn_service_cannot_be_quoted_nor_ordered_and_says_which_line() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-3").await;
        let asked = ask(&service, 1);
        let quote = ada.quote(vec![asked.clone()]).await;
        shop.import(CHANGED).await;
        let mut request = checkout(&quote);
        request.address = Some(address());
        assert_eq!(refused(&ada, &checkout_id(), &request).await, (422, Code::LinesUnavailable));
        let response = ada
            .send(
                Method::POST,
                "/v1/quotes",
                Some(&QuoteRequest { lines: vec![asked], ..QuoteRequest::default() }),
            )
            .await;
        let failure: serde_json::Value = response.json().await.expect("a failure");
        assert_eq!(failure["lines"][0]["reason"], "withdrawn");
        shop.close().await;
    });
}

#[test]
fn a_service_that_nobody_knows_cannot_be_quoted_and_says_which_line() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let known = ask(&shop.service("A-1").await, 1);
        let mut unknown = ask(&shop.service("A-1").await, 1);
        unknown.service = ServiceId::new("no-such-service").expect("an id");
        let line = unknown.line.clone();
        let request = QuoteRequest { lines: vec![known, unknown], ..QuoteRequest::default() };
        let response = ada.send(Method::POST, "/v1/quotes", Some(&request)).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let failure: contract::Failure = response.json().await.expect("a failure");
        assert_eq!(failure.code, Code::LinesUnavailable);
        assert_eq!(failure.lines, [LineProblem { line, reason: LineReason::UnknownService }]);
        shop.close().await;
    });
}

#[test]
fn two_hundred_lines_with_the_longest_notes_can_be_quoted() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-1").await;
        let long = "\u{1f33f}".repeat(NOTE_CHARS);
        let lines = (0..200).map(|_| AskedLine { note: long.clone(), ..ask(&service, 1) });
        let quote = ada.quote(lines.collect()).await;
        assert_eq!((quote.priced.lines.len(), &quote.priced.lines[199].note), (200, &long));
        shop.close().await;
    });
}

#[test]
fn a_shipped_service_needs_a_right_address_and_pays_for_its_way_once() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-3").await;
        let quote = ada.quote(vec![ask(&service, 2)]).await;
        assert_eq!(quote.priced.totals.shipping.minor, 490);
        let id = checkout_id();
        let mut request = checkout(&quote);
        assert_eq!(refused(&ada, &id, &request).await, (422, Code::InvalidFields));
        request.address = Some(domain::Address { postal_code: "1".into(), ..address() });
        assert_eq!(refused(&ada, &id, &request).await, (422, Code::InvalidFields));
        request.address = Some(address());
        let placed = ada.place(&id, &request).await;
        let order = ada.read_order(&placed.order).await;
        assert_eq!(order.totals.total.minor, 1500 + 490);
        assert_eq!(order.address, Some(address()));
        shop.close().await;
    });
}

#[test]
fn an_address_that_nobody_needs_is_not_kept() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let quote = ada.quote(vec![ask(&shop.service("A-1").await, 1)]).await;
        let mut request = checkout(&quote);
        request.address = Some(address());
        let placed = ada.place(&checkout_id(), &request).await;
        assert_eq!(ada.read_order(&placed.order).await.address, None);
        shop.close().await;
    });
}

#[test]
fn quantities_prices_and_gateways_of_fantasy_are_refused() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-1").await;
        for quantity in [json!(0), json!(-1), json!(1_000), json!(1.5), json!("2"), json!(null)] {
            let mut line = serde_json::to_value(ask(&service, 1)).expect("JSON");
            line["quantity"] = quantity.clone();
            let response = ada.send(Method::POST, "/v1/quotes", Some(&json!({"lines": [line]}))).await;
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{quantity}");
            let failure: serde_json::Value = response.json().await.expect("a failure");
            assert_eq!(failure["values"]["field"], "lines[0].quantity", "{failure}");
        }
        let nothing = ada.refused(Method::POST, "/v1/quotes", &json!({"lines": []})).await;
        assert_eq!(nothing, (StatusCode::UNPROCESSABLE_ENTITY, Code::CartEmpty));
        // A price that the client offers is not even looked at.
        let mut line = serde_json::to_value(ask(&service, 1)).expect("JSON");
        line["unit"] = json!({"minor": 1, "currency": "EUR"});
        let quote: contract::api::Quote = ada.ok(Method::POST, "/v1/quotes", &json!({"lines": [line]})).await;
        assert_eq!(quote.priced.totals.total.minor, 1000);
        let mut request = checkout(&quote);
        request.gateway = Gateway::Stripe;
        assert_eq!(refused(&ada, &checkout_id(), &request).await, (422, Code::GatewayNotOffered));
        shop.close().await;
    });
}

#[test]
fn what_was_ordered_stays_as_it_was_when_the_catalogue_changes() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        let before = ada.read_order(&placed.order).await;
        shop.import(CHANGED).await;
        assert_eq!(ada.read_order(&placed.order).await, before);
        shop.close().await;
    });
}

pub fn address() -> domain::Address {
    domain::Address {
        street: "Lindenallee 4".into(),
        extra: String::new(),
        postal_code: "50667".into(),
        city: "Köln".into(),
        region: String::new(),
        country: "DE".into(),
    }
}
