//! `catalogue import` and `catalogue demo`.

use std::fs::File;
use std::io::{BufReader, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Subcommand, ValueEnum};

use super::{Sentence, closed_shop, say};
use crate::catalogue_file::{self, Format, Parsed, Row};
use crate::config::Settings;
use crate::demo;
use crate::ledger::import::{self, Plan};
use crate::state::Shop;

/// Codes that are shown of each kind; the rest is counted.
const CODES_SHOWN: usize = 10;

#[derive(Subcommand)]
pub enum Command {
    /// Replace the catalogue by a file: all of it or nothing. Services that it lacks are withdrawn.
    Import {
        file: PathBuf,
        /// Show what would happen, and change nothing.
        #[arg(long)]
        dry_run: bool,
        /// The format, when the file's name does not end in .csv or .json.
        #[arg(long)]
        format: Option<FormatName>,
    },
    /// Fill the catalogue with the demo services.
    Demo,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum FormatName {
    Csv,
    Json,
}

pub async fn run(command: Command, settings: Settings) -> Result<(), Sentence> {
    let currency = settings.terms.currency;
    match command {
        Command::Demo => {
            let parsed = catalogue_file::parse(demo::CATALOGUE_CSV.as_bytes(), Format::Csv, currency);
            write(rows_of(parsed)?, settings, false).await
        }
        Command::Import { file, dry_run, format } => {
            let format = format_of(&file, format)?;
            let opened = File::open(&file)
                .map_err(|error| Sentence(format!("cannot read {}: {error}", file.display())))?;
            let parsed = catalogue_file::parse(BufReader::new(opened), format, currency);
            write(rows_of(parsed)?, settings, dry_run).await
        }
    }
}

fn format_of(file: &Path, named: Option<FormatName>) -> Result<Format, Sentence> {
    let ending = file.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase);
    match (named, ending.as_deref()) {
        (Some(FormatName::Csv), _) | (None, Some("csv")) => Ok(Format::Csv),
        (Some(FormatName::Json), _) | (None, Some("json")) => Ok(Format::Json),
        (None, _) => Err(Sentence(format!(
            "cannot tell the format of {}: name it .csv or .json, or say --format",
            file.display()
        ))),
    }
}

fn rows_of(parsed: Parsed) -> Result<Vec<Row>, Sentence> {
    if parsed.bad_total == 0 {
        return Ok(parsed.rows);
    }
    for bad in &parsed.bad {
        let column = if bad.column.is_empty() { String::new() } else { format!(", column {}", bad.column) };
        eprintln!("line {}{column}: {}", bad.line, bad.reason);
    }
    let unlisted = parsed.bad_total - parsed.bad.len() as u64;
    if unlisted > 0 {
        eprintln!("... and {unlisted} more");
    }
    let count = parsed.bad_total;
    let mistakes = if count == 1 { "is 1 mistake" } else { "are mistakes" };
    let number = if count == 1 { String::new() } else { format!(" ({count})") };
    Err(Sentence(format!(
        "there {mistakes}{number} in the file, so nothing was changed; correct it and try again"
    )))
}

async fn write(rows: Vec<Row>, settings: Settings, dry_run: bool) -> Result<(), Sentence> {
    let shop = closed_shop(settings).await?;
    let rows = Arc::new(rows);
    let plan = if dry_run { planned(&shop, rows).await? } else { imported(&shop, rows).await? };
    report(&plan, dry_run);
    Ok(())
}

async fn planned(shop: &Shop, rows: Arc<Vec<Row>>) -> Result<Plan, Sentence> {
    Ok(shop.db.read(move |tx| import::plan(tx, &rows)).await?)
}

async fn imported(shop: &Shop, rows: Arc<Vec<Row>>) -> Result<Plan, Sentence> {
    let all = rows.len();
    let watched = std::io::stderr().is_terminal();
    let progress = move |written: usize| {
        if watched {
            eprint!("\r{written} of {all} services");
        }
    };
    let plan = shop.db.write(move |tx| import::import(tx, &rows, &progress)).await?;
    if watched {
        eprintln!();
    }
    Ok(plan)
}

fn report(plan: &Plan, dry_run: bool) {
    let would = if dry_run { "would be " } else { "" };
    for (codes, what) in [(&plan.added, "added"), (&plan.changed, "changed"), (&plan.withdrawn, "withdrawn")]
    {
        let shown = codes.iter().take(CODES_SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
        let rest = if codes.len() > CODES_SHOWN { ", ..." } else { "" };
        let colon = if codes.is_empty() { "" } else { ": " };
        say(&format!("{} {would}{what}{colon}{shown}{rest}", codes.len()));
    }
    say(&format!("{} unchanged", plan.unchanged));
}
