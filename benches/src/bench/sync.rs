//! Changes a second through `/v1/sync`: each in a request of its own, and as they come from desks that were offline.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use contract::sync::{Change, SyncReply, SyncRequest};
use domain::cart::CartChange;
use domain::{CartId, ChangeId, LineId, Quantity};
use reqwest::Method;
use uuid::Uuid;

use crate::clients::{self, Customer};
use crate::engine::{Engine, PARALLEL};
use crate::raw;
use crate::report::Report;

const SPAN: Duration = Duration::from_secs(5);

/// Changes of a desk that comes back.
const OF_A_WHILE: i64 = 20;

pub async fn measure(report: &mut Report, engine: &Engine) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let baseline = match &engine.postgres {
        None => raw::sqlite_commits(folder.path())?,
        Some(url) => raw::postgres_commits(url, PARALLEL).await?,
    };
    for (name, at_once, how, aim) in
        [("sync", 1, "one by one", ">= 1.0"), ("sync20", OF_A_WHILE, "20 in a request", "")]
    {
        let shop = engine.shop(&folder, name).await?;
        let customers = clients::sign_in(&shop).await?;
        let start = Instant::now();
        let changes = clients::all_at_once(|n| push_until(&customers[n], at_once, start + SPAN)).await?;
        let rate = f64::from(changes) / start.elapsed().as_secs_f64();
        let aim = if engine.postgres.is_none() { aim } else { "" };
        let what = format!("{}: changes by sync, {PARALLEL} customers, {how}", engine.name);
        report.ratio(&what, rate, baseline, "commits/s", aim);
    }
    Ok(())
}

async fn push_until(customer: &Customer, at_once: i64, end: Instant) -> Result<u32> {
    let service = customer.services().await?.into_iter().next().context("the catalogue is not empty")?;
    let mut cursor = None;
    let mut seq = 0;
    let mut line: Option<LineId> = None;
    while Instant::now() < end {
        let change = |seq: i64| {
            let id = ChangeId::new(Uuid::now_v7().to_string()).context("a UUID is an id")?;
            let cart = CartId::main();
            let intent = match &line {
                Some(line) => {
                    let by = if seq % 2 == 0 { 1 } else { -1 };
                    CartChange::Step { cart, line: line.clone(), by, seen: 2 - seq % 2 }
                }
                None => CartChange::Add {
                    cart,
                    service: service.id.clone(),
                    choices: service.default_choices(),
                    quantity: Quantity::ONE,
                    note: String::new(),
                    seen_unit_minor: service.price.minor,
                    seen: 0,
                },
            };
            line.get_or_insert_with(|| LineId::from(id.clone()));
            Ok::<_, anyhow::Error>(Change::new(id, seq, intent))
        };
        let changes = (seq + 1..=seq + at_once).map(change).collect::<Result<_>>()?;
        seq += at_once;
        let request = SyncRequest { desk: customer.desk.clone(), cursor, changes };
        let reply: SyncReply = customer.send(Method::POST, "/v1/sync", &request).await?.json().await?;
        cursor = Some(reply.cursor);
    }
    Ok(u32::try_from(seq)?)
}
