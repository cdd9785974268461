//! Splits a CSV file (RFC 4180) into records with their physical lines.
//!
//! The csv crate reads such files too, but it cannot say that a quote was never closed, numbers lines without the
//! blank ones, and lets one field fill the memory. The tests read the same files with both.

use std::io::Read;

use super::Fatal;
use super::source::Source;

/// Beyond it the rest of a field is dropped. It is more than four bytes for each character that any column may have,
/// so that a field which was cut is always refused as too long.
pub const FIELD_BYTES: usize = 128 * 1024;
/// Fields of a record that are kept; more are only counted.
const FIELDS: usize = 64;

/// One record; reused, so that a file costs no allocation per row.
#[derive(Debug, Default)]
pub struct Record {
    /// The physical line on which it begins, from 1.
    pub line: u64,
    /// Fields, kept or not.
    pub width: usize,
    /// The first field in which text follows the closing quote, from 0.
    pub after_quote: Option<usize>,
    text: String,
    ends: Vec<usize>,
}

impl Record {
    /// The field at a place, from 0; empty if there is none.
    pub fn field(&self, place: usize) -> &str {
        let Some(end) = self.ends.get(place) else { return "" };
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.text[start..*end]
    }

    pub fn fields(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|place| self.field(place))
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.width = 0;
        self.after_quote = None;
    }

    fn push(&mut self, text: &str) {
        let start = self.ends.last().copied().unwrap_or(0);
        if self.width < FIELDS && self.text.len() - start < FIELD_BYTES {
            self.text.push_str(text);
        }
    }

    fn end_field(&mut self) {
        if self.width < FIELDS {
            self.ends.push(self.text.len());
        }
        self.width += 1;
    }
}

/// Where the reader is within a record.
#[derive(Clone, Copy, PartialEq)]
enum At {
    FieldStart,
    Plain,
    Quoted,
    /// Behind a quote inside a quoted field: the end, or the first of two.
    Quote,
}

pub struct Records<R> {
    source: Source<R>,
    piece: String,
    /// The next byte of the piece.
    next: usize,
    line: u64,
    /// Bytes of the line that are behind us.
    line_bytes: u64,
    /// The last byte was a carriage return; a line feed now belongs to it.
    after_return: bool,
}

impl<R: Read> Records<R> {
    pub fn new(reader: R) -> Self {
        let source = Source::new(reader);
        Self { source, piece: String::new(), next: 0, line: 1, line_bytes: 0, after_return: false }
    }

    /// The next record that is not a blank line; false at the end of the file.
    pub fn read(&mut self, record: &mut Record) -> Result<bool, (Fatal, usize)> {
        record.clear();
        let mut at = At::FieldStart;
        let mut quote_line = 0;
        loop {
            if self.next == self.piece.len() {
                self.next = 0;
                let more = self.source.next(&mut self.piece);
                if more.map_err(|stop| (stop.at(self.line, self.line_bytes + 1), record.width))? {
                    continue;
                }
                return self.at_end(record, at, quote_line);
            }
            let byte = self.piece.as_bytes()[self.next];
            if std::mem::take(&mut self.after_return) && byte == b'\n' {
                if at == At::Quoted {
                    record.push("\n");
                }
                self.step(1);
                self.line_bytes = 0;
                continue;
            }
            match at {
                At::FieldStart => {
                    if record.width == 0 {
                        record.line = self.line;
                    }
                    at = if byte == b'"' { At::Quoted } else { At::Plain };
                    if at == At::Quoted {
                        quote_line = self.line;
                        self.step(1);
                    }
                }
                At::Quoted => {
                    self.run(record, |byte| matches!(byte, b'"' | b'\n' | b'\r'));
                    match self.piece.as_bytes().get(self.next) {
                        Some(b'"') => {
                            at = At::Quote;
                            self.step(1);
                        }
                        Some(newline) => {
                            record.push(if *newline == b'\r' { "\r" } else { "\n" });
                            self.step_over_newline(*newline);
                        }
                        None => {}
                    }
                }
                At::Quote if byte == b'"' => {
                    record.push("\"");
                    at = At::Quoted;
                    self.step(1);
                }
                At::Quote if !matches!(byte, b',' | b'\n' | b'\r') => {
                    record.after_quote.get_or_insert(record.width);
                    at = At::Plain;
                }
                At::Plain | At::Quote => {
                    if at == At::Plain {
                        self.run(record, |byte| matches!(byte, b',' | b'\n' | b'\r'));
                    }
                    let Some(&end) = self.piece.as_bytes().get(self.next) else { continue };
                    let blank = at == At::Plain && record.width == 0 && record.text.is_empty();
                    at = At::FieldStart;
                    if end == b',' {
                        record.end_field();
                        self.step(1);
                        continue;
                    }
                    self.step_over_newline(end);
                    if !blank {
                        record.end_field();
                        return Ok(true);
                    }
                }
            }
        }
    }

    fn at_end(&self, record: &mut Record, at: At, quote_line: u64) -> Result<bool, (Fatal, usize)> {
        match at {
            At::Quoted => {
                let reason = "a quote is opened here and never closed";
                Err((Fatal::new(quote_line, reason), record.width))
            }
            At::FieldStart if record.width == 0 => Ok(false),
            At::FieldStart | At::Plain | At::Quote => {
                record.end_field();
                Ok(true)
            }
        }
    }

    /// Keeps what comes before the first byte that stops it, or the rest of the piece.
    fn run(&mut self, record: &mut Record, stops: impl Fn(u8) -> bool) {
        let rest = &self.piece[self.next..];
        let length = rest.bytes().position(stops).unwrap_or(rest.len());
        record.push(&rest[..length]);
        self.step(length);
    }

    fn step(&mut self, bytes: usize) {
        self.next += bytes;
        self.line_bytes += bytes as u64;
    }

    fn step_over_newline(&mut self, newline: u8) {
        self.next += 1;
        self.line += 1;
        self.line_bytes = 0;
        self.after_return = newline == b'\r';
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(bytes: &[u8]) -> Result<Vec<(u64, Vec<String>)>, String> {
        let mut records = Records::new(bytes);
        let mut record = Record::default();
        let mut rows = Vec::new();
        while records.read(&mut record).map_err(|(fatal, _)| format!("{}: {}", fatal.line, fatal.reason))? {
            rows.push((record.line, record.fields().map(str::to_owned).collect()));
        }
        Ok(rows)
    }

    #[test]
    fn quoted_line_breaks_and_blank_lines_count_as_lines() {
        let rows = all(b"a,\"b\nc\"\r\n\r\n\nd,e\rf,\n").expect("a good file");
        let lines: Vec<_> = rows.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 5, 6]);
        assert_eq!(rows[0].1, ["a", "b\nc"]);
        assert_eq!(rows[2].1, ["f", ""]);
    }

    #[test]
    fn an_open_quote_is_reported_where_it_was_opened() {
        let said = all(b"a,b\nc,d\ne,\"f\ng,h\n").expect_err("a quote is open");
        assert_eq!(said, "3: a quote is opened here and never closed");
    }

    #[test]
    fn a_byte_that_is_not_utf8_is_found_by_line_and_byte() {
        let said = all(b"a,b\n\xC3\xA4c,\xE4\n").expect_err("latin 1");
        assert_eq!(said, "2: byte 5 of this line is not UTF-8; save the file as UTF-8");
    }

    #[test]
    fn a_field_of_ten_megabytes_is_cut_and_the_next_row_is_still_found() {
        let mut file = b"a,\"".to_vec();
        file.resize(10_000_000, b'x');
        file.extend_from_slice(b"\",b\nc,d,e\n");
        let rows = all(&file).expect("it can be read");
        assert!(rows[0].1[1].len() < 2 * FIELD_BYTES);
        assert_eq!(rows[1], (2, vec!["c".into(), "d".into(), "e".into()]));
    }

    proptest! {
        #[test]
        fn what_the_csv_crate_writes_reads_back_the_same(
            rows in proptest::collection::vec(proptest::collection::vec("[ab,\"\r\n €]{0,6}", 2..5), 0..8),
        ) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).expect("memory takes it");
            }
            let file = writer.into_inner().expect("memory takes it");
            let read: Vec<_> = all(&file).expect("a good file").into_iter().map(|(_, row)| row).collect();
            prop_assert_eq!(read, rows);
        }

        #[test]
        fn any_text_with_closed_quotes_is_read_as_the_csv_crate_reads_it(text in "([ab,€\n]|\r\n|\"[ab,\n]{0,3}\")*") {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> = reader.records()
                .map(|row| row.expect("text").iter().map(str::to_owned).collect()).collect();
            match all(text.as_bytes()) {
                Ok(rows) => prop_assert_eq!(rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>(), theirs),
                // Behind plain text a quote is a letter, so that its partner may open a field.
                Err(said) => prop_assert!(said.ends_with("a quote is opened here and never closed"), "{said}"),
            }
        }
    }
}
