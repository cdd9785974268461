//! Baselines: what the engines do with nothing around them.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use futures::future::try_join_all;
use rusqlite::Connection;
use tokio_postgres::NoTls;

/// How long each baseline runs.
const SPAN: Duration = Duration::from_secs(3);

/// A database with the durability of ours: WAL, `synchronous=FULL`.
pub fn database(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path).context("opening the baseline's database")?;
    connection.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;
         CREATE TABLE plain (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
         CREATE TABLE plain_line (id INTEGER PRIMARY KEY, plain BIGINT NOT NULL REFERENCES plain, body TEXT NOT NULL);",
    )?;
    Ok(connection)
}

/// One-row commits a second on SQLite.
pub fn sqlite_commits(folder: &Path) -> Result<f64> {
    let connection = database(&folder.join("commits.db"))?;
    rate(|| connection.execute("INSERT INTO plain (body) VALUES ('a row')", []).map(drop).map_err(Into::into))
}

/// Plain order transactions a second on SQLite: an order and three lines, one commit.
pub fn sqlite_orders(folder: &Path) -> Result<f64> {
    let mut connection = database(&folder.join("orders.db"))?;
    rate(|| {
        let tx = connection.transaction()?;
        tx.execute("INSERT INTO plain (body) VALUES ('an order')", [])?;
        let order = tx.last_insert_rowid();
        for _ in 0..3 {
            tx.execute("INSERT INTO plain_line (plain, body) VALUES (?1, 'a line')", [order])?;
        }
        Ok(tx.commit()?)
    })
}

/// Rows a second in one transaction on SQLite.
pub fn sqlite_inserts(folder: &Path, rows: u32) -> Result<f64> {
    let mut connection = database(&folder.join("inserts.db"))?;
    let body = "x".repeat(300);
    let start = Instant::now();
    let tx = connection.transaction()?;
    {
        let mut insert = tx.prepare("INSERT INTO plain (body) VALUES (?1)")?;
        for _ in 0..rows {
            insert.execute([&body])?;
        }
    }
    tx.commit()?;
    Ok(f64::from(rows) / start.elapsed().as_secs_f64())
}

fn rate(mut work: impl FnMut() -> Result<()>) -> Result<f64> {
    let start = Instant::now();
    let mut done = 0u32;
    while start.elapsed() < SPAN {
        work()?;
        done += 1;
    }
    Ok(f64::from(done) / start.elapsed().as_secs_f64())
}

/// One-row commits a second on PostgreSQL, over `clients` connections.
pub async fn postgres_commits(url: &str, clients: usize) -> Result<f64> {
    postgres_rate(url, clients, "BEGIN; INSERT INTO plain (body) VALUES ('a row'); COMMIT").await
}

/// Plain order transactions a second on PostgreSQL, over `clients` connections.
pub async fn postgres_orders(url: &str, clients: usize) -> Result<f64> {
    let order = "BEGIN; WITH placed AS (INSERT INTO plain (body) VALUES ('an order') RETURNING id) \
                 INSERT INTO plain_line (plain, body) SELECT id, 'a line' FROM placed, generate_series(1, 3); COMMIT";
    postgres_rate(url, clients, order).await
}

async fn postgres_rate(url: &str, clients: usize, work: &str) -> Result<f64> {
    let (first, connection) =
        tokio_postgres::connect(url, NoTls).await.context("connecting to PostgreSQL")?;
    tokio::spawn(connection);
    first
        .batch_execute(
            "CREATE TABLE IF NOT EXISTS plain (id BIGSERIAL PRIMARY KEY, body TEXT NOT NULL);
             CREATE TABLE IF NOT EXISTS plain_line (id BIGSERIAL PRIMARY KEY, plain BIGINT NOT NULL, body TEXT NOT NULL);",
        )
        .await?;
    let start = Instant::now();
    let counts = try_join_all((0..clients).map(|_| async {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        let mut done = 0u32;
        while start.elapsed() < SPAN {
            client.batch_execute(work).await?;
            done += 1;
        }
        Ok::<_, tokio_postgres::Error>(done)
    }))
    .await?;
    Ok(f64::from(counts.iter().sum::<u32>()) / start.elapsed().as_secs_f64())
}
