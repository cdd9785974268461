//! A page of the catalogue against a plain reply of the same size, and the import against plain inserts.

use std::fs::File;
use std::io::BufWriter;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use axum::Router;
use axum::routing::get;
use futures::future::try_join_all;
use reqwest::Client;
use stories::shop::Shop;

use crate::clients;
use crate::raw;
use crate::report::Report;

const SERVICES: u32 = 100_000;
const SPAN: Duration = Duration::from_secs(3);
const PARALLEL: usize = 8;

pub async fn measure(report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("catalogue.csv");
    let out = BufWriter::new(File::create(&file).context("creating the catalogue")?);
    server::demo::generated_csv(SERVICES.into(), 1, out)?;
    let mut shop = Shop::in_folder(&folder.path().join("shop"), &[])?;
    let start = Instant::now();
    shop.import(&file)?;
    let imported = f64::from(SERVICES) / start.elapsed().as_secs_f64();
    let inserts = raw::sqlite_inserts(folder.path(), SERVICES)?;
    report.ratio("import of 100,000 services, parsing included", imported, inserts, "rows/s", "");

    shop.open().await?;
    let customers = clients::sign_in(&shop).await?;
    let page = customers[0].page().await?;
    let url = plain_server(page.len()).await?;
    let client = Client::new();
    let plain = rate(async || Ok(client.get(&url).send().await?.bytes().await.map(drop)?)).await?;
    let ours = rate(async || customers[0].page().await.map(drop)).await?;
    report.ratio("a catalogue page of 100 against a plain reply", ours, plain, "replies/s", "");
    Ok(())
}

/// A server that does nothing but send as many bytes.
async fn plain_server(bytes: usize) -> Result<String> {
    let body = "x".repeat(bytes);
    let router = Router::new().route("/", get(move || async move { body }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}

/// How often a second `once` succeeds, with several under way at the same time.
async fn rate(once: impl AsyncFn() -> Result<()>) -> Result<f64> {
    let start = Instant::now();
    let counts = try_join_all((0..PARALLEL).map(|_| async {
        let mut done = 0u32;
        while start.elapsed() < SPAN {
            once().await?;
            done += 1;
        }
        Ok::<_, anyhow::Error>(done)
    }))
    .await?;
    Ok(f64::from(counts.iter().sum::<u32>()) / start.elapsed().as_secs_f64())
}
