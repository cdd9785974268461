//! Tables for the provider's other systems, as CSV (RFC 4180, UTF-8), written page by page: a large one takes no more
//! memory than a small one.

use contract::{Code, Failure};
use csv::{Terminator, Writer, WriterBuilder};
use domain::address::FieldReason;
use domain::books::{BookTable, Days};
use domain::calendar::Calendar;
use jiff::civil::Date;

use crate::db::Db;
use crate::error::Error;
use crate::ledger::calendar;
use crate::ledger::exports::{self, Mark, Page, Span};

/// A table that is being written.
pub struct Export {
    db: Db,
    table: BookTable,
    span: Span,
    calendar: Calendar,
    at: At,
}

enum At {
    Head,
    After(Mark),
    End,
}

impl Export {
    /// Of the provider's days from one to another, both included.
    pub async fn of_days(db: &Db, table: BookTable, from: Date, to: Date) -> Result<Self, Error> {
        Days::new(from, to).map_err(|reason| match reason {
            FieldReason::BeforeStart => wrong("to", "before the first day"),
            _ => wrong("to", "more than 366 days"),
        })?;
        let calendar = db.read(calendar::without_days).await?;
        // The last day there is has no end.
        let before_us = to.tomorrow().map_or(i64::MAX, |end| calendar.begins_us(end));
        let span = Span { from_us: calendar.begins_us(from), before_us };
        Ok(Self { db: db.clone(), table, span, calendar, at: At::Head })
    }

    /// The next piece of the file; none at its end.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let mark = match &self.at {
            At::Head => {
                let piece = lines(&[exports::head(self.table).into_iter().map(str::to_owned).collect()])?;
                self.at = At::After(Mark::default());
                return Ok(Some(piece));
            }
            At::After(mark) => mark.clone(),
            At::End => return Ok(None),
        };
        let (table, span, calendar) = (self.table, self.span, self.calendar.clone());
        let Page { rows, next } =
            self.db.read(move |tx| exports::page(table, tx, span, &mark, &calendar)).await?;
        self.at = next.map_or(At::End, At::After);
        Ok(Some(lines(&rows)?))
    }
}

fn lines(rows: &[Vec<String>]) -> Result<Vec<u8>, Error> {
    let broken = |error: &dyn std::fmt::Display| Error::Broken(format!("writing a table: {error}"));
    let mut sheet: Writer<Vec<u8>> =
        WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        sheet.write_record(row).map_err(|error| broken(&error))?;
    }
    sheet.into_inner().map_err(|error| broken(&error))
}

fn wrong(field: &str, reason: &str) -> Error {
    Failure::new(Code::Malformed).with("field", field).with("reason", reason).into()
}
