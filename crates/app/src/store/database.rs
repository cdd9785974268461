//! One SQLite file: a single writer, and readers that it never blocks (WAL).

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use refinery::Runner;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior};

use super::error::StoreError;
use super::files;

/// Another process (a backup program, say) may hold a lock for a moment.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Readers kept for later; more are opened when needed, and closed afterwards.
const IDLE_READERS: usize = 3;
/// A log of more bytes than this is cut after a checkpoint.
const LOG_BYTES: i64 = 8 * 1024 * 1024;
/// Prepared statements kept by a connection.
const STATEMENTS: usize = 64;

/// How much a commit must survive.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// A power cut: the file holds what exists nowhere else.
    Full,
    /// A crash of the program: what is lost is fetched again.
    Normal,
}

pub struct Database {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl Database {
    /// Opens or makes the file, and brings it up to date. A newer, damaged, or unwritable file is an error and is
    /// left as it is.
    pub fn open(path: &Path, durability: Durability, migrations: &Runner) -> Result<Self, StoreError> {
        if path.exists() {
            check(path, durability, migrations)?;
        }
        files::make_private_file(path)?;
        let mut writer = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        prepare(&writer)?;
        writer.pragma_update(None, "journal_mode", "WAL")?;
        writer.pragma_update(None, "journal_size_limit", LOG_BYTES)?;
        match durability {
            Durability::Full => {
                writer.pragma_update(None, "synchronous", "FULL")?;
                // On macOS a plain fsync leaves the bytes in the drive's cache.
                writer.pragma_update(None, "fullfsync", true)?;
                writer.pragma_update(None, "checkpoint_fullfsync", true)?;
            }
            Durability::Normal => writer.pragma_update(None, "synchronous", "NORMAL")?,
        }
        migrations.run(&mut writer)?;
        Ok(Self { path: path.to_owned(), writer: Mutex::new(writer), readers: Mutex::default() })
    }

    /// Runs a use case in one transaction: all of it is durable when this returns, or nothing of it.
    pub fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = work(&tx)?;
        tx.commit()?;
        Ok(result)
    }

    /// Reads one snapshot, without waiting for a writer.
    pub fn read<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut reader = match idle {
            Some(reader) => reader,
            None => open_reader(&self.path)?,
        };
        let result = work(&reader.transaction()?);
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < IDLE_READERS {
            readers.push(reader);
        }
        result
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a consistent copy of the file, whole or not at all.
    pub fn copy_to(&self, target: &Path) -> Result<(), StoreError> {
        files::replace(target, |temporary| {
            open_reader(&self.path)?.execute("VACUUM INTO ?1", [temporary.to_string_lossy()])?;
            Ok(())
        })
    }
}

/// Says whether a file is a sound database of this version or an older one, without writing to it.
pub fn check(path: &Path, durability: Durability, migrations: &Runner) -> Result<(), StoreError> {
    if fs::metadata(path)?.len() == 0 {
        // SQLite makes a database of an empty file: the program was stopped before its first write.
        return Ok(());
    }
    let reader = open_reader(path)?;
    // What can be fetched again is large, and is not worth a slow start: its first error tells.
    if durability == Durability::Full {
        let verdict: String = reader.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if verdict != "ok" {
            return Err(StoreError::Damaged);
        }
    }
    let known = migrations.get_migrations().iter().map(|migration| migration.version()).max();
    let tables = "SELECT 1 FROM sqlite_schema WHERE name = 'refinery_schema_history'";
    if reader.query_row(tables, [], |_| Ok(())).optional()?.is_none() {
        return Ok(());
    }
    let found: Option<i32> =
        reader.query_row("SELECT max(version) FROM refinery_schema_history", [], |row| row.get(0))?;
    if found > known { Err(StoreError::Newer) } else { Ok(()) }
}

fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let reader = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    prepare(&reader)?;
    Ok(reader)
}

fn prepare(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{Code, Failure};

    fn database(folder: &tempfile::TempDir) -> Database {
        let database = Database::open(&folder.path().join("x.db"), Durability::Full, &Runner::new(&[]));
        let database = database.expect("opened");
        database.write(|tx| Ok(tx.execute_batch("CREATE TABLE t (a)")?)).expect("written");
        database
    }

    fn rows(database: &Database) -> i64 {
        let count = |tx: &Transaction<'_>| Ok(tx.query_row("SELECT count(*) FROM t", [], |row| row.get(0))?);
        database.read(count).expect("read")
    }

    #[test]
    fn a_full_disk_is_told_and_nothing_is_half_done() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = database(&folder);
        let full = database.write(|tx| {
            tx.execute("INSERT INTO t VALUES (1)", [])?;
            // As if the disk ended here.
            tx.pragma_update(None, "max_page_count", 4)?;
            Ok(tx.execute("INSERT INTO t VALUES (zeroblob(1000000))", [])?)
        });
        assert_eq!(Failure::from(full.expect_err("full")).code, Code::StorageFailed);
        assert_eq!(rows(&database), 0);
    }

    #[test]
    fn a_reader_sees_one_snapshot_while_a_writer_goes_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = database(&folder);
        let insert =
            || database.write(|tx| Ok(tx.execute("INSERT INTO t VALUES (1)", [])?)).expect("written");
        insert();
        database
            .read(|tx| {
                let count = || tx.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0));
                let before = count()?;
                insert();
                assert_eq!(count()?, before);
                Ok(())
            })
            .expect("read");
        assert_eq!(rows(&database), 2);
    }

    #[test]
    fn a_copy_that_cannot_be_made_leaves_nothing_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = database(&folder);
        let copies = folder.path().join("copies");
        fs::create_dir(&copies).expect("made");
        // A folder with something in it cannot be replaced by a file.
        let taken = copies.join("today.db");
        fs::create_dir_all(taken.join("something")).expect("made");
        database.copy_to(&taken).expect_err("no copy");
        assert_eq!(fs::read_dir(&copies).expect("read").count(), 1);
        database.copy_to(&copies.join("tomorrow.db")).expect("copied");
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_cannot_be_made_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("nowhere").join("x.db");
        let failed = Database::open(&path, Durability::Full, &Runner::new(&[])).err().expect("no folder");
        assert_eq!(Failure::from(failed).code, Code::StorageFailed);
    }
}
