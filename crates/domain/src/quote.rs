//! The priced answer to a cart. The server's is binding; the desk makes the same one as an estimate.

mod pricing;
#[cfg(test)]
pub(crate) mod tests;

use serde::{Deserialize, Serialize};

use crate::coupon::CouponCode;
use crate::limits::LINES_PER_CART;
use crate::money::BasisPoints;
use crate::promise::Promise;
use crate::service::{Choices, DeliveryKind};
use crate::shipping::PricedShipping;
use crate::{Currency, LineId, Money, Quantity, ServiceId};

pub use pricing::{CouponAsked, Rules, price, price_by};

/// What is asked to be priced. No price is part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AskedLine {
    /// The line of the cart that it comes from.
    pub line: LineId,
    pub service: ServiceId,
    pub choices: Choices,
    pub quantity: Quantity,
    #[serde(default)]
    pub note: String,
}

/// One priced line: everything that an order keeps of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PricedLine {
    pub line: LineId,
    pub service: ServiceId,
    pub code: String,
    pub name: String,
    /// For people: `["Size: Large"]`.
    pub choice_names: Vec<String>,
    pub choices: Choices,
    pub quantity: Quantity,
    pub note: String,
    pub unit: Money,
    /// Of all units, before the discount.
    pub total: Money,
    /// This line's part of the discount, in minor units.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub discount_minor: i64,
    pub tax_rate: BasisPoints,
    /// The tax is not in the price: it is added.
    #[serde(default, skip_serializing_if = "is_false")]
    pub tax_added: bool,
    /// Of `total` less the discount: contained in it, or added to it.
    pub tax: Money,
    pub delivery: DeliveryKind,
    pub promise: Promise,
}

/// Sums of a quote or an order, all of one currency. `total = subtotal - discount + shipping + tax_added`, where prices
/// that include their tax add none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Totals {
    pub subtotal: Money,
    pub discount: Money,
    pub shipping: Money,
    /// All tax, which is contained in `total` in any case.
    pub tax: Money,
    /// The part of the tax, in minor units, that the prices of lines and shipping do not include.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub tax_added_minor: i64,
    pub total: Money,
}

/// What the provider charges beyond the services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Terms {
    pub currency: Currency,
    /// Once per order with a shipped line, in minor units, tax included.
    pub shipping_minor: i64,
    pub shipping_tax: BasisPoints,
}

/// Why a line could not be priced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LineProblem {
    pub line: LineId,
    pub reason: LineReason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum LineReason {
    UnknownService,
    Withdrawn,
    OptionGone,
    /// The service is priced in another currency than the provider's orders.
    OtherCurrency,
    TooLarge,
    /// The same line was asked for twice.
    Duplicate,
    /// There are not enough places for so many units on the days that are searched.
    SoldOut,
}

/// Why nothing could be priced.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotPrice {
    #[error("there is nothing to price")]
    Empty,
    #[error("more than {LINES_PER_CART} lines")]
    TooManyLines,
    #[error("some lines cannot be bought")]
    Lines(Vec<LineProblem>),
    #[error("the total is over the limit")]
    TotalTooLarge,
    #[error("nothing is sent to this country")]
    ShippingNotThere,
}

/// Something that was asked for and could not be had; the rest is priced without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriceProblem {
    pub reason: PriceReason,
    /// What services must cost at least, where that is the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// From when on, or until when, where that is the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_us: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PriceReason {
    CouponUnknown,
    CouponNotYet,
    CouponExpired,
    /// As many orders as it was meant for have used it.
    CouponUsedUp,
    /// This customer has used it as often as one may.
    CouponUsedByYou,
    CouponBelowMinimum,
    CouponOtherCurrency,
    /// Nothing in the cart is of its categories, or costs anything.
    CouponNothingToDiscount,
    /// The method is not offered, or does not go there; another one was taken.
    ShippingNotThere,
}

impl PriceProblem {
    pub fn of(reason: PriceReason) -> Self {
        Self { reason, amount: None, at_us: None }
    }

    pub fn is_of_coupon(&self) -> bool {
        self.reason != PriceReason::ShippingNotThere
    }
}

/// Lines, sums, and when it comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Priced {
    pub lines: Vec<PricedLine>,
    pub totals: Totals,
    pub promise: Promise,
    pub needs_address: bool,
    /// The coupon that gives the discount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coupon: Option<CouponCode>,
    /// None if nothing is shipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping: Option<PricedShipping>,
    /// What was asked for and could not be had.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<PriceProblem>,
}

impl Priced {
    /// Takes over when it was to come, as far as it now comes no later; false, and nothing taken over, if it does, or if
    /// other lines are meant.
    pub fn keep_promises_of(&mut self, agreed: &Self) -> bool {
        let pairs = || self.lines.iter().zip(&agreed.lines);
        let same = self.lines.len() == agreed.lines.len() && pairs().all(|(now, was)| now.line == was.line);
        if !same || pairs().any(|(now, was)| now.promise.is_later_than(was.promise)) {
            return false;
        }
        for (now, was) in self.lines.iter_mut().zip(&agreed.lines) {
            now.promise = was.promise;
        }
        self.promise = agreed.promise;
        true
    }
}

impl Totals {
    /// The part of the tax that the prices of lines and shipping do not include.
    pub fn tax_added(self) -> Money {
        Money::new(self.tax_added_minor, self.total.currency)
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde wants a reference")]
fn is_zero(minor: &i64) -> bool {
    *minor == 0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde wants a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}
