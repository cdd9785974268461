//! Stripe's objects as it sends them: every field that its description requires, and those that people read.

use serde_json::{Value, json};

use super::books::{Charge, Dispute, Intent, Refund, Session};
use crate::world::World;

impl World {
    /// The object with this id.
    pub(crate) fn stripe_object(&self, id: &str) -> Option<Value> {
        let books = &self.stripe;
        let found = books.session(id).map(|session| self.session_json(session));
        let found = found.or_else(|| books.intent(id).map(intent_json));
        let found = found.or_else(|| books.charge(id).map(charge_json));
        let found = found.or_else(|| books.refunds.iter().find(|refund| refund.id == id).map(refund_json));
        let found =
            found.or_else(|| books.disputes.iter().find(|dispute| dispute.id == id).map(dispute_json));
        found.or_else(|| books.catalogue.iter().find(|object| object["id"] == id).cloned())
    }

    pub(crate) fn session_json(&self, session: &Session) -> Value {
        let url = (session.status == "open").then(|| format!("{}/c/pay/{}", self.stripe_base, session.id));
        json!({
            "id": session.id,
            "object": "checkout.session",
            "after_expiration": null,
            "allow_promotion_codes": null,
            "amount_subtotal": session.amount_total,
            "amount_total": session.amount_total,
            "automatic_tax": { "enabled": false, "liability": null, "status": null },
            "billing_address_collection": null,
            "cancel_url": session.cancel_url,
            "client_reference_id": session.client_reference_id,
            "consent": null,
            "consent_collection": null,
            "created": session.created_s,
            "currency": session.currency,
            "custom_fields": [],
            "custom_text": { "shipping_address": null, "submit": null },
            "customer": null,
            "customer_creation": "if_required",
            "customer_details": session.customer_email.as_ref().map(|email| json!({ "email": email })),
            "customer_email": session.customer_email,
            "expires_at": session.expires_at_s,
            "invoice": null,
            "livemode": false,
            "locale": session.locale,
            "metadata": session.metadata,
            "mode": "payment",
            "payment_intent": session.payment_intent,
            "payment_link": null,
            "payment_method_collection": "if_required",
            "payment_method_options": {},
            "payment_method_types": session.payment_method_types,
            "payment_status": session.payment_status,
            "phone_number_collection": { "enabled": false },
            "recovered_from": null,
            "setup_intent": null,
            "shipping_address_collection": null,
            "shipping_cost": null,
            "shipping_options": [],
            "status": session.status,
            "submit_type": null,
            "subscription": null,
            "success_url": session.success_url,
            "total_details": { "amount_discount": 0, "amount_shipping": 0, "amount_tax": 0 },
            "ui_mode": "hosted",
            "url": url,
        })
    }
}

pub(crate) fn lines_json(session: &Session) -> Value {
    let lines: Vec<Value> = session
        .lines
        .iter()
        .map(|line| {
            let amount = line.unit_amount * line.quantity;
            json!({
                "id": line.id,
                "object": "item",
                "amount_discount": 0,
                "amount_subtotal": amount,
                "amount_tax": 0,
                "amount_total": amount,
                "currency": session.currency,
                "description": line.name,
                "quantity": line.quantity,
            })
        })
        .collect();
    list_json(&format!("/v1/checkout/sessions/{}/line_items", session.id), lines, false)
}

pub(crate) fn intent_json(intent: &Intent) -> Value {
    let capturable = if intent.status == "requires_capture" { intent.amount } else { 0 };
    json!({
        "id": intent.id,
        "object": "payment_intent",
        "amount": intent.amount,
        "amount_capturable": capturable,
        "amount_details": { "tip": {} },
        "amount_received": intent.amount_received,
        "application": null,
        "canceled_at": null,
        "cancellation_reason": null,
        "capture_method": intent.capture_method,
        "client_secret": format!("{}_secret_fakepay", intent.id),
        "confirmation_method": "automatic",
        "created": intent.created_s,
        "currency": intent.currency,
        "customer": null,
        "description": intent.description,
        "last_payment_error": intent.last_payment_error,
        "latest_charge": intent.latest_charge,
        "livemode": false,
        "metadata": intent.metadata,
        "next_action": null,
        "payment_method": null,
        "payment_method_types": ["card"],
        "processing": null,
        "receipt_email": null,
        "shipping": null,
        "status": intent.status,
    })
}

pub(crate) fn charge_json(charge: &Charge) -> Value {
    let paid = charge.status == "succeeded";
    let risk =
        json!({ "network_status": "approved_by_network", "risk_level": "normal", "type": "authorized" });
    json!({
        "id": charge.id,
        "object": "charge",
        "amount": charge.amount,
        "amount_captured": if charge.captured { charge.amount } else { 0 },
        "amount_refunded": charge.amount_refunded,
        "balance_transaction": null,
        "billing_details": { "address": null, "email": null, "name": null, "phone": null },
        "captured": charge.captured,
        "created": charge.created_s,
        "currency": charge.currency,
        "customer": null,
        "disputed": charge.disputed,
        "failure_code": charge.failure_code,
        "failure_message": charge.failure_code.as_ref().map(|_| super::DECLINED),
        "livemode": false,
        "metadata": charge.metadata,
        "outcome": if paid { risk } else { Value::Null },
        "paid": paid,
        "payment_intent": charge.payment_intent,
        "payment_method": null,
        "payment_method_details": { "card": { "brand": "visa", "last4": "4242" }, "type": "card" },
        "refunded": paid && charge.amount_refunded == charge.amount,
        "status": charge.status,
    })
}

pub(crate) fn refund_json(refund: &Refund) -> Value {
    let mut json = json!({
        "id": refund.id,
        "object": "refund",
        "amount": refund.amount,
        "balance_transaction": null,
        "charge": refund.charge,
        "created": refund.created_s,
        "currency": refund.currency,
        "metadata": refund.metadata,
        "payment_intent": refund.payment_intent,
        "reason": refund.reason,
        "receipt_number": null,
        "status": refund.status,
    });
    if let Some(reason) = refund.failure_reason {
        json["failure_reason"] = reason.into();
    }
    json
}

pub(crate) fn dispute_json(dispute: &Dispute) -> Value {
    let is_inquiry = dispute.status.starts_with("warning");
    json!({
        "id": dispute.id,
        "object": "dispute",
        "amount": dispute.amount,
        "balance_transactions": [],
        "charge": dispute.charge,
        "created": dispute.created_s,
        "currency": dispute.currency,
        "evidence": {},
        "evidence_details": { "due_by": null, "has_evidence": false, "past_due": false, "submission_count": 0 },
        "is_charge_refundable": is_inquiry,
        "livemode": false,
        "metadata": dispute.metadata,
        "payment_intent": dispute.payment_intent,
        "reason": "general",
        "status": dispute.status,
    })
}

pub(crate) fn list_json(url: &str, data: Vec<Value>, has_more: bool) -> Value {
    json!({ "object": "list", "url": url, "has_more": has_more, "data": data })
}
