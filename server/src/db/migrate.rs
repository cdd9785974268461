//! Brings a database to this program's tables, or refuses one that is ahead of it, untouched.

use deadpool_postgres::Object;
use rusqlite::Connection;

use super::OpenError;
use super::error::described;

mod for_sqlite {
    refinery::embed_migrations!("../migrations/server/sqlite");
}
mod for_postgres {
    refinery::embed_migrations!("../migrations/server/postgres");
}

/// Servers that start together migrate one after the other. The number is arbitrary, and only ours.
const ADVISORY_LOCK: i64 = 0x70_61_6e_6e_69_65_72;

/// What sentences call the database.
const POSTGRES: &str = "the PostgreSQL database";

const CREATE_HEAD: &str =
    "INSERT INTO head (one, epoch, catalogue_ver) VALUES (1, $1, 0) ON CONFLICT (one) DO NOTHING";

/// Table and column of refinery's history.
const NEWEST: &str = "SELECT max(version) FROM refinery_schema_history";

pub fn sqlite(connection: &mut Connection, place: &str) -> Result<(), OpenError> {
    let unwritable =
        |error: rusqlite::Error| OpenError::Unwritable { place: place.into(), reason: error.to_string() };
    let runner = for_sqlite::migrations::runner();
    refuse_newer(sqlite_version(connection, place)?, &runner, place)?;
    runner.run(connection).map_err(|error| failed(place, &error))?;
    let epoch = new_epoch();
    connection.execute(CREATE_HEAD, [epoch]).map_err(unwritable)?;
    Ok(())
}

/// Whether there are tables to be read. Those of another version are refused.
pub fn sqlite_has_tables(connection: &Connection, place: &str) -> Result<bool, OpenError> {
    has_our_tables(sqlite_version(connection, place)?, &for_sqlite::migrations::runner(), place)
}

/// The version of the tables; none if there are none yet.
fn sqlite_version(connection: &Connection, place: &str) -> Result<Option<i64>, OpenError> {
    let not_ours =
        |error: rusqlite::Error| OpenError::NotOurs { place: place.into(), reason: error.to_string() };
    let history = "SELECT count(*) FROM sqlite_schema WHERE name = 'refinery_schema_history'";
    let has_history: i64 =
        connection.query_row(history, [], |row| row.get(0)).map_err(|error| {
            match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::NotADatabase) => not_ours(error),
                _ => OpenError::Unwritable { place: place.into(), reason: error.to_string() },
            }
        })?;
    if has_history == 0 {
        Ok(None)
    } else {
        connection.query_row(NEWEST, [], |row| row.get(0)).map_err(not_ours)
    }
}

pub async fn postgres(client: &mut Object) -> Result<(), OpenError> {
    // A migration takes as long as it takes, and so does waiting for that of another server.
    let unlimited = "SET statement_timeout = 0; SET lock_timeout = 0";
    client.batch_execute(unlimited).await.map_err(unreachable)?;
    client.execute("SELECT pg_advisory_lock($1)", &[&ADVISORY_LOCK]).await.map_err(unreachable)?;
    let migrated = postgres_locked(client).await;
    client.execute("SELECT pg_advisory_unlock($1)", &[&ADVISORY_LOCK]).await.map_err(unreachable)?;
    let limited = "RESET statement_timeout; RESET lock_timeout";
    client.batch_execute(limited).await.map_err(unreachable)?;
    migrated
}

/// Whether there are tables to be read. Those of another version are refused.
pub async fn postgres_has_tables(client: &Object) -> Result<bool, OpenError> {
    has_our_tables(postgres_version(client).await?, &for_postgres::migrations::runner(), POSTGRES)
}

async fn postgres_locked(client: &mut Object) -> Result<(), OpenError> {
    let runner = for_postgres::migrations::runner();
    refuse_newer(postgres_version(client).await?, &runner, POSTGRES)?;
    let plain: &mut tokio_postgres::Client = client;
    runner.run_async(plain).await.map_err(|error| failed(POSTGRES, &error))?;
    client.execute(CREATE_HEAD, &[&new_epoch()]).await.map_err(unreachable)?;
    Ok(())
}

/// The version of the tables; none if there are none yet.
async fn postgres_version(client: &Object) -> Result<Option<i64>, OpenError> {
    let history = "SELECT to_regclass('refinery_schema_history') IS NOT NULL";
    let has_history: bool = client.query_one(history, &[]).await.map_err(unreachable)?.get(0);
    if !has_history {
        return Ok(None);
    }
    let newest: Option<i32> = client.query_one(NEWEST, &[]).await.map_err(unreachable)?.get(0);
    Ok(newest.map(i64::from))
}

fn has_our_tables(found: Option<i64>, runner: &refinery::Runner, place: &str) -> Result<bool, OpenError> {
    refuse_newer(found, runner, place)?;
    match found {
        Some(found) if found < newest_of(runner) => Err(OpenError::Older { place: place.into() }),
        found => Ok(found.is_some()),
    }
}

fn refuse_newer(newest: Option<i64>, runner: &refinery::Runner, place: &str) -> Result<(), OpenError> {
    let known = newest_of(runner);
    match newest {
        Some(found) if found > known => Err(OpenError::Newer { place: place.into(), found, known }),
        _ => Ok(()),
    }
}

fn newest_of(runner: &refinery::Runner) -> i64 {
    runner.get_migrations().iter().map(|migration| i64::from(migration.version())).max().unwrap_or(0)
}

fn unreachable(error: tokio_postgres::Error) -> OpenError {
    OpenError::Unreachable(described(&error))
}

fn failed(place: &str, error: &refinery::Error) -> OpenError {
    use std::error::Error;
    // Of PostgreSQL's errors refinery says no more than that there was one.
    let cause = error.source().and_then(|cause| cause.downcast_ref::<tokio_postgres::Error>());
    let reason = match cause {
        Some(cause) => format!("{error}: {}", described(cause)),
        None => error.to_string(),
    };
    OpenError::Migration { place: place.into(), reason }
}

/// Names this life of the database; a restored backup gets a new one.
fn new_epoch() -> String {
    format!("{:016x}", rand::random::<u64>())
}
