//! Where an order goes, as far as tax and shipping care.

use serde::{Deserialize, Serialize};

use crate::Address;
use crate::address::{FieldProblem, FieldReason};
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
    /// ISO 3166-2 without the country: `NY`; may be empty.
    #[serde(default)]
    pub region: String,
}

impl Destination {
    /// In the one way of writing: capitals, and no spaces.
    pub fn tidy(&self) -> Self {
        let Self { country, postal_code, region } = self;
        Self { country: tidy(country), postal_code: tidy(postal_code), region: tidy(region) }
    }

    /// All that is wrong with it; nothing if it is right. A country that is not served has no tax and no shipping of
    /// its own, which is said where it matters.
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
        let (country, postal_code) = (address.country.clone(), address.postal_code.clone());
        Self { country, postal_code, region: String::new() }.tidy()
    }
}

/// Capitals without spaces: `SW1A 1AA` and `sw1a1aa` are one place.
pub fn tidy(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect()
}
