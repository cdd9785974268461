//! What can go wrong in a store, and how it is told: refused, or the disk, or our bug.

use contract::{Code, Failure};
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
        match self {
            Self::Damaged => true,
            Self::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
            ),
            _ => false,
        }
    }

    fn is_the_disk(&self) -> bool {
        match self {
            Self::File(_) | Self::Damaged => true,
            Self::Sqlite(error) => matches!(
                error.sqlite_error_code(),
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
            ),
            _ => false,
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
