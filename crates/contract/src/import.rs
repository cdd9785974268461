//! What is wrong with a file that staff or the operator imports.

use serde::{Deserialize, Serialize};

/// Mistakes of a file that are told at once; more are only counted.
pub const MISTAKES_SHOWN: usize = 100;

/// One mistake: where, and what to do about it. A row with three mistakes is listed three times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BadRow {
    /// The physical line on which the row begins, from 1.
    pub line: u64,
    /// The column's name; empty when the whole row or file is meant.
    pub column: String,
    /// A sentence in English.
    pub reason: String,
}

/// All mistakes of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Mistakes {
    /// The first 100, in the order of the file.
    pub first: Vec<BadRow>,
    pub total: u64,
}

impl Mistakes {
    /// The first of these; `total` when not all of them were kept.
    pub fn of(bad: &[BadRow], total: u64) -> Self {
        Self { first: bad.iter().take(MISTAKES_SHOWN).cloned().collect(), total }
    }
}
