//! Which message says what: one table per enum of the contract. Every literal here is a key.

mod order;

use contract::api::{Decline, EventKind};
use contract::ipc::{Connection, NoticeKind, OrderFilter, Recovery, Theme, Undo};
use contract::staff::{MailKind, MailState, ReviewReason};
use contract::unsent::{Deed, Stand};
use contract::{Code, Failure};
use domain::address::FieldReason;
use domain::attempt::{AttemptState, Gateway};
use domain::cart::{Adjustment, Rejection};
use domain::coupon::Standing;
use domain::order::{OrderMove, OrderState};
use domain::quote::{LineReason, PriceProblem, PriceReason};
use domain::refund::RefundState;
use domain::risk::Rule;
use domain::risk::velocity::{Counted, Origin};
use domain::service::DeliveryKind;
use fluent_bundle::FluentValue;

use crate::i18n::{t, tr};

pub use order::{amendment, failure_of_change, order_sentence, policy};

/// One kind sentence about what went wrong and what to do.
pub fn failure(failure: &Failure) -> String {
    let value = |name: &str| failure.values.get(name).cloned().unwrap_or_default();
    let count = |name: &str| value(name).parse::<i64>().map_or(FluentValue::None, FluentValue::from);
    if failure.code == Code::OrderMoved {
        return moved_meanwhile(failure);
    }
    tr(
        code(failure.code),
        [("seconds", count("seconds")), ("pending", count("pending")), ("id", value("id").into())],
    )
}

/// What somebody else did to an order that is not as it was seen.
fn moved_meanwhile(failure: &Failure) -> String {
    let value = |name: &str| failure.values.get(name).map_or("", String::as_str);
    let key = if value("by").is_empty() { code(failure.code) } else { "failure-order-moved-by" };
    let state = OrderState::parse(value("state")).map(order_state).unwrap_or_default();
    let moment = value("at_us").parse().map(crate::format::moment).unwrap_or_default();
    tr(key, [("by", value("by").into()), ("state", state.into()), ("moment", moment.into())])
}

/// The same at the staff desk, of which nothing is kept on this computer.
pub fn failure_at_staff_desk(failure: &Failure) -> String {
    match failure.code {
        Code::Unreachable => t("staff-unreachable"),
        _ => self::failure(failure),
    }
}

/// The same before the shop, where nothing was done yet that could be saved.
pub fn failure_at_the_door(failure: &Failure) -> String {
    match failure.code {
        Code::Unreachable => t("failure-unreachable-at-the-door"),
        _ => self::failure(failure),
    }
}

fn code(code: Code) -> &'static str {
    match code {
        Code::InvalidFields => "failure-invalid-fields",
        Code::Malformed => "failure-malformed",
        Code::TooLarge => "failure-too-large",
        Code::NotFound => "failure-not-found",
        Code::WrongCredentials => "failure-wrong-credentials",
        Code::TooManyTries => "failure-too-many-tries",
        Code::TooManyDesks => "failure-too-many-desks",
        Code::SignedOut => "failure-signed-out",
        Code::CartEmpty => "failure-cart-empty",
        Code::TooManyLines => "failure-too-many-lines",
        Code::LinesUnavailable => "failure-lines-unavailable",
        Code::TotalTooLarge => "failure-total-too-large",
        Code::CouponRefused => "failure-coupon-refused",
        Code::ShippingNotThere => "failure-shipping-not-there",
        Code::QuoteExpired => "failure-quote-expired",
        Code::QuoteChanged => "failure-quote-changed",
        Code::CheckoutConflict => "failure-checkout-conflict",
        Code::OrderNotPayable => "failure-order-not-payable",
        Code::AttemptLive => "failure-attempt-live",
        Code::OrderMoved => "failure-order-moved",
        Code::CatalogueMoved => "failure-catalogue-moved",
        Code::MoveNotAllowed => "failure-move-not-allowed",
        Code::RefundTooMuch => "failure-refund-too-much",
        Code::ReviewClosed => "failure-review-closed",
        Code::CalendarMoved => "failure-calendar-moved",
        Code::CouponEnded => "failure-coupon-ended",
        Code::MailWaits => "failure-mail-waits",
        Code::AddressBounces => "failure-address-bounces",
        Code::NotForKey => "failure-not-for-key",
        Code::WrongPassword => "failure-wrong-password",
        Code::GatewayNotOffered => "failure-gateway-not-offered",
        Code::WorkStarted => "failure-work-started",
        Code::OrderInReview => "failure-order-in-review",
        Code::OrderEnded => "failure-order-ended",
        Code::TooLate => "failure-too-late",
        Code::AskProvider => "failure-ask-provider",
        Code::PaymentUnderWay => "failure-payment-under-way",
        Code::PreviewMoved => "failure-preview-moved",
        Code::RequestConflict => "failure-request-conflict",
        Code::CancelInstead => "failure-cancel-instead",
        Code::CostsDiffer => "failure-costs-differ",
        Code::NotThen => "failure-not-then",
        Code::NothingToUndo => "failure-nothing-to-undo",
        Code::UnsentChanges => "failure-unsent-changes",
        Code::QueueFull => "failure-queue-full",
        Code::NotAProvider => "failure-not-a-provider",
        Code::BadAddress => "failure-bad-address",
        Code::NotConnected => "failure-not-connected",
        Code::UnsupportedProtocol => "failure-unsupported-protocol",
        Code::ForkedDesk => "failure-forked-desk",
        Code::Unreachable => "failure-unreachable",
        Code::GatewayUnavailable => "failure-gateway-unavailable",
        Code::Busy => "failure-busy",
        Code::NewerDatabase => "failure-newer-database",
        Code::StorageFailed => "failure-storage-failed",
        Code::Internal => "failure-internal",
    }
}

/// What is wrong with a field.
pub fn field(reason: FieldReason) -> String {
    t(match reason {
        FieldReason::Required => "field-required",
        FieldReason::TooLong => "field-too-long",
        FieldReason::Unprintable => "field-unprintable",
        FieldReason::NotAnEmail => "field-not-an-email",
        FieldReason::NotAPhone => "field-not-a-phone",
        FieldReason::NotAPostalCode => "field-not-a-postal-code",
        FieldReason::NotOfTheRegion => "field-not-of-the-region",
        FieldReason::UnknownRegion => "field-unknown-region",
        FieldReason::CountryNotServed => "field-country-not-served",
        FieldReason::NotACode => "field-not-a-code",
        FieldReason::Taken => "field-taken",
        FieldReason::NotAnAmount => "refund-not-an-amount",
        FieldReason::NotAPercentage => "field-not-a-percentage",
        FieldReason::NotACount => "field-not-a-count",
        FieldReason::NotADay => "field-not-a-day",
        FieldReason::BeforeStart => "field-before-start",
        FieldReason::TooManyDays => "field-too-many-days",
        FieldReason::UnknownCategory => "field-unknown-category",
        FieldReason::NotAPrice => "field-not-a-price",
        FieldReason::NotALeadTime => "field-not-a-lead-time",
        FieldReason::NotACapacity => "field-not-a-capacity",
        FieldReason::NotAhead => "field-not-ahead",
    })
}

/// What a part of an address is called in its country, by the word of the table of countries.
pub fn address_part(word: &str) -> String {
    address_part_key(word).map_or_else(String::new, t)
}

/// The message of [`address_part`]; none if the word is none of the table's.
pub fn address_part_key(word: &str) -> Option<&'static str> {
    Some(match word {
        "city" => "city",
        "post_town" => "post-town",
        "suburb" => "suburb",
        "postal" => "postal-code",
        "zip" => "postal-zip",
        "eircode" => "postal-eircode",
        "pin" => "postal-pin",
        "area" => "region-area",
        "county" => "region-county",
        "department" => "region-department",
        "district" => "region-district",
        "do_si" => "region-do-si",
        "emirate" => "region-emirate",
        "island" => "region-island",
        "oblast" => "region-oblast",
        "parish" => "region-parish",
        "prefecture" => "region-prefecture",
        "province" => "region-province",
        "state" => "region-state",
        _ => return None,
    })
}

pub fn delivery(kind: DeliveryKind) -> String {
    t(match kind {
        DeliveryKind::Remote => "delivery-remote",
        DeliveryKind::OnSite => "delivery-on-site",
        DeliveryKind::Shipped => "delivery-shipped",
    })
}

pub fn line_problem(reason: LineReason) -> String {
    t(match reason {
        LineReason::UnknownService => "problem-unknown-service",
        LineReason::Withdrawn => "problem-withdrawn",
        LineReason::OptionGone => "problem-option-gone",
        LineReason::OtherCurrency => "problem-other-currency",
        LineReason::TooLarge => "problem-too-large",
        LineReason::Duplicate => "problem-duplicate",
        LineReason::SoldOut => "problem-sold-out",
    })
}

/// Why a coupon does not count, or a way of sending was not taken, and what can be done.
pub fn price_problem(problem: &PriceProblem) -> String {
    let key = match problem.reason {
        PriceReason::CouponUnknown => "coupon-unknown",
        PriceReason::CouponNotYet => "coupon-not-yet",
        PriceReason::CouponExpired => "coupon-expired",
        PriceReason::CouponUsedUp => "coupon-used-up",
        PriceReason::CouponUsedByYou => "coupon-used-by-you",
        PriceReason::CouponBelowMinimum => "coupon-below-minimum",
        PriceReason::CouponOtherCurrency => "coupon-other-currency",
        PriceReason::CouponNothingToDiscount => "coupon-nothing-to-discount",
        PriceReason::ShippingNotThere => "shipping-way-not-there",
    };
    let day = problem.at_us.map(|at_us| match problem.reason {
        // The last moment at which it counted.
        PriceReason::CouponExpired => crate::format::day(at_us - 1),
        _ => crate::format::day(at_us),
    });
    let amount = problem.amount.map(crate::format::money);
    tr(key, [("day", day.unwrap_or_default().into()), ("amount", amount.unwrap_or_default().into())])
}

pub fn order_state(state: OrderState) -> String {
    t(match state {
        OrderState::AwaitingPayment => "state-awaiting-payment",
        OrderState::NeedsReview => "state-needs-review",
        OrderState::Confirmed => "state-confirmed",
        OrderState::InProgress => "state-in-progress",
        OrderState::Completed => "state-completed",
        OrderState::Cancelled => "state-cancelled",
        OrderState::Expired => "state-expired",
    })
}

/// What staff can do, as it stands on a button.
pub fn order_move(by: OrderMove) -> String {
    t(match by {
        OrderMove::Paid => "event-paid",
        OrderMove::Doubted => "event-doubted",
        OrderMove::Expired => "event-expired",
        OrderMove::Approved => "move-approved",
        OrderMove::Started => "move-started",
        OrderMove::Finished => "move-finished",
        OrderMove::Cancelled => "move-cancelled",
    })
}

pub fn attempt_state(state: AttemptState) -> String {
    t(match state {
        AttemptState::Creating | AttemptState::Open => "attempt-open",
        AttemptState::Processing => "attempt-processing",
        AttemptState::Captured => "paid",
        AttemptState::Failed => "event-payment-failed",
        AttemptState::Cancelled => "event-payment-cancelled",
        AttemptState::Expired => "event-payment-expired",
        AttemptState::Disputed => "event-disputed",
    })
}

/// Why a rule about fraud hit a payment.
pub fn risk(rule: Rule) -> String {
    t(match rule {
        Rule::NewAccountHighValue => "risk-new-account-high-value",
        Rule::Many(Origin::Customer, Counted::Attempts) => "risk-many-attempts",
        Rule::Many(Origin::Customer, Counted::Declines) => "risk-many-declines",
        Rule::Many(Origin::Customer, Counted::Cards) => "risk-many-cards",
        Rule::Many(Origin::Desk, Counted::Attempts) => "risk-many-attempts-desk",
        Rule::Many(Origin::Desk, Counted::Declines) => "risk-many-declines-desk",
        Rule::Many(Origin::Desk, Counted::Cards) => "risk-many-cards-desk",
        Rule::Many(Origin::Address, Counted::Attempts) => "risk-many-attempts-address",
        Rule::Many(Origin::Address, Counted::Declines) => "risk-many-declines-address",
        Rule::Many(Origin::Address, Counted::Cards) => "risk-many-cards-address",
        Rule::CountryMismatch => "risk-country-mismatch",
        Rule::GatewayElevated => "risk-gateway-elevated",
        Rule::GatewayHighest => "risk-gateway-highest",
        Rule::PostalCodeFailed => "risk-postal-code-failed",
        Rule::CvcFailed => "risk-cvc-failed",
    })
}

/// Why staff has to look at something.
pub fn review(why: ReviewReason) -> String {
    t(match why {
        ReviewReason::Mismatch => "review-mismatch",
        ReviewReason::LateMoney => "review-late-money",
        ReviewReason::RefundFailed => "review-refund-failed",
        ReviewReason::Dispute => "review-dispute",
        ReviewReason::Risk => "review-risk",
        ReviewReason::FraudWarning => "review-fraud-warning",
        ReviewReason::MoneyWithoutOrder => "review-money-without-order",
        ReviewReason::PaidWithoutMoney => "review-paid-without-money",
        ReviewReason::Other => "review-other",
    })
}

/// What a mail tells, for staff.
pub fn mail(kind: MailKind) -> String {
    t(match kind {
        MailKind::OrderReceived => "event-placed",
        MailKind::Paid => "event-paid",
        MailKind::BeingChecked => "event-doubted",
        MailKind::Started => "event-started",
        MailKind::Finished => "event-finished",
        MailKind::PromiseMoved => "event-promise-moved",
        MailKind::Changed => "event-amended",
        MailKind::Cancelled => "event-cancelled",
        MailKind::Expired => "event-expired",
        MailKind::PaymentFailed => "event-payment-failed",
        MailKind::Refunded => "event-refunded",
        MailKind::NeedsReview => "mail-needs-review",
        MailKind::RefundFailed => "mail-refund-failed",
        MailKind::Disputed => "mail-disputed",
        MailKind::DisputeWon => "mail-dispute-won",
        MailKind::DisputeLost => "mail-dispute-lost",
        MailKind::Other => "review-other",
    })
}

pub fn mail_state(state: MailState) -> String {
    t(match state {
        MailState::Waiting => "mail-waiting",
        MailState::Sent => "mail-state-sent",
        MailState::Failed => "mail-failed",
        MailState::Bounced => "mail-bounced",
        MailState::Dropped => "mail-dropped",
    })
}

/// Whether a coupon counts, for staff.
pub fn coupon_standing(standing: Standing) -> String {
    t(match standing {
        Standing::Counts => "coupon-counts",
        Standing::NotYet => "coupon-begins-later",
        Standing::Ended => "coupon-ended",
        Standing::UsedUp => "coupon-all-used",
    })
}

pub fn event(kind: EventKind) -> String {
    t(match kind {
        EventKind::Placed => "event-placed",
        EventKind::PaymentFailed => "event-payment-failed",
        EventKind::PaymentCancelled => "event-payment-cancelled",
        EventKind::PaymentExpired => "event-payment-expired",
        EventKind::Paid => "event-paid",
        EventKind::Doubted => "event-doubted",
        EventKind::Approved => "event-approved",
        EventKind::Started => "event-started",
        EventKind::Finished => "event-finished",
        EventKind::Cancelled => "event-cancelled",
        EventKind::Expired => "event-expired",
        EventKind::RefundRequested => "event-refund-requested",
        EventKind::Refunded => "event-refunded",
        EventKind::RefundFailed => "event-refund-failed",
        EventKind::Disputed => "event-disputed",
        EventKind::DisputeWon => "event-dispute-won",
        EventKind::DisputeLost => "event-dispute-lost",
        EventKind::Amended => "event-amended",
        EventKind::PromiseMoved => "event-promise-moved",
    })
}

pub fn refund(state: RefundState) -> String {
    t(match state {
        RefundState::Requested | RefundState::Pending => "refund-under-way",
        RefundState::Succeeded => "refunded",
        RefundState::Failed => "refund-failed",
    })
}

pub fn decline(decline: Option<Decline>) -> String {
    t(match decline {
        Some(Decline::CardDeclined) => "decline-card-declined",
        Some(Decline::InsufficientFunds) => "decline-insufficient-funds",
        Some(Decline::AuthenticationFailed) => "decline-authentication-failed",
        Some(Decline::GatewayError) => "decline-gateway-error",
        None => "decline-unknown",
    })
}

pub fn gateway(gateway: Gateway) -> String {
    t(match gateway {
        Gateway::Sandbox => "gateway-sandbox",
        Gateway::Stripe => "gateway-stripe",
        Gateway::Paypal => "gateway-paypal",
    })
}

/// What happened to something that was done here; `about` is the service or the order's number.
pub fn notice(kind: NoticeKind, about: &str) -> String {
    let mut sentence = match kind {
        NoticeKind::Adjusted { reason } => t(match reason {
            Adjustment::QuantityCapped => "notice-quantity-capped",
            Adjustment::AddedUp => "notice-added-up",
            Adjustment::AppliedOver => "notice-applied-over",
            Adjustment::UnseenIncreaseStays => "notice-unseen-increase-stays",
        }),
        NoticeKind::Rejected { reason } => t(match reason {
            Rejection::CartFull => "notice-cart-full",
            Rejection::LineGone => "notice-line-gone",
            Rejection::NoteTooLong => "notice-note-too-long",
            Rejection::UnknownService => "notice-unknown-service",
            Rejection::Malformed => "notice-malformed",
            Rejection::Unsupported => "notice-unsupported",
        }),
        NoticeKind::CheckoutRefused { code } => {
            tr("notice-checkout-refused", [("reason", failure(&Failure::new(code)).into())])
        }
        NoticeKind::CheckoutPlaced => t("notice-checkout-placed"),
        NoticeKind::OrderMoved { event: moved } => event(moved),
    };
    if about.is_empty() {
        // In English it goes on after a colon.
        if let Some(first) = sentence.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        return sentence;
    }
    format!("{about}: {sentence}")
}

/// What was done to the cart, and to which service of it.
pub fn deed(deed: Deed, about: &str) -> String {
    let with = |key, count: i64| tr(key, [("count", count.into())]);
    let what = match deed {
        Deed::Cleared => return t("deed-cleared"),
        Deed::Added { quantity } => with("deed-added", quantity),
        Deed::Stepped { by } if by < 0 => with("deed-fewer", -by),
        Deed::Stepped { by } => with("deed-more", by),
        Deed::Set { quantity } => with("deed-set", quantity),
        Deed::Removed => t("deed-removed"),
        Deed::Noted => t("deed-noted"),
    };
    let about = if about.is_empty() { t("line-unknown") } else { about.to_owned() };
    format!("{about}: {what}")
}

/// How far a change or an order has come.
pub fn stand(stand: Stand) -> String {
    t(match stand {
        Stand::Saved => "stand-saved",
        Stand::Sent => "stand-sent",
        Stand::Arrived => "stand-arrived",
    })
}

pub fn undone(undo: Undo) -> String {
    t(match undo {
        Undo::Added => "undo-added",
        Undo::Quantity => "undo-quantity",
        Undo::Removed => "undo-removed",
        Undo::Cleared => "undo-cleared",
        Undo::Note => "undo-note",
        Undo::Replaced => "undo-replaced",
        Undo::Reordered => "undo-reordered",
    })
}

pub fn connection(connection: Connection) -> String {
    t(match connection {
        Connection::Unknown => "connection-unknown",
        Connection::Online => "connection-online",
        Connection::Offline => "connection-offline",
        Connection::SignedOut => "connection-signed-out",
        Connection::TooOld => "connection-too-old",
    })
}

pub fn filter(filter: OrderFilter) -> String {
    t(match filter {
        OrderFilter::All => "filter-all",
        OrderFilter::ToPay => "filter-to-pay",
        OrderFilter::Underway => "filter-underway",
        OrderFilter::Ended => "filter-ended",
    })
}

pub fn theme(theme: Theme) -> String {
    t(match theme {
        Theme::System => "theme-system",
        Theme::Light => "theme-light",
        Theme::Dark => "theme-dark",
    })
}

pub fn recovery(recovery: Recovery) -> String {
    t(match recovery {
        Recovery::Catalogue => "recovered-catalogue",
        Recovery::UserStore => "recovered-user-store",
    })
}
