//! Where orders may go.

use domain::address::{countries, country};

/// All countries, or some of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Countries {
    /// ISO 3166-1 alpha-2, each once; none: all.
    listed: Vec<String>,
}

impl Countries {
    /// Codes with spaces or commas between them; nothing: all countries. The error says what to write.
    pub fn parse(text: &str) -> Result<Self, String> {
        let codes = text.split([' ', ',']).filter(|code| !code.is_empty()).map(str::to_ascii_uppercase);
        let mut listed: Vec<String> = codes.collect();
        listed.sort();
        listed.dedup();
        match listed.iter().find(|code| country(code).is_none()) {
            Some(code) => Err(format!("{code:?} is not the code of a country; use codes like DE AT CH")),
            None => Ok(Self { listed }),
        }
    }

    pub fn hold(&self, code: &str) -> bool {
        if self.listed.is_empty() {
            countries().any(|known| known == code)
        } else {
            self.listed.iter().any(|known| known == code)
        }
    }

    /// Those that are listed; none: all.
    pub fn listed(&self) -> &[String] {
        &self.listed
    }

    /// The one country, if there is but one.
    pub fn only(&self) -> Option<&str> {
        match self.listed.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_holds_its_countries_and_no_list_holds_all() {
        let some = Countries::parse("de, AT  DE").expect("right");
        assert_eq!(some.listed(), ["AT", "DE"]);
        assert!(some.hold("DE") && !some.hold("CH"));
        let all = Countries::parse("").expect("right");
        assert!(all.hold("CH") && !all.hold("XX") && all.listed().is_empty());
        assert_eq!((all.only(), Countries::parse("CH").expect("right").only()), (None, Some("CH")));
    }
}
