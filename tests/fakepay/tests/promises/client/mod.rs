//! A shop's calls, as plain as they can be made.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use fakepay::FakePay;
use serde_json::{Value, json};

/// A time in 2026 to begin at.
const BEGIN_US: i64 = 1_780_000_000_000_000;
pub const HOUR_US: i64 = 3600 * 1_000_000;

/// A reply: its status, whether Stripe said it before, and its JSON.
pub type Reply = (u16, bool, Value);

pub struct Client {
    pub fake: FakePay,
    now_us: Arc<AtomicI64>,
    http: reqwest::Client,
    token: String,
}

impl Client {
    pub async fn new() -> Self {
        let now_us = Arc::new(AtomicI64::new(BEGIN_US));
        let clock = now_us.clone();
        let fake = FakePay::start_at(move || clock.load(Ordering::Relaxed));
        let mut client = Self { fake, now_us, http: reqwest::Client::new(), token: String::new() };
        client.sign_in().await;
        client
    }

    pub async fn sign_in(&mut self) {
        let url = format!("{}/v1/oauth2/token", self.fake.paypal_base());
        let request = self.http.post(url).basic_auth("id", Some("secret"));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let reply = request.body("grant_type=client_credentials").send().await.unwrap();
        let token: Value = reply.json().await.unwrap();
        self.token = token["access_token"].as_str().unwrap().to_owned();
    }

    pub fn advance(&self, by_us: i64) {
        self.now_us.fetch_add(by_us, Ordering::Relaxed);
    }

    pub async fn stripe_get(&self, path: &str) -> Reply {
        let url = format!("{}{path}", self.fake.stripe_base());
        read(self.http.get(url).bearer_auth("sk_test_1").send().await.unwrap()).await
    }

    /// None if the connection was closed.
    pub async fn stripe_post(&self, path: &str, key: &str, form: &str) -> Option<Reply> {
        let url = format!("{}{path}", self.fake.stripe_base());
        let mut request = self.http.post(url).bearer_auth("sk_test_1").body(form.to_owned());
        request = request.header("content-type", "application/x-www-form-urlencoded");
        if !key.is_empty() {
            request = request.header("idempotency-key", key);
        }
        Some(read(request.send().await.ok()?).await)
    }

    pub async fn paypal_get(&self, path: &str) -> Reply {
        let url = format!("{}{path}", self.fake.paypal_base());
        read(self.http.get(url).bearer_auth(&self.token).send().await.unwrap()).await
    }

    /// None if the connection was closed.
    pub async fn paypal_post(&self, path: &str, id: &str, body: &Value) -> Option<Reply> {
        let url = format!("{}{path}", self.fake.paypal_base());
        let mut request = self.http.post(url).bearer_auth(&self.token).json(body);
        request = request.header("prefer", "return=representation");
        if !id.is_empty() {
            request = request.header("paypal-request-id", id);
        }
        Some(read(request.send().await.ok()?).await)
    }

    /// A session of Stripe over 12.50 EUR.
    pub async fn session(&self) -> String {
        let (_, _, session) = self.stripe_post("/v1/checkout/sessions", "", SESSION).await.unwrap();
        session["id"].as_str().unwrap().to_owned()
    }

    /// An order of PayPal over 12.50 EUR.
    pub async fn order(&self) -> String {
        let (_, _, order) =
            self.paypal_post("/v2/checkout/orders", "order", &order("12.50", "EUR")).await.unwrap();
        order["id"].as_str().unwrap().to_owned()
    }
}

pub const SESSION: &str = "mode=payment&success_url=http://127.0.0.1/paid&cancel_url=http://127.0.0.1/left\
    &client_reference_id=a1&metadata[attempt]=a1&payment_intent_data[metadata][attempt]=a1\
    &line_items[0][quantity]=1&line_items[0][price_data][currency]=eur\
    &line_items[0][price_data][unit_amount]=1250&line_items[0][price_data][product_data][name]=Lesson";

pub fn order(value: &str, currency: &str) -> Value {
    json!({
        "intent": "CAPTURE",
        "purchase_units": [{
            "reference_id": "o1",
            "custom_id": "a1",
            "invoice_id": "N-1/1",
            "amount": { "currency_code": currency, "value": value },
        }],
        "payment_source": { "paypal": { "experience_context": {
            "user_action": "PAY_NOW",
            "return_url": "http://127.0.0.1/paid?order=1",
            "cancel_url": "http://127.0.0.1/left",
        }}},
    })
}

async fn read(response: reqwest::Response) -> Reply {
    let status = response.status().as_u16();
    let replayed = response.headers().get("idempotent-replayed").is_some_and(|value| value == "true");
    (status, replayed, response.json().await.unwrap_or(Value::Null))
}
