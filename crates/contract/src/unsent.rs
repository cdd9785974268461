//! What was done here and is not finished: for the person to look through, to keep a copy of, or to give up.

use domain::{ChangeId, CheckoutId};
use serde::{Deserialize, Serialize};

/// Changes and orders that wait, each the oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unsent {
    /// Of very many only the first.
    pub changes: Vec<UnsentChange>,
    /// All of them.
    pub total: u32,
    pub orders: Vec<UnsentOrder>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnsentChange {
    pub id: ChangeId,
    pub deed: Deed,
    /// The service that it is about; may be empty.
    pub about: String,
    /// When it was done, as far as its id tells.
    pub at_us: Option<i64>,
    pub stand: Stand,
}

/// What the person did to the cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "snake_case")]
pub enum Deed {
    Added { quantity: i64 },
    Stepped { by: i64 },
    Set { quantity: i64 },
    Removed,
    Cleared,
    Noted,
}

/// How far a change has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stand {
    /// It has never left this computer.
    Saved,
    /// It was sent, and no answer came: it may have arrived.
    Sent,
    /// It has arrived; only the answer is missing.
    Arrived,
}

/// An order for which Pay was pressed. It is sent at once, so it may always have arrived.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnsentOrder {
    pub id: CheckoutId,
    pub at_us: i64,
}

/// Where a copy was put.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    pub path: String,
}
