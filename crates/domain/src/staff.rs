//! Who a signed-in person is to the provider, and what staff may do with an order.

use serde::{Deserialize, Serialize};

use crate::order::{OrderMove, OrderState};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    Customer,
    Staff,
}

impl Role {
    /// The word used in tables and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Staff => "staff",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Customer, Self::Staff].into_iter().find(|role| role.as_str() == word)
    }
}

/// The moves that are staff's to make. The others follow from money and time.
const MOVES: [OrderMove; 4] =
    [OrderMove::Approved, OrderMove::Started, OrderMove::Finished, OrderMove::Cancelled];

/// Moves of work, which may be made for many orders at once: an approval looks at each, and a cancellation may have to ask
/// a gateway and leaves money to give back.
const MOVES_OF_MANY: [OrderMove; 2] = [OrderMove::Started, OrderMove::Finished];

/// Whether staff may make a move, of one order or of `many`, where it is declared.
pub fn may_make(by: OrderMove, many: bool) -> bool {
    if many { MOVES_OF_MANY.contains(&by) } else { MOVES.contains(&by) }
}

/// What staff can do next with an order in a state, the usual first.
pub fn next_moves(state: OrderState) -> Vec<OrderMove> {
    MOVES.into_iter().filter(|by| state.after(*by).is_ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_that_has_ended_leaves_staff_nothing_to_do_and_every_other_can_be_cancelled() {
        for state in OrderState::ALL {
            let ended = matches!(state, OrderState::Completed | OrderState::Cancelled | OrderState::Expired);
            assert_eq!(next_moves(state).is_empty(), ended, "{state}");
            assert_eq!(next_moves(state).last() == Some(&OrderMove::Cancelled), !ended, "{state}");
        }
    }

    #[test]
    fn staff_says_neither_that_money_came_nor_that_time_is_over() {
        for by in [OrderMove::Paid, OrderMove::Doubted, OrderMove::Expired] {
            assert!(!may_make(by, false) && !may_make(by, true), "{by}");
        }
        assert!(may_make(OrderMove::Cancelled, false) && !may_make(OrderMove::Cancelled, true));
    }
}
