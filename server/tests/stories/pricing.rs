//! Coupons, taxes by where an order goes, and ways to send it: said by the server, kept on the order.

use contract::api::{Order, Quote, QuoteRequest};
use contract::{Code, Failure};
use domain::address::Address;
use domain::coupon::{Coupon, Worth};
use domain::money::BasisPoints;
use domain::order::OrderState;
use domain::quote::PriceReason;
use domain::service::Service;
use domain::{CouponCode, Destination, ShippingId};
use reqwest::Method;
use server::error::Error;
use server::ledger::coupons;
use server::ledger::price_tables::Rows;
use server::pricing_file;

use crate::engine::on_both;
use crate::shop::{Person, TestShop, add, ask, change, checkout, checkout_id};

const TAXES: &str = "\
country,region,class,percent,prices
DE,,19,19,included
DE,,7,7,included
AT,,*,20,included
US,NY,*,8.88,added
";
const SHIPPING: &str = "\
code,name,countries,price,currency,free_from,tax_percent,travel_days
parcel,Parcel,DE AT,4.90,EUR,50.00,19,1-3
express,Express,DE,12.00,EUR,,19,1
world,World,US,19.00,EUR,,0,5-12
";

/// Ten percent off, for this number of orders.
async fn ten_percent(shop: &TestShop, uses_max: Option<i64>) {
    let coupon = Coupon {
        code: CouponCode::new("TEN").expect("a code"),
        worth: Worth::Percent { rate: BasisPoints(1000), cap: None },
        minimum: None,
        from_us: None,
        until_us: None,
        uses_max,
        uses_per_customer: None,
        categories: Vec::new(),
    };
    let (currency, now_us) = (shop.shop.settings.terms.currency, shop.clock.now_us());
    let added = shop.shop.db.write(move |tx| coupons::add(tx, &coupon, currency, now_us)).await;
    assert!(added.expect("written"));
}

async fn price_tables(shop: &TestShop) {
    let currency = shop.shop.settings.terms.currency;
    let (taxes, shipping) =
        (pricing_file::taxes(TAXES.as_bytes()), pricing_file::shipping(SHIPPING.as_bytes(), currency));
    assert_eq!((taxes.bad, shipping.bad), (Vec::new(), Vec::new()));
    for rows in [Rows::taxes(&taxes.rows), Rows::shipping(&shipping.rows, currency).expect("JSON")] {
        shop.shop.db.write(move |tx| rows.import(tx)).await.expect("imported");
    }
}

fn with_coupon(service: &Service) -> QuoteRequest {
    QuoteRequest { lines: vec![ask(service, 1)], coupon: Some(" ten".into()), ..QuoteRequest::default() }
}

fn to(country: &str, region: &str) -> Option<Destination> {
    Some(Destination { country: country.into(), postal_code: "10001".into(), region: region.into() })
}

async fn quoted(person: &Person, request: &QuoteRequest) -> Quote {
    person.ok(Method::POST, "/v1/quotes", request).await
}

fn reasons(quote: &Quote) -> Vec<PriceReason> {
    quote.priced.problems.iter().map(|problem| problem.reason).collect()
}

#[test]
fn a_coupon_is_taken_off_the_order_and_stays_on_it() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        ten_percent(&shop, None).await;
        let (ada, service) = (shop.customer("ada").await, shop.service("A-1").await);
        let quote = quoted(&ada, &with_coupon(&service)).await;
        assert_eq!((quote.priced.totals.discount.minor, quote.priced.totals.total.minor), (100, 900));
        let placed = ada.place(&checkout_id(), &checkout(&quote)).await;
        let order: Order = ada.read_order(&placed.order).await;
        assert_eq!(order.coupon, CouponCode::new("TEN").ok());
        assert_eq!((order.lines[0].discount_minor, order.totals), (100, quote.priced.totals));
        assert_eq!(order.attempts[0].amount.minor, 900);
        shop.close().await;
    });
}

#[test]
fn a_coupon_that_nobody_made_is_told_and_the_rest_is_priced() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (ada, service) = (shop.customer("ada").await, shop.service("A-1").await);
        let quote = quoted(&ada, &with_coupon(&service)).await;
        assert_eq!(
            (reasons(&quote), quote.priced.totals.total.minor),
            (vec![PriceReason::CouponUnknown], 1000)
        );
        shop.close().await;
    });
}

#[test]
fn a_coupon_whose_last_use_is_gone_is_refused_at_pay_and_the_cart_stays() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        ten_percent(&shop, Some(1)).await;
        let (ada, bob) = (shop.customer("ada").await, shop.customer("bob").await);
        let service = shop.service("A-1").await;
        ada.sync(None, &[change(1, add(&service, 1, 0))]).await;
        let mut request = with_coupon(&service);
        request.lines[0].line = ada.cart().await.remove(0).id;
        let quote = quoted(&ada, &request).await;
        bob.place(&checkout_id(), &checkout(&quoted(&bob, &with_coupon(&service)).await)).await;
        let path = format!("/v1/checkouts/{}", checkout_id());
        let response = ada.send(Method::PUT, &path, Some(&checkout(&quote))).await;
        let failure: Failure = response.json().await.expect("a failure");
        let reason = failure.problems.first().map(|problem| problem.reason);
        assert_eq!((failure.code, reason), (Code::CouponRefused, Some(PriceReason::CouponUsedUp)));
        assert_eq!(ada.cart().await.len(), 1);
        let page: serde_json::Value = ada.get("/v1/orders").await;
        assert_eq!(page["orders"], serde_json::json!([]));
        shop.close().await;
    });
}

#[test]
fn a_coupon_that_ends_after_the_quote_still_counts_for_it() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        ten_percent(&shop, None).await;
        let (ada, service) = (shop.customer("ada").await, shop.service("A-1").await);
        let quote = quoted(&ada, &with_coupon(&service)).await;
        shop.clock.advance(1);
        let (code, now_us) = (CouponCode::new("TEN").expect("a code"), shop.clock.now_us());
        assert!(shop.shop.db.write(move |tx| coupons::end(tx, &code, now_us)).await.expect("ended"));
        let placed = ada.place(&checkout_id(), &checkout(&quote)).await;
        assert_eq!(ada.read_order(&placed.order).await.totals.discount.minor, 100);
        assert_eq!(reasons(&quoted(&ada, &with_coupon(&service)).await), [PriceReason::CouponExpired]);
        shop.close().await;
    });
}

#[test]
fn the_coupon_of_an_order_that_nobody_pays_can_be_used_again() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        ten_percent(&shop, Some(1)).await;
        let (ada, bob) = (shop.customer("ada").await, shop.customer("bob").await);
        let service = shop.service("A-1").await;
        let placed = ada.place(&checkout_id(), &checkout(&quoted(&ada, &with_coupon(&service)).await)).await;
        assert_eq!(reasons(&quoted(&bob, &with_coupon(&service)).await), [PriceReason::CouponUsedUp]);
        shop.clock.advance(shop.shop.settings.order_expiry_us + 1);
        server::payments::expire(&shop.shop, &placed.order).await.expect("looked at");
        assert_eq!(ada.read_order(&placed.order).await.state, OrderState::Expired);
        assert_eq!(reasons(&quoted(&bob, &with_coupon(&service)).await), []);
        shop.close().await;
    });
}

#[test]
fn two_hundred_buyers_of_the_last_use_of_a_coupon_are_one_order() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        ten_percent(&shop, Some(1)).await;
        let service = shop.service("A-1").await;
        let mut buyers = Vec::new();
        for number in 0..200 {
            buyers.push(shop.buyer(number, &with_coupon(&service)).await);
        }
        let outcomes = shop.place_at_once(buyers).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        for error in outcomes.into_iter().filter_map(Result::err) {
            let Error::Refused(failure) = error else { panic!("{error}") };
            assert_eq!(failure.code, Code::CouponRefused);
            assert_eq!(failure.problems[0].reason, PriceReason::CouponUsedUp);
        }
        let used = shop.shop.db.read(coupons::all).await.expect("read");
        assert_eq!(used[0].1, 1);
        shop.close().await;
    });
}

#[test]
fn tax_depends_on_where_it_goes_and_is_added_where_prices_are_without_it() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        price_tables(&shop).await;
        let (ada, service) = (shop.customer("ada").await, shop.service("A-3").await);
        let price = async |country: &str, region: &str| {
            let destination = to(country, region);
            let request =
                QuoteRequest { lines: vec![ask(&service, 2)], destination, ..QuoteRequest::default() };
            let totals = quoted(&ada, &request).await.priced.totals;
            (totals.tax.minor, totals.tax_added_minor, totals.total.minor)
        };
        // 15.00 with 7 % in it, and a parcel of 4.90 with 19 %.
        assert_eq!(price("DE", "").await, (98 + 78, 0, 1990));
        assert_eq!(price("at", "").await, (250 + 82, 0, 1990));
        assert_eq!(price("US", "ny").await, (133 + 169, 302, 1500 + 1900 + 302));
        shop.close().await;
    });
}

#[test]
fn the_wanted_way_of_sending_is_priced_and_stays_on_the_order() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        price_tables(&shop).await;
        let (ada, service) = (shop.customer("ada").await, shop.service("A-3").await);
        let request = QuoteRequest {
            lines: vec![ask(&service, 1)],
            destination: to("DE", ""),
            method: ShippingId::new("express").ok(),
            ..QuoteRequest::default()
        };
        let quote = quoted(&ada, &request).await;
        let offered: Vec<_> =
            quote.methods.iter().map(|offer| (offer.id.as_str(), offer.price.minor)).collect();
        assert_eq!(offered, [("parcel", 490), ("express", 1200)]);
        let mut sent = checkout(&quote);
        sent.address = Some(Address {
            street: "Lindenallee 4".into(),
            extra: String::new(),
            postal_code: "10001".into(),
            city: "Berlin".into(),
            region: String::new(),
            country: "DE".into(),
        });
        let placed = ada.place(&checkout_id(), &sent).await;
        let shipping = ada.read_order(&placed.order).await.shipping.expect("it is sent");
        assert_eq!((shipping.name.as_str(), shipping.price.minor), ("Express", 1200));
        // Agreed for Germany, and sent to the United States: other prices, so nothing is ordered.
        let quote = quoted(&ada, &request).await;
        let mut elsewhere = checkout(&quote);
        elsewhere.address =
            sent.address.map(|address| Address { country: "US".into(), region: "NY".into(), ..address });
        let path = format!("/v1/checkouts/{}", checkout_id());
        let (_, code) = ada.refused(Method::PUT, &path, &elsewhere).await;
        assert_eq!(code, Code::QuoteChanged);
        shop.close().await;
    });
}

#[test]
fn what_is_shipped_has_no_price_where_nothing_goes() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        price_tables(&shop).await;
        let (ada, service) = (shop.customer("ada").await, shop.service("A-3").await);
        let destination = to("FR", "");
        let request = QuoteRequest { lines: vec![ask(&service, 1)], destination, ..QuoteRequest::default() };
        let (_, code) = ada.refused(Method::POST, "/v1/quotes", &request).await;
        assert_eq!(code, Code::ShippingNotThere);
        shop.close().await;
    });
}
