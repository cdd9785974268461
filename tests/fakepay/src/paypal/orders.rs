//! Orders, captures and refunds of PayPal.

use serde_json::{Value, json};

use super::{Answer, NOT_FOUND, Refusal};
use crate::PAYPAL_MERCHANT;
use crate::books::{Books, text};

/// An order that nobody approved is forgotten.
const FORGOTTEN_SECONDS: i64 = 6 * 3_600;
/// Currencies that accounts hold (developer.paypal.com, currency codes).
const CURRENCIES: [&str; 24] = [
    "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "JPY", "MXN", "MYR",
    "NOK", "NZD", "PHP", "PLN", "SEK", "SGD", "THB", "TWD", "USD",
];
const WHOLE_UNITS: [&str; 3] = ["HUF", "JPY", "TWD"];

pub fn create(books: &mut Books, asked: &Value, url: &str) -> Answer {
    if asked["intent"] != "CAPTURE" {
        return Err((400, "INVALID_REQUEST", "INVALID_PARAMETER_VALUE"));
    }
    let units = asked["purchase_units"].as_array().filter(|units| !units.is_empty());
    let mut unit = units.ok_or((400, "INVALID_REQUEST", "MISSING_REQUIRED_PARAMETER"))?[0].clone();
    cents(&unit["amount"])?;
    let taken = |order: &Value| {
        order["purchase_units"][0]["invoice_id"] == unit["invoice_id"] && order["status"] == "COMPLETED"
    };
    if !unit["invoice_id"].is_null() && books.orders.values().any(taken) {
        return Err((422, "UNPROCESSABLE_ENTITY", "DUPLICATE_INVOICE_ID"));
    }
    unit["payee"] = json!({"email_address": "merchant@example.com", "merchant_id": PAYPAL_MERCHANT});
    let id = books.id("5O190127TN");
    let order = json!({
        "id": id, "intent": "CAPTURE", "status": "PAYER_ACTION_REQUIRED", "purchase_units": [unit],
        "payment_source": asked["payment_source"], "created": books.now(),
        "links": [
            {"href": format!("{url}/paypal/v2/checkout/orders/{id}"), "rel": "self", "method": "GET"},
            {"href": format!("{url}/pay/paypal/{id}"), "rel": "payer-action", "method": "GET"},
        ],
    });
    books.orders.insert(id, order.clone());
    Ok((201, order))
}

pub fn capture(books: &mut Books, id: &str) -> Answer {
    let order = books.paypal_order(id)?;
    match text(&order["status"]).as_str() {
        "APPROVED" => {}
        "COMPLETED" => return Err((422, "UNPROCESSABLE_ENTITY", "ORDER_ALREADY_CAPTURED")),
        _ => return Err((422, "UNPROCESSABLE_ENTITY", "ORDER_NOT_APPROVED")),
    }
    let pending = books.paypal_pending.iter().position(|wanted| wanted == id);
    let unit = &order["purchase_units"][0];
    let capture_id = books.id("3C679366HH");
    let mut capture = json!({
        "id": capture_id, "status": "COMPLETED", "amount": unit["amount"], "final_capture": true,
        "custom_id": unit["custom_id"], "invoice_id": unit["invoice_id"],
        "payee": unit["payee"],
        "seller_protection": {"status": "ELIGIBLE"}, "create_time": "2026-01-01T00:00:00Z",
        "supplementary_data": {"related_ids": {"order_id": id}},
    });
    if let Some(at) = pending {
        books.paypal_pending.remove(at);
        capture["status"] = json!("PENDING");
        capture["status_details"] = json!({"reason": "PENDING_REVIEW"});
    }
    books.captures.insert(capture_id.clone(), capture.clone());
    let known = books.orders.get_mut(id).ok_or(NOT_FOUND)?;
    known["status"] = json!("COMPLETED");
    known["capture_id"] = json!(capture_id);
    let kind = format!("PAYMENT.CAPTURE.{}", text(&capture["status"]));
    books.event("paypal", &kind, &capture);
    Ok((201, books.paypal_order(id)?))
}

pub fn refund(books: &mut Books, id: &str, asked: &Value, url: &str) -> Answer {
    let capture = books.captures.get(id).cloned().ok_or(NOT_FOUND)?;
    let amount = if asked["amount"].is_null() { capture["amount"].clone() } else { asked["amount"].clone() };
    let left = cents(&capture["amount"])? - books.paypal_refunded(id);
    if cents(&amount)? > left {
        return Err((422, "UNPROCESSABLE_ENTITY", "REFUND_AMOUNT_EXCEEDED"));
    }
    let refund_id = books.id("1JU08902781");
    let refund = json!({
        "id": refund_id, "status": books.refund_status("COMPLETED", "PENDING"), "amount": amount, "custom_id": asked["custom_id"], "capture": id,
        "links": [{"href": format!("{url}/paypal/v2/payments/captures/{id}"), "rel": "up", "method": "GET"}],
    });
    books.paypal_refunds.insert(refund_id, refund.clone());
    books.paypal_show_refunds(id)?;
    let kind = books.refund_status("PAYMENT.CAPTURE.REFUNDED", "PAYMENT.REFUND.PENDING");
    books.event("paypal", kind, &refund);
    Ok((201, refund))
}

/// Shows another amount than the true one.
pub fn spoil(order: &mut Value, field: &str, with: &str) {
    let unit = &mut order["purchase_units"][0];
    unit["amount"][field] = json!(with);
    if let Some(capture) = unit.pointer_mut("/payments/captures/0") {
        capture["amount"][field] = json!(with);
    }
}

/// The amount in the smallest units that PayPal knows.
fn cents(amount: &Value) -> Result<i64, Refusal> {
    const REFUSED: Refusal = (422, "UNPROCESSABLE_ENTITY", "DECIMAL_PRECISION");
    let value = text(&amount["value"]);
    if !CURRENCIES.contains(&text(&amount["currency_code"]).as_str()) {
        return Err((422, "UNPROCESSABLE_ENTITY", "CURRENCY_NOT_SUPPORTED"));
    }
    let (whole, fraction) = value.split_once('.').unwrap_or((&value, ""));
    let whole_only = WHOLE_UNITS.contains(&text(&amount["currency_code"]).as_str());
    if fraction.len() > 2 || (whole_only && !fraction.is_empty()) {
        return Err(REFUSED);
    }
    format!("{whole}{fraction:0<2}").parse().ok().filter(|cents| *cents > 0).ok_or(REFUSED)
}

impl Books {
    /// The order as it is shown: with its capture.
    pub fn paypal_order(&self, id: &str) -> Result<Value, Refusal> {
        let mut order = self.orders.get(id).cloned().ok_or(NOT_FOUND)?;
        let is_old = order["created"].as_i64().unwrap_or_default() + FORGOTTEN_SECONDS <= self.now();
        if is_old && order["status"] != "COMPLETED" {
            return Err(NOT_FOUND);
        }
        if let Some(capture) = self.captures.get(&text(&order["capture_id"])) {
            order["purchase_units"][0]["payments"] = json!({"captures": [capture]});
        }
        if ["APPROVED", "COMPLETED"].contains(&text(&order["status"]).as_str()) {
            order["payer"] = json!({"payer_id": "PAYER1", "address": {"country_code": "DE"}});
        }
        Ok(order)
    }

    pub fn paypal_approve(&mut self, id: &str) {
        let open = |order: &&mut Value| order["status"] == "PAYER_ACTION_REQUIRED";
        let Some(order) = self.orders.get_mut(id).filter(open) else { return };
        order["status"] = json!("APPROVED");
        let shown = order.clone();
        self.event("paypal", "CHECKOUT.ORDER.APPROVED", &shown);
    }

    pub fn paypal_settle(&mut self, id: &str, succeeds: bool) {
        let Some(order) = self.orders.get(id) else { return };
        let capture = text(&order["capture_id"]);
        let Some(known) = self.captures.get_mut(&capture).filter(|known| known["status"] == "PENDING") else {
            return;
        };
        known["status"] = json!(if succeeds { "COMPLETED" } else { "DECLINED" });
        let shown = known.clone();
        let kind = if succeeds { "PAYMENT.CAPTURE.COMPLETED" } else { "PAYMENT.CAPTURE.DENIED" };
        self.event("paypal", kind, &shown);
    }

    /// A refund that was pending, or had seemed to arrive, ends.
    pub fn paypal_refund_ends(&mut self, refund: &str, arrives: bool) {
        let Some(known) = self.paypal_refunds.get_mut(refund) else { return };
        known["status"] = json!(if arrives { "COMPLETED" } else { "FAILED" });
        let shown = known.clone();
        self.paypal_show_refunds(&text(&shown["capture"])).expect("it is a refund of a capture");
        let kind = if arrives { "PAYMENT.CAPTURE.REFUNDED" } else { "PAYMENT.REFUND.FAILED" };
        self.event("paypal", kind, &shown);
    }

    /// A capture says how much of it went back.
    fn paypal_show_refunds(&mut self, capture: &str) -> Result<(), Refusal> {
        let back = self.paypal_refunded(capture);
        let known = self.captures.get_mut(capture).ok_or(NOT_FOUND)?;
        known["status"] = json!(match back {
            0 => "COMPLETED",
            all if all == cents(&known["amount"])? => "REFUNDED",
            _ => "PARTIALLY_REFUNDED",
        });
        Ok(())
    }

    /// What went back of a capture, in cents.
    pub fn paypal_refunded(&self, capture: &str) -> i64 {
        let of_it = self.paypal_refunds.values().filter(|refund| refund["capture"] == capture);
        let of_it = of_it.filter(|refund| refund["status"] != "FAILED");
        of_it.map(|refund| cents(&refund["amount"]).unwrap_or_default()).sum()
    }
}
