//! Until when a customer may take an order back or change it, and what comes back then.

use serde::{Deserialize, Serialize};

use crate::Money;
use crate::money::{BasisPoints, MoneyError, portion};
use crate::order::{Actor, OrderMove, OrderState};

const HOUR_US: i64 = 3_600 * 1_000_000;

/// The provider's rules for an order that was placed. By default everything is free until the work begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Policy {
    /// A paid order is cancelled until so many hours before its first promised day begins; none: until the work does.
    #[serde(default)]
    pub cancel_hours: Option<u32>,
    /// Of what was paid, kept when a paid order is cancelled.
    #[serde(default)]
    pub cancel_fee: BasisPoints,
    /// The same as `cancel_hours` for changes.
    #[serde(default)]
    pub amend_hours: Option<u32>,
}

/// What a decision about an order depends on. All money is of the order's currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    pub state: OrderState,
    pub captured: Money,
    /// Of it, what went back or is on its way back.
    pub returned: Money,
    /// When the first promised day begins.
    pub begins_us: i64,
    /// A bank disputes its payment, or what was taken is not what was asked for: only the provider can judge that.
    pub contested: bool,
}

/// What a cancellation means for the money that the provider has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preview {
    pub refund: Money,
    pub kept: Money,
}

/// Why a customer may not cancel or change an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the work has begun")]
    Started,
    #[error("somebody looks at its payment")]
    InReview,
    #[error("it is over")]
    Ended,
    #[error("the time for it is over")]
    TooLate,
    #[error("only the provider can judge it")]
    AskProvider,
}

impl Preview {
    /// Whoever agreed to `agreed` agrees to this too: no less comes back, and no more is kept.
    pub fn is_no_worse_than(&self, agreed: &Self) -> bool {
        let same =
            self.refund.currency == agreed.refund.currency && self.kept.currency == agreed.kept.currency;
        same && self.refund.minor >= agreed.refund.minor && self.kept.minor <= agreed.kept.minor
    }
}

impl Policy {
    /// What comes back if the customer cancels now. The fee is a part of what the provider still has, rounded half away
    /// from zero; `refund + kept = captured - returned`. An order that is not paid can be cancelled until it is.
    pub fn what_comes_back(&self, facts: &Facts, now_us: i64) -> Result<Preview, Refusal> {
        if facts.state.moved_by(Actor::Customer, OrderMove::Cancelled).is_err() {
            return Err(not_now(facts.state));
        }
        if facts.contested {
            return Err(Refusal::AskProvider);
        }
        let left = left(facts).map_err(|_| Refusal::AskProvider)?;
        if facts.state != OrderState::AwaitingPayment && is_late(self.cancel_hours, facts.begins_us, now_us) {
            return Err(Refusal::TooLate);
        }
        let kept = portion(left.minor, self.cancel_fee).clamp(0, left.minor);
        let of = |minor| Money::new(minor, left.currency);
        Ok(Preview { refund: of(left.minor - kept), kept: of(kept) })
    }

    /// Whether the customer may change something now whose first promised day begins at `facts.begins_us`. Where taking
    /// back costs a fee, giving up a part (`takes_back`) would go round it: the provider is asked.
    pub fn may_amend(&self, facts: &Facts, takes_back: bool, now_us: i64) -> Result<(), Refusal> {
        if !facts.state.can_be_amended() {
            return Err(not_now(facts.state));
        }
        let paid = facts.state != OrderState::AwaitingPayment;
        if takes_back && (facts.contested || (paid && self.cancel_fee.0 > 0)) {
            return Err(Refusal::AskProvider);
        }
        if is_late(self.amend_hours, facts.begins_us, now_us) { Err(Refusal::TooLate) } else { Ok(()) }
    }
}

/// What the provider has of the order; an error if the books make no sense.
fn left(facts: &Facts) -> Result<Money, MoneyError> {
    let left = facts.captured.plus(facts.returned.times(-1)?)?;
    if left.minor < 0 { Err(MoneyError::Overflow) } else { Ok(left) }
}

fn is_late(hours: Option<u32>, begins_us: i64, now_us: i64) -> bool {
    hours.is_some_and(|hours| now_us > begins_us.saturating_sub(i64::from(hours) * HOUR_US))
}

/// Why nothing may be done in this state.
fn not_now(state: OrderState) -> Refusal {
    match state {
        OrderState::NeedsReview => Refusal::InReview,
        OrderState::InProgress => Refusal::Started,
        OrderState::Completed | OrderState::Cancelled | OrderState::Expired => Refusal::Ended,
        OrderState::AwaitingPayment | OrderState::Confirmed => Refusal::AskProvider,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;
    use proptest::prelude::*;

    const DAY_US: i64 = 24 * HOUR_US;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::new("EUR").expect("known"))
    }

    /// A paid order whose first promised day begins after ten days.
    fn paid(captured: i64, returned: i64) -> Facts {
        Facts {
            state: OrderState::Confirmed,
            captured: eur(captured),
            returned: eur(returned),
            begins_us: 10 * DAY_US,
            contested: false,
        }
    }

    fn fee(basis_points: u32) -> Policy {
        Policy { cancel_fee: BasisPoints(basis_points), ..Policy::default() }
    }

    #[test]
    fn by_default_everything_comes_back_until_the_work_begins() {
        let policy = Policy::default();
        let late = 100 * DAY_US;
        assert_eq!(
            policy.what_comes_back(&paid(9_000, 0), late),
            Ok(Preview { refund: eur(9_000), kept: eur(0) })
        );
        let started = Facts { state: OrderState::InProgress, ..paid(9_000, 0) };
        assert_eq!(policy.what_comes_back(&started, 0), Err(Refusal::Started));
    }

    #[test]
    fn a_fee_is_a_part_of_what_is_left_and_rounded_once() {
        let back = |policy: Policy, facts| {
            policy.what_comes_back(&facts, 0).map(|back| (back.refund.minor, back.kept.minor))
        };
        assert_eq!(back(fee(1_000), paid(6_005, 0)), Ok((5_404, 601)));
        assert_eq!(back(fee(1_000), paid(6_005, 6_000)), Ok((4, 1)));
        assert_eq!(back(fee(10_000), paid(6_005, 0)), Ok((0, 6_005)));
    }

    #[test]
    fn a_deadline_counts_from_the_first_promised_day_and_only_for_what_is_paid() {
        let policy = Policy { cancel_hours: Some(24), amend_hours: Some(48), ..Policy::default() };
        let last = 9 * DAY_US;
        assert!(policy.what_comes_back(&paid(100, 0), last).is_ok());
        assert_eq!(policy.what_comes_back(&paid(100, 0), last + 1), Err(Refusal::TooLate));
        let unpaid = Facts { state: OrderState::AwaitingPayment, ..paid(0, 0) };
        assert!(policy.what_comes_back(&unpaid, 20 * DAY_US).is_ok());
        assert_eq!(policy.may_amend(&paid(100, 0), false, 8 * DAY_US), Ok(()));
        assert_eq!(policy.may_amend(&paid(100, 0), false, 8 * DAY_US + 1), Err(Refusal::TooLate));
    }

    #[test]
    fn what_is_contested_is_for_the_provider_to_judge() {
        let contested = Facts { contested: true, ..paid(100, 0) };
        assert_eq!(Policy::default().what_comes_back(&contested, 0), Err(Refusal::AskProvider));
        assert_eq!(Policy::default().may_amend(&contested, true, 0), Err(Refusal::AskProvider));
        assert_eq!(Policy::default().may_amend(&contested, false, 0), Ok(()));
    }

    #[test]
    fn a_fee_is_not_gone_round_by_giving_up_parts() {
        assert_eq!(fee(1).may_amend(&paid(100, 0), true, 0), Err(Refusal::AskProvider));
        assert_eq!(fee(1).may_amend(&paid(100, 0), false, 0), Ok(()));
        let unpaid = Facts { state: OrderState::AwaitingPayment, ..paid(0, 0) };
        assert_eq!(fee(1).may_amend(&unpaid, true, 0), Ok(()));
    }

    #[test]
    fn only_what_is_worse_needs_another_yes() {
        let preview = |refund, kept| Preview { refund: eur(refund), kept: eur(kept) };
        assert!(preview(90, 0).is_no_worse_than(&preview(0, 0)));
        assert!(!preview(81, 9).is_no_worse_than(&preview(0, 0)));
        assert!(!preview(50, 0).is_no_worse_than(&preview(90, 0)));
    }

    fn anything() -> impl Strategy<Value = (Policy, Facts, i64)> {
        let hours = || proptest::option::of(0..10_000_u32);
        let policy = (hours(), 0..=10_000_u32, hours());
        let policy = policy.prop_map(|(cancel_hours, fee, amend_hours)| Policy {
            cancel_hours,
            cancel_fee: BasisPoints(fee),
            amend_hours,
        });
        let facts = (0..7_usize, 0..10_000_000_000_i64, 0..10_000_000_000_i64, any::<i32>(), any::<bool>());
        let facts = facts.prop_map(|(state, captured, returned, hours, contested)| Facts {
            state: OrderState::ALL[state],
            captured: eur(captured),
            returned: eur(returned),
            begins_us: i64::from(hours) * HOUR_US,
            contested,
        });
        (policy, facts, any::<i64>())
    }

    proptest! {
        #[test]
        fn what_comes_back_and_what_is_kept_are_all_that_there_is((policy, facts, now_us) in anything()) {
            if let Ok(Preview { refund, kept }) = policy.what_comes_back(&facts, now_us) {
                prop_assert_eq!(refund.minor + kept.minor, facts.captured.minor - facts.returned.minor);
                prop_assert!(refund.minor >= 0 && kept.minor >= 0);
                prop_assert!(facts.state.moved_by(Actor::Customer, OrderMove::Cancelled).is_ok());
            }
        }

        #[test]
        fn waiting_never_makes_more_possible((policy, facts, now_us) in anything(), later in 0..i64::MAX) {
            let then = now_us.saturating_add(later);
            if policy.what_comes_back(&facts, then).is_ok() {
                prop_assert!(policy.what_comes_back(&facts, now_us).is_ok());
            }
            if policy.may_amend(&facts, false, then).is_ok() {
                prop_assert!(policy.may_amend(&facts, false, now_us).is_ok());
            }
        }
    }
}
