//! Notes of staff for staff. No query of a customer's touches this table.

use contract::staff::StaffNote;
use domain::{CustomerId, DeedId, OrderId};

use super::deeds::{self, Deed};
use super::order::ver_and_owner;
use crate::db::{DbError, Row, Tx};
use crate::error::Error;
use crate::ledger::head;
use crate::params;

/// Notes of an order that are shown, newest first.
const SHOWN: i64 = 200;

/// Adds a note. The order stays as it is: nobody's move is in the way of a note.
pub fn add(
    tx: &mut Tx<'_>,
    id: &DeedId,
    staff: &CustomerId,
    order: &OrderId,
    text: &str,
    now_us: i64,
) -> Result<(), Error> {
    let (_, owner) = ver_and_owner(tx, order)?;
    // The lock alone: the same note, sent twice at once, is one.
    head::next_ver(tx, &owner)?;
    let deed = Deed {
        id: id.clone(),
        staff: staff.clone(),
        order: Some(order.clone()),
        word: "note",
        content: text.to_owned(),
    };
    if deeds::is_done(tx, &deed)? {
        return Ok(());
    }
    deeds::record(tx, &deed, now_us)?;
    let sql = "INSERT INTO order_notes (id, order_id, staff_id, text, at_us) VALUES (?1, ?2, ?3, ?4, ?5)";
    tx.execute(sql, params![id, order, staff, text, now_us])?;
    Ok(())
}

/// Those of an order, newest first.
pub fn of_order(tx: &mut Tx<'_>, order: &OrderId) -> Result<Vec<StaffNote>, Error> {
    let sql = "SELECT order_notes.id, customers.name, order_notes.text, order_notes.at_us FROM order_notes \
               JOIN customers ON customers.id = order_notes.staff_id WHERE order_notes.order_id = ?1 \
               ORDER BY order_notes.at_us DESC, order_notes.id DESC LIMIT ?2";
    let note = |row: &Row| -> Result<StaffNote, DbError> {
        Ok(StaffNote { id: row.get(0)?, by: row.get(1)?, text: row.get(2)?, at_us: row.get(3)? })
    };
    Ok(tx.query(sql, params![order, SHOWN])?.iter().map(note).collect::<Result<_, _>>()?)
}
