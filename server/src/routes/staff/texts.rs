//! Texts that staff writes.

use contract::{Code, Failure};
use domain::FieldProblem;
use domain::address::FieldReason;

use crate::error::Error;

/// Characters of a search; more is not typed.
const SEARCH_CHARS: usize = 200;

/// A text without the space around it: at most `limit` characters, all of them printable.
pub fn optional(field: &str, text: &str, limit: usize) -> Result<String, Error> {
    let text = text.trim();
    let unprintable = |c: char| c.is_control() && c != '\n' && c != '\t';
    if text.chars().count() > limit {
        return Err(wrong(field, FieldReason::TooLong));
    }
    if text.contains(unprintable) {
        return Err(wrong(field, FieldReason::Unprintable));
    }
    Ok(text.to_owned())
}

/// The same; it says something.
pub fn required(field: &str, text: &str, limit: usize) -> Result<String, Error> {
    let text = optional(field, text, limit)?;
    if text.is_empty() { Err(wrong(field, FieldReason::Required)) } else { Ok(text) }
}

/// Words to search for. PostgreSQL takes no NUL in a text.
pub fn search(text: Option<String>) -> Result<String, Error> {
    let text = text.unwrap_or_default();
    if text.chars().count() > SEARCH_CHARS || text.contains('\0') {
        return Err(Failure::new(Code::Malformed).with("field", "text").into());
    }
    Ok(text)
}

/// What is wrong with a field.
pub fn wrong(field: &str, reason: FieldReason) -> Error {
    Failure::fields(vec![FieldProblem { field: field.into(), reason }]).into()
}
