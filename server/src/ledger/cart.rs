//! Carts: loaded once, changed by the domain's rules, and only what differs is written back.

use std::collections::HashMap;

use contract::sync::Row as SyncRow;
use domain::cart::{Cart, CartChange, Line, Outcome, Rejection};
use domain::{CartId, CustomerId, LineId, Quantity};

use super::catalogue;
use crate::db::{DbError, Row, Tx};
use crate::error::Error;
use crate::params;

/// Carts of a customer that have or had lines. People park a few; more is a mistake.
const CARTS_PER_CUSTOMER: i64 = 50;

/// A customer's carts in this transaction.
pub struct Carts<'a> {
    customer: &'a CustomerId,
    open: HashMap<CartId, OpenCart>,
}

struct OpenCart {
    now: Cart,
    before: HashMap<LineId, Line>,
    last_position: i64,
}

impl<'a> Carts<'a> {
    pub fn of(customer: &'a CustomerId) -> Self {
        Self { customer, open: HashMap::new() }
    }

    /// Applies a change; `fresh` names a line that it makes.
    pub fn apply(&mut self, tx: &mut Tx<'_>, change: &CartChange, fresh: LineId) -> Result<Outcome, Error> {
        if let CartChange::Add { service, .. } = change
            && !catalogue::is_known(tx, service)?
        {
            return Ok(Outcome::Rejected { reason: Rejection::UnknownService });
        }
        let customer = self.customer;
        let cart = self.open(tx, change.cart())?;
        let is_new = cart.last_position == 0 && cart.now.lines.is_empty();
        if is_new && !may_begin_cart(tx, customer, change.cart())? {
            return Ok(Outcome::Rejected { reason: Rejection::CartFull });
        }
        Ok(cart.now.apply(change, fresh))
    }

    /// Takes what was ordered from its line; what was added meanwhile stays. False, and nothing taken, if the line holds
    /// less, or was ordered or removed meanwhile. There is nothing to take from a line that never was in the cart.
    pub fn take(
        &mut self,
        tx: &mut Tx<'_>,
        cart: &CartId,
        line: &LineId,
        quantity: Quantity,
    ) -> Result<bool, Error> {
        let customer = self.customer;
        let open = self.open(tx, cart)?;
        match open.now.line(line) {
            Some(live) if live.quantity < quantity => Ok(false),
            Some(_) => {
                open.now.take(line, quantity.get());
                Ok(true)
            }
            None => Ok(!was_there(tx, customer, cart, line)?),
        }
    }

    /// Writes every line that differs from before, as version `ver`.
    pub fn store(self, tx: &mut Tx<'_>, ver: i64) -> Result<(), Error> {
        for (id, cart) in self.open {
            store_cart(tx, self.customer, &id, cart, ver)?;
        }
        Ok(())
    }

    fn open(&mut self, tx: &mut Tx<'_>, id: &CartId) -> Result<&mut OpenCart, Error> {
        if !self.open.contains_key(id) {
            let cart = load(tx, self.customer, id)?;
            self.open.insert(id.clone(), cart);
        }
        self.open.get_mut(id).ok_or_else(|| Error::Broken("a cart that was just opened is missing".into()))
    }
}

/// Rows of lines for a pull: newer than the cursor, oldest first. With `gone`, removed ones are named too.
pub fn newer(
    tx: &mut Tx<'_>,
    customer: &CustomerId,
    after: (i64, &str),
    limit: i64,
    gone: bool,
) -> Result<Vec<(i64, String, SyncRow)>, Error> {
    let sql = "SELECT id, service_id, choices, quantity, note, seen_unit_minor, cart_id, gone, ver \
               FROM cart_lines WHERE customer_id = ?1 AND (ver, id) > (?2, ?3) AND gone <= ?4 \
               ORDER BY ver, id LIMIT ?5";
    let rows = tx.query(sql, params![customer, after.0, after.1, gone, limit])?;
    let sync_row = |row: &Row| {
        let cart: CartId = row.get(6)?;
        let line = line(row)?;
        let id = line.id.as_str().to_owned();
        let sync = match row.get::<bool>(7)? {
            true => SyncRow::CartLineGone { cart, line: line.id },
            false => SyncRow::CartLine { cart, line },
        };
        Ok((row.get(8)?, id, sync))
    };
    rows.iter().map(sync_row).collect()
}

fn load(tx: &mut Tx<'_>, customer: &CustomerId, cart: &CartId) -> Result<OpenCart, Error> {
    let sql = "SELECT id, service_id, choices, quantity, note, seen_unit_minor, position \
               FROM cart_lines WHERE customer_id = ?1 AND cart_id = ?2 AND gone = 0 ORDER BY position, id";
    let rows = tx.query(sql, params![customer, cart])?;
    let lines: Vec<Line> = rows.iter().map(line).collect::<Result<_, _>>()?;
    let last_position = rows.last().map_or(Ok(0), |row| row.get(6))?;
    let before = lines.iter().map(|line| (line.id.clone(), line.clone())).collect();
    Ok(OpenCart { now: Cart { lines }, before, last_position })
}

fn was_there(tx: &mut Tx<'_>, customer: &CustomerId, cart: &CartId, line: &LineId) -> Result<bool, Error> {
    let sql = "SELECT gone FROM cart_lines WHERE customer_id = ?1 AND cart_id = ?2 AND id = ?3";
    Ok(tx.optional(sql, params![customer, cart, line])?.is_some())
}

fn may_begin_cart(tx: &mut Tx<'_>, customer: &CustomerId, cart: &CartId) -> Result<bool, Error> {
    if *cart == CartId::main() {
        return Ok(true);
    }
    let sql = "SELECT count(DISTINCT cart_id) FROM cart_lines WHERE customer_id = ?1 AND cart_id <> ?2";
    Ok(tx.one(sql, params![customer, cart])?.get::<i64>(0)? < CARTS_PER_CUSTOMER)
}

fn store_cart(
    tx: &mut Tx<'_>,
    customer: &CustomerId,
    id: &CartId,
    cart: OpenCart,
    ver: i64,
) -> Result<(), Error> {
    let OpenCart { now, mut before, mut last_position } = cart;
    for line in &now.lines {
        match before.remove(&line.id) {
            Some(old) if old == *line => {}
            Some(_) => {
                let sql = "UPDATE cart_lines SET quantity = ?4, note = ?5, ver = ?6 \
                           WHERE customer_id = ?1 AND cart_id = ?2 AND id = ?3";
                tx.execute(sql, params![customer, id, &line.id, line.quantity.get(), &line.note, ver])?;
            }
            None => {
                last_position += 1;
                insert(tx, customer, id, line, last_position, ver)?;
            }
        }
    }
    for gone in before.into_keys() {
        let sql =
            "UPDATE cart_lines SET gone = 1, ver = ?4 WHERE customer_id = ?1 AND cart_id = ?2 AND id = ?3";
        tx.execute(sql, params![customer, id, &gone, ver])?;
    }
    Ok(())
}

fn insert(
    tx: &mut Tx<'_>,
    customer: &CustomerId,
    cart: &CartId,
    line: &Line,
    position: i64,
    ver: i64,
) -> Result<(), Error> {
    let sql = "INSERT INTO cart_lines (customer_id, cart_id, id, service_id, choices, quantity, note, \
               seen_unit_minor, position, gone, ver) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?10)";
    let choices = super::json(&line.choices)?;
    let params = params![
        customer,
        cart,
        &line.id,
        &line.service,
        choices,
        line.quantity.get(),
        &line.note,
        line.seen_unit_minor,
        position,
        ver
    ];
    tx.execute(sql, params)?;
    Ok(())
}

fn line(row: &Row) -> Result<Line, DbError> {
    Ok(Line {
        id: row.get(0)?,
        service: row.get(1)?,
        choices: row.json(2)?,
        quantity: Quantity::new(row.get(3)?).map_err(|_| DbError::Shape { column: 3 })?,
        note: row.get(4)?,
        seen_unit_minor: row.get(5)?,
    })
}
