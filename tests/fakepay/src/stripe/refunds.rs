//! Refunds: made at once or after a while, and sometimes not at all.

use serde_json::Value;

use super::books::{Charge, Refund};
use super::objects::refund_json;
use super::sessions::metadata;
use super::trouble::Trouble;
use crate::form::Form;
use crate::money::stripe_shown;
use crate::world::{World, long_id};

const REASONS: [&str; 3] = ["duplicate", "fraudulent", "requested_by_customer"];

pub(crate) fn create(world: &mut World, form: &Form, waits: bool) -> Result<Value, Trouble> {
    let waits = waits || world.refunds_wait;
    let reason = form.text(&["reason"]).map(str::to_owned);
    if reason.as_ref().is_some_and(|reason| !REASONS.contains(&reason.as_str())) {
        return Err(Trouble::invalid("", "Invalid reason", "reason"));
    }
    let charge = charge(world, form)?;
    let amount = amount(form, &charge)?;
    let refund = Refund {
        id: long_id("re_"),
        charge: charge.id.clone(),
        payment_intent: charge.payment_intent.clone(),
        status: if waits { "pending" } else { "succeeded" },
        amount,
        currency: charge.currency.clone(),
        reason,
        failure_reason: None,
        metadata: metadata(form, &["metadata"])?,
        created_s: world.now_s(),
    };
    let json = refund_json(&refund);
    world.stripe.refunds.push(refund);
    if let Some(charge) = world.stripe.charge_mut(&charge.id) {
        charge.amount_refunded += amount;
    }
    world.stripe_event("refund.created", json.clone());
    world.charge_event("charge.refunded", &charge.id);
    Ok(json)
}

pub(crate) fn update(world: &mut World, id: &str, form: &Form) -> Result<Value, Trouble> {
    let new = metadata(form, &["metadata"])?;
    let refund = world.stripe.refund_mut(id).ok_or_else(|| Trouble::missing("refund", id))?;
    refund.metadata.extend(new);
    let json = refund_json(refund);
    world.stripe_event("charge.refund.updated", json.clone());
    world.stripe_event("refund.updated", json.clone());
    Ok(json)
}

/// The charge that is meant, which took money.
fn charge(world: &World, form: &Form) -> Result<Charge, Trouble> {
    match (form.text(&["payment_intent"]), form.text(&["charge"])) {
        (Some(intent), _) => {
            world.stripe.intent(intent).ok_or_else(|| Trouble::missing("payment_intent", intent))?;
            world.stripe.charge_of(intent).cloned().ok_or_else(|| {
                let message =
                    format!("This PaymentIntent ({intent}) does not have a successful charge to refund.");
                Trouble::invalid("", message, "payment_intent")
            })
        }
        (None, Some(charge)) => {
            let found = world.stripe.charge(charge).ok_or_else(|| Trouble::missing("charge", charge))?;
            if found.status == "succeeded" {
                return Ok(found.clone());
            }
            Err(Trouble::invalid("", format!("Charge {charge} has not succeeded."), "charge"))
        }
        (None, None) => {
            let message = "One of the following params should be provided: payment_intent or charge.";
            Err(Trouble::invalid("parameter_missing", message, ""))
        }
    }
}

/// How much: what is left, unless less is asked for.
fn amount(form: &Form, charge: &Charge) -> Result<i64, Trouble> {
    let left = charge.amount - charge.amount_refunded;
    if left == 0 {
        let message = format!("Charge {} has already been refunded.", charge.id);
        return Err(Trouble::invalid("charge_already_refunded", message, ""));
    }
    let Some(text) = form.text(&["amount"]) else { return Ok(left) };
    let amount = text.parse().ok().filter(|amount| *amount > 0).ok_or_else(|| {
        Trouble::invalid("parameter_invalid_integer", format!("Invalid positive integer: {text}"), "amount")
    })?;
    if amount > left {
        let (asked, left) = (stripe_shown(amount, &charge.currency), stripe_shown(left, &charge.currency));
        let message = format!("Refund amount ({asked}) is greater than unrefunded amount on charge ({left})");
        return Err(Trouble::invalid("", message, "amount"));
    }
    Ok(amount)
}

impl World {
    /// The bank took the money of a refund that waited, or sent it back: also long after it was said to be done.
    pub fn stripe_settle_refund(&mut self, id: &str, came: bool) -> Result<(), String> {
        let refund = self.stripe.refund_mut(id).ok_or("there is no such refund")?;
        match (refund.status, came) {
            ("pending", true) => refund.status = "succeeded",
            ("pending" | "succeeded", false) => {
                refund.status = "failed";
                refund.failure_reason = Some("expired_or_canceled_card");
            }
            (status, _) => return Err(format!("the refund is {status}")),
        }
        let (json, charge, amount) = (refund_json(refund), refund.charge.clone(), refund.amount);
        if !came && let Some(charge) = self.stripe.charge_mut(&charge) {
            charge.amount_refunded -= amount;
        }
        self.stripe_event("refund.updated", json.clone());
        if !came {
            self.stripe_event("refund.failed", json);
        }
        Ok(())
    }
}
