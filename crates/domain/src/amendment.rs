//! What was changed about an order after it was placed, before and after. The timeline keeps it; nothing is lost.

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::promise::Promise;
use crate::{LineId, Quantity};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Amendment {
    /// Less of a line; none is left of it where `to` is none.
    Quantity {
        line: LineId,
        from: Quantity,
        to: Option<Quantity>,
    },
    /// What the customer wrote to a line.
    Note {
        line: LineId,
        from: String,
        to: String,
    },
    Address {
        from: Box<Address>,
        to: Box<Address>,
    },
    /// The delivery window of a line.
    Promise {
        line: LineId,
        from: Promise,
        to: Promise,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_given_up_is_read_as_it_was_written() {
        let line = LineId::new("l").expect("an id");
        let given_up = Amendment::Quantity { line, from: Quantity::ONE, to: None };
        let json = serde_json::to_value(&given_up).expect("written");
        assert_eq!(json, serde_json::json!({ "what": "quantity", "line": "l", "from": 1, "to": null }));
        assert_eq!(serde_json::from_value::<Amendment>(json).expect("read"), given_up);
    }
}
