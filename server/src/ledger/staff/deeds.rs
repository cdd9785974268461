//! What staff did, under ids that the desks made: the same one again changes nothing, and who did it is kept.

use contract::{Code, Failure};
use domain::{CustomerId, DeedId, OrderId};

use crate::db::Tx;
use crate::error::Error;
use crate::ledger::new_id;
use crate::params;

/// Something that a member of the staff does.
#[derive(Debug, Clone)]
pub struct Deed {
    pub id: DeedId,
    pub staff: CustomerId,
    /// None: it is not about an order.
    pub order: Option<OrderId>,
    /// `move`, `note`, `refund`, `mail`, `coupon`, `calendar` or `catalogue`.
    pub word: &'static str,
    /// What it does, so that another deed under the same id is told from a repetition.
    pub content: String,
}

/// Whether it was done before. Another deed under its id is refused.
pub fn is_done(tx: &mut Tx<'_>, deed: &Deed) -> Result<bool, Error> {
    let sql = "SELECT staff_id, order_id, deed, content FROM staff_deeds WHERE id = ?1";
    let Some(row) = tx.optional(sql, params![&deed.id])? else { return Ok(false) };
    let (staff, order): (CustomerId, Option<OrderId>) = (row.get(0)?, row.get(1)?);
    let (word, content): (String, String) = (row.get(2)?, row.get(3)?);
    if (&staff, &order, word.as_str(), &content) == (&deed.staff, &deed.order, deed.word, &deed.content) {
        return Ok(true);
    }
    Err(used_before())
}

/// The id of a deed was used before, for something else.
pub fn used_before() -> Error {
    let reason = "this id was used before, for something else";
    Failure::new(Code::Malformed).with("field", "id").with("reason", reason).into()
}

/// Writes down what somebody did to the catalogue, which needs no id of the desk's: the version that was seen tells a
/// repetition.
pub fn record_of_catalogue(
    tx: &mut Tx<'_>,
    staff: &CustomerId,
    content: String,
    now_us: i64,
) -> Result<(), Error> {
    let id = DeedId::new(new_id()).map_err(|error| Error::Broken(error.to_string()))?;
    record(tx, &Deed { id, staff: staff.clone(), order: None, word: "catalogue", content }, now_us)
}

/// Writes it down, in the transaction that does it.
pub fn record(tx: &mut Tx<'_>, deed: &Deed, now_us: i64) -> Result<(), Error> {
    let sql = "INSERT INTO staff_deeds (id, staff_id, order_id, deed, content, at_us) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    tx.execute(sql, params![&deed.id, &deed.staff, deed.order.as_ref(), deed.word, &deed.content, now_us])?;
    Ok(())
}
