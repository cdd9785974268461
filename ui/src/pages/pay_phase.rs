//! What somebody who pays is told and offered at each moment.

use contract::Failure;
use contract::api::{Decline, Order};
use contract::ipc::PaymentEnd;
use domain::AttemptId;
use domain::attempt::AttemptState;
use domain::order::OrderState;

use crate::i18n::{t, tr};
use crate::words;

#[derive(Debug, Clone, PartialEq)]
pub enum Phase {
    /// The gateway's page is being made.
    Preparing,
    /// The payment window has the page.
    Waiting,
    /// The system's browser has the page.
    InBrowser,
    /// The window is gone, and the gateway's answer is not here: there may be no connection.
    Asking,
    /// The person did their part; the gateway has not decided.
    Processing,
    /// The person closed the window; the gateway says that nothing was taken.
    Closed,
    NotLoaded,
    /// The page wanted another window, which only a browser can give.
    WindowDenied,
    Cancelled,
    Declined(Option<Decline>),
    Expired,
    Failed(Failure),
}

/// What the gateway's answer means for who waits here.
#[derive(Debug, PartialEq)]
pub enum Verdict {
    Settled,
    /// No other than what is shown.
    Undecided,
    Now(Phase),
}

/// `window`: how the payment window ended, if it did.
pub fn verdict(order: &Order, attempt: &AttemptId, window: Option<PaymentEnd>) -> Verdict {
    if order.state != OrderState::AwaitingPayment {
        let ended = matches!(order.state, OrderState::Cancelled | OrderState::Expired);
        return if ended { Verdict::Now(Phase::Expired) } else { Verdict::Settled };
    }
    let known = order.attempts.iter().find(|known| &known.id == attempt);
    match known.map(|known| known.state) {
        Some(AttemptState::Captured | AttemptState::Disputed) => Verdict::Settled,
        Some(AttemptState::Processing) => Verdict::Now(Phase::Processing),
        Some(AttemptState::Failed) => Verdict::Now(Phase::Declined(known.and_then(|known| known.decline))),
        Some(AttemptState::Cancelled) => Verdict::Now(Phase::Cancelled),
        Some(AttemptState::Expired) => Verdict::Now(Phase::Expired),
        Some(AttemptState::Creating | AttemptState::Open) | None => match window {
            Some(PaymentEnd::Closed | PaymentEnd::Cancelled) => Verdict::Now(Phase::Closed),
            Some(PaymentEnd::Returned) => Verdict::Now(Phase::Asking),
            Some(PaymentEnd::NotLoaded | PaymentEnd::WindowDenied) | None => Verdict::Undecided,
        },
    }
}

/// The gateway's answer may still change what is shown.
pub fn is_live(phase: &Phase) -> bool {
    !matches!(
        phase,
        Phase::Preparing | Phase::Cancelled | Phase::Declined(_) | Phase::Expired | Phase::Failed(_)
    )
}

/// What can be done now.
#[derive(Debug, PartialEq)]
pub enum Offer {
    /// Whoever paid already must not be asked to pay again.
    Nothing,
    /// Another attempt: this one is dead.
    Retry,
    /// The page again, in a window or in the browser, which are as good as each other.
    Page,
    /// The same, where a window was of no use.
    PageInBrowser,
}

pub fn offer(phase: &Phase) -> Offer {
    match phase {
        Phase::Preparing | Phase::Asking | Phase::Processing => Offer::Nothing,
        Phase::Cancelled | Phase::Declined(_) | Phase::Expired => Offer::Retry,
        Phase::NotLoaded | Phase::WindowDenied => Offer::PageInBrowser,
        Phase::Waiting | Phase::InBrowser | Phase::Closed | Phase::Failed(_) => Offer::Page,
    }
}

/// Another gateway may be asked: nobody is paying in a window of ours, and a browser does not tell whether somebody still
/// is. A page that is still open is closed before.
pub fn can_switch(phase: &Phase) -> bool {
    let stands_still = matches!(
        phase,
        Phase::InBrowser | Phase::Closed | Phase::NotLoaded | Phase::WindowDenied | Phase::Failed(_)
    );
    stands_still || offer(phase) == Offer::Retry
}

/// What the person reads.
pub struct Told {
    pub icon: &'static str,
    pub title: String,
    pub text: String,
    /// Something is under way without the person.
    pub goes_on: bool,
}

pub fn told(phase: &Phase, amount: &str, provider: &str) -> Told {
    let waiting = || tr("pay-waiting", [("amount", amount.into()), ("provider", provider.into())]);
    let (icon, title, text) = match phase {
        Phase::Preparing => ("credit-card", t("pay-preparing"), t("pay-preparing-text")),
        Phase::Waiting => ("credit-card", waiting(), t("pay-waiting-text")),
        Phase::InBrowser => ("external-link", waiting(), t("pay-in-browser-text")),
        Phase::Asking => ("refresh-cw", t("pay-asking"), t("pay-asking-text")),
        Phase::Processing => ("clock", t("pay-processing"), t("pay-processing-text")),
        Phase::Closed => ("circle-x", t("pay-closed"), t("pay-closed-text")),
        Phase::NotLoaded => ("wifi-off", t("pay-not-loaded"), t("pay-not-loaded-text")),
        Phase::WindowDenied => ("external-link", t("pay-window-denied"), t("pay-window-denied-text")),
        Phase::Cancelled => ("undo-2", t("pay-cancelled"), t("pay-cancelled-text")),
        Phase::Declined(reason) => ("circle-x", t("pay-declined"), words::decline(*reason)),
        Phase::Expired => ("clock", t("pay-expired"), t("pay-expired-text")),
        Phase::Failed(failure) => ("triangle-alert", t("pay-failed"), words::failure(failure)),
    };
    let goes_on = matches!(
        phase,
        Phase::Preparing | Phase::Waiting | Phase::InBrowser | Phase::Asking | Phase::Processing
    );
    Told { icon, title, text, goes_on }
}

/// The word that tests wait for.
pub fn word(phase: &Phase) -> &'static str {
    match phase {
        Phase::Preparing => "preparing",
        Phase::Waiting => "waiting",
        Phase::InBrowser => "in_browser",
        Phase::Asking => "asking",
        Phase::Processing => "processing",
        Phase::Closed => "closed",
        Phase::NotLoaded => "not_loaded",
        Phase::WindowDenied => "window_denied",
        Phase::Cancelled => "cancelled",
        Phase::Declined(_) => "declined",
        Phase::Expired => "expired",
        Phase::Failed(_) => "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(state: &str, attempt: &str, decline: Option<&str>) -> Order {
        let money = |minor: i64| serde_json::json!({"minor": minor, "currency": "EUR"});
        serde_json::from_value(serde_json::json!({
            "id": "o", "number": "P-2026-000001", "state": state, "placed_at_us": 0,
            "contact": {"name": "Ada", "email": "ada@example.org", "phone": ""}, "address": null, "lines": [],
            "totals": {"subtotal": money(1), "discount": money(0), "shipping": money(0), "tax": money(0), "total": money(1)},
            "promise": {"earliest": "2026-11-24", "latest": "2026-11-26"}, "paid": money(0), "refunded": money(0),
            "attempts": [{"id": "a", "order": "o", "gateway": "sandbox", "state": attempt, "amount": money(1),
                "pay_url": null, "return_prefix": "", "cancel_prefix": "", "decline": decline, "created_at_us": 0}],
            "events": [],
        }))
        .expect("an order")
    }

    fn verdict_of(state: &str, attempt: &str, decline: Option<&str>) -> Verdict {
        verdict(&order(state, attempt, decline), &AttemptId::new("a").expect("an id"), None)
    }

    #[test]
    fn a_confirmed_order_is_settled_whatever_the_window_did() {
        assert_eq!(verdict_of("confirmed", "captured", None), Verdict::Settled);
        assert_eq!(verdict_of("needs_review", "captured", None), Verdict::Settled);
    }

    #[test]
    fn an_open_attempt_means_what_the_window_did() {
        let attempt = AttemptId::new("a").expect("an id");
        for state in ["creating", "open"] {
            let order = order("awaiting_payment", state, None);
            let after = |window| verdict(&order, &attempt, window);
            assert_eq!(after(None), Verdict::Undecided);
            assert_eq!(after(Some(PaymentEnd::NotLoaded)), Verdict::Undecided);
            assert_eq!(after(Some(PaymentEnd::Closed)), Verdict::Now(Phase::Closed));
            assert_eq!(after(Some(PaymentEnd::Cancelled)), Verdict::Now(Phase::Closed));
            assert_eq!(after(Some(PaymentEnd::Returned)), Verdict::Now(Phase::Asking));
        }
    }

    #[test]
    fn a_payment_that_is_processed_is_never_called_unpaid_nor_asked_for_again() {
        let order = order("awaiting_payment", "processing", None);
        let attempt = AttemptId::new("a").expect("an id");
        for window in [None, Some(PaymentEnd::Closed), Some(PaymentEnd::Returned)] {
            assert_eq!(verdict(&order, &attempt, window), Verdict::Now(Phase::Processing));
        }
        assert_eq!(offer(&Phase::Processing), Offer::Nothing);
        assert!(is_live(&Phase::Processing));
    }

    #[test]
    fn a_declined_card_says_why() {
        let declined = Verdict::Now(Phase::Declined(Some(Decline::InsufficientFunds)));
        assert_eq!(verdict_of("awaiting_payment", "failed", Some("insufficient_funds")), declined);
    }

    #[test]
    fn who_left_the_page_in_the_browser_can_pay_another_way_and_who_has_the_window_cannot() {
        assert!(can_switch(&Phase::InBrowser) && offer(&Phase::InBrowser) == Offer::Page);
        assert!(!can_switch(&Phase::Waiting) && offer(&Phase::Waiting) == Offer::Page);
    }

    #[test]
    fn an_order_that_ran_out_of_time_is_not_waited_for() {
        assert_eq!(verdict_of("expired", "expired", None), Verdict::Now(Phase::Expired));
    }
}
