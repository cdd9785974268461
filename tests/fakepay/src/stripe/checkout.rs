//! Sessions and refunds, as they are asked for.

use serde_json::{Value, json};

use super::{Answer, Refusal, missing};
use crate::books::{Books, text};
use crate::form::{Form, below};

/// The parameters that are taken; any other is refused, as Stripe does.
const KNOWN: [&str; 15] = [
    "mode",
    "client_reference_id",
    "customer_email",
    "locale",
    "expires_at",
    "success_url",
    "cancel_url",
    "return_url",
    "metadata[",
    "payment_intent_data[",
    "payment_method_options[card][request_three_d_secure]",
    "line_items[",
    "payment_method_types[",
    "submit_type",
    "ui_mode",
];
/// Three-decimal currencies (docs.stripe.com/currencies).
const THIRD_DECIMAL_IS_ZERO: [&str; 5] = ["bhd", "jod", "kwd", "omr", "tnd"];
const HALF_AN_HOUR: i64 = 30 * 60;
const A_DAY: i64 = 24 * 3_600;

pub fn create(books: &mut Books, form: &Form, url: &str) -> Answer {
    if let Some(name) = form.keys().find(|name| !is_known(name)) {
        return Err((
            400,
            "invalid_request_error",
            "parameter_unknown",
            format!("Received unknown parameter: {name}"),
        ));
    }
    let form = &with_prices(books, form);
    for name in ["mode", "success_url", "line_items[0][quantity]", "line_items[0][price_data][currency]"] {
        if !form.contains_key(name) {
            return Err((
                400,
                "invalid_request_error",
                "parameter_missing",
                format!("Missing required param: {name}."),
            ));
        }
    }
    let number = |name: &str| {
        form.get(name).map(|text| text.parse::<i64>().map_err(|_| not_a_number(name))).transpose()
    };
    let quantity = number("line_items[0][quantity]")?.unwrap_or(1);
    let unit = number("line_items[0][price_data][unit_amount]")?.unwrap_or_default();
    let currency = form["line_items[0][price_data][currency]"].as_str();
    if THIRD_DECIMAL_IS_ZERO.contains(&currency) && unit % 10 != 0 {
        let sentence = format!("Invalid amount: {currency} is charged in steps of ten");
        return Err((400, "invalid_request_error", "", sentence));
    }
    let now = books.now();
    let expires_at = number("expires_at")?.unwrap_or(now + A_DAY);
    if !(now + HALF_AN_HOUR..=now + A_DAY).contains(&expires_at) {
        let sentence = "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.";
        return Err((400, "invalid_request_error", "", sentence.into()));
    }
    let id = books.id("cs_test_");
    let total = unit * quantity;
    let session = json!({
        "id": id, "object": "checkout.session", "mode": form["mode"], "status": "open", "payment_status": "unpaid",
        "amount_subtotal": total, "amount_total": total, "currency": form["line_items[0][price_data][currency]"],
        "client_reference_id": form.get("client_reference_id"), "created": now, "expires_at": expires_at,
        "livemode": false, "metadata": below(form, "metadata"), "payment_intent": null,
        "payment_method_types": ["card"], "success_url": form["success_url"], "cancel_url": form.get("cancel_url"),
        "customer_email": form.get("customer_email"), "locale": form.get("locale"), "customer": null,
        "url": format!("{url}/pay/stripe/{id}"),
        "automatic_tax": {"enabled": false, "status": null}, "custom_fields": [], "shipping_options": [],
        "custom_text": {"shipping_address": null, "submit": null, "terms_of_service_acceptance": null},
        "payment_method_options": {"card": {
            "request_three_d_secure": form.get("payment_method_options[card][request_three_d_secure]"),
        }},
        "payment_intent_metadata": below(form, "payment_intent_data[metadata]"),
    });
    books.sessions.insert(id.clone(), session.clone());
    Ok(session)
}

/// The form with the prices that were made before in the place of their ids.
fn with_prices(books: &Books, form: &Form) -> Form {
    let mut form = form.clone();
    if let Some(price) = form.get("line_items[0][price]").and_then(|id| books.catalogue.get(id)).cloned() {
        for name in ["currency", "unit_amount"] {
            form.insert(format!("line_items[0][price_data][{name}]"), text(&price[name]));
        }
    }
    form
}

fn is_known(name: &str) -> bool {
    KNOWN.iter().any(|known| name == *known || (known.ends_with('[') && name.starts_with(known)))
}

fn not_a_number(name: &str) -> Refusal {
    (400, "invalid_request_error", "parameter_invalid_integer", format!("Invalid integer: {name}"))
}

pub fn refund(books: &mut Books, form: &Form) -> Answer {
    let intent = form.get("payment_intent").cloned().unwrap_or_default();
    let known = books.intents.get(&intent).ok_or_else(|| missing("payment_intent", &intent))?;
    let (received, currency) =
        (known["amount_received"].as_i64().unwrap_or_default(), known["currency"].clone());
    let left = received - books.stripe_refunded(&intent);
    let amount = match form.get("amount") {
        Some(text) => text.parse().map_err(|_| not_a_number("amount"))?,
        None => left,
    };
    if amount <= 0 || amount > left {
        let code = if left == 0 { "charge_already_refunded" } else { "" };
        let sentence =
            format!("Refund amount ({amount}) is greater than unrefunded amount on charge ({left})");
        return Err((400, "invalid_request_error", code, sentence));
    }
    let id = books.id("re_");
    let refund = json!({
        "id": id, "object": "refund", "amount": amount, "currency": currency, "payment_intent": intent,
        "charge": charge_id(&intent), "status": books.refund_status("succeeded", "pending"), "metadata": below(form, "metadata"),
        "created": books.now(), "failure_reason": null, "reason": null,
    });
    books.refunds.insert(id, refund.clone());
    let charge: Value = books.stripe_charge(&intent);
    books.event("stripe", "charge.refunded", &charge);
    Ok(refund)
}

pub fn charge_id(intent: &str) -> String {
    intent.replacen("pi_", "ch_", 1)
}

impl Books {
    /// What went back of a payment, in Stripe's units.
    pub fn stripe_refunded(&self, intent: &str) -> i64 {
        let of_it = self.refunds.values().filter(|refund| refund["payment_intent"] == intent);
        let back = of_it.filter(|refund| text(&refund["status"]) != "failed");
        back.map(|refund| refund["amount"].as_i64().unwrap_or_default()).sum()
    }

    /// All charges of a payment intent, newest first: those that failed, and the one that succeeded.
    pub fn stripe_charges(&self, intent: &str) -> Vec<Value> {
        let failed = self.failed_charges.iter().rev().filter(|charge| charge["payment_intent"] == intent);
        let succeeded = Some(self.stripe_charge(intent)).filter(|charge| !charge.is_null());
        succeeded.into_iter().chain(failed.cloned()).collect()
    }

    /// The charge of a payment intent that succeeded.
    pub fn stripe_charge(&self, intent: &str) -> Value {
        let Some(known) = self.intents.get(intent) else { return Value::Null };
        if known["status"] != "succeeded" {
            return Value::Null;
        }
        let refunded = self.stripe_refunded(intent);
        json!({
            "id": charge_id(intent), "object": "charge", "amount": known["amount"],
            "amount_captured": known["amount_received"], "amount_refunded": refunded, "captured": true, "paid": true,
            "status": "succeeded", "currency": known["currency"], "payment_intent": intent, "livemode": false,
            "created": known["created"], "metadata": known["metadata"], "refunded": refunded == known["amount_received"],
            "disputed": self.disputes.values().any(|dispute| dispute["payment_intent"] == intent),
            "outcome": {"risk_level": "normal", "risk_score": 10, "type": "authorized", "network_status": "approved_by_network"},
            "payment_method_details": {"type": "card", "card": {"brand": "visa", "country": "DE", "last4": "4242",
                "fingerprint": known["card"],
                "checks": {"address_postal_code_check": null, "address_line1_check": null, "cvc_check": "pass"}}},
        })
    }
}
