//! What can go wrong between the ledger and a database.

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
    #[error("PostgreSQL: {0}")]
    Postgres(#[from] tokio_postgres::Error),
    #[error("PostgreSQL connections: {0}")]
    Pool(String),
}

impl DbError {
    /// The transaction may succeed when it is run again from its beginning.
    pub fn is_conflict(&self) -> bool {
        use tokio_postgres::error::SqlState;
        let Self::Postgres(error) = self else { return false };
        matches!(error.code(), Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED))
    }

    /// The machine is the reason, not the program: full disk, lost connection.
    pub fn is_storage(&self) -> bool {
        use rusqlite::ErrorCode;
        match self {
            Self::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(
                    ErrorCode::DiskFull
                        | ErrorCode::SystemIoFailure
                        | ErrorCode::ReadOnly
                        | ErrorCode::CannotOpen
                        | ErrorCode::DatabaseBusy
                )
            ),
            Self::Postgres(error) => error.as_db_error().is_none(),
            Self::Pool(_) => true,
            _ => false,
        }
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
