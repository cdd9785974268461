//! Pages of a pull that wait for the last one.

use contract::sync::Row;
use rusqlite::Connection;

use super::error::StoreError;

pub fn keep(tx: &Connection, rows: &[Row]) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached("INSERT INTO staged_rows (body) VALUES (?1)")?;
    for row in rows {
        statement.execute([serde_json::to_string(row)?])?;
    }
    Ok(())
}

/// All rows in the order in which they came; they are staged no longer.
pub fn take(tx: &Connection) -> Result<Vec<Row>, StoreError> {
    let mut statement = tx.prepare_cached("SELECT body FROM staged_rows ORDER BY n")?;
    let mut stored = statement.query([])?;
    let mut rows = Vec::new();
    while let Some(row) = stored.next()? {
        rows.push(serde_json::from_str(&row.get::<_, String>(0)?)?);
    }
    drop(stored);
    if !rows.is_empty() {
        forget(tx)?;
    }
    Ok(rows)
}

pub fn forget(tx: &Connection) -> Result<(), StoreError> {
    tx.execute("DELETE FROM staged_rows", [])?;
    Ok(())
}
