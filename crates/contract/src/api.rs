//! The HTTP API of the server. Times are microseconds since 1970 in UTC; money is in minor units.

use domain::address::{Address, Contact};
use domain::amendment::{Amendment, Wish};
use domain::attempt::{AttemptState, Gateway};
use domain::calendar::Calendar;
pub use domain::order::Actor;
use domain::order::OrderState;
use domain::policy::{Policy, Preview};
use domain::promise::Promise;
use domain::quote::{AskedLine, Priced, PricedLine, Terms, Totals};
use domain::refund::RefundState;
use domain::service::{Category, Service};
use domain::shipping::{PricedShipping, ShippingOffer};
use domain::staff::Role;
use domain::{
    AttemptId, CartId, CouponCode, CustomerId, DeskId, Destination, LineId, Money, OrderId, QuoteId,
    RefundId, RequestId, ShippingId,
};
use serde::{Deserialize, Serialize};

/// The version of the messages. The server serves this one and, later, the two before.
pub const PROTOCOL: u32 = 1;
/// The header that carries it, in both directions.
pub const PROTOCOL_HEADER: &str = "pannier-protocol";
/// The name of the server-sent events of `GET /v1/events`; their data is a [`Poke`].
pub const POKE_EVENT: &str = "poke";

/// Something is new: sync, unless you stand there already. Losing a poke costs only time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Poke {
    /// Where `POST /v1/sync` leads now.
    pub cursor: String,
    /// Where the catalogue stands.
    pub catalogue: String,
    /// When something last happened to any order: for staff only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orders_at_us: Option<i64>,
}

/// `GET /v1/hello`: who answers here, and on what terms. Open to everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hello {
    /// Always `pannier`, so that a desk knows that it did not reach some other server.
    pub product: String,
    pub provider: String,
    pub version: String,
    pub protocol: u32,
    pub gateways: Vec<Gateway>,
    /// Those whose page opens in the system's browser by itself; that of others, in the payment window.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub in_browser: Vec<Gateway>,
    /// Real money moves.
    pub live: bool,
    pub terms: Terms,
    /// ISO 3166-1 codes of the countries that orders may go to; none: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// Until when orders can be cancelled and changed.
    #[serde(default)]
    pub policy: Policy,
}

/// `POST /v1/sign-in`
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    pub email: String,
    pub password: String,
    pub desk: DeskId,
    /// For the list of desks: the name of the machine.
    pub desk_name: String,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedIn {
    /// Opaque, 256 bits; sent as `Authorization: Bearer`.
    pub token: String,
    pub customer: Customer,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Customer {
    pub id: CustomerId,
    pub name: String,
    pub email: String,
    pub role: Role,
}

/// `GET /v1/catalogue?cursor=&limit=`: services changed after the cursor, oldest change first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CataloguePage {
    /// The cursor was of another epoch: forget what you have and begin with this page.
    pub reset: bool,
    /// All categories, on every page: they are few.
    pub categories: Vec<Category>,
    /// Withdrawn services come too, marked.
    pub services: Vec<Service>,
    /// Opaque; store it in the transaction that stores the page.
    pub cursor: String,
    pub more: bool,
    /// When the provider works; on the last page only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Calendar>,
    /// Services in the whole catalogue, withdrawn ones included: for a progress bar.
    pub total: i64,
}

/// `POST /v1/quotes`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuoteRequest {
    pub lines: Vec<AskedLine>,
    /// Where it goes, if that is known: tax and shipping depend on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination: Option<Destination>,
    /// A coupon's code as it was typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coupon: Option<String>,
    /// The wanted way of sending; none: the provider's first that goes there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<ShippingId>,
    /// That of the contact: looked at and not kept, so that a wrong one is told before Pay is pressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// The server's priced answer to a cart. Binding until it expires.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Quote {
    pub id: QuoteId,
    /// SHA-256 of what was priced, in hex.
    pub hash: String,
    pub expires_at_us: i64,
    pub priced: Priced,
    /// Ways of sending to choose from, in the provider's order; none if nothing is shipped.
    #[serde(default)]
    pub methods: Vec<ShippingOffer>,
}

/// `PUT /v1/checkouts/{checkout_id}`: places the order. The same body again gives the same reply, for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckoutRequest {
    pub quote: QuoteId,
    pub quote_hash: String,
    pub cart: CartId,
    pub contact: Contact,
    /// Needed when a line is on site or shipped.
    pub address: Option<Address>,
    pub gateway: Gateway,
    /// Of the mails about this order: `en` or `de`.
    pub locale: String,
}

/// The order exists; its first attempt waits to be paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Placed {
    pub order: OrderId,
    /// For people: `P-2026-000042`.
    pub number: String,
    pub attempt: AttemptId,
}

/// `POST /v1/orders/{order}/attempts`: tries to pay again. The id is made by the desk; sending it twice is harmless.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttemptRequest {
    pub attempt: AttemptId,
    pub gateway: Gateway,
}

/// `POST /v1/orders/{order}/cancellation`; `GET` tells what would come back. Refused with `preview_moved` if less came
/// back, or more was kept, than the person agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CancelRequest {
    pub id: RequestId,
    pub agreed: Preview,
}

/// `POST /v1/orders/{order}/amendments`. The id is made by the desk; sending it twice is harmless.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AmendRequest {
    pub id: RequestId,
    pub wish: Wish,
    /// What the person saw; needed where money or days move.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<AmendPreview>,
}

/// `POST /v1/orders/{order}/amendments/preview`, with a wish: what the order would be then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AmendPreview {
    pub total: Money,
    pub refund: Money,
    /// When the last line has arrived, and the line that is put off, if one is.
    pub promise: Promise,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<Promise>,
}

impl AmendPreview {
    /// Whoever agreed to `agreed` agrees to this too: it is no dearer, no less comes back, and the line comes as said.
    pub fn is_no_worse_than(&self, agreed: &Self) -> bool {
        self.total.currency == agreed.total.currency
            && self.refund.currency == agreed.refund.currency
            && self.total.minor <= agreed.total.minor
            && self.refund.minor >= agreed.refund.minor
            && self.line == agreed.line
    }
}

/// One try to pay. `GET /v1/attempts/{attempt}` reads it; `POST /v1/attempts/{attempt}/reconcile` first asks the
/// gateway and replies with the whole order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attempt {
    pub id: AttemptId,
    pub order: OrderId,
    pub gateway: Gateway,
    pub state: AttemptState,
    pub amount: Money,
    /// The gateway's page; none until the gateway answered.
    pub pay_url: Option<String>,
    /// A navigation to an address with this prefix means that the person came back.
    pub return_prefix: String,
    /// The same, after Cancel.
    pub cancel_prefix: String,
    /// Why it failed, no finer than the gateway's public message.
    pub decline: Option<Decline>,
    pub created_at_us: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Decline {
    CardDeclined,
    InsufficientFunds,
    AuthenticationFailed,
    GatewayError,
}

/// An order: what was agreed to, as it is after all changes, and what happened since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Order {
    pub id: OrderId,
    pub number: String,
    pub state: OrderState,
    pub placed_at_us: i64,
    /// Until when it waits for its payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at_us: Option<i64>,
    pub contact: Contact,
    pub address: Option<Address>,
    pub lines: Vec<PricedLine>,
    /// Lines that the customer gave up, as they were then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given_up: Vec<PricedLine>,
    pub totals: Totals,
    /// The coupon that gave the discount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coupon: Option<CouponCode>,
    /// How it is sent; none if nothing is shipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping: Option<PricedShipping>,
    /// When the last line has arrived.
    pub promise: Promise,
    /// Folded from the gateway's facts.
    pub paid: Money,
    pub refunded: Money,
    pub attempts: Vec<Attempt>,
    /// Oldest first.
    #[serde(default)]
    pub refunds: Vec<Refund>,
    /// Oldest first.
    pub events: Vec<OrderEvent>,
}

impl Order {
    /// The person did their part and the gateway has not decided: nobody is asked to pay beside it.
    pub fn is_processing(&self) -> bool {
        self.attempts.iter().any(|attempt| attempt.state == AttemptState::Processing)
    }

    /// The name of a line that it has, or had.
    pub fn name_of(&self, line: &LineId) -> Option<&str> {
        let mut known = self.lines.iter().chain(&self.given_up);
        known.find(|known| &known.line == line).map(|known| known.name.as_str())
    }
}

/// Money on its way back to the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refund {
    pub id: RefundId,
    pub state: RefundState,
    pub amount: Money,
    /// Why, for the customer to read; may be empty.
    pub reason: String,
    pub created_at_us: i64,
}

/// One entry of an order's timeline: who, when, what, why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderEvent {
    pub at_us: i64,
    pub actor: Actor,
    pub kind: EventKind,
    /// A reason given by staff, for the customer to read; usually empty.
    pub note: String,
    /// What it changed about the order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amendments: Vec<Amendment>,
}

impl OrderEvent {
    pub fn new(at_us: i64, actor: Actor, kind: EventKind) -> Self {
        Self { at_us, actor, kind, note: String::new(), amendments: Vec::new() }
    }

    /// The same with a reason.
    pub fn because(self, note: &str) -> Self {
        Self { note: note.into(), ..self }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    Placed,
    PaymentFailed,
    PaymentCancelled,
    PaymentExpired,
    Paid,
    Doubted,
    Approved,
    Started,
    Finished,
    Cancelled,
    Expired,
    RefundRequested,
    Refunded,
    RefundFailed,
    Disputed,
    DisputeWon,
    DisputeLost,
    /// Less of something, another address or note.
    Amended,
    /// The delivery window moved.
    PromiseMoved,
}

impl EventKind {
    pub const ALL: [Self; 19] = [
        Self::Placed,
        Self::PaymentFailed,
        Self::PaymentCancelled,
        Self::PaymentExpired,
        Self::Paid,
        Self::Doubted,
        Self::Approved,
        Self::Started,
        Self::Finished,
        Self::Cancelled,
        Self::Expired,
        Self::RefundRequested,
        Self::Refunded,
        Self::RefundFailed,
        Self::Disputed,
        Self::DisputeWon,
        Self::DisputeLost,
        Self::Amended,
        Self::PromiseMoved,
    ];

    /// The word used in tables and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::PaymentFailed => "payment_failed",
            Self::PaymentCancelled => "payment_cancelled",
            Self::PaymentExpired => "payment_expired",
            Self::Paid => "paid",
            Self::Doubted => "doubted",
            Self::Approved => "approved",
            Self::Started => "started",
            Self::Finished => "finished",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::RefundRequested => "refund_requested",
            Self::Refunded => "refunded",
            Self::RefundFailed => "refund_failed",
            Self::Disputed => "disputed",
            Self::DisputeWon => "dispute_won",
            Self::DisputeLost => "dispute_lost",
            Self::Amended => "amended",
            Self::PromiseMoved => "promise_moved",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}
