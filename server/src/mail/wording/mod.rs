//! The sentences of all mails, one file per language.

mod countries;
mod de;
mod en;

pub use countries::country;

use super::format::Locale;

/// Everything that mails say in one language. `{...}` is replaced by [`fill`].
pub struct Wording {
    /// BCP 47.
    pub tag: &'static str,
    /// `{name}`
    pub greeting: &'static str,
    pub received: About,
    pub paid: About,
    pub order: &'static str,
    pub placed_on: &'static str,
    pub your_services: &'static str,
    pub note: &'static str,
    /// `{price}`
    pub each: &'static str,
    pub subtotal: &'static str,
    pub discount: &'static str,
    pub shipping: &'static str,
    pub total: &'static str,
    /// `{amount}`
    pub tax_contained: &'static str,
    pub tax_added: &'static str,
    pub delivery: &'static str,
    pub remote: &'static str,
    pub on_site: &'static str,
    pub shipped: &'static str,
    pub address: &'static str,
    pub what_next: &'static str,
    pub remote_next: &'static str,
    pub on_site_next: &'static str,
    pub shipped_next: &'static str,
    pub questions: &'static str,
    /// `{provider}`
    pub why: &'static str,
}

/// What one kind of mail says.
pub struct About {
    /// `{number}`
    pub subject: &'static str,
    /// One or two words beside the order's number.
    pub badge: &'static str,
    pub heading: &'static str,
    /// `{number}`, `{total}`, `{provider}`
    pub intro: &'static str,
    pub next: &'static [&'static str],
}

pub fn wording(locale: Locale) -> &'static Wording {
    match locale {
        Locale::English => &en::WORDING,
        Locale::German => &de::WORDING,
    }
}

/// Puts values in the places of their names; a value that looks like a place is left alone.
pub fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').expect("every place is closed, as a test shows");
        filled.push_str(before);
        let value = values.iter().find(|(known, _)| *known == name);
        filled.push_str(value.expect("every place has a value, as a test shows").1);
        rest = behind;
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_not_filled_again() {
        assert_eq!(fill("{a} and {b}!", &[("a", "{b}"), ("b", "c")]), "{b} and c!");
    }
}
