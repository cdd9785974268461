//! Coupons, as staff makes, sees and ends them.

use domain::coupon::Standing;
use domain::{CategoryId, CouponCode, DeedId, Money};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// `GET /v1/staff/coupons?text=`: those whose code holds the text, newest first, at most 200.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Coupons {
    pub coupons: Vec<StaffCoupon>,
    /// There are more than are listed.
    pub more: bool,
}

/// A coupon with its limits and how often it was used. Also the reply to making and ending one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffCoupon {
    pub code: CouponCode,
    pub standing: Standing,
    /// Off the prices of services; none: it is of an amount.
    pub percent_bp: Option<u32>,
    /// What it takes off, or with `percent_bp` the most that it takes off.
    pub amount: Option<Money>,
    /// What all services together must cost at least.
    pub minimum: Option<Money>,
    /// Only these are discounted; none: all.
    pub categories: Vec<CategoryId>,
    /// The first day on which it counts, where the provider is.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub from: Option<Date>,
    /// The last one.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub until: Option<Date>,
    /// Orders that use it.
    pub used: i64,
    pub uses_max: Option<i64>,
    pub uses_per_customer: Option<i64>,
}

/// `POST /v1/staff/coupons`. What is wrong is told with its field, `code` also when the code was given out before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddCouponRequest {
    pub id: DeedId,
    pub coupon: CouponDraft,
}

/// A coupon as it is typed, by the rules of `coupon add` at the terminal. Amounts are in the provider's currency, with a point
/// before the cents; days are like `2026-12-01`, in UTC. An empty text says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CouponDraft {
    pub code: String,
    pub off: Off,
    #[serde(default)]
    pub minimum: String,
    /// The first day on which it counts.
    #[serde(default)]
    pub from: String,
    /// The last day on which it counts.
    #[serde(default)]
    pub until: String,
    /// Orders that may use it.
    #[serde(default)]
    pub uses: String,
    /// Orders of one customer that may use it.
    #[serde(default)]
    pub per_customer: String,
    /// Names or ids; none: services of all.
    #[serde(default)]
    pub categories: Vec<String>,
}

/// What it takes off, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Off {
    /// Such as `7.5`, and never more than an amount.
    Percent {
        percent: String,
        #[serde(default)]
        at_most: String,
    },
    Amount(String),
}

impl Default for Off {
    fn default() -> Self {
        Self::Percent { percent: String::new(), at_most: String::new() }
    }
}

/// `POST /v1/staff/coupons/{code}/end`. Refused with `coupon_ended` if it had ended before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EndCouponRequest {
    pub id: DeedId,
}
