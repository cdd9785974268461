//! The queue of changes: what was done here and the server has not finished.

use contract::sync::{Change, ChangeResult, Intent};
use domain::cart::{CartChange, Outcome};
use domain::limits::{CHANGES_PER_PUSH, PENDING_CHANGES, PUSH_BYTES};
use domain::{ChangeId, LineId};
use rusqlite::{Connection, Row};

use super::error::StoreError;

/// A change with the result that has arrived for it.
pub struct Finished {
    pub intent: CartChange,
    pub outcome: Outcome,
}

/// Records a change under the next number of this desk.
pub fn record(tx: &Connection, id: ChangeId, intent: CartChange) -> Result<(), StoreError> {
    let change = Change::new(id, next_seq(tx)?, intent);
    tx.prepare_cached(
        "INSERT INTO changes (seq, id, hash, intent, state) VALUES (?1, ?2, ?3, ?4, 'queued')",
    )?
    .execute((change.seq, change.id.as_str(), &change.hash, serde_json::to_string(&change.intent)?))?;
    Ok(())
}

/// The number of the next change that is made here.
pub fn next_seq(tx: &Connection) -> Result<i64, StoreError> {
    let sql = "SELECT max(seq_floor, (SELECT coalesce(max(seq), 0) + 1 FROM changes)) FROM account";
    Ok(tx.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// Changes whose result has not arrived.
pub fn count(tx: &Connection) -> Result<usize, StoreError> {
    let count: i64 = tx.prepare_cached("SELECT count(*) FROM changes")?.query_row([], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Whether there is no room for one more. Only numbers with holes have to be counted.
pub fn is_full(tx: &Connection) -> Result<bool, StoreError> {
    let span = "SELECT (SELECT max(seq) FROM changes) - (SELECT min(seq) FROM changes) + 1";
    let span: Option<i64> = tx.prepare_cached(span)?.query_row([], |row| row.get(0))?;
    Ok(span.is_some_and(|span| span >= PENDING_CHANGES as i64) && count(tx)? >= PENDING_CHANGES)
}

/// The next changes to send: without holes, within the limits of a push; they are in flight from now on.
pub fn take_for_push(tx: &Connection, limit: usize) -> Result<Vec<Change>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT seq, id, hash, intent FROM changes WHERE result IS NULL ORDER BY seq LIMIT ?1",
    )?;
    let mut rows = statement.query([i64::try_from(limit.min(CHANGES_PER_PUSH)).unwrap_or(1)])?;
    let mut changes: Vec<Change> = Vec::new();
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        let (change, size) = change_of(row)?;
        bytes += size;
        let hole = changes.last().is_some_and(|last| change.seq != last.seq + 1);
        if hole || (bytes > PUSH_BYTES - ENVELOPE_BYTES && !changes.is_empty()) {
            break;
        }
        changes.push(change);
    }
    if let (Some(first), Some(last)) = (changes.first(), changes.last()) {
        tx.prepare_cached(
            "UPDATE changes SET state = 'in_flight' WHERE seq BETWEEN ?1 AND ?2 AND state = 'queued'",
        )?
        .execute((first.seq, last.seq))?;
    }
    Ok(changes)
}

/// Keeps a result until the pull that it came with is whole.
pub fn keep_result(tx: &Connection, result: &ChangeResult) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE changes SET result = ?3 WHERE seq = ?1 AND id = ?2")?.execute((
        result.seq,
        result.id.as_str(),
        serde_json::to_string(&result.outcome)?,
    ))?;
    Ok(())
}

/// Takes the changes that have a result out of the queue.
pub fn finish(tx: &Connection) -> Result<Vec<Finished>, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT intent, result FROM changes WHERE result IS NOT NULL ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut finished = Vec::new();
    while let Some(row) = rows.next()? {
        let (intent, result): (String, String) = (row.get(0)?, row.get(1)?);
        finished.push(Finished {
            intent: serde_json::from_str(&intent)?,
            outcome: serde_json::from_str(&result)?,
        });
    }
    tx.prepare_cached("DELETE FROM changes WHERE result IS NOT NULL")?.execute([])?;
    Ok(finished)
}

/// Changes up to `last_seq` are part of what is confirmed; they stay only to ask for their result again.
pub fn acknowledge(tx: &Connection, last_seq: i64) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE changes SET state = 'acknowledged' WHERE seq <= ?1 AND state <> 'acknowledged'",
    )?
    .execute([last_seq])?;
    Ok(())
}

/// The changes to replay over what is confirmed, each with the line that it may make.
pub fn to_replay(tx: &Connection) -> Result<Vec<(LineId, CartChange)>, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT id, intent FROM changes WHERE state <> 'acknowledged' ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut replay = Vec::new();
    while let Some(row) = rows.next()? {
        let id = ChangeId::new(row.get::<_, String>(0)?)?;
        replay.push((LineId::from(id), serde_json::from_str(row.get_ref(1)?.as_str().map_err(text)?)?));
    }
    Ok(replay)
}

/// Gives the changes from `from` on new numbers that begin with `first`; old numbers are free from there on.
/// Ids stay, so that a change which did arrive is not applied twice.
pub fn renumber(tx: &Connection, from: i64, first: i64) -> Result<(), StoreError> {
    let mut statement =
        tx.prepare("SELECT seq, id, hash, intent FROM changes WHERE seq >= ?1 ORDER BY seq")?;
    let mut rows = statement.query([from])?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        changes.push(change_of(row)?.0);
    }
    tx.execute("DELETE FROM changes WHERE seq >= ?1", [from])?;
    for (seq, change) in (first..).zip(changes) {
        let hash = Change::hash_of(seq, &change.intent);
        tx.prepare_cached(
            "INSERT INTO changes (seq, id, hash, intent, state) VALUES (?1, ?2, ?3, ?4, 'queued')",
        )?
        .execute((seq, change.id.as_str(), hash, serde_json::to_string(&change.intent)?))?;
    }
    tx.execute("UPDATE account SET seq_floor = ?1", [first])?;
    Ok(())
}

/// Room in a push for the request around the changes.
const ENVELOPE_BYTES: usize = 1024;

fn change_of(row: &Row<'_>) -> Result<(Change, usize), StoreError> {
    let (id, hash, intent): (String, String, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
    let size = intent.len() + hash.len() + id.len() + ENVELOPE_BYTES / 8;
    let intent: Intent = serde_json::from_str(&intent)?;
    Ok((Change { id: ChangeId::new(id)?, seq: row.get(0)?, hash, intent }, size))
}

fn text(error: rusqlite::types::FromSqlError) -> StoreError {
    StoreError::Sqlite(error.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{account, user};
    use domain::{CartId, DeskId};

    fn record_one(tx: &Connection, name: &str) -> Result<i64, StoreError> {
        let clear = CartChange::Clear { cart: CartId::main(), lines: Vec::new() };
        record(tx, ChangeId::new(name).expect("an id"), clear)?;
        Ok(tx.query_row("SELECT seq FROM changes WHERE id = ?1", [name], |row| row.get(0))?)
    }

    #[test]
    fn a_number_that_left_the_queue_is_not_given_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let desk = DeskId::new("desk-1").expect("an id");
        let store = user::open(folder.path(), &desk).expect("opened").database;
        let numbers = store.write(|tx| {
            let mut numbers = vec![record_one(tx, "a")?, record_one(tx, "b")?, record_one(tx, "c")?];
            tx.execute("DELETE FROM changes WHERE seq > 1", [])?;
            numbers.push(record_one(tx, "d")?);
            tx.execute("DELETE FROM changes", [])?;
            numbers.push(record_one(tx, "e")?);
            account::doubt(tx)?;
            numbers.push(tx.query_row("SELECT fresh_from FROM account", [], |row| row.get(0))?);
            Ok(numbers)
        });
        assert_eq!(numbers.expect("written"), [1, 2, 3, 4, 5, 6]);
    }
}
