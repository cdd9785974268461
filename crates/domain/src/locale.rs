//! How people of a language write amounts and counts, in mails and documents. A window asks its platform instead.

use crate::Money;

/// Between a number and its sign, so that they stay on one line.
pub const NO_BREAK: char = '\u{a0}';

/// A language that mails and documents are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locale {
    English,
    German,
}

impl Locale {
    /// By its tag: everything that is not German is English.
    pub fn of(tag: &str) -> Self {
        if tag == "de" || tag.starts_with("de-") { Self::German } else { Self::English }
    }

    /// BCP 47.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// Between groups of three digits, and before a fraction.
    fn separators(self) -> (char, char) {
        match self {
            Self::English => (',', '.'),
            Self::German => ('.', ','),
        }
    }
}

/// `€1,249.50` or `1.249,50 €`; with its code where a sign could mean several currencies.
pub fn money(money: Money, locale: Locale) -> String {
    let text = money.to_decimal();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("−", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let (group, point) = locale.separators();
    let mut number = grouped(whole, group);
    if let Some(fraction) = fraction {
        number.push(point);
        number.push_str(fraction);
    }
    let code = money.currency.code();
    match (locale, symbol(code)) {
        (Locale::English, Some(symbol)) => format!("{sign}{symbol}{number}"),
        (Locale::English, None) => format!("{sign}{code}{NO_BREAK}{number}"),
        (Locale::German, symbol) => format!("{sign}{number}{NO_BREAK}{}", symbol.unwrap_or(code)),
    }
}

/// `1,250`, of what can be counted: not negative.
pub fn count(value: i64, locale: Locale) -> String {
    grouped(&value.to_string(), locale.separators().0)
}

fn grouped(digits: &str, separator: char) -> String {
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// Only signs that are used for one currency here.
fn symbol(code: &str) -> Option<&'static str> {
    match code {
        "EUR" => Some("€"),
        "GBP" => Some("£"),
        "USD" => Some("$"),
        "JPY" => Some("¥"),
        _ => None,
    }
}
