//! Theme and language, for every page.

use contract::ipc::{Preferences, Theme};
use gloo_events::EventListener;
use yew::prelude::*;

use crate::dom;
use crate::i18n::{self, Locale};

/// What the person chose, and how to choose otherwise.
#[derive(Clone, PartialEq)]
pub struct PreferencesContext {
    pub preferences: Preferences,
    pub change: Callback<Preferences>,
}

#[hook]
pub fn use_preferences() -> PreferencesContext {
    use_context().expect("pages stand inside the preferences' provider")
}

/// Puts theme and language on the document; replies with the language.
#[hook]
pub fn use_appearance(preferences: &Preferences) -> Locale {
    let system_dark = use_state_eq(dom::prefers_dark);
    use_effect_with((), {
        let system_dark = system_dark.setter();
        move |()| {
            let query = dom::window().match_media("(prefers-color-scheme: dark)").ok().flatten();
            let heard = query.map(|query| {
                EventListener::new(&query, "change", move |_| system_dark.set(dom::prefers_dark()))
            });
            move || drop(heard)
        }
    });
    let dark = match preferences.theme {
        Theme::System => *system_dark,
        Theme::Light => false,
        Theme::Dark => true,
    };
    let locale = Locale::of_tag(&preferences.locale.clone().unwrap_or_else(dom::system_language));
    i18n::choose(locale);
    use_effect_with((dark, locale.code()), |(dark, code)| {
        dom::set_root("data-theme", if *dark { "dark" } else { "light" });
        dom::set_root("lang", code);
    });
    locale
}
