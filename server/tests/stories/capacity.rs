//! Places of a day: never more are sold than there are, and who comes too late is told, charged nothing, and keeps the cart.

use contract::Code;
use contract::api::{Quote, QuoteRequest};
use domain::order::OrderState;
use domain::promise::Promise;
use domain::quote::LineReason;
use domain::service::Service;
use reqwest::Method;
use server::error::Error;
use server::ledger::capacity;

use crate::engine::on_both;
use crate::shop::{Person, TestShop, add, ask, change, checkout, checkout_id};

const HEADER: &str = "code,category,icon,name,summary,description,price,currency,tax_percent,delivery,lead_days,\
                      options,keywords,capacity_per_day";

/// Two services with so many places a day.
async fn open(engine: crate::engine::Engine, per_day: &str) -> TestShop {
    let shop = TestShop::open(engine).await;
    limit(&shop, per_day).await;
    shop
}

async fn limit(shop: &TestShop, per_day: &str) {
    let row = |code: &str| {
        format!("{code},Garden,leaf,{code},Neat,We do it.,10.00,EUR,19,remote,1-3,,green,{per_day}\n")
    };
    shop.import(&format!("{HEADER}\n{}{}", row("A-1"), row("B-1"))).await;
}

fn request(services: &[&Service]) -> QuoteRequest {
    let lines = services.iter().map(|service| ask(service, 1)).collect();
    QuoteRequest { lines, ..QuoteRequest::default() }
}

fn promised(quote: &Quote) -> Promise {
    quote.priced.lines[0].promise
}

async fn refused(person: &Person, quote: &Quote) -> Code {
    let path = format!("/v1/checkouts/{}", checkout_id());
    person.refused(Method::PUT, &path, &checkout(quote)).await.1
}

/// All that is taken of days, which is what live orders hold.
async fn taken(shop: &TestShop) -> i64 {
    let held = shop.count("SELECT CAST(COALESCE(SUM(units), 0) AS BIGINT) FROM places").await;
    assert_eq!(shop.count("SELECT CAST(COALESCE(SUM(taken), 0) AS BIGINT) FROM capacity_days").await, held);
    held
}

#[test]
fn two_hundred_buyers_of_the_last_places_of_a_day_get_just_these() {
    on_both(async |engine| {
        let shop = open(engine, "3").await;
        let service = shop.service("A-1").await;
        let mut buyers = Vec::new();
        for number in 0..200 {
            buyers.push(shop.buyer(number, &request(&[&service])).await);
        }
        let outcomes = shop.place_at_once(buyers).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 3);
        for error in outcomes.into_iter().filter_map(Result::err) {
            let Error::Refused(failure) = error else { panic!("{error}") };
            assert_eq!(failure.code, Code::QuoteChanged);
        }
        assert_eq!((taken(&shop).await, shop.count("SELECT max(taken) FROM capacity_days").await), (3, 3));
        assert_eq!(shop.count("SELECT count(*) FROM cart_lines WHERE gone = 0").await, 197);
        assert_eq!(shop.count("SELECT count(*) FROM attempts").await, 3);
        shop.close().await;
    });
}

#[test]
fn buyers_of_two_services_in_either_order_do_not_block_each_other() {
    on_both(async |engine| {
        let shop = open(engine, "10").await;
        let (a, b) = (shop.service("A-1").await, shop.service("B-1").await);
        let mut buyers = Vec::new();
        for number in 0..40 {
            let services = if number % 2 == 0 { [&a, &b] } else { [&b, &a] };
            buyers.push(shop.buyer(number, &request(&services)).await);
        }
        let outcomes = shop.place_at_once(buyers).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 10);
        assert_eq!(taken(&shop).await, 20);
        shop.close().await;
    });
}

#[test]
fn a_day_that_filled_up_since_the_quote_is_not_ordered_silently_and_the_next_quote_comes_later() {
    on_both(async |engine| {
        let shop = open(engine, "1").await;
        let (ada, bob) = (shop.customer("ada").await, shop.customer("bob").await);
        let service = shop.service("A-1").await;
        ada.sync(None, &[change(1, add(&service, 1, 0))]).await;
        let mut asked = ask(&service, 1);
        asked.line = ada.cart().await.remove(0).id;
        let seen = ada.quote(vec![asked.clone()]).await;
        bob.order(&service).await;
        assert_eq!(refused(&ada, &seen).await, Code::QuoteChanged);
        assert_eq!((ada.cart().await.len(), shop.count("SELECT count(*) FROM orders").await), (1, 1));
        let now = ada.quote(vec![asked]).await;
        assert!(promised(&now).earliest > promised(&seen).earliest);
        assert_eq!(now.priced.totals, seen.priced.totals);
        let placed = ada.place(&checkout_id(), &checkout(&now)).await;
        assert_eq!(ada.read_order(&placed.order).await.promise, promised(&now));
        assert_eq!(taken(&shop).await, 2);
        shop.close().await;
    });
}

#[test]
fn an_order_that_nobody_pays_gives_its_day_back_and_one_that_is_paid_keeps_it() {
    on_both(async |engine| {
        let shop = open(engine, "1").await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-1").await;
        let first = ada.quote(vec![ask(&service, 1)]).await;
        let placed = ada.place(&checkout_id(), &checkout(&first)).await;
        assert_ne!(promised(&ada.quote(vec![ask(&service, 1)]).await), promised(&first));
        let kept = ada.order(&service).await;
        ada.pay(&kept.attempt).await;
        shop.clock.advance(shop.shop.settings.order_expiry_us + 1);
        for order in [&placed.order, &kept.order] {
            server::payments::expire(&shop.shop, order).await.expect("looked at");
        }
        assert_eq!(ada.read_order(&placed.order).await.state, OrderState::Expired);
        assert_eq!(taken(&shop).await, 1);
        // Staff cancels what was paid: its day is free, too.
        let number = &kept.number;
        server::payments::move_by_staff(&shop.shop, number, domain::order::OrderMove::Cancelled, "")
            .await
            .expect("cancelled");
        assert_eq!(taken(&shop).await, 0);
        shop.close().await;
    });
}

#[test]
fn what_could_come_earlier_by_now_comes_as_it_was_agreed() {
    on_both(async |engine| {
        let shop = open(engine, "1").await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-1").await;
        let first = ada.order(&service).await;
        let later = ada.quote(vec![ask(&service, 1)]).await;
        let order = first.order.clone();
        shop.shop.db.write(move |tx| capacity::release_all(tx, &order)).await.expect("free again");
        let placed = ada.place(&checkout_id(), &checkout(&later)).await;
        assert_eq!(ada.read_order(&placed.order).await.lines[0].promise, promised(&later));
        let earliest = promised(&later).earliest.to_string();
        let day = shop.shop.db.read(|tx| Ok(tx.one("SELECT day FROM places", &[])?)).await.expect("one");
        assert_eq!(day.get::<String>(0).expect("a day"), earliest);
        shop.close().await;
    });
}

#[test]
fn more_units_than_a_day_holds_take_several_days_and_fewer_give_the_last_ones_back() {
    on_both(async |engine| {
        let shop = open(engine, "2").await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-1").await;
        let one = ada.quote(vec![ask(&service, 1)]).await;
        let five = ada.quote(vec![ask(&service, 5)]).await;
        assert_eq!(promised(&five).earliest, promised(&one).earliest);
        assert!(promised(&five).latest > promised(&one).latest);
        let placed = ada.place(&checkout_id(), &checkout(&five)).await;
        let line = five.priced.lines[0].line.clone();
        let held = async |shop: &TestShop| {
            let (order, line) = (placed.order.clone(), line.clone());
            let places = shop.shop.db.read(move |tx| capacity::of_line(tx, &order, &line)).await;
            places.expect("read").iter().map(|place| place.units).collect::<Vec<_>>()
        };
        assert_eq!((held(&shop).await, taken(&shop).await), (vec![2, 2, 1], 5));
        let (order, reduced) = (placed.order.clone(), line.clone());
        shop.shop.db.write(move |tx| capacity::release(tx, &order, &reduced, 2)).await.expect("given back");
        assert_eq!((held(&shop).await, taken(&shop).await), (vec![2, 1], 3));
        let (order, reduced) = (placed.order.clone(), line.clone());
        shop.shop.db.write(move |tx| capacity::release(tx, &order, &reduced, 99)).await.expect("given back");
        assert_eq!((held(&shop).await, taken(&shop).await), (Vec::new(), 0));
        shop.close().await;
    });
}

#[test]
fn what_no_day_has_room_for_is_told_by_its_line() {
    on_both(async |engine| {
        let shop = open(engine, "1").await;
        let ada = shop.customer("ada").await;
        let (a, b) = (shop.service("A-1").await, shop.service("B-1").await);
        let lines = vec![ask(&a, 1), ask(&b, 999)];
        let request = QuoteRequest { lines, ..QuoteRequest::default() };
        let response = ada.send(Method::POST, "/v1/quotes", Some(&request)).await;
        let failure: contract::Failure = response.json().await.expect("a failure");
        assert_eq!((failure.code, failure.lines.len()), (Code::LinesUnavailable, 1));
        let problem = &failure.lines[0];
        assert_eq!((&problem.line, problem.reason), (&request.lines[1].line, LineReason::SoldOut));
        shop.close().await;
    });
}

#[test]
fn a_limit_that_is_lowered_takes_nothing_away_and_one_that_is_gone_limits_nobody() {
    on_both(async |engine| {
        let shop = open(engine, "2").await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-1").await;
        let first = ada.quote(vec![ask(&service, 2)]).await;
        ada.place(&checkout_id(), &checkout(&first)).await;
        limit(&shop, "1").await;
        let next = ada.quote(vec![ask(&service, 1)]).await;
        assert!(promised(&next).earliest > promised(&first).earliest);
        limit(&shop, "").await;
        let free = ada.quote(vec![ask(&service, 99)]).await;
        assert_eq!(promised(&free), promised(&first));
        ada.place(&checkout_id(), &checkout(&free)).await;
        assert_eq!(taken(&shop).await, 2);
        shop.close().await;
    });
}
