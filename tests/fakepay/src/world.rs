//! Everything that the fake knows, behind one lock.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::events::{Event, Sent};
use crate::exchange::{Answer, Gateway, Reply, Request};
use crate::faults::{Fault, Script};
use crate::keys::Keys;
use crate::{pages, paypal, stripe};

/// Microseconds since 1970, from the clock that was handed in.
pub(crate) type Now = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Where and how webhooks are sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Webhooks {
    pub url: [Option<String>; 2],
    pub stripe_secret: String,
    pub paypal_id: String,
    /// Each event is sent as soon as it happens.
    pub automatic: bool,
}

pub(crate) struct World {
    pub now: Now,
    pub stripe_base: String,
    pub paypal_base: String,
    pub merchant_id: String,
    pub webhooks: Webhooks,
    pub refunds_wait: bool,
    pub requests: Vec<Request>,
    pub script: Script,
    pub keys: Keys,
    pub stripe: stripe::Books,
    pub paypal: paypal::Books,
    pub events: Vec<Event>,
    pub sent: Vec<Sent>,
    /// Something happened that somebody may want to hear of.
    pub happened: Arc<Notify>,
}

impl World {
    pub fn new(now: Now, stripe_base: String, paypal_base: String) -> Self {
        Self {
            now,
            stripe_base,
            paypal_base,
            merchant_id: "FAKEMERCHANT1".into(),
            webhooks: Webhooks { stripe_secret: "whsec_fakepay".into(), ..Webhooks::default() },
            refunds_wait: false,
            requests: Vec::new(),
            script: Script::default(),
            keys: Keys::default(),
            stripe: stripe::Books::default(),
            paypal: paypal::Books::default(),
            events: Vec::new(),
            sent: Vec::new(),
            happened: Arc::default(),
        }
    }

    pub fn now_us(&self) -> i64 {
        (self.now)()
    }

    pub fn now_s(&self) -> i64 {
        self.now_us() / 1_000_000
    }

    /// Lets what time alone changes happen. Called before anything is looked at.
    pub fn catch_up(&mut self) {
        stripe::expire_overdue(self);
        paypal::forget_overdue(self);
    }

    /// Answers a request.
    pub fn answer(&mut self, mut request: Request) -> Answer {
        self.catch_up();
        let call = match request.gateway {
            Gateway::Stripe => stripe::call_of(&request),
            Gateway::Paypal => paypal::call_of(&request),
        };
        request.call = call;
        request.at_us = self.now_us();
        self.requests.push(request.clone());
        let Some(call) = call else { return Answer::Reply(pages::answer(self, &request)) };
        let fault = self.script.take(call);
        if fault == Some(Fault::DropBefore) {
            return Answer::Close;
        }
        let reply = match request.gateway {
            Gateway::Stripe => stripe::answer(self, call, &request, fault.as_ref()),
            Gateway::Paypal => paypal::answer(self, call, &request, fault.as_ref()),
        };
        match fault {
            Some(Fault::DropAfter) => Answer::Close,
            Some(Fault::NeverAnswer) => Answer::Never,
            _ => Answer::Reply(reply),
        }
    }

    /// Notes an event of Stripe about an object.
    pub fn stripe_event(&mut self, kind: &str, object: Value) {
        let event = json!({
            "id": long_id("evt_"),
            "object": "event",
            "api_version": stripe::VERSION,
            "created": self.now_s(),
            "data": { "object": object },
            "livemode": false,
            "pending_webhooks": 1,
            "request": { "id": null, "idempotency_key": null },
            "type": kind,
        });
        self.note(Gateway::Stripe, kind, event);
    }

    /// Notes an event of PayPal about a resource.
    pub fn paypal_event(&mut self, kind: &str, resource_type: &str, summary: &str, resource: Value) {
        let event = json!({
            "id": format!("WH-{}-{}", short_id(), short_id()),
            "event_version": "1.0",
            "create_time": time_text(self.now_us()),
            "resource_type": resource_type,
            "resource_version": "2.0",
            "event_type": kind,
            "summary": summary,
            "resource": resource,
            "links": [],
        });
        self.note(Gateway::Paypal, kind, event);
    }

    fn note(&mut self, gateway: Gateway, kind: &str, body: Value) {
        let id = body["id"].as_str().unwrap_or_default().to_owned();
        let at_us = self.now_us();
        self.events.push(Event { id, gateway, kind: kind.into(), body, at_us, deliveries: 0 });
        self.happened.notify_one();
    }
}

/// The reply that both gateways give when they are down.
pub(crate) fn too_many(retry_after_s: u32, body: &Value) -> Reply {
    Reply::json(429, body).with("retry-after", retry_after_s.to_string())
}

/// `cs_test_` and 24 digits of chance.
pub(crate) fn long_id(prefix: &str) -> String {
    format!("{prefix}{:024x}", rand::random::<u128>() >> 32)
}

/// 17 capital letters and digits, as PayPal's ids have.
pub(crate) fn short_id() -> String {
    const SIGNS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    rand::random::<[u8; 17]>().iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect()
}

/// `2026-01-31T12:00:00Z`
pub(crate) fn time_text(us: i64) -> String {
    let at = Timestamp::from_second(us / 1_000_000).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_string()
}
