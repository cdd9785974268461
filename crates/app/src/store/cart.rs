//! Lines of the cart: what the server confirmed, and what the person sees.

use std::collections::{HashMap, HashSet};

use domain::cart::{Cart, CartChange, Line};
use domain::service::Choices;
use domain::{CartId, LineId, ServiceId};
use rusqlite::Connection;

use super::changes;
use super::error::StoreError;

/// The cart as the person sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeenCart {
    pub cart: Cart,
    /// Lines with edits that have not reached the server.
    pub pending: HashSet<LineId>,
}

pub fn seen(tx: &Connection, cart: &CartId) -> Result<SeenCart, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT pending, body FROM view_lines WHERE cart = ?1 ORDER BY position, line")?;
    let mut rows = statement.query([cart.as_str()])?;
    let mut seen = SeenCart::default();
    while let Some(row) = rows.next()? {
        let line: Line = serde_json::from_str(&row.get::<_, String>(1)?)?;
        if row.get(0)? {
            seen.pending.insert(line.id.clone());
        }
        seen.cart.lines.push(line);
    }
    Ok(seen)
}

/// Writes what differs between two states of the view.
pub fn write_seen(
    tx: &Connection,
    cart: &CartId,
    before: &SeenCart,
    after: &SeenCart,
) -> Result<(), StoreError> {
    let old: HashMap<&LineId, (usize, &Line)> =
        before.cart.lines.iter().enumerate().map(|(at, line)| (&line.id, (at, line))).collect();
    let kept: HashSet<&LineId> = after.cart.lines.iter().map(|line| &line.id).collect();
    let gone: Vec<_> = old.keys().filter(|id| !kept.contains(**id)).collect();
    for id in &gone {
        tx.prepare_cached("DELETE FROM view_lines WHERE line = ?1")?.execute([id.as_str()])?;
    }
    // While lines only leave or join at the end, those between keep their order without a new position.
    let stays: Vec<_> =
        before.cart.lines.iter().map(|line| &line.id).filter(|id| kept.contains(id)).collect();
    let same_order = after.cart.lines.iter().map(|line| &line.id).zip(&stays).all(|(a, b)| a == *b);
    for (at, line) in (0i64..).zip(&after.cart.lines) {
        let pending = after.pending.contains(&line.id);
        let position = match old.get(&line.id) {
            Some((_, known)) if same_order => {
                if *known == line && pending == before.pending.contains(&line.id) {
                    continue;
                }
                None
            }
            _ if same_order => Some(end_of(tx, cart)?),
            _ => Some(at),
        };
        tx.prepare_cached(
            "INSERT INTO view_lines (line, cart, position, pending, body) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (line) DO UPDATE SET position = coalesce(?6, position), pending = ?4, body = ?5",
        )?
        .execute((
            line.id.as_str(),
            cart.as_str(),
            position.unwrap_or_default(),
            pending,
            serde_json::to_string(line)?,
            position,
        ))?;
    }
    Ok(())
}

/// The position after the last line.
fn end_of(tx: &Connection, cart: &CartId) -> Result<i64, StoreError> {
    let sql = "SELECT coalesce(max(position), -1) + 1 FROM view_lines WHERE cart = ?1";
    Ok(tx.prepare_cached(sql)?.query_row([cart.as_str()], |row| row.get(0))?)
}

/// The view is what is confirmed with what is pending replayed over it. Replies whether it changed.
pub fn rebase(tx: &Connection, cart: &CartId) -> Result<bool, StoreError> {
    let before = seen(tx, cart)?;
    let mut after = SeenCart { cart: confirmed(tx, cart)?, pending: HashSet::new() };
    let mut lines: HashSet<LineId> = HashSet::new();
    let mut services: HashSet<(ServiceId, Choices)> = HashSet::new();
    for (fresh, change) in changes::to_replay(tx)? {
        if change.cart() != cart {
            continue;
        }
        after.cart.apply(&change, fresh);
        match change {
            CartChange::Add { service, choices, .. } => {
                services.insert((service, choices));
            }
            CartChange::Step { line, .. }
            | CartChange::SetQuantity { line, .. }
            | CartChange::Remove { line, .. }
            | CartChange::SetNote { line, .. } => {
                lines.insert(line);
            }
            CartChange::Clear { lines: cleared, .. } => {
                lines.extend(cleared.into_iter().map(|seen| seen.line))
            }
        }
    }
    for line in &after.cart.lines {
        if lines.contains(&line.id) || services.contains(&(line.service.clone(), line.choices.clone())) {
            after.pending.insert(line.id.clone());
        }
    }
    if before == after {
        return Ok(false);
    }
    write_seen(tx, cart, &before, &after)?;
    Ok(true)
}

/// Lines by id: ids are made in the order of time, and every desk shows the same order.
pub fn confirmed(tx: &Connection, cart: &CartId) -> Result<Cart, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT body FROM confirmed_lines WHERE cart = ?1 ORDER BY line")?;
    let mut rows = statement.query([cart.as_str()])?;
    let mut cart = Cart::default();
    while let Some(row) = rows.next()? {
        cart.lines.push(serde_json::from_str(&row.get::<_, String>(0)?)?);
    }
    Ok(cart)
}

pub fn confirm(tx: &Connection, cart: &CartId, line: &Line) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO confirmed_lines (line, cart, body) VALUES (?1, ?2, ?3)
         ON CONFLICT (line) DO UPDATE SET cart = ?2, body = ?3",
    )?
    .execute((line.id.as_str(), cart.as_str(), serde_json::to_string(line)?))?;
    Ok(())
}

pub fn confirm_gone(tx: &Connection, line: &LineId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM confirmed_lines WHERE line = ?1")?.execute([line.as_str()])?;
    Ok(())
}

pub fn forget_confirmed(tx: &Connection) -> Result<(), StoreError> {
    tx.execute("DELETE FROM confirmed_lines", [])?;
    Ok(())
}
