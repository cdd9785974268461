//! What gateways are asked for, and their objects, folded to what matters here.

use contract::api::Decline;
use domain::risk::Signs;
use domain::{AttemptId, Money, OrderId, RefundId};

/// What a gateway is asked for.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The same key gives the same payment, however often it is sent.
    pub idempotency_key: String,
    pub attempt: AttemptId,
    pub order: OrderId,
    pub order_number: String,
    /// Counts the attempts of the order.
    pub attempt_number: i64,
    pub amount: Money,
    /// Who takes the money, for people.
    pub provider: String,
    pub email: String,
    /// `en` or `de`.
    pub locale: String,
    /// The bank should ask the person to confirm.
    pub step_up: bool,
    /// When the attempt was made: the same each time that it is asked for.
    pub begun_us: i64,
    pub return_url: String,
    pub cancel_url: String,
}

/// The gateway's page exists.
#[derive(Debug, Clone)]
pub struct Opened {
    pub gateway_ref: String,
    pub pay_url: String,
}

/// The gateway's own object, folded to what matters here.
#[derive(Debug, Clone)]
pub struct Payment {
    pub status: PaymentStatus,
    /// Why the last card was refused.
    pub decline: Option<Decline>,
    /// None: nothing was taken, and the gateway keeps no more about it.
    pub amount: Option<Money>,
    pub attempt: String,
    pub order: String,
    /// Real money.
    pub live: bool,
    /// It goes to our own account there, as far as the gateway tells.
    pub merchant_fits: bool,
    /// The gateway's reference of the capture: what the ledger is unique by.
    pub capture_ref: String,
    /// What it says about the one who pays.
    pub signs: Signs,
    /// Cards that were tried for it, as far as this answer tells: the latest at least. [`GatewayClient::tries`] tells all.
    pub tries: Vec<CardTry>,
}

/// A card, or an account that pays like one, that was tried for a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardTry {
    /// The gateway's own name of the try: the same one is counted once.
    pub reference: String,
    /// The gateway's mark of the card, the same wherever it is used; none if it does not tell. Never its number.
    pub card: Option<String>,
    pub declined: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentStatus {
    Open,
    /// The person agreed, and the gateway waits for us to take the money: [`GatewayClient::capture`].
    Approved,
    Processing,
    Captured,
    Failed,
    Cancelled,
    Expired,
}

impl Payment {
    /// One that took nothing, and of which the gateway shows nothing to compare.
    pub fn without_facts(status: PaymentStatus, decline: Option<Decline>) -> Self {
        Self {
            status,
            decline,
            amount: None,
            attempt: String::new(),
            order: String::new(),
            live: false,
            merchant_fits: false,
            capture_ref: String::new(),
            signs: Signs::default(),
            tries: Vec::new(),
        }
    }
}

/// Money that is to go back.
#[derive(Debug, Clone)]
pub struct RefundAsk {
    /// The same key gives it back once, however often it is sent.
    pub idempotency_key: String,
    pub refund: RefundId,
    pub capture_ref: String,
    pub amount: Money,
}

/// The gateway's own object of a refund.
#[derive(Debug, Clone)]
pub struct RefundFacts {
    /// None: the gateway made none.
    pub gateway_ref: Option<String>,
    pub status: RefundStatus,
    /// Why it failed, for staff.
    pub problem: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundStatus {
    Pending,
    Succeeded,
    Failed,
}

/// One payment in a gateway's own list.
#[derive(Debug, Clone)]
pub struct Taken {
    pub capture_ref: String,
    /// Our mark on it.
    pub attempt: Option<String>,
    /// For people: `12.50 EUR`.
    pub amount: String,
}

/// Where a gateway's call says to look. None of it is believed.
#[derive(Debug, Clone, Default)]
pub struct Hint {
    /// Of the call itself.
    pub id: String,
    pub kind: String,
    /// An attempt of ours.
    pub attempt: Option<String>,
    /// The gateway's reference of an attempt, of a capture, of a refund.
    pub page: Option<String>,
    pub capture: Option<String>,
    pub refund: Option<String>,
    /// It is about a dispute.
    pub disputed: bool,
    /// The gateway suspects fraud.
    pub suspected: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dispute {
    Open,
    Won,
    /// What went back by it; none: the whole.
    Lost(Option<Money>),
}
