//! Whom an order goes to: reachable, by the rules of their country, and in a country that the provider serves.

use domain::address::{Address, Contact, FieldProblem, FieldReason};
use domain::destination::{Destination, tidy};
use phonenumber::Mode;

use crate::config::Countries;

/// Who orders and where it goes, as they are kept: tidy, with the phone number in E.164. Or all that is wrong with them.
pub fn checked(
    contact: &Contact,
    address: Option<&Address>,
    countries: &Countries,
) -> Result<(Contact, Option<Address>), Vec<FieldProblem>> {
    let (mut contact, address) = (contact.trimmed(), address.map(Address::tidied));
    let mut problems = contact.problems();
    let country = address.as_ref().map(|address| address.country.as_str());
    if !contact.phone.is_empty() && problems.iter().all(|problem| problem.field != PHONE) {
        match e164(&contact.phone, country.or(countries.only())) {
            Some(number) => contact.phone = number,
            None => problems.push(problem(PHONE, FieldReason::NotAPhone)),
        }
    }
    if let Some(address) = &address {
        problems.extend(address.problems());
        let told = problems.iter().any(|problem| problem.field == COUNTRY);
        if !told && !countries.hold(&address.country) {
            problems.push(problem(COUNTRY, FieldReason::CountryNotServed));
        }
    }
    if problems.is_empty() { Ok((contact, address)) } else { Err(problems) }
}

/// What is wrong with a phone number and a place that only prices are asked for.
pub fn problems(
    phone: Option<&str>,
    destination: Option<&Destination>,
    countries: &Countries,
) -> Vec<FieldProblem> {
    let mut problems = destination.map(Destination::problems).unwrap_or_default();
    let country = destination.map(|place| tidy(&place.country)).filter(|code| !code.is_empty());
    if country.as_ref().is_some_and(|code| !countries.hold(code)) {
        problems.push(problem("destination.country", FieldReason::CountryNotServed));
    }
    let phone = phone.map(str::trim).filter(|phone| !phone.is_empty());
    if phone.is_some_and(|phone| e164(phone, country.as_deref().or(countries.only())).is_none()) {
        problems.push(problem(PHONE, FieldReason::NotAPhone));
    }
    problems
}

const PHONE: &str = "contact.phone";
const COUNTRY: &str = "address.country";

fn problem(field: &str, reason: FieldReason) -> FieldProblem {
    FieldProblem { field: field.into(), reason }
}

/// `+492211234567`; none if nobody can have that number. Without + it is one of the country.
fn e164(phone: &str, country: Option<&str>) -> Option<String> {
    // More than any number has with all its separators; the parser need not read a novel.
    const PHONE_BYTES: usize = 60;
    let country = country.and_then(|code| code.parse().ok());
    if phone.len() > PHONE_BYTES {
        return None;
    }
    // Where nobody knows the country, 00 is what most of the world dials before one.
    let abroad = phone.strip_prefix("00").filter(|_| country.is_none()).map(|rest| format!("+{rest}"));
    let number = phonenumber::parse(country, abroad.as_deref().unwrap_or(phone)).ok()?;
    phonenumber::is_valid(&number).then(|| number.format().mode(Mode::E164).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_is_kept_as_the_whole_world_dials_it() {
        for (typed, country, kept) in [
            ("0221 1234567", Some("DE"), Some("+492211234567")),
            ("+49 (221) 123-4567", Some("US"), Some("+492211234567")),
            ("0049 221 1234567", None, Some("+492211234567")),
            ("(415) 555-2671", Some("US"), Some("+14155552671")),
            ("0221 1234567", None, None),
            ("12345", Some("DE"), None),
            ("+1 555 0100", None, None),
            ("+999 12345678", None, None),
            ("no number", Some("DE"), None),
        ] {
            assert_eq!(e164(typed, country).as_deref(), kept, "{typed} {country:?}");
        }
    }

    #[test]
    fn no_phone_number_is_too_odd() {
        for odd in [
            "",
            "+",
            "++",
            "0",
            "00",
            "\u{661}\u{662}",
            "+49\0",
            &"1".repeat(10_000),
            "ext. 5",
            ";phone-context=+49",
        ] {
            for country in [None, Some("DE"), Some("XX"), Some("AQ"), Some("")] {
                let _ = e164(odd, country);
            }
        }
    }
}
