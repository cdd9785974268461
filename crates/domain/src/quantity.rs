//! How many of a service: a whole number from 1 to 999.

use serde::{Deserialize, Serialize};

use crate::limits::QUANTITY_MAX;

/// A proven quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(minimum = 1, maximum = 999))]
pub struct Quantity(i64);

/// Not a quantity: below 1 or above 999.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a quantity is a whole number from 1 to {QUANTITY_MAX}")]
pub struct NotAQuantity;

impl Quantity {
    pub const ONE: Self = Self(1);
    pub const MAX: Self = Self(QUANTITY_MAX);

    pub fn new(input: i64) -> Result<Self, NotAQuantity> {
        if (1..=QUANTITY_MAX).contains(&input) { Ok(Self(input)) } else { Err(NotAQuantity) }
    }

    pub fn get(self) -> i64 {
        self.0
    }

    /// The sum, and whether the limit cut it.
    pub fn plus_capped(self, more: Self) -> (Self, bool) {
        let sum = self.0 + more.0;
        (Self(sum.min(QUANTITY_MAX)), sum > QUANTITY_MAX)
    }
}

impl TryFrom<i64> for Quantity {
    type Error = NotAQuantity;
    fn try_from(input: i64) -> Result<Self, NotAQuantity> {
        Self::new(input)
    }
}

impl From<Quantity> for i64 {
    fn from(quantity: Quantity) -> i64 {
        quantity.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_negative_and_huge_are_not_quantities() {
        for input in [0, -1, 1_000, i64::MAX, i64::MIN] {
            assert_eq!(Quantity::new(input), Err(NotAQuantity));
        }
        assert!(serde_json::from_str::<Quantity>("0").is_err());
    }

    #[test]
    fn a_sum_is_capped_and_says_so() {
        let (sum, capped) = Quantity::MAX.plus_capped(Quantity::ONE);
        assert_eq!((sum, capped), (Quantity::MAX, true));
    }
}
