//! The database: one commit for many, nothing of a use case that failed, and respect for newer versions.

use std::path::Path;

use contract::Code;
use reqwest::{Method, StatusCode};
use server::db::{DatabaseSettings, Db, OpenError, Tx, Value};
use server::error::Error;
use server::params;

use crate::engine::{Engine, FreshDatabase, on_both};
use crate::shop::{TestShop, sign_in};

#[test]
fn a_use_case_that_fails_leaves_nothing_and_its_neighbours_are_kept() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let db = &shop.shop.db;
        let insert = |name: &'static str, fails: bool| {
            db.write(move |tx| {
                let sql = "INSERT INTO categories (id, name, icon, position) VALUES (?1, ?1, '', 0)";
                tx.execute(sql, params![name])?;
                if fails { Err(Error::from(Code::NotFound)) } else { Ok(()) }
            })
        };
        let (a, b, c) = tokio::join!(insert("t-a", false), insert("t-b", true), insert("t-c", false));
        assert!(a.is_ok() && b.is_err() && c.is_ok());
        let sql = "SELECT id FROM categories WHERE id LIKE 't-%' ORDER BY id";
        let rows = db.read(move |tx| Ok(tx.query(sql, &[])?)).await.expect("read");
        let ids: Vec<String> = rows.iter().map(|row| row.get(0).expect("text")).collect();
        assert_eq!(ids, ["t-a", "t-c"]);
        shop.close().await;
    });
}

#[test]
fn a_use_case_that_panics_is_an_error_and_the_next_one_works() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let db = &shop.shop.db;
        let lost = "UPDATE head SET epoch = 'lost'";
        let panics = |tx: &mut Tx<'_>| -> Result<(), Error> {
            tx.changed(lost, &[])?;
            panic!("a bug, for the test")
        };
        assert!(db.write(panics).await.is_err());
        assert!(db.write(|tx| Ok(tx.execute("UPDATE head SET epoch = epoch", &[])?)).await.is_ok());
        let kept = db.read(|tx| Ok(tx.one("SELECT epoch FROM head", &[])?.get::<String>(0)?)).await;
        assert_ne!(kept.expect("read"), "lost");
        shop.close().await;
    });
}

#[test]
fn a_statement_that_nobody_waited_for_still_fails_its_use_case() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let db = &shop.shop.db;
        let insert = "INSERT INTO categories (id, name, icon, position) VALUES (?1, ?1, '', 0)";
        let twice = |tx: &mut Tx<'_>| -> Result<(), Error> {
            tx.execute(insert, params!["t-once"])?;
            Ok(tx.execute(insert, params!["t-once"])?)
        };
        let Err(error) = db.write(twice).await else { panic!("the second insert was lost") };
        assert!(error.to_string().to_lowercase().contains("unique"), "{error}");
        let sql = "SELECT id FROM categories WHERE id = 't-once'";
        assert!(db.read(|tx| Ok(tx.optional(sql, &[])?)).await.expect("read").is_none());
        shop.close().await;
    });
}

#[test]
fn a_query_sees_every_statement_before_it_in_their_order() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let counted = |tx: &mut Tx<'_>| {
            for n in 1..=40 {
                tx.execute("UPDATE head SET epoch = ?1", params![format!("after {n}")])?;
                if n % 7 == 0 {
                    let now: String = tx.one("SELECT epoch FROM head", &[])?.get(0)?;
                    assert_eq!(now, format!("after {n}"));
                }
            }
            Ok(())
        };
        shop.shop.db.write(counted).await.expect("written");
        let last = shop.shop.db.read(|tx| Ok(tx.one("SELECT epoch FROM head", &[])?.get::<String>(0)?)).await;
        assert_eq!(last.expect("read"), "after 40");
        shop.close().await;
    });
}

#[test]
fn fifty_writers_at_once_each_count() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await.id.expect("signed in");
        let writes = (0..50).map(|_| {
            let ada = ada.clone();
            shop.shop.db.write(move |tx| server::ledger::head::next_ver(tx, &ada))
        });
        let vers: Vec<i64> =
            futures::future::join_all(writes).await.into_iter().map(|ver| ver.expect("written")).collect();
        let distinct: std::collections::HashSet<_> = vers.iter().collect();
        assert_eq!(distinct.len(), 50);
        shop.close().await;
    });
}

#[test]
fn a_database_of_a_newer_version_is_refused_kindly_and_left_untouched() {
    on_both(async |engine| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("shop.db");
        let fresh = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(FreshDatabase::create().await),
        };
        let settings = match &fresh {
            None => DatabaseSettings::Sqlite(path.clone()),
            Some(fresh) => DatabaseSettings::Postgres(fresh.url.clone()),
        };
        let from_the_future = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) \
                               VALUES (99, 'future', '2030-01-01T00:00:00Z', '1')";
        // An epoch that was lost would be made anew.
        let sql = format!("{from_the_future}; DELETE FROM head");
        match &fresh {
            Some(fresh) => {
                drop(Db::open(&settings).await.expect("a new database"));
                crate::engine::execute(&fresh.url, &sql).await;
            }
            None => at_rest(&path, &sql).await,
        }
        let look = async || match &fresh {
            Some(fresh) => crate::engine::content(&fresh.url).await,
            None => format!("{:?}", bytes_of_all_files(folder.path())),
        };
        let before = look().await;
        let refused = Db::open(&settings).await.err().expect("it is newer");
        assert!(matches!(refused, OpenError::Newer { found: 99, known: 2.., .. }), "{refused}");
        assert!(refused.to_string().contains("left untouched"));
        assert_eq!(look().await, before);
        if let Some(fresh) = fresh {
            fresh.drop_it().await;
        }
    });
}

/// Makes a database at `path`, changed by `sql`, that no program has open.
async fn at_rest(path: &Path, sql: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let made = folder.path().join("made.db");
    let _open = Db::open(&DatabaseSettings::Sqlite(made.clone())).await.expect("a new database");
    let connection = rusqlite::Connection::open(made).expect("it is there");
    connection.execute_batch(sql).expect("the statements are right");
    connection.execute("VACUUM INTO ?1", [path.to_str().expect("text")]).expect("copied");
    let copy = rusqlite::Connection::open(path).expect("it is there");
    copy.pragma_update(None, "journal_mode", "WAL").expect("as a server leaves it");
}

fn bytes_of_all_files(folder: &Path) -> Vec<(std::ffi::OsString, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    let mut files: Vec<_> =
        entries.map(|entry| (entry.file_name(), std::fs::read(entry.path()).expect("read"))).collect();
    files.sort();
    files
}

#[tokio::test]
async fn while_another_program_holds_the_file_writers_are_told_to_come_back() {
    let shop = TestShop::open(Engine::Sqlite).await;
    shop.customer("ada").await;
    let DatabaseSettings::Sqlite(path) = &shop.shop.settings.database else { panic!("it is SQLite") };
    let soon = |tx: &mut Tx<'_>| Ok(tx.query("PRAGMA busy_timeout = 20", &[])?);
    shop.shop.db.write(soon).await.expect("the writer waits 20 ms from now on");
    let other = rusqlite::Connection::open(path).expect("it is there");
    other.execute_batch("BEGIN IMMEDIATE").expect("nobody else writes");
    let bump = || shop.shop.db.write(|tx| Ok(tx.execute("UPDATE head SET epoch = epoch", &[])?));
    for failed in futures::future::join_all((0..10).map(|_| bump())).await {
        let failure = failed.expect_err("the other program writes").into_failure();
        assert_eq!(failure.code, Code::Busy);
    }
    let nobody = shop.nobody();
    let request = sign_in("ada", "a password of the tests", &nobody);
    let refused = nobody.refused(Method::POST, "/v1/sign-in", &request).await;
    assert_eq!(refused, (StatusCode::SERVICE_UNAVAILABLE, Code::Busy));
    other.execute_batch("ROLLBACK").expect("it was begun");
    bump().await.expect("the file is free again");
    shop.close().await;
}

#[tokio::test]
async fn on_a_full_disk_what_was_told_to_have_failed_is_not_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = Db::open(&DatabaseSettings::Sqlite(folder.path().join("shop.db"))).await.expect("a database");
    let insert = |name: &'static str, bytes: usize| {
        db.write(move |tx| {
            let sql = "INSERT INTO categories (id, name, icon, position) VALUES (?1, ?2, '', 0)";
            Ok(tx.execute(sql, params![name, "x".repeat(bytes)])?)
        })
    };
    // The writer waits at the first use case, so that all the others come into the same commit.
    let (go, gate) = std::sync::mpsc::channel::<()>();
    let gate = std::sync::Mutex::new(gate);
    let fill_the_disk = db.write(move |tx| {
        let pages: i64 = tx.one("PRAGMA page_count", &[])?.get(0)?;
        tx.query(&format!("PRAGMA max_page_count = {pages}"), &[])?;
        gate.lock().expect("no test panics here").recv().expect("the test goes on");
        Ok(())
    });
    let all_have_come = async { go.send(()).expect("the writer waits") };
    let (filled, before, too_large, after, ()) = tokio::join!(
        fill_the_disk,
        insert("before", 1),
        insert("too-large", 1_000_000),
        insert("after", 1),
        all_have_come
    );
    assert_eq!(too_large.as_ref().err().map(code_of), Some(Code::StorageFailed), "{too_large:?}");
    assert_eq!(filled.as_ref().err().map(code_of), Some(Code::StorageFailed), "it shared the commit");
    let rows = db.read(|tx| Ok(tx.query("SELECT id FROM categories ORDER BY id", &[])?)).await.expect("read");
    let there: Vec<String> = rows.iter().map(|row| row.get(0).expect("text")).collect();
    let told = [("after", &after), ("before", &before), ("too-large", &too_large)];
    let told: Vec<&str> = told.iter().filter(|(_, told)| told.is_ok()).map(|(name, _)| *name).collect();
    assert_eq!(there, told);
}

fn code_of(error: &Error) -> Code {
    match error {
        Error::Db(error) if error.is_busy() => Code::Busy,
        Error::Db(error) if error.is_storage() => Code::StorageFailed,
        _ => Code::Internal,
    }
}

#[test]
fn an_error_of_the_database_names_the_constraint_and_nobody() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        shop.customer("ada").await;
        let twice = "INSERT INTO customers (id, email, name, password_hash, role, locale, created_us) \
                     SELECT 'another', email, name, password_hash, role, locale, created_us FROM customers";
        let error =
            shop.shop.db.write(move |tx| Ok(tx.execute(twice, &[])?)).await.expect_err("ada is there");
        let said = error.to_string();
        assert!(said.contains("customers") && said.contains("email"), "{said}");
        assert!(!said.contains("ada"), "{said}");
        if engine == Engine::Postgres {
            assert!(said.contains("23505") && said.contains("customers_email_key"), "{said}");
        }
        shop.close().await;
    });
}

#[test]
fn writing_where_only_reading_is_allowed_is_the_storage_s_fault() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let write = |tx: &mut Tx<'_>| Ok(tx.execute("UPDATE head SET epoch = epoch", &[])?);
        let error = shop.shop.db.read(write).await.expect_err("it is read only");
        assert_eq!(code_of(&error), Code::StorageFailed, "{error}");
        shop.close().await;
    });
}

#[test]
fn postgresql_that_ends_a_connection_is_unavailable_and_a_wrong_parameter_is_our_bug() {
    on_both(async |engine| {
        if engine == Engine::Sqlite {
            return;
        }
        let shop = TestShop::open(engine).await;
        let code = async |sql: &'static str, params: &'static [Value]| {
            let error = shop.shop.db.read(move |tx| Ok(tx.query(sql, params)?)).await.expect_err("it fails");
            (code_of(&error), error.to_string())
        };
        // Whoever comes right after must not get the connection that is about to end: a matter of microseconds.
        for _ in 0..50 {
            let ended = code("SELECT 1 FROM pg_terminate_backend(pg_backend_pid())", &[]).await;
            assert_eq!(ended.0, Code::StorageFailed, "{}", ended.1);
            let next = shop.shop.db.read(|tx| Ok(tx.query("SELECT 1", &[])?)).await;
            next.expect("a connection that lives");
        }
        const TOO_LARGE: &[Value] = &[Value::Int(i64::MAX)];
        let wrong = code("SELECT CAST(?1 AS INTEGER)", TOO_LARGE).await;
        assert_eq!(wrong.0, Code::Internal, "{}", wrong.1);
        shop.close().await;
    });
}

#[test]
fn postgresql_has_limits_of_time() {
    on_both(async |engine| {
        if engine == Engine::Sqlite {
            return;
        }
        let shop = TestShop::open(engine).await;
        let limits = "SELECT current_setting('statement_timeout'), current_setting('lock_timeout')";
        let row = shop.shop.db.read(move |tx| Ok(tx.one(limits, &[])?)).await.expect("read");
        let limits: (String, String) = (row.get(0).expect("text"), row.get(1).expect("text"));
        assert_eq!(limits, ("30s".into(), "10s".into()));
        let sleep = |tx: &mut Tx<'_>| {
            tx.execute("SET LOCAL statement_timeout = 20", &[])?;
            Ok(tx.query("SELECT 1 FROM pg_sleep(60)", &[])?)
        };
        let error = shop.shop.db.read(sleep).await.expect_err("it takes too long");
        assert_eq!(code_of(&error), Code::Busy, "{error}");
        shop.close().await;
    });
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shopping list.txt");
    std::fs::write(&path, "milk, bread, and four hundred other things\n".repeat(50)).expect("written");
    let before = std::fs::read(&path).expect("read");
    let refused = Db::open(&DatabaseSettings::Sqlite(path.clone())).await.err().expect("not a database");
    assert!(matches!(refused, OpenError::NotOurs { .. }), "{refused}");
    assert_eq!(std::fs::read(&path).expect("read"), before);
}

#[tokio::test]
async fn a_place_that_cannot_be_written_is_named_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a file");
    std::fs::write(&file, "").expect("written");
    let refused =
        Db::open(&DatabaseSettings::Sqlite(file.join("shop.db"))).await.err().expect("a file is no folder");
    assert!(refused.to_string().contains("setting `database`"), "{refused}");
    let nowhere = DatabaseSettings::Postgres("postgres://nobody@127.0.0.1:1/none".into());
    let refused = Db::open(&nowhere).await.err().expect("nobody listens there");
    assert!(matches!(refused, OpenError::Unreachable(_)), "{refused}");
}
