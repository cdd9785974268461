//! Signs of fraud, judged by rules that can be explained. Staff sees each hit with its reason; the customer hears no more
//! than that the payment is looked at.

pub mod velocity;

use serde::{Deserialize, Serialize};

use self::velocity::{Counted, Origin, Tally};
use crate::Money;

/// What is known about an order and the payment of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Since the account was made, in microseconds.
    pub account_age_us: i64,
    pub total: Option<Money>,
    /// From here on, in minor units of the shop's currency, a total is high.
    pub high_value_minor: i64,
    /// How often it was tried to pay from the same customer, desk and address.
    pub tallies: Vec<Tally>,
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

impl Verdict {
    /// What staff will look at is worth the bank's question too.
    pub fn asks_bank(self) -> bool {
        self != Self::Allow
    }
}

/// On the wire: the word that tables have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Rule {
    NewAccountHighValue,
    /// More than usual came from there.
    Many(Origin, Counted),
    CountryMismatch,
    GatewayElevated,
    GatewayHighest,
    PostalCodeFailed,
    CvcFailed,
}

/// An account is new for three days.
const NEW_US: i64 = 3 * 24 * 3_600 * 1_000_000;

impl Rule {
    pub const ALL: [Self; 15] = [
        Self::NewAccountHighValue,
        Self::Many(Origin::Customer, Counted::Attempts),
        Self::Many(Origin::Customer, Counted::Declines),
        Self::Many(Origin::Customer, Counted::Cards),
        Self::Many(Origin::Desk, Counted::Attempts),
        Self::Many(Origin::Desk, Counted::Declines),
        Self::Many(Origin::Desk, Counted::Cards),
        Self::Many(Origin::Address, Counted::Attempts),
        Self::Many(Origin::Address, Counted::Declines),
        Self::Many(Origin::Address, Counted::Cards),
        Self::CountryMismatch,
        Self::GatewayElevated,
        Self::GatewayHighest,
        Self::PostalCodeFailed,
        Self::CvcFailed,
    ];

    pub fn verdict(self) -> Verdict {
        match self {
            Self::NewAccountHighValue | Self::Many(_, Counted::Attempts | Counted::Declines) => {
                Verdict::StepUp
            }
            // Whoever tries stolen cards succeeds with one of them in the end.
            Self::Many(_, Counted::Cards)
            | Self::CountryMismatch
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
            Self::Many(Origin::Customer, Counted::Attempts) => "many_attempts",
            Self::Many(Origin::Customer, Counted::Declines) => "many_declines",
            Self::Many(Origin::Customer, Counted::Cards) => "many_cards",
            Self::Many(Origin::Desk, Counted::Attempts) => "many_attempts_of_desk",
            Self::Many(Origin::Desk, Counted::Declines) => "many_declines_of_desk",
            Self::Many(Origin::Desk, Counted::Cards) => "many_cards_of_desk",
            Self::Many(Origin::Address, Counted::Attempts) => "many_attempts_of_address",
            Self::Many(Origin::Address, Counted::Declines) => "many_declines_of_address",
            Self::Many(Origin::Address, Counted::Cards) => "many_cards_of_address",
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
            Self::Many(Origin::Customer, Counted::Attempts) => {
                "this customer began many payments in the last hour"
            }
            Self::Many(Origin::Customer, Counted::Declines) => {
                "several payments of this customer were declined in the last day"
            }
            Self::Many(Origin::Customer, Counted::Cards) => {
                "this customer tried several cards in the last day"
            }
            Self::Many(Origin::Desk, Counted::Attempts) => {
                "many payments were begun at the same desk in the last hour"
            }
            Self::Many(Origin::Desk, Counted::Declines) => {
                "several payments at the same desk were declined in the last day"
            }
            Self::Many(Origin::Desk, Counted::Cards) => {
                "several cards were tried at the same desk in the last day"
            }
            Self::Many(Origin::Address, Counted::Attempts) => {
                "many payments for the same delivery address were begun in the last hour"
            }
            Self::Many(Origin::Address, Counted::Declines) => {
                "several payments for the same delivery address were declined in the last day"
            }
            Self::Many(Origin::Address, Counted::Cards) => {
                "several cards were tried for the same delivery address in the last day"
            }
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
            Self::Many(origin, counted) => {
                let fits = |tally: &&Tally| tally.origin == origin && tally.counted == counted;
                facts.tallies.iter().find(fits).is_some_and(Tally::is_odd)
            }
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

impl From<Rule> for &'static str {
    fn from(rule: Rule) -> Self {
        rule.as_str()
    }
}

impl TryFrom<String> for Rule {
    type Error = &'static str;
    fn try_from(word: String) -> Result<Self, &'static str> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == word).ok_or("not the word of a rule about fraud")
    }
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

    fn declines(number: i64) -> Tally {
        Tally { origin: Origin::Customer, counted: Counted::Declines, number, last_us: 0 }
    }

    #[test]
    fn several_cards_are_looked_at_and_several_declines_confirm_with_the_bank() {
        for (origin, counted, verdict_of_it) in [
            (Origin::Desk, Counted::Cards, Verdict::Review),
            (Origin::Address, Counted::Cards, Verdict::Review),
            (Origin::Desk, Counted::Declines, Verdict::StepUp),
            (Origin::Address, Counted::Attempts, Verdict::StepUp),
        ] {
            let tally = Tally { origin, counted, number: 100, last_us: 0 };
            let hit = hits(&Facts { tallies: vec![tally], ..facts(100) });
            assert_eq!((&hit[..], verdict(&hit)), (&[Rule::Many(origin, counted)][..], verdict_of_it));
        }
    }

    #[test]
    fn a_usual_order_is_allowed() {
        let usual =
            Facts { delivery_country: Some("DE".into()), tallies: vec![declines(1)], ..facts(20_000) };
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
        let suspected = Facts { signs, tallies: vec![declines(4)], ..facts(100) };
        let many = Rule::Many(Origin::Customer, Counted::Declines);
        assert_eq!(hits(&suspected), [many, Rule::GatewayElevated, Rule::CvcFailed]);
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
