//! Calls between the front end and the desk. One table names each call, its arguments, and its reply; the shell
//! declares its commands from it.

use domain::address::{Address, Contact, Country};
use domain::amendment::Wish;
use domain::attempt::Gateway;
use domain::books::BookTable;
use domain::cart::{Adjustment, Line, Rejection};
use domain::order::{OrderMove, OrderState};
use domain::policy::{Policy, Preview};
use domain::promise::Promise;
use domain::quote::{LineReason, Terms, Totals};
use domain::service::{Category, Choices, DeliveryKind, Service};
use domain::{
    AttemptId, CategoryId, ChangeId, CheckoutId, CouponCode, LineId, MailId, Money, OrderId, Quantity,
    QuoteId, ReviewId, ServiceId, ShippingId,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::api::{AmendPreview, Attempt, Customer, EventKind, Order, Placed, Quote};
use crate::history::{ExportProgress, OrderPage, OrderSearch, OrderedService};
use crate::staff::catalogue::{
    CatalogueImported, CatalogueTrial, ServiceFields, StaffService, StaffServices,
};
use crate::staff::{
    Board, CalendarEdit, CalendarTrial, CouponDraft, Coupons, MovedMany, OrderMails, Reviews, StaffCalendar,
    StaffOrder, StaffOrders,
};
use crate::unsent::{Exported, Unsent};

/// A call: the arguments know their name and their reply. Every call fails with [`crate::Failure`].
pub trait Call: Serialize + DeserializeOwned {
    const NAME: &'static str;
    type Reply: Serialize + DeserializeOwned;
}

macro_rules! calls {
    ($($(#[$doc:meta])* $name:literal => $call:ident { $($field:ident: $type:ty),* $(,)? } -> $reply:ty;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, PartialEq, Serialize, Deserialize)]
            pub struct $call { $(pub $field: $type),* }

            impl Call for $call {
                const NAME: &'static str = $name;
                type Reply = $reply;
            }
        )*
        /// The names of all calls, for the shell's manifest.
        pub const COMMANDS: &[&str] = &[$($name),*];
    };
}

calls! {
    /// Who is connected and signed in. Never waits for a network.
    "session" => GetSession {} -> Session;
    /// Checks the provider's address and remembers it.
    "connect" => Connect { url: String } -> Session;
    /// Forgets the provider; only when signed out.
    "disconnect" => Disconnect {} -> Session;
    "sign_in" => SignIn { email: String, password: String } -> Session;
    /// Refused with `unsent_changes` while changes wait, unless `discard`.
    "sign_out" => SignOut { discard: bool } -> Session;
    "preferences" => GetPreferences {} -> Preferences;
    "save_preferences" => SavePreferences { preferences: Preferences } -> ();

    "categories" => ListCategories {} -> Vec<CategoryCount>;
    /// Search as you type: prefixes, diacritics, several words, best first. An empty text lists all.
    "search_services" => SearchServices {
        text: String, category: Option<CategoryId>, offset: u32, limit: u32,
    } -> ServicePage;
    "service" => ShowService { id: ServiceId } -> ServiceView;

    "cart" => ShowCart {} -> CartView;
    "cart_add" => AddToCart { service: ServiceId, choices: Choices, quantity: i64, note: String } -> CartView;
    "cart_step" => StepLine { line: LineId, by: i64 } -> CartView;
    "cart_set_quantity" => SetQuantity { line: LineId, quantity: i64 } -> CartView;
    /// Chooses again: the line goes, and the same quantity with the same note comes with other choices.
    "cart_replace" => ReplaceLine { line: LineId, choices: Choices } -> CartView;
    "cart_remove" => RemoveLine { line: LineId } -> CartView;
    "cart_clear" => ClearCart {} -> CartView;
    "cart_note" => SetNote { line: LineId, note: String } -> CartView;
    /// Takes back the last edit made on this desk since it started.
    "cart_undo" => UndoCart {} -> CartView;

    "sync_status" => GetSyncStatus {} -> SyncStatus;
    /// Tries now instead of at the next time. Replies at once; notices tell the rest.
    "sync_now" => SyncNow {} -> ();
    "notices" => ListNotices {} -> Vec<Notice>;
    "dismiss_notice" => DismissNotice { id: i64 } -> ();
    /// Somebody looked at the news of an order, or else of all.
    "dismiss_news" => DismissNews { order: Option<OrderId> } -> ();
    /// Shows a notification of the system, unless the person looks at the window already. A click on it opens the
    /// order, told under [`OPEN_ORDER_EVENT`], or the news.
    "announce" => Announce { title: String, text: String, order: Option<OrderId> } -> ();
    "unsent" => ListUnsent {} -> Unsent;
    /// Sends all that waits, and replies when that is done.
    "send_unsent" => SendUnsent {} -> ();
    /// Gives up a change, with those that need the line it made, or else all that have not arrived. Replies how many.
    "discard_changes" => DiscardChanges { only: Option<ChangeId> } -> u32;
    /// Sends an order no more. Replies whether it still waited; it may have arrived all the same.
    "discard_order" => DiscardOrder { order: CheckoutId } -> bool;
    /// Writes what waits, and the open notices, into a file that people can read.
    "export_unsent" => ExportUnsent {} -> Exported;
    /// Opens the folder of the last export.
    "show_export" => ShowExport {} -> ();

    /// What was typed at the last checkout, to begin with.
    "checkout_draft" => GetCheckoutDraft {} -> CheckoutDraft;
    /// How addresses are written in a country, by its ISO 3166-1 code.
    "country" => GetCountry { code: String } -> Country;
    /// Keeps what was typed so far, right or not, for whoever comes back to it.
    "checkout_keep" => KeepDraft {
        contact: Contact, address: Address, coupon: Option<String>, method: Option<ShippingId>,
    } -> ();
    /// Checks and keeps what was typed and chosen, sends what waits, then asks the server for a quote of the cart.
    "checkout_quote" => MakeQuote {
        contact: Contact, address: Option<Address>, coupon: Option<String>, method: Option<ShippingId>,
    } -> Quote;
    /// Records the checkout durably, then sends it. `locale` is the language of the mails: that of the window.
    "checkout_place" => PlaceOrder { quote: QuoteId, gateway: Gateway, locale: String } -> PlaceReply;

    /// Reads the attempt from the server: its pay address may take a moment.
    "payment_attempt" => GetAttempt { attempt: AttemptId } -> Attempt;
    /// Opens the payment window; when it closes, `payment_closed` is told.
    "payment_open" => OpenPayment { attempt: AttemptId } -> ();
    /// Opens the same page in the system's browser.
    "payment_browser" => PayInBrowser { attempt: AttemptId } -> ();
    /// Asks the server to ask the gateway, and replies with the order as it is then.
    "payment_check" => CheckPayment { attempt: AttemptId } -> Order;
    /// Starts another attempt for an order that is still to be paid.
    "payment_retry" => RetryPayment { order: OrderId, gateway: Gateway } -> Attempt;

    "orders" => ListOrders { wanted: OrderSearch, offset: u32, limit: u32 } -> OrderPage;
    "order" => ShowOrder { id: OrderId } -> Order;
    /// Services of the history with this text in their names, those of most orders first.
    "ordered_services" => FindOrderedServices { text: String } -> Vec<OrderedService>;
    /// Writes what is wanted into a file for a spreadsheet, and replies when that is done.
    "export_orders" => ExportOrders { wanted: OrderSearch } -> Exported;
    "export_progress" => GetExportProgress {} -> Option<ExportProgress>;
    /// Writes the document of an order in `locale`, and opens it to be read, printed or kept.
    "receipt" => SaveReceipt { order: OrderId, locale: String } -> Exported;

    /// The staff desk: for staff, and with the server only; nothing of it is kept here. Anybody else is told `not_found`.
    "staff_board" => ShowBoard {} -> Board;
    "staff_orders" => ListStaffOrders {
        text: String, state: Option<OrderState>, before: Option<String>,
    } -> StaffOrders;
    "staff_order" => ShowStaffOrder { id: OrderId } -> StaffOrder;
    /// Refused with `order_moved` if it is not as it was seen.
    "staff_move" => MoveOrder { order: OrderId, by: OrderMove, note: String, seen_ver: i64 } -> ();
    /// Orders with the versions that were seen of them. Each is moved for itself.
    "staff_move_many" => MoveOrders { by: OrderMove, orders: Vec<(OrderId, i64)> } -> MovedMany;
    "staff_note" => AddStaffNote { order: OrderId, text: String } -> ();
    "staff_mails" => ListMails { order: OrderId } -> OrderMails;
    /// Refused with `mail_waits` while it has not left yet.
    "staff_resend" => ResendMail { order: OrderId, mail: MailId } -> ();
    /// Money goes back; the password is asked for once more.
    "staff_refund" => RefundOrder {
        order: OrderId, amount: Option<Money>, reason: String, password: String, seen_ver: i64,
    } -> ();
    "staff_calendar" => ShowCalendar {} -> StaffCalendar;
    /// What an import of the file's text would do, and what is wrong with it.
    "staff_try_calendar" => TryCalendar { csv: String } -> CalendarTrial;
    /// Both are refused with `calendar_moved` if the calendar is not as it was seen: `at`.
    "staff_import_calendar" => ImportCalendar { at: String, csv: String } -> ();
    "staff_edit_calendar" => EditCalendar { at: String, edit: CalendarEdit } -> ();
    /// Those whose code holds the text, newest first.
    "staff_coupons" => ListCoupons { text: String } -> Coupons;
    /// Refused with the fields that are wrong.
    "staff_add_coupon" => AddCoupon { coupon: CouponDraft } -> ();
    /// Refused with `coupon_ended` if it had ended before.
    "staff_end_coupon" => EndCoupon { code: CouponCode } -> ();
    "staff_reviews" => ListReviews {} -> Reviews;
    "staff_close_review" => CloseReview { review: ReviewId, sentence: String } -> ();
    /// What an import of a file would do; JSON if its name says so, else CSV.
    "staff_catalogue_trial" => TryCatalogue { name: String, text: String } -> CatalogueTrial;
    /// Refused with `catalogue_moved` if the catalogue does not stand where the trial saw it.
    "staff_catalogue_import" => ImportCatalogue { name: String, text: String, at: String } -> CatalogueImported;
    "staff_services" => ListStaffServices { text: String, after: Option<String> } -> StaffServices;
    "staff_service" => ShowStaffService { id: ServiceId } -> StaffService;
    /// Refused with `catalogue_moved` if it is not as it was seen.
    "staff_service_edit" => EditService { id: ServiceId, seen_ver: i64, fields: ServiceFields } -> ();
    "staff_service_withdraw" => WithdrawService { id: ServiceId, seen_ver: i64, withdrawn: bool } -> ();
    /// A price from the midnight of a day on, where the provider is; a day like `2027-01-01`.
    "staff_price_plan" => PlanPrice { id: ServiceId, day: String, price: String } -> ();
    "staff_price_remove" => RemovePrice { id: ServiceId, day: String } -> ();
    /// Saves a table of the provider's days, like `2026-11-01`. Refused with the fields that are wrong.
    "staff_export" => ExportBooks { table: BookTable, from: String, to: String } -> Exported;
    /// What comes back if the order is cancelled now. Cancelling and changing need the server.
    "order_cancellation" => PreviewCancellation { order: OrderId } -> Preview;
    /// Refused with `preview_moved` if it is worse by now than what was agreed to.
    "order_cancel" => CancelOrder { order: OrderId, agreed: Preview } -> Order;
    /// What the order would be with this change.
    "order_amendment" => PreviewAmendment { order: OrderId, wish: Wish } -> AmendPreview;
    /// Where money or days move, with what the person agreed to.
    "order_amend" => AmendOrder { order: OrderId, wish: Wish, agreed: Option<AmendPreview> } -> Order;
    /// What would go into the cart to order the same again, and what has changed since. Needs no server.
    "reorder_plan" => PlanReorder { order: OrderId } -> Vec<ReorderLine>;
    /// Adds what is still sold as it was; one step of undo.
    "reorder" => Reorder { order: OrderId } -> CartView;
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    pub provider: Option<Provider>,
    /// The account whose data is shown; it stays when the token is missing, so that work goes on offline.
    pub customer: Option<Customer>,
    pub token: TokenState,
    /// The desk was started with a corrupt store: what was done about it, until the person has seen it.
    pub recovered: Option<Recovery>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provider {
    pub url: String,
    pub name: String,
    pub gateways: Vec<Gateway>,
    /// Those whose page opens in the system's browser by itself; that of others, in the payment window.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub in_browser: Vec<Gateway>,
    pub live: bool,
    pub terms: Terms,
    /// ISO 3166-1 codes of the countries that orders may go to; none: all.
    #[serde(default)]
    pub countries: Vec<String>,
    /// Until when orders can be cancelled and changed.
    #[serde(default)]
    pub policy: Policy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenState {
    Keychain,
    /// No keychain here: the person signs in again after the next start.
    Memory,
    /// Sign in again to send what waits.
    Missing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recovery {
    /// The catalogue was damaged and is fetched again.
    Catalogue,
    /// The account's store was damaged, was kept aside, and the newest copy is in use.
    UserStore,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    pub theme: Theme,
    /// `en` or `de`; none follows the system.
    pub locale: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    System,
    Light,
    Dark,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CategoryCount {
    pub category: Category,
    pub services: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServicePage {
    pub total: u32,
    pub offset: u32,
    pub services: Vec<ServiceCard>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceCard {
    pub id: ServiceId,
    pub name: String,
    pub summary: String,
    pub category: CategoryId,
    /// Lucide name of the category's icon.
    pub icon: String,
    /// With the default choices.
    pub price: Money,
    /// Other choices cost more.
    pub price_from: bool,
    pub delivery: DeliveryKind,
    pub promise: Promise,
    /// Units in the cart, over all choices.
    pub in_cart: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceView {
    pub service: Service,
    pub category: Category,
    pub promise: Promise,
    pub in_cart: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CartView {
    pub lines: Vec<CartLineView>,
    /// Of the lines without a problem; an estimate until the server's quote. None for an empty cart.
    pub estimate: Option<Totals>,
    pub promise: Option<Promise>,
    /// Units over all lines.
    pub count: i64,
    /// There is an edit to take back: which.
    pub undo: Option<Undo>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CartLineView {
    pub line: Line,
    pub name: String,
    pub category: Option<CategoryId>,
    pub icon: String,
    pub choice_names: Vec<String>,
    /// None when it cannot be bought.
    pub unit: Option<Money>,
    pub total: Option<Money>,
    /// The unit price that the person saw when adding, where it has moved.
    pub was: Option<Money>,
    pub delivery: Option<DeliveryKind>,
    pub promise: Option<Promise>,
    pub problem: Option<LineReason>,
    /// The catalogue is still coming, and this service is not here yet.
    pub loading: bool,
    /// Edits of this line have not reached the server yet.
    pub pending: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undo {
    Added,
    Quantity,
    Removed,
    Cleared,
    Note,
    Replaced,
    Reordered,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SyncStatus {
    pub connection: Connection,
    /// Changes that wait to be sent.
    pub pending: u32,
    /// Checkouts that wait to be sent.
    pub checkouts_pending: u32,
    pub last_sync_us: Option<i64>,
    pub catalogue: CatalogueProgress,
    /// Services on sale, once the whole catalogue is here.
    pub services: u32,
    /// Notices that nobody dismissed yet, without news of orders.
    pub notices: u32,
    /// Orders with news that nobody looked at.
    pub news: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Connection {
    /// Not tried yet.
    Unknown,
    Online,
    Offline,
    /// Online, but the server wants a new sign-in.
    SignedOut,
    /// The server no longer speaks this desk's protocol: update.
    TooOld,
}

/// The first load of the catalogue: `have` of `total` services are here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueProgress {
    pub have: i64,
    pub total: i64,
    pub complete: bool,
}

/// Something that the person should know. Silence is a defect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    pub id: i64,
    pub at_us: i64,
    pub kind: NoticeKind,
    /// The service or the order number that it is about; may be empty.
    pub about: String,
    /// The order, if it is news of one.
    #[serde(default)]
    pub order: Option<OrderId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NoticeKind {
    Adjusted {
        reason: Adjustment,
    },
    Rejected {
        reason: Rejection,
    },
    CheckoutRefused {
        code: crate::Code,
    },
    /// A checkout that had waited was placed while nobody looked: the order can be paid now.
    CheckoutPlaced,
    /// Something happened to an order.
    OrderMoved {
        event: EventKind,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckoutDraft {
    pub contact: Contact,
    pub address: Address,
    /// A coupon's code as it was typed.
    pub coupon: Option<String>,
    /// The chosen way of sending.
    pub method: Option<ShippingId>,
    /// A line of the cart is on site or shipped.
    pub needs_address: bool,
    /// ISO 3166-1 alpha-2 codes that can be served.
    pub countries: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PlaceReply {
    Placed {
        placed: Placed,
    },
    /// Recorded here, and sent as soon as the server can be reached. Nothing is charged meanwhile.
    Waiting {
        checkout: CheckoutId,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderFilter {
    #[default]
    All,
    ToPay,
    /// Confirmed, in progress, in review.
    Underway,
    /// Completed, cancelled, expired.
    Ended,
}

impl OrderFilter {
    pub fn holds(self, state: OrderState) -> bool {
        use OrderState as S;
        match self {
            Self::All => true,
            Self::ToPay => state == S::AwaitingPayment,
            Self::Underway => matches!(state, S::NeedsReview | S::Confirmed | S::InProgress),
            Self::Ended => matches!(state, S::Completed | S::Cancelled | S::Expired),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderSummary {
    pub id: OrderId,
    pub number: String,
    pub state: OrderState,
    pub placed_at_us: i64,
    pub total: Money,
    pub promise: Promise,
    /// The name of the first line.
    pub first: String,
    pub lines: u32,
}

/// A line of an earlier order, and whether it can be ordered again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReorderLine {
    pub service: ServiceId,
    pub name: String,
    pub choice_names: Vec<String>,
    pub quantity: Quantity,
    /// The price of a unit then.
    pub was: Money,
    /// The price of a unit now; none if it cannot be ordered as it was.
    pub now: Option<Money>,
    /// Why it cannot; none while the catalogue, which may have it, is still coming.
    pub problem: Option<LineReason>,
}

/// Told by the desk to its window under [`CHANGED_EVENT`]: what to fetch again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    Session,
    Catalogue,
    Cart,
    Sync,
    Orders,
    Notices,
    /// Something happened to anybody's order: told to staff only.
    Staff,
    /// How far an export of orders is.
    Export,
}

impl Changed {
    /// For a window that missed some: it fetches everything again.
    pub const ALL: [Self; 8] = [
        Self::Session,
        Self::Catalogue,
        Self::Cart,
        Self::Sync,
        Self::Orders,
        Self::Notices,
        Self::Staff,
        Self::Export,
    ];
}

pub const CHANGED_EVENT: &str = "changed";

/// Told under [`PAYMENT_EVENT`] when the payment window has ended. What it says decides nothing: ask `payment_check`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentClosed {
    pub attempt: AttemptId,
    pub how: PaymentEnd,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentEnd {
    Returned,
    Cancelled,
    /// Closed by the person: not the same as cancelling.
    Closed,
    /// No page within 20 seconds: offer the browser.
    NotLoaded,
    /// The page wanted to open another window, which it may not: offer the browser.
    WindowDenied,
}

pub const PAYMENT_EVENT: &str = "payment_closed";

/// Told when a notification of the system was clicked, with the order that it is about, if it is about one.
pub const OPEN_ORDER_EVENT: &str = "open_order";
