//! How addresses are written in one country: which parts they have, what those are called, and what is right.

use serde::{Deserialize, Serialize};

/// The rules of one country. They are few enough to hand to a front end, which has no table of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Country {
    /// ISO 3166-1 alpha-2; empty if nobody knows it.
    pub code: String,
    /// Of an envelope: `%A` street, `%C` city, `%S` region, `%Z` postal code, `%n` a new line.
    pub format: String,
    /// The letters of the parts that cannot be empty.
    pub required: String,
    /// What a city, a region and a postal code are called: `post_town`, `state`, `zip`.
    pub city: String,
    pub region: String,
    pub postal_code: String,
    /// See [`super::postal::fits`]; empty if every code is right.
    pub postal_pattern: String,
    /// What people write before it, like `CH-`; mostly empty.
    pub postal_prefix: String,
    pub postal_example: String,
    /// All there are; none if a region is whatever is written.
    pub regions: Vec<Region>,
}

/// A state, a province, a county: what a country divides its addresses into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// As an envelope says it, and as an address keeps it: `NY`, `RM`, `東京都`.
    pub key: String,
    /// Where it is not the key.
    pub name: String,
    /// In Latin letters, where the name is not.
    pub latin: String,
    /// ISO 3166-2 without the country, where there is one.
    pub code: String,
    /// What its postal codes begin with; see [`super::postal::begins`].
    pub postal_pattern: String,
}

/// What an address consists of, besides names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Street,
    City,
    Region,
    PostalCode,
}

impl Part {
    const ALL: [Self; 4] = [Self::Street, Self::City, Self::Region, Self::PostalCode];

    pub(super) fn of(letter: char) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.letter() == letter)
    }

    fn letter(self) -> char {
        match self {
            Self::Street => 'A',
            Self::City => 'C',
            Self::Region => 'S',
            Self::PostalCode => 'Z',
        }
    }
}

impl Country {
    /// For a country that is not known, or not yet.
    pub fn unknown() -> Self {
        Self {
            format: "%A%n%Z %C".into(),
            required: "AC".into(),
            city: "city".into(),
            region: "province".into(),
            postal_code: "postal".into(),
            ..Self::default()
        }
    }

    /// The parts of its addresses, in the order of an envelope.
    pub fn parts(&self) -> impl Iterator<Item = Part> {
        self.format.split('%').filter_map(|piece| Part::of(piece.chars().next()?))
    }

    pub fn has(&self, part: Part) -> bool {
        self.parts().any(|known| known == part)
    }

    pub fn requires(&self, part: Part) -> bool {
        self.required.contains(part.letter())
    }

    /// A region by its key, its name in either writing, or its code; capitals make no difference.
    pub fn region(&self, text: &str) -> Option<&Region> {
        let text = text.trim().to_lowercase();
        let by = |name: fn(&Region) -> &String| {
            let named = |region: &&Region| !text.is_empty() && name(region).to_lowercase() == text;
            self.regions.iter().find(named)
        };
        // One region's code may be another one's key.
        by(|region| &region.key)
            .or_else(|| by(|region| &region.code))
            .or_else(|| by(|region| &region.name))
            .or_else(|| by(|region| &region.latin))
    }
}

impl Region {
    /// For people to choose from: `Alabama`, `東京都 (Tokyo)`.
    pub fn label(&self) -> String {
        let name = if self.name.is_empty() { &self.key } else { &self.name };
        if self.latin.is_empty() || self.latin == *name {
            name.clone()
        } else {
            format!("{name} ({})", self.latin)
        }
    }

    /// For tables of taxes: the code, or the key where there is no code.
    pub fn iso(&self) -> &str {
        if self.code.is_empty() { &self.key } else { &self.code }
    }
}
