//! Tables for the provider's books: which there are, and over how many days.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::address::FieldReason;

/// Days of one table: a leap year.
pub const DAYS_MAX: i32 = 366;

/// What the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookTable {
    /// By the day on which they were placed.
    Orders,
    /// The lines of those orders.
    Lines,
    /// What was taken and what went back, by the day on which it moved.
    Money,
}

impl BookTable {
    pub const ALL: [Self; 3] = [Self::Orders, Self::Lines, Self::Money];

    /// The word used in names of files and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Lines => "lines",
            Self::Money => "money",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.as_str() == word)
    }
}

/// Days where the provider is, from one to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    from: Date,
    to: Date,
}

impl Days {
    /// Refused if the last day is before the first, or if there are more than [`DAYS_MAX`].
    pub fn new(from: Date, to: Date) -> Result<Self, FieldReason> {
        let days = (to - from).get_days() + 1;
        if days < 1 {
            return Err(FieldReason::BeforeStart);
        }
        if days > DAYS_MAX {
            return Err(FieldReason::TooManyDays);
        }
        Ok(Self { from, to })
    }

    pub fn from(self) -> Date {
        self.from
    }

    pub fn to(self) -> Date {
        self.to
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_table_is_over_one_day_at_least_and_a_leap_year_at_most() {
        let first = date(2028, 1, 1);
        let days = |to| Days::new(first, to).map(|days| (days.from(), days.to()));
        for to in [first, date(2028, 12, 31)] {
            assert_eq!(days(to), Ok((first, to)));
        }
        assert_eq!(days(date(2027, 12, 31)), Err(FieldReason::BeforeStart));
        assert_eq!(days(date(2029, 1, 1)), Err(FieldReason::TooManyDays));
        assert_eq!(Days::new(Date::MIN, Date::MAX), Err(FieldReason::TooManyDays));
    }
}
