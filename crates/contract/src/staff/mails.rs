//! The mails of an order, as staff sees them.

use domain::{DeedId, MailId};
use serde::{Deserialize, Serialize};

/// `GET /v1/staff/orders/{order}/mails`, and the reply to sending one once more: oldest first. They move by themselves, so they
/// are no part of an order as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderMails {
    pub mails: Vec<StaffMail>,
}

/// One mail, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffMail {
    pub id: MailId,
    pub kind: MailKind,
    /// The address. None: it is for staff, and no address for staff is set.
    pub to: Option<String>,
    pub subject: String,
    pub state: MailState,
    /// Why it did not leave, in English; may be empty.
    pub problem: String,
    pub created_at_us: i64,
    /// When it was sent, given up or dropped.
    pub settled_at_us: Option<i64>,
    /// Who of the staff had it sent again. None: it is as its event caused it.
    pub again_by: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MailState {
    /// It leaves by itself.
    Waiting,
    Sent,
    /// Given up.
    Failed,
    /// The mail server says that the address does not exist.
    Bounced,
    /// It would tell what is no longer so, or has nobody to go to.
    Dropped,
}

/// What it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MailKind {
    OrderReceived,
    Paid,
    BeingChecked,
    Started,
    Finished,
    PromiseMoved,
    Changed,
    Cancelled,
    Expired,
    PaymentFailed,
    Refunded,
    NeedsReview,
    RefundFailed,
    Disputed,
    DisputeWon,
    DisputeLost,
    /// One that a newer program wrote; its subject says what it is about.
    #[serde(other)]
    Other,
}

/// `POST /v1/staff/orders/{order}/mails`: sends one once more. Refused with `mail_waits` while it, or the same one once more,
/// has not left yet, and with `address_bounces` where nothing is sent to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResendRequest {
    pub id: DeedId,
    pub mail: MailId,
}
