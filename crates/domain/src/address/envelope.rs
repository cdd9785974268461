//! An address as an envelope shows it in its country.

use super::{Address, Country, Part};

/// The lines of the street, the city and so on, without the names above and the country below. An empty part takes the
/// punctuation beside it along.
pub fn lines(address: &Address, country: &Country) -> Vec<String> {
    let mut lines = Vec::new();
    for line in country.format.split("%n") {
        if line.contains("%A") {
            lines.push(address.street.clone());
            lines.push(address.extra.clone());
        }
        lines.push(filled(&line.replace("%A", ""), address));
    }
    lines.retain(|line| !line.trim().is_empty());
    lines
}

fn filled(line: &str, address: &Address) -> String {
    let mut pieces = line.split('%');
    let mut between = pieces.next().unwrap_or_default();
    if between == line {
        return line.into();
    }
    let mut filled = String::new();
    for piece in pieces {
        let mut chars = piece.chars();
        let text = match chars.next().and_then(Part::of) {
            Some(Part::City) => address.city.as_str(),
            Some(Part::Region) => &address.region,
            Some(Part::PostalCode) => &address.postal_code,
            // Names are above, and there are no sorting codes.
            Some(Part::Street) | None => "",
        };
        if !text.is_empty() {
            let begins = filled.is_empty() && between.trim_matches([' ', ',', '-']).is_empty();
            filled += if begins { "" } else { between };
            filled += text;
            between = "";
        }
        // What stands between two parts that are there is the last that was between them.
        if between.is_empty() || !chars.as_str().is_empty() {
            between = chars.as_str();
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::super::country;
    use super::*;

    fn shown(code: &str, region: &str, city: &str, postal_code: &str) -> String {
        let address = Address {
            street: "4 Main St".into(),
            extra: String::new(),
            postal_code: postal_code.into(),
            city: city.into(),
            region: region.into(),
            country: code.into(),
        };
        lines(&address, &country(code).expect("a country")).join(" / ")
    }

    #[test]
    fn each_country_has_its_own_way() {
        assert_eq!(shown("DE", "", "Köln", "50667"), "4 Main St / 50667 Köln");
        assert_eq!(shown("US", "NY", "New York", "10001"), "4 Main St / New York, NY 10001");
        assert_eq!(shown("GB", "", "London", "SW1A 1AA"), "4 Main St / London / SW1A 1AA");
        assert_eq!(shown("CH", "", "Bern", "3000"), "4 Main St / CH-3000 Bern");
        assert_eq!(shown("JP", "東京都", "", "100-0001"), "〒100-0001 / 東京都 / 4 Main St");
        assert_eq!(
            shown("IE", "Co. Carlow", "Carlow", "A65 F4E2"),
            "4 Main St / Carlow / Co. Carlow / A65 F4E2"
        );
    }

    #[test]
    fn an_empty_part_leaves_no_punctuation_behind() {
        assert_eq!(shown("US", "", "New York", "10001"), "4 Main St / New York 10001");
        assert_eq!(shown("US", "NY", "", "10001"), "4 Main St / NY 10001");
        assert_eq!(shown("US", "NY", "New York", ""), "4 Main St / New York, NY");
        assert_eq!(shown("CH", "", "Bern", ""), "4 Main St / Bern");
    }
}
