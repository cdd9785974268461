//! Disputes, and warnings of fraud.

use serde_json::{Value, json};

use super::books::{Dispute, Metadata};
use super::objects::dispute_json;
use super::sessions::metadata;
use super::trouble::Trouble;
use crate::form::Form;
use crate::world::{World, long_id};

pub(crate) fn update(world: &mut World, id: &str, form: &Form) -> Result<Value, Trouble> {
    let new = metadata(form, &["metadata"])?;
    let dispute = world.stripe.dispute_mut(id).ok_or_else(|| Trouble::missing("dispute", id))?;
    dispute.metadata.extend(new);
    let json = dispute_json(dispute);
    world.stripe_event("charge.dispute.updated", json.clone());
    Ok(json)
}

/// The merchant gives in.
pub(crate) fn close(world: &mut World, id: &str) -> Result<Value, Trouble> {
    world.stripe_close_dispute(id, false).map_err(|message| Trouble::invalid("", message, "dispute"))?;
    world.stripe_object(id).ok_or_else(|| Trouble::missing("dispute", id))
}

impl World {
    /// The holder of the card wants the money of a charge back; an inquiry asks only.
    pub fn stripe_dispute(&mut self, charge: &str, is_inquiry: bool) -> Result<String, String> {
        let created_s = self.now_s();
        let charge = self.stripe.charge_mut(charge).ok_or("there is no such charge")?;
        charge.disputed = true;
        let dispute = Dispute {
            id: long_id("dp_"),
            charge: charge.id.clone(),
            payment_intent: charge.payment_intent.clone(),
            status: if is_inquiry { "warning_needs_response" } else { "needs_response" },
            amount: charge.amount,
            currency: charge.currency.clone(),
            metadata: Metadata::new(),
            created_s,
        };
        let (id, json) = (dispute.id.clone(), dispute_json(&dispute));
        self.stripe.disputes.push(dispute);
        self.stripe_event("charge.dispute.created", json);
        Ok(id)
    }

    pub fn stripe_close_dispute(&mut self, id: &str, won: bool) -> Result<(), String> {
        let dispute = self.stripe.dispute_mut(id).ok_or("there is no such dispute")?;
        dispute.status = match (dispute.status, won) {
            ("needs_response", true) => "won",
            ("needs_response", false) => "lost",
            ("warning_needs_response", _) => "warning_closed",
            (status, _) => return Err(format!("the dispute is {status}")),
        };
        let json = dispute_json(dispute);
        self.stripe_event("charge.dispute.closed", json);
        Ok(())
    }

    /// The holder's bank suspects a fraud.
    pub fn stripe_warn_of_fraud(&mut self, charge: &str) -> Result<(), String> {
        let charge = self.stripe.charge(charge).ok_or("there is no such charge")?;
        let warning = json!({
            "id": long_id("issfr_"),
            "object": "radar.early_fraud_warning",
            "actionable": charge.amount_refunded < charge.amount,
            "charge": charge.id,
            "created": self.now_s(),
            "fraud_type": "misc",
            "livemode": false,
            "payment_intent": charge.payment_intent,
        });
        self.stripe_event("radar.early_fraud_warning.created", warning);
        Ok(())
    }
}
