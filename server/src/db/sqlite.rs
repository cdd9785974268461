//! SQLite: one thread writes and commits all waiting use cases with one fsync; readers see WAL snapshots.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql};
use tokio::sync::{Semaphore, mpsc, oneshot};

use super::{DbError, OpenError, QUEUE_USE_CASES, Row, Tx, Value, migrate};
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

/// Runs a use case in its savepoint and returns what to answer once the commit is known.
type Job = Box<dyn FnOnce(&Connection) -> Answer + Send>;
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
        let (jobs, waiting) = mpsc::channel(QUEUE_USE_CASES);
        std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || write_until_closed(&writer, waiting))
            .map_err(|error| unwritable(error.to_string()))?;
        Ok(Self {
            jobs,
            path: path.into(),
            idle_readers: Arc::default(),
            readers: Arc::new(Semaphore::new(READERS)),
        })
    }

    pub async fn write<T, F>(&self, use_case: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        let (sender, answer) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let result = in_savepoint(connection, use_case);
            Box::new(move |committed| {
                let result = match (result, committed) {
                    (Ok(value), Ok(())) => Ok(value),
                    (Err(error), _) => Err(error),
                    (Ok(_), Err(error)) => Err(DbError::Sqlite(copy_of(error)).into()),
                };
                // Nobody waits any more when the request was given up; the commit counts all the same.
                sender.send(result).ok();
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
        let run = move || {
            let taken = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let connection = match taken {
                Some(connection) => connection,
                None => reader(&path)?,
            };
            let result = on_snapshot(&connection, query);
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            drop(permit);
            result
        };
        tokio::task::spawn_blocking(run).await.map_err(|_| DbError::Panicked)?
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
    let connection = Connection::open(path)?;
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
    let begun = connection.prepare_cached("BEGIN IMMEDIATE")?.execute([]);
    if let Err(error) = begun {
        answers.push(Box::new(|_| drop(first)));
        return Err(error);
    }
    answers.push(first(connection));
    while answers.len() < USE_CASES_PER_COMMIT {
        let Ok(job) = waiting.try_recv() else { break };
        answers.push(job(connection));
    }
    connection.prepare_cached("COMMIT")?.execute([]).map(|_| ())
}

fn in_savepoint<T>(
    connection: &Connection,
    use_case: impl Fn(&mut Tx<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let step = |sql| connection.prepare_cached(sql).and_then(|mut statement| statement.execute([]));
    step("SAVEPOINT use_case").map_err(DbError::from)?;
    let result = catch_unwind(AssertUnwindSafe(|| use_case(&mut Tx::Sqlite(connection))))
        .unwrap_or(Err(DbError::Panicked.into()));
    if result.is_err() {
        step("ROLLBACK TO use_case").map_err(DbError::from)?;
    }
    step("RELEASE use_case").map_err(DbError::from)?;
    result
}

fn on_snapshot<T>(
    connection: &Connection,
    query: impl Fn(&mut Tx<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let step = |sql| connection.prepare_cached(sql).and_then(|mut statement| statement.execute([]));
    step("BEGIN").map_err(DbError::from)?;
    let result = catch_unwind(AssertUnwindSafe(|| query(&mut Tx::Sqlite(connection))))
        .unwrap_or(Err(DbError::Panicked.into()));
    step("COMMIT").map_err(DbError::from)?;
    result
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
