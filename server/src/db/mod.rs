//! One SQL, two engines: runs a use case as one transaction on SQLite or on PostgreSQL.

mod blocking;
mod error;
mod migrate;
mod pipeline;
#[cfg(debug_assertions)]
pub mod plans;
mod postgres;
mod sqlite;
mod tx;
mod value;

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::watch;

pub use error::{DbError, OpenError};
pub use tx::Tx;
pub use value::{FromValue, Row, Value};

use crate::error::Error;

/// Use cases that may wait for the database; more are refused as busy, so that waiting stays short.
pub const QUEUE_USE_CASES: usize = 1_024;

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseSettings {
    Sqlite(PathBuf),
    /// A `postgres://` URL.
    Postgres(String),
}

/// The database: cheap to clone, shared by all.
#[derive(Clone)]
pub struct Db {
    engine: Arc<Engine>,
    commits: watch::Sender<()>,
}

enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Db {
    /// Opens the database, creates it where it is missing, and applies new migrations.
    pub async fn open(settings: &DatabaseSettings) -> Result<Self, OpenError> {
        let engine = match settings {
            DatabaseSettings::Sqlite(path) => Engine::Sqlite(sqlite::Sqlite::open(path)?),
            DatabaseSettings::Postgres(url) => Engine::Postgres(postgres::Postgres::open(url).await?),
        };
        Ok(Self::of(engine))
    }

    /// Opens the database only to read from it, and leaves it exactly as it is; none if there is none yet.
    pub async fn open_to_read(settings: &DatabaseSettings) -> Result<Option<Self>, OpenError> {
        let engine = match settings {
            DatabaseSettings::Sqlite(path) => sqlite::Sqlite::open_to_read(path)?.map(Engine::Sqlite),
            DatabaseSettings::Postgres(url) => {
                postgres::Postgres::open_to_read(url).await?.map(Engine::Postgres)
            }
        };
        Ok(engine.map(Self::of))
    }

    fn of(engine: Engine) -> Self {
        Self { engine: Arc::new(engine), commits: watch::Sender::new(()) }
    }

    /// Changes whenever a use case of this process was committed.
    pub fn commits(&self) -> watch::Receiver<()> {
        self.commits.subscribe()
    }

    /// Runs a use case as one transaction that is durable when this returns `Ok`. An error rolls it back.
    /// It may run more than once, so it must do nothing but work on `tx`.
    pub async fn write<T, F>(&self, use_case: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, Error> + Send + Sync + 'static,
    {
        let result = match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(use_case).await,
            Engine::Postgres(postgres) => postgres.write(use_case).await,
        }?;
        self.commits.send_replace(());
        Ok(result)
    }

    /// Runs queries on one snapshot.
    pub async fn read<T, F>(&self, query: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, Error> + Send + Sync + 'static,
    {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.read(query).await,
            Engine::Postgres(postgres) => postgres.read(query).await,
        }
    }

    /// `sqlite` or `postgres`, for logs.
    pub fn engine_name(&self) -> &'static str {
        match &*self.engine {
            Engine::Sqlite(_) => "sqlite",
            Engine::Postgres(_) => "postgres",
        }
    }
}
