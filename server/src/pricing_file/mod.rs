//! Reads a provider's tables of taxes, of ways to send, and its calendar, so that every mistake is shown with its line and column.

mod calendar;
mod shipping;
mod table;
mod taxes;

use std::io::Read;

use domain::Currency;
use domain::calendar::Calendar;
use domain::shipping::ShippingMethod;
use domain::tax::TaxRate;

use crate::catalogue_file::BadRow;

pub use calendar::{BadSpan, date, span, time_zone};

/// Rows of one table: more than there are postal codes in the largest country that is served.
pub const ROWS_PER_TABLE: usize = 50_000;

/// What a file holds. The rows are to be imported only when nothing is bad.
#[derive(Debug)]
pub struct Parsed<T> {
    /// The good ones.
    pub rows: Vec<T>,
    /// Every mistake, in the order of the file.
    pub bad: Vec<BadRow>,
}

/// Reads a calendar; none if something is wrong with it.
pub fn calendar(reader: impl Read) -> (Option<Calendar>, Vec<BadRow>) {
    calendar::read(reader)
}

/// Reads a whole table of taxes.
pub fn taxes(reader: impl Read) -> Parsed<TaxRate> {
    taxes::read(reader)
}

/// Reads all ways to send, priced in `currency`, the provider's own.
pub fn shipping(reader: impl Read, currency: Currency) -> Parsed<ShippingMethod> {
    shipping::read(reader, currency)
}
