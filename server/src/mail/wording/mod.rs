//! The sentences of all mails, one file per language.

mod countries;
mod de;
mod de_kinds;
mod en;
mod en_kinds;

pub use countries::country;

use super::Kind;
use super::format::Locale;

/// Everything that mails say in one language. `{...}` is replaced by [`fill`].
pub struct Wording {
    /// BCP 47.
    pub tag: &'static str,
    /// `{name}`
    pub greeting: &'static str,
    /// What each kind says.
    pub about: fn(Kind) -> About,
    pub order: &'static str,
    pub placed_on: &'static str,
    pub your_services: &'static str,
    /// `{name}`, `{number}`
    pub and_more: &'static str,
    pub note: &'static str,
    /// What somebody gave as a reason.
    pub reason: &'static str,
    pub changes: Changes,
    pub facts: Facts,
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
    /// Over what the reader has to do or to check.
    pub to_do: &'static str,
    pub remote_next: &'static str,
    pub on_site_next: &'static str,
    pub shipped_next: &'static str,
    /// `{amount}`
    pub goes_back: &'static str,
    pub nothing_taken: &'static str,
    pub questions: &'static str,
    /// `{provider}`
    pub why: &'static str,
    /// `{provider}`
    pub why_account: &'static str,
    /// `{provider}`
    pub why_staff: &'static str,
}

/// Names of what changed, and of what was before and after.
pub struct Changes {
    pub heading: &'static str,
    pub quantity: &'static str,
    pub note: &'static str,
    pub address: &'static str,
    pub delivery: &'static str,
    pub before: &'static str,
    pub after: &'static str,
    /// Nothing is left of a line.
    pub gone: &'static str,
    /// `{text}`, as a person wrote it.
    pub quoted: &'static str,
    /// No note.
    pub none: &'static str,
    /// A line that the order does not have any more.
    pub a_service: &'static str,
}

/// Names beside what stands out at the top.
pub struct Facts {
    pub paid: &'static str,
    pub refunded: &'static str,
    pub refunded_in_all: &'static str,
    pub customer: &'static str,
    pub amount: &'static str,
    pub account: &'static str,
    pub desk: &'static str,
    pub at: &'static str,
}

/// What one kind of mail says.
#[derive(Clone, Copy)]
pub struct About {
    /// `{number}`, `{provider}`
    pub subject: &'static str,
    /// One or two words beside the order's number.
    pub badge: &'static str,
    pub tone: Tone,
    pub heading: &'static str,
    /// `{number}`, `{total}`, `{amount}`, `{provider}`
    pub intro: &'static str,
    /// `{number}`, `{provider}`
    pub next: &'static [&'static str],
}

/// The colour of the badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Good,
    Open,
    Over,
    Alarm,
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
