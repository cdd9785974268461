//! What PayPal has written down. The words of states are PayPal's own.

use serde_json::Value;

#[derive(Debug, Default)]
pub(crate) struct Books {
    pub orders: Vec<Order>,
    pub captures: Vec<Capture>,
    pub refunds: Vec<Refund>,
    pub disputes: Vec<Dispute>,
    /// Tokens, and until when they count.
    pub tokens: Vec<(String, i64)>,
}

/// An order with its one purchase unit.
#[derive(Debug, Clone)]
pub struct Order {
    pub id: String,
    /// `CREATED`, `PAYER_ACTION_REQUIRED`, `APPROVED`, `COMPLETED` or `VOIDED`
    pub status: &'static str,
    pub units: i64,
    pub currency: String,
    pub reference_id: String,
    pub custom_id: Option<String>,
    pub invoice_id: Option<String>,
    pub description: Option<String>,
    pub brand_name: Option<String>,
    pub return_url: Option<String>,
    pub cancel_url: Option<String>,
    /// The unit as it was sent, for what is only repeated.
    pub(crate) unit: Value,
    /// It was created with `payment_source.paypal`.
    pub(crate) is_wallet: bool,
    /// What the next capture comes to.
    pub(crate) outcome: Outcome,
    pub created_us: i64,
}

/// What a capture comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Outcome {
    #[default]
    Completed,
    /// It waits, for this reason: `PENDING_REVIEW`, `ECHECK`
    Pending(&'static str),
    /// 201, and the capture in it is declined.
    Declined,
    /// 422 `INSTRUMENT_DECLINED`: the person may choose another means of payment.
    InstrumentDeclined,
}

#[derive(Debug, Clone)]
pub struct Capture {
    pub id: String,
    pub order: String,
    /// `COMPLETED`, `PENDING`, `DECLINED`, `PARTIALLY_REFUNDED` or `REFUNDED`
    pub status: &'static str,
    pub reason: Option<&'static str>,
    pub units: i64,
    /// What went back, or is on its way.
    pub refunded: i64,
    pub currency: String,
    pub custom_id: Option<String>,
    pub invoice_id: Option<String>,
    pub created_us: i64,
    pub updated_us: i64,
}

#[derive(Debug, Clone)]
pub struct Refund {
    pub id: String,
    pub capture: String,
    /// `COMPLETED`, `PENDING` or `FAILED`
    pub status: &'static str,
    pub units: i64,
    pub currency: String,
    pub custom_id: Option<String>,
    pub invoice_id: Option<String>,
    pub note_to_payer: Option<String>,
    pub created_us: i64,
}

#[derive(Debug, Clone)]
pub struct Dispute {
    pub id: String,
    pub capture: String,
    /// `OPEN` or `RESOLVED`
    pub status: &'static str,
    /// `RESOLVED_BUYER_FAVOUR` or `RESOLVED_SELLER_FAVOUR`
    pub outcome: Option<&'static str>,
    pub units: i64,
    pub currency: String,
    pub created_us: i64,
}

impl Books {
    pub fn order(&self, id: &str) -> Option<&Order> {
        self.orders.iter().find(|order| order.id == id)
    }

    pub fn order_mut(&mut self, id: &str) -> Option<&mut Order> {
        self.orders.iter_mut().find(|order| order.id == id)
    }

    pub fn capture(&self, id: &str) -> Option<&Capture> {
        self.captures.iter().find(|capture| capture.id == id)
    }

    pub fn capture_mut(&mut self, id: &str) -> Option<&mut Capture> {
        self.captures.iter_mut().find(|capture| capture.id == id)
    }

    pub fn refund(&self, id: &str) -> Option<&Refund> {
        self.refunds.iter().find(|refund| refund.id == id)
    }
}
