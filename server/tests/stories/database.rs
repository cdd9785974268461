//! The database: one commit for many, nothing of a use case that failed, and respect for newer versions.

use contract::Code;
use server::db::{DatabaseSettings, Db, OpenError};
use server::error::Error;
use server::params;

use crate::engine::{Engine, FreshDatabase, on_both};
use crate::shop::TestShop;

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
        let panicked = db.write(|_| -> Result<(), Error> { panic!("a bug, for the test") }).await;
        assert!(panicked.is_err());
        assert!(db.write(|tx| Ok(tx.execute("UPDATE head SET epoch = epoch", &[])?)).await.is_ok());
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
        let db = Db::open(&settings).await.expect("a new database");
        let from_the_future = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) \
                               VALUES (99, 'future', '2030-01-01T00:00:00Z', '1')";
        match &fresh {
            Some(fresh) => crate::engine::execute(&fresh.url, from_the_future).await,
            None => {
                db.write(move |tx| Ok(tx.execute(from_the_future, &[])?)).await.expect("written");
            }
        }
        drop(db);
        let refused = Db::open(&settings).await.err().expect("it is newer");
        assert!(matches!(refused, OpenError::Newer { found: 99, known: 1, .. }), "{refused}");
        assert!(refused.to_string().contains("left untouched"));
        if let Some(fresh) = fresh {
            fresh.drop_it().await;
        }
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
