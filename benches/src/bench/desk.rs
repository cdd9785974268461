//! The desk's brain with 100,000 services: first load, and search as you type.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use app::{Desk, Keychain, Settings};
use contract::ipc::{AddToCart, CartView, GetSyncStatus, SearchServices, SignIn};
use stories::deadline::until;
use stories::shop::Shop;

use crate::report::Report;

pub const SERVICES: i64 = 100_000;
pub const EMAIL: &str = "desk@example.org";
pub const PASSWORD: &str = "a password for the bench";
/// From the first page to the last, on a slow machine.
pub const CATALOGUE_LIMIT: Duration = Duration::from_secs(300);
/// What people type, letter by letter.
const QUERIES: [&str; 6] = ["garden", "deep clean", "photo frame", "bicycle rep", "zzzz", "window large"];

pub async fn measure(report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let shop = large_shop(folder.path()).await?;
    let start = Instant::now();
    let desk = signed_in(&shop, &folder.path().join("desk")).await?;
    until("the first services are here", Duration::from_secs(60), async || {
        Ok((have(&desk).await? > 0).then_some(()))
    })
    .await?;
    report.figure("100,000 services: first rows browsable", start.elapsed().as_secs_f64(), "s", "<= 1.5 s");
    until("all services are here", CATALOGUE_LIMIT, async || {
        Ok((have(&desk).await? >= SERVICES).then_some(()))
    })
    .await?;
    report.figure("100,000 services: whole catalogue", start.elapsed().as_secs_f64(), "s", "<= 6 s");
    let mut times_ms = search_times_ms(&desk).await?;
    times_ms.sort_by(f64::total_cmp);
    let p99 = times_ms[times_ms.len() * 99 / 100];
    report.figure("search as you type over 100,000, p50", times_ms[times_ms.len() / 2], "ms", "");
    report.figure("search as you type over 100,000, p99", p99, "ms", "<= 16 ms");
    desk.stop().await;
    Ok(())
}

async fn search_times_ms(desk: &Desk) -> Result<Vec<f64>> {
    let mut times_ms = Vec::new();
    for _ in 0..5 {
        for query in QUERIES {
            for end in 1..=query.len() {
                let call = SearchServices { text: query[..end].into(), category: None, offset: 0, limit: 60 };
                let start = Instant::now();
                desk.search_services(call).await?;
                times_ms.push(start.elapsed().as_secs_f64() * 1000.0);
            }
        }
    }
    Ok(times_ms)
}

async fn have(desk: &Desk) -> Result<i64> {
    Ok(desk.sync_status(GetSyncStatus {}).await?.catalogue.have)
}

/// An open shop with 100,000 services.
pub async fn large_shop(folder: &Path) -> Result<Shop> {
    let file = folder.join("catalogue.csv");
    let out = BufWriter::new(File::create(&file).context("creating the catalogue")?);
    server::demo::generated_csv(u64::try_from(SERVICES)?, 1, out)?;
    let mut shop = Shop::in_folder(&folder.join("shop"), &[])?;
    shop.import(&file)?;
    shop.open().await?;
    Ok(shop)
}

/// A desk of a new customer, signed in and syncing.
pub async fn signed_in(shop: &Shop, data_dir: &Path) -> Result<Desk> {
    shop.add_customer(EMAIL, "Desk Customer", PASSWORD)?;
    let settings = Settings {
        data_dir: data_dir.into(),
        server_url: Some(shop.url().into()),
        keychain: Keychain::memory(),
    };
    let desk = Desk::open(settings)?;
    desk.start_sync();
    desk.sign_in(SignIn { email: EMAIL.into(), password: PASSWORD.into() }).await?;
    Ok(desk)
}

/// The same, with one line in its cart.
pub async fn open_desk_with_a_line(shop: &Shop, data_dir: &Path) -> Result<(Desk, CartView)> {
    let desk = signed_in(shop, data_dir).await?;
    let all = || SearchServices { text: String::new(), category: None, offset: 0, limit: 1 };
    let service = until("the catalogue is here", Duration::from_secs(60), async || {
        Ok(desk.search_services(all()).await?.services.into_iter().next())
    })
    .await?;
    let view = desk.service(contract::ipc::ShowService { id: service.id.clone() }).await?;
    let add = AddToCart {
        service: service.id,
        choices: view.service.default_choices(),
        quantity: 5,
        note: String::new(),
    };
    let cart = desk.cart_add(add).await?;
    Ok((desk, cart))
}
