//! What can go wrong between the ledger and a database.

use std::io;

use rusqlite::ErrorCode;
use tokio_postgres::error::SqlState;

/// A transaction failed. Nothing of this ever reaches a client.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    #[error("too many use cases wait for the database")]
    Busy,
    #[error("the database's thread has stopped")]
    Stopped,
    #[error("the use case panicked")]
    Panicked,
    #[error("one row was expected, {found} came")]
    NotOne { found: usize },
    #[error("column {column} is not of the expected type")]
    Shape { column: usize },
    #[error("SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("PostgreSQL: {}", described(.0))]
    Postgres(#[from] tokio_postgres::Error),
    #[error("PostgreSQL connections: {0}")]
    Pool(String),
    #[error("PostgreSQL ended the connection in an earlier statement")]
    Lost,
}

impl DbError {
    /// The transaction may succeed when it is run again from its beginning.
    pub fn is_conflict(&self) -> bool {
        let Self::Postgres(error) = self else { return false };
        matches!(error.code(), Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED))
    }

    /// Others are in the way: it may work in a moment.
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Busy => true,
            Self::Sqlite(error) => matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy)),
            // A lock or a statement that took too long.
            Self::Postgres(error) => {
                self.is_conflict()
                    || matches!(error.code(), Some(&SqlState::LOCK_NOT_AVAILABLE | &SqlState::QUERY_CANCELED))
            }
            _ => false,
        }
    }

    /// The machine is the reason, not the program: full disk, lost connection.
    pub fn is_storage(&self) -> bool {
        match self {
            Self::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(
                    ErrorCode::DiskFull
                        | ErrorCode::SystemIoFailure
                        | ErrorCode::ReadOnly
                        | ErrorCode::CannotOpen
                        // A neighbour's full disk ended the transaction.
                        | ErrorCode::OperationAborted
                )
            ),
            Self::Postgres(error) => match error.code() {
                Some(state) => is_of_the_server(state),
                None => is_of_the_line(error),
            },
            Self::Pool(_) | Self::Lost => true,
            _ => false,
        }
    }
}

/// Out of memory, disk or connections; broken disk; shutting down; a standby that only reads.
/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
fn is_of_the_server(state: &SqlState) -> bool {
    let code = state.code();
    ["53", "57P0", "58"].iter().any(|class| code.starts_with(class))
        || *state == SqlState::READ_ONLY_SQL_TRANSACTION
}

/// The connection broke; everything else that has no state, such as a parameter of a wrong type, is our bug.
fn is_of_the_line(error: &tokio_postgres::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput};
    use std::error::Error;
    let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
    error.is_closed() || cause.is_some_and(|cause| !matches!(cause.kind(), InvalidData | InvalidInput))
}

/// What happened, by PostgreSQL's state, message and constraint. Its detail and context stay out: they quote rows,
/// which are names and addresses of people.
pub(super) fn described(error: &tokio_postgres::Error) -> String {
    use std::error::Error;
    if let Some(told) = error.as_db_error() {
        let constraint = told.constraint().map(|name| format!(" ({name})")).unwrap_or_default();
        return format!("{} {}{constraint}", told.code().code(), told.message());
    }
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

/// The database could not be opened. Each is one sentence for the operator that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(
        "cannot write to {place}: {reason}. Choose another place with the setting `database`, or allow writing"
    )]
    Unwritable { place: String, reason: String },
    #[error(
        "{place} was written by a newer version of Pannier (its tables are of version {found}, this program knows \
         {known}). It was left untouched: install the newer version, or restore a backup of the older one"
    )]
    Newer { place: String, found: i64, known: i64 },
    #[error(
        "{place} was written by an older version of Pannier. Start the server once, which brings it up to date"
    )]
    Older { place: String },
    #[error(
        "{place} is not a database of Pannier: {reason}. Choose another file with the setting `database`"
    )]
    NotOurs { place: String, reason: String },
    #[error("cannot reach PostgreSQL: {0}. Check the setting `database` and that the server runs")]
    Unreachable(String),
    #[error(
        "preparing the tables in {place} failed: {reason}. Restore the last backup, or report this sentence"
    )]
    Migration { place: String, reason: String },
}
