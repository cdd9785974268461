//! What people and banks do, as methods: the same that the hosted pages do.

use crate::FakePay;
use crate::paypal::books::Outcome;
use crate::stripe::pay::Act;

/// Each says why it cannot be done.
impl FakePay {
    /// Pays a session of Stripe.
    pub fn pay(&self, session: &str) -> Result<(), String> {
        self.world(|world| world.stripe_act(session, Act::Pay))
    }

    /// Stripe refuses the card: `generic_decline`, `insufficient_funds`, ... The session stays open.
    pub fn decline(&self, session: &str, decline_code: &str) -> Result<(), String> {
        self.world(|world| world.stripe_act(session, Act::Decline(decline_code)))
    }

    /// The bank wants to ask first (3-D Secure).
    pub fn challenge(&self, session: &str) -> Result<(), String> {
        self.world(|world| world.stripe_act(session, Act::Challenge))
    }

    /// The person answers the bank.
    pub fn authenticate(&self, session: &str, yes: bool) -> Result<(), String> {
        self.world(|world| world.stripe_act(session, Act::Authenticate(yes)))
    }

    /// The session completes, and the money is on its way.
    pub fn pay_late(&self, session: &str) -> Result<(), String> {
        self.world(|world| world.stripe_act(session, Act::PayLate))
    }

    /// The money of [`Self::pay_late`] comes, or does not.
    pub fn settle_late(&self, session: &str, comes: bool) -> Result<(), String> {
        self.world(|world| world.stripe_settle(session, comes))
    }

    /// The person agrees on PayPal's page.
    pub fn approve(&self, order: &str) -> Result<(), String> {
        self.world(|world| world.paypal_approve(order))
    }

    /// What the next capture of a PayPal order comes to; approving it again makes it good.
    pub fn capture_will(&self, order: &str, outcome: Outcome) -> Result<(), String> {
        self.world(|world| world.paypal_will(order, outcome))
    }

    /// A capture that waits for a review is completed, or denied.
    pub fn settle_capture(&self, capture: &str, comes: bool) -> Result<(), String> {
        self.world(|world| world.paypal_settle(capture, comes))
    }

    /// Where the person is sent who leaves the page of a session or an order without paying.
    pub fn leave(&self, id: &str) -> Option<String> {
        self.world(|world| {
            let session = world.stripe.session(id).and_then(|session| session.cancel_url.clone());
            session.or_else(|| world.paypal.order(id).and_then(|order| order.cancel_url.clone()))
        })
    }

    /// A refund comes through, or fails, of either gateway.
    pub fn settle_refund(&self, refund: &str, comes: bool) -> Result<(), String> {
        self.world(|world| match refund.starts_with("re_") {
            true => world.stripe_settle_refund(refund, comes),
            false => world.paypal_settle_refund(refund, comes),
        })
    }

    /// Disputes a charge, an intent or a capture; the id of the dispute.
    pub fn dispute(&self, payment: &str) -> Result<String, String> {
        self.world(|world| match charge_id(world, payment) {
            Some(charge) => world.stripe_dispute(&charge, false),
            None => world.paypal_dispute(payment),
        })
    }

    pub fn close_dispute(&self, dispute: &str, won: bool) -> Result<(), String> {
        self.world(|world| match dispute.starts_with("dp_") {
            true => world.stripe_close_dispute(dispute, won),
            false => world.paypal_close_dispute(dispute, won),
        })
    }

    /// Stripe warns that a charge, or the charge of an intent, may be a fraud.
    pub fn warn_of_fraud(&self, payment: &str) -> Result<(), String> {
        self.world(|world| {
            let charge = charge_id(world, payment).ok_or("there is no such charge")?;
            world.stripe_warn_of_fraud(&charge)
        })
    }
}

fn charge_id(world: &crate::world::World, payment: &str) -> Option<String> {
    let charge = world.stripe.charge(payment).or_else(|| world.stripe.charge_of(payment))?;
    Some(charge.id.clone())
}
