//! Who orders, and where it goes. The same rules on the desk (comfort) and on the server (truth).

use serde::{Deserialize, Serialize};

use crate::limits::{EMAIL_CHARS, FIELD_CHARS};

/// Who to reach about an order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contact {
    pub name: String,
    pub email: String,
    /// May be empty.
    pub phone: String,
}

/// Where an on-site or shipped service goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Address {
    pub street: String,
    /// Flat, floor, company; may be empty.
    pub extra: String,
    pub postal_code: String,
    pub city: String,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: String,
}

/// One field is wrong: which, and why. The front end has a sentence for each reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    /// A dotted name: `contact.email`.
    pub field: String,
    pub reason: FieldReason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FieldReason {
    Required,
    TooLong,
    /// Control characters.
    Unprintable,
    NotAnEmail,
    NotAPhone,
    NotAPostalCode,
    CountryNotServed,
}

/// A country and the shape of its postal codes: `9` is a digit, `A` a letter, others stand for themselves.
struct Country {
    code: &'static str,
    postal_codes: &'static [&'static str],
}

const fn country(code: &'static str, postal_codes: &'static [&'static str]) -> Country {
    Country { code, postal_codes }
}

/// Countries that can be served, with postal code formats of the Universal Postal Union.
static COUNTRIES: [Country; 18] = [
    country("AT", &["9999"]),
    country("BE", &["9999"]),
    country("CH", &["9999"]),
    country("CZ", &["999 99", "99999"]),
    country("DE", &["99999"]),
    country("DK", &["9999"]),
    country("ES", &["99999"]),
    country("FR", &["99999"]),
    country("GB", &["A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA"]),
    country("IE", &["A99 AAAA", "A99 A9A9", "A99 AA99", "A99 AAA9", "A99 A99A", "A99 99AA"]),
    country("IT", &["99999"]),
    country("LU", &["9999"]),
    country("NL", &["9999 AA", "9999AA"]),
    country("NO", &["9999"]),
    country("PL", &["99-999"]),
    country("PT", &["9999-999"]),
    country("SE", &["999 99", "99999"]),
    country("US", &["99999", "99999-9999"]),
];

/// The countries that an address may be in, ISO 3166-1 alpha-2.
pub fn countries() -> impl Iterator<Item = &'static str> {
    COUNTRIES.iter().map(|country| country.code)
}

impl Contact {
    /// With the spaces at the ends gone.
    pub fn trimmed(&self) -> Self {
        let Self { name, email, phone } = self;
        Self { name: name.trim().into(), email: email.trim().into(), phone: phone.trim().into() }
    }

    /// All that is wrong with it; nothing if it is right.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Problems::default();
        problems.text("contact.name", &self.name, true);
        if problems.text("contact.email", &self.email, true) && !is_email(&self.email) {
            problems.add("contact.email", FieldReason::NotAnEmail);
        }
        if problems.text("contact.phone", &self.phone, false)
            && !self.phone.is_empty()
            && !is_phone(&self.phone)
        {
            problems.add("contact.phone", FieldReason::NotAPhone);
        }
        problems.0
    }
}

impl Address {
    /// With the spaces at the ends gone, and postal code and country in capitals.
    pub fn trimmed(&self) -> Self {
        Self {
            street: self.street.trim().into(),
            extra: self.extra.trim().into(),
            postal_code: self.postal_code.trim().to_ascii_uppercase(),
            city: self.city.trim().into(),
            country: self.country.trim().to_ascii_uppercase(),
        }
    }

    /// All that is wrong with it; nothing if it is right.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Problems::default();
        problems.text("address.street", &self.street, true);
        problems.text("address.extra", &self.extra, false);
        let has_code = problems.text("address.postal_code", &self.postal_code, true);
        problems.text("address.city", &self.city, true);
        if problems.text("address.country", &self.country, true) {
            match COUNTRIES.iter().find(|country| country.code == self.country) {
                None => problems.add("address.country", FieldReason::CountryNotServed),
                Some(country) => {
                    let fits = country.postal_codes.iter().any(|shape| has_shape(&self.postal_code, shape));
                    if has_code && !fits {
                        problems.add("address.postal_code", FieldReason::NotAPostalCode);
                    }
                }
            }
        }
        problems.0
    }
}

#[derive(Default)]
struct Problems(Vec<FieldProblem>);

impl Problems {
    fn add(&mut self, field: &str, reason: FieldReason) {
        self.0.push(FieldProblem { field: field.into(), reason });
    }

    /// Checks what holds for each text; true if it may be looked at further.
    fn text(&mut self, field: &str, text: &str, required: bool) -> bool {
        let reason = if required && text.trim().is_empty() {
            FieldReason::Required
        } else if text.chars().count()
            > FIELD_CHARS.max(if field.ends_with("email") { EMAIL_CHARS } else { 0 })
        {
            FieldReason::TooLong
        } else if text.chars().any(char::is_control) {
            FieldReason::Unprintable
        } else {
            return true;
        };
        self.add(field, reason);
        false
    }
}

/// A dot-atom, one `@`, and the name of a host with a dot in it (RFC 5322 3.4.1, RFC 5321 2.3.5), with letters and digits
/// of every script. Whether it exists, only a mail can tell.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let atom = |atom: &str| {
        !atom.is_empty() && atom.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c))
    };
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= EMAIL_CHARS
        && local.len() <= 64
        && local.split('.').all(atom)
        && domain.contains('.')
        && domain.split('.').all(label)
}

/// 5 to 15 digits (ITU-T E.164), with an optional + and the usual separators.
fn is_phone(text: &str) -> bool {
    let rest = text.strip_prefix('+').unwrap_or(text);
    let digits = rest.chars().filter(char::is_ascii_digit).count();
    (5..=15).contains(&digits) && rest.chars().all(|c| c.is_ascii_digit() || " -/().".contains(c))
}

fn has_shape(text: &str, shape: &str) -> bool {
    text.chars().count() == shape.chars().count()
        && text.chars().zip(shape.chars()).all(|(c, shape)| match shape {
            '9' => c.is_ascii_digit(),
            'A' => c.is_ascii_uppercase(),
            other => c == other,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(email: &str, phone: &str) -> Contact {
        Contact { name: "Ada Moss".into(), email: email.into(), phone: phone.into() }
    }

    fn address(country: &str, postal_code: &str) -> Address {
        Address {
            street: "Lindenallee 4".into(),
            extra: String::new(),
            postal_code: postal_code.into(),
            city: "Köln".into(),
            country: country.into(),
        }
    }

    fn reasons(problems: Vec<FieldProblem>) -> Vec<(String, FieldReason)> {
        problems.into_iter().map(|problem| (problem.field, problem.reason)).collect()
    }

    #[test]
    fn a_right_contact_and_address_have_no_problems() {
        for email in ["ada@example.org", "ada+shop_1@b-2.example.co", "jörg.o'neill@bücher.example"] {
            assert_eq!(contact(email, "+49 221 1234567").problems(), [], "{email}");
        }
        assert_eq!(address("DE", "50667").problems(), []);
        assert_eq!(address("gb ", " sw1a 1aa").trimmed().problems(), []);
    }

    #[test]
    fn everything_that_is_missing_is_said_at_once() {
        let fields: Vec<_> = Address::default().problems().into_iter().map(|p| p.field).collect();
        assert_eq!(fields, ["address.street", "address.postal_code", "address.city", "address.country"]);
    }

    #[test]
    fn mail_addresses_that_cannot_be_are_refused() {
        for email in [
            "ada",
            "@example.org",
            "ada@",
            "ada@example",
            "a b@example.org",
            "a@b@c.org",
            "a@-x.org",
            "a..b@c.org",
            "a@foo_.org",
            "a@x..org",
            "\u{1f600}@c.org",
            "a\"b@c.org",
        ] {
            let found = reasons(contact(email, "").problems());
            assert_eq!(found, [("contact.email".to_owned(), FieldReason::NotAnEmail)], "{email}");
        }
    }

    #[test]
    fn a_postal_code_must_fit_its_country() {
        let found = reasons(address("DE", "5066").problems());
        assert_eq!(found, [("address.postal_code".to_owned(), FieldReason::NotAPostalCode)]);
        let found = reasons(address("XX", "5066").problems());
        assert_eq!(found, [("address.country".to_owned(), FieldReason::CountryNotServed)]);
    }

    #[test]
    fn a_line_break_cannot_get_into_a_mail_header() {
        let found = reasons(contact("ada@example.org\r\nBcc: x@example.org", "").problems());
        assert_eq!(found, [("contact.email".to_owned(), FieldReason::Unprintable)]);
    }
}
