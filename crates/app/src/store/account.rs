//! The one row of an account: its desk, and where its sync stands.

use domain::DeskId;
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::changes;
use super::error::StoreError;

/// Where the sync of an account stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub desk: DeskId,
    /// Of the next pull: that of a pull under way, else that of the last whole one.
    pub cursor: Option<String>,
    /// A pull of several pages is under way: changes wait until it is whole.
    pub staging: bool,
    /// The server told where this desk stands; before that, no change is sent.
    pub numbered: bool,
    pub last_seq: i64,
}

/// Makes the row of a new store, or takes another desk id when the installation has a new one.
pub fn begin(tx: &Connection, desk: &DeskId) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO account (one, desk, fresh_from) VALUES (1, ?1, 1) ON CONFLICT DO NOTHING",
        [desk.as_str()],
    )?;
    let known: String = tx.query_row("SELECT desk FROM account", [], |row| row.get(0))?;
    if known != desk.as_str() {
        adopt_desk(tx, desk)?;
    }
    Ok(())
}

/// Takes a new desk id: what is pending is numbered anew from 1, with the same change ids.
pub fn adopt_desk(tx: &Connection, desk: &DeskId) -> Result<(), StoreError> {
    changes::renumber(tx, 1, 1)?;
    tx.execute(
        "UPDATE account SET desk = ?1, last_seq = NULL, fresh_from = 1, cursor = NULL,
             staged_cursor = NULL, staged_reset = 0",
        [desk.as_str()],
    )?;
    tx.execute("DELETE FROM staged_rows", [])?;
    Ok(())
}

/// The store is a copy of an older state: pull everything, and number new changes after what the server has seen. What
/// waits in the copy may have been sent since it was made.
pub fn doubt(tx: &Connection) -> Result<(), StoreError> {
    tx.execute("UPDATE changes SET state = 'in_flight' WHERE state = 'queued'", [])?;
    tx.execute(
        "UPDATE account SET cursor = NULL, last_seq = NULL, fresh_from = ?1,
             staged_cursor = NULL, staged_reset = 0",
        [changes::next_seq(tx)?],
    )?;
    tx.execute("DELETE FROM staged_rows", [])?;
    Ok(())
}

/// Sends nothing more before the server has told again where this desk stands.
pub fn ask_where_it_stands(tx: &Connection) -> Result<(), StoreError> {
    tx.execute("UPDATE account SET last_seq = NULL", [])?;
    Ok(())
}

pub fn standing(tx: &Connection) -> Result<Standing, StoreError> {
    let sql = "SELECT desk, coalesce(staged_cursor, cursor), staged_cursor IS NOT NULL,
                   last_seq IS NOT NULL, coalesce(last_seq, 0) FROM account";
    let (desk, cursor, staging, numbered, last_seq): (String, _, _, _, _) = tx
        .prepare_cached(sql)?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
    Ok(Standing { desk: DeskId::new(desk)?, cursor, staging, numbered, last_seq })
}

/// A pull is whole: its cursor, and what the server handled of this desk.
pub fn pulled(tx: &Connection, cursor: &str, last_seq: i64, at_us: i64) -> Result<(), StoreError> {
    let fresh_from: Option<i64> = tx.query_row("SELECT fresh_from FROM account", [], |row| row.get(0))?;
    if let Some(from) = fresh_from.filter(|from| last_seq >= *from) {
        // The server knows more of this desk than this store does.
        changes::renumber(tx, from, last_seq + 1)?;
    }
    let unsent = "SELECT min(seq) FROM changes WHERE seq > ?1";
    let unsent: Option<i64> = tx.query_row(unsent, [last_seq], |row| row.get(0))?;
    if let Some(first) = unsent.filter(|first| *first > last_seq + 1) {
        // The server was restored from a backup, and waits for a change that it had finished before.
        changes::renumber(tx, first, last_seq + 1)?;
    }
    tx.execute(
        "UPDATE account SET cursor = ?1, last_seq = ?2, last_sync_us = ?3, fresh_from = NULL,
             seq_floor = ?2 + 1, staged_cursor = NULL, staged_reset = 0",
        (cursor, last_seq, at_us),
    )?;
    Ok(())
}

/// Keeps the cursor of a pull that is not whole yet.
pub fn stage(tx: &Connection, cursor: &str, reset: bool) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE account SET staged_cursor = ?1, staged_reset = max(staged_reset, ?2)",
        (cursor, reset),
    )?;
    Ok(())
}

pub fn staged_reset(tx: &Connection) -> Result<bool, StoreError> {
    Ok(tx.query_row("SELECT staged_reset FROM account", [], |row| row.get(0))?)
}

pub fn last_sync_us(tx: &Connection) -> Result<Option<i64>, StoreError> {
    Ok(tx.prepare_cached("SELECT last_sync_us FROM account")?.query_row([], |row| row.get(0))?)
}

pub fn keep_draft(tx: &Connection, draft: &impl Serialize) -> Result<(), StoreError> {
    tx.execute("UPDATE account SET draft = ?1", [serde_json::to_string(draft)?])?;
    Ok(())
}

pub fn draft<T: DeserializeOwned>(tx: &Connection) -> Result<Option<T>, StoreError> {
    let text: Option<Option<String>> =
        tx.query_row("SELECT draft FROM account", [], |row| row.get(0)).optional()?;
    Ok(match text.flatten() {
        Some(text) => Some(serde_json::from_str(&text)?),
        None => None,
    })
}
