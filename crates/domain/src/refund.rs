//! Money on its way back to the customer. It counts as given back only when the gateway says so.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RefundState {
    /// Written down; the gateway has not answered yet.
    Requested,
    /// The gateway works on it: banks take days.
    Pending,
    Succeeded,
    /// The money is still with the provider.
    Failed,
}

/// What the gateway's own object says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefundMove {
    Accepted,
    Succeeded,
    Failed,
}

/// The declared moves; everything else changes nothing. A bank may send money back that had seemed to arrive.
pub const MOVES: &[(RefundState, RefundMove, RefundState)] = {
    use RefundMove as M;
    use RefundState as S;
    &[
        (S::Requested, M::Accepted, S::Pending),
        (S::Requested, M::Succeeded, S::Succeeded),
        (S::Requested, M::Failed, S::Failed),
        (S::Pending, M::Succeeded, S::Succeeded),
        (S::Pending, M::Failed, S::Failed),
        (S::Succeeded, M::Failed, S::Failed),
    ]
};

impl RefundState {
    pub const ALL: [Self; 4] = [Self::Requested, Self::Pending, Self::Succeeded, Self::Failed];

    /// None if the move is not declared.
    pub fn after(self, by: RefundMove) -> Option<Self> {
        MOVES.iter().find(|(from, event, _)| *from == self && *event == by).map(|(_, _, to)| *to)
    }

    /// The gateway has to be asked about it again.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Requested | Self::Pending)
    }

    /// The word used in tables and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_refund_stays_failed_and_one_that_arrived_can_still_come_back() {
        for by in [RefundMove::Accepted, RefundMove::Succeeded, RefundMove::Failed] {
            assert_eq!(RefundState::Failed.after(by), None);
        }
        assert_eq!(RefundState::Succeeded.after(RefundMove::Failed), Some(RefundState::Failed));
        assert_eq!(RefundState::Succeeded.after(RefundMove::Accepted), None);
    }

    #[test]
    fn words_in_tables_are_words_on_the_wire() {
        for state in RefundState::ALL {
            assert_eq!(serde_json::to_value(state).expect("a word"), state.as_str());
            assert_eq!(RefundState::parse(state.as_str()), Some(state));
        }
    }
}
