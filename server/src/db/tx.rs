//! A transaction, on whichever engine.

use rusqlite::{CachedStatement, Connection};

use super::pipeline::Pipeline;
use super::{DbError, Row, Value};

/// One open transaction. SQL is written with parameters `?1`, `?2`, ... and a question mark nowhere else.
pub enum Tx<'a> {
    Sqlite(&'a Connection),
    Postgres(&'a mut Pipeline),
}

impl Tx<'_> {
    /// Runs a statement. That it failed may also be said by a later one, or by the commit.
    #[track_caller]
    pub fn execute(&mut self, sql: &str, params: &[Value]) -> Result<(), DbError> {
        match self {
            Self::Sqlite(_) => self.changed(sql, params).map(drop),
            Self::Postgres(pipeline) => pipeline.execute(sql, params),
        }
    }

    /// Runs a statement and waits for it; the number of rows it changed.
    #[track_caller]
    pub fn changed(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = prepared(connection, sql)?;
                Ok(statement.execute(rusqlite::params_from_iter(params))? as u64)
            }
            Self::Postgres(pipeline) => pipeline.changed(sql, params),
        }
    }

    #[track_caller]
    pub fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = prepared(connection, sql)?;
                let columns = statement.column_count();
                let mut found = statement.query(rusqlite::params_from_iter(params))?;
                let mut rows = Vec::new();
                while let Some(row) = found.next()? {
                    rows.push(super::sqlite::row(row, columns)?);
                }
                Ok(rows)
            }
            Self::Postgres(pipeline) => pipeline.query(sql, params),
        }
    }

    /// The row, if there is one; more than one is an error.
    #[track_caller]
    pub fn optional(&mut self, sql: &str, params: &[Value]) -> Result<Option<Row>, DbError> {
        let mut rows = self.query(sql, params)?;
        match rows.len() {
            0 | 1 => Ok(rows.pop()),
            found => Err(DbError::NotOne { found }),
        }
    }

    /// The one row.
    #[track_caller]
    pub fn one(&mut self, sql: &str, params: &[Value]) -> Result<Row, DbError> {
        self.optional(sql, params)?.ok_or(DbError::NotOne { found: 0 })
    }

    /// What claims of work append to their inner query, so that workers of several servers do not wait for each
    /// other. SQLite has one writer: nobody is to be skipped.
    pub fn skip_locked(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "",
            Self::Postgres(_) => "FOR UPDATE SKIP LOCKED",
        }
    }
}

#[track_caller]
fn prepared<'a>(connection: &'a Connection, sql: &str) -> Result<CachedStatement<'a>, DbError> {
    #[cfg(debug_assertions)]
    super::plans::judge(connection, sql, std::panic::Location::caller().file());
    Ok(connection.prepare_cached(sql)?)
}
