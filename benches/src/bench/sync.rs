//! Changes a second through `/v1/sync`, each in a request of its own.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use contract::sync::{Change, SyncReply, SyncRequest};
use domain::cart::CartChange;
use domain::{CartId, ChangeId, Quantity};
use reqwest::Method;
use uuid::Uuid;

use crate::clients::{self, Customer};
use crate::engine::{Engine, PARALLEL};
use crate::raw;
use crate::report::Report;

const SPAN: Duration = Duration::from_secs(5);

pub async fn measure(report: &mut Report, engine: &Engine) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let baseline = match &engine.postgres {
        None => raw::sqlite_commits(folder.path())?,
        Some(url) => raw::postgres_commits(url, PARALLEL).await?,
    };
    let shop = engine.shop(&folder, "sync").await?;
    let customers = clients::sign_in(&shop).await?;
    let start = Instant::now();
    let changes = clients::all_at_once(|n| push_until(&customers[n], start + SPAN)).await?;
    let rate = f64::from(changes) / start.elapsed().as_secs_f64();
    let aim = if engine.postgres.is_none() { ">= 1.0" } else { "" };
    report.ratio(
        &format!("{}: changes by sync, {PARALLEL} customers", engine.name),
        rate,
        baseline,
        "commits/s",
        aim,
    );
    Ok(())
}

async fn push_until(customer: &Customer, end: Instant) -> Result<u32> {
    let service = customer.services().await?.into_iter().next().context("the catalogue is not empty")?;
    let mut cursor = None;
    let mut seq = 0;
    while Instant::now() < end {
        seq += 1;
        let add = CartChange::Add {
            cart: CartId::main(),
            service: service.id.clone(),
            choices: service.default_choices(),
            quantity: Quantity::ONE,
            note: String::new(),
            seen_unit_minor: service.price.minor,
            seen: seq - 1,
        };
        let id = ChangeId::new(Uuid::now_v7().to_string()).context("a UUID is an id")?;
        let request =
            SyncRequest { desk: customer.desk.clone(), cursor, changes: vec![Change::new(id, seq, add)] };
        let reply: SyncReply = customer.send(Method::POST, "/v1/sync", &request).await?.json().await?;
        cursor = Some(reply.cursor);
    }
    Ok(u32::try_from(seq)?)
}
