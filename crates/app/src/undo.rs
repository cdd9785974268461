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
