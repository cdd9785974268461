//! SQLite: one thread writes and commits all waiting use cases with one fsync; readers see WAL snapshots.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, ffi};
use tokio::sync::{Semaphore, mpsc, oneshot};

use super::{DbError, OpenError, QUEUE_USE_CASES, Row, Tx, Value, blocking, migrate};
use crate::error::Error;

/// Use cases that share a commit. More would make the first of them wait too long for its answer.
const USE_CASES_PER_COMMIT: usize = 64;
/// Snapshots read at the same time; more wait.
const READERS: usize = 4;
/// How long another process, such as an import, may hold the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// The ledger has about a hundred statements.
const STATEMENTS_CACHED: usize = 160;

pub struct Sqlite {
    jobs: mpsc::Sender<Job>,
    path: PathBuf,
    idle_readers: Arc<Mutex<Vec<Connection>>>,
    readers: Arc<Semaphore>,
}

/// Runs a use case in its savepoint, if a transaction was begun, and returns what to answer once the commit is known.
type Job = Box<dyn FnOnce(Result<&Connection, &rusqlite::Error>) -> Answer + Send>;
type Answer = Box<dyn FnOnce(Result<(), &rusqlite::Error>) + Send>;

impl Sqlite {
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let place = path.display().to_string();
        let unwritable = |reason: String| OpenError::Unwritable { place: place.clone(), reason };
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| unwritable(error.to_string()))?;
        }
        let mut writer = Connection::open(path).map_err(|error| unwritable(error.to_string()))?;
        migrate::sqlite(&mut writer, &place)?;
        prepare(&writer).map_err(|error| unwritable(error.to_string()))?;
        // What a savepoint needs to go back is else written to a file of its own: a fifth of the writer's time.
        writer.pragma_update(None, "temp_store", "MEMORY").map_err(|error| unwritable(error.to_string()))?;
        let (jobs, waiting) = mpsc::channel(QUEUE_USE_CASES);
        std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || write_until_closed(&writer, waiting))
            .map_err(|error| unwritable(error.to_string()))?;
        Ok(Self::with(path, jobs))
    }

    /// Without a writer; none if there is nothing to read yet.
    pub fn open_to_read(path: &Path) -> Result<Option<Self>, OpenError> {
        if !path.exists() {
            return Ok(None);
        }
        let place = path.display().to_string();
        let looked = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .map_err(|error| OpenError::NotOurs { place: place.clone(), reason: error.to_string() })?;
        let (jobs, _) = mpsc::channel(1);
        Ok(migrate::sqlite_has_tables(&looked, &place)?.then(|| Self::with(path, jobs)))
    }

    fn with(path: &Path, jobs: mpsc::Sender<Job>) -> Self {
        let readers = Arc::new(Semaphore::new(READERS));
        Self { jobs, path: path.into(), idle_readers: Arc::default(), readers }
    }

    pub async fn write<T, F>(&self, use_case: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        let (sender, answer) = oneshot::channel();
        let job: Job = Box::new(move |begun| {
            let result = match begun {
                Ok(connection) => in_savepoint(connection, use_case),
                Err(error) => Err(DbError::Sqlite(copy_of(error)).into()),
            };
            Box::new(move |committed| {
                // Nobody waits any more when the request was given up; the commit counts all the same.
                sender.send(outcome(result, committed)).ok();
            })
        });
        self.jobs.try_send(job).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => DbError::Busy,
            mpsc::error::TrySendError::Closed(_) => DbError::Stopped,
        })?;
        answer.await.map_err(|_| DbError::Stopped)?
    }

    pub async fn read<T, F>(&self, query: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        let permit = self.readers.clone().acquire_owned().await.map_err(|_| DbError::Stopped)?;
        let (path, idle) = (self.path.clone(), self.idle_readers.clone());
        blocking::run(move || {
            let taken = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let connection = match taken {
                Some(connection) => connection,
                None => reader(&path)?,
            };
            let result = on_snapshot(&connection, query);
            if connection.is_autocommit() {
                idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            }
            drop(permit);
            result
        })
        .await
    }
}

fn prepare(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // Without the guarantee of stable plans, a statement whose plan might depend on a parameter is compiled again
    // each time that the parameter changes: a third of the writer's time.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    Ok(())
}

fn reader(path: &Path) -> Result<Connection, DbError> {
    // A file that went away must not come back empty.
    let connection = Connection::open_with_flags(path, OpenFlags::default() - OpenFlags::SQLITE_OPEN_CREATE)?;
    prepare(&connection)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn write_until_closed(connection: &Connection, mut waiting: mpsc::Receiver<Job>) {
    while let Some(first) = waiting.blocking_recv() {
        let mut answers = Vec::new();
        let committed = commit_together(connection, first, &mut waiting, &mut answers);
        if committed.is_err() && !connection.is_autocommit() {
            // The transaction is void; if even this fails, the next BEGIN says so.
            connection.execute_batch("ROLLBACK").ok();
        }
        for answer in answers {
            answer(committed.as_ref().copied());
        }
    }
}

fn commit_together(
    connection: &Connection,
    first: Job,
    waiting: &mut mpsc::Receiver<Job>,
    answers: &mut Vec<Answer>,
) -> Result<(), rusqlite::Error> {
    if let Err(error) = step(connection, "BEGIN IMMEDIATE") {
        // Who came meanwhile has waited as well, and would now wait as long again.
        let others = std::iter::from_fn(|| waiting.try_recv().ok()).take(QUEUE_USE_CASES);
        answers.extend(std::iter::once(first).chain(others).map(|job| job(Err(&error))));
        return Err(error);
    }
    let mut next = Some(first);
    while let Some(job) = next {
        answers.push(job(Ok(connection)));
        if connection.is_autocommit() {
            // A full disk, for one: the work of those before is gone, and the next one would commit by itself.
            return Err(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_ABORT_ROLLBACK), None));
        }
        next = if answers.len() < USE_CASES_PER_COMMIT { waiting.try_recv().ok() } else { None };
    }
    step(connection, "COMMIT")
}

/// Whatever was replied, even a refusal, may rest on what a neighbour wrote: without the commit none of it counts.
/// Only an error of the database itself says more.
fn outcome<T>(result: Result<T, Error>, committed: Result<(), &rusqlite::Error>) -> Result<T, Error> {
    match (result, committed) {
        (result, Ok(())) => result,
        (Err(error @ Error::Db(_)), Err(_)) => Err(error),
        (_, Err(error)) => Err(DbError::Sqlite(copy_of(error)).into()),
    }
}

fn in_savepoint<T>(
    connection: &Connection,
    use_case: impl Fn(&mut Tx<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    step(connection, "SAVEPOINT use_case").map_err(DbError::from)?;
    let result = catch_unwind(AssertUnwindSafe(|| use_case(&mut Tx::Sqlite(connection))))
        .unwrap_or(Err(DbError::Panicked.into()));
    if connection.is_autocommit() {
        // The savepoint went with the whole transaction.
        return result;
    }
    if result.is_err() {
        step(connection, "ROLLBACK TO use_case").map_err(DbError::from)?;
    }
    step(connection, "RELEASE use_case").map_err(DbError::from)?;
    result
}

fn on_snapshot<T>(
    connection: &Connection,
    query: impl Fn(&mut Tx<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    step(connection, "BEGIN").map_err(DbError::from)?;
    let result = catch_unwind(AssertUnwindSafe(|| query(&mut Tx::Sqlite(connection))))
        .unwrap_or(Err(DbError::Panicked.into()));
    let ended = step(connection, "COMMIT").map_err(DbError::from);
    let value = result?;
    ended?;
    Ok(value)
}

fn step(connection: &Connection, sql: &str) -> Result<(), rusqlite::Error> {
    connection.prepare_cached(sql)?.execute([]).map(|_| ())
}

/// SQLite's errors cannot be cloned; all who shared the commit get its code and message.
fn copy_of(error: &rusqlite::Error) -> rusqlite::Error {
    match error {
        rusqlite::Error::SqliteFailure(code, message) => {
            rusqlite::Error::SqliteFailure(*code, message.clone())
        }
        other => rusqlite::Error::ToSqlConversionFailure(other.to_string().into()),
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

pub(super) fn row(row: &rusqlite::Row<'_>, columns: usize) -> Result<Row, DbError> {
    let value = |column| match row.get_ref(column)? {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Int(number)),
        ValueRef::Text(text) => {
            let text = std::str::from_utf8(text).map_err(|_| DbError::Shape { column })?;
            Ok(Value::Text(text.into()))
        }
        ValueRef::Real(_) | ValueRef::Blob(_) => Err(DbError::Shape { column }),
    };
    (0..columns).map(value).collect::<Result<_, DbError>>().map(Row)
}
