//! What a person does on Stripe's page, and what happens to the money afterwards.

use serde_json::json;

use super::books::{Charge, Intent, Metadata};
use super::objects::charge_json;
use crate::world::{World, long_id};

/// What a person does on the page of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act<'a> {
    Pay,
    /// With Stripe's `decline_code`, such as `insufficient_funds`.
    Decline(&'a str),
    /// The bank asks first.
    Challenge,
    /// And is answered.
    Authenticate(bool),
    /// Some ways to pay take days.
    PayLate,
}

impl World {
    pub fn stripe_act(&mut self, id: &str, act: Act<'_>) -> Result<(), String> {
        self.catch_up();
        let session = self.stripe.session(id).ok_or("there is no such session")?.clone();
        if session.status != "open" {
            return Err(format!("the session is {}", session.status));
        }
        let intent = match session.payment_intent.clone() {
            Some(intent) => intent,
            None => self.new_intent(session.amount_total, &session.currency, session.intent_metadata.clone()),
        };
        if let Some(session) = self.stripe.session_mut(id) {
            session.payment_intent = Some(intent.clone());
        }
        match act {
            Act::Pay | Act::Authenticate(true) => {
                self.succeed(&intent);
                self.complete(id, "paid", "checkout.session.completed");
            }
            Act::Decline(code) => self.fail(&intent, "card_declined", code),
            Act::Authenticate(false) => self.fail(&intent, "payment_intent_authentication_failure", ""),
            Act::Challenge => {
                self.set_intent(&intent, "requires_action");
                self.intent_event("payment_intent.requires_action", &intent);
            }
            Act::PayLate => {
                self.set_intent(&intent, "processing");
                self.intent_event("payment_intent.processing", &intent);
                self.complete(id, "unpaid", "checkout.session.completed");
            }
        }
        Ok(())
    }

    /// A payment that takes days has come, or will not come.
    pub fn stripe_settle(&mut self, id: &str, came: bool) -> Result<(), String> {
        self.catch_up();
        let session = self.stripe.session(id).ok_or("there is no such session")?;
        let intent = session.payment_intent.clone().unwrap_or_default();
        if self.stripe.intent(&intent).map(|intent| intent.status) != Some("processing") {
            return Err("no payment of this session is on its way".into());
        }
        if came {
            self.succeed(&intent);
            self.complete(id, "paid", "checkout.session.async_payment_succeeded");
        } else {
            self.fail(&intent, "payment_intent_payment_attempt_failed", "");
            self.complete(id, "unpaid", "checkout.session.async_payment_failed");
        }
        Ok(())
    }

    pub fn new_intent(&mut self, amount: i64, currency: &str, metadata: Metadata) -> String {
        let intent = Intent {
            id: long_id("pi_"),
            status: "requires_payment_method",
            amount,
            amount_received: 0,
            currency: currency.into(),
            metadata,
            description: None,
            capture_method: "automatic",
            latest_charge: None,
            last_payment_error: None,
            created_s: self.now_s(),
        };
        let id = intent.id.clone();
        self.stripe.intents.push(intent);
        self.intent_event("payment_intent.created", &id);
        id
    }

    /// The money of an intent is taken.
    pub fn succeed(&mut self, intent: &str) {
        let charge = self.charge(intent, "succeeded", None);
        let Some(intent_now) = self.stripe.intent_mut(intent) else { return };
        intent_now.status = "succeeded";
        intent_now.amount_received = intent_now.amount;
        intent_now.last_payment_error = None;
        self.charge_event("charge.succeeded", &charge);
        self.intent_event("payment_intent.succeeded", intent);
    }

    /// A try to pay is refused; another one may follow.
    pub fn fail(&mut self, intent: &str, code: &str, decline_code: &str) {
        let charge = self.charge(intent, "failed", Some(code.to_owned()));
        let Some(intent_now) = self.stripe.intent_mut(intent) else { return };
        intent_now.status = "requires_payment_method";
        let mut error =
            json!({ "type": "card_error", "code": code, "message": super::DECLINED, "charge": charge });
        if !decline_code.is_empty() {
            error["decline_code"] = decline_code.into();
        }
        intent_now.last_payment_error = Some(error);
        self.charge_event("charge.failed", &charge);
        self.intent_event("payment_intent.payment_failed", intent);
    }

    pub fn charge(&mut self, intent: &str, status: &'static str, failure_code: Option<String>) -> String {
        let id = long_id("ch_");
        let created_s = self.now_s();
        let Some(intent) = self.stripe.intent_mut(intent) else { return id };
        intent.latest_charge = Some(id.clone());
        let charge = Charge {
            id: id.clone(),
            payment_intent: intent.id.clone(),
            status,
            amount: intent.amount,
            captured: status == "succeeded" && intent.capture_method == "automatic",
            amount_refunded: 0,
            currency: intent.currency.clone(),
            disputed: false,
            failure_code,
            metadata: intent.metadata.clone(),
            created_s,
        };
        self.stripe.charges.push(charge);
        id
    }

    pub fn set_intent(&mut self, id: &str, status: &'static str) {
        if let Some(intent) = self.stripe.intent_mut(id) {
            intent.status = status;
        }
    }

    pub fn intent_event(&mut self, kind: &str, id: &str) {
        if let Some(object) = self.stripe_object(id) {
            self.stripe_event(kind, object);
        }
    }

    pub fn charge_event(&mut self, kind: &str, id: &str) {
        if let Some(object) = self.stripe.charge(id).map(charge_json) {
            self.stripe_event(kind, object);
        }
    }

    fn complete(&mut self, id: &str, payment_status: &'static str, event: &str) {
        let Some(session) = self.stripe.session_mut(id) else { return };
        session.status = "complete";
        if session.payment_status != "no_payment_required" {
            session.payment_status = payment_status;
        }
        if let Some(object) = self.stripe_object(id) {
            self.stripe_event(event, object);
        }
    }
}
