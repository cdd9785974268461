//! `POST /v1/sync`: push and pull in one round trip.

use domain::cart::{CartChange, Line, Outcome};
use domain::{CartId, ChangeId, DeskId, LineId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::api::Order;

/// Rows in one page of a reply.
pub const ROWS_PER_PAGE: i64 = 500;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SyncRequest {
    pub desk: DeskId,
    /// Opaque, from the last reply; none to begin.
    pub cursor: Option<String>,
    /// In order of `seq`, without holes; at most 100, at most 256 KiB.
    pub changes: Vec<Change>,
}

/// A named, numbered intent made on a desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    /// Made on the desk; the change is applied at most once.
    pub id: ChangeId,
    /// Dense per desk, from 1.
    pub seq: i64,
    /// [`Change::hash_of`] the intent.
    pub hash: String,
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub intent: Intent,
}

/// What was meant. An intent that this server does not know is rejected, and does not block the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Intent {
    Cart(CartChange),
    Unknown(serde_json::Value),
}

impl Change {
    pub fn new(id: ChangeId, seq: i64, intent: CartChange) -> Self {
        let intent = Intent::Cart(intent);
        Self { id, seq, hash: Self::hash_of(seq, &intent), intent }
    }

    /// SHA-256, in hex, of `seq`, a line break, and the intent as JSON with sorted keys.
    pub fn hash_of(seq: i64, intent: &Intent) -> String {
        // A `serde_json::Value` keeps its keys sorted, which makes the text canonical.
        let canonical = serde_json::to_value(intent).expect("an intent has only string keys");
        let digest = Sha256::digest(format!("{seq}\n{canonical}"));
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SyncReply {
    /// The cursor was of another epoch, or there was none: `rows` are all that there is; forget the rest.
    pub reset: bool,
    /// One per change that was handled, in order. After a gap in `seq`, the rest is not handled.
    pub results: Vec<ChangeResult>,
    pub rows: Vec<Row>,
    pub cursor: String,
    /// More rows wait behind the cursor.
    pub more: bool,
    /// The last `seq` of this desk that the server handled.
    pub last_seq: i64,
    /// Where the catalogue stands; a desk whose own catalogue cursor differs fetches the delta.
    pub catalogue: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeResult {
    pub id: ChangeId,
    pub seq: i64,
    pub outcome: Outcome,
}

/// A row of the customer that is newer than the cursor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "row", rename_all = "snake_case")]
pub enum Row {
    CartLine { cart: CartId, line: Line },
    CartLineGone { cart: CartId, line: LineId },
    Order { order: Box<Order> },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(json: &str) -> Change {
        serde_json::from_str(json).expect("a change")
    }

    #[test]
    fn an_intent_from_the_future_is_kept_as_it_came() {
        let change = change(r#"{"id":"c1","seq":1,"hash":"x","intent":{"kind":"teleport","to":"mars"}}"#);
        assert!(matches!(change.intent, Intent::Unknown(_)));
    }

    #[test]
    fn the_hash_does_not_depend_on_the_order_of_keys() {
        let one = change(
            r#"{"id":"c1","seq":1,"hash":"","intent":{"kind":"remove","cart":"main","line":"l","seen":2}}"#,
        );
        let two = change(
            r#"{"id":"c1","seq":1,"hash":"","intent":{"seen":2,"line":"l","cart":"main","kind":"remove"}}"#,
        );
        assert_eq!(Change::hash_of(1, &one.intent), Change::hash_of(1, &two.intent));
        assert_ne!(Change::hash_of(1, &one.intent), Change::hash_of(2, &one.intent));
    }
}
