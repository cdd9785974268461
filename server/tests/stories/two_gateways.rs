//! A shop with Stripe and PayPal, both played by the test gateway.

use std::time::Duration;

use contract::api::{Attempt, AttemptRequest, Placed};
use domain::attempt::Gateway;
use domain::service::Service;
use fakepay::{FakePay, PAYPAL_MERCHANT, PAYPAL_WEBHOOK, STRIPE_WEBHOOK_SECRET};
use reqwest::Method;
use server::config::{Opens, PaypalSettings, Secret, Settings, StripeSettings};
use server::ledger::webhooks;

use crate::engine::Engine;
use crate::shop::{Person, TestShop, ask, attempt_id, checkout, checkout_id};

/// How often it is looked whether a job has done its work: seldom enough to leave it the machine.
pub const LOOK_EVERY: Duration = Duration::from_millis(2);

pub struct TwoGateways {
    pub shop: TestShop,
    pub fake: FakePay,
}

impl TwoGateways {
    pub async fn open(engine: Engine) -> Self {
        let fake = FakePay::start().await;
        let shop = TestShop::open_with(engine, None, |settings| with(settings, &fake)).await;
        Self { shop, fake }
    }

    /// One unit of the first service, to be paid through this gateway.
    pub async fn order(&self, person: &Person, gateway: Gateway) -> Placed {
        let service: Service = self.shop.service("A-1").await;
        let quote = person.quote(vec![ask(&service, 1)]).await;
        let request = contract::api::CheckoutRequest { gateway, ..checkout(&quote) };
        person.place(&checkout_id(), &request).await
    }

    pub async fn retry(&self, person: &Person, placed: &Placed, gateway: Gateway) -> Attempt {
        let request = AttemptRequest { attempt: attempt_id(), gateway };
        person.ok(Method::POST, &format!("/v1/orders/{}/attempts", placed.order), &request).await
    }

    /// The gateway's own reference of an attempt: the last part of its page's address.
    pub async fn reference(&self, person: &Person, attempt: &domain::AttemptId) -> String {
        let page = person.attempt(attempt).await.pay_url.expect("the page is open");
        page.rsplit('/').next().expect("an address has a last part").to_owned()
    }

    /// Delivers what the gateways have to tell, `times` each, newest first if they come in the wrong order.
    pub async fn deliver(&self, times: usize, reversed: bool) {
        let mut events = self.fake.take_events();
        if reversed {
            events.reverse();
        }
        for event in events {
            for _ in 0..times {
                assert_eq!(self.fake.deliver(&self.shop.url, &event).await, 200, "{}", event.kind);
            }
        }
        self.acted_upon().await;
    }

    /// Returns once every webhook that was kept is acted upon.
    pub async fn acted_upon(&self) {
        while self.shop.shop.db.read(webhooks::next_due_us).await.expect("read").is_some() {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// What was taken and not given back, by attempt.
    pub fn kept(&self, attempt: &domain::AttemptId) -> usize {
        let of_it = |taken: &&fakepay::Taken| taken.attempt == attempt.as_str() && taken.refunded == 0;
        self.fake.taken().iter().filter(of_it).count()
    }
}

pub fn with(settings: &mut Settings, fake: &FakePay) {
    let secret = |text: &str| Secret::new(text).expect("a key");
    settings.stripe = Some(StripeSettings {
        secret_key: secret("sk_test_of_the_tests"),
        webhook_secrets: vec![secret(STRIPE_WEBHOOK_SECRET)],
        version: "2024-06-20".into(),
        api_base: fake.stripe_base(),
        opens: Opens::default(),
    });
    settings.paypal = Some(PaypalSettings {
        client_id: "client".into(),
        client_secret: secret("secret"),
        webhook_id: Some(PAYPAL_WEBHOOK.into()),
        merchant_id: Some(PAYPAL_MERCHANT.into()),
        api_base: fake.paypal_base(),
        opens: Opens::default(),
    });
}
