//! The time, given to whoever needs it, so that tests can move it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

pub const SECOND_US: i64 = 1_000_000;
pub const MINUTE_US: i64 = 60 * SECOND_US;
pub const HOUR_US: i64 = 60 * MINUTE_US;
pub const DAY_US: i64 = 24 * HOUR_US;

/// The system's clock, moved by an offset that only tests set.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    offset_us: Arc<AtomicI64>,
}

impl Clock {
    /// Microseconds since 1970 in UTC.
    pub fn now_us(&self) -> i64 {
        jiff::Timestamp::now().as_microsecond() + self.offset_us.load(Ordering::Relaxed)
    }

    /// The date in UTC of a time.
    pub fn date(at_us: i64) -> jiff::civil::Date {
        let at = jiff::Timestamp::from_microsecond(at_us).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        at.to_zoned(jiff::tz::TimeZone::UTC).date()
    }

    /// Moves the time of everybody who shares this clock.
    pub fn advance(&self, by_us: i64) {
        self.offset_us.fetch_add(by_us, Ordering::Relaxed);
    }
}
