//! What a customer asked for after an order was placed: remembered by the id that the desk made, so that asking twice is
//! harmless.

use contract::Code;
use domain::{OrderId, RequestId};

use crate::db::Tx;
use crate::error::Error;
use crate::params;

/// Cancellations and changes of one order. People have said what they want long before.
const REQUESTS_PER_ORDER: i64 = 100;

/// Whether it was granted before; refused if its id was used for something else.
pub fn is_known(tx: &mut Tx<'_>, order: &OrderId, id: &RequestId, hash: &str) -> Result<bool, Error> {
    let sql = "SELECT request_hash FROM order_requests WHERE order_id = ?1 AND id = ?2";
    let Some(row) = tx.optional(sql, params![order, id])? else { return Ok(false) };
    if row.get::<String>(0)? == hash { Ok(true) } else { Err(Code::RequestConflict.into()) }
}

/// Remembers what is granted. The head of the customer is held.
pub fn remember(
    tx: &mut Tx<'_>,
    order: &OrderId,
    id: &RequestId,
    hash: &str,
    now_us: i64,
) -> Result<(), Error> {
    let count = tx.one("SELECT COUNT(*) FROM order_requests WHERE order_id = ?1", params![order])?;
    if count.get::<i64>(0)? >= REQUESTS_PER_ORDER {
        return Err(Code::AskProvider.into());
    }
    let sql = "INSERT INTO order_requests (order_id, id, request_hash, at_us) VALUES (?1, ?2, ?3, ?4)";
    tx.execute(sql, params![order, id, hash, now_us])?;
    Ok(())
}
