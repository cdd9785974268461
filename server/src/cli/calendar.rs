//! `calendar`: when the provider works.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Subcommand;
use domain::calendar::Calendar;

use super::import::{MISTAKES_SHOWN, NAMES_SHOWN, refuse_mistakes, tell_mistakes};
use super::price_tables::tell;
use super::{Sentence, closed_shop, say};
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::Db;
use crate::ledger::calendar;
use crate::ledger::price_tables::Plan;
use crate::pricing_file;

#[derive(Subcommand)]
pub enum Command {
    /// Replace the calendar by a CSV file: all of it or nothing. `docs/promise.md` has the rows.
    Import {
        file: PathBuf,
        /// Show every mistake and all that would happen, and change nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Tell the time zone, the weekdays, the cut-off, and the days off from today on.
    Show,
}

pub async fn run(command: Command, settings: Settings) -> Result<(), Sentence> {
    match command {
        Command::Import { file, dry_run } => import(file, dry_run, settings).await,
        Command::Show => show(settings).await,
    }
}

async fn import(file: PathBuf, dry_run: bool, settings: Settings) -> Result<(), Sentence> {
    let opened =
        File::open(&file).map_err(|error| Sentence(format!("cannot read {}: {error}", file.display())))?;
    let (read, bad) = pricing_file::calendar(BufReader::new(opened));
    let total = bad.len() as u64;
    tell_mistakes(&bad, total, if dry_run { usize::MAX } else { MISTAKES_SHOWN });
    refuse_mistakes(total)?;
    let Some(read) = read.map(Arc::new) else { return Ok(()) };
    if dry_run {
        let plan = match Db::open_to_read(&settings.database).await? {
            Some(db) => db.read(move |tx| calendar::plan(tx, &read)).await?,
            None => plan_of_the_first(&read),
        };
        tell(&plan, "would be ", usize::MAX);
        return Ok(());
    }
    let shop = closed_shop(settings).await?;
    let plan = shop.db.write(move |tx| calendar::import(tx, &read)).await?;
    tell(&plan, "", NAMES_SHOWN);
    Ok(())
}

fn plan_of_the_first(calendar: &Calendar) -> Plan {
    let said = ["time_zone", "weekdays", "cutoff"].into_iter().map(String::from);
    let days = calendar.days().iter().map(|day| day.day.to_string());
    Plan { added: said.chain(days).collect(), ..Plan::default() }
}

async fn show(settings: Settings) -> Result<(), Sentence> {
    let zone = settings.time_zone.clone();
    let shop = closed_shop(settings).await?;
    let calendar = shop
        .db
        .write(move |tx| {
            calendar::settle(tx, &zone)?;
            calendar::read(tx, None)
        })
        .await?;
    let now_us = Clock::default().now_us();
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let works = names.into_iter().zip(calendar.weekdays()).filter(|(_, works)| *works);
    say(&format!("time zone  {}", calendar.time_zone()));
    say(&format!("weekdays   {}", works.map(|(name, _)| name).collect::<Vec<_>>().join(" ")));
    say(&match calendar.cutoff_minutes() {
        Some(minutes) => format!("cut-off    {:02}:{:02}", minutes / 60, minutes % 60),
        None => "cut-off    none: the whole day counts".into(),
    });
    let start = calendar.start(now_us);
    say(&format!("an order of now counts from {}", calendar.working_day(start.day, 0)));
    let today = calendar.today(now_us);
    for day in calendar.days().iter().filter(|day| day.day >= today) {
        let what = if day.works { "works" } else { "off" };
        say(format!("{}  {what:<5}  {}", day.day, day.name).trim_end());
    }
    Ok(())
}
