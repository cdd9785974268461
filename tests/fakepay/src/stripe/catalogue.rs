//! What the vendor's own tool needs beside a shop's calls: prices, means of payment, payments without a session.

use serde_json::Value;

use super::objects::intent_json;
use super::pay::Act;
use super::sessions::metadata;
use super::trouble::Trouble;
use crate::form::Form;
use crate::world::{World, long_id};

/// Makes a product, a price or a means of payment.
pub(crate) fn create(world: &mut World, plural: &str, form: &Form) -> Result<Value, Trouble> {
    let (prefix, kind) = match plural {
        "products" => ("prod_", "product"),
        "prices" => ("price_", "price"),
        _ => ("pm_", "payment_method"),
    };
    let mut object = form.to_json();
    object["id"] = long_id(prefix).into();
    object["object"] = kind.into();
    object["livemode"] = false.into();
    object["created"] = world.now_s().into();
    if let Some(amount) = form.text(&["unit_amount"]).and_then(|amount| amount.parse::<i64>().ok()) {
        object["unit_amount"] = amount.into();
    }
    world.stripe.catalogue.push(object.clone());
    Ok(object)
}

/// Pays the page of a session with a means of payment that was made before.
pub(crate) fn confirm_page(world: &mut World, session: &str, form: &Form) -> Result<Value, Trouble> {
    let missing = || Trouble::missing("payment_page", session);
    let method = form.text(&["payment_method"]).and_then(|id| world.stripe_object(id)).unwrap_or_default();
    let broken = |message: String| Trouble::invalid("", message, "");
    if method["type"] == "sepa_debit" {
        world.stripe_act(session, Act::PayLate).map_err(broken)?;
        // The accounts that Stripe gives for tests: this one has no money.
        let comes = method["sepa_debit"]["iban"] != "IT60X0542811101000000123456";
        world.stripe_settle(session, comes).map_err(broken)?;
    } else {
        world.stripe_act(session, Act::Pay).map_err(broken)?;
    }
    world.stripe_object(session).ok_or_else(missing)
}

/// A payment without a page.
pub(crate) fn create_intent(world: &mut World, form: &Form) -> Result<Value, Trouble> {
    let amount = form.text(&["amount"]).ok_or_else(|| Trouble::required("amount"))?;
    let amount: i64 = amount.parse().ok().filter(|amount| *amount > 0).ok_or_else(|| {
        Trouble::invalid(
            "parameter_invalid_integer",
            "This value must be greater than or equal to 1.",
            "amount",
        )
    })?;
    let currency = form.text(&["currency"]).ok_or_else(|| Trouble::required("currency"))?.to_lowercase();
    let id = world.new_intent(amount, &currency, metadata(form, &["metadata"])?);
    if let Some(intent) = world.stripe.intent_mut(&id) {
        intent.description = form.text(&["description"]).map(Into::into);
        intent.capture_method =
            if form.text(&["capture_method"]) == Some("manual") { "manual" } else { "automatic" };
    }
    if form.text(&["confirm"]) == Some("true") {
        confirm(world, &id, form.text(&["payment_method"]).unwrap_or_default())?;
    }
    shown(world, &id)
}

/// Stripe's means of payment for tests (docs.stripe.com/testing).
fn confirm(world: &mut World, id: &str, method: &str) -> Result<(), Trouble> {
    let is_manual = world.stripe.intent(id).is_some_and(|intent| intent.capture_method == "manual");
    match method {
        "" => return Err(Trouble::required("payment_method")),
        "pm_card_chargeDeclined" | "pm_card_visa_chargeDeclined" => {
            world.fail(id, "card_declined", "generic_decline");
            let intent = world.stripe.intent(id).map(intent_json).unwrap_or(Value::Null);
            return Err(Trouble::card("generic_decline", intent));
        }
        "pm_card_authenticationRequired" => {
            world.set_intent(id, "requires_action");
            world.intent_event("payment_intent.requires_action", id);
        }
        _ if is_manual => {
            world.charge(id, "succeeded", None);
            world.set_intent(id, "requires_capture");
            world.intent_event("payment_intent.amount_capturable_updated", id);
        }
        _ => world.succeed(id),
    }
    let charge = world.stripe.charge_of(id).map(|charge| charge.id.clone());
    if let (true, Some(charge)) = (method.starts_with("pm_card_createDispute"), charge) {
        let is_inquiry = method == "pm_card_createDisputeInquiry";
        world.stripe_dispute(&charge, is_inquiry).map_err(|message| Trouble::invalid("", message, ""))?;
    }
    Ok(())
}

pub(crate) fn cancel_intent(world: &mut World, id: &str) -> Result<Value, Trouble> {
    let intent = world.stripe.intent_mut(id).ok_or_else(|| Trouble::missing("payment_intent", id))?;
    if matches!(intent.status, "succeeded" | "canceled" | "processing") {
        return Err(unexpected(intent.status, "canceled"));
    }
    intent.status = "canceled";
    world.intent_event("payment_intent.canceled", id);
    shown(world, id)
}

pub(crate) fn capture_intent(world: &mut World, id: &str) -> Result<Value, Trouble> {
    let intent = world.stripe.intent_mut(id).ok_or_else(|| Trouble::missing("payment_intent", id))?;
    if intent.status != "requires_capture" {
        return Err(unexpected(intent.status, "captured"));
    }
    intent.status = "succeeded";
    intent.amount_received = intent.amount;
    let charge = intent.latest_charge.clone().unwrap_or_default();
    if let Some(charge) = world.stripe.charge_mut(&charge) {
        charge.captured = true;
    }
    world.charge_event("charge.captured", &charge);
    world.intent_event("payment_intent.succeeded", id);
    shown(world, id)
}

fn unexpected(status: &str, what: &str) -> Trouble {
    let message = format!("This PaymentIntent could not be {what} because it has a status of {status}.");
    Trouble::new(400, "invalid_request_error", "payment_intent_unexpected_state", message)
}

fn shown(world: &World, id: &str) -> Result<Value, Trouble> {
    world.stripe.intent(id).map(intent_json).ok_or_else(|| Trouble::missing("payment_intent", id))
}
