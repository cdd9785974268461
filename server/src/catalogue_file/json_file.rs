//! A catalogue as JSON: an array of objects with the names of the columns.

use std::borrow::Cow;
use std::fmt;
use std::io::Read;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::columns::{COLUMNS, Column, header};
use super::intake::Intake;
use super::records::FIELD_BYTES;
use super::source::Source;
use super::values::shown;
use super::{Fatal, ROWS_PER_FILE};

pub fn read(reader: impl Read, intake: &mut Intake) -> Result<(), Fatal> {
    let text = whole(reader)?;
    if text.trim().is_empty() {
        return Err(Fatal::new(1, "the file is empty"));
    }
    let Elements(elements) = serde_json::from_str(&text).map_err(|error| not_json(&error))?;
    if elements.is_empty() {
        return Err(Fatal::new(1, "there are no services in the file"));
    }
    let mut line = 1;
    let mut counted = 0;
    for element in elements {
        let start = element.get().as_ptr() as usize - text.as_ptr() as usize;
        line += text[counted..start].bytes().filter(|byte| *byte == b'\n').count() as u64;
        counted = start;
        intake.count_row(line)?;
        match serde_json::from_str::<Members>(element.get()) {
            Ok(Members(members)) => read_object(line, &members, intake),
            Err(_) => intake.bad(line, "", "is not an object in braces"),
        }
    }
    Ok(())
}

fn whole(reader: impl Read) -> Result<String, Fatal> {
    let mut source = Source::new(reader);
    let (mut text, mut piece) = (String::new(), String::new());
    loop {
        match source.next(&mut piece) {
            Ok(true) => text.push_str(&piece),
            Ok(false) => return Ok(text),
            Err(stop) => {
                let line_start = text.rfind('\n').map_or(0, |at| at + 1);
                let line = text.bytes().filter(|byte| *byte == b'\n').count() as u64 + 1;
                return Err(stop.at(line, (text.len() - line_start) as u64 + 1));
            }
        }
    }
}

fn read_object(line: u64, members: &[(String, &RawValue)], intake: &mut Intake) {
    let mut cells: [Option<Cow<str>>; COLUMNS] = Default::default();
    let mut json_options = None;
    let mut good = true;
    for (name, value) in members {
        let cell = match Column::parse(name) {
            None => Err(format!("this name is not known; the names are {}", header())),
            Some(column) if cells[column as usize].is_some() => Err("this name is there twice".into()),
            Some(column) => cell(column, value.get()).map(|cell| {
                if column == Column::Options && value.get().starts_with('[') {
                    json_options = Some(value.get());
                }
                cells[column as usize] = Some(cell);
            }),
        };
        if let Err(reason) = cell {
            let column = Column::parse(name).map_or_else(|| shown(name), |column| column.name().into());
            intake.bad(line, column, reason);
            good = false;
        }
    }
    let cells = cells.each_ref().map(|cell| cell.as_deref().unwrap_or(""));
    if good {
        intake.row(line, &cells, json_options);
    } else {
        intake.bad_code(cells[Column::Code as usize]);
    }
}

/// The text of a value: texts decoded, numbers as they are written (a float would not be exact), null as nothing.
fn cell(column: Column, value: &str) -> Result<Cow<'_, str>, String> {
    if value.len() > FIELD_BYTES {
        return Err(format!("is longer than {FIELD_BYTES} bytes"));
    }
    match value.as_bytes().first() {
        Some(b'"') => serde_json::from_str(value)
            .map(Cow::Owned)
            .map_err(|_| "is not a text with proper characters".into()),
        Some(b'n') => Ok(Cow::Borrowed("")),
        Some(b'-' | b'0'..=b'9') => Ok(Cow::Borrowed(value)),
        Some(b'[') if column == Column::Options => Ok(Cow::Borrowed(value)),
        _ => Err("is neither a text nor a number".into()),
    }
}

fn not_json(error: &serde_json::Error) -> Fatal {
    let line = error.line().max(1) as u64;
    if error.is_data() {
        return Fatal::new(line, "the file must be one array of objects: [{\"code\": ...}, ...]");
    }
    let cause = error.to_string();
    let cause = cause.split(" at line ").next().unwrap_or_default();
    Fatal::new(line, format!("is not JSON at byte {}: {cause}", error.column()))
}

/// The elements of an array, unread.
struct Elements<'a>(Vec<&'a RawValue>);

/// The members of an object in their order, doubled ones too.
struct Members<'a>(Vec<(String, &'a RawValue)>);

/// Members of one object that are looked at.
const MEMBERS: usize = 64;

impl<'de> Deserialize<'de> for Elements<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Elements<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Elements<'de>, A::Error> {
                let mut elements = Vec::new();
                while let Some(element) = array.next_element()? {
                    // One too many is kept, so that its line can be told.
                    if elements.len() <= ROWS_PER_FILE {
                        elements.push(element);
                    }
                }
                Ok(Elements(elements))
            }
        }
        deserializer.deserialize_seq(Visit)
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = object.next_entry()? {
                    if members.len() == MEMBERS {
                        return Err(A::Error::custom("too many members"));
                    }
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Visit)
    }
}
