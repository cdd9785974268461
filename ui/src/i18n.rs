//! The languages of the front end: Fluent messages, looked up by key.

use std::cell::RefCell;
use std::rc::Rc;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

#[cfg(not(test))]
use crate::dom;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locale {
    En,
    De,
}

impl Locale {
    pub const ALL: [Self; 2] = [Self::En, Self::De];

    /// The language of a tag like `de-AT`; English when there is no translation.
    pub fn of_tag(tag: &str) -> Self {
        let language = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|locale| locale.code() == language).unwrap_or(Self::En)
    }

    /// As in the preferences and in the `lang` attribute.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// For numbers, dates and money.
    pub fn region(self) -> &'static str {
        match self {
            Self::En => "en-GB",
            Self::De => "de-DE",
        }
    }

    /// In the language itself, so that everybody finds their own.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
        }
    }

    /// Its messages as Fluent has them. They come beside the front end, which would be a twentieth larger with them.
    #[cfg(not(test))]
    fn messages(self) -> String {
        dom::messages(self.code())
    }

    #[cfg(test)]
    fn messages(self) -> String {
        match self {
            Self::En => include_str!("../locales/en.ftl"),
            Self::De => include_str!("../locales/de.ftl"),
        }
        .into()
    }
}

/// Chooses the language; what is drawn afterwards is in it.
pub fn choose(locale: Locale) {
    CHOSEN.with(|chosen| {
        if chosen.borrow().locale != locale {
            *chosen.borrow_mut() = Rc::new(Language::new(locale));
        }
    });
}

pub fn chosen() -> Locale {
    CHOSEN.with(|chosen| chosen.borrow().locale)
}

/// The message of a key.
pub fn t(key: &str) -> String {
    tr(key, [])
}

/// The message of a key, with values: `tr("cart-count", [("count", 3.into())])`.
pub fn tr<const N: usize>(key: &str, values: [(&'static str, FluentValue<'_>); N]) -> String {
    let language = CHOSEN.with(|chosen| chosen.borrow().clone());
    language.message(key, &FluentArgs::from_iter(values)).unwrap_or_else(|| key.into())
}

thread_local! {
    static CHOSEN: RefCell<Rc<Language>> = RefCell::new(Rc::new(Language::new(Locale::En)));
}

struct Language {
    locale: Locale,
    bundle: FluentBundle<FluentResource>,
}

impl Language {
    fn new(locale: Locale) -> Self {
        let tag = locale.code().parse().expect("the tags of our languages are well-formed");
        let mut bundle = FluentBundle::new(vec![tag]);
        // The marks around values would show up in what tests and screen readers find.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(|value, _| match value {
            FluentValue::Number(number) => Some(crate::format::number(number.value)),
            _ => None,
        }));
        let resource = FluentResource::try_new(locale.messages());
        // A test reads both files, so a part that cannot be read never gets here.
        let resource = resource.unwrap_or_else(|(readable, _)| readable);
        bundle.add_resource_overriding(resource);
        Self { locale, bundle }
    }

    fn message(&self, key: &str, values: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        Some(self.bundle.format_pattern(pattern, Some(values), &mut Vec::new()).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// Keys of a file: what stands before ` = ` at the start of a line.
    fn keys(locale: Locale) -> BTreeSet<String> {
        written(locale).into_iter().collect()
    }

    /// The keys of all messages, each as often as it stands in the file.
    fn written(locale: Locale) -> Vec<String> {
        let messages = locale.messages();
        let lines = messages.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
        lines.filter_map(|line| Some(line.split_once('=')?.0.trim().to_owned())).collect()
    }

    /// The text of all source files but this one.
    fn sources(folder: &Path, all: &mut String) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                sources(&path, all);
            } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("i18n.rs") {
                all.push_str(&std::fs::read_to_string(&path).expect("a source"));
            }
        }
    }

    fn all_sources() -> String {
        let mut all = String::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
        all
    }

    #[test]
    fn every_file_of_messages_is_well_formed() {
        for locale in Locale::ALL {
            let read = FluentResource::try_new(locale.messages());
            assert!(read.is_ok(), "{locale:?}: {:?}", read.err().map(|(_, errors)| errors));
        }
    }

    #[test]
    fn no_message_is_there_twice() {
        for locale in Locale::ALL {
            let mut seen = BTreeSet::new();
            let twice: Vec<String> =
                written(locale).into_iter().filter(|key| !seen.insert(key.clone())).collect();
            assert!(twice.is_empty(), "{locale:?}: only the last counts of {twice:?}");
        }
    }

    #[test]
    fn both_languages_have_the_same_messages() {
        assert_eq!(keys(Locale::En), keys(Locale::De));
        assert!(keys(Locale::En).len() > 100);
    }

    #[test]
    fn both_languages_use_the_same_values() {
        for key in keys(Locale::En) {
            let values = |locale| {
                let text = message_text(locale, &key);
                let found: BTreeSet<_> = text.split('$').skip(1).map(word).collect();
                found
            };
            assert_eq!(values(Locale::En), values(Locale::De), "{key}");
        }
    }

    fn message_text(locale: Locale, key: &str) -> String {
        let start = format!("{key} =");
        let messages = locale.messages();
        let mut lines = messages.lines().skip_while(|line| !line.starts_with(&start));
        let first = lines.next().expect("the key is there");
        let more = lines.take_while(|line| line.starts_with([' ', '}']) || line.is_empty());
        [first].into_iter().chain(more).collect::<Vec<_>>().join("\n")
    }

    fn word(text: &str) -> String {
        text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    }

    #[test]
    fn every_key_that_is_used_has_a_message() {
        let all = all_sources();
        let known = keys(Locale::En);
        for call in ["t(\"", "tr(\"", "key: \""] {
            let boundary = |before: &str| !before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
            for (at, _) in all.match_indices(call).filter(|(at, _)| boundary(&all[..*at])) {
                let key = all[at + call.len()..].split('"').next().expect("a literal ends");
                assert!(known.contains(key), "{key}");
            }
        }
        let words = include_str!("words.rs").split("#[cfg(test)]").next().expect("a first part");
        for key in words.split('"').skip(1).step_by(2).filter(|literal| literal.contains('-')) {
            assert!(known.contains(key), "{key} of words.rs");
        }
    }

    #[test]
    fn every_message_is_used() {
        let all = all_sources();
        for key in keys(Locale::En) {
            assert!(all.contains(&format!("\"{key}\"")), "{key}");
        }
    }

    #[test]
    fn a_tag_with_a_region_finds_its_language() {
        assert_eq!(Locale::of_tag("de-AT"), Locale::De);
        assert_eq!(Locale::of_tag("fr-FR"), Locale::En);
        assert_eq!(Locale::of_tag(""), Locale::En);
    }
}
