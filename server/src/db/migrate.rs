//! Brings a database to this program's tables, or refuses one that is ahead of it, untouched.

use deadpool_postgres::Object;
use rusqlite::Connection;

use super::{OpenError, postgres::with_cause};

mod for_sqlite {
    refinery::embed_migrations!("../migrations/server/sqlite");
}
mod for_postgres {
    refinery::embed_migrations!("../migrations/server/postgres");
}

/// Servers that start together migrate one after the other. The number is arbitrary, and only ours.
const ADVISORY_LOCK: i64 = 0x70_61_6e_6e_69_65_72;

const CREATE_HEAD: &str =
    "INSERT INTO head (one, epoch, catalogue_ver) VALUES (1, $1, 0) ON CONFLICT (one) DO NOTHING";

/// Table and column of refinery's history.
const NEWEST: &str = "SELECT max(version) FROM refinery_schema_history";

pub fn sqlite(connection: &mut Connection, place: &str) -> Result<(), OpenError> {
    let not_ours =
        |error: rusqlite::Error| OpenError::NotOurs { place: place.into(), reason: error.to_string() };
    let unwritable =
        |error: rusqlite::Error| OpenError::Unwritable { place: place.into(), reason: error.to_string() };
    let history = "SELECT count(*) FROM sqlite_schema WHERE name = 'refinery_schema_history'";
    let has_history: i64 =
        connection.query_row(history, [], |row| row.get(0)).map_err(|error| {
            match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::NotADatabase) => not_ours(error),
                _ => unwritable(error),
            }
        })?;
    let runner = for_sqlite::migrations::runner();
    if has_history > 0 {
        let newest: Option<i64> = connection.query_row(NEWEST, [], |row| row.get(0)).map_err(not_ours)?;
        refuse_newer(newest, &runner, place)?;
    }
    runner.run(connection).map_err(|error| failed(place, &error))?;
    let epoch = new_epoch();
    connection.execute(CREATE_HEAD, [epoch]).map_err(unwritable)?;
    Ok(())
}

pub async fn postgres(client: &mut Object) -> Result<(), OpenError> {
    let unreachable = |error: tokio_postgres::Error| OpenError::Unreachable(with_cause(&error));
    client.execute("SELECT pg_advisory_lock($1)", &[&ADVISORY_LOCK]).await.map_err(unreachable)?;
    let migrated = postgres_locked(client).await;
    client.execute("SELECT pg_advisory_unlock($1)", &[&ADVISORY_LOCK]).await.map_err(unreachable)?;
    migrated
}

async fn postgres_locked(client: &mut Object) -> Result<(), OpenError> {
    let place = "the PostgreSQL database";
    let unreachable = |error: tokio_postgres::Error| OpenError::Unreachable(with_cause(&error));
    let runner = for_postgres::migrations::runner();
    let history = "SELECT to_regclass('refinery_schema_history') IS NOT NULL";
    let has_history: bool = client.query_one(history, &[]).await.map_err(unreachable)?.get(0);
    if has_history {
        let newest: Option<i32> = client.query_one(NEWEST, &[]).await.map_err(unreachable)?.get(0);
        refuse_newer(newest.map(i64::from), &runner, place)?;
    }
    let plain: &mut tokio_postgres::Client = client;
    runner.run_async(plain).await.map_err(|error| failed(place, &error))?;
    client.execute(CREATE_HEAD, &[&new_epoch()]).await.map_err(unreachable)?;
    Ok(())
}

fn refuse_newer(newest: Option<i64>, runner: &refinery::Runner, place: &str) -> Result<(), OpenError> {
    let versions = runner.get_migrations().iter().map(|migration| i64::from(migration.version()));
    let known = versions.max().unwrap_or(0);
    match newest {
        Some(found) if found > known => Err(OpenError::Newer { place: place.into(), found, known }),
        _ => Ok(()),
    }
}

fn failed(place: &str, error: &refinery::Error) -> OpenError {
    OpenError::Migration { place: place.into(), reason: error.to_string() }
}

/// Names this life of the database; a restored backup gets a new one.
fn new_epoch() -> String {
    format!("{:016x}", rand::random::<u64>())
}
