//! A transaction, on whichever engine.

use tokio::runtime::Handle;

use super::{DbError, Row, Value};

/// One open transaction. SQL is written with parameters `?1`, `?2`, ... and a question mark nowhere else.
pub enum Tx<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres { tx: &'a deadpool_postgres::Transaction<'a>, handle: &'a Handle },
}

impl Tx<'_> {
    /// Runs a statement; the number of rows it changed.
    pub fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                Ok(statement.execute(rusqlite::params_from_iter(params))? as u64)
            }
            Self::Postgres { tx, handle } => handle.block_on(async {
                let statement = prepared(tx, sql).await?;
                Ok(tx.execute(&statement, &by_reference(params)).await?)
            }),
        }
    }

    pub fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                let columns = statement.column_count();
                let mut found = statement.query(rusqlite::params_from_iter(params))?;
                let mut rows = Vec::new();
                while let Some(row) = found.next()? {
                    rows.push(super::sqlite::row(row, columns)?);
                }
                Ok(rows)
            }
            Self::Postgres { tx, handle } => handle.block_on(async {
                let statement = prepared(tx, sql).await?;
                let rows = tx.query(&statement, &by_reference(params)).await?;
                rows.iter().map(super::postgres::row).collect()
            }),
        }
    }

    /// The row, if there is one; more than one is an error.
    pub fn optional(&mut self, sql: &str, params: &[Value]) -> Result<Option<Row>, DbError> {
        let mut rows = self.query(sql, params)?;
        match rows.len() {
            0 | 1 => Ok(rows.pop()),
            found => Err(DbError::NotOne { found }),
        }
    }

    /// The one row.
    pub fn one(&mut self, sql: &str, params: &[Value]) -> Result<Row, DbError> {
        self.optional(sql, params)?.ok_or(DbError::NotOne { found: 0 })
    }

    /// What claims of work append to their inner query, so that workers of several servers do not wait for each
    /// other. SQLite has one writer: nobody is to be skipped.
    pub fn skip_locked(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "",
            Self::Postgres { .. } => "FOR UPDATE SKIP LOCKED",
        }
    }
}

async fn prepared(
    tx: &deadpool_postgres::Transaction<'_>,
    sql: &str,
) -> Result<tokio_postgres::Statement, DbError> {
    Ok(tx.prepare_cached(&sql.replace('?', "$")).await?)
}

fn by_reference(params: &[Value]) -> Vec<&(dyn tokio_postgres::types::ToSql + Sync)> {
    params.iter().map(|value| value as _).collect()
}
