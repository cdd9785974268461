//! The names of countries in the languages of mails.

use super::Locale;

/// Made by `make_countries.py`, which says where it is from.
static NAMES: &str = include_str!("countries.tsv");

/// The name of a country by its ISO 3166-1 code; the code itself if there is no such country.
pub fn country(code: &str, locale: Locale) -> &str {
    let mut lines = NAMES.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t'));
    let known = lines.find_map(|mut cells| (cells.next() == Some(code)).then_some(cells));
    let column = match locale {
        Locale::English => 0,
        Locale::German => 1,
    };
    known.and_then(|mut names| names.nth(column)).unwrap_or(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_that_can_be_served_has_a_name_in_both_languages() {
        for code in domain::address::countries() {
            for locale in [Locale::English, Locale::German] {
                assert!(country(code, locale).chars().count() > 2, "{code}");
            }
        }
        assert_eq!(country("AT", Locale::German), "Österreich");
        assert_eq!(country("ZZ", Locale::English), "ZZ");
    }
}
