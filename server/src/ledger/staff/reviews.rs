//! What staff has to look at, with what came of it.

use contract::Code;
use contract::staff::{Closed, Review, ReviewReason};
use domain::{CustomerId, OrderId, ReviewId};

use crate::db::{DbError, Row, Tx};
use crate::error::Error;
use crate::ledger::reviews;
use crate::params;

/// Items that are listed at once.
const LISTED: i64 = 200;
const COLUMNS: &str = "reviews.id, reviews.kind, reviews.detail, reviews.order_id, orders.number, reviews.created_us, \
     reviews.closed_us, reviews.closing, customers.name FROM reviews \
     LEFT JOIN orders ON orders.id = reviews.order_id LEFT JOIN customers ON customers.id = reviews.closed_by";

/// What is open, oldest first.
pub fn open(tx: &mut Tx<'_>) -> Result<Vec<Review>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} WHERE reviews.closed_us IS NULL ORDER BY reviews.created_us, reviews.id LIMIT ?1"
    );
    Ok(tx.query(&sql, params![LISTED])?.iter().map(review).collect::<Result<_, _>>()?)
}

/// Those about an order, open and closed, oldest first.
pub fn of_order(tx: &mut Tx<'_>, order: &OrderId) -> Result<Vec<Review>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} WHERE reviews.order_id = ?1 ORDER BY reviews.created_us, reviews.id LIMIT ?2"
    );
    Ok(tx.query(&sql, params![order, LISTED])?.iter().map(review).collect::<Result<_, _>>()?)
}

/// Closes one with a sentence. The same again is harmless; after somebody else it is refused.
pub fn close(
    tx: &mut Tx<'_>,
    id: &ReviewId,
    staff: &CustomerId,
    sentence: &str,
    now_us: i64,
) -> Result<(), Error> {
    if reviews::close(tx, id.as_str(), sentence, now_us)? {
        tx.execute("UPDATE reviews SET closed_by = ?2 WHERE id = ?1", params![id, staff])?;
        return Ok(());
    }
    let row = tx.optional("SELECT closed_by, closing FROM reviews WHERE id = ?1", params![id])?;
    let row = row.ok_or_else(Error::not_found)?;
    let (by, said): (Option<CustomerId>, String) = (row.get(0)?, row.get(1)?);
    if by.as_ref() == Some(staff) && said == sentence { Ok(()) } else { Err(Code::ReviewClosed.into()) }
}

fn review(row: &Row) -> Result<Review, DbError> {
    let closed_us: Option<i64> = row.get(6)?;
    let (sentence, by): (String, Option<String>) = (row.get(7)?, row.get(8)?);
    Ok(Review {
        id: row.get(0)?,
        why: row.parsed(1, |word| serde_json::from_value::<ReviewReason>(word.into()).ok())?,
        detail: row.get(2)?,
        order: row.get(3)?,
        number: row.get(4)?,
        created_at_us: row.get(5)?,
        closed: closed_us.map(|at_us| Closed { by, sentence, at_us }),
    })
}
