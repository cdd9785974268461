//! Disputes of PayPal, as the document of Customer Disputes v1 describes them.

use serde_json::{Value, json};

use crate::books::{Books, text};

impl Books {
    /// Somebody disputes a capture, at first only between the customer and the merchant.
    pub fn paypal_dispute(&mut self, capture: &str) {
        let Some(known) = self.captures.get(capture).cloned() else { return };
        let id = self.id("PP-D-");
        let dispute = json!({
            "dispute_id": id, "create_time": "2026-01-02T00:00:00.000Z", "update_time": "2026-01-02T00:00:00.000Z",
            "disputed_transactions": [{
                "buyer_transaction_id": format!("{capture}B"), "seller_transaction_id": capture,
                "create_time": "2026-01-01T00:00:00.000Z", "transaction_status": "COMPLETED",
                "gross_amount": known["amount"], "custom": known["custom_id"],
            }],
            "reason": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "status": "WAITING_FOR_SELLER_RESPONSE",
            "dispute_state": "REQUIRED_ACTION", "dispute_amount": known["amount"],
            "dispute_life_cycle_stage": "INQUIRY", "dispute_channel": "INTERNAL",
        });
        self.paypal_disputes.insert(id, dispute.clone());
        self.event("paypal", "CUSTOMER.DISPUTE.CREATED", &dispute);
    }

    /// The dispute of a capture ends. `debited`: what the merchant loses by it, in the currency of the capture.
    pub fn paypal_close_dispute(&mut self, capture: &str, outcome_code: &str, debited: Option<&str>) {
        let of_it = |dispute: &&mut Value| disputed(dispute) == capture;
        let Some(dispute) = self.paypal_disputes.values_mut().rev().find(of_it) else { return };
        dispute["status"] = json!("RESOLVED");
        dispute["dispute_state"] = json!("RESOLVED");
        dispute["dispute_life_cycle_stage"] = json!("CHARGEBACK");
        dispute["dispute_outcome"] = json!({"outcome_code": outcome_code});
        if let Some(value) = debited {
            let amount = json!({"currency_code": dispute["dispute_amount"]["currency_code"], "value": value});
            dispute["dispute_outcome"]["amount_refunded"] = amount.clone();
            dispute["money_movements"] = json!([{
                "affected_party": "SELLER", "amount": amount, "initiated_time": "2026-01-03T00:00:00.000Z",
                "type": "DEBIT", "reason": "DISPUTE_SETTLEMENT",
            }]);
        }
        let shown = dispute.clone();
        self.event("paypal", "CUSTOMER.DISPUTE.RESOLVED", &shown);
    }

    /// Summaries of the disputes of a capture, latest first.
    pub fn paypal_disputes_of(&self, capture: &str) -> Value {
        const SUMMARY: [&str; 9] = [
            "dispute_id",
            "create_time",
            "update_time",
            "reason",
            "status",
            "dispute_state",
            "dispute_amount",
            "dispute_life_cycle_stage",
            "dispute_channel",
        ];
        let of_it = self.paypal_disputes.values().rev().filter(|dispute| disputed(dispute) == capture);
        let summary = |dispute: &Value| {
            let fields = SUMMARY.iter().map(|name| ((*name).to_owned(), dispute[*name].clone()));
            Value::Object(fields.collect())
        };
        let items: Vec<Value> = of_it.map(summary).collect();
        // An empty list is left out.
        if items.is_empty() { json!({"links": []}) } else { json!({"items": items, "links": []}) }
    }
}

/// What the dispute is about, as the merchant knows it.
fn disputed(dispute: &Value) -> String {
    text(&dispute["disputed_transactions"][0]["seller_transaction_id"])
}
