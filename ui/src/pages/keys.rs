//! Keys that work everywhere, and the list of them.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};
use yew::prelude::*;
use yew_router::prelude::*;

use crate::components::{Button, Dialog};
use crate::dom;
use crate::i18n::t;
use crate::route::Route;

/// The id of the search field of the current page, if it has one.
pub const SEARCH_ID: &str = "search";

/// The digits that lead to a place with Alt, and what is there.
static PLACES: [(&str, &str, Route); 6] = [
    ("1", "browse", Route::Browse),
    ("2", "cart", Route::Cart),
    ("3", "orders", Route::Orders),
    ("4", "settings", Route::Settings),
    ("5", "news", Route::News),
    ("6", "staff", Route::Staff),
];

/// What keys have opened.
pub struct Keys {
    pub palette_open: bool,
    pub help_open: bool,
    pub palette: Callback<bool>,
    pub help: Callback<bool>,
    /// The page that comes was gone to for its search.
    pub search_wanted: Rc<RefCell<bool>>,
}

/// Listens for the keys of the whole window.
#[hook]
pub fn use_keys(undo: Callback<()>, is_staff: bool) -> Keys {
    let navigator = use_navigator().expect("the frame stands inside the router");
    let palette = use_state_eq(|| false);
    let help = use_state_eq(|| false);
    let search_wanted = use_mut_ref(|| false);
    use_effect_with((undo, is_staff), {
        let (palette, help, search_wanted) = (palette.setter(), help.setter(), search_wanted.clone());
        move |(undo, is_staff)| {
            let (undo, is_staff) = (undo.clone(), *is_staff);
            let options = EventListenerOptions::enable_prevent_default();
            let heard = EventListener::new_with_options(&dom::document(), "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                let Some(wish) = wish(event, is_staff) else { return };
                event.prevent_default();
                match wish {
                    Wish::Palette => palette.set(true),
                    Wish::Help => help.set(true),
                    Wish::Go(route) => navigator.push(&route),
                    Wish::Search => match dom::by_id(SEARCH_ID) {
                        Some(field) => drop(field.focus()),
                        None => {
                            search_wanted.replace(true);
                            navigator.push(&Route::Browse);
                        }
                    },
                    Wish::Undo => undo.emit(()),
                }
            });
            move || drop(heard)
        }
    });
    let set = |state: &UseStateHandle<bool>| {
        let state = state.setter();
        Callback::from(move |open| state.set(open))
    };
    let (palette_open, help_open) = (*palette, *help);
    Keys { palette_open, help_open, palette: set(&palette), help: set(&help), search_wanted }
}

enum Wish {
    Palette,
    Help,
    Search,
    Undo,
    Go(Route),
}

fn wish(event: &KeyboardEvent, is_staff: bool) -> Option<Wish> {
    let key = event.key();
    let control = event.ctrl_key() || event.meta_key();
    if control && key.eq_ignore_ascii_case("k") {
        return Some(Wish::Palette);
    }
    if event.alt_key() {
        // By the place of the key: with Option, a Mac makes other characters of the digits. Together with Ctrl it
        // is AltGr, which types.
        let code = event.code();
        let digit = code.strip_prefix("Digit").filter(|_| !control)?;
        let (_, _, route) = places(is_staff).find(|(of, _, _)| *of == digit)?;
        return Some(Wish::Go(route.clone()));
    }
    if is_typing(event) {
        return None;
    }
    if control {
        return (key.eq_ignore_ascii_case("z") && !event.shift_key()).then_some(Wish::Undo);
    }
    match key.as_str() {
        "/" => Some(Wish::Search),
        "?" => Some(Wish::Help),
        _ => None,
    }
}

/// Those of [`PLACES`] that there are for this person.
fn places(is_staff: bool) -> impl Iterator<Item = &'static (&'static str, &'static str, Route)> {
    PLACES.iter().filter(move |(_, _, route)| is_staff || *route != Route::Staff)
}

fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    target.is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

/// The list of the keys, while it is `open`.
pub fn keys_dialog(open: bool, is_staff: bool, onclose: &Callback<()>) -> Html {
    let row = |keys: &[String], meaning: String| {
        html! {
            <div class="flex items-center justify-between gap-6 py-2">
                <dt>{ meaning }</dt>
                <dd class="flex gap-1.5">{ for keys.iter().map(|key| html! { <kbd class="kbd">{ key }</kbd> }) }</dd>
            </div>
        }
    };
    html! {
        <Dialog {open} onclose={onclose.clone()} title={t("keys")}>
            <h2 class="mb-3 text-lg font-semibold">{ t("keys") }</h2>
            <dl class="divide-base-300 divide-y">
                { row(&["/".into()], t("keys-search")) }
                { row(&[t("key-ctrl"), "K".into()], t("palette")) }
                { row(&[t("key-ctrl"), "Z".into()], t("keys-undo")) }
                { for places(is_staff).map(|(digit, place, _)| row(&[t("key-alt"), (*digit).to_owned()], t(place))) }
                { row(&["?".into()], t("keys")) }
                { row(&[t("key-escape")], t("keys-close")) }
            </dl>
            <div class="mt-5 flex justify-end"><Button onclick={onclose.clone()}>{ t("close") }</Button></div>
        </Dialog>
    }
}
