//! Reads a provider's catalogue file, so that every mistake in it can be shown with its line and column at once.

mod columns;
pub(crate) mod csv_file;
mod intake;
mod json_file;
mod options;
pub(crate) mod records;
mod source;
pub(crate) mod values;
mod written;

use std::collections::HashSet;
use std::io::Read;

use domain::money::BasisPoints;
use domain::service::{DeliveryKind, LeadTime, OptionGroup};
use domain::tax::TaxClass;
use domain::{Currency, Money};
use serde::Deserialize;

use intake::Intake;

pub use columns::{Cells, Column};
pub use contract::import::BadRow;
pub use written::{Written, reason, write};

/// Services in one file: twice the largest catalogue that the desk is tried with.
pub const ROWS_PER_FILE: usize = 200_000;
/// Mistakes that are kept, one for each row of the largest file; more are only counted.
pub const MISTAKES_KEPT: usize = ROWS_PER_FILE;
/// Bytes of one file.
pub const FILE_BYTES: u64 = 256 * 1024 * 1024;
/// Categories in one file: every page of a catalogue carries them all.
pub const CATEGORIES_PER_FILE: usize = 500;
/// Characters of a service's code.
pub const CODE_CHARS: usize = 64;
/// Characters of the options of one service, written as text.
pub const OPTIONS_CHARS: usize = 32_000;

/// One service as the file describes it, every value proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The physical line on which it begins, from 1.
    pub line: u64,
    pub code: String,
    /// The category's name; its id is its slug.
    pub category: String,
    /// May be empty.
    pub icon: String,
    pub name: String,
    pub summary: String,
    pub description: String,
    pub price: Money,
    pub tax: BasisPoints,
    pub delivery: DeliveryKind,
    pub lead: LeadTime,
    pub options: Vec<OptionGroup>,
    pub keywords: String,
    /// None: the class of its own rate.
    pub tax_class: Option<TaxClass>,
    /// Units of one day; none: no limit.
    pub capacity_per_day: Option<i64>,
}

/// What a file holds. The rows are to be imported only when nothing is bad.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The good ones.
    pub rows: Vec<Row>,
    /// The first [`MISTAKES_KEPT`] mistakes, in the order of the file.
    pub bad: Vec<BadRow>,
    /// All mistakes, kept or not.
    pub bad_total: u64,
    /// Codes on bad rows: their services are not missing from the file.
    pub bad_codes: HashSet<String>,
    /// No mistake kept the rest of the file from being read.
    pub whole: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Csv,
    Json,
}

/// Reads a whole catalogue priced in `currency`, the provider's own.
pub fn parse(reader: impl Read, format: Format, currency: Currency) -> Parsed {
    let mut intake = Intake::new(currency);
    let read = match format {
        Format::Csv => csv_file::read(reader, &mut intake),
        Format::Json => json_file::read(reader, &mut intake),
    };
    let whole = read.is_ok();
    if let Err(fatal) = read {
        intake.bad(fatal.line, fatal.column, fatal.reason);
    }
    Parsed { whole, ..intake.finish() }
}

/// Checks one service by the rules of a file; or what is wrong with it, by column.
pub fn check(cells: &Cells<'_>, currency: Currency) -> Result<Row, Vec<BadRow>> {
    let mut intake = Intake::new(currency);
    intake.row(1, cells, None);
    let Parsed { mut rows, bad, .. } = intake.finish();
    rows.pop().ok_or(bad)
}

/// A mistake after which the rest of the file cannot be read.
pub(crate) struct Fatal {
    pub(crate) line: u64,
    pub(crate) column: String,
    pub(crate) reason: String,
}

impl Fatal {
    pub(crate) fn new(line: u64, reason: impl Into<String>) -> Self {
        Self { line, column: String::new(), reason: reason.into() }
    }
}
