//! The clock, read at the edge and handed to the rules. No rule of sync uses it.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::ToSpan;
use jiff::civil::{Date, date};

const DAY_US: i64 = 24 * 3600 * 1_000_000;

/// Microseconds since 1970 in UTC.
pub fn now_us() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// Today in UTC: for names of files, not for promises.
pub fn today() -> Date {
    day_of(now_us())
}

fn day_of(at_us: i64) -> Date {
    let epoch = date(1970, 1, 1);
    epoch.checked_add(at_us.div_euclid(DAY_US).days()).unwrap_or(epoch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_change_at_midnight_utc() {
        let midnight = 20_000 * DAY_US;
        assert_eq!(day_of(midnight), date(2024, 10, 4));
        assert_eq!(day_of(midnight - 1), date(2024, 10, 3));
    }
}
