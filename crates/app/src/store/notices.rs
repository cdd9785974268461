//! Notices: what became of a change or a checkout, where it was not what the person meant, and news of orders.

use contract::ipc::{Notice, NoticeKind};
use domain::OrderId;
use rusqlite::{Connection, Row};

use super::error::StoreError;

/// Notices in one list; more than this nobody reads.
const LISTED: i64 = 500;

pub fn add(tx: &Connection, at_us: i64, kind: NoticeKind, about: &str) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO notices (at_us, kind, about) VALUES (?1, ?2, ?3)")?.execute((
        at_us,
        serde_json::to_string(&kind)?,
        about,
    ))?;
    Ok(())
}

/// Those that nobody dismissed, the newest first.
pub fn open(tx: &Connection) -> Result<Vec<Notice>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT id, at_us, kind, about, order_id FROM notices WHERE dismissed = 0 ORDER BY id DESC LIMIT ?1",
    )?;
    let mut rows = statement.query([LISTED])?;
    let mut notices = Vec::new();
    while let Some(row) = rows.next()? {
        notices.push(notice(row)?);
    }
    Ok(notices)
}

/// Of those that are no news of an order.
pub fn count(tx: &Connection) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM notices WHERE dismissed = 0 AND order_id IS NULL";
    Ok(tx.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

pub fn dismiss(tx: &Connection, id: i64) -> Result<(), StoreError> {
    tx.execute("UPDATE notices SET dismissed = 1 WHERE id = ?1", [id])?;
    Ok(())
}

fn notice(row: &Row<'_>) -> Result<Notice, StoreError> {
    let (kind, order): (String, Option<String>) = (row.get(2)?, row.get(4)?);
    Ok(Notice {
        id: row.get(0)?,
        at_us: row.get(1)?,
        kind: serde_json::from_str(&kind)?,
        about: row.get(3)?,
        order: order.and_then(|id| OrderId::new(id).ok()),
    })
}
