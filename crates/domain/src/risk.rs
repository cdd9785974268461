//! Signs of fraud, judged by rules that can be explained. Staff sees each hit with its reason; the customer hears no more
//! than that the payment is looked at.

use serde::{Deserialize, Serialize};

use crate::Money;

/// What is known about an order and the payment of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Since the account was made, in microseconds.
    pub account_age_us: i64,
    pub total: Option<Money>,
    /// From here on, in minor units of the shop's currency, a total is high.
    pub high_value_minor: i64,
    /// Payments of this customer that were declined in the last day.
    pub declines: i64,
    /// Where it is delivered to; ISO 3166-1 alpha-2.
    pub delivery_country: Option<String>,
    pub signs: Signs,
}

/// What the gateway says about the one who pays; empty before that.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signs {
    pub level: Option<Level>,
    /// Of the card or the payer; ISO 3166-1 alpha-2.
    pub country: Option<String>,
    pub postal_code_failed: bool,
    pub cvc_failed: bool,
}

/// How the gateway's own system sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Normal,
    Elevated,
    Highest,
}

/// What to do, mildest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    Allow,
    /// The bank asks the person to confirm.
    StepUp,
    /// Staff looks at it before anything is begun.
    Review,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Rule {
    NewAccountHighValue,
    ManyDeclines,
    CountryMismatch,
    GatewayElevated,
    GatewayHighest,
    PostalCodeFailed,
    CvcFailed,
}

/// An account is new for three days.
const NEW_US: i64 = 3 * 24 * 3_600 * 1_000_000;
/// Declines of a day that are no longer mistyping.
const MANY_DECLINES: i64 = 4;

impl Rule {
    pub const ALL: [Self; 7] = [
        Self::NewAccountHighValue,
        Self::ManyDeclines,
        Self::CountryMismatch,
        Self::GatewayElevated,
        Self::GatewayHighest,
        Self::PostalCodeFailed,
        Self::CvcFailed,
    ];

    pub fn verdict(self) -> Verdict {
        match self {
            Self::NewAccountHighValue | Self::ManyDeclines => Verdict::StepUp,
            Self::CountryMismatch
            | Self::GatewayElevated
            | Self::GatewayHighest
            | Self::PostalCodeFailed
            | Self::CvcFailed => Verdict::Review,
        }
    }

    /// The word used in tables and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NewAccountHighValue => "new_account_high_value",
            Self::ManyDeclines => "many_declines",
            Self::CountryMismatch => "country_mismatch",
            Self::GatewayElevated => "gateway_elevated",
            Self::GatewayHighest => "gateway_highest",
            Self::PostalCodeFailed => "postal_code_failed",
            Self::CvcFailed => "cvc_failed",
        }
    }

    /// For staff.
    pub fn reason(self) -> &'static str {
        match self {
            Self::NewAccountHighValue => "a new account orders for a high value",
            Self::ManyDeclines => "several payments of this customer were declined in the last day",
            Self::CountryMismatch => "the payer's country is not the one it is delivered to",
            Self::GatewayElevated => "the gateway sees an elevated risk",
            Self::GatewayHighest => "the gateway sees the highest risk",
            Self::PostalCodeFailed => "the bank does not know the payer under this postal code",
            Self::CvcFailed => "the card's security code was wrong",
        }
    }

    fn hits(self, facts: &Facts) -> bool {
        let high = facts.total.is_some_and(|total| total.minor >= facts.high_value_minor);
        match self {
            Self::NewAccountHighValue => high && facts.account_age_us < NEW_US,
            Self::ManyDeclines => facts.declines >= MANY_DECLINES,
            // A gift to a neighbour country is usual; a dear one is looked at.
            Self::CountryMismatch => {
                let (to, from) = (facts.delivery_country.as_deref(), facts.signs.country.as_deref());
                high && matches!((to, from), (Some(to), Some(from)) if !to.eq_ignore_ascii_case(from))
            }
            Self::GatewayElevated => facts.signs.level == Some(Level::Elevated),
            Self::GatewayHighest => facts.signs.level == Some(Level::Highest),
            Self::PostalCodeFailed => high && facts.signs.postal_code_failed,
            Self::CvcFailed => facts.signs.cvc_failed,
        }
    }
}

/// Every rule that hits.
pub fn hits(facts: &Facts) -> Vec<Rule> {
    Rule::ALL.into_iter().filter(|rule| rule.hits(facts)).collect()
}

/// The strictest verdict of some hits.
pub fn verdict(hits: &[Rule]) -> Verdict {
    hits.iter().map(|rule| rule.verdict()).max().unwrap_or(Verdict::Allow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    fn facts(minor: i64) -> Facts {
        Facts {
            account_age_us: 365 * 24 * 3_600 * 1_000_000,
            total: Some(Money::new(minor, Currency::new("EUR").expect("known"))),
            high_value_minor: 50_000,
            ..Facts::default()
        }
    }

    #[test]
    fn a_usual_order_is_allowed() {
        let usual = Facts { delivery_country: Some("DE".into()), declines: 1, ..facts(20_000) };
        let paid = Facts { signs: Signs { country: Some("AT".into()), ..Signs::default() }, ..usual };
        assert_eq!((hits(&paid), verdict(&[])), (vec![], Verdict::Allow));
    }

    #[test]
    fn a_new_account_with_a_high_value_confirms_with_its_bank() {
        let new = Facts { account_age_us: 0, ..facts(50_000) };
        assert_eq!(hits(&new), [Rule::NewAccountHighValue]);
        assert_eq!(verdict(&hits(&new)), Verdict::StepUp);
        assert_eq!(hits(&Facts { account_age_us: 0, ..facts(49_999) }), []);
    }

    #[test]
    fn what_the_gateway_suspects_is_looked_at_before_anything_begins() {
        let signs = Signs { level: Some(Level::Elevated), cvc_failed: true, ..Signs::default() };
        let suspected = Facts { signs, declines: 4, ..facts(100) };
        assert_eq!(hits(&suspected), [Rule::ManyDeclines, Rule::GatewayElevated, Rule::CvcFailed]);
        assert_eq!(verdict(&hits(&suspected)), Verdict::Review);
    }

    #[test]
    fn words_of_rules_are_their_own() {
        let mut words: Vec<_> = Rule::ALL.iter().map(|rule| rule.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Rule::ALL.len());
    }
}
