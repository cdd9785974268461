//! What is said about an order: where it stands, what became of its money, and what was changed about it.

use contract::api::Order;
use contract::{Code, Failure};
use domain::Money;
use domain::address::Address;
use domain::amendment::Amendment;
use domain::attempt::AttemptState;
use domain::order::OrderState;
use domain::policy::Policy;
use domain::refund::RefundState;

use crate::format;
use crate::i18n::{t, tr};

/// Where an order stands, and what became of its money, in plain sentences.
pub fn order_sentence(order: &Order) -> String {
    let mut sentences = vec![stands(order)];
    sentences.extend(money_sentences(order));
    sentences.join(" ")
}

fn stands(order: &Order) -> String {
    let window = || [("window", format::window(order.promise).into())];
    match order.state {
        OrderState::AwaitingPayment if order.is_processing() => t("sentence-processing"),
        OrderState::AwaitingPayment => match order.expires_at_us {
            Some(at_us) => {
                let [window] = window();
                tr("sentence-pay-until", [("until", format::until(at_us).into()), window])
            }
            None => tr("sentence-awaiting-payment", window()),
        },
        OrderState::NeedsReview => tr("sentence-needs-review", window()),
        OrderState::Confirmed => tr("sentence-confirmed", window()),
        OrderState::InProgress => tr("sentence-in-progress", window()),
        OrderState::Completed => t("sentence-completed"),
        OrderState::Cancelled if order.paid.minor > 0 => t("sentence-cancelled-paid"),
        OrderState::Cancelled => t("sentence-cancelled"),
        OrderState::Expired if order.paid.minor > 0 => t("sentence-expired-paid"),
        OrderState::Expired => t("sentence-expired"),
    }
}

/// What came back, what is on its way, what did not arrive, and what the provider kept of an order that is over.
fn money_sentences(order: &Order) -> Vec<String> {
    let say = |key: &str, minor: i64| {
        let amount = Money::new(minor, order.paid.currency);
        tr(key, [("amount", format::money(amount).into())])
    };
    let of = |wanted: fn(RefundState) -> bool| {
        let refunds = order.refunds.iter().filter(|refund| refund.amount.currency == order.paid.currency);
        refunds.filter(|refund| wanted(refund.state)).map(|refund| refund.amount.minor).sum::<i64>()
    };
    let (under_way, back) = (of(RefundState::is_open), order.refunded.minor);
    let failed = order.refunds.last().is_some_and(|refund| refund.state == RefundState::Failed);
    let kept = order.paid.minor - back - under_way;
    let is_over = matches!(order.state, OrderState::Cancelled | OrderState::Expired);
    let mut sentences = Vec::new();
    if order.attempts.iter().any(|attempt| attempt.state == AttemptState::Disputed) {
        sentences.push(t("sentence-disputed"));
    }
    if back > 0 {
        sentences.push(say("sentence-refunded", back));
    }
    if under_way > 0 {
        sentences.push(say("sentence-refund-under-way", under_way));
    }
    if failed {
        sentences.push(t("sentence-refund-failed"));
    } else if is_over && kept > 0 {
        sentences.push(say("sentence-kept", kept));
    }
    sentences
}

/// Before and after. `name` is that of the line, if it is about one.
pub fn amendment(amendment: &Amendment, name: &str) -> String {
    let moved = |from: String, to: String| {
        let or_none = |text: String| if text.is_empty() { t("amended-none") } else { text };
        tr("amended", [("what", name.into()), ("from", or_none(from).into()), ("to", or_none(to).into())])
    };
    match amendment {
        Amendment::Quantity { from, to: Some(to), .. } => {
            moved(format::count(from.get()), format::count(to.get()))
        }
        Amendment::Quantity { from, to: None, .. } => {
            tr("amended-given-up", [("what", name.into()), ("quantity", from.get().into())])
        }
        Amendment::Note { from, to, .. } => {
            let quoted = |text: &str| match text {
                "" => String::new(),
                text => tr("quoted", [("text", text.into())]),
            };
            moved(quoted(from), quoted(to))
        }
        Amendment::Address { from, to } => moved(one_line(from), one_line(to)),
        Amendment::Promise { from, to, .. } => moved(format::window(*from), format::window(*to)),
    }
}

fn one_line(address: &Address) -> String {
    let Address { street, extra, postal_code, city, .. } = address;
    let place = format!("{postal_code} {city}");
    let parts = [street, extra, &place].into_iter().map(|part| part.trim());
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Until when the customer may cancel, and what it costs.
pub fn policy(policy: Policy) -> String {
    let mut sentences = vec![match policy.cancel_hours {
        None => t("policy-until-work"),
        Some(hours) => tr("policy-until-hours", [("hours", hours.into())]),
    }];
    if policy.cancel_fee.0 > 0 {
        sentences.push(tr("policy-fee", [("percent", format::percent(policy.cancel_fee.0).into())]));
    }
    sentences.join(" ")
}

/// Why an order was not cancelled or changed: without the server nothing is, and nothing waits to be.
pub fn failure_of_change(failure: &Failure) -> String {
    match failure.code {
        Code::Unreachable | Code::SignedOut => t("failure-change-needs-server"),
        _ => super::failure(failure),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::api::Refund;
    use domain::{Currency, LineId, Quantity, RefundId};

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::new("EUR").expect("known"))
    }

    fn order(state: OrderState, paid: i64, refunded: i64, refunds: &[(RefundState, i64)]) -> Order {
        let json = serde_json::json!({
            "id": "o", "number": "P-2026-000001", "state": state.as_str(), "placed_at_us": 0,
            "contact": {"name": "", "email": "", "phone": ""}, "address": null, "lines": [],
            "totals": {
                "subtotal": eur(9_000), "discount": eur(0), "shipping": eur(0), "tax": eur(0), "total": eur(9_000),
            },
            "promise": {"earliest": "2026-11-24", "latest": "2026-11-26"},
            "paid": eur(paid), "refunded": eur(refunded), "attempts": [], "events": [],
        });
        let refund = |(n, (state, minor)): (usize, &(RefundState, i64))| Refund {
            id: RefundId::new(format!("r{n}")).expect("an id"),
            state: *state,
            amount: eur(*minor),
            reason: String::new(),
            created_at_us: 0,
        };
        let refunds = refunds.iter().enumerate().map(refund).collect();
        Order { refunds, ..serde_json::from_value(json).expect("an order") }
    }

    #[test]
    fn the_money_of_an_order_is_told_whatever_became_of_it() {
        use OrderState as S;
        use RefundState as R;
        let told = |state, paid, refunded, refunds: &[_]| {
            money_sentences(&order(state, paid, refunded, refunds)).join(" ")
        };
        assert_eq!(told(S::AwaitingPayment, 0, 0, &[]), "");
        assert_eq!(told(S::Confirmed, 9_000, 0, &[]), "");
        assert_eq!(told(S::Cancelled, 0, 0, &[]), "");
        let under_way = "84.00 EUR is on its way back to you.";
        assert_eq!(
            told(S::Cancelled, 9_000, 0, &[(R::Requested, 8_400)]),
            format!("{under_way} 6.00 EUR was kept.")
        );
        assert_eq!(told(S::Confirmed, 9_000, 0, &[(R::Pending, 8_400)]), under_way);
        assert_eq!(told(S::Cancelled, 9_000, 9_000, &[(R::Succeeded, 9_000)]), "90.00 EUR came back to you.");
        let failed = told(S::Cancelled, 9_000, 0, &[(R::Failed, 9_000)]);
        assert_eq!(failed, t("sentence-refund-failed"));
        let again = told(S::Cancelled, 9_000, 0, &[(R::Failed, 9_000), (R::Requested, 9_000)]);
        assert_eq!(again, "90.00 EUR is on its way back to you.");
        assert_eq!(told(S::Expired, 9_000, 9_000, &[(R::Succeeded, 9_000)]), "90.00 EUR came back to you.");
    }

    #[test]
    fn a_change_is_told_before_and_after() {
        let line = LineId::new("l").expect("an id");
        let quantity = |n| Quantity::new(n).expect("a quantity");
        let less = Amendment::Quantity { line: line.clone(), from: quantity(3), to: Some(quantity(1)) };
        assert_eq!(amendment(&less, "Hedge cut"), "Hedge cut: 3 → 1");
        let none = Amendment::Quantity { line: line.clone(), from: quantity(3), to: None };
        assert_eq!(amendment(&none, "Hedge cut"), "Hedge cut: 3 given up");
        let note = Amendment::Note { line, from: String::new(), to: "Ring twice".into() };
        assert_eq!(amendment(&note, "Hedge cut"), "Hedge cut: none → “Ring twice”");
    }

    #[test]
    fn an_unreachable_server_changes_nothing_and_keeps_nothing_waiting() {
        let told = failure_of_change(&Failure::new(Code::Unreachable));
        assert!(told.contains("Nothing was changed"), "{told}");
    }
}
