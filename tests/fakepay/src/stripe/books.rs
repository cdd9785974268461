//! What Stripe has written down. The words of states are Stripe's own.

use serde_json::{Map, Value};

pub type Metadata = Map<String, Value>;

#[derive(Debug, Default)]
pub(crate) struct Books {
    pub sessions: Vec<Session>,
    pub intents: Vec<Intent>,
    pub charges: Vec<Charge>,
    pub refunds: Vec<Refund>,
    pub disputes: Vec<Dispute>,
    /// Products, prices and payment methods, as they were made.
    pub catalogue: Vec<Value>,
}

/// A Checkout Session.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: String,
    /// `open`, `complete` or `expired`
    pub status: &'static str,
    /// `unpaid`, `paid` or `no_payment_required`
    pub payment_status: &'static str,
    pub amount_total: i64,
    /// In small letters.
    pub currency: String,
    pub client_reference_id: Option<String>,
    pub customer_email: Option<String>,
    pub locale: Option<String>,
    pub metadata: Metadata,
    pub intent_metadata: Metadata,
    /// None until somebody tried to pay.
    pub payment_intent: Option<String>,
    pub payment_method_types: Vec<String>,
    pub success_url: String,
    pub cancel_url: Option<String>,
    pub lines: Vec<Line>,
    pub created_s: i64,
    pub expires_at_s: i64,
}

#[derive(Debug, Clone)]
pub struct Line {
    pub id: String,
    pub name: String,
    pub unit_amount: i64,
    pub quantity: i64,
}

/// A PaymentIntent.
#[derive(Debug, Clone)]
pub struct Intent {
    pub id: String,
    /// `requires_payment_method`, `requires_action`, `requires_capture`, `processing`, `succeeded` or `canceled`
    pub status: &'static str,
    pub amount: i64,
    pub amount_received: i64,
    pub currency: String,
    pub metadata: Metadata,
    pub description: Option<String>,
    pub capture_method: &'static str,
    pub latest_charge: Option<String>,
    pub last_payment_error: Option<Value>,
    pub created_s: i64,
}

#[derive(Debug, Clone)]
pub struct Charge {
    pub id: String,
    pub payment_intent: String,
    /// `succeeded`, `pending` or `failed`
    pub status: &'static str,
    pub amount: i64,
    pub captured: bool,
    /// What went back, or is on its way.
    pub amount_refunded: i64,
    pub currency: String,
    pub disputed: bool,
    pub failure_code: Option<String>,
    pub metadata: Metadata,
    pub created_s: i64,
}

#[derive(Debug, Clone)]
pub struct Refund {
    pub id: String,
    pub charge: String,
    pub payment_intent: String,
    /// `pending`, `succeeded` or `failed`
    pub status: &'static str,
    pub amount: i64,
    pub currency: String,
    pub reason: Option<String>,
    pub failure_reason: Option<&'static str>,
    pub metadata: Metadata,
    pub created_s: i64,
}

#[derive(Debug, Clone)]
pub struct Dispute {
    pub id: String,
    pub charge: String,
    pub payment_intent: String,
    /// `needs_response`, `warning_needs_response`, `won`, `lost` or `warning_closed`
    pub status: &'static str,
    pub amount: i64,
    pub currency: String,
    pub metadata: Metadata,
    pub created_s: i64,
}

impl Books {
    pub fn session(&self, id: &str) -> Option<&Session> {
        self.sessions.iter().find(|session| session.id == id)
    }

    pub fn session_mut(&mut self, id: &str) -> Option<&mut Session> {
        self.sessions.iter_mut().find(|session| session.id == id)
    }

    pub fn intent(&self, id: &str) -> Option<&Intent> {
        self.intents.iter().find(|intent| intent.id == id)
    }

    pub fn intent_mut(&mut self, id: &str) -> Option<&mut Intent> {
        self.intents.iter_mut().find(|intent| intent.id == id)
    }

    pub fn charge(&self, id: &str) -> Option<&Charge> {
        self.charges.iter().find(|charge| charge.id == id)
    }

    pub fn charge_mut(&mut self, id: &str) -> Option<&mut Charge> {
        self.charges.iter_mut().find(|charge| charge.id == id)
    }

    /// The charge that took the money of an intent.
    pub fn charge_of(&self, intent: &str) -> Option<&Charge> {
        self.charges.iter().find(|charge| charge.payment_intent == intent && charge.status == "succeeded")
    }

    pub fn refund_mut(&mut self, id: &str) -> Option<&mut Refund> {
        self.refunds.iter_mut().find(|refund| refund.id == id)
    }

    pub fn dispute_mut(&mut self, id: &str) -> Option<&mut Dispute> {
        self.disputes.iter_mut().find(|dispute| dispute.id == id)
    }
}
