//! The life of an order: declared states, moves, and who may make them. Anything else is a typed error.

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

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    Customer,
    Staff,
    Gateway,
    System,
}

/// The move is not declared for the state, or not for whoever wants to make it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an order that is {from} cannot be {by}")]
pub struct Undeclared {
    pub from: OrderState,
    pub by: OrderMove,
}

/// The declared moves with who may make them; everything else is an error. A customer neither takes back what staff
/// looks at nor what was begun.
pub const MOVES: &[(OrderState, OrderMove, OrderState, &[Actor])] = {
    use Actor as A;
    use OrderMove as M;
    use OrderState as S;
    &[
        (S::AwaitingPayment, M::Paid, S::Confirmed, &[A::Gateway]),
        (S::AwaitingPayment, M::Doubted, S::NeedsReview, &[A::Gateway]),
        (S::AwaitingPayment, M::Cancelled, S::Cancelled, &[A::Customer, A::Staff]),
        (S::AwaitingPayment, M::Expired, S::Expired, &[A::System]),
        (S::NeedsReview, M::Approved, S::Confirmed, &[A::Staff]),
        (S::NeedsReview, M::Cancelled, S::Cancelled, &[A::Staff]),
        (S::Confirmed, M::Started, S::InProgress, &[A::Staff]),
        (S::Confirmed, M::Cancelled, S::Cancelled, &[A::Customer, A::Staff]),
        (S::InProgress, M::Finished, S::Completed, &[A::Staff]),
        (S::InProgress, M::Cancelled, S::Cancelled, &[A::Staff]),
    ]
};

impl Actor {
    pub const ALL: [Self; 4] = [Self::Customer, Self::Staff, Self::Gateway, Self::System];

    /// The moves of an order in this state that are this actor's to make.
    pub fn moves(self, state: OrderState) -> impl Iterator<Item = OrderMove> {
        MOVES.iter().filter(move |(from, _, _, who)| *from == state && who.contains(&self)).map(|row| row.1)
    }
}

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

    /// The state after a move, whoever made it.
    pub fn after(self, by: OrderMove) -> Result<Self, Undeclared> {
        MOVES
            .iter()
            .find(|(from, event, _, _)| *from == self && *event == by)
            .map(|(_, _, to, _)| *to)
            .ok_or(Undeclared { from: self, by })
    }

    /// The state after a move that is this actor's to make.
    pub fn moved_by(self, actor: Actor, by: OrderMove) -> Result<Self, Undeclared> {
        let may = actor.moves(self).any(|allowed| allowed == by);
        if may { self.after(by) } else { Err(Undeclared { from: self, by }) }
    }

    /// Nothing was begun, and nobody doubts it: the customer may still change it, inside the provider's policy.
    pub fn can_be_amended(self) -> bool {
        matches!(self, Self::AwaitingPayment | Self::Confirmed)
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

    /// What becomes of an order in each state (a row) by each move (a column), written down once more by hand.
    const TABLE: &str = "
                      paid      doubted      approved  started     finished  cancelled expired
    awaiting_payment  confirmed needs_review -         -           -         cancelled expired
    needs_review      -         -            confirmed -           -         cancelled -
    confirmed         -         -            -         in_progress -         cancelled -
    in_progress       -         -            -         -           completed cancelled -
    completed         -         -            -         -           -         -         -
    cancelled         -         -            -         -           -         -         -
    expired           -         -            -         -           -         -         -
    ";

    #[test]
    fn every_state_and_every_move_are_as_in_the_table() {
        let mut rows = TABLE.lines().map(str::split_whitespace).map(Iterator::collect::<Vec<_>>);
        let mut rows = rows.by_ref().filter(|row| !row.is_empty());
        let moves = rows.next().expect("a head");
        assert_eq!(moves, OrderMove::ALL.map(OrderMove::as_str));
        let mut states = Vec::new();
        for row in rows {
            let from = OrderState::parse(row[0]).expect("a state");
            for (by, to) in OrderMove::ALL.into_iter().zip(&row[1..]) {
                let expected = OrderState::parse(to).ok_or(Undeclared { from, by });
                assert_eq!(from.after(by), expected, "{from} {by}");
            }
            states.push(from);
        }
        assert_eq!(states, OrderState::ALL);
    }

    #[test]
    fn every_actor_makes_only_the_moves_that_are_theirs() {
        use OrderMove as M;
        use OrderState as S;
        for actor in Actor::ALL {
            for from in S::ALL {
                for by in M::ALL {
                    let may = match (actor, by) {
                        (Actor::Gateway, M::Paid | M::Doubted) | (Actor::System, M::Expired) => true,
                        (Actor::Staff, M::Approved | M::Started | M::Finished | M::Cancelled) => true,
                        (Actor::Customer, M::Cancelled) => matches!(from, S::AwaitingPayment | S::Confirmed),
                        _ => false,
                    };
                    let expected = if may { from.after(by) } else { Err(Undeclared { from, by }) };
                    assert_eq!(from.moved_by(actor, by), expected, "{actor:?}: {from} {by}");
                }
            }
        }
    }

    #[test]
    fn every_declared_move_is_somebodys() {
        assert!(MOVES.iter().all(|(_, _, _, who)| !who.is_empty()));
    }

    #[test]
    fn an_ended_order_never_moves_again() {
        for state in [OrderState::Completed, OrderState::Cancelled, OrderState::Expired] {
            assert!(Actor::ALL.into_iter().all(|actor| actor.moves(state).next().is_none()));
            assert!(!state.can_be_amended());
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
