//! Bugs that others have had, planted between the shop and its gateways.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plant {
    /// Each try to open a page has a key of its own.
    NoIdempotencyKey,
    /// Each try to give money back has a key of its own.
    NoRefundKey,
    /// PayPal's money is taken as soon as it is approved, before anything is compared or written down.
    CaptureBeforeCommit,
    /// Who comes back has paid.
    RedirectBelieved,
    /// Who comes back by Cancel will not pay.
    CancelBelieved,
    AmountNotCompared,
    CurrencyNotCompared,
    MerchantNotCompared,
    /// What the gateway still looks at counts as paid.
    PendingIsPaid,
    /// Another attempt is made while the page before can still be paid.
    ExpireSkipped,
    /// A declined capture counts as paid.
    DeclineIsPaid,
    /// A gateway that does not answer has declined.
    SilenceIsFailure,
    /// A refund counts as soon as it is asked for.
    RefundBelieved,
    /// A webhook is answered before it is stored, and lost then.
    WebhookLost,
    /// Nothing in the tables keeps two attempts from being live.
    IndexDropped,
    /// The whole goes back, whatever was asked for.
    RefundOfTheWhole,
}

impl Plant {
    pub const ALL: [Self; 16] = [
        Self::NoIdempotencyKey,
        Self::NoRefundKey,
        Self::CaptureBeforeCommit,
        Self::RedirectBelieved,
        Self::CancelBelieved,
        Self::AmountNotCompared,
        Self::CurrencyNotCompared,
        Self::MerchantNotCompared,
        Self::PendingIsPaid,
        Self::ExpireSkipped,
        Self::DeclineIsPaid,
        Self::SilenceIsFailure,
        Self::RefundBelieved,
        Self::WebhookLost,
        Self::IndexDropped,
        Self::RefundOfTheWhole,
    ];
}
