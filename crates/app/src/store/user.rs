//! `user.db` of one account: opened, and made whole again from a daily copy when it is damaged.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use domain::DeskId;
use refinery::Runner;

use super::database::{self, Database, Durability};
use super::error::StoreError;
use super::{CheckoutLog, account, checkouts, files};
use crate::clock;

mod embedded {
    refinery::embed_migrations!("../../migrations/desk/user");
}

const FILE: &str = "user.db";
const COPIES: &str = "backups";
/// A week of daily copies.
const COPIES_KEPT: usize = 7;

/// An opened store with its log, and whether it had to be made from a copy.
pub struct Opened {
    pub database: Database,
    pub log: CheckoutLog,
    pub recovered: bool,
}

/// Opens the store in the account's folder. A damaged file is kept aside and the newest sound copy takes its place,
/// with the checkouts that were recorded since.
pub fn open(folder: &Path, desk: &DeskId) -> Result<Opened, StoreError> {
    files::make_private_folder(folder)?;
    let path = folder.join(FILE);
    let log = CheckoutLog::beside(&path);
    let (database, recovered) = match open_if_sound(folder, &path) {
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
        if recovered {
            account::doubt(tx)?;
            // The last one first: of two on one quote, it is the one that was not refused.
            let now_us = clock::now_us();
            for checkout in log.read()?.iter().rev() {
                checkouts::put_back(tx, checkout, now_us)?;
            }
        }
        Ok(())
    })?;
    Ok(Opened { database, log, recovered })
}

/// Writes today's copy if there is none yet, and drops the oldest ones.
pub fn copy_daily(database: &Database) -> Result<(), StoreError> {
    let Some(folder) = database.path().parent().map(|folder| folder.join(COPIES)) else { return Ok(()) };
    files::make_private_folder(&folder)?;
    let today = folder.join(format!("user-{}.db", clock::today()));
    if is_empty(&today) {
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

fn open_if_sound(folder: &Path, path: &Path) -> Result<Database, StoreError> {
    if is_empty(path) && !copies(&folder.join(COPIES))?.is_empty() {
        // A restore did not come to its end.
        return Err(StoreError::Damaged);
    }
    Database::open(path, Durability::Full, &migrations())
}

/// Without content, if it is there at all.
fn is_empty(path: &Path) -> bool {
    fs::metadata(path).map_or(true, |file| file.len() == 0)
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
        if !is_empty(copy) && database::check(copy, Durability::Full, &migrations()).is_ok() {
            return Ok(files::replace(path, |temporary| fs::copy(copy, temporary).map(|_| ()))?);
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
    use crate::store::checkouts::{Answer, Waiting};
    use contract::Code;
    use contract::api::CheckoutRequest;
    use domain::attempt::Gateway;
    use domain::{CartId, CheckoutId, Contact, QuoteId};

    fn desk() -> DeskId {
        DeskId::new("desk-1").expect("an id")
    }

    #[test]
    fn what_waits_in_a_copy_may_have_been_sent_since() {
        use crate::store::{changes, unsent};
        use contract::unsent::Stand;
        use domain::ChangeId;
        use domain::cart::CartChange;
        let folder = tempfile::tempdir().expect("a folder");
        let opened = open(folder.path(), &desk()).expect("opened");
        let clear = CartChange::Clear { cart: CartId::main(), lines: Vec::new() };
        let id = ChangeId::new("change-1").expect("an id");
        let stands = |opened: &Opened| -> Vec<Stand> {
            let queue = opened.database.read(|tx| unsent::queue(tx)).expect("read");
            queue.iter().map(|change| change.stand).collect()
        };
        opened.database.write(|tx| changes::record(tx, id, clear)).expect("recorded");
        assert_eq!(stands(&opened), [Stand::Saved]);
        copy_daily(&opened.database).expect("copied");
        drop(opened);
        spoil(&folder.path().join(FILE));
        assert_eq!(stands(&open(folder.path(), &desk()).expect("opened again")), [Stand::Sent]);
    }

    fn note(database: &Database, text: &str) {
        database.write(|tx| Ok(tx.execute("UPDATE account SET draft = ?1", [text])?)).expect("written");
    }

    fn noted(database: &Database) -> Option<String> {
        database
            .read(|tx| Ok(tx.query_row("SELECT draft FROM account", [], |row| row.get(0))?))
            .expect("read")
    }

    fn id(text: &str) -> CheckoutId {
        CheckoutId::new(text).expect("an id")
    }

    /// Pay is pressed.
    fn place(opened: &Opened, checkout: &str, quote: &str) {
        let request = CheckoutRequest {
            quote: QuoteId::new(quote).expect("an id"),
            quote_hash: String::new(),
            cart: CartId::main(),
            contact: Contact::default(),
            address: None,
            gateway: Gateway::Sandbox,
            locale: "en".into(),
        };
        let checkout = Waiting { id: id(checkout), request };
        opened.database.write(|tx| checkouts::record(tx, &checkout, 1)).expect("recorded");
        opened.log.add(&checkout).expect("logged");
    }

    fn waiting(opened: &Opened) -> Vec<String> {
        let waiting = opened.database.read(|tx| checkouts::waiting(tx)).expect("read");
        waiting.into_iter().map(|checkout| checkout.id.to_string()).collect()
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
    fn a_copy_without_content_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let opened = open(folder.path(), &desk()).expect("opened");
        note(&opened.database, "from the copy");
        copy_daily(&opened.database).expect("copied");
        drop(opened);
        fs::write(folder.path().join(COPIES).join("user-9999-12-31.db"), b"").expect("written");
        spoil(&folder.path().join(FILE));
        let opened = open(folder.path(), &desk()).expect("opened again");
        assert_eq!(noted(&opened.database).as_deref(), Some("from the copy"));
    }

    #[test]
    fn a_restore_that_was_cut_off_is_done_at_the_next_start() {
        let folder = tempfile::tempdir().expect("a folder");
        let opened = open(folder.path(), &desk()).expect("opened");
        note(&opened.database, "from the copy");
        copy_daily(&opened.database).expect("copied");
        drop(opened);
        put_aside(&folder.path().join(FILE)).expect("put aside");
        let opened = open(folder.path(), &desk()).expect("opened again");
        assert!(opened.recovered);
        assert_eq!(noted(&opened.database).as_deref(), Some("from the copy"));
    }

    #[test]
    fn checkouts_that_waited_are_put_back_into_a_restored_store() {
        let folder = tempfile::tempdir().expect("a folder");
        let opened = open(folder.path(), &desk()).expect("opened");
        copy_daily(&opened.database).expect("copied");
        place(&opened, "refused", "quote-1");
        let refused = Answer::Refused(Code::LinesUnavailable.into());
        opened.database.write(|tx| checkouts::settle(tx, &id("refused"), &refused)).expect("settled");
        place(&opened, "waits", "quote-1");
        place(&opened, "waits-too", "quote-2");
        drop(opened);
        spoil(&folder.path().join(FILE));

        let opened = open(folder.path(), &desk()).expect("opened again");
        assert!(opened.recovered);
        assert_eq!(waiting(&opened), ["waits", "waits-too"]);
        // Both are in the log, and it has no other lines any more.
        opened.log.forget_answered(&opened.database).expect("shortened");
        let logged = opened.log.read().expect("read");
        assert_eq!(
            logged.iter().map(|checkout| checkout.id.as_str()).collect::<Vec<_>>(),
            ["waits", "waits-too"]
        );
    }

    #[test]
    fn a_line_of_the_log_that_was_cut_off_or_changed_does_not_count() {
        let folder = tempfile::tempdir().expect("a folder");
        let opened = open(folder.path(), &desk()).expect("opened");
        place(&opened, "changed", "quote-1");
        place(&opened, "cut-off", "quote-2");
        let file = folder.path().join("checkouts.log");
        let text = fs::read_to_string(&file).expect("a log").replace("\"changed\"", "\"chunged\"");
        fs::write(&file, text.trim_end().trim_end_matches('}')).expect("written");
        place(&opened, "sound", "quote-3");
        let logged = opened.log.read().expect("read");
        assert_eq!(logged.iter().map(|checkout| checkout.id.as_str()).collect::<Vec<_>>(), ["sound"]);
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
    fn changes_of_an_older_store_wait_on_under_their_numbers() {
        use crate::store::changes;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(FILE);
        let older = migrations().set_target(refinery::Target::Version(6));
        let database = Database::open(&path, Durability::Full, &older).expect("an older store");
        let waiting = "INSERT INTO account (one, desk, next_seq, fresh_from) VALUES (1, 'desk-1', 9, 1);
                       INSERT INTO changes (seq, id, hash, intent, state) VALUES (7, 'c-7', '', '', 'in_flight')";
        database.write(|tx| Ok(tx.execute_batch(waiting)?)).expect("written");
        drop(database);
        let opened = open(folder.path(), &desk()).expect("opened");
        let found = opened.database.read(|tx| {
            let row = tx.query_row("SELECT seq, id, state FROM changes", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
            Ok((row, changes::next_seq(tx)?))
        });
        let expected: ((i64, String, String), i64) = ((7, "c-7".into(), "in_flight".into()), 9);
        assert_eq!(found.expect("read"), expected);
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
        place(&opened, "checkout-1", "quote-1");
        let log = opened.database.path().with_file_name("checkouts.log");
        for file in files::database_files(opened.database.path()).iter().chain([&log]) {
            assert_eq!(mode(file), 0o600, "{}", file.display());
        }
    }
}
