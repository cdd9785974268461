//! Rules of the cart: pure, total, deterministic. The desk replays pending changes with them over what
//! the server confirmed; the server applies them for truth.

use serde::{Deserialize, Serialize};

use crate::limits::{GROUPS_PER_SERVICE, LINES_PER_CART, NOTE_CHARS, QUANTITY_MAX};
use crate::service::Choices;
use crate::{CartId, LineId, Quantity, ServiceId};

/// A service with its choices, a quantity and a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Line {
    /// This incarnation: a line removed and added again has another id.
    pub id: LineId,
    pub service: ServiceId,
    pub choices: Choices,
    pub quantity: Quantity,
    pub note: String,
    /// The unit price that the person saw when adding, in minor units; for "was / now" only.
    pub seen_unit_minor: i64,
}

/// What a customer means to buy. Lines are in the order in which they were added.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cart {
    pub lines: Vec<Line>,
}

/// A named intent. `seen` is the quantity that the person saw on this desk (0: no line), so that the
/// server can tell when another desk moved it meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CartChange {
    /// Adds to the live line of this service and choices, or starts a new incarnation. A note joins the line's.
    Add {
        cart: CartId,
        service: ServiceId,
        choices: Choices,
        quantity: Quantity,
        #[serde(default)]
        note: String,
        seen_unit_minor: i64,
        seen: i64,
    },
    /// A press on a stepper: up or down by `by`; a line that reaches 0 is removed.
    Step {
        cart: CartId,
        line: LineId,
        by: i64,
        seen: i64,
    },
    /// A typed quantity: the last arrival wins.
    SetQuantity {
        cart: CartId,
        line: LineId,
        quantity: Quantity,
        seen: i64,
    },
    /// Takes away what the person saw; an increase that they did not see stays.
    Remove {
        cart: CartId,
        line: LineId,
        seen: i64,
    },
    /// Removes the lines that the person saw.
    Clear {
        cart: CartId,
        lines: Vec<SeenLine>,
    },
    SetNote {
        cart: CartId,
        line: LineId,
        note: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeenLine {
    pub line: LineId,
    pub seen: i64,
}

impl CartChange {
    pub fn cart(&self) -> &CartId {
        match self {
            Self::Add { cart, .. }
            | Self::Step { cart, .. }
            | Self::SetQuantity { cart, .. }
            | Self::Remove { cart, .. }
            | Self::Clear { cart, .. }
            | Self::SetNote { cart, .. } => cart,
        }
    }
}

/// What became of a change. Everything but `Ok` and `Noop` becomes a notice to the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Outcome {
    Ok,
    /// It had no effect, and none was needed: the line was gone already.
    Noop,
    Adjusted {
        reason: Adjustment,
    },
    Rejected {
        reason: Rejection,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Adjustment {
    /// The sum was over the limit of a line.
    QuantityCapped,
    /// Another desk added the same service: both quantities count.
    AddedUp,
    /// Another desk had changed the quantity; this change was applied over it.
    AppliedOver,
    /// Another desk had added more, which this removal did not mean.
    UnseenIncreaseStays,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Rejection {
    CartFull,
    /// The line was removed on another desk or was ordered meanwhile.
    LineGone,
    NoteTooLong,
    /// The server does not know the service.
    UnknownService,
    /// Known, but with values that cannot be: a quantity of 0, say, or control characters in a note.
    Malformed,
    /// The server does not know this kind of change: the desk is newer than the server, or it is broken.
    Unsupported,
}

impl Cart {
    pub fn line(&self, id: &LineId) -> Option<&Line> {
        self.lines.iter().find(|line| &line.id == id)
    }

    /// The live line of a service with exactly these choices.
    pub fn line_of(&self, service: &ServiceId, choices: &Choices) -> Option<&Line> {
        self.lines.iter().find(|line| &line.service == service && &line.choices == choices)
    }

    /// Applies a change. `fresh` names the incarnation, should a new line be made: the id of the change.
    pub fn apply(&mut self, change: &CartChange, fresh: LineId) -> Outcome {
        match change {
            CartChange::Add { service, choices, quantity, note, seen_unit_minor, seen, .. } => {
                if choices.len() > GROUPS_PER_SERVICE {
                    return rejected(Rejection::Malformed);
                }
                if let Err(reason) = check_note(note) {
                    return rejected(reason);
                }
                let live =
                    self.lines.iter_mut().find(|line| &line.service == service && &line.choices == choices);
                if let Some(line) = live {
                    let joined = joined(&line.note, note);
                    if let Err(reason) = check_note(&joined) {
                        return rejected(reason);
                    }
                    line.note = joined;
                    let unseen = line.quantity.get() != *seen;
                    let (sum, capped) = line.quantity.plus_capped(*quantity);
                    line.quantity = sum;
                    return adjusted_if(&[
                        (capped, Adjustment::QuantityCapped),
                        (unseen, Adjustment::AddedUp),
                    ]);
                }
                if self.lines.len() >= LINES_PER_CART {
                    return rejected(Rejection::CartFull);
                }
                self.lines.push(Line {
                    id: fresh,
                    service: service.clone(),
                    choices: choices.clone(),
                    quantity: *quantity,
                    note: note.clone(),
                    seen_unit_minor: *seen_unit_minor,
                });
                Outcome::Ok
            }
            CartChange::Step { line, by, seen, .. } => {
                let Some(at) = self.position(line) else { return rejected(Rejection::LineGone) };
                let before = self.lines[at].quantity.get();
                let sum = before.saturating_add(*by);
                if sum <= 0 {
                    self.lines.remove(at);
                } else {
                    self.lines[at].quantity = capped(sum);
                }
                adjusted_if(&[
                    (sum > QUANTITY_MAX, Adjustment::QuantityCapped),
                    (before != *seen, Adjustment::AppliedOver),
                ])
            }
            CartChange::SetQuantity { line, quantity, seen, .. } => {
                let Some(at) = self.position(line) else { return rejected(Rejection::LineGone) };
                let unseen = self.lines[at].quantity.get() != *seen;
                self.lines[at].quantity = *quantity;
                adjusted_if(&[(unseen, Adjustment::AppliedOver)])
            }
            CartChange::Remove { line, seen, .. } => self.take(line, *seen),
            CartChange::Clear { lines, .. } => {
                let outcomes: Vec<_> = lines.iter().map(|seen| self.take(&seen.line, seen.seen)).collect();
                let strongest = outcomes.iter().find(|outcome| matches!(outcome, Outcome::Adjusted { .. }));
                match strongest {
                    Some(adjusted) => adjusted.clone(),
                    None if outcomes.contains(&Outcome::Ok) => Outcome::Ok,
                    None => Outcome::Noop,
                }
            }
            CartChange::SetNote { line, note, .. } => {
                if let Err(reason) = check_note(note) {
                    return rejected(reason);
                }
                let Some(at) = self.position(line) else { return rejected(Rejection::LineGone) };
                if &self.lines[at].note == note {
                    return Outcome::Noop;
                }
                self.lines[at].note.clone_from(note);
                Outcome::Ok
            }
        }
    }

    /// Takes a quantity from an incarnation: what was seen when removing, or what was ordered. What others
    /// added meanwhile stays.
    pub fn take(&mut self, id: &LineId, quantity: i64) -> Outcome {
        let Some(at) = self.position(id) else { return Outcome::Noop };
        match Quantity::new(self.lines[at].quantity.get().saturating_sub(quantity.max(0))) {
            Ok(rest) => {
                self.lines[at].quantity = rest;
                Outcome::Adjusted { reason: Adjustment::UnseenIncreaseStays }
            }
            Err(_) => {
                self.lines.remove(at);
                Outcome::Ok
            }
        }
    }

    fn position(&self, id: &LineId) -> Option<usize> {
        self.lines.iter().position(|line| &line.id == id)
    }
}

/// Text as a person types it: no control characters but those of a second line.
pub fn check_note(note: &str) -> Result<(), Rejection> {
    if note.chars().count() > NOTE_CHARS {
        return Err(Rejection::NoteTooLong);
    }
    let odd = note.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'));
    if odd { Err(Rejection::Malformed) } else { Ok(()) }
}

/// Both notes, each once: whoever adds a service again with another wish still has the first.
fn joined(known: &str, added: &str) -> String {
    match (known, added) {
        (known, "") => known.to_owned(),
        ("", added) => added.to_owned(),
        (known, added) if known.lines().any(|line| line == added) || known == added => known.to_owned(),
        (known, added) => format!("{known}\n{added}"),
    }
}

fn capped(quantity: i64) -> Quantity {
    Quantity::new(quantity.clamp(1, QUANTITY_MAX)).expect("clamped to the limits of a quantity")
}

fn rejected(reason: Rejection) -> Outcome {
    Outcome::Rejected { reason }
}

fn adjusted_if(cases: &[(bool, Adjustment)]) -> Outcome {
    match cases.iter().find(|(holds, _)| *holds) {
        Some((_, reason)) => Outcome::Adjusted { reason: *reason },
        None => Outcome::Ok,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::tests::size;
    use proptest::prelude::*;

    fn line_id(n: u32) -> LineId {
        LineId::new(format!("l{n}")).expect("an id")
    }

    fn quantity(n: i64) -> Quantity {
        Quantity::new(n).expect("a quantity")
    }

    fn add(service: u32, n: i64, seen: i64) -> CartChange {
        CartChange::Add {
            cart: CartId::main(),
            service: ServiceId::new(format!("s{service}")).expect("an id"),
            choices: size("small"),
            quantity: quantity(n),
            note: String::new(),
            seen_unit_minor: 1000,
            seen,
        }
    }

    fn remove(line: u32, seen: i64) -> CartChange {
        CartChange::Remove { cart: CartId::main(), line: line_id(line), seen }
    }

    fn adjusted(reason: Adjustment) -> Outcome {
        Outcome::Adjusted { reason }
    }

    #[test]
    fn two_desks_adding_the_same_service_add_up_with_a_notice() {
        let mut cart = Cart::default();
        assert_eq!(cart.apply(&add(1, 2, 0), line_id(1)), Outcome::Ok);
        assert_eq!(cart.apply(&add(1, 3, 0), line_id(2)), adjusted(Adjustment::AddedUp));
        assert_eq!(cart.lines.len(), 1);
        assert_eq!(cart.lines[0].quantity.get(), 5);
        assert_eq!(cart.lines[0].id, line_id(1));
    }

    fn noted(n: i64, seen: i64, words: &str) -> CartChange {
        match add(1, n, seen) {
            CartChange::Add { cart, service, choices, quantity, seen_unit_minor, seen, .. } => {
                let note = words.to_owned();
                CartChange::Add { cart, service, choices, quantity, note, seen_unit_minor, seen }
            }
            other => other,
        }
    }

    #[test]
    fn a_note_that_comes_with_more_of_a_line_joins_the_lines_note() {
        let mut cart = Cart::default();
        cart.apply(&noted(1, 0, "by the gate"), line_id(1));
        assert_eq!(cart.apply(&noted(1, 1, "mind the dog"), line_id(2)), Outcome::Ok);
        assert_eq!(cart.lines[0].note, "by the gate\nmind the dog");
        assert_eq!(cart.apply(&noted(1, 2, "by the gate"), line_id(3)), Outcome::Ok);
        assert_eq!(cart.apply(&noted(1, 3, ""), line_id(4)), Outcome::Ok);
        assert_eq!(cart.lines[0].note, "by the gate\nmind the dog");
        let long = "x".repeat(NOTE_CHARS);
        assert_eq!(cart.apply(&noted(1, 4, &long), line_id(5)), rejected(Rejection::NoteTooLong));
        assert_eq!(cart.lines[0].quantity.get(), 4);
    }

    #[test]
    fn notes_with_control_characters_and_choices_without_end_are_malformed() {
        let mut cart = Cart::default();
        cart.apply(&add(1, 1, 0), line_id(1));
        let note =
            CartChange::SetNote { cart: CartId::main(), line: line_id(1), note: "bell\u{7} nul\0".into() };
        assert_eq!(cart.apply(&note, line_id(2)), rejected(Rejection::Malformed));
        assert_eq!(cart.apply(&noted(1, 1, "\0"), line_id(2)), rejected(Rejection::Malformed));
        let chosen = (0..=GROUPS_PER_SERVICE).map(|n| crate::service::Chosen {
            group: crate::OptionId::new(format!("g{n}")).expect("an id"),
            choice: crate::OptionId::new("c").expect("an id"),
        });
        let CartChange::Add { cart: id, service, quantity, note, seen_unit_minor, seen, .. } = add(2, 1, 0)
        else {
            unreachable!("add makes an addition")
        };
        let choices = Choices::from(chosen.collect::<Vec<_>>());
        let endless = CartChange::Add { cart: id, service, choices, quantity, note, seen_unit_minor, seen };
        assert_eq!(cart.apply(&endless, line_id(3)), rejected(Rejection::Malformed));
    }

    #[test]
    fn a_line_holds_999_and_says_when_it_was_cut() {
        let mut cart = Cart::default();
        cart.apply(&add(1, 998, 0), line_id(1));
        assert_eq!(cart.apply(&add(1, 5, 998), line_id(2)), adjusted(Adjustment::QuantityCapped));
        assert_eq!(cart.lines[0].quantity, Quantity::MAX);
    }

    #[test]
    fn removing_leaves_what_the_person_did_not_see() {
        let mut cart = Cart::default();
        cart.apply(&add(1, 2, 0), line_id(1));
        cart.apply(&add(1, 3, 2), line_id(2));
        assert_eq!(cart.apply(&remove(1, 2), line_id(3)), adjusted(Adjustment::UnseenIncreaseStays));
        assert_eq!(cart.lines[0].quantity.get(), 3);
    }

    #[test]
    fn removing_twice_is_harmless_and_nothing_comes_back() {
        let mut cart = Cart::default();
        cart.apply(&add(1, 2, 0), line_id(1));
        assert_eq!(cart.apply(&remove(1, 2), line_id(2)), Outcome::Ok);
        assert_eq!(cart.apply(&remove(1, 2), line_id(3)), Outcome::Noop);
        let set = CartChange::SetQuantity {
            cart: CartId::main(),
            line: line_id(1),
            quantity: Quantity::ONE,
            seen: 2,
        };
        assert_eq!(cart.apply(&set, line_id(4)), rejected(Rejection::LineGone));
        assert!(cart.lines.is_empty());
    }

    #[test]
    fn a_cart_of_200_lines_is_full() {
        let mut cart = Cart::default();
        for n in 0..200 {
            assert_eq!(cart.apply(&add(n, 1, 0), line_id(n)), Outcome::Ok);
        }
        assert_eq!(cart.apply(&add(200, 1, 0), line_id(200)), rejected(Rejection::CartFull));
        assert_eq!(cart.apply(&add(7, 1, 1), line_id(201)), Outcome::Ok);
    }

    #[test]
    fn stepping_down_from_one_removes_the_line() {
        let mut cart = Cart::default();
        cart.apply(&add(1, 1, 0), line_id(1));
        let down = CartChange::Step { cart: CartId::main(), line: line_id(1), by: -1, seen: 1 };
        assert_eq!(cart.apply(&down, line_id(2)), Outcome::Ok);
        assert!(cart.lines.is_empty());
    }

    #[test]
    fn clearing_keeps_a_line_that_was_not_on_the_screen() {
        let mut cart = Cart::default();
        cart.apply(&add(1, 1, 0), line_id(1));
        cart.apply(&add(2, 1, 0), line_id(2));
        let clear =
            CartChange::Clear { cart: CartId::main(), lines: vec![SeenLine { line: line_id(1), seen: 1 }] };
        assert_eq!(cart.apply(&clear, line_id(3)), Outcome::Ok);
        assert_eq!(cart.lines.len(), 1);
        assert_eq!(cart.lines[0].id, line_id(2));
    }

    #[test]
    fn an_ordered_quantity_leaves_additions_made_meanwhile() {
        let mut cart = Cart::default();
        cart.apply(&add(1, 5, 0), line_id(1));
        cart.take(&line_id(1), 3);
        assert_eq!(cart.lines[0].quantity.get(), 2);
        cart.take(&line_id(1), 2);
        assert!(cart.lines.is_empty());
    }

    fn any_change() -> impl Strategy<Value = CartChange> {
        let cart = CartId::main;
        prop_oneof![
            (0..4u32, 1..=999i64, 0..5i64).prop_map(|(s, n, seen)| add(s, n, seen)),
            (0..30u32, any::<i64>(), any::<i64>()).prop_map(move |(l, by, seen)| CartChange::Step {
                cart: cart(),
                line: line_id(l),
                by,
                seen
            }),
            (0..30u32, 1..=999i64, 0..9i64).prop_map(move |(l, n, seen)| CartChange::SetQuantity {
                cart: cart(),
                line: line_id(l),
                quantity: quantity(n),
                seen
            }),
            (0..30u32, any::<i64>()).prop_map(|(l, seen)| remove(l, seen)),
        ]
    }

    proptest! {
        #[test]
        fn no_history_makes_a_bad_cart(changes in proptest::collection::vec(any_change(), 0..60)) {
            let mut cart = Cart::default();
            for (n, change) in (0..).zip(&changes) {
                cart.apply(change, line_id(n));
            }
            let mut keys: Vec<_> = cart.lines.iter().map(|l| (l.service.clone(), l.choices.clone())).collect();
            keys.sort();
            keys.dedup();
            prop_assert_eq!(keys.len(), cart.lines.len());
            prop_assert!(cart.lines.len() <= LINES_PER_CART);
        }
    }
}
