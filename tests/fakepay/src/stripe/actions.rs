//! What people and banks do at Stripe.

use serde_json::{Value, json};

use super::checkout::charge_id;
use crate::books::{Books, text};

impl Books {
    pub fn stripe_pay(&mut self, session: &str) {
        let Some(intent) = self.intent_of(session) else { return };
        self.succeed(session, &intent);
        let shown = self.sessions[session].clone();
        self.event("stripe", "checkout.session.completed", &shown);
    }

    pub fn stripe_decline(&mut self, session: &str, decline_code: &str) {
        let Some(intent) = self.intent_of(session) else { return };
        let known = self.intents.get_mut(&intent).expect("it was made");
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

    /// The payment intent of an open session, made when somebody first tries to pay.
    fn intent_of(&mut self, session: &str) -> Option<String> {
        let known = self.sessions.get(session).filter(|known| known["status"] == "open")?.clone();
        if let Some(intent) = known["payment_intent"].as_str() {
            return Some(intent.to_owned());
        }
        let id = self.id("pi_");
        let intent = json!({
            "id": id, "object": "payment_intent", "status": "requires_payment_method", "amount": known["amount_total"],
            "amount_received": 0, "currency": known["currency"], "metadata": known["payment_intent_metadata"],
            "last_payment_error": null, "latest_charge": null, "livemode": false, "created": self.now(),
            "payment_method_types": ["card"], "capture_method": "automatic_async", "confirmation_method": "automatic",
        });
        self.intents.insert(id.clone(), intent);
        self.sessions.get_mut(session)?["payment_intent"] = json!(id);
        Some(id)
    }

    fn succeed(&mut self, session: &str, intent: &str) {
        let known = self.intents.get_mut(intent).expect("it was made");
        known["status"] = json!("succeeded");
        known["amount_received"] = known["amount"].clone();
        known["latest_charge"] = json!(charge_id(intent));
        known["last_payment_error"] = Value::Null;
        let known = self.sessions.get_mut(session).expect("it was found");
        known["status"] = json!("complete");
        known["payment_status"] = json!("paid");
        known["url"] = Value::Null;
    }
}
