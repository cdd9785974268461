//! `POST /v1/sync`: push and pull in one round trip.

use domain::cart::{CartChange, Line, Outcome};
use domain::{CartId, ChangeId, DeskId, LineId};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
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
    #[serde(deserialize_with = "hex_digits")]
    pub hash: String,
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub intent: Intent,
}

/// What was meant, kept as it was sent: hashes are made over that, so that a field which another version leaves out or
/// adds does not matter. A server that does not understand an intent rejects it, and goes on with the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Value", into = "Value")]
pub struct Intent {
    sent: Value,
    change: Option<CartChange>,
}

impl Intent {
    /// None if it is of a kind that is not known here, or has values that cannot be.
    pub fn change(&self) -> Option<&CartChange> {
        self.change.as_ref()
    }

    /// The word for what is to be done, known here or not; empty if there is none.
    pub fn kind(&self) -> &str {
        self.sent.get("kind").and_then(Value::as_str).unwrap_or_default()
    }
}

impl From<Value> for Intent {
    fn from(sent: Value) -> Self {
        let change = CartChange::deserialize(&sent).ok();
        Self { sent, change }
    }
}

impl From<CartChange> for Intent {
    fn from(change: CartChange) -> Self {
        let sent = serde_json::to_value(&change).expect("a change has only string keys");
        Self { sent, change: Some(change) }
    }
}

impl From<Intent> for Value {
    fn from(intent: Intent) -> Self {
        intent.sent
    }
}

impl Change {
    pub fn new(id: ChangeId, seq: i64, intent: impl Into<Intent>) -> Self {
        let intent = intent.into();
        Self { id, seq, hash: Self::hash_of(seq, &intent), intent }
    }

    /// SHA-256, in hex, of `seq`, a line break, and the intent as it was sent: as JSON with sorted keys and no spaces.
    pub fn hash_of(seq: i64, intent: &Intent) -> String {
        let mut canonical = intent.sent.clone();
        canonical.sort_all_objects();
        let digest = Sha256::digest(format!("{seq}\n{canonical}"));
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A hash is compared and stored, so it is nothing but a hash: 64 hexadecimal digits.
fn hex_digits<'de, D: Deserializer<'de>>(json: D) -> Result<String, D::Error> {
    let text = String::deserialize(json)?;
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(text);
    }
    Err(serde::de::Error::custom("a hash is 64 hexadecimal digits"))
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

    fn intent(json: &str) -> Intent {
        serde_json::from_str(json).expect("JSON")
    }

    #[test]
    fn an_intent_from_the_future_is_kept_as_it_came() {
        let sent = r#"{"kind":"teleport","to":"mars"}"#;
        let future = intent(sent);
        assert_eq!((future.kind(), future.change()), ("teleport", None));
        assert_eq!(serde_json::to_string(&future).expect("JSON"), sent);
    }

    #[test]
    fn what_this_version_would_write_otherwise_is_kept_and_hashed_as_it_came() {
        let sent = intent(
            r#"{"kind":"add","cart":"main","service":"s","choices":[{"group":"b","choice":"x"},{"group":"a","choice":"x"}],
                "quantity":1,"seen_unit_minor":1000,"seen":0,"gift":true}"#,
        );
        let written = Intent::from(sent.change().expect("an addition").clone());
        assert_ne!(serde_json::to_value(&sent).expect("JSON"), serde_json::to_value(&written).expect("JSON"));
        let kept = intent(&serde_json::to_string(&sent).expect("JSON"));
        assert_eq!(Change::hash_of(1, &kept), Change::hash_of(1, &sent));
        assert_ne!(Change::hash_of(1, &written), Change::hash_of(1, &sent));
    }

    #[test]
    fn the_hash_does_not_depend_on_the_order_of_keys() {
        let one = intent(r#"{"kind":"clear","cart":"main","lines":[{"line":"l","seen":2}]}"#);
        let two = intent(r#"{"lines":[{"seen":2,"line":"l"}],"cart":"main","kind":"clear"}"#);
        // Desks and servers of other versions make the same one: sha256sum of
        // 1\n{"cart":"main","kind":"clear","lines":[{"line":"l","seen":2}]}
        let golden = "ce3c0c68b5269ce86dad7ab2f671c8361afd59d331f2c8ce63efc76081f349db";
        assert_eq!(Change::hash_of(1, &one), golden);
        assert_eq!(Change::hash_of(1, &two), golden);
        assert_ne!(Change::hash_of(2, &one), golden);
    }

    #[test]
    fn a_hash_is_nothing_else_than_a_hash() {
        let with = |hash: &str| {
            let change = serde_json::json!({"id": "c1", "seq": 1, "hash": hash, "intent": {}});
            serde_json::from_value::<Change>(change)
        };
        assert!(with(&"0aF".repeat(22)[..64]).is_ok());
        for hash in ["", "0", &"0".repeat(65), &"g".repeat(64), &"\0".repeat(64)] {
            assert!(with(hash).is_err(), "{hash:?}");
        }
    }
}
