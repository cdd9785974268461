//! The cart. An edit is one transaction: the rule on the view, the change for the server, the new view.

use std::sync::Arc;

use contract::ipc::{
    AddToCart, CartView, Changed, ClearCart, RemoveLine, ReplaceLine, SetNote, SetQuantity, ShowCart,
    StepLine, Undo, UndoCart,
};
use contract::{Code, Failure};
use domain::address::FieldReason;
use domain::cart::{Cart, CartChange, Line, Outcome, Rejection, SeenLine};
use domain::limits::QUANTITY_MAX;
use domain::service::Choices;
use domain::{CartId, ChangeId, FieldProblem, LineId, Quantity, ServiceId};
use rusqlite::Connection;
use uuid::Uuid;

use crate::account::Account;
use crate::desk::{Desk, blocking};
use crate::store::cart::SeenCart;
use crate::store::{StoreError, cart, changes, services};
use crate::undo::Edit;

impl Desk {
    pub async fn cart(&self, _: ShowCart) -> Result<CartView, Failure> {
        let account = self.account()?;
        let desk = self.clone();
        blocking(move || desk.view_of(&account)).await
    }

    pub async fn cart_add(&self, call: AddToCart) -> Result<CartView, Failure> {
        let quantity = quantity(call.quantity)?;
        let desk = self.clone();
        self.edit(Undo::Added, move |cart| {
            let note = call.note.trim().to_owned();
            desk.addition(cart, &call.service, call.choices, quantity, note)
        })
        .await
    }

    pub async fn cart_replace(&self, call: ReplaceLine) -> Result<CartView, Failure> {
        let desk = self.clone();
        self.edit_in_steps(Undo::Replaced, move |cart| {
            let line = line_of(cart, &call.line)?;
            let (quantity, note) = (line.quantity, line.note.clone());
            let add = desk.addition(cart, &line.service, call.choices, quantity, note)?;
            if matches!(&add, CartChange::Add { choices, .. } if *choices == line.choices) {
                return Ok(Vec::new());
            }
            // The old line first, so that a full cart has room for the new one.
            let remove =
                CartChange::Remove { cart: CartId::main(), line: line.id.clone(), seen: quantity.get() };
            Ok(vec![remove, add])
        })
        .await
    }

    pub async fn cart_step(&self, call: StepLine) -> Result<CartView, Failure> {
        self.edit(Undo::Quantity, move |cart| {
            let StepLine { line, by } = call;
            let seen = line_of(cart, &line)?.quantity.get();
            // A press too many on minus is no wish to remove: that has a button of its own.
            Ok(CartChange::Step { cart: CartId::main(), line, by: by.max(1 - seen), seen })
        })
        .await
    }

    pub async fn cart_set_quantity(&self, call: SetQuantity) -> Result<CartView, Failure> {
        let quantity = quantity(call.quantity)?;
        self.edit(Undo::Quantity, move |cart| {
            let line = call.line;
            let seen = line_of(cart, &line)?.quantity.get();
            Ok(CartChange::SetQuantity { cart: CartId::main(), line, quantity, seen })
        })
        .await
    }

    pub async fn cart_remove(&self, call: RemoveLine) -> Result<CartView, Failure> {
        self.edit(Undo::Removed, move |cart| {
            let line = call.line;
            let seen = line_of(cart, &line)?.quantity.get();
            Ok(CartChange::Remove { cart: CartId::main(), line, seen })
        })
        .await
    }

    pub async fn cart_clear(&self, _: ClearCart) -> Result<CartView, Failure> {
        self.edit(Undo::Cleared, |cart| {
            let seen = |line: &Line| SeenLine { line: line.id.clone(), seen: line.quantity.get() };
            Ok(CartChange::Clear { cart: CartId::main(), lines: cart.lines.iter().map(seen).collect() })
        })
        .await
    }

    pub async fn cart_note(&self, call: SetNote) -> Result<CartView, Failure> {
        self.edit(Undo::Note, move |cart| {
            line_of(cart, &call.line)?;
            let note = call.note.trim().to_owned();
            Ok(CartChange::SetNote { cart: CartId::main(), line: call.line, note })
        })
        .await
    }

    pub async fn cart_undo(&self, _: UndoCart) -> Result<CartView, Failure> {
        let account = self.account()?;
        let desk = self.clone();
        let view = blocking(move || {
            let edit = account.undo().pop().ok_or(Failure::new(Code::NothingToUndo))?;
            let taken_back = account.edit(|tx| {
                let before = cart::seen(tx, &CartId::main())?;
                let mut now = before.clone();
                edit.take_back(&CartId::main(), before.cart.clone(), |change| {
                    apply(tx, &mut now, change)?;
                    Ok::<_, StoreError>(now.cart.clone())
                })?;
                cart::write_seen(tx, &CartId::main(), &before, &now)
            });
            if let Err(error) = taken_back {
                // Nothing was written: it can be tried again.
                account.undo().push(edit);
                return Err(error);
            }
            desk.view_of(&account)
        })
        .await?;
        self.cart_changed();
        Ok(view)
    }

    /// The change that adds a service with these choices, or the default ones, to this cart.
    pub(crate) fn addition(
        &self,
        cart: &Cart,
        service: &ServiceId,
        choices: Choices,
        quantity: Quantity,
        note: String,
    ) -> Result<CartChange, StoreError> {
        let service = self.inner.catalogue.read(|tx| services::get(tx, service))?;
        let service = service.ok_or(Failure::new(Code::NotFound))?;
        let choices = if choices.is_empty() { service.default_choices() } else { choices };
        let unit = service.unit_price(&choices).map_err(|_| Failure::new(Code::LinesUnavailable))?;
        let seen = cart.line_of(&service.id, &choices).map_or(0, |line| line.quantity.get());
        Ok(CartChange::Add {
            cart: CartId::main(),
            service: service.id,
            choices,
            quantity,
            note,
            seen_unit_minor: unit.minor,
            seen,
        })
    }

    /// Makes a change for the cart that the person sees, applies and records it.
    async fn edit(
        &self,
        label: Undo,
        make: impl FnOnce(&Cart) -> Result<CartChange, StoreError> + Send + 'static,
    ) -> Result<CartView, Failure> {
        self.edit_in_steps(label, move |cart| Ok(vec![make(cart)?])).await
    }

    /// The same for an edit that takes several changes: all of them are made, or none, and they are taken back as one.
    pub(crate) async fn edit_in_steps(
        &self,
        label: Undo,
        make: impl FnOnce(&Cart) -> Result<Vec<CartChange>, StoreError> + Send + 'static,
    ) -> Result<CartView, Failure> {
        let account = self.account()?;
        let desk = self.clone();
        let (view, changed) = blocking(move || {
            let (seen, edit) = write_edit(&account, label, make)?;
            let changed = edit.is_some();
            if let Some(edit) = edit {
                account.undo().push(edit);
            }
            Ok((desk.view_as_seen(&account, &seen)?, changed))
        })
        .await?;
        if changed {
            self.cart_changed();
        }
        Ok(view)
    }

    pub(crate) fn cart_changed(&self) {
        self.tell(&[Changed::Cart, Changed::Sync]);
        self.inner.engine.has_work();
    }
}

/// The cart as it is now, and the edit if there was one.
fn write_edit(
    account: &Arc<Account>,
    label: Undo,
    make: impl FnOnce(&Cart) -> Result<Vec<CartChange>, StoreError>,
) -> Result<(SeenCart, Option<Edit>), StoreError> {
    account.edit(|tx| {
        let before = cart::seen(tx, &CartId::main())?;
        let mut after = before.clone();
        let mut changed = false;
        for change in make(&before.cart)? {
            changed |= apply(tx, &mut after, change)?;
        }
        if !changed {
            return Ok((before, None));
        }
        cart::write_seen(tx, &CartId::main(), &before, &after)?;
        let edit = Edit::between(label, &before.cart, &after.cart);
        Ok((after, Some(edit)))
    })
}

/// Applies a change to the view and records it for the server. Replies whether it had an effect.
fn apply(tx: &Connection, seen: &mut SeenCart, change: CartChange) -> Result<bool, StoreError> {
    if changes::is_full(tx)? {
        return Err(Failure::new(Code::QueueFull).into());
    }
    let id = ChangeId::new(Uuid::now_v7().to_string()).expect("a UUID is an id");
    let before = seen.cart.clone();
    match seen.cart.apply(&change, LineId::from(id.clone())) {
        Outcome::Noop => return Ok(false),
        Outcome::Rejected { reason } => return Err(refused(reason).into()),
        Outcome::Ok | Outcome::Adjusted { .. } => {}
    }
    if seen.cart == before {
        return Ok(false);
    }
    let touched = seen.cart.lines.iter().filter(|line| before.line(&line.id) != Some(*line));
    seen.pending.extend(touched.map(|line| line.id.clone()));
    changes::record(tx, id, change)?;
    Ok(true)
}

fn line_of<'a>(cart: &'a Cart, line: &LineId) -> Result<&'a Line, Failure> {
    cart.line(line).ok_or_else(|| Code::NotFound.into())
}

fn quantity(input: i64) -> Result<Quantity, Failure> {
    Quantity::new(input).map_err(|_| {
        let reason = if input > QUANTITY_MAX { FieldReason::TooLong } else { FieldReason::Required };
        Failure::fields(vec![FieldProblem { field: "quantity".into(), reason }])
    })
}

fn refused(reason: Rejection) -> Failure {
    match reason {
        Rejection::CartFull => Code::TooManyLines.into(),
        Rejection::NoteTooLong => {
            Failure::fields(vec![FieldProblem { field: "note".into(), reason: FieldReason::TooLong }])
        }
        Rejection::LineGone | Rejection::UnknownService => Code::NotFound.into(),
        Rejection::Malformed | Rejection::Unsupported => Code::Malformed.into(),
    }
}
