//! Money is integer minor units plus an ISO 4217 currency. There are no floats and one rounding rule.

mod scale;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use scale::CannotScale;

/// A currency that Pannier knows, by its ISO 4217 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, example = "EUR"))]
pub struct Currency(&'static Row);

#[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Row {
    code: &'static str,
    exponent: u32,
}

const fn row(code: &'static str, exponent: u32) -> Row {
    Row { code, exponent }
}

/// Codes with their number of decimals, from ISO 4217 (list one, 2024).
static ROWS: [Row; 31] = [
    row("AUD", 2),
    row("BGN", 2),
    row("BHD", 3),
    row("BRL", 2),
    row("CAD", 2),
    row("CHF", 2),
    row("CZK", 2),
    row("DKK", 2),
    row("EUR", 2),
    row("GBP", 2),
    row("HKD", 2),
    row("HUF", 2),
    row("ILS", 2),
    row("INR", 2),
    row("ISK", 0),
    row("JPY", 0),
    row("KRW", 0),
    row("KWD", 3),
    row("MXN", 2),
    row("NOK", 2),
    row("NZD", 2),
    row("PLN", 2),
    row("RON", 2),
    row("SEK", 2),
    row("SGD", 2),
    row("THB", 2),
    row("TND", 3),
    row("TRY", 2),
    row("TWD", 2),
    row("USD", 2),
    row("ZAR", 2),
];

/// Not the code of a currency that Pannier knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a currency code known here; use an ISO 4217 code like EUR")]
pub struct UnknownCurrency(pub String);

impl Currency {
    pub fn new(code: &str) -> Result<Self, UnknownCurrency> {
        ROWS.iter().find(|row| row.code == code).map(Self).ok_or_else(|| UnknownCurrency(code.into()))
    }

    pub fn code(self) -> &'static str {
        self.0.code
    }

    /// Decimals between the major and the minor unit: 2 for EUR, 0 for JPY, 3 for KWD.
    pub fn exponent(self) -> u32 {
        self.0.exponent
    }

    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(Self)
    }
}

impl TryFrom<String> for Currency {
    type Error = UnknownCurrency;
    fn try_from(code: String) -> Result<Self, UnknownCurrency> {
        Self::new(&code)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().into()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount in minor units of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

/// Two amounts could not be combined.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("amounts of different currencies cannot be added")]
    CurrencyMismatch,
    #[error("the amount is too large")]
    Overflow,
}

/// A text is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAmount {
    #[error("the amount is empty")]
    Empty,
    #[error("an amount has digits and one decimal point, like 1249.50")]
    Malformed,
    #[error("an amount cannot be negative")]
    Negative,
    #[error("{currency} has {decimals} decimals, not more")]
    TooFine { currency: Currency, decimals: u32 },
    #[error("the amount is too large")]
    TooLarge,
}

impl Money {
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrencyMismatch);
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self::new(minor, self.currency))
    }

    pub fn times(self, factor: i64) -> Result<Self, MoneyError> {
        let minor = self.minor.checked_mul(factor).ok_or(MoneyError::Overflow)?;
        Ok(Self::new(minor, self.currency))
    }

    /// Parses a decimal text without grouping, like `1249.50`, never negative.
    pub fn parse_decimal(text: &str, currency: Currency) -> Result<Self, NotAnAmount> {
        if text.is_empty() {
            return Err(NotAnAmount::Empty);
        }
        let (digits, negative) = match text.strip_prefix('-') {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || digits.ends_with('.') {
            return Err(NotAnAmount::Malformed);
        }
        if negative {
            return Err(NotAnAmount::Negative);
        }
        let decimals = currency.exponent();
        let significant = fraction.trim_end_matches('0');
        if significant.len() > decimals as usize {
            return Err(NotAnAmount::TooFine { currency, decimals });
        }
        let padded = format!("{whole}{significant:0<width$}", width = decimals as usize);
        let minor = padded.parse().map_err(|_| NotAnAmount::TooLarge)?;
        Ok(Self::new(minor, currency))
    }

    /// The amount as a decimal text without grouping or currency: `1249.50`.
    pub fn to_decimal(self) -> String {
        decimal(self.minor, self.currency.exponent())
    }
}

fn decimal(units: i64, exponent: u32) -> String {
    let exponent = exponent as usize;
    let sign = if units < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = exponent + 1);
    let (whole, fraction) = digits.split_at(digits.len() - exponent);
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.to_decimal(), self.currency)
    }
}

/// A rate in basis points: 1900 is 19 %.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BasisPoints(pub u32);

impl BasisPoints {
    /// As percent with as many decimals as it needs: `19`, `7.7`.
    pub fn to_percent(self) -> String {
        let text = decimal(i64::from(self.0), 2);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

/// The part of an amount that a rate says: a tax that is added to a price, or a discount. Rounded by the one rule.
pub fn portion(minor: i64, rate: BasisPoints) -> i64 {
    let part = round_half_away(i128::from(minor) * i128::from(rate.0), 10_000);
    i64::try_from(part).unwrap_or(if minor < 0 { i64::MIN } else { i64::MAX })
}

/// The part of an amount that belongs to `units` of so many, which are not more and not none. Rounded by the one rule.
pub(crate) fn share(minor: i64, units: i64, of: i64) -> i64 {
    let part = round_half_away(i128::from(minor) * i128::from(units), i128::from(of.max(1)));
    i64::try_from(part).expect("a part of an i64 amount is an i64 amount")
}

/// The tax contained in a gross amount. The one rounding rule: half away from zero, once per line.
pub fn tax_contained(gross_minor: i64, rate: BasisPoints) -> i64 {
    let gross = i128::from(gross_minor);
    let rate = i128::from(rate.0);
    let tax = round_half_away(gross * rate, 10_000 + rate);
    i64::try_from(tax).expect("a part of an i64 amount is an i64 amount")
}

fn round_half_away(numerator: i128, denominator: i128) -> i128 {
    let half = denominator / 2;
    if numerator >= 0 { (numerator + half) / denominator } else { (numerator - half) / denominator }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::new("EUR").expect("EUR is known"))
    }

    #[test]
    fn a_fraction_of_a_cent_is_refused() {
        let currency = eur(0).currency;
        assert_eq!(
            Money::parse_decimal("1.005", currency),
            Err(NotAnAmount::TooFine { currency, decimals: 2 })
        );
        assert_eq!(Money::parse_decimal("1.500", currency), Ok(eur(150)));
    }

    #[test]
    fn what_is_not_an_amount_is_refused_with_its_reason() {
        let currency = eur(0).currency;
        for (text, reason) in [
            ("", NotAnAmount::Empty),
            ("-1.00", NotAnAmount::Negative),
            ("1,00", NotAnAmount::Malformed),
            ("1.", NotAnAmount::Malformed),
            (".5", NotAnAmount::Malformed),
            ("1e3", NotAnAmount::Malformed),
            ("99999999999999999999", NotAnAmount::TooLarge),
        ] {
            assert_eq!(Money::parse_decimal(text, currency), Err(reason), "{text}");
        }
    }

    #[test]
    fn yen_have_no_decimals_and_dinars_three() {
        let yen = Currency::new("JPY").expect("known");
        let dinar = Currency::new("KWD").expect("known");
        assert_eq!(Money::new(1200, yen).to_string(), "1200 JPY");
        assert_eq!(Money::parse_decimal("1.005", dinar), Ok(Money::new(1005, dinar)));
    }

    #[test]
    fn tax_of_119_at_19_percent_is_19() {
        assert_eq!(tax_contained(11_900, BasisPoints(1900)), 1_900);
        assert_eq!(tax_contained(100, BasisPoints(0)), 0);
    }

    #[test]
    fn half_a_cent_is_rounded_away_from_zero() {
        assert_eq!(portion(150, BasisPoints(1000)), 15);
        assert_eq!(portion(145, BasisPoints(1000)), 15);
        assert_eq!(portion(-145, BasisPoints(1000)), -15);
        assert_eq!(portion(144, BasisPoints(1000)), 14);
    }

    proptest! {
        #[test]
        fn an_amount_survives_being_written_and_read(minor in 0..=i64::MAX, row in 0..ROWS.len()) {
            let money = Money::new(minor, Currency(&ROWS[row]));
            prop_assert_eq!(Money::parse_decimal(&money.to_decimal(), money.currency), Ok(money));
        }

        #[test]
        fn contained_tax_is_never_negative_nor_more_than_the_amount(
            gross in 0..1_000_000_000_000i64, rate in 0..10_000u32,
        ) {
            let tax = tax_contained(gross, BasisPoints(rate));
            prop_assert!((0..=gross).contains(&tax));
        }
    }
}
