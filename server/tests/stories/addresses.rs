//! Where orders may go, what an address there needs, and how somebody is reached.

use contract::api::{Hello, Quote, QuoteRequest};
use contract::{Code, Failure};
use domain::address::{Address, FieldProblem, FieldReason};
use domain::{CheckoutId, Destination};
use reqwest::Method;
use server::config::Countries;
use server::ledger::price_tables::Rows;
use server::pricing_file;

use crate::engine::{Engine, on_both};
use crate::shop::{Person, TestShop, ask, checkout, checkout_id};

fn new_york() -> Address {
    Address {
        street: "350 Fifth Avenue".into(),
        extra: String::new(),
        postal_code: "10118".into(),
        city: "New York".into(),
        region: "new york".into(),
        country: "US".into(),
    }
}

async fn open_for(engine: Engine, countries: &str) -> TestShop {
    let countries = Countries::parse(countries).expect("codes");
    TestShop::open_with(engine, None, |settings| settings.countries = countries).await
}

/// The prices of a printed book that goes to this address.
fn to(service: &domain::service::Service, address: &Address) -> QuoteRequest {
    let destination = Some(Destination::from(address));
    QuoteRequest { lines: vec![ask(service, 1)], destination, ..QuoteRequest::default() }
}

async fn fields(
    person: &Person,
    method: Method,
    path: &str,
    body: &impl serde::Serialize,
) -> Vec<FieldProblem> {
    let response = person.send(method, path, Some(body)).await;
    let failure: Failure = response.json().await.expect("a failure");
    assert_eq!(failure.code, Code::InvalidFields);
    failure.fields
}

fn only(field: &str, reason: FieldReason) -> Vec<FieldProblem> {
    vec![FieldProblem { field: field.into(), reason }]
}

fn at(id: &CheckoutId) -> String {
    format!("/v1/checkouts/{id}")
}

#[test]
fn an_order_goes_to_no_country_that_the_provider_does_not_serve() {
    on_both(async |engine| {
        let mut shop = TestShop::open(engine).await;
        let (ada, service) = (shop.customer("ada").await, shop.service("A-3").await);
        let quote: Quote = ada.ok(Method::POST, "/v1/quotes", &to(&service, &new_york())).await;
        let mut sent = checkout(&quote);
        sent.address = Some(new_york());
        // Agreed to while everybody was served.
        shop.restart(|settings| settings.countries = Countries::parse("DE AT").expect("codes")).await;
        let told = fields(&ada, Method::PUT, &at(&checkout_id()), &sent).await;
        assert_eq!(told, only("address.country", FieldReason::CountryNotServed));
        let told = fields(&ada, Method::POST, "/v1/quotes", &to(&service, &new_york())).await;
        assert_eq!(told, only("destination.country", FieldReason::CountryNotServed));
        let page: serde_json::Value = ada.get("/v1/orders").await;
        assert_eq!(page["orders"], serde_json::json!([]));
        // What goes nowhere goes to everybody.
        ada.order(&shop.service("A-1").await).await;
        shop.close().await;
    });
}

#[test]
fn an_order_that_was_placed_stays_placed_when_its_country_is_served_no_more() {
    on_both(async |engine| {
        let mut shop = open_for(engine, "US").await;
        let (ada, service) = (shop.customer("ada").await, shop.service("A-3").await);
        let quote: Quote = ada.ok(Method::POST, "/v1/quotes", &to(&service, &new_york())).await;
        let (id, mut sent) = (checkout_id(), checkout(&quote));
        sent.address = Some(new_york());
        let placed = ada.place(&id, &sent).await;
        shop.restart(|settings| settings.countries = Countries::parse("DE").expect("codes")).await;
        assert_eq!(ada.place(&id, &sent).await, placed);
        shop.close().await;
    });
}

#[test]
fn a_desk_hears_where_orders_may_go() {
    on_both(async |engine| {
        let shop = open_for(engine, "de at").await;
        let hello: Hello = shop.nobody().get("/v1/hello").await;
        assert_eq!(hello.countries, ["AT", "DE"]);
        shop.close().await;
    });
}

#[test]
fn the_tax_of_a_region_counts_for_an_order_as_for_its_quote() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let taxes = "country,region,class,percent,prices\nUS,New York,*,8.88,added\nUS,NJ,*,6.63,added\n";
        let taxes = pricing_file::taxes(taxes.as_bytes());
        assert_eq!(taxes.bad, Vec::new());
        let rows = Rows::taxes(&taxes.rows);
        shop.shop.db.write(move |tx| rows.import(tx)).await.expect("imported");
        let (ada, service) = (shop.customer("ada").await, shop.service("A-3").await);
        let quote: Quote = ada.ok(Method::POST, "/v1/quotes", &to(&service, &new_york())).await;
        // Of 7.50 and of 4.90 for its way.
        assert_eq!(quote.priced.totals.tax_added_minor, 67 + 44);
        let mut sent = checkout(&quote);
        sent.address = Some(new_york());
        let elsewhere = Address { region: "NJ".into(), postal_code: "07302".into(), ..new_york() };
        let moved = contract::api::CheckoutRequest { address: Some(elsewhere), ..sent.clone() };
        let (_, code) = ada.refused(Method::PUT, &at(&checkout_id()), &moved).await;
        assert_eq!(code, Code::QuoteChanged);
        let placed = ada.place(&checkout_id(), &sent).await;
        let order = ada.read_order(&placed.order).await;
        assert_eq!(order.totals, quote.priced.totals);
        assert_eq!(order.address.map(|address| address.region).as_deref(), Some("NY"));
        shop.close().await;
    });
}

#[test]
fn an_address_needs_what_its_country_writes_and_keeps_nothing_else() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (ada, service) = (shop.customer("ada").await, shop.service("A-3").await);
        let quote = ada.quote(vec![ask(&service, 1)]).await;
        let told = async |address: Address| {
            let mut sent = checkout(&quote);
            sent.address = Some(address);
            fields(&ada, Method::PUT, &at(&checkout_id()), &sent).await
        };
        let stateless = Address { region: String::new(), ..new_york() };
        assert_eq!(told(stateless).await, only("address.region", FieldReason::Required));
        let odd = Address { region: "Bayern".into(), ..new_york() };
        assert_eq!(told(odd).await, only("address.region", FieldReason::UnknownRegion));
        let west = Address { region: "CA".into(), ..new_york() };
        assert_eq!(told(west).await, only("address.postal_code", FieldReason::NotOfTheRegion));
        let short = Address { postal_code: "1011".into(), ..new_york() };
        assert_eq!(told(short).await, only("address.postal_code", FieldReason::NotAPostalCode));
        let mut sent = checkout(&quote);
        sent.address = Some(Address {
            postal_code: "ch-3000".into(),
            city: "Bern".into(),
            region: "Kanton Bern".into(),
            country: "ch".into(),
            ..new_york()
        });
        let placed = ada.place(&checkout_id(), &sent).await;
        let kept = ada.read_order(&placed.order).await.address.expect("it is sent");
        assert_eq!(
            (kept.postal_code.as_str(), kept.region.as_str(), kept.country.as_str()),
            ("3000", "", "CH")
        );
        shop.close().await;
    });
}

#[test]
fn a_phone_number_is_kept_as_the_world_dials_it_and_a_wrong_one_is_told_with_the_quote() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (ada, service) = (shop.customer("ada").await, shop.service("A-3").await);
        let asked = QuoteRequest { phone: Some("(212) 555-0123".into()), ..to(&service, &new_york()) };
        let quote: Quote = ada.ok(Method::POST, "/v1/quotes", &asked).await;
        let mut sent = checkout(&quote);
        sent.address = Some(new_york());
        sent.contact.phone = "(212) 736-3100".into();
        let placed = ada.place(&checkout_id(), &sent).await;
        assert_eq!(ada.read_order(&placed.order).await.contact.phone, "+12127363100");
        let wrong = QuoteRequest { phone: Some("030 1234567".into()), ..to(&service, &new_york()) };
        let told = fields(&ada, Method::POST, "/v1/quotes", &wrong).await;
        assert_eq!(told, only("contact.phone", FieldReason::NotAPhone));
        let quote: Quote = ada.ok(Method::POST, "/v1/quotes", &to(&service, &new_york())).await;
        let mut sent = checkout(&quote);
        sent.address = Some(new_york());
        sent.contact.phone = "030 1234567".into();
        let told = fields(&ada, Method::PUT, &at(&checkout_id()), &sent).await;
        assert_eq!(told, only("contact.phone", FieldReason::NotAPhone));
        // Without an address, and with customers in many countries, a number says its own.
        let quote = ada.quote(vec![ask(&shop.service("A-1").await, 1)]).await;
        let mut sent = checkout(&quote);
        sent.contact.phone = "030 901820".into();
        let told = fields(&ada, Method::PUT, &at(&checkout_id()), &sent).await;
        assert_eq!(told, only("contact.phone", FieldReason::NotAPhone));
        sent.contact.phone = "+49 30 901820".into();
        let placed = ada.place(&checkout_id(), &sent).await;
        assert_eq!(ada.read_order(&placed.order).await.contact.phone, "+4930901820");
        shop.close().await;
    });
}
