//! Taking back edits of the cart. An edit is undone by new changes that do the opposite, so that what other desks
//! did meanwhile stays.

use std::collections::VecDeque;

use contract::ipc::Undo;
use domain::cart::{Cart, CartChange, Line};
use domain::service::Choices;
use domain::{CartId, ServiceId};

/// Edits that can be taken back; nobody remembers more.
const EDITS_KEPT: usize = 50;

/// Edits since the desk was started, the latest last.
#[derive(Default)]
pub struct UndoStack(VecDeque<Edit>);

/// One edit: what it is called, and what takes it back.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    pub label: Undo,
    inverses: Vec<Inverse>,
}

/// Named by service and choices: a line that was removed and added again has another id.
#[derive(Debug, Clone, PartialEq)]
enum Inverse {
    PutBack(Line),
    Step { service: ServiceId, choices: Choices, by: i64 },
    Note { service: ServiceId, choices: Choices, note: String },
}

impl UndoStack {
    pub fn push(&mut self, edit: Edit) {
        if edit.inverses.is_empty() {
            return;
        }
        if self.0.len() == EDITS_KEPT {
            self.0.pop_front();
        }
        self.0.push_back(edit);
    }

    pub fn pop(&mut self) -> Option<Edit> {
        self.0.pop_back()
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    pub fn label(&self) -> Option<Undo> {
        self.0.back().map(|edit| edit.label)
    }
}

impl Edit {
    /// What would bring `after` back to `before`.
    pub fn between(label: Undo, before: &Cart, after: &Cart) -> Self {
        let mut inverses = Vec::new();
        for line in &after.lines {
            let Line { service, choices, quantity, note, .. } = line;
            let (was, noted) = match before.line_of(service, choices) {
                Some(old) => (old.quantity.get(), &old.note),
                None => (0, note),
            };
            let by = was - quantity.get();
            if by != 0 {
                inverses.push(Inverse::Step { service: service.clone(), choices: choices.clone(), by });
            }
            if noted != note {
                let (service, choices) = (service.clone(), choices.clone());
                inverses.push(Inverse::Note { service, choices, note: noted.clone() });
            }
        }
        let gone = before.lines.iter().filter(|line| after.line_of(&line.service, &line.choices).is_none());
        inverses.extend(gone.cloned().map(Inverse::PutBack));
        Self { label, inverses }
    }

    /// The changes that take the edit back, each made for the cart as `apply` left it. What is gone is skipped.
    pub fn take_back<E>(
        &self,
        cart_id: &CartId,
        mut cart: Cart,
        mut apply: impl FnMut(CartChange) -> Result<Cart, E>,
    ) -> Result<Cart, E> {
        for inverse in &self.inverses {
            if let Some(change) = inverse.change(cart_id.clone(), &cart) {
                cart = apply(change)?;
            }
        }
        Ok(cart)
    }
}

impl Inverse {
    fn change(&self, cart_id: CartId, cart: &Cart) -> Option<CartChange> {
        Some(match self {
            Self::PutBack(line) => CartChange::Add {
                cart: cart_id,
                service: line.service.clone(),
                choices: line.choices.clone(),
                quantity: line.quantity,
                note: line.note.clone(),
                seen_unit_minor: line.seen_unit_minor,
                seen: cart.line_of(&line.service, &line.choices).map_or(0, |line| line.quantity.get()),
            },
            Self::Step { service, choices, by } => {
                let line = cart.line_of(service, choices)?;
                let seen = line.quantity.get();
                CartChange::Step { cart: cart_id, line: line.id.clone(), by: *by, seen }
            }
            Self::Note { service, choices, note } => {
                let line = cart.line_of(service, choices)?;
                CartChange::SetNote { cart: cart_id, line: line.id.clone(), note: note.clone() }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{LineId, Quantity};
    use proptest::prelude::*;

    fn add(service: u8, quantity: i64, note: &str) -> CartChange {
        CartChange::Add {
            cart: CartId::main(),
            service: ServiceId::new(format!("s{service}")).expect("an id"),
            choices: Choices::default(),
            quantity: Quantity::new(quantity).expect("a quantity"),
            note: note.into(),
            seen_unit_minor: 100,
            seen: 0,
        }
    }

    /// Services with quantities and notes; ids and order may differ after an undo.
    fn content(cart: &Cart) -> Vec<(ServiceId, i64, String)> {
        let mut content: Vec<_> = cart
            .lines
            .iter()
            .map(|line| (line.service.clone(), line.quantity.get(), line.note.clone()))
            .collect();
        content.sort();
        content
    }

    #[derive(Debug, Clone)]
    enum Did {
        Add(u8, i64),
        Step(u8, i64),
        Remove(u8),
        Note(u8, String),
    }

    fn change(did: &Did, cart: &Cart) -> Option<CartChange> {
        let line = |service: &u8| {
            let id = ServiceId::new(format!("s{service}")).expect("an id");
            cart.line_of(&id, &Choices::default())
        };
        let id = CartId::main();
        Some(match did {
            Did::Add(service, quantity) => add(*service, *quantity, "new"),
            Did::Step(service, by) => {
                let line = line(service)?;
                CartChange::Step { cart: id, line: line.id.clone(), by: *by, seen: line.quantity.get() }
            }
            Did::Remove(service) => {
                let line = line(service)?;
                CartChange::Remove { cart: id, line: line.id.clone(), seen: line.quantity.get() }
            }
            Did::Note(service, note) => {
                CartChange::SetNote { cart: id, line: line(service)?.id.clone(), note: note.clone() }
            }
        })
    }

    fn anything() -> impl Strategy<Value = Did> {
        prop_oneof![
            (0..4u8, 1..=999i64).prop_map(|(service, quantity)| Did::Add(service, quantity)),
            (0..4u8, -1000..1000i64).prop_map(|(service, by)| Did::Step(service, by)),
            (0..4u8).prop_map(Did::Remove),
            (0..4u8, "[a-c]{0,2}").prop_map(|(service, note)| Did::Note(service, note)),
        ]
    }

    proptest! {
        #[test]
        fn taking_back_everything_leads_back_through_every_state(
            history in proptest::collection::vec(anything(), 0..40),
        ) {
            let mut fresh = (0..).map(|n| LineId::new(format!("l{n}")).expect("an id"));
            let mut cart = Cart::default();
            let mut states = Vec::new();
            let mut stack = UndoStack::default();
            for did in &history {
                let before = cart.clone();
                if let Some(change) = change(did, &cart) {
                    cart.apply(&change, fresh.next().expect("endless"));
                }
                if cart != before {
                    stack.push(Edit::between(Undo::Quantity, &before, &cart));
                    states.push(content(&before));
                }
            }
            while let Some(edit) = stack.pop() {
                let mut now = cart.clone();
                let applied = edit.take_back(&CartId::main(), cart.clone(), |change| {
                    now.apply(&change, fresh.next().expect("endless"));
                    Ok::<_, std::convert::Infallible>(now.clone())
                });
                cart = applied.expect("infallible");
                prop_assert_eq!(Some(content(&cart)), states.pop());
            }
        }
    }

    #[test]
    fn only_the_last_fifty_edits_are_remembered() {
        let mut stack = UndoStack::default();
        let mut cart = Cart::default();
        for n in 0..60u8 {
            let before = cart.clone();
            cart.apply(&add(n, 1, ""), LineId::new(format!("l{n}")).expect("an id"));
            stack.push(Edit::between(Undo::Added, &before, &cart));
        }
        assert_eq!(std::iter::from_fn(|| stack.pop()).count(), EDITS_KEPT);
    }
}
