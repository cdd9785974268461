//! `catalogue import` and `catalogue demo`.

use std::fs::File;
use std::io::{BufReader, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Subcommand, ValueEnum};

use super::{Sentence, closed_shop, say};
use crate::catalogue_file::{self, Format, Parsed};
use crate::config::Settings;
use crate::db::Db;
use crate::demo;
use crate::ledger::import::{self, Plan};

/// Codes of each kind and mistakes that an import shows; the rest is counted, and a dry run shows it.
const CODES_SHOWN: usize = 10;
const MISTAKES_SHOWN: usize = 100;

#[derive(Subcommand)]
pub enum Command {
    /// Replace the catalogue by a file: all of it or nothing. Services that it lacks are withdrawn.
    Import {
        file: PathBuf,
        /// Show every mistake and all that would happen, and change nothing.
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
            import(parsed, settings).await
        }
        Command::Import { file, dry_run, format } => {
            let format = format_of(&file, format)?;
            let opened = File::open(&file)
                .map_err(|error| Sentence(format!("cannot read {}: {error}", file.display())))?;
            let parsed = catalogue_file::parse(BufReader::new(opened), format, currency);
            if dry_run { try_out(parsed, settings).await } else { import(parsed, settings).await }
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

async fn import(parsed: Parsed, settings: Settings) -> Result<(), Sentence> {
    tell_mistakes(&parsed, MISTAKES_SHOWN);
    refuse_mistakes(&parsed)?;
    let shop = closed_shop(settings).await?;
    let (all, rows) = (parsed.rows.len(), parsed.rows);
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
    report(&plan, "", CODES_SHOWN);
    Ok(())
}

/// Shows every mistake, and all that an import of the good rows would do.
async fn try_out(parsed: Parsed, settings: Settings) -> Result<(), Sentence> {
    tell_mistakes(&parsed, usize::MAX);
    let parsed = Arc::new(parsed);
    let read = parsed.clone();
    let mut plan = match Db::open_to_read(&settings.database).await? {
        Some(db) => db.read(move |tx| import::plan(tx, &read.rows)).await?,
        None => Plan::of_the_first(&parsed.rows),
    };
    // A service with a mistake is not missing, and one that was not read may be there.
    plan.withdrawn.retain(|code| parsed.whole && !parsed.bad_codes.contains(code));
    report(&plan, "would be ", usize::MAX);
    if !parsed.whole {
        say("what else would happen cannot be told: the file could not be read to its end");
    }
    refuse_mistakes(&parsed)
}

fn tell_mistakes(parsed: &Parsed, most: usize) {
    for bad in parsed.bad.iter().take(most) {
        let column = if bad.column.is_empty() { String::new() } else { format!(", column {}", bad.column) };
        eprintln!("line {}{column}: {}", bad.line, bad.reason);
    }
    let untold = parsed.bad_total - parsed.bad.len().min(most) as u64;
    if untold > 0 {
        eprintln!("... and {untold} more");
    }
}

fn refuse_mistakes(parsed: &Parsed) -> Result<(), Sentence> {
    match parsed.bad_total {
        0 => Ok(()),
        1 => Err(Sentence(
            "there is 1 mistake in the file, so nothing was changed; correct it and try again".into(),
        )),
        count => Err(Sentence(format!(
            "there are mistakes ({count}) in the file, so nothing was changed; correct it and try again"
        ))),
    }
}

fn report(plan: &Plan, would: &str, most: usize) {
    for (codes, what) in [(&plan.added, "added"), (&plan.changed, "changed"), (&plan.withdrawn, "withdrawn")]
    {
        let shown = codes.iter().take(most).map(String::as_str).collect::<Vec<_>>().join(", ");
        let untold = codes.len().saturating_sub(most);
        let rest = if untold > 0 { format!(", and {untold} more") } else { String::new() };
        let colon = if codes.is_empty() { "" } else { ": " };
        say(&format!("{} {would}{what}{colon}{shown}{rest}", codes.len()));
    }
    say(&format!("{} unchanged", plan.unchanged));
}
