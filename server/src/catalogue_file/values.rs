//! The values of single cells: parsed here once, trusted everywhere else. Reasons are sentences for the person who
//! made the file.

use domain::limits::{LEAD_DAYS_MAX, UNIT_PRICE_MINOR};
use domain::money::{BasisPoints, NotAnAmount};
use domain::places::PLACES_MAX;
use domain::service::{DeliveryKind, LeadTime};
use domain::tax::TaxClass;
use domain::{Currency, Money};

/// Characters of a wrong value that are repeated to the person.
const SHOWN_CHARS: usize = 40;
/// 100 %.
const TAX_MAX: u32 = 10_000;

/// A text of one line, with the spaces at its ends gone; it may be empty.
pub fn text(cell: &str, max_chars: usize) -> Result<String, String> {
    let cell = cell.trim();
    short(cell, max_chars)?;
    printable(cell, |_| false)?;
    Ok(cell.into())
}

/// A text of one line that says something.
pub fn required(cell: &str, max_chars: usize) -> Result<String, String> {
    let text = text(cell, max_chars)?;
    if text.is_empty() { Err("is empty".into()) } else { Ok(text) }
}

/// A text that may have several lines.
pub fn paragraphs(cell: &str, max_chars: usize) -> Result<String, String> {
    let cell = cell.trim();
    short(cell, max_chars)?;
    printable(cell, |c| matches!(c, '\n' | '\r' | '\t'))?;
    if !cell.contains('\r') {
        return Ok(cell.into());
    }
    Ok(cell.replace("\r\n", "\n").replace('\r', "\n"))
}

/// The name of an icon: lower-case words with dashes.
pub fn icon(cell: &str) -> Result<String, String> {
    let icon = text(cell, super::CODE_CHARS)?;
    let fits = icon.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if fits { Ok(icon) } else { Err(format!("{} is not the name of an icon, like spray-can", shown(&icon))) }
}

/// The one currency that the provider's prices are in.
pub fn currency(cell: &str, provider: Currency) -> Result<(), String> {
    let currency = Currency::new(cell.trim())
        .map_err(|_| format!("{} is not a currency code known here, like EUR", shown(cell)))?;
    if currency == provider {
        return Ok(());
    }
    Err(format!("prices of this provider are in {provider}, not in {currency}"))
}

/// A price or a surcharge.
pub fn amount(cell: &str, currency: Currency) -> Result<Money, String> {
    let cell = cell.trim();
    let money = match Money::parse_decimal(cell, currency) {
        Ok(money) => money,
        Err(NotAnAmount::Empty) => return Err("is empty".into()),
        Err(NotAnAmount::TooLarge) => return Err(too_large(currency)),
        Err(reason @ NotAnAmount::TooFine { .. }) => {
            return Err(format!("{} is too fine: {reason}", shown(cell)));
        }
        Err(reason) => return Err(format!("{} is not a price: {reason}", shown(cell))),
    };
    if money.minor > UNIT_PRICE_MINOR { Err(too_large(currency)) } else { Ok(money) }
}

/// Percent with up to two decimals: `19`, `7.7`.
pub fn tax(cell: &str) -> Result<BasisPoints, String> {
    let cell = cell.trim();
    let wrong = || format!("{} is not a percentage; write 19 for 19 %, or 7.7", shown(cell));
    let (whole, fraction) = cell.split_once('.').unwrap_or((cell, "0"));
    let digits =
        |part: &str, most| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole, 3) || !digits(fraction, 2) {
        return Err(wrong());
    }
    let rate: u32 = format!("{whole}{fraction:0<2}").parse().map_err(|_| wrong())?;
    if rate > TAX_MAX { Err(format!("{} % is more than 100 %", shown(cell))) } else { Ok(BasisPoints(rate)) }
}

/// What the service is taxed like; nothing for the class of its own rate.
pub fn tax_class(cell: &str) -> Result<Option<TaxClass>, String> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(None);
    }
    TaxClass::new(cell).map(Some).map_err(|reason| format!("{} is not one: {reason}", shown(cell)))
}

pub fn delivery(cell: &str) -> Result<DeliveryKind, String> {
    DeliveryKind::parse(cell.trim())
        .ok_or_else(|| format!("{} is not a kind of delivery; write remote, on_site or shipped", shown(cell)))
}

/// Units of one day; nothing for no limit. A parcel takes no place of a day.
pub fn capacity(cell: &str, delivery: Option<DeliveryKind>) -> Result<Option<i64>, String> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(None);
    }
    if delivery == Some(DeliveryKind::Shipped) {
        return Err("only what is remote or on_site has places of a day; leave it empty".into());
    }
    let digits = cell.bytes().all(|b| b.is_ascii_digit());
    let number = cell.parse().ok().filter(|number| digits && (1..=PLACES_MAX).contains(number));
    let wrong = || {
        format!(
            "{} is not a number of units from 1 to {PLACES_MAX}; leave it empty for no limit",
            shown(cell)
        )
    };
    number.map(Some).ok_or_else(wrong)
}

/// Working days, at least and at most: `1-3`, or `2` for exactly two.
pub fn lead(cell: &str) -> Result<LeadTime, String> {
    let cell = cell.trim();
    let (min, max) = cell.split_once('-').unwrap_or((cell, cell));
    let (Some(min_days), Some(max_days)) = (days(min), days(max)) else {
        let hint = "write 2 or 1-3, and keep spreadsheets from turning that into a date";
        return Err(format!("{} is not a number of working days; {hint}", shown(cell)));
    };
    if min_days > max_days {
        return Err(format!(
            "at least {min_days} days is more than at most {max_days}; write the smaller number first"
        ));
    }
    if max_days > LEAD_DAYS_MAX {
        return Err(format!("{max_days} working days is more than {LEAD_DAYS_MAX}"));
    }
    Ok(LeadTime { min_days, max_days })
}

/// A wrong value as it is repeated to the person: quoted, escaped, not too long.
pub fn shown(cell: &str) -> String {
    let mut short: String = cell.trim().chars().take(SHOWN_CHARS).collect();
    if short.len() < cell.trim().len() {
        short.push('…');
    }
    format!("{short:?}")
}

fn days(text: &str) -> Option<u16> {
    let text = text.trim();
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

fn too_large(currency: Currency) -> String {
    format!("the highest price is {}", Money::new(UNIT_PRICE_MINOR, currency))
}

fn short(cell: &str, max_chars: usize) -> Result<(), String> {
    if cell.len() > max_chars && cell.chars().nth(max_chars).is_some() {
        return Err(format!("is longer than {max_chars} characters"));
    }
    Ok(())
}

fn printable(cell: &str, allowed: impl Fn(char) -> bool) -> Result<(), String> {
    // Nearly every cell, and much faster than by characters.
    if cell.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Ok(());
    }
    match cell.chars().find(|c| c.is_control() && !allowed(*c)) {
        None => Ok(()),
        Some('\0') => Err("has a NUL byte; if the file is UTF-16, save it as UTF-8".into()),
        Some('\n' | '\r') => Err("has a line break; only the description may have some".into()),
        Some(c) => Err(format!("has an unprintable character (U+{:04X})", u32::from(c))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tax_has_up_to_two_decimals() {
        for (cell, rate) in [("19", 1900), ("7.7", 770), ("0", 0), ("2.55", 255), (" 100 ", 10_000)] {
            assert_eq!(tax(cell), Ok(BasisPoints(rate)), "{cell}");
        }
        for cell in ["", "19%", "-1", "7,7", "1.234", "1.", ".5", "101", "9999"] {
            assert!(tax(cell).is_err(), "{cell}");
        }
    }

    #[test]
    fn a_lead_time_is_one_number_or_two_in_order() {
        assert_eq!(lead("3"), Ok(LeadTime { min_days: 3, max_days: 3 }));
        assert_eq!(lead("1 - 3"), Ok(LeadTime { min_days: 1, max_days: 3 }));
        for cell in ["", "3-1", "-1", "1-", "1-2-3", "01-Mar", "366", "99999999", "+1"] {
            assert!(lead(cell).is_err(), "{cell}");
        }
    }

    #[test]
    fn a_capacity_is_a_whole_number_or_nothing_and_not_of_parcels() {
        let on_site = Some(DeliveryKind::OnSite);
        assert_eq!((capacity(" 12 ", on_site), capacity("", on_site)), (Ok(Some(12)), Ok(None)));
        for cell in ["0", "-1", "+1", "1.5", "many", "100001", "99999999999999999999"] {
            assert!(capacity(cell, on_site).is_err(), "{cell}");
        }
        let shipped = Some(DeliveryKind::Shipped);
        assert!(capacity("12", shipped).is_err() && capacity("", shipped) == Ok(None));
    }

    #[test]
    fn only_the_description_keeps_its_line_breaks() {
        assert_eq!(paragraphs("a\r\nb\rc", 10), Ok("a\nb\nc".into()));
        assert!(text("a\nb", 10).is_err());
        assert!(paragraphs("a\u{7}", 10).is_err());
        assert!(text("a\0", 10).is_err_and(|reason| reason.contains("NUL")));
    }

    #[test]
    fn limits_count_characters_and_not_bytes() {
        assert!(text(&"ü".repeat(10), 10).is_ok());
        assert!(text(&"ü".repeat(11), 10).is_err());
    }

    #[test]
    fn a_wrong_value_is_repeated_short_and_escaped() {
        assert_eq!(shown("\u{1b}[31m"), "\"\\u{1b}[31m\"");
        assert_eq!(shown(&"x".repeat(50)).chars().count(), SHOWN_CHARS + 3);
    }
}
