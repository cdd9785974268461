//! What all imports say: the mistakes of a file, and what was or would be done.

pub use contract::import::MISTAKES_SHOWN;

use super::{Sentence, say};
use crate::catalogue_file::BadRow;

/// Names of each kind that an import shows; the rest is counted, and a dry run shows it.
pub const NAMES_SHOWN: usize = 10;

/// Lists the mistakes, of which there may be more than are kept.
pub fn tell_mistakes(bad: &[BadRow], total: u64, most: usize) {
    for bad in bad.iter().take(most) {
        let column = if bad.column.is_empty() { String::new() } else { format!(", column {}", bad.column) };
        eprintln!("line {}{column}: {}", bad.line, bad.reason);
    }
    let untold = total - bad.len().min(most) as u64;
    if untold > 0 {
        eprintln!("... and {untold} more");
    }
}

pub fn refuse_mistakes(total: u64) -> Result<(), Sentence> {
    match total {
        0 => Ok(()),
        1 => Err(Sentence(
            "there is 1 mistake in the file, so nothing was changed; correct it and try again".into(),
        )),
        count => Err(Sentence(format!(
            "there are mistakes ({count}) in the file, so nothing was changed; correct it and try again"
        ))),
    }
}

/// One line for each kind of change: how many, and the first `most` names.
pub fn report(changes: [(&[String], &str); 3], unchanged: u64, would: &str, most: usize) {
    for (names, what) in changes {
        let shown = names.iter().take(most).map(String::as_str).collect::<Vec<_>>().join(", ");
        let untold = names.len().saturating_sub(most);
        let rest = if untold > 0 { format!(", and {untold} more") } else { String::new() };
        let colon = if names.is_empty() { "" } else { ": " };
        say(&format!("{} {would}{what}{colon}{shown}{rest}", names.len()));
    }
    say(&format!("{unchanged} unchanged"));
}
