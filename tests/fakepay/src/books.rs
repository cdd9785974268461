//! What the gateways know: their objects, in the shape that they are shown in.

use std::collections::{BTreeMap, HashMap};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::PAYPAL_MERCHANT;
use crate::events::Event;
use crate::faults::Faults;

/// An amount in the gateway's own units, with its currency in capitals.
pub type Money = (String, String);

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Recorded {
    pub method: String,
    pub path: String,
    /// Names in small letters.
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

/// One payment that was really taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub gateway: &'static str,
    /// `pi_...`, or the id of PayPal's capture.
    pub reference: String,
    /// The shop's mark.
    pub attempt: String,
    pub amount: Money,
    /// Whose account it went to; one for all at Stripe.
    pub merchant: String,
    /// In the same units.
    pub refunded: i64,
}

/// What somebody changed about a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tampering {
    Amount,
    Currency,
    /// PayPal: the money goes to another account.
    Merchant,
}

/// A reply that is given again to the same key.
#[derive(Clone)]
pub struct Stored {
    pub status: u16,
    pub body: Value,
    pub asked: String,
    pub at: i64,
}

#[derive(Default)]
pub struct Books {
    pub requests: Vec<Recorded>,
    pub faults: Faults,
    pub events: Vec<Event>,
    pub keys: HashMap<String, Stored>,
    pub sessions: BTreeMap<String, Value>,
    pub intents: BTreeMap<String, Value>,
    /// Of Stripe, oldest first.
    pub failed_charges: Vec<Value>,
    pub refunds: BTreeMap<String, Value>,
    pub disputes: BTreeMap<String, Value>,
    /// Prices and means of payment, which only Stripe's own tool makes.
    pub catalogue: BTreeMap<String, Value>,
    pub tokens: BTreeMap<String, i64>,
    pub orders: BTreeMap<String, Value>,
    pub captures: BTreeMap<String, Value>,
    pub paypal_refunds: BTreeMap<String, Value>,
    pub paypal_disputes: BTreeMap<String, Value>,
    pub paypal_pending: Vec<String>,
    /// Refunds are pending at first.
    pub refunds_pending: bool,
    /// What was sent to a webhook, for the verification: transmission id to body.
    pub transmissions: BTreeMap<String, String>,
    /// Names of commands that the pages try to call; empty: they are honest.
    pub hostile: Vec<String>,
    /// What came of it.
    pub reports: Vec<String>,
    made: u64,
    moved_seconds: i64,
}

impl Books {
    /// Seconds since 1970.
    pub fn now(&self) -> i64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
        i64::try_from(now).expect("not that late") + self.moved_seconds
    }

    pub fn advance(&mut self, seconds: i64) {
        self.moved_seconds += seconds;
        let now = self.now();
        let over: Vec<String> = self
            .sessions
            .values()
            .filter(|session| session["status"] == "open" && session["expires_at"].as_i64() <= Some(now))
            .map(|session| text(&session["id"]))
            .collect();
        for session in over {
            self.stripe_expire(&session);
        }
    }

    pub fn id(&mut self, prefix: &str) -> String {
        self.made += 1;
        format!("{prefix}{:012}", self.made)
    }

    pub fn event(&mut self, gateway: &'static str, kind: &str, object: &Value) {
        let id = self.id(if gateway == "stripe" { "evt_" } else { "WH-" });
        let body = if gateway == "stripe" {
            json!({
                "id": id, "object": "event", "type": kind, "created": self.now(), "livemode": false,
                "api_version": "2024-06-20", "pending_webhooks": 1, "request": {"id": null, "idempotency_key": null},
                "data": {"object": object},
            })
        } else {
            json!({
                "id": id, "event_version": "1.0", "create_time": "2026-01-01T00:00:00Z", "event_type": kind,
                "resource_type": "checkout", "resource_version": "2.0", "summary": kind, "resource": object,
            })
        };
        self.events.push(Event { gateway, id, kind: kind.into(), body: body.to_string() });
    }

    /// How a refund begins that is made now, in the words of its gateway.
    pub fn refund_status(&self, at_once: &'static str, pending: &'static str) -> &'static str {
        if self.refunds_pending { pending } else { at_once }
    }

    pub fn unsettled(&self) -> Vec<String> {
        let is_processing = |session: &&Value| {
            let intent = self.intents.get(&text(&session["payment_intent"]));
            intent.is_some_and(|intent| intent["status"] == "processing")
        };
        let sessions = self.sessions.values().filter(is_processing).map(|session| text(&session["id"]));
        let is_pending = |order: &&Value| {
            let capture = self.captures.get(&text(&order["capture_id"]));
            capture.is_some_and(|capture| capture["status"] == "PENDING")
        };
        let orders = self.orders.values().filter(is_pending).map(|order| text(&order["id"]));
        sessions.chain(orders).collect()
    }

    pub fn tamper(&mut self, reference: &str, how: Tampering) {
        if let Some(session) = self.sessions.get_mut(reference) {
            match how {
                Tampering::Amount => session["amount_total"] = json!(1),
                Tampering::Currency => session["currency"] = json!("usd"),
                Tampering::Merchant => {}
            }
        }
        if let Some(order) = self.orders.get_mut(reference) {
            let unit = &mut order["purchase_units"][0];
            match how {
                Tampering::Amount => unit["amount"]["value"] = json!("0.01"),
                Tampering::Currency => unit["amount"]["currency_code"] = json!("USD"),
                Tampering::Merchant => unit["payee"]["merchant_id"] = json!("SOMEBODYELSE"),
            }
        }
    }

    pub fn taken(&self) -> Vec<Taken> {
        let stripe =
            self.intents.values().filter(|intent| intent["status"] == "succeeded").map(|intent| Taken {
                gateway: "stripe",
                reference: text(&intent["id"]),
                attempt: text(&intent["metadata"]["attempt"]),
                amount: (intent["amount_received"].to_string(), text(&intent["currency"]).to_uppercase()),
                merchant: PAYPAL_MERCHANT.into(),
                refunded: self.stripe_refunded(&text(&intent["id"])),
            });
        let took = |capture: &&Value| {
            ["COMPLETED", "REFUNDED", "PARTIALLY_REFUNDED"].contains(&text(&capture["status"]).as_str())
        };
        let paypal = self.captures.values().filter(took).map(|capture| Taken {
            gateway: "paypal",
            reference: text(&capture["id"]),
            attempt: text(&capture["custom_id"]),
            amount: (text(&capture["amount"]["value"]), text(&capture["amount"]["currency_code"])),
            merchant: text(&capture["payee"]["merchant_id"]),
            refunded: self.paypal_refunded(&text(&capture["id"])),
        });
        stripe.chain(paypal).collect()
    }
}

/// The text of a value, or nothing.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
