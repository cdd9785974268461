//! What auditors look at: the gateways' books as they are.

use serde_json::Value;

use crate::FakePay;
use crate::exchange::Gateway;
use crate::paypal::books as paypal;
use crate::stripe::books as stripe;

/// Money that moved, or is on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    pub gateway: Gateway,
    /// Of the charge, capture or refund.
    pub id: String,
    /// `metadata[attempt]` at Stripe, `custom_id` at PayPal.
    pub attempt: String,
    /// `metadata[order]` at Stripe, `reference_id` at PayPal.
    pub order: String,
    /// In capital letters.
    pub currency: String,
    /// In the gateway's minor units; negative when it went back.
    pub units: i64,
}

impl FakePay {
    pub fn sessions(&self) -> Vec<stripe::Session> {
        self.world(|world| {
            world.catch_up();
            world.stripe.sessions.clone()
        })
    }

    pub fn intents(&self) -> Vec<stripe::Intent> {
        self.world(|world| world.stripe.intents.clone())
    }

    /// Those that failed, too.
    pub fn charges(&self) -> Vec<stripe::Charge> {
        self.world(|world| world.stripe.charges.clone())
    }

    /// Stripe's.
    pub fn refunds(&self) -> Vec<stripe::Refund> {
        self.world(|world| world.stripe.refunds.clone())
    }

    /// Stripe's.
    pub fn disputes(&self) -> Vec<stripe::Dispute> {
        self.world(|world| world.stripe.disputes.clone())
    }

    pub fn paypal_orders(&self) -> Vec<paypal::Order> {
        self.world(|world| {
            world.catch_up();
            world.paypal.orders.clone()
        })
    }

    pub fn captures(&self) -> Vec<paypal::Capture> {
        self.world(|world| world.paypal.captures.clone())
    }

    pub fn paypal_refunds(&self) -> Vec<paypal::Refund> {
        self.world(|world| world.paypal.refunds.clone())
    }

    pub fn paypal_disputes(&self) -> Vec<paypal::Dispute> {
        self.world(|world| world.paypal.disputes.clone())
    }

    /// All money that a person paid or got back at either gateway; captures that wait are not paid yet.
    pub fn moved(&self) -> Vec<Moved> {
        let text = |metadata: &stripe::Metadata, name: &str| {
            metadata.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let (charges, orders, captures) = (self.charges(), self.paypal_orders(), self.captures());
        let of_charge = |id: &str, charge: &stripe::Charge, units: i64| Moved {
            gateway: Gateway::Stripe,
            id: id.into(),
            attempt: text(&charge.metadata, "attempt"),
            order: text(&charge.metadata, "order"),
            currency: charge.currency.to_uppercase(),
            units,
        };
        let of_capture = |id: &str, capture: &paypal::Capture, units: i64| {
            let order = orders.iter().find(|order| order.id == capture.order);
            Moved {
                gateway: Gateway::Paypal,
                id: id.into(),
                attempt: capture.custom_id.clone().unwrap_or_default(),
                order: order.map(|order| order.reference_id.clone()).unwrap_or_default(),
                currency: capture.currency.clone(),
                units,
            }
        };
        let mut moved = Vec::new();
        for charge in charges.iter().filter(|charge| charge.captured) {
            moved.push(of_charge(&charge.id, charge, charge.amount));
        }
        for refund in self.refunds().iter().filter(|refund| refund.status != "failed") {
            let charge = charges.iter().find(|charge| charge.id == refund.charge);
            moved.extend(charge.map(|charge| of_charge(&refund.id, charge, -refund.amount)));
        }
        for capture in captures.iter().filter(|capture| !matches!(capture.status, "PENDING" | "DECLINED")) {
            moved.push(of_capture(&capture.id, capture, capture.units));
        }
        for refund in self.paypal_refunds().iter().filter(|refund| refund.status != "FAILED") {
            let capture = captures.iter().find(|capture| capture.id == refund.capture);
            moved.extend(capture.map(|capture| of_capture(&refund.id, capture, -refund.units)));
        }
        moved
    }

    /// What an attempt left at the gateways: captured minus refunded, in minor units.
    pub fn balance(&self, attempt: &str) -> i64 {
        self.moved().iter().filter(|moved| moved.attempt == attempt).map(|moved| moved.units).sum()
    }
}
