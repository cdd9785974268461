//! Rates and days as documents write them; amounts are written as everywhere.

pub use domain::locale::{count, money};

use domain::locale::{Locale, NO_BREAK};
use domain::money::BasisPoints;
use domain::promise::Promise;
use jiff::civil::Date;

const MONTHS: [(&str, &str); 12] = [
    ("January", "Januar"),
    ("February", "Februar"),
    ("March", "März"),
    ("April", "April"),
    ("May", "Mai"),
    ("June", "Juni"),
    ("July", "Juli"),
    ("August", "August"),
    ("September", "September"),
    ("October", "Oktober"),
    ("November", "November"),
    ("December", "Dezember"),
];

/// `7.7%` or `7,7 %`.
pub fn percent(rate: BasisPoints, locale: Locale) -> String {
    let number = rate.to_percent();
    match locale {
        Locale::English => format!("{number}%"),
        Locale::German => format!("{}{NO_BREAK}%", number.replace('.', ",")),
    }
}

/// `24 November 2026` or `24. November 2026`.
pub fn day(date: Date, locale: Locale) -> String {
    let (english, german) = usize::try_from(date.month() - 1).map_or(MONTHS[0], |month| MONTHS[month]);
    match locale {
        Locale::English => format!("{} {english} {}", date.day(), date.year()),
        Locale::German => format!("{}. {german} {}", date.day(), date.year()),
    }
}

pub fn window(promise: Promise, locale: Locale) -> String {
    if promise.earliest == promise.latest {
        return day(promise.latest, locale);
    }
    format!("{} – {}", day(promise.earliest, locale), day(promise.latest, locale))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Currency, Money};
    use jiff::civil::date;

    fn of(minor: i64, code: &str, locale: Locale) -> String {
        money(Money::new(minor, Currency::new(code).expect("known")), locale).replace(NO_BREAK, " ")
    }

    #[test]
    fn amounts_are_written_as_each_language_does() {
        assert_eq!(of(124_950, "EUR", Locale::English), "€1,249.50");
        assert_eq!(of(124_950, "EUR", Locale::German), "1.249,50 €");
        assert_eq!(of(-5, "USD", Locale::English), "−$0.05");
        assert_eq!(of(1_200, "JPY", Locale::German), "1.200 ¥");
        assert_eq!(of(1_005, "KWD", Locale::English), "KWD 1.005");
        assert_eq!(of(123_456_789_012, "CHF", Locale::German), "1.234.567.890,12 CHF");
    }

    #[test]
    fn days_and_rates_are_too() {
        assert_eq!(day(date(2026, 3, 9), Locale::German), "9. März 2026");
        assert_eq!(day(date(2026, 12, 24), Locale::English), "24 December 2026");
        assert_eq!(percent(BasisPoints(770), Locale::German).replace(NO_BREAK, " "), "7,7 %");
    }
}
