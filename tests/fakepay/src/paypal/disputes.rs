//! Disputes.

use serde_json::{Value, json};

use super::books::Dispute;
use super::objects::dispute_json;
use crate::exchange::Request;
use crate::world::{World, short_id};

/// Newest first.
pub(super) fn list(world: &World, request: &Request) -> Value {
    let wanted = request.asked("disputed_transaction_id");
    let of_wanted = |dispute: &&Dispute| wanted.as_ref().is_none_or(|wanted| dispute.capture == *wanted);
    let disputes = world.paypal.disputes.iter().rev().filter(of_wanted);
    let items: Vec<Value> = disputes.map(|dispute| world.dispute_shown(dispute)).collect();
    json!({ "items": items, "links": [] })
}

pub(super) fn get(world: &World, id: &str) -> Option<Value> {
    let dispute = world.paypal.disputes.iter().find(|dispute| dispute.id == id)?;
    Some(world.dispute_shown(dispute))
}

impl World {
    fn dispute_shown(&self, dispute: &Dispute) -> Value {
        let capture = self.paypal.capture(&dispute.capture);
        dispute_json(dispute, capture.and_then(|capture| capture.custom_id.as_deref()))
    }

    /// The person wants the money of a capture back.
    pub fn paypal_dispute(&mut self, capture: &str) -> Result<String, String> {
        let capture = self.paypal.capture(capture).ok_or("there is no such capture")?;
        let dispute = Dispute {
            id: format!("PP-D-{}", short_id()),
            capture: capture.id.clone(),
            status: "OPEN",
            outcome: None,
            units: capture.units,
            currency: capture.currency.clone(),
            created_us: self.now_us(),
        };
        let (id, resource) = (dispute.id.clone(), self.dispute_shown(&dispute));
        self.paypal.disputes.push(dispute);
        self.paypal_event("CUSTOMER.DISPUTE.CREATED", "dispute", "A new dispute opened", resource);
        Ok(id)
    }

    pub fn paypal_close_dispute(&mut self, id: &str, won: bool) -> Result<(), String> {
        let found = self.paypal.disputes.iter_mut().find(|dispute| dispute.id == id);
        let dispute = found.ok_or("there is no such dispute")?;
        if dispute.status != "OPEN" {
            return Err(format!("the dispute is {}", dispute.status));
        }
        dispute.status = "RESOLVED";
        dispute.outcome = Some(if won { "RESOLVED_SELLER_FAVOUR" } else { "RESOLVED_BUYER_FAVOUR" });
        let dispute = dispute.clone();
        let resource = self.dispute_shown(&dispute);
        self.paypal_event("CUSTOMER.DISPUTE.RESOLVED", "dispute", "A dispute was resolved", resource);
        Ok(())
    }
}
