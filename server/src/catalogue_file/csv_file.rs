//! A catalogue as CSV: one header, one record per service.

use std::io::Read;

use super::Fatal;
use super::columns::{Column, Layout};
use super::intake::Intake;
use super::records::{Record, Records};

/// What people's programs put between columns when it is not a comma.
const OTHER_SEPARATORS: [(char, &str); 3] = [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")];

pub fn read(reader: impl Read, intake: &mut Intake) -> Result<(), Fatal> {
    let mut records = Records::new(reader);
    let mut record = Record::default();
    if !records.read(&mut record).map_err(|(fatal, _)| fatal)? {
        return Err(Fatal::new(1, "the file is empty"));
    }
    with_commas(&record)?;
    let layout = match Layout::of(record.fields()) {
        Ok(layout) => layout,
        Err(mut problems) => {
            // Without its columns, nothing of the file can be read.
            let last = problems.pop().expect("a header that is refused has a problem");
            problems.into_iter().for_each(|problem| intake.bad_row(problem));
            return Err(Fatal { line: last.line, column: last.column, reason: last.reason });
        }
    };
    let header_line = record.line;
    let mut empty = true;
    while records.read(&mut record).map_err(|(fatal, place)| named(fatal, &layout, place))? {
        // Spreadsheets leave rows of commas behind.
        if record.fields().all(|field| field.trim().is_empty()) {
            continue;
        }
        empty = false;
        intake.count_row(record.line)?;
        read_record(&record, &layout, intake);
    }
    if empty { Err(Fatal::new(header_line, "there are no services below the header")) } else { Ok(()) }
}

fn read_record(record: &Record, layout: &Layout, intake: &mut Intake) {
    let cells = layout.cells(|place| record.field(place));
    if let Some(place) = record.after_quote {
        let reason = "text follows the closing quote; write a quote inside a text twice";
        intake.bad_code(cells[Column::Code as usize]);
        return intake.bad(record.line, layout.name_at(place), reason);
    }
    if record.width != layout.width {
        let (has, wants) = (record.width, layout.width);
        let hint = if has > wants { "; put texts that have commas in quotes" } else { "" };
        intake.bad_code(cells[Column::Code as usize]);
        return intake.bad(record.line, "", format!("has {has} columns instead of {wants}{hint}"));
    }
    intake.row(record.line, &cells, None);
}

fn named(fatal: Fatal, layout: &Layout, place: usize) -> Fatal {
    Fatal { column: layout.name_at(place).into(), ..fatal }
}

/// Refuses a header in one piece that has another separator in it.
pub fn with_commas(header: &Record) -> Result<(), Fatal> {
    let name = header.field(0);
    let Some((_, separator)) = OTHER_SEPARATORS.into_iter().find(|(sign, _)| name.contains(*sign)) else {
        return Ok(());
    };
    let reason = format!("the columns are separated by {separator}; save the file as CSV with commas");
    Err(Fatal::new(header.line, reason))
}
