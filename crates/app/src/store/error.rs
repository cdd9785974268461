//! What can go wrong in a store, and how it is told: refused, or the disk, or our bug.

use contract::{Code, Failure};
use refinery::error::Kind;
use rusqlite::ErrorCode;
use uuid::Uuid;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A rule said no: nothing was written.
    #[error("refused: {0}")]
    Refused(#[from] Failure),
    #[error("sqlite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("migrating: {0}")]
    Migration(#[from] refinery::Error),
    #[error("reading what was stored: {0}")]
    Stored(#[from] serde_json::Error),
    #[error("a stored id is not one")]
    Id(#[from] domain::NotAnId),
    #[error("file: {0}")]
    File(#[from] std::io::Error),
    #[error("the integrity check found damage")]
    Damaged,
    #[error("written by a newer version")]
    Newer,
}

impl StoreError {
    /// The file is not, or is no longer, a sound database.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged)
            || matches!(self.sqlite_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
    }

    /// The tables are not those that this program, or an older one, made: no other try will bring them up to date.
    pub fn is_another_history(&self) -> bool {
        matches!(self, Self::Migration(_)) && !self.is_the_disk()
    }

    fn is_the_disk(&self) -> bool {
        matches!(self, Self::File(_) | Self::Damaged)
            || matches!(
                self.sqlite_code(),
                Some(
                    ErrorCode::DiskFull
                        | ErrorCode::ReadOnly
                        | ErrorCode::SystemIoFailure
                        | ErrorCode::CannotOpen
                        | ErrorCode::PermissionDenied
                        | ErrorCode::DatabaseBusy
                        | ErrorCode::DatabaseLocked
                        | ErrorCode::DatabaseCorrupt
                        | ErrorCode::NotADatabase
                )
            )
    }

    /// SQLite's own word, also when it came up in a migration.
    fn sqlite_code(&self) -> Option<ErrorCode> {
        match self {
            Self::Sqlite(error) => error.sqlite_error_code(),
            Self::Migration(error) => match error.kind() {
                Kind::Connection(_, error) => error.downcast_ref::<rusqlite::Error>()?.sqlite_error_code(),
                _ => None,
            },
            _ => None,
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(failure) => failure,
            StoreError::Newer => Code::NewerDatabase.into(),
            error if error.is_the_disk() => {
                tracing::warn!(%error, "the disk refuses");
                Code::StorageFailed.into()
            }
            StoreError::Stored(error) => internal(&format!("stored JSON, {:?}", error.classify())),
            error => internal(&error),
        }
    }
}

/// Our bug: logged under an id that the person can tell. The cause must hold nothing personal.
pub fn internal(cause: &dyn std::fmt::Display) -> Failure {
    let id = Uuid::now_v7().to_string();
    tracing::error!(id, %cause, "broken");
    Failure::new(Code::Internal).with("id", id)
}
