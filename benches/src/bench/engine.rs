//! A shop on each engine, with customers to be busy with.

use anyhow::{Context, Result};
use stories::shop::Shop;
use tempfile::TempDir;
use tokio_postgres::NoTls;

/// Customers who are busy at the same time.
pub const PARALLEL: usize = 32;

/// Where a shop keeps its data.
pub struct Engine {
    pub name: &'static str,
    /// Of the maintenance database; None: SQLite.
    pub postgres: Option<String>,
}

/// SQLite, and PostgreSQL when there is one.
pub async fn all() -> Result<Vec<Engine>> {
    let mut engines = vec![Engine { name: "SQLite", postgres: None }];
    match std::env::var("PANNIER_BENCH_POSTGRES") {
        Ok(url) => engines.push(Engine { name: "PostgreSQL", postgres: Some(url) }),
        Err(_) => eprintln!("SKIPPED: PostgreSQL is not measured, for PANNIER_BENCH_POSTGRES is not set"),
    }
    Ok(engines)
}

impl Engine {
    /// An open shop with the demo catalogue.
    pub async fn shop(&self, folder: &TempDir, purpose: &str) -> Result<Shop> {
        let database = match &self.postgres {
            None => None,
            Some(url) => Some(fresh_database(url, purpose).await?),
        };
        let settings: Vec<(&str, &str)> =
            database.iter().map(|url| ("PANNIER_DATABASE", url.as_str())).collect();
        let mut shop = Shop::in_folder(&folder.path().join(purpose), &settings)?;
        shop.import_demo_catalogue()?;
        shop.open().await?;
        Ok(shop)
    }
}

async fn fresh_database(url: &str, purpose: &str) -> Result<String> {
    let (client, connection) =
        tokio_postgres::connect(url, NoTls).await.context("connecting to PostgreSQL")?;
    tokio::spawn(connection);
    client.batch_execute(&format!("CREATE DATABASE bench_{purpose}")).await.context("creating a database")?;
    let (server, _) = url.rsplit_once('/').context("a database URL has a path")?;
    Ok(format!("{server}/bench_{purpose}"))
}
