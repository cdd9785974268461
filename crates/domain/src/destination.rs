//! Where an order goes, as far as tax and shipping care.

use serde::{Deserialize, Serialize};

use crate::Address;
use crate::address::{FieldProblem, FieldReason, country};
use crate::limits::FIELD_CHARS;

/// A country, and what narrows it down. Spaces and capitals make no difference.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Destination {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// May be empty.
    #[serde(default)]
    pub postal_code: String,
    /// ISO 3166-2 without the country: `NY`; may be empty. Where the table of countries knows its regions, a name will do.
    #[serde(default)]
    pub region: String,
}

impl Destination {
    /// In the one way of writing: capitals, and no spaces, and a region by its code.
    pub fn tidy(&self) -> Self {
        let Self { country, postal_code, region } = self;
        let country = tidy(country);
        Self { region: region_of(&country, region), postal_code: tidy(postal_code), country }
    }

    /// All that is wrong with it; nothing if it is right. Whether orders go to the country is said where it matters.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let fields =
            [("country", &self.country), ("postal_code", &self.postal_code), ("region", &self.region)];
        let too_long = fields.into_iter().filter(|(_, text)| text.chars().count() > FIELD_CHARS);
        let problem =
            |(field, _)| FieldProblem { field: format!("destination.{field}"), reason: FieldReason::TooLong };
        too_long.map(problem).collect()
    }
}

impl From<&Address> for Destination {
    fn from(address: &Address) -> Self {
        let Address { country, postal_code, region, .. } = address.clone();
        Self { country, postal_code, region }.tidy()
    }
}

/// A region as tables of taxes have it: its code, if the country has a list of them and it is in there.
pub fn region_of(country_code: &str, region: &str) -> String {
    let known = country(country_code);
    let known = known.as_ref().and_then(|country| country.region(region));
    tidy(known.map_or(region, |known| known.iso()))
}

/// Capitals without spaces: `SW1A 1AA` and `sw1a1aa` are one place.
pub fn tidy(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taxed_by_its_region_whatever_it_is_called() {
        for (country, region, code) in [
            ("US", "ny", "NY"),
            ("US", "New York", "NY"),
            ("JP", "東京都", "13"),
            ("IN", "Karnataka", "KA"),
            ("ES", "A", "A"),
            ("DE", "Bayern", "BAYERN"),
            ("XX", "n y", "NY"),
        ] {
            let address = Address { country: country.into(), region: region.into(), ..Address::default() };
            assert_eq!(Destination::from(&address).region, code, "{country} {region}");
        }
    }
}
