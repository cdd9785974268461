//! Which mails there are, and which of them an event causes.

use contract::api::{EventKind, Order, OrderEvent};
use domain::attempt::AttemptState;
use domain::order::OrderState;

use crate::clock::MINUTE_US;

/// What a mail tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The order exists and waits to be paid.
    OrderReceived,
    /// The whole amount has arrived; with the delivery window.
    Paid,
    /// Money has arrived, and staff looks at it before anything begins.
    BeingChecked,
    Started,
    Finished,
    /// The delivery window moved.
    PromiseMoved,
    /// Less of something, another address or note.
    Changed,
    Cancelled,
    Expired,
    PaymentFailed,
    Refunded,
    /// To staff: a payment does not fit, or looks like fraud.
    NeedsReview,
    /// To staff: money that was to go back did not.
    RefundFailed,
    /// To staff: the customer's bank disputes a payment.
    Disputed,
    /// To staff.
    DisputeWon,
    /// To staff.
    DisputeLost,
    /// About an account: somebody signed in on a desk that it did not have.
    NewDesk,
}

/// Whoever just saw a payment fail tries again; a mail that comes at once would only disturb.
const PAYMENT_FAILED_AFTER_US: i64 = 15 * MINUTE_US;

/// The mails that an event of an order causes: the only cause that a mail about an order can have.
pub fn caused_by(event: EventKind) -> &'static [Kind] {
    match event {
        EventKind::Placed => &[Kind::OrderReceived],
        // While it was doubted, its payment was not confirmed to the customer.
        EventKind::Paid | EventKind::Approved => &[Kind::Paid],
        EventKind::Doubted => &[Kind::BeingChecked, Kind::NeedsReview],
        EventKind::Started => &[Kind::Started],
        EventKind::Finished => &[Kind::Finished],
        EventKind::PromiseMoved => &[Kind::PromiseMoved],
        EventKind::Amended => &[Kind::Changed],
        EventKind::Cancelled => &[Kind::Cancelled],
        EventKind::Expired => &[Kind::Expired],
        EventKind::PaymentFailed => &[Kind::PaymentFailed],
        EventKind::Refunded => &[Kind::Refunded],
        EventKind::RefundFailed => &[Kind::RefundFailed],
        EventKind::Disputed => &[Kind::Disputed],
        EventKind::DisputeWon => &[Kind::DisputeWon],
        EventKind::DisputeLost => &[Kind::DisputeLost],
        // Whoever closed the page knows; what was asked to go back is told when it goes.
        EventKind::PaymentCancelled | EventKind::PaymentExpired | EventKind::RefundRequested => &[],
    }
}

impl Kind {
    pub const ALL: [Self; 17] = [
        Self::OrderReceived,
        Self::Paid,
        Self::BeingChecked,
        Self::Started,
        Self::Finished,
        Self::PromiseMoved,
        Self::Changed,
        Self::Cancelled,
        Self::Expired,
        Self::PaymentFailed,
        Self::Refunded,
        Self::NeedsReview,
        Self::RefundFailed,
        Self::Disputed,
        Self::DisputeWon,
        Self::DisputeLost,
        Self::NewDesk,
    ];

    /// The word used in tables and file names.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OrderReceived => "order_received",
            Self::Paid => "paid",
            Self::BeingChecked => "being_checked",
            Self::Started => "started",
            Self::Finished => "finished",
            Self::PromiseMoved => "promise_moved",
            Self::Changed => "changed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::PaymentFailed => "payment_failed",
            Self::Refunded => "refunded",
            Self::NeedsReview => "needs_review",
            Self::RefundFailed => "refund_failed",
            Self::Disputed => "disputed",
            Self::DisputeWon => "dispute_won",
            Self::DisputeLost => "dispute_lost",
            Self::NewDesk => "new_desk",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Goes to the provider, not to the customer.
    pub fn is_for_staff(self) -> bool {
        matches!(
            self,
            Self::NeedsReview | Self::RefundFailed | Self::Disputed | Self::DisputeWon | Self::DisputeLost
        )
    }

    /// The word of what happens to an order once; what can happen again goes by its place on the timeline.
    pub fn once(self) -> Option<&'static str> {
        match self {
            Self::OrderReceived => Some("placed"),
            Self::Paid => Some("paid"),
            Self::BeingChecked | Self::NeedsReview => Some("doubted"),
            Self::Started => Some("started"),
            Self::Finished => Some("finished"),
            Self::Cancelled => Some("cancelled"),
            Self::Expired => Some("expired"),
            _ => None,
        }
    }

    /// How long after its cause it may go out.
    pub fn delay_us(self) -> i64 {
        if self == Self::PaymentFailed { PAYMENT_FAILED_AFTER_US } else { 0 }
    }

    /// Whether it would tell what is no longer so, or what a later mail tells as well.
    pub fn has_passed(self, order: &Order, event: Option<&OrderEvent>) -> bool {
        match self {
            Self::PaymentFailed => {
                let tries_again = order.attempts.iter().any(|attempt| attempt.state.is_live());
                let last = order.events.iter().rfind(|event| event.kind == EventKind::PaymentFailed);
                order.state != OrderState::AwaitingPayment || tries_again || last != event
            }
            Self::BeingChecked => {
                let is_taken = order.attempts.iter().any(|attempt| attempt.state == AttemptState::Captured);
                order.state != OrderState::NeedsReview || !is_taken
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mail_about_an_order_is_caused_by_an_event() {
        for kind in Kind::ALL {
            let caused = EventKind::ALL.into_iter().any(|event| caused_by(event).contains(&kind));
            assert_eq!(caused, kind != Kind::NewDesk, "{kind:?}");
        }
    }

    #[test]
    fn every_word_is_read_as_it_is_written() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
        }
    }
}
