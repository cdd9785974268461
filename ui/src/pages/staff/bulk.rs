//! Moves of many orders at once: which are picked, and what became of each.

use contract::ipc::MoveOrders;
use contract::staff::{MOVES_AT_ONCE, MovedMany, StaffRow};
use domain::order::{OrderMove, OrderState};
use domain::staff::{may_make, next_moves};
use yew::prelude::*;

use crate::components::{Banner, Button, Kind, Tone};
use crate::i18n::{t, tr};
use crate::words;

/// What can be done with many orders of a state; all of them have to be in it.
pub fn next(state: Option<OrderState>) -> Option<OrderMove> {
    next_moves(state?).into_iter().find(|by| may_make(*by, true))
}

/// Whether a row is picked.
pub fn holds(picked: &[StaffRow], row: &StaffRow) -> bool {
    picked.iter().any(|known| known.id == row.id)
}

/// What is picked once a row's box was pressed. It stays picked as it was seen, so that a move by somebody else is noticed.
pub fn toggled(picked: &[StaffRow], row: &StaffRow) -> Vec<StaffRow> {
    let mut rows: Vec<_> = picked.iter().filter(|known| known.id != row.id).cloned().collect();
    if rows.len() == picked.len() && rows.len() < MOVES_AT_ONCE {
        rows.push(row.clone());
    }
    rows
}

/// How many were moved, and why the others were not: number and sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    moved: usize,
    left: Vec<(String, String)>,
}

impl Outcome {
    pub fn of(picked: &[StaffRow], moved: &MovedMany) -> Self {
        let number = |id| picked.iter().find(|row| row.id == id).map(|row| row.number.clone());
        let refused = moved.results.iter().filter_map(|result| {
            let failure = result.refused.as_ref()?;
            let number = number(result.order.clone()).unwrap_or_default();
            Some((number, words::failure_at_staff_desk(failure)))
        });
        let left: Vec<_> = refused.collect();
        Self { moved: moved.results.len() - left.len(), left }
    }
}

/// What can be done with what is picked; nothing while nothing is.
pub fn bar(
    state: Option<OrderState>,
    picked: &[StaffRow],
    busy: bool,
    run: &Callback<MoveOrders>,
    pick: &Callback<Vec<StaffRow>>,
) -> Html {
    let Some(by) = next(state).filter(|_| !picked.is_empty()) else { return html! {} };
    let orders: Vec<_> = picked.iter().map(|row| (row.id.clone(), row.ver)).collect();
    let onclick = run.reform(move |()| MoveOrders { by, orders: orders.clone() });
    html! {
        <div class="mb-4" data-test="staff-bulk">
            <Banner tone={Tone::Calm} icon="check">
                <span class="flex-1 font-medium" role="status">{ tr("staff-picked", [("count", picked.len().into())]) }</span>
                <Button kind={Kind::Primary} small={true} {busy} {onclick} test="staff-bulk-move">{ words::order_move(by) }</Button>
                <Button kind={Kind::Quiet} small={true} onclick={pick.reform(|()| Vec::new())}>{ t("staff-pick-none") }</Button>
            </Banner>
        </div>
    }
}

/// What became of the last move of many, until it is put away.
pub fn told(outcome: Option<&Outcome>, ondismiss: &Callback<()>) -> Html {
    let Some(outcome) = outcome else { return html! {} };
    let (tone, icon) =
        if outcome.left.is_empty() { (Tone::Good, "check") } else { (Tone::Waits, "triangle-alert") };
    html! {
        <div class="mb-4">
            <Banner {tone} {icon} alert={true} test="staff-outcome">
                <div class="flex-1">
                    <p class="font-medium">{ tr("staff-moved", [("count", outcome.moved.into())]) }</p>
                    { for outcome.left.iter().map(|(number, sentence)| html! { <p key={number.clone()} class="mt-1">{ number }{ ": " }{ sentence }</p> }) }
                </div>
                <Button kind={Kind::Quiet} small={true} icon="x" label={t("dismiss")} onclick={ondismiss.clone()} />
            </Banner>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::staff::MoveResult;
    use contract::{Code, Failure};
    use domain::promise::Promise;
    use domain::{Currency, Money, OrderId};

    fn row(id: &str) -> StaffRow {
        let day = "2026-11-27".parse().expect("a day");
        StaffRow {
            id: OrderId::new(id).expect("an id"),
            number: format!("P-{id}"),
            ver: 7,
            state: OrderState::Confirmed,
            placed_at_us: 0,
            name: "Ada".into(),
            first: "Lawn".into(),
            lines: 1,
            total: Money::new(100, Currency::new("EUR").expect("known")),
            promise: Promise { earliest: day, latest: day },
            review: false,
        }
    }

    #[test]
    fn many_are_started_or_finished_and_never_cancelled_or_approved() {
        assert_eq!(next(Some(OrderState::Confirmed)), Some(OrderMove::Started));
        assert_eq!(next(Some(OrderState::InProgress)), Some(OrderMove::Finished));
        for state in [None, Some(OrderState::NeedsReview), Some(OrderState::AwaitingPayment)] {
            assert_eq!(next(state), None);
        }
    }

    #[test]
    fn a_row_stays_picked_as_it_was_seen_until_its_box_is_pressed_again() {
        let picked = toggled(&[], &row("1"));
        let newer = StaffRow { ver: 8, ..row("1") };
        assert!(holds(&picked, &newer));
        assert_eq!(picked[0].ver, 7);
        assert!(toggled(&picked, &newer).is_empty());
        let full: Vec<_> = (0..MOVES_AT_ONCE).map(|id| row(&id.to_string())).collect();
        assert_eq!(toggled(&full, &row("more")).len(), MOVES_AT_ONCE);
    }

    #[test]
    fn whoever_was_left_is_named_with_the_reason() {
        let moved_elsewhere = Failure::new(Code::OrderMoved).with("by", "Ben").with("state", "in_progress");
        let result = |id: &str, refused| MoveResult { order: OrderId::new(id).expect("an id"), refused };
        let moved = MovedMany { results: vec![result("1", None), result("2", Some(moved_elsewhere))] };
        let outcome = Outcome::of(&[row("1"), row("2")], &moved);
        assert_eq!((outcome.moved, outcome.left[0].0.as_str()), (1, "P-2"));
        assert!(outcome.left[0].1.contains("Ben") && outcome.left[0].1.contains("In progress"));
    }
}
