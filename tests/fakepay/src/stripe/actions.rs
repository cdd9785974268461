//! What people and banks do at Stripe.

use serde_json::{Value, json};

use super::checkout::charge_id;
use crate::books::{Books, text};

impl Books {
    pub fn stripe_pay(&mut self, session: &str, card: &str) {
        let Some(intent) = self.intent_of(session) else { return };
        self.intents.get_mut(&intent).expect("it was made")["card"] = json!(card);
        self.succeed(session, &intent);
        let shown = self.sessions[session].clone();
        self.event("stripe", "checkout.session.completed", &shown);
    }

    pub fn stripe_decline(&mut self, session: &str, decline_code: &str, card: &str) {
        let Some(intent) = self.intent_of(session) else { return };
        self.refuse(&intent, decline_code, card);
    }

    /// The bank wants to ask the person before the card is charged.
    pub fn stripe_ask_bank(&mut self, session: &str, card: &str) {
        let Some(intent) = self.intent_of(session) else { return };
        let known = self.intents.get_mut(&intent).expect("it was made");
        known["status"] = json!("requires_action");
        known["next_action"] = json!({"type": "use_stripe_sdk"});
        known["card"] = json!(card);
    }

    /// The person answers the bank. Without a yes nothing was charged, so there is no charge either.
    pub fn stripe_answer_bank(&mut self, session: &str, confirms: bool) {
        let Some(intent) = self.intent_of(session) else { return };
        let known = self.intents.get_mut(&intent).expect("it was made");
        if known["status"] != "requires_action" {
            return;
        }
        known["next_action"] = Value::Null;
        if confirms {
            let card = text(&known["card"]);
            return self.stripe_pay(session, &card);
        }
        known["status"] = json!("requires_payment_method");
        known["last_payment_error"] = json!({"type": "invalid_request_error",
            "code": "payment_intent_authentication_failure", "message": "not confirmed"});
        let shown = known.clone();
        self.event("stripe", "payment_intent.payment_failed", &shown);
    }

    /// The card is declined; another one may follow.
    pub fn refuse(&mut self, intent: &str, decline_code: &str, card: &str) {
        let charge = json!({
            "id": self.id("ch_"), "object": "charge", "amount": self.intents[intent]["amount"], "amount_captured": 0,
            "amount_refunded": 0, "captured": false, "paid": false, "status": "failed", "payment_intent": intent,
            "currency": self.intents[intent]["currency"], "livemode": false, "created": self.now(),
            "metadata": self.intents[intent]["metadata"], "refunded": false, "disputed": false,
            "failure_code": "card_declined", "outcome": {"risk_level": "normal", "type": "issuer_declined",
                "network_status": "declined_by_network", "reason": decline_code},
            "payment_method_details": {"type": "card", "card": {"brand": "visa", "country": "DE", "last4": "0002",
                "fingerprint": card, "checks": {"address_postal_code_check": null, "cvc_check": "pass"}}},
        });
        self.failed_charges.push(charge);
        let known = self.intents.get_mut(intent).expect("it was made");
        known["last_payment_error"] = json!({"type": "card_error", "code": "card_declined", "decline_code": decline_code, "message": "declined"});
        let shown = known.clone();
        self.event("stripe", "payment_intent.payment_failed", &shown);
    }

    pub fn stripe_pay_late(&mut self, session: &str) {
        let Some(intent) = self.intent_of(session) else { return };
        self.intents.get_mut(&intent).expect("it was made")["status"] = json!("processing");
        let known = self.sessions.get_mut(session).expect("it was found");
        known["status"] = json!("complete");
        known["url"] = Value::Null;
        let shown = known.clone();
        self.event("stripe", "checkout.session.completed", &shown);
    }

    pub fn stripe_settle_late(&mut self, session: &str, succeeds: bool) {
        let Some(known) = self.sessions.get(session) else { return };
        let intent = text(&known["payment_intent"]);
        if self.intents.get(&intent).is_none_or(|known| known["status"] != "processing") {
            return;
        }
        if succeeds {
            self.succeed(session, &intent);
        } else {
            self.intents.get_mut(&intent).expect("it was found")["status"] = json!("requires_payment_method");
        }
        let shown = self.sessions[session].clone();
        let how = if succeeds { "succeeded" } else { "failed" };
        self.event("stripe", &format!("checkout.session.async_payment_{how}"), &shown);
    }

    pub fn stripe_expire(&mut self, session: &str) {
        let Some(known) = self.sessions.get_mut(session).filter(|known| known["status"] == "open") else {
            return;
        };
        known["status"] = json!("expired");
        known["url"] = Value::Null;
        let shown = known.clone();
        self.event("stripe", "checkout.session.expired", &shown);
    }

    pub fn stripe_dispute(&mut self, intent: &str) {
        let id = self.id("dp_");
        let amount = self.intents[intent]["amount_received"].clone();
        let dispute = json!({
            "id": id, "object": "dispute", "amount": amount, "currency": self.intents[intent]["currency"],
            "charge": charge_id(intent), "payment_intent": intent, "status": "needs_response", "reason": "fraudulent",
            "livemode": false, "metadata": {}, "created": self.now(),
        });
        self.disputes.insert(id, dispute.clone());
        self.event("stripe", "charge.dispute.created", &dispute);
    }

    pub fn stripe_close_dispute(&mut self, intent: &str, status: &str) {
        let of_it = self.disputes.values_mut().find(|dispute| dispute["payment_intent"] == intent);
        let Some(dispute) = of_it else { return };
        dispute["status"] = json!(status);
        let shown = dispute.clone();
        self.event("stripe", "charge.dispute.closed", &shown);
    }

    pub fn stripe_refund_fails(&mut self, refund: &str) {
        let Some(known) = self.refunds.get_mut(refund) else { return };
        known["status"] = json!("failed");
        known["failure_reason"] = json!("expired_or_canceled_card");
        let shown = known.clone();
        self.event("stripe", "refund.failed", &shown);
    }

    /// The bank took a refund that was pending.
    pub fn stripe_refund_arrives(&mut self, refund: &str) {
        let Some(known) = self.refunds.get_mut(refund).filter(|known| known["status"] == "pending") else {
            return;
        };
        known["status"] = json!("succeeded");
        let shown = known.clone();
        self.event("stripe", "refund.updated", &shown);
    }

    /// The payment intent of an open session, made when somebody first tries to pay.
    fn intent_of(&mut self, session: &str) -> Option<String> {
        let known = self.sessions.get(session).filter(|known| known["status"] == "open")?.clone();
        if let Some(intent) = known["payment_intent"].as_str() {
            return Some(intent.to_owned());
        }
        let id = self.id("pi_");
        self.new_intent(&id, &known["amount_total"], &known["currency"], &known["payment_intent_metadata"]);
        self.sessions.get_mut(session)?["payment_intent"] = json!(id);
        Some(id)
    }

    /// A payment that nobody tried to pay yet.
    pub fn new_intent(&mut self, id: &str, amount: &Value, currency: &Value, metadata: &Value) {
        let intent = json!({
            "id": id, "object": "payment_intent", "status": "requires_payment_method", "amount": amount,
            "amount_received": 0, "currency": currency, "metadata": metadata,
            "last_payment_error": null, "latest_charge": null, "livemode": false, "created": self.now(),
            "payment_method_types": ["card"], "capture_method": "automatic_async", "confirmation_method": "automatic",
        });
        self.intents.insert(id.to_owned(), intent);
    }

    /// The money of an intent is taken.
    pub fn take(&mut self, intent: &str) {
        let known = self.intents.get_mut(intent).expect("it was made");
        known["status"] = json!("succeeded");
        known["amount_received"] = known["amount"].clone();
        known["latest_charge"] = json!(charge_id(intent));
        known["last_payment_error"] = Value::Null;
    }

    fn succeed(&mut self, session: &str, intent: &str) {
        self.take(intent);
        let known = self.sessions.get_mut(session).expect("it was found");
        known["status"] = json!("complete");
        known["payment_status"] = json!("paid");
        known["url"] = Value::Null;
    }
}
