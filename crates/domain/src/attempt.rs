//! One try to pay an order through one gateway. Amounts and states come from the gateway's facts.

use serde::{Deserialize, Serialize};

/// Who takes the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Gateway {
    /// Built in: no money moves. The default without keys.
    Sandbox,
    Stripe,
    Paypal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AttemptState {
    /// Recorded; the gateway has not answered yet.
    Creating,
    /// The gateway's page can be paid.
    Open,
    /// The person finished; the gateway has not decided.
    Processing,
    Captured,
    Failed,
    Cancelled,
    Expired,
    Disputed,
}

/// What the gateway's own object says, folded to what matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptMove {
    Opened,
    Processing,
    Captured,
    Failed,
    Cancelled,
    Expired,
    Disputed,
    /// The dispute was decided for the provider.
    DisputeWon,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an attempt that is {from:?} cannot become {by:?}")]
pub struct Undeclared {
    pub from: AttemptState,
    pub by: AttemptMove,
}

/// The declared moves; everything else is an error.
pub const MOVES: &[(AttemptState, AttemptMove, AttemptState)] = {
    use AttemptMove as M;
    use AttemptState as S;
    &[
        (S::Creating, M::Opened, S::Open),
        (S::Creating, M::Failed, S::Failed),
        (S::Creating, M::Cancelled, S::Cancelled),
        (S::Creating, M::Expired, S::Expired),
        (S::Open, M::Processing, S::Processing),
        (S::Open, M::Captured, S::Captured),
        (S::Open, M::Failed, S::Failed),
        (S::Open, M::Cancelled, S::Cancelled),
        (S::Open, M::Expired, S::Expired),
        (S::Processing, M::Captured, S::Captured),
        (S::Processing, M::Failed, S::Failed),
        (S::Processing, M::Cancelled, S::Cancelled),
        (S::Processing, M::Expired, S::Expired),
        // The gateway took money although it had seemed to be over: a fact, whatever we thought.
        (S::Failed, M::Captured, S::Captured),
        (S::Cancelled, M::Captured, S::Captured),
        (S::Expired, M::Captured, S::Captured),
        (S::Captured, M::Disputed, S::Disputed),
        (S::Disputed, M::DisputeWon, S::Captured),
    ]
};

impl AttemptState {
    pub const ALL: [Self; 8] = [
        Self::Creating,
        Self::Open,
        Self::Processing,
        Self::Captured,
        Self::Failed,
        Self::Cancelled,
        Self::Expired,
        Self::Disputed,
    ];

    pub fn after(self, by: AttemptMove) -> Result<Self, Undeclared> {
        MOVES
            .iter()
            .find(|(from, event, _)| *from == self && *event == by)
            .map(|(_, _, to)| *to)
            .ok_or(Undeclared { from: self, by })
    }

    /// Could still take money: at most one attempt of an order is live.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Creating | Self::Open | Self::Processing)
    }

    /// The word used in tables and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Creating => "creating",
            Self::Open => "open",
            Self::Processing => "processing",
            Self::Captured => "captured",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Disputed => "disputed",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

impl Gateway {
    pub const ALL: [Self; 3] = [Self::Sandbox, Self::Stripe, Self::Paypal];

    /// The word used in tables and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Stripe => "stripe",
            Self::Paypal => "paypal",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|gateway| gateway.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_captured_attempt_can_only_be_disputed() {
        for by in [AttemptMove::Failed, AttemptMove::Cancelled, AttemptMove::Captured, AttemptMove::Expired] {
            assert!(AttemptState::Captured.after(by).is_err());
        }
        assert_eq!(AttemptState::Captured.after(AttemptMove::Disputed), Ok(AttemptState::Disputed));
    }

    #[test]
    fn a_dead_attempt_can_only_turn_out_to_be_paid() {
        use AttemptState as S;
        let dead = MOVES.iter().filter(|(from, _, _)| matches!(from, S::Failed | S::Cancelled | S::Expired));
        assert_eq!(dead.filter(|(_, by, _)| *by != AttemptMove::Captured).count(), 0);
    }

    #[test]
    fn words_in_tables_are_words_on_the_wire() {
        for state in AttemptState::ALL {
            assert_eq!(serde_json::to_value(state).expect("a word"), state.as_str());
        }
        for gateway in Gateway::ALL {
            assert_eq!(serde_json::to_value(gateway).expect("a word"), gateway.as_str());
        }
    }
}
