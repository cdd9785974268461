//! The staff desk: what staff sees of all orders, and what it does with them. Only staff gets any of it; to everybody else
//! there are no such routes. Times are microseconds since 1970 in UTC; money is in minor units.

mod calendar;
pub mod catalogue;
mod coupons;
mod mails;

use domain::order::{OrderMove, OrderState};
use domain::promise::Promise;
use domain::risk::Rule;
use domain::{DeedId, Money, OrderId, ReviewId};
use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::api::{Customer, Order};

pub use calendar::{
    CALENDAR_BYTES, CalendarEdit, CalendarSpan, CalendarTrial, EditCalendarRequest, ImportCalendarRequest,
    StaffCalendar, TryCalendarRequest,
};
pub use coupons::{AddCouponRequest, CouponDraft, Coupons, EndCouponRequest, Off, StaffCoupon};
pub use mails::{MailKind, MailState, OrderMails, ResendRequest, StaffMail};

/// Orders that can be moved at once.
pub const MOVES_AT_ONCE: usize = 100;
/// Characters of a note among staff.
pub const STAFF_NOTE_CHARS: usize = 2_000;
/// Characters of a reason for the customer, and of the sentence that closes a review.
pub const REASON_CHARS: usize = 500;

/// `GET /v1/staff/board?limit=`: how many orders are in each state, the newest `limit` of each, and what waits for somebody
/// to look at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Board {
    /// One for every state, in the order of an order's life.
    pub columns: Vec<BoardColumn>,
    /// Open reviews.
    pub reviews: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BoardColumn {
    pub state: OrderState,
    pub count: i64,
    /// Newest first.
    pub orders: Vec<StaffRow>,
}

/// `GET /v1/staff/orders?text=&state=&before=&limit=`: newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffOrders {
    pub orders: Vec<StaffRow>,
    /// For the next page; none when there are no older ones.
    pub before: Option<String>,
}

/// An order in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffRow {
    pub id: OrderId,
    pub number: String,
    /// What was seen of it, for whoever moves it.
    pub ver: i64,
    pub state: OrderState,
    pub placed_at_us: i64,
    /// Of the contact.
    pub name: String,
    /// The name of the first line.
    pub first: String,
    pub lines: u32,
    pub total: Money,
    pub promise: Promise,
    /// Somebody has to look at something about it.
    pub review: bool,
}

/// `GET /v1/staff/orders/{order}`, and the reply to everything that is done with one: an order as staff sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffOrder {
    /// What was seen: whoever moves the order or gives money back says it.
    pub ver: i64,
    pub order: Order,
    /// Whose order it is, which need not be who is reached about it.
    pub customer: Customer,
    /// Who of the staff each of the order's events is by, in their order.
    pub authors: Vec<Option<String>>,
    /// What can be done next.
    pub moves: Vec<OrderMove>,
    /// The most that can go back at once.
    pub refundable: Option<Money>,
    /// The rules about fraud that hit its payments.
    pub risks: Vec<Rule>,
    /// Open and closed, oldest first.
    pub reviews: Vec<Review>,
    /// Of staff for staff, newest first. The customer never sees them.
    pub notes: Vec<StaffNote>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffNote {
    pub id: DeedId,
    pub by: String,
    pub text: String,
    pub at_us: i64,
}

/// `POST /v1/staff/orders/{order}/moves`. Refused with `order_moved` if the order is not as it was seen: `state`, and `by` and
/// `at_us` of its last event, say what happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoveRequest {
    pub id: DeedId,
    #[serde(rename = "move")]
    pub by: OrderMove,
    /// For the customer to read; may be empty.
    #[serde(default)]
    pub note: String,
    pub seen_ver: i64,
}

/// `POST /v1/staff/moves`: the same move of up to 100 orders, each for itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoveMany {
    /// `started` or `finished`.
    #[serde(rename = "move")]
    pub by: OrderMove,
    #[serde(default)]
    pub note: String,
    pub orders: Vec<SeenOrder>,
}

/// An order as it was seen, with the id of what is done with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeenOrder {
    pub id: DeedId,
    pub order: OrderId,
    pub seen_ver: i64,
}

/// What became of each, in the order of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MovedMany {
    pub results: Vec<MoveResult>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoveResult {
    pub order: OrderId,
    /// None: it was moved. `order_moved`, `move_not_allowed`, `not_found`, ...: it was left as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Failure>,
}

/// `POST /v1/staff/orders/{order}/notes`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoteRequest {
    pub id: DeedId,
    pub text: String,
}

/// `POST /v1/staff/orders/{order}/refunds`: asks for the password once more, because money leaves.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundRequest {
    pub id: DeedId,
    /// None: all that is left of one payment.
    pub amount: Option<Money>,
    /// For the customer to read; may be empty.
    #[serde(default)]
    pub reason: String,
    /// Of whoever asks.
    pub password: String,
    pub seen_ver: i64,
}

/// `GET /v1/staff/reviews`: what is open, oldest first, at most 200.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reviews {
    pub reviews: Vec<Review>,
}

/// Something that staff has to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Review {
    pub id: ReviewId,
    pub why: ReviewReason,
    /// What it is about, in English: amounts, names at the gateway.
    pub detail: String,
    /// None if no order of ours explains it.
    pub order: Option<OrderId>,
    pub number: Option<String>,
    pub created_at_us: i64,
    pub closed: Option<Closed>,
}

/// How a review ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Closed {
    /// None if it was closed at the terminal.
    pub by: Option<String>,
    pub sentence: String,
    pub at_us: i64,
}

/// `POST /v1/staff/reviews/{review}/close`. Refused with `review_closed` if somebody else was first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CloseRequest {
    /// What came of it.
    pub sentence: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReviewReason {
    Mismatch,
    LateMoney,
    RefundFailed,
    Dispute,
    Risk,
    FraudWarning,
    MoneyWithoutOrder,
    PaidWithoutMoney,
    /// One that a newer program wrote; `detail` says what it is about.
    #[serde(other)]
    Other,
}
