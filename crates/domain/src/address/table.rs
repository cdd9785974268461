//! The table of all countries. A front end does not look in here, for the table would become a part of it: it asks the
//! desk for the one country that it needs.

use super::country::{Country, Region};

/// Made by `addresses/make.py`, which says what is in it and where it is from.
static TABLE: &str = include_str!("../../addresses/countries.tsv");

/// ISO 3166-1 alpha-2 codes of all countries, in the order of the alphabet.
pub fn countries() -> impl Iterator<Item = &'static str> {
    lines().filter(|line| !line.starts_with('\t')).filter_map(|line| line.split('\t').next())
}

/// How addresses are written there; none if there is no such country.
pub fn country(code: &str) -> Option<Country> {
    let mut lines = lines().skip_while(|line| code.is_empty() || line.split('\t').next() != Some(code));
    let mut cells = lines.next()?.split('\t').map(str::to_owned);
    let mut cell = || cells.next().unwrap_or_default();
    Some(Country {
        code: cell(),
        format: cell(),
        required: cell(),
        city: cell(),
        region: cell(),
        postal_code: cell(),
        postal_pattern: cell(),
        postal_prefix: cell(),
        postal_example: cell(),
        regions: lines.take_while(|line| line.starts_with('\t')).map(region).collect(),
    })
}

fn lines() -> impl Iterator<Item = &'static str> {
    TABLE.lines().filter(|line| !line.starts_with('#'))
}

fn region(line: &str) -> Region {
    let mut cells = line.split('\t').skip(1).map(str::to_owned);
    let mut cell = || cells.next().unwrap_or_default();
    Region { key: cell(), name: cell(), latin: cell(), code: cell(), postal_pattern: cell() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::country::Part;
    use super::super::postal;
    use super::*;

    fn all() -> impl Iterator<Item = Country> {
        countries().map(|code| country(code).expect("it is in the table"))
    }

    #[test]
    fn every_country_has_a_line_and_nothing_else_has() {
        assert_eq!(countries().count(), 252);
        assert!(countries().all(|code| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())));
        assert!(["", "#", "de", "ZZ", "XX", "DE\t"].into_iter().all(|code| country(code).is_none()));
    }

    #[test]
    fn every_example_is_right_and_what_is_required_is_written_on_the_envelope() {
        for country in all() {
            let Country { code, postal_pattern, postal_example, .. } = &country;
            assert_eq!(postal_pattern.is_empty(), postal_example.is_empty(), "{code}");
            assert!(postal_pattern.is_empty() || postal::fits(postal_pattern, postal_example), "{code}");
            for part in [Part::Street, Part::City, Part::Region, Part::PostalCode] {
                assert!(country.has(part) || !country.requires(part), "{code} {part:?}");
            }
            assert!(country.requires(Part::Street), "{code}");
        }
    }

    #[test]
    fn every_region_is_found_by_all_its_names() {
        for country in all() {
            let keys: BTreeSet<_> = country.regions.iter().map(|region| &region.key).collect();
            assert_eq!(keys.len(), country.regions.len(), "{}", country.code);
            for region in &country.regions {
                for name in [&region.key, &region.code, &region.key.to_lowercase()] {
                    assert!(
                        name.is_empty() || country.region(name) == Some(region),
                        "{} {name}",
                        country.code
                    );
                }
            }
        }
    }
}
