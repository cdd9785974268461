//! Days as mails write them; amounts are written as everywhere.

pub use domain::locale::{Locale, money};

use domain::locale::NO_BREAK;
use domain::promise::Promise;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

/// `Tue 14 May 2026` or `Di., 14. Mai 2026`; a day is not broken into two lines.
pub fn day(date: Date, locale: Locale) -> String {
    format!("{}{NO_BREAK}{}", day_and_month(date, locale), date.year())
}

/// `Sun 22 Nov 2026, 10:15 UTC`
pub fn moment(at_us: i64, locale: Locale) -> String {
    let at = Timestamp::from_microsecond(at_us).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(TimeZone::UTC);
    format!("{}, {:02}:{:02}{NO_BREAK}UTC", day(at.date(), locale), at.hour(), at.minute())
}

/// A day, or two with what they share said once: `Tue 24 – Fri 27 Nov 2026`.
pub fn window(promise: Promise, locale: Locale) -> String {
    let Promise { earliest, latest } = promise;
    if earliest == latest {
        return day(latest, locale);
    }
    let begin = if earliest.year() != latest.year() {
        day(earliest, locale)
    } else if earliest.month() != latest.month() {
        day_and_month(earliest, locale)
    } else {
        only_day(earliest, locale)
    };
    format!("{begin} – {}", day(latest, locale))
}

fn day_and_month(date: Date, locale: Locale) -> String {
    let months = match locale {
        Locale::English => {
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        }
        Locale::German => [
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ],
    };
    format!("{}{NO_BREAK}{}", only_day(date, locale), months[date.month() as usize - 1])
}

fn only_day(date: Date, locale: Locale) -> String {
    let day = date.day();
    match locale {
        Locale::English => {
            let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
            format!("{}{NO_BREAK}{day}", names[place(date.weekday())])
        }
        Locale::German => {
            let names = ["Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."];
            format!("{},{NO_BREAK}{day}.", names[place(date.weekday())])
        }
    }
}

fn place(weekday: Weekday) -> usize {
    weekday.to_monday_zero_offset() as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use Locale::{English, German};
    use domain::{Currency, Money};
    use jiff::civil::date;

    fn of(minor: i64, code: &str) -> Money {
        Money::new(minor, Currency::new(code).expect("known"))
    }

    #[test]
    fn amounts_are_written_as_the_language_writes_them() {
        for (amount, english, german) in [
            (of(124_950, "EUR"), "€1,249.50", "1.249,50 €"),
            (of(100, "EUR"), "€1.00", "1,00 €"),
            (of(-490, "EUR"), "−€4.90", "−4,90 €"),
            (of(1_234_567, "JPY"), "¥1,234,567", "1.234.567 ¥"),
            (of(100_000_000, "CHF"), "CHF 1,000,000.00", "1.000.000,00 CHF"),
            (of(1_005, "KWD"), "KWD 1.005", "1,005 KWD"),
        ] {
            assert_eq!(money(amount, English).replace(NO_BREAK, " "), english);
            assert_eq!(money(amount, German).replace(NO_BREAK, " "), german);
        }
    }

    #[test]
    fn days_and_windows_say_what_they_share_once() {
        let window =
            |from, to, locale| window(Promise { earliest: from, latest: to }, locale).replace(NO_BREAK, " ");
        let day = |date, locale| day(date, locale).replace(NO_BREAK, " ");
        assert_eq!(day(date(2026, 5, 14), English), "Thu 14 May 2026");
        assert_eq!(day(date(2026, 5, 14), German), "Do., 14. Mai 2026");
        assert_eq!(window(date(2026, 11, 24), date(2026, 11, 27), English), "Tue 24 – Fri 27 Nov 2026");
        assert_eq!(
            window(date(2026, 11, 24), date(2026, 11, 27), German),
            "Di., 24. – Fr., 27. November 2026"
        );
        assert_eq!(window(date(2026, 11, 30), date(2026, 12, 2), English), "Mon 30 Nov – Wed 2 Dec 2026");
        assert_eq!(window(date(2026, 12, 31), date(2027, 1, 4), English), "Thu 31 Dec 2026 – Mon 4 Jan 2027");
        assert_eq!(window(date(2026, 3, 2), date(2026, 3, 2), German), "Mo., 2. März 2026");
    }

    #[test]
    fn a_language_is_found_by_its_tag() {
        assert_eq!([Locale::of("de"), Locale::of("de-AT"), Locale::of("den")], [German, German, English]);
    }
}
