//! `tax import` and `shipping import`.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Subcommand;

use super::import::{MISTAKES_SHOWN, NAMES_SHOWN, refuse_mistakes, report, tell_mistakes};
use super::{Sentence, closed_shop};
use crate::catalogue_file::BadRow;
use crate::config::Settings;
use crate::db::Db;
use crate::ledger::price_tables::{Plan, Rows};
use crate::pricing_file;

#[derive(Subcommand)]
pub enum Command {
    /// Replace the table by a CSV file: all of it or nothing. `docs/pricing.md` has the columns.
    Import {
        file: PathBuf,
        /// Show every mistake and all that would happen, and change nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Taxes,
    Shipping,
}

pub async fn run(command: Command, which: Which, settings: Settings) -> Result<(), Sentence> {
    let Command::Import { file, dry_run } = command;
    let opened =
        File::open(&file).map_err(|error| Sentence(format!("cannot read {}: {error}", file.display())))?;
    let (rows, bad) = read(BufReader::new(opened), which, &settings)?;
    let total = bad.len() as u64;
    tell_mistakes(&bad, total, if dry_run { usize::MAX } else { MISTAKES_SHOWN });
    if dry_run {
        let rows = Arc::new(rows);
        let plan = match Db::open_to_read(&settings.database).await? {
            Some(db) => {
                let rows = rows.clone();
                db.read(move |tx| rows.plan(tx)).await?
            }
            None => rows.plan_of_the_first(),
        };
        tell(&plan, "would be ", usize::MAX);
        return refuse_mistakes(total);
    }
    refuse_mistakes(total)?;
    let shop = closed_shop(settings).await?;
    let plan = shop.db.write(move |tx| rows.import(tx)).await?;
    tell(&plan, "", NAMES_SHOWN);
    Ok(())
}

fn read(file: BufReader<File>, which: Which, settings: &Settings) -> Result<(Rows, Vec<BadRow>), Sentence> {
    let currency = settings.terms.currency;
    Ok(match which {
        Which::Taxes => {
            let parsed = pricing_file::taxes(file);
            (Rows::taxes(&parsed.rows), parsed.bad)
        }
        Which::Shipping => {
            let parsed = pricing_file::shipping(file, currency);
            (Rows::shipping(&parsed.rows, currency)?, parsed.bad)
        }
    })
}

/// What was or would be done.
pub fn tell(plan: &Plan, would: &str, most: usize) {
    let changes = [(&plan.added[..], "added"), (&plan.changed, "changed"), (&plan.removed, "removed")];
    report(changes, plan.unchanged, would, most);
}
