//! Shops in currencies that gateways count in other units: what is asked for, taken and given back is what was agreed to.

use contract::Code;
use contract::api::CheckoutRequest;
use domain::attempt::Gateway;
use domain::order::OrderState;
use domain::refund::RefundState;
use domain::{Currency, Money};
use reqwest::{Method, StatusCode};
use server::ledger::refunds::Wish;

use crate::engine::{Engine, on_both};
use crate::shop::{TestShop, ask, checkout, checkout_id};
use crate::two_gateways::{TwoGateways, with};

fn currency(code: &str) -> Currency {
    Currency::new(code).expect("known")
}

/// A shop that sells one service for `price`.
async fn shop_in(engine: Engine, code: &str, price: &str) -> TwoGateways {
    let fake = fakepay::FakePay::start().await;
    let shop = TestShop::open_with(engine, None, |settings| {
        with(settings, &fake);
        settings.terms.currency = currency(code);
        settings.terms.shipping_minor = 0;
    })
    .await;
    let catalogue = format!(
        "code,category,icon,name,summary,description,price,currency,tax_percent,delivery,lead_days,options,keywords\n\
         A-1,Garden,leaf,Hedge cut,Neat,We cut it.,{price},{code},10,remote,1-3,,\n"
    );
    shop.import(&catalogue).await;
    TwoGateways { shop, fake }
}

/// Pays and gives a part back; what the gateway was asked for and gave back, in its own words.
async fn pay_and_give_back(world: &TwoGateways, gateway: Gateway, total: i64, part: i64) -> (String, i64) {
    let name = format!("ada-{}", gateway.as_str());
    let ada = world.shop.customer(&name).await;
    let placed = world.order(&ada, gateway).await;
    let reference = world.reference(&ada, &placed.attempt).await;
    world.fake.pay(&reference);
    world.fake.approve(&reference);
    let order = ada.reconcile(&placed.attempt).await;
    assert_eq!((order.state, order.paid.minor), (OrderState::Confirmed, total));
    let part = Money::new(part, order.paid.currency);
    let wish = server::refunds::request(&world.shop.shop, &placed.number, Some(part), "").await;
    let Ok(Some(Wish::Requested(id))) = wish else { panic!("{wish:?}") };
    let state = server::refunds::reconcile(&world.shop.shop, &id).await.expect("answered");
    assert_eq!(state, RefundState::Succeeded);
    assert_eq!(ada.read_order(&placed.order).await.refunded, part);
    let taken = world.fake.taken();
    let taken = taken.into_iter().find(|taken| taken.attempt == placed.attempt.as_str()).expect("taken");
    (format!("{} {}", taken.amount.0, taken.amount.1), taken.refunded)
}

#[test]
fn yen_have_no_decimals_at_both_gateways() {
    on_both(async |engine| {
        let world = shop_in(engine, "JPY", "1200").await;
        assert_eq!(pay_and_give_back(&world, Gateway::Stripe, 1_200, 500).await, ("1200 JPY".into(), 500));
        // The fake counts what PayPal gave back in hundredths.
        assert_eq!(pay_and_give_back(&world, Gateway::Paypal, 1_200, 500).await, ("1200 JPY".into(), 50_000));
        let body = world.fake.requests().into_iter().find(|asked| asked.path == "/v2/checkout/orders");
        assert!(body.expect("asked").body.contains(r#""value":"1200""#));
        world.shop.close().await;
    });
}

#[test]
fn forints_have_two_decimals_at_stripe_and_none_at_paypal() {
    on_both(async |engine| {
        let world = shop_in(engine, "HUF", "1200.00").await;
        let stripe = pay_and_give_back(&world, Gateway::Stripe, 120_000, 50_050).await;
        assert_eq!(stripe, ("120000 HUF".into(), 50_050));
        let paypal = pay_and_give_back(&world, Gateway::Paypal, 120_000, 50_000).await;
        assert_eq!(paypal, ("1200 HUF".into(), 50_000));
        world.shop.close().await;
    });
}

#[test]
fn a_part_that_paypal_cannot_write_is_not_rounded_and_the_refund_fails_openly() {
    on_both(async |engine| {
        let world = shop_in(engine, "HUF", "1200.00").await;
        let ada = world.shop.customer("ada").await;
        let placed = world.order(&ada, Gateway::Paypal).await;
        world.fake.approve(&world.reference(&ada, &placed.attempt).await);
        ada.reconcile(&placed.attempt).await;
        let odd = Money::new(50_050, currency("HUF"));
        let wish = server::refunds::request(&world.shop.shop, &placed.number, Some(odd), "").await;
        let Ok(Some(Wish::Requested(id))) = wish else { panic!("{wish:?}") };
        let state = server::refunds::reconcile(&world.shop.shop, &id).await.expect("answered");
        assert_eq!(state, RefundState::Failed);
        let order = ada.read_order(&placed.order).await;
        assert_eq!((order.refunded.minor, order.paid.minor, world.kept(&placed.attempt)), (0, 120_000, 1));
        world.shop.close().await;
    });
}

#[test]
fn dinars_have_three_decimals_at_stripe_and_paypal_is_not_offered_for_them() {
    on_both(async |engine| {
        let world = shop_in(engine, "BHD", "5.120").await;
        let stripe = pay_and_give_back(&world, Gateway::Stripe, 5_120, 1_500).await;
        assert_eq!(stripe, ("5120 BHD".into(), 1_500));
        let hello: contract::api::Hello = world.shop.nobody().get("/v1/hello").await;
        assert_eq!(hello.gateways, [Gateway::Stripe, Gateway::Sandbox]);
        let ada = world.shop.customer("ada").await;
        let quote = ada.quote(vec![ask(&world.shop.service("A-1").await, 1)]).await;
        let request = CheckoutRequest { gateway: Gateway::Paypal, ..checkout(&quote) };
        let refused = ada.refused(Method::PUT, &format!("/v1/checkouts/{}", checkout_id()), &request).await;
        assert_eq!(refused, (StatusCode::UNPROCESSABLE_ENTITY, Code::GatewayNotOffered));
        world.shop.close().await;
    });
}
