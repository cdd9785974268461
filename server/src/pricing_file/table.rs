//! A CSV file with a header, row by row, for tables that are smaller than a catalogue.

use std::io::Read;

use super::{Parsed, ROWS_PER_TABLE};
use crate::catalogue_file::csv_file::with_commas;
use crate::catalogue_file::records::{Record, Records};
use crate::catalogue_file::values::shown;
use crate::catalogue_file::{BadRow, Fatal};

/// A column by its name; one that a file may leave out is empty then.
pub struct Column {
    pub name: &'static str,
    pub optional: bool,
}

pub const fn needed(name: &'static str) -> Column {
    Column { name, optional: false }
}

pub const fn optional(name: &'static str) -> Column {
    Column { name, optional: true }
}

/// One row while it is read: its cells by name, and what is wrong with them.
pub struct Cells<'a> {
    pub line: u64,
    record: &'a Record,
    layout: &'a Layout<'a>,
    bad: Vec<BadRow>,
}

impl Cells<'_> {
    /// The value of a cell; none, and noted, if it is wrong.
    pub fn read<T>(
        &mut self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let cell = self.layout.place(column).map_or("", |place| self.record.field(place)).trim();
        parse(cell).map_err(|reason| self.wrong(column, reason)).ok()
    }

    pub fn wrong(&mut self, column: &str, reason: String) {
        self.bad.push(BadRow { line: self.line, column: column.into(), reason });
    }
}

/// Reads a file with these columns; `row` makes one of each record.
pub fn read<T>(
    reader: impl Read,
    columns: &[Column],
    mut row: impl FnMut(&mut Cells<'_>) -> Option<T>,
) -> Parsed<T> {
    let mut parsed = Parsed { rows: Vec::new(), bad: Vec::new() };
    if let Err(Fatal { line, column, reason }) = read_all(reader, columns, &mut row, &mut parsed) {
        parsed.bad.push(BadRow { line, column, reason });
    }
    parsed
}

fn read_all<T>(
    reader: impl Read,
    columns: &[Column],
    row: &mut impl FnMut(&mut Cells<'_>) -> Option<T>,
    parsed: &mut Parsed<T>,
) -> Result<(), Fatal> {
    let mut records = Records::new(reader);
    let mut header = Record::default();
    if !records.read(&mut header).map_err(|(fatal, _)| fatal)? {
        return Err(Fatal::new(1, "the file is empty"));
    }
    with_commas(&header)?;
    let layout = Layout { header: &header, columns };
    parsed.bad = layout.problems();
    // Without its columns, nothing of the file can be read.
    if !parsed.bad.is_empty() {
        return Ok(());
    }
    let mut record = Record::default();
    let mut seen = 0;
    while records.read(&mut record).map_err(|(fatal, _)| fatal)? {
        // Spreadsheets leave rows of commas behind.
        if record.fields().all(|field| field.trim().is_empty()) {
            continue;
        }
        seen += 1;
        if seen > ROWS_PER_TABLE {
            return Err(Fatal::new(record.line, format!("there are more than {ROWS_PER_TABLE} rows")));
        }
        let mut cells = Cells { line: record.line, record: &record, layout: &layout, bad: Vec::new() };
        let read = match misshapen(&record, header.width) {
            None => row(&mut cells),
            Some(reason) => {
                cells.wrong("", reason);
                None
            }
        };
        if cells.bad.is_empty() {
            parsed.rows.extend(read);
        }
        parsed.bad.extend(cells.bad);
    }
    if seen == 0 {
        return Err(Fatal::new(header.line, "there are no rows below the header"));
    }
    Ok(())
}

fn misshapen(record: &Record, wants: usize) -> Option<String> {
    if record.after_quote.is_some() {
        return Some("text follows a closing quote; write a quote inside a text twice".into());
    }
    let has = record.width;
    let hint = if has > wants { "; put texts that have commas in quotes" } else { "" };
    (has != wants).then(|| format!("has {has} columns instead of {wants}{hint}"))
}

/// The header, and what it should be.
struct Layout<'a> {
    header: &'a Record,
    columns: &'a [Column],
}

impl Layout<'_> {
    fn place(&self, column: &str) -> Option<usize> {
        self.header.fields().position(|name| name.trim() == column)
    }

    fn problems(&self) -> Vec<BadRow> {
        let names: Vec<&str> = self.header.fields().map(str::trim).collect();
        let known = self.columns.iter().map(|column| column.name).collect::<Vec<_>>().join(",");
        let mut bad = Vec::new();
        let mut wrong = |column: &str, reason: String| {
            bad.push(BadRow { line: self.header.line, column: column.into(), reason });
        };
        for (place, name) in names.iter().enumerate() {
            if name.is_empty() {
                wrong("", format!("column {} has no name; remove it or name it", place + 1));
            } else if !self.columns.iter().any(|column| column.name == *name) {
                wrong(&shown(name), format!("this column is not known; the columns are {known}"));
            } else if names[..place].contains(name) {
                wrong(name, "this column is there twice; keep one of them".into());
            }
        }
        for column in self.columns {
            if !column.optional && !names.contains(&column.name) {
                wrong(column.name, "this column is missing".into());
            }
        }
        bad
    }
}
