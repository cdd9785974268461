//! Rows that are looked at again: when they are due, and how long they are put off each time.

use crate::db::{FromValue, Tx};
use crate::error::Error;
use crate::params;

/// How soon a row is looked at again; doubled with each look, up to the longest.
#[derive(Clone, Copy)]
pub struct Backoff {
    pub first_us: i64,
    pub longest_us: i64,
}

impl Backoff {
    /// The wait after so many looks.
    pub fn wait_us(self, looks: i64) -> i64 {
        (self.first_us << looks.clamp(0, 20)).min(self.longest_us)
    }
}

/// Whether a row of the table, which has a `next_check_us`, is due.
pub fn any_due(tx: &mut Tx<'_>, table: &'static str, now_us: i64) -> Result<bool, Error> {
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM {table} \
         WHERE next_check_us IS NOT NULL AND next_check_us <= ?1 LIMIT 1) AS due"
    );
    Ok(tx.one(&sql, params![now_us])?.get(0)?)
}

/// Ids of rows that are due, in a table that counts its `checks`; they are thereby put off, later each time.
pub fn claim_due<Id: FromValue>(
    tx: &mut Tx<'_>,
    table: &'static str,
    backoff: Backoff,
    now_us: i64,
    limit: i64,
) -> Result<Vec<Id>, Error> {
    let claim = tx.skip_locked();
    let due = format!(
        "SELECT id, checks FROM {table} WHERE next_check_us IS NOT NULL AND next_check_us <= ?1 \
         ORDER BY next_check_us LIMIT ?2 {claim}"
    );
    let put_off = format!("UPDATE {table} SET checks = checks + 1, next_check_us = ?2 WHERE id = ?1");
    let rows = tx.query(&due, params![now_us, limit])?;
    let mut claimed = Vec::with_capacity(rows.len());
    for row in &rows {
        let wait_us = backoff.wait_us(row.get(1)?);
        tx.execute(&put_off, params![row.get::<String>(0)?, now_us + wait_us])?;
        claimed.push(row.get(0)?);
    }
    Ok(claimed)
}
