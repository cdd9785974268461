//! `user.db` of one account: opened, and made whole again from a daily copy when it is damaged.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use domain::DeskId;
use refinery::Runner;

use super::database::{self, Database, Durability};
use super::error::StoreError;
use super::{account, files};
use crate::clock;

mod embedded {
    refinery::embed_migrations!("../../migrations/desk/user");
}

const FILE: &str = "user.db";
const COPIES: &str = "backups";
/// A week of daily copies.
const COPIES_KEPT: usize = 7;

/// An opened store, and whether it had to be made from a copy.
pub struct Opened {
    pub database: Database,
    pub recovered: bool,
}

/// Opens the store in the account's folder. A damaged file is kept aside and the newest sound copy takes its place.
pub fn open(folder: &Path, desk: &DeskId) -> Result<Opened, StoreError> {
    files::make_private_folder(folder)?;
    let path = folder.join(FILE);
    let (database, recovered) = match Database::open(&path, Durability::Full, &migrations()) {
        Err(error) if error.is_damage() => {
            tracing::warn!(%error, "the account's store is damaged; taking the newest copy");
            put_aside(&path)?;
            restore(folder, &path)?;
            (Database::open(&path, Durability::Full, &migrations())?, true)
        }
        opened => (opened?, false),
    };
    database.write(|tx| {
        account::begin(tx, desk)?;
        if recovered { account::doubt(tx) } else { Ok(()) }
    })?;
    Ok(Opened { database, recovered })
}

/// Writes today's copy if there is none yet, and drops the oldest ones.
pub fn copy_daily(database: &Database) -> Result<(), StoreError> {
    let Some(folder) = database.path().parent().map(|folder| folder.join(COPIES)) else { return Ok(()) };
    files::make_private_folder(&folder)?;
    let today = folder.join(format!("user-{}.db", clock::today()));
    if !today.exists() {
        database.copy_to(&today)?;
    }
    let copies = copies(&folder)?;
    for old in copies.iter().rev().skip(COPIES_KEPT) {
        files::remove_if_there(old)?;
    }
    Ok(())
}

/// Copies by age, the oldest first: their names hold the day.
fn copies(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut copies: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "db"))
        .collect();
    copies.sort();
    Ok(copies)
}

fn put_aside(path: &Path) -> io::Result<()> {
    let suffix = format!("damaged-{}", clock::now_us());
    for file in files::database_files(path) {
        if file.exists() {
            fs::rename(&file, files::beside(&file, &suffix))?;
        }
    }
    Ok(())
}

fn restore(folder: &Path, path: &Path) -> Result<(), StoreError> {
    for copy in copies(&folder.join(COPIES))?.iter().rev() {
        if database::check(copy, Durability::Full, &migrations()).is_ok() {
            let temporary = files::beside(path, "restored");
            fs::copy(copy, &temporary)?;
            fs::File::open(&temporary)?.sync_all()?;
            fs::rename(&temporary, path)?;
            files::sync_folder_of(path);
            return Ok(());
        }
    }
    Ok(())
}

fn migrations() -> Runner {
    embedded::migrations::runner()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn desk() -> DeskId {
        DeskId::new("desk-1").expect("an id")
    }

    fn note(database: &Database, text: &str) {
        database.write(|tx| Ok(tx.execute("UPDATE account SET draft = ?1", [text])?)).expect("written");
    }

    fn noted(database: &Database) -> Option<String> {
        database
            .read(|tx| Ok(tx.query_row("SELECT draft FROM account", [], |row| row.get(0))?))
            .expect("read")
    }

    fn spoil(path: &Path) {
        let mut bytes = fs::read(path).expect("a file");
        let end = bytes.len().min(20_000);
        bytes[100..end].fill(0xa5);
        fs::write(path, bytes).expect("written");
        for side in &files::database_files(path)[1..] {
            files::remove_if_there(side).expect("removed");
        }
    }

    #[test]
    fn a_damaged_store_is_kept_aside_and_yesterdays_copy_is_used() {
        let folder = tempfile::tempdir().expect("a folder");
        let opened = open(folder.path(), &desk()).expect("opened");
        note(&opened.database, "from the copy");
        copy_daily(&opened.database).expect("copied");
        note(&opened.database, "after the copy");
        drop(opened);
        spoil(&folder.path().join(FILE));

        let opened = open(folder.path(), &desk()).expect("opened again");
        assert!(opened.recovered);
        assert_eq!(noted(&opened.database).as_deref(), Some("from the copy"));
        let aside = fs::read_dir(folder.path()).expect("read").filter(|entry| {
            entry.as_ref().is_ok_and(|entry| entry.file_name().to_string_lossy().contains("damaged"))
        });
        assert!(aside.count() >= 1);
    }

    #[test]
    fn a_file_that_is_no_database_gives_an_empty_store_when_there_is_no_copy() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(FILE), vec![7u8; 8192]).expect("written");
        let opened = open(folder.path(), &desk()).expect("opened");
        assert!(opened.recovered);
        assert_eq!(noted(&opened.database), None);
    }

    #[test]
    fn a_store_of_a_newer_version_is_refused_and_left_untouched() {
        let folder = tempfile::tempdir().expect("a folder");
        let opened = open(folder.path(), &desk()).expect("opened");
        opened
            .database
            .write(|tx| {
                Ok(tx.execute(
                    "INSERT INTO refinery_schema_history SELECT 99, 'later', applied_on, checksum
                     FROM refinery_schema_history LIMIT 1",
                    [],
                )?)
            })
            .expect("written");
        drop(opened);
        let path = folder.path().join(FILE);
        let before = fs::read(&path).expect("a file");
        assert!(matches!(open(folder.path(), &desk()), Err(StoreError::Newer)));
        assert_eq!(fs::read(&path).expect("a file"), before);
    }

    #[test]
    fn only_a_week_of_copies_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let opened = open(folder.path(), &desk()).expect("opened");
        copy_daily(&opened.database).expect("copied");
        let copies_folder = folder.path().join(COPIES);
        for day in 10..20 {
            fs::write(copies_folder.join(format!("user-2020-01-{day}.db")), b"old").expect("written");
        }
        copy_daily(&opened.database).expect("copied");
        let left = copies(&copies_folder).expect("read");
        assert_eq!(left.len(), COPIES_KEPT);
        assert!(left.last().is_some_and(|newest| newest.ends_with(format!("user-{}.db", clock::today()))));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_the_store() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let opened = open(&folder.path().join("c1"), &desk()).expect("opened");
        note(&opened.database, "x");
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!(mode(&folder.path().join("c1")), 0o700);
        for file in files::database_files(opened.database.path()) {
            assert_eq!(mode(&file), 0o600, "{}", file.display());
        }
    }
}
