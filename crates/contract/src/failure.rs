//! What went wrong, in a form that a program can match and a front end can translate.

use std::collections::BTreeMap;

use domain::FieldProblem;
use domain::quote::{LineProblem, PriceProblem};
use serde::{Deserialize, Serialize};

/// The body of every HTTP error and the error of every call. It never holds the inside of the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code:?}")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Failure {
    pub code: Code,
    /// Fields that are wrong, if fields are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// Lines that cannot be bought, if lines are the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<LineProblem>,
    /// Why a coupon does not count, if that is the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<PriceProblem>,
    /// Values for the sentence, by name: `{"seconds": "30"}`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
}

/// Codes are a promise: consumers match them, never texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Code {
    // Refused: the person can do something.
    InvalidFields,
    Malformed,
    TooLarge,
    NotFound,
    WrongCredentials,
    /// `seconds`: how long to wait.
    TooManyTries,
    TooManyDesks,
    /// No token, or one that no longer counts.
    SignedOut,
    CartEmpty,
    TooManyLines,
    LinesUnavailable,
    TotalTooLarge,
    /// The coupon that was counted with no longer counts; `problems` say why.
    CouponRefused,
    /// Nothing is sent to this country.
    ShippingNotThere,
    QuoteExpired,
    /// The hash is not that of the quote: something else would have been agreed to.
    QuoteChanged,
    /// The checkout id was used before, with other content.
    CheckoutConflict,
    OrderNotPayable,
    /// Another attempt could still take money.
    AttemptLive,
    /// The order is not as it was seen: `state` it has now, `by` whom of the staff its last event is, `at_us` when it was.
    OrderMoved,
    /// The catalogue, or the service in it, is not as it was seen: somebody else changed it meanwhile.
    CatalogueMoved,
    /// Not from this state, or not staff's to make.
    MoveNotAllowed,
    /// No payment of the order has so much left.
    RefundTooMuch,
    /// Somebody else closed it.
    ReviewClosed,
    /// The mail has not left yet, and does so by itself.
    MailWaits,
    /// The mail server says that the address does not exist; nothing is sent to it until the operator unmarks it.
    AddressBounces,
    /// The coupon had ended before.
    CouponEnded,
    /// The calendar is not as it was seen: somebody else changed it meanwhile.
    CalendarMoved,
    /// The password that was asked for once more.
    WrongPassword,
    /// An API key that lacks `scope`; without it, no key may do this.
    NotForKey,
    GatewayNotOffered,
    /// Work on the order has begun: only the provider can change it now.
    WorkStarted,
    /// Somebody looks at the order's payment; it can be changed afterwards.
    OrderInReview,
    /// The order is over: nothing can be changed about it.
    OrderEnded,
    /// The provider's time for it is over.
    TooLate,
    /// Only the provider can judge it.
    AskProvider,
    /// A payment of the order is being decided: nothing can be changed until then.
    PaymentUnderWay,
    /// What would come back is not what the person agreed to. `refund_minor` and `kept_minor` or `total_minor` say what
    /// it is now.
    PreviewMoved,
    /// The id of a cancellation or a change was used before, with other content.
    RequestConflict,
    /// What is left is the last line, or costs nothing: the order can be cancelled.
    CancelInstead,
    /// Taxes or shipping may be others there.
    CostsDiffer,
    /// A line can be put off to a later day, within a year.
    NotThen,
    NothingToUndo,
    /// `pending`: how many changes wait.
    UnsentChanges,
    /// 10,000 changes wait: connect before changing more.
    QueueFull,
    /// The address does not answer like a provider.
    NotAProvider,
    /// An address that is not https, or not one at all.
    BadAddress,
    NotConnected,
    /// The desk or the server is too old for the other.
    UnsupportedProtocol,
    /// The local history does not fit the server's: this profile was copied.
    ForkedDesk,
    // Unavailable: try later.
    Unreachable,
    GatewayUnavailable,
    Busy,
    // Broken.
    /// The store was written by a newer version of the program.
    NewerDatabase,
    /// The disk is full, or the folder cannot be written.
    StorageFailed,
    /// Our bug; `id` finds it in the logs.
    Internal,
}

impl Failure {
    pub fn new(code: Code) -> Self {
        Self { code, fields: Vec::new(), lines: Vec::new(), problems: Vec::new(), values: BTreeMap::new() }
    }

    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.values.insert(name.into(), value.to_string());
        self
    }

    pub fn fields(fields: Vec<FieldProblem>) -> Self {
        Self { fields, ..Self::new(Code::InvalidFields) }
    }

    pub fn coupon(problems: Vec<PriceProblem>) -> Self {
        Self { problems, ..Self::new(Code::CouponRefused) }
    }

    pub fn lines(lines: Vec<LineProblem>) -> Self {
        Self { lines, ..Self::new(Code::LinesUnavailable) }
    }
}

impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}
