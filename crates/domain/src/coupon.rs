//! Coupons: when one counts, what it takes off, and how that is spread over the lines.

use serde::{Deserialize, Serialize};

use crate::money::{BasisPoints, portion};
use crate::quote::{PriceProblem, PriceReason};
use crate::{CategoryId, Currency, Money};

/// Letters of a code.
const CODE_CHARS: std::ops::RangeInclusive<usize> = 3..=40;

/// A coupon's code as it is printed: capitals, digits, `-` and `_`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, example = "SPRING-10"))]
pub struct CouponCode(String);

/// Not the code of any coupon.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a coupon's code has {} to {} letters, digits, - or _", CODE_CHARS.start(), CODE_CHARS.end())]
pub struct NotACode;

impl CouponCode {
    /// As people type it: spaces at the ends and small letters make no difference.
    pub fn new(text: &str) -> Result<Self, NotACode> {
        let text = text.trim();
        let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        if CODE_CHARS.contains(&text.len()) && text.bytes().all(fits) {
            return Ok(Self(text.to_ascii_uppercase()));
        }
        Err(NotACode)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CouponCode {
    type Error = NotACode;
    fn try_from(text: String) -> Result<Self, NotACode> {
        Self::new(&text)
    }
}

impl From<CouponCode> for String {
    fn from(code: CouponCode) -> String {
        code.0
    }
}

impl std::fmt::Display for CouponCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What it takes off the prices of services. Shipping is never discounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    Percent { rate: BasisPoints, cap: Option<Money> },
    Amount(Money),
}

/// A provider's promise to whoever knows the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coupon {
    pub code: CouponCode,
    pub worth: Worth,
    /// What all services together must cost at least, before the discount.
    pub minimum: Option<Money>,
    /// It counts from this moment on.
    pub from_us: Option<i64>,
    /// It no longer counts from this moment on.
    pub until_us: Option<i64>,
    /// Orders that may use it.
    pub uses_max: Option<i64>,
    pub uses_per_customer: Option<i64>,
    /// Only services of these are discounted; none: all.
    pub categories: Vec<CategoryId>,
}

/// Whether a coupon counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Standing {
    Counts,
    NotYet,
    Ended,
    UsedUp,
}

/// Orders that used a coupon already: all, and those of whoever asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Uses {
    pub all: i64,
    pub own: i64,
}

/// What a coupon may be taken off from.
#[derive(Debug, Clone, Copy)]
pub struct Goods<'a> {
    pub total: Money,
    pub category: &'a CategoryId,
}

impl Coupon {
    /// Whether it counts at a time, when so many orders use it.
    pub fn standing(&self, used: i64, at_us: i64) -> Standing {
        if self.from_us.is_some_and(|from_us| at_us < from_us) {
            Standing::NotYet
        } else if self.until_us.is_some_and(|until_us| at_us >= until_us) {
            Standing::Ended
        } else if self.uses_max.is_some_and(|most| used >= most) {
            Standing::UsedUp
        } else {
            Standing::Counts
        }
    }

    /// The discount of each of the goods, or why there is none.
    pub fn discounts(
        &self,
        goods: &[Goods<'_>],
        currency: Currency,
        uses: Uses,
        at_us: i64,
    ) -> Result<Vec<i64>, PriceProblem> {
        let refused = |reason| Err(PriceProblem::of(reason));
        if self.amounts().any(|amount| amount.currency != currency) {
            return refused(PriceReason::CouponOtherCurrency);
        }
        let moment = |at_us, reason| Err(PriceProblem { at_us, ..PriceProblem::of(reason) });
        match self.standing(uses.all, at_us) {
            Standing::Counts => {}
            Standing::NotYet => return moment(self.from_us, PriceReason::CouponNotYet),
            Standing::Ended => return moment(self.until_us, PriceReason::CouponExpired),
            Standing::UsedUp => return refused(PriceReason::CouponUsedUp),
        }
        if self.uses_per_customer.is_some_and(|most| uses.own >= most) {
            return refused(PriceReason::CouponUsedByYou);
        }
        let subtotal: i64 = goods.iter().map(|good| good.total.minor).sum();
        if let Some(minimum) = self.minimum.filter(|minimum| subtotal < minimum.minor) {
            let reason = PriceReason::CouponBelowMinimum;
            return Err(PriceProblem { amount: Some(minimum), ..PriceProblem::of(reason) });
        }
        let counts = |good: &Goods<'_>| self.categories.is_empty() || self.categories.contains(good.category);
        let bases: Vec<i64> =
            goods.iter().map(|good| if counts(good) { good.total.minor } else { 0 }).collect();
        let discount = self.worth.taken_off(bases.iter().sum());
        if discount == 0 {
            return refused(PriceReason::CouponNothingToDiscount);
        }
        Ok(spread(discount, &bases))
    }

    fn amounts(&self) -> impl Iterator<Item = Money> {
        let worth = match self.worth {
            Worth::Percent { cap, .. } => cap,
            Worth::Amount(amount) => Some(amount),
        };
        worth.into_iter().chain(self.minimum)
    }
}

impl Worth {
    /// Never more than there is.
    fn taken_off(self, base_minor: i64) -> i64 {
        let wanted = match self {
            Self::Percent { rate, cap } => {
                let share = portion(base_minor, rate);
                cap.map_or(share, |cap| share.min(cap.minor))
            }
            Self::Amount(amount) => amount.minor,
        };
        wanted.clamp(0, base_minor)
    }
}

/// Spreads an amount in proportion to the bases, by the largest remainder: the parts add up to it exactly, and no part
/// is larger than its base if the amount is not larger than all of them.
pub fn spread(amount: i64, bases: &[i64]) -> Vec<i64> {
    let all: i128 = bases.iter().map(|base| i128::from(*base)).sum();
    if all == 0 {
        return vec![0; bases.len()];
    }
    let share = |base: &i64| i128::from(amount) * i128::from(*base);
    let mut parts: Vec<i128> = bases.iter().map(|base| share(base) / all).collect();
    let left = i128::from(amount) - parts.iter().sum::<i128>();
    let mut by_remainder: Vec<usize> = (0..bases.len()).collect();
    // Of equal remainders, the earlier line's comes first: the sort is stable.
    by_remainder.sort_by_key(|place| std::cmp::Reverse(share(&bases[*place]) % all));
    for place in by_remainder.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        parts[place] += 1;
    }
    parts.into_iter().map(|part| i64::try_from(part).expect("a part of an i64 amount is one")).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::new("EUR").expect("known"))
    }

    fn category(id: &str) -> CategoryId {
        CategoryId::new(id).expect("an id")
    }

    fn coupon(worth: Worth) -> Coupon {
        Coupon {
            code: CouponCode::new("spring-10").expect("a code"),
            worth,
            minimum: None,
            from_us: None,
            until_us: None,
            uses_max: None,
            uses_per_customer: None,
            categories: Vec::new(),
        }
    }

    pub(crate) fn percent(rate: u32) -> Coupon {
        coupon(Worth::Percent { rate: BasisPoints(rate), cap: None })
    }

    /// Of one line of the garden at 10.01 and one of the post at 5.00.
    fn taken(coupon: &Coupon, uses: Uses, at_us: i64) -> Result<Vec<i64>, PriceReason> {
        let (garden, post) = (category("garden"), category("post"));
        let goods =
            [Goods { total: eur(1001), category: &garden }, Goods { total: eur(500), category: &post }];
        coupon.discounts(&goods, eur(0).currency, uses, at_us).map_err(|problem| problem.reason)
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        assert_eq!(CouponCode::new("  spring-10 ").map(String::from), Ok("SPRING-10".into()));
        for text in ["", "AB", "A B C", "ÄÖÜ", &"A".repeat(41)] {
            assert_eq!(CouponCode::new(text), Err(NotACode), "{text}");
        }
    }

    #[test]
    fn ten_percent_are_rounded_once_and_spread_by_the_largest_remainder() {
        assert_eq!(taken(&percent(1000), Uses::default(), 0), Ok(vec![100, 50]));
        assert_eq!(taken(&percent(3333), Uses::default(), 0), Ok(vec![333, 167]));
    }

    #[test]
    fn a_cap_holds_and_an_amount_is_never_more_than_there_is() {
        let capped = coupon(Worth::Percent { rate: BasisPoints(5000), cap: Some(eur(300)) });
        assert_eq!(taken(&capped, Uses::default(), 0).map(|parts| parts.iter().sum()), Ok(300_i64));
        assert_eq!(taken(&coupon(Worth::Amount(eur(9_999))), Uses::default(), 0), Ok(vec![1001, 500]));
    }

    #[test]
    fn only_the_categories_of_a_coupon_are_discounted() {
        let of_post = Coupon { categories: vec![category("post")], ..percent(1000) };
        assert_eq!(taken(&of_post, Uses::default(), 0), Ok(vec![0, 50]));
        let of_nothing = Coupon { categories: vec![category("moon")], ..percent(1000) };
        assert_eq!(taken(&of_nothing, Uses::default(), 0), Err(PriceReason::CouponNothingToDiscount));
    }

    #[test]
    fn each_reason_against_a_coupon_has_its_own_word() {
        let dollars = Money::new(500, Currency::new("USD").expect("known"));
        let limited = Coupon { uses_max: Some(2), uses_per_customer: Some(1), ..percent(1000) };
        let season = Coupon { from_us: Some(10), until_us: Some(20), ..percent(1000) };
        let dear = Coupon { minimum: Some(eur(1502)), ..percent(1000) };
        let used = |all, own| Uses { all, own };
        for (coupon, uses, at_us, reason) in [
            (&coupon(Worth::Amount(dollars)), used(0, 0), 0, Err(PriceReason::CouponOtherCurrency)),
            (&season, used(0, 0), 9, Err(PriceReason::CouponNotYet)),
            (&season, used(0, 0), 10, Ok(())),
            (&season, used(0, 0), 20, Err(PriceReason::CouponExpired)),
            (&limited, used(2, 0), 0, Err(PriceReason::CouponUsedUp)),
            (&limited, used(1, 1), 0, Err(PriceReason::CouponUsedByYou)),
            (&limited, used(1, 0), 0, Ok(())),
            (&dear, used(0, 0), 0, Err(PriceReason::CouponBelowMinimum)),
        ] {
            assert_eq!(taken(coupon, uses, at_us).map(|_| ()), reason);
        }
    }

    proptest! {
        #[test]
        fn parts_add_up_and_none_is_larger_than_its_base(
            bases in proptest::collection::vec(0..10_000_000_000_i64, 1..50), share in 0..=10_000_u32,
        ) {
            let all: i64 = bases.iter().sum();
            let amount = portion(all, BasisPoints(share));
            let parts = spread(amount, &bases);
            prop_assert_eq!(parts.iter().sum::<i64>(), amount);
            for (part, base) in parts.iter().zip(&bases) {
                prop_assert!((0..=*base).contains(part));
                // And it is fair: less than one minor unit from the exact share.
                let exact = i128::from(amount) * i128::from(*base);
                prop_assert!((i128::from(*part) * i128::from(all) - exact).abs() < i128::from(all.max(1)));
            }
        }
    }
}
