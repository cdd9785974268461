//! A gateway for stories: it says whatever the story wants.

use std::sync::atomic::{AtomicBool, Ordering};

use domain::{Currency, Money};
use futures::FutureExt;
use futures::future::BoxFuture;
use server::clock::DAY_US;
use server::gateways::{
    GatewayClient, GatewayError, Opened, Opening, Payment, PaymentStatus, RefundAsk, RefundFacts,
};

/// A gateway that can be down, refuse, or say something that does not fit the order.
#[derive(Default)]
pub struct OddGateway {
    pub down: AtomicBool,
    pub refuses: bool,
    pub amount_off: i64,
    pub other_currency: bool,
    pub live: bool,
    pub other_attempt: bool,
    pub other_merchant: bool,
    pub signs: domain::risk::Signs,
    pub opening: std::sync::Mutex<Option<Opening>>,
}

impl GatewayClient for OddGateway {
    fn open<'a>(&'a self, opening: &'a Opening) -> BoxFuture<'a, Result<Opened, GatewayError>> {
        *self.opening.lock().expect("no panic") = Some(opening.clone());
        let opened =
            Opened { gateway_ref: opening.idempotency_key.clone(), pay_url: "https://pay.example/1".into() };
        let answer = match (self.down.load(Ordering::Relaxed), self.refuses) {
            (true, _) => Err(GatewayError::Unavailable("down".into())),
            (false, true) => Err(GatewayError::Refused("never".into())),
            (false, false) => Ok(opened),
        };
        async move { answer }.boxed()
    }

    fn fetch<'a>(&'a self, gateway_ref: &'a str) -> BoxFuture<'a, Result<Payment, GatewayError>> {
        let opening = self.opening.lock().expect("no panic").clone().expect("it was opened");
        let currency = if self.other_currency { "USD" } else { "EUR" };
        let amount =
            Money::new(opening.amount.minor + self.amount_off, Currency::new(currency).expect("known"));
        let attempt = if self.other_attempt { "another".into() } else { opening.attempt.to_string() };
        let payment = Payment {
            status: PaymentStatus::Captured,
            decline: None,
            amount: Some(amount),
            attempt,
            order: opening.order.to_string(),
            live: self.live,
            merchant_fits: !self.other_merchant,
            capture_ref: format!("{gateway_ref}-c"),
            signs: self.signs.clone(),
            tries: Vec::new(),
        };
        async move { Ok(payment) }.boxed()
    }

    fn cancel<'a>(&'a self, gateway_ref: &'a str) -> BoxFuture<'a, Result<Payment, GatewayError>> {
        self.fetch(gateway_ref)
    }

    fn refund<'a>(&'a self, _: &'a RefundAsk) -> BoxFuture<'a, Result<RefundFacts, GatewayError>> {
        async { Err(GatewayError::Unavailable("down".into())) }.boxed()
    }

    fn fetch_refund<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<RefundFacts, GatewayError>> {
        async { Err(GatewayError::Unavailable("down".into())) }.boxed()
    }

    fn check(&self) -> BoxFuture<'_, Result<String, GatewayError>> {
        async { Ok("odd".to_owned()) }.boxed()
    }

    fn key_life_us(&self) -> i64 {
        DAY_US
    }
}
