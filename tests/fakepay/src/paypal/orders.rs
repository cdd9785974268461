//! Orders: made, approved by a person, forgotten.

use serde_json::Value;

use super::books::{Order, Outcome};
use super::trouble::Trouble;
use super::{Done, wants_whole};
use crate::exchange::Request;
use crate::keys::PAYPAL_ORDER_LIFE_US;
use crate::money::paypal_units;
use crate::world::{World, short_id};

/// An order that nobody approved is forgotten after some hours.
const UNAPPROVED_LIFE_US: i64 = 6 * 3600 * 1_000_000;
const ID_CHARACTERS: usize = 127;
const REFERENCE_CHARACTERS: usize = 256;

pub(super) fn create(world: &mut World, request: &Request) -> Result<Done, Trouble> {
    let request_id = request.header("paypal-request-id");
    let now_us = world.now_us();
    if !request_id.is_empty()
        && let Some(id) = world.keys.paypal(&request.path, request_id, PAYPAL_ORDER_LIFE_US, now_us)
    {
        let order = world.paypal.order(&id).ok_or_else(Trouble::missing)?;
        return Ok(Done { object: shown(world, order, request), is_new: false });
    }
    let body = &request.parsed;
    if !body.is_object() {
        return Err(Trouble::invalid("MALFORMED_REQUEST_JSON", ""));
    }
    match body["intent"].as_str() {
        Some("CAPTURE") => {}
        None => return Err(Trouble::invalid("MISSING_REQUIRED_PARAMETER", "/intent")),
        Some(_) => return Err(Trouble::unprocessable("UNSUPPORTED_INTENT", "/intent")),
    }
    if body["payment_source"].is_object() && request_id.is_empty() {
        return Err(Trouble::invalid("PAYPAL_REQUEST_ID_REQUIRED", ""));
    }
    let order = order(body, now_us)?;
    let object = shown(world, &order, request);
    if !request_id.is_empty() {
        world.keys.keep_paypal(&request.path, request_id, &order.id, now_us);
    }
    world.paypal.orders.push(order);
    Ok(Done { object, is_new: true })
}

fn order(body: &Value, now_us: i64) -> Result<Order, Trouble> {
    let units = body["purchase_units"].as_array().map(Vec::as_slice).unwrap_or_default();
    let unit = match units {
        [] => return Err(Trouble::invalid("MISSING_REQUIRED_PARAMETER", "/purchase_units")),
        [unit] => unit,
        _ => return Err(Trouble::invalid("INVALID_ARRAY_MAX_ITEMS", "/purchase_units")),
    };
    let text = |name: &str, most: usize| -> Result<Option<String>, Trouble> {
        let field = format!("/purchase_units/0/{name}");
        match &unit[name] {
            Value::Null => Ok(None),
            Value::String(text) if text.is_empty() || text.chars().count() > most => {
                Err(Trouble::invalid("INVALID_STRING_LENGTH", &field))
            }
            Value::String(text) => Ok(Some(text.clone())),
            _ => Err(Trouble::invalid("INVALID_PARAMETER_SYNTAX", &field)),
        }
    };
    const VALUE: &str = "/purchase_units/0/amount/value";
    let (value, currency) = (&unit["amount"]["value"], &unit["amount"]["currency_code"]);
    let (Some(value), Some(currency)) = (value.as_str(), currency.as_str()) else {
        return Err(Trouble::invalid("MISSING_REQUIRED_PARAMETER", VALUE));
    };
    let amount = paypal_units(value, currency).map_err(|issue| refused_amount(issue, VALUE))?;
    let wallet = &body["payment_source"]["paypal"];
    let is_wallet = wallet.is_object();
    let context = if is_wallet { &wallet["experience_context"] } else { &body["application_context"] };
    let url = |name: &str| -> Result<Option<String>, Trouble> {
        let url = context[name].as_str();
        if url.is_some_and(|url| url::Url::parse(url).is_err()) {
            let field = format!("/payment_source/paypal/experience_context/{name}");
            return Err(Trouble::invalid("INVALID_PARAMETER_SYNTAX", &field));
        }
        Ok(url.map(Into::into))
    };
    Ok(Order {
        id: short_id(),
        status: if is_wallet { "PAYER_ACTION_REQUIRED" } else { "CREATED" },
        units: amount,
        currency: currency.into(),
        reference_id: text("reference_id", REFERENCE_CHARACTERS)?.unwrap_or_else(|| "default".into()),
        custom_id: text("custom_id", ID_CHARACTERS)?,
        invoice_id: text("invoice_id", ID_CHARACTERS)?,
        description: text("description", ID_CHARACTERS)?,
        brand_name: context["brand_name"].as_str().map(Into::into),
        return_url: url("return_url")?,
        cancel_url: url("cancel_url")?,
        unit: unit.clone(),
        is_wallet,
        outcome: Outcome::default(),
        created_us: now_us,
    })
}

/// An amount that is not even a number is one kind of wrong, one that cannot be paid another.
pub(super) fn refused_amount(issue: &str, field: &str) -> Trouble {
    match issue {
        "INVALID_PARAMETER_SYNTAX" => Trouble::invalid(issue, field),
        _ => Trouble::unprocessable(issue, field),
    }
}

pub(super) fn shown(world: &World, order: &Order, request: &Request) -> Value {
    if wants_whole(request) { world.order_json(order) } else { world.order_minimal(order) }
}

/// Forgets the orders that nobody approved in time.
pub(crate) fn forget_overdue(world: &mut World) {
    let now_us = world.now_us();
    world.paypal.orders.retain(|order| {
        let is_approved = matches!(order.status, "APPROVED" | "COMPLETED");
        is_approved || now_us - order.created_us < UNAPPROVED_LIFE_US
    });
}

impl World {
    /// The person agrees on PayPal's page; again, perhaps, with another means of payment.
    pub fn paypal_approve(&mut self, id: &str) -> Result<(), String> {
        self.catch_up();
        let order = self.paypal.order_mut(id).ok_or("there is no such order")?;
        if !matches!(order.status, "CREATED" | "PAYER_ACTION_REQUIRED" | "APPROVED") {
            return Err(format!("the order is {}", order.status));
        }
        order.status = "APPROVED";
        order.outcome = Outcome::Completed;
        if let Some(order) = self.paypal.order(id) {
            let (kind, resource) = ("CHECKOUT.ORDER.APPROVED", self.order_json(order));
            self.paypal_event(kind, "checkout-order", "An order has been approved by buyer", resource);
        }
        Ok(())
    }

    /// What the next capture of an order comes to.
    pub fn paypal_will(&mut self, id: &str, outcome: Outcome) -> Result<(), String> {
        self.paypal.order_mut(id).ok_or("there is no such order")?.outcome = outcome;
        Ok(())
    }
}
