//! `export`: tables for the provider's other systems.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use domain::books::BookTable;
use jiff::civil::Date;

use super::{Sentence, closed_shop, say};
use crate::config::Settings;
use crate::exports::Export;

#[derive(Args)]
pub struct Arguments {
    /// What the table is of.
    what: What,
    /// The first day, where the provider is: 2026-01-01.
    #[arg(long)]
    from: Date,
    /// The last day; at most 366 with it.
    #[arg(long)]
    to: Date,
    /// The CSV file to write. One of this name is replaced once the table is whole.
    file: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// By the day on which they were placed.
    Orders,
    /// The lines of those orders.
    Lines,
    /// What was taken and what went back, by the day on which it moved.
    Money,
}

pub async fn run(arguments: Arguments, settings: Settings) -> Result<(), Sentence> {
    let Arguments { what, from, to, file } = arguments;
    let table = match what {
        What::Orders => BookTable::Orders,
        What::Lines => BookTable::Lines,
        What::Money => BookTable::Money,
    };
    let shop = closed_shop(settings).await?;
    let mut export = Export::of_days(&shop.db, table, from, to).await?;
    let unwritable = |error: std::io::Error| Sentence(format!("cannot write {}: {error}", file.display()));
    let part = file.with_extension("csv.part");
    let mut writer = BufWriter::new(File::create(&part).map_err(unwritable)?);
    let mut bytes = 0;
    while let Some(piece) = export.next().await? {
        bytes += piece.len();
        writer.write_all(&piece).map_err(unwritable)?;
    }
    writer.flush().map_err(unwritable)?;
    std::fs::rename(&part, &file).map_err(unwritable)?;
    say(&format!("{} is written: {} KB", file.display(), bytes.div_ceil(1024)));
    Ok(())
}
