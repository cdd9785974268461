//! PayPal's objects as it sends them.

use serde_json::{Value, json};

use super::books::{Capture, Dispute, Order, Refund};
use crate::money::paypal_value;
use crate::world::{World, time_text};

pub(crate) fn amount(units: i64, currency: &str) -> Value {
    json!({ "currency_code": currency, "value": paypal_value(units, currency) })
}

impl World {
    pub(crate) fn order_json(&self, order: &Order) -> Value {
        let mut unit = order.unit.clone();
        unit["reference_id"] = order.reference_id.clone().into();
        unit["amount"] = amount(order.units, &order.currency);
        unit["payee"] = json!({ "email_address": "shop@example.com", "merchant_id": self.merchant_id });
        let captures: Vec<Value> = self
            .paypal
            .captures
            .iter()
            .filter(|capture| capture.order == order.id)
            .map(|capture| self.capture_json(capture))
            .collect();
        if !captures.is_empty() {
            unit["payments"] = json!({ "captures": captures });
        }
        let mut json = json!({
            "id": order.id,
            "intent": "CAPTURE",
            "status": order.status,
            "purchase_units": [unit],
            "create_time": time_text(order.created_us),
            "links": self.order_links(order),
        });
        if order.is_wallet {
            json["payment_source"] = json!({ "paypal": {} });
        }
        if matches!(order.status, "APPROVED" | "COMPLETED") {
            let payer = json!({
                "email_address": "buyer@example.com",
                "account_id": "FAKEPAYER1234",
                "account_status": "VERIFIED",
                "name": { "given_name": "Test", "surname": "Buyer" },
                "address": { "country_code": "DE" },
            });
            json["payment_source"] = json!({ "paypal": payer });
            json["payer"] = json!({
                "email_address": "buyer@example.com",
                "payer_id": "FAKEPAYER1234",
                "name": { "given_name": "Test", "surname": "Buyer" },
                "address": { "country_code": "DE" },
            });
        }
        json
    }

    /// What is sent unless the whole is asked for.
    pub(crate) fn order_minimal(&self, order: &Order) -> Value {
        let whole = self.order_json(order);
        let mut minimal = json!({ "id": whole["id"], "status": whole["status"], "links": whole["links"] });
        if order.is_wallet {
            minimal["payment_source"] = whole["payment_source"].clone();
        }
        // A capture is always told of.
        if order.status == "COMPLETED" {
            minimal["payer"] = whole["payer"].clone();
            let payments = &whole["purchase_units"][0]["payments"];
            minimal["purchase_units"] = json!([{ "reference_id": order.reference_id, "payments": payments }]);
        }
        minimal
    }

    fn order_links(&self, order: &Order) -> Value {
        let own = format!("{}/v2/checkout/orders/{}", self.paypal_base, order.id);
        let page = format!("{}/checkoutnow?token={}", self.paypal_base, order.id);
        let mut links = vec![json!({ "href": own, "rel": "self", "method": "GET" })];
        match order.status {
            "PAYER_ACTION_REQUIRED" => {
                links.push(json!({ "href": page, "rel": "payer-action", "method": "GET" }));
            }
            "CREATED" => {
                links.push(json!({ "href": page, "rel": "approve", "method": "GET" }));
                links.push(json!({ "href": own, "rel": "update", "method": "PATCH" }));
                links.push(json!({ "href": format!("{own}/capture"), "rel": "capture", "method": "POST" }));
            }
            "APPROVED" => {
                links.push(json!({ "href": own, "rel": "update", "method": "PATCH" }));
                links.push(json!({ "href": format!("{own}/capture"), "rel": "capture", "method": "POST" }));
            }
            _ => {}
        }
        Value::Array(links)
    }

    pub(crate) fn capture_json(&self, capture: &Capture) -> Value {
        let own = format!("{}/v2/payments/captures/{}", self.paypal_base, capture.id);
        let up = format!("{}/v2/checkout/orders/{}", self.paypal_base, capture.order);
        let mut json = json!({
            "id": capture.id,
            "status": capture.status,
            "amount": amount(capture.units, &capture.currency),
            "final_capture": true,
            "seller_protection": { "status": "ELIGIBLE", "dispute_categories": ["ITEM_NOT_RECEIVED"] },
            "supplementary_data": { "related_ids": { "order_id": capture.order } },
            "create_time": time_text(capture.created_us),
            "update_time": time_text(capture.updated_us),
            "links": [
                { "href": own, "rel": "self", "method": "GET" },
                { "href": format!("{own}/refund"), "rel": "refund", "method": "POST" },
                { "href": up, "rel": "up", "method": "GET" },
            ],
        });
        if let Some(reason) = capture.reason {
            json["status_details"] = json!({ "reason": reason });
        }
        for (name, value) in [("custom_id", &capture.custom_id), ("invoice_id", &capture.invoice_id)] {
            if let Some(value) = value {
                json[name] = value.as_str().into();
            }
        }
        if matches!(capture.status, "COMPLETED" | "PARTIALLY_REFUNDED" | "REFUNDED") {
            json["seller_receivable_breakdown"] = json!({
                "gross_amount": amount(capture.units, &capture.currency),
                "paypal_fee": amount(0, &capture.currency),
                "net_amount": amount(capture.units, &capture.currency),
            });
        }
        json
    }

    pub(crate) fn refund_json(&self, refund: &Refund) -> Value {
        let own = format!("{}/v2/payments/refunds/{}", self.paypal_base, refund.id);
        let up = format!("{}/v2/payments/captures/{}", self.paypal_base, refund.capture);
        let mut json = json!({
            "id": refund.id,
            "status": refund.status,
            "amount": amount(refund.units, &refund.currency),
            "create_time": time_text(refund.created_us),
            "update_time": time_text(refund.created_us),
            "links": [
                { "href": own, "rel": "self", "method": "GET" },
                { "href": up, "rel": "up", "method": "GET" },
            ],
        });
        let texts = [
            ("custom_id", &refund.custom_id),
            ("invoice_id", &refund.invoice_id),
            ("note_to_payer", &refund.note_to_payer),
        ];
        for (name, value) in texts {
            if let Some(value) = value {
                json[name] = value.as_str().into();
            }
        }
        if refund.status == "PENDING" {
            json["status_details"] = json!({ "reason": "ECHECK" });
        }
        json
    }
}

pub(crate) fn dispute_json(dispute: &Dispute, custom_id: Option<&str>) -> Value {
    let mut json = json!({
        "dispute_id": dispute.id,
        "create_time": time_text(dispute.created_us),
        "update_time": time_text(dispute.created_us),
        "disputed_transactions": [{
            "seller_transaction_id": dispute.capture,
            "custom": custom_id,
            "transaction_status": "COMPLETED",
        }],
        "reason": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
        "status": dispute.status,
        "dispute_amount": amount(dispute.units, &dispute.currency),
        "dispute_life_cycle_stage": "INQUIRY",
        "dispute_channel": "INTERNAL",
    });
    if let Some(outcome) = dispute.outcome {
        json["dispute_outcome"] = json!({
            "outcome_code": outcome,
            "amount_refunded": amount(dispute.units, &dispute.currency),
        });
    }
    json
}
