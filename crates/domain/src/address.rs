//! Who orders, and where it goes. The same rules on the desk (comfort) and on the server (truth).

mod country;
mod envelope;
mod postal;
mod table;

pub use country::{Country, Part, Region};
pub use envelope::lines;
pub use table::{countries, country};

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
    /// Empty where addresses have none.
    pub postal_code: String,
    pub city: String,
    /// State, province, county: as an envelope says it, like `NY`. Empty where addresses have none; orders of the time
    /// before there were regions have none either.
    #[serde(default)]
    pub region: String,
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
    /// A postal code of the country, but not of the region.
    NotOfTheRegion,
    UnknownRegion,
    CountryNotServed,
    /// Not the code of any coupon.
    NotACode,
    /// Used before, by something that keeps it.
    Taken,
    /// No amount of money above nothing, or a larger one than there may be.
    NotAnAmount,
    /// Not above nothing, or more than 100 %.
    NotAPercentage,
    /// Not a whole number from 1.
    NotACount,
    NotADay,
    /// It ends before it begins.
    BeforeStart,
    /// More than may be asked for at once.
    TooManyDays,
    UnknownCategory,
    /// No amount from nothing to the highest price, or finer than the currency.
    NotAPrice,
    /// No working days, like `2` or `1-3`.
    NotALeadTime,
    /// No number of units of a day; of what is shipped, any.
    NotACapacity,
    /// No day after today, or one too far away.
    NotAhead,
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
            region: self.region.trim().into(),
            country: self.country.trim().to_ascii_uppercase(),
        }
    }

    /// As it is kept: trimmed, the region by its key, and only what its country writes.
    pub fn tidied(&self) -> Self {
        let mut tidy = self.trimmed();
        let Some(country) = country(&tidy.country) else { return tidy };
        if let Some(region) = country.region(&tidy.region) {
            tidy.region = region.key.clone();
        }
        tidy.written_in(&country)
    }

    /// Without the parts that its country does not write, and without what people write before a postal code.
    pub fn written_in(mut self, country: &Country) -> Self {
        if let Some(code) = self.postal_code.strip_prefix(&country.postal_prefix) {
            self.postal_code = code.trim_start().into();
        }
        let parts = [
            (Part::City, &mut self.city),
            (Part::Region, &mut self.region),
            (Part::PostalCode, &mut self.postal_code),
        ];
        parts.into_iter().filter(|(part, _)| !country.has(*part)).for_each(|(_, text)| text.clear());
        self
    }

    /// All that is wrong with it; nothing if it is right.
    pub fn problems(&self) -> Vec<FieldProblem> {
        self.problems_by(country(&self.country).as_ref())
    }

    /// The same by the rules of its country; none if there is no such country.
    pub fn problems_by(&self, country: Option<&Country>) -> Vec<FieldProblem> {
        let mut problems = Problems::default();
        let unknown = Country::unknown();
        let rules = country.unwrap_or(&unknown);
        problems.text("address.street", &self.street, rules.requires(Part::Street));
        problems.text("address.extra", &self.extra, false);
        let code_read =
            problems.text("address.postal_code", &self.postal_code, rules.requires(Part::PostalCode));
        problems.text("address.city", &self.city, rules.requires(Part::City));
        let region_read = problems.text("address.region", &self.region, rules.requires(Part::Region));
        if problems.text("address.country", &self.country, true) && country.is_none() {
            problems.add("address.country", FieldReason::CountryNotServed);
        }
        let region = rules.regions.iter().find(|region| region.key == self.region);
        if region_read && region.is_none() && !rules.regions.is_empty() && !self.region.is_empty() {
            problems.add("address.region", FieldReason::UnknownRegion);
        }
        if code_read && !self.postal_code.is_empty() && !rules.postal_pattern.is_empty() {
            if !postal::fits(&rules.postal_pattern, &self.postal_code) {
                problems.add("address.postal_code", FieldReason::NotAPostalCode);
            } else if region.is_some_and(|region| !postal::begins(&region.postal_pattern, &self.postal_code))
            {
                problems.add("address.postal_code", FieldReason::NotOfTheRegion);
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
            region: String::new(),
            country: country.into(),
        }
    }

    fn in_region(country: &str, region: &str, postal_code: &str) -> Address {
        Address { region: region.into(), ..address(country, postal_code) }.tidied()
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
        assert_eq!(fields, ["address.street", "address.city", "address.country"]);
        let fields: Vec<_> = in_region("US", "", "").problems().into_iter().map(|p| p.field).collect();
        assert_eq!(fields, ["address.postal_code", "address.region"]);
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
    fn a_region_is_known_by_each_of_its_names_and_kept_as_envelopes_say_it() {
        for name in ["ny", " New York ", "NY"] {
            let address = in_region("US", name, "10001");
            assert_eq!((address.region.as_str(), address.problems()), ("NY", vec![]));
        }
        assert_eq!(in_region("JP", "tokyo", "100-0001").region, "東京都");
        let found = reasons(in_region("US", "Bavaria", "10001").problems());
        assert_eq!(found, [("address.region".to_owned(), FieldReason::UnknownRegion)]);
    }

    #[test]
    fn a_postal_code_belongs_to_its_region() {
        assert_eq!(in_region("US", "CA", "94105").problems(), []);
        let found = reasons(in_region("US", "NY", "94105").problems());
        assert_eq!(found, [("address.postal_code".to_owned(), FieldReason::NotOfTheRegion)]);
    }

    #[test]
    fn what_a_country_does_not_write_is_left_out() {
        let tidy = Address { region: "NRW".into(), ..address("de", "50667") }.tidied();
        assert_eq!((tidy.region.as_str(), tidy.country.as_str()), ("", "DE"));
        let tidy = address("SG", "018956").tidied();
        assert_eq!((tidy.city.as_str(), tidy.problems()), ("", vec![]));
        assert_eq!(address("CH", "CH-8000").tidied().postal_code, "8000");
        assert_eq!(address("LU", "l-1234").tidied().postal_code, "1234");
    }

    #[test]
    fn an_address_of_the_time_before_regions_is_read() {
        let old = r#"{"street":"a","extra":"","postal_code":"50667","city":"Köln","country":"DE"}"#;
        assert_eq!(serde_json::from_str::<Address>(old).expect("read").region, "");
    }

    #[test]
    fn a_line_break_cannot_get_into_a_mail_header() {
        let found = reasons(contact("ada@example.org\r\nBcc: x@example.org", "").problems());
        assert_eq!(found, [("contact.email".to_owned(), FieldReason::Unprintable)]);
    }
}
