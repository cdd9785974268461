//! The life of an order: declared states and moves. An undeclared move is a typed error.

use serde::{Deserialize, Serialize};

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum OrderState {
    AwaitingPayment,
    NeedsReview,
    Confirmed,
    InProgress,
    Completed,
    Cancelled,
    Expired,
}

/// What can happen to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum OrderMove {
    /// The gateway's own answer says that the whole amount was captured.
    Paid,
    /// The gateway's facts do not fit the order: amount, currency or owner.
    Doubted,
    /// Staff looked at a doubted order and lets it go on.
    Approved,
    Started,
    Finished,
    Cancelled,
    /// Not paid in time.
    Expired,
}

/// The move is not declared for the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an order that is {from} cannot be {by}")]
pub struct Undeclared {
    pub from: OrderState,
    pub by: OrderMove,
}

/// The declared moves; everything else is an error.
pub const MOVES: &[(OrderState, OrderMove, OrderState)] = {
    use OrderMove as M;
    use OrderState as S;
    &[
        (S::AwaitingPayment, M::Paid, S::Confirmed),
        (S::AwaitingPayment, M::Doubted, S::NeedsReview),
        (S::AwaitingPayment, M::Cancelled, S::Cancelled),
        (S::AwaitingPayment, M::Expired, S::Expired),
        (S::NeedsReview, M::Approved, S::Confirmed),
        (S::NeedsReview, M::Cancelled, S::Cancelled),
        (S::Confirmed, M::Started, S::InProgress),
        (S::Confirmed, M::Cancelled, S::Cancelled),
        (S::InProgress, M::Finished, S::Completed),
        (S::InProgress, M::Cancelled, S::Cancelled),
    ]
};

impl OrderState {
    pub const ALL: [Self; 7] = [
        Self::AwaitingPayment,
        Self::NeedsReview,
        Self::Confirmed,
        Self::InProgress,
        Self::Completed,
        Self::Cancelled,
        Self::Expired,
    ];

    pub fn after(self, by: OrderMove) -> Result<Self, Undeclared> {
        MOVES
            .iter()
            .find(|(from, event, _)| *from == self && *event == by)
            .map(|(_, _, to)| *to)
            .ok_or(Undeclared { from: self, by })
    }

    /// The word used in tables and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingPayment => "awaiting_payment",
            Self::NeedsReview => "needs_review",
            Self::Confirmed => "confirmed",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

impl OrderMove {
    pub const ALL: [Self; 7] = [
        Self::Paid,
        Self::Doubted,
        Self::Approved,
        Self::Started,
        Self::Finished,
        Self::Cancelled,
        Self::Expired,
    ];

    /// The word used in tables and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Doubted => "doubted",
            Self::Approved => "approved",
            Self::Started => "started",
            Self::Finished => "finished",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }
}

impl std::fmt::Display for OrderState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.as_str().replace('_', " "))
    }
}

impl std::fmt::Display for OrderMove {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_outside_the_table_is_an_error() {
        let declared = OrderState::ALL
            .into_iter()
            .flat_map(|state| OrderMove::ALL.map(|by| state.after(by)))
            .filter(Result::is_ok)
            .count();
        assert_eq!(declared, MOVES.len());
    }

    #[test]
    fn an_ended_order_never_moves_again() {
        for state in [OrderState::Completed, OrderState::Cancelled, OrderState::Expired] {
            for by in OrderMove::ALL {
                assert_eq!(state.after(by), Err(Undeclared { from: state, by }));
            }
        }
    }

    #[test]
    fn words_in_tables_are_words_on_the_wire() {
        for state in OrderState::ALL {
            let wire = serde_json::to_value(state).expect("a word");
            assert_eq!(wire, state.as_str());
            assert_eq!(OrderState::parse(state.as_str()), Some(state));
        }
    }
}
