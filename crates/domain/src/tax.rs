//! Which tax something bears: by where it goes (the zone) and by what it is (the class).

use serde::{Deserialize, Serialize};

use crate::Money;
use crate::destination::Destination;
use crate::money::{BasisPoints, portion, tax_contained};
use crate::quote::PricedLine;
use crate::shipping::PricedShipping;

/// Letters of a class.
const CLASS_CHARS: usize = 40;

/// What is taxed alike: a name like `books`. Whatever has none belongs to the class of its own rate: `19`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, example = "books"))]
pub struct TaxClass(String);

/// Not the name of a class.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a tax class has 1 to {CLASS_CHARS} letters, digits, - _ or points")]
pub struct NotAClass;

impl TaxClass {
    /// Capitals make no difference.
    pub fn new(name: &str) -> Result<Self, NotAClass> {
        let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        if name.is_empty() || name.len() > CLASS_CHARS || !name.bytes().all(fits) {
            return Err(NotAClass);
        }
        Ok(Self(name.to_ascii_lowercase()))
    }

    /// The class of everything that has this rate and no name: `19`, `7.7`.
    pub fn of_rate(rate: BasisPoints) -> Self {
        Self(rate.to_percent())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for TaxClass {
    type Error = NotAClass;
    fn try_from(name: String) -> Result<Self, NotAClass> {
        Self::new(&name)
    }
}

impl From<TaxClass> for String {
    fn from(class: TaxClass) -> String {
        class.0
    }
}

/// A part of the world; what is empty does not narrow it down. All in capitals, without spaces.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Zone {
    /// Empty: every country.
    pub country: String,
    pub region: String,
    pub postal_prefix: String,
}

impl Zone {
    fn covers(&self, place: &Destination) -> bool {
        (self.country.is_empty() || self.country == place.country)
            && (self.region.is_empty() || self.region == place.region)
            && place.postal_code.starts_with(&self.postal_prefix)
    }
}

/// One row of the provider's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxRate {
    pub zone: Zone,
    /// None: every class that the zone does not name.
    pub class: Option<TaxClass>,
    pub tax: Tax,
}

/// A rate, and whether prices have it in them already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tax {
    pub rate: BasisPoints,
    /// Prices are without it: it is added to them.
    pub added: bool,
}

impl Tax {
    /// The tax of a price after its discount.
    pub fn of(self, price_minor: i64) -> i64 {
        if self.added { portion(price_minor, self.rate) } else { tax_contained(price_minor, self.rate) }
    }
}

/// The tax by the narrowest row that covers the place: a longer postal prefix before a shorter one, then a region, then
/// a country, then a named class. Without a row, and while nobody knows the place, it is the own rate, contained.
pub fn find(
    rates: &[TaxRate],
    place: Option<&Destination>,
    class: Option<&TaxClass>,
    own: BasisPoints,
) -> Tax {
    let unnamed = TaxClass::of_rate(own);
    let class = class.unwrap_or(&unnamed);
    let covering = rates.iter().filter(|row| {
        place.is_some_and(|place| row.zone.covers(place)) && row.class.as_ref().is_none_or(|c| c == class)
    });
    let narrowest = covering.max_by_key(|row| {
        let Zone { country, region, postal_prefix } = &row.zone;
        (postal_prefix.len(), !region.is_empty(), !country.is_empty(), row.class.is_some())
    });
    narrowest.map_or(Tax { rate: own, added: false }, |row| row.tax)
}

/// The taxes of one rate, added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxSum {
    pub rate: BasisPoints,
    pub added: bool,
    pub amount: Money,
}

/// The taxes of a quote or an order by rate, the highest first. They add up to the tax of its totals.
pub fn sums(lines: &[PricedLine], shipping: Option<&PricedShipping>) -> Vec<TaxSum> {
    let of_lines = lines.iter().map(|line| (line.tax_rate, line.tax_added, line.tax));
    let of_shipping = shipping.map(|shipping| (shipping.tax_rate, shipping.tax_added, shipping.tax));
    let mut sums: Vec<TaxSum> = Vec::new();
    for (rate, added, amount) in of_lines.chain(of_shipping).filter(|(_, _, amount)| amount.minor != 0) {
        match sums.iter_mut().find(|sum| sum.rate == rate && sum.added == added) {
            Some(sum) => sum.amount.minor += amount.minor,
            None => sums.push(TaxSum { rate, added, amount }),
        }
    }
    sums.sort_by_key(|sum| std::cmp::Reverse((sum.rate, sum.added)));
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(country: &str, region: &str, prefix: &str, class: &str, rate: u32) -> TaxRate {
        let zone = Zone { country: country.into(), region: region.into(), postal_prefix: prefix.into() };
        let tax = Tax { rate: BasisPoints(rate), added: false };
        TaxRate { zone, class: TaxClass::new(class).ok(), tax }
    }

    fn rate(rows: &[TaxRate], country: &str, postal_code: &str, class: &str) -> u32 {
        let place = Destination {
            country: country.into(),
            postal_code: postal_code.into(),
            ..Destination::default()
        };
        find(rows, Some(&place), TaxClass::new(class).ok().as_ref(), BasisPoints(1900)).rate.0
    }

    #[test]
    fn the_narrowest_row_counts() {
        let rows = [
            row("", "", "", "", 0),
            row("AT", "", "", "", 2000),
            row("AT", "", "", "books", 1000),
            row("AT", "", "6691", "", 1900),
            row("US", "NY", "", "", 400),
            row("US", "", "", "", 100),
        ];
        assert_eq!(rate(&rows, "AT", "1010", "19"), 2000);
        assert_eq!(rate(&rows, "AT", "1010", "books"), 1000);
        assert_eq!(rate(&rows, "AT", "6691", "books"), 1900);
        assert_eq!(rate(&rows, "CH", "8000", "books"), 0);
        let place = Destination { country: "US".into(), region: "NY".into(), ..Destination::default() };
        assert_eq!(find(&rows, Some(&place), None, BasisPoints(1900)).rate.0, 400);
        // A country is narrower than a class.
        let rows = [row("", "", "", "books", 500), row("DE", "", "", "", 1900)];
        assert_eq!(rate(&rows, "DE", "50667", "books"), 1900);
        assert_eq!(rate(&rows, "CH", "8000", "books"), 500);
    }

    #[test]
    fn what_no_row_covers_bears_its_own_rate_and_so_does_what_goes_nobody_knows_where() {
        let rows = [row("AT", "", "", "7", 1000), row("", "", "", "books", 500)];
        assert_eq!(rate(&rows, "AT", "1010", "19"), 1900);
        assert_eq!(rate(&rows, "DE", "50667", "7"), 1900);
        let unknown = find(&rows, None, TaxClass::new("books").ok().as_ref(), BasisPoints(700));
        assert_eq!(unknown, Tax { rate: BasisPoints(700), added: false });
    }

    #[test]
    fn a_rate_names_the_class_of_what_has_no_other() {
        for (rate, name) in [(1900, "19"), (770, "7.7"), (255, "2.55"), (0, "0"), (1005, "10.05")] {
            assert_eq!(TaxClass::of_rate(BasisPoints(rate)).as_str(), name);
        }
        assert_eq!(TaxClass::new("Books").map(String::from), Ok("books".into()));
        assert_eq!(TaxClass::new("a b"), Err(NotAClass));
    }

    #[test]
    fn an_added_tax_of_19_percent_on_100_is_19_and_a_contained_one_is_15_97() {
        let tax = |added| Tax { rate: BasisPoints(1900), added }.of(10_000);
        assert_eq!((tax(true), tax(false)), (1_900, 1_597));
    }
}
