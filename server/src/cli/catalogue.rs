//! `catalogue import` and `catalogue demo`.

use std::fs::File;
use std::io::{BufReader, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Subcommand, ValueEnum};

use super::import::{MISTAKES_SHOWN, NAMES_SHOWN, refuse_mistakes, report, tell_mistakes};
use super::{Sentence, closed_shop, say};
use crate::catalogue_file::{self, Format, Parsed};
use crate::config::Settings;
use crate::db::Db;
use crate::demo;
use crate::ledger::import::{self, Plan};

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
    tell_mistakes(&parsed.bad, parsed.bad_total, MISTAKES_SHOWN);
    refuse_mistakes(parsed.bad_total)?;
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
    tell(&plan, "", NAMES_SHOWN);
    Ok(())
}

/// Shows every mistake, and all that an import of the good rows would do.
async fn try_out(parsed: Parsed, settings: Settings) -> Result<(), Sentence> {
    tell_mistakes(&parsed.bad, parsed.bad_total, usize::MAX);
    let parsed = Arc::new(parsed);
    let read = parsed.clone();
    let plan = match Db::open_to_read(&settings.database).await? {
        Some(db) => db.read(move |tx| import::plan(tx, &read.rows)).await?,
        None => Plan::of_the_first(&parsed.rows),
    };
    tell(&plan.without_unread(&parsed), "would be ", usize::MAX);
    if !parsed.whole {
        say("what else would happen cannot be told: the file could not be read to its end");
    }
    refuse_mistakes(parsed.bad_total)
}

fn tell(plan: &Plan, would: &str, most: usize) {
    let changes = [(&plan.added[..], "added"), (&plan.changed, "changed"), (&plan.withdrawn, "withdrawn")];
    report(changes, plan.unchanged, would, most);
}
