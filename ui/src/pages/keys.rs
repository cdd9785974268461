//! Keys that work everywhere, and the list of them.

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

/// What keys have opened.
pub struct Keys {
    pub palette_open: bool,
    pub help_open: bool,
    pub palette: Callback<bool>,
    pub help: Callback<bool>,
}

/// Listens for the keys of the whole window.
#[hook]
pub fn use_keys() -> Keys {
    let navigator = use_navigator().expect("the frame stands inside the router");
    let palette = use_state_eq(|| false);
    let help = use_state_eq(|| false);
    use_effect_with((), {
        let (palette, help) = (palette.setter(), help.setter());
        move |()| {
            let options = EventListenerOptions::enable_prevent_default();
            let heard = EventListener::new_with_options(&dom::document(), "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                let Some(wish) = wish(event) else { return };
                event.prevent_default();
                match wish {
                    Wish::Palette => palette.set(true),
                    Wish::Help => help.set(true),
                    Wish::Go(route) => navigator.push(&route),
                    Wish::Search => match dom::by_id(SEARCH_ID) {
                        Some(field) => drop(field.focus()),
                        None => navigator.push(&Route::Browse),
                    },
                }
            });
            move || drop(heard)
        }
    });
    let set = |state: &UseStateHandle<bool>| {
        let state = state.setter();
        Callback::from(move |open| state.set(open))
    };
    Keys { palette_open: *palette, help_open: *help, palette: set(&palette), help: set(&help) }
}

enum Wish {
    Palette,
    Help,
    Search,
    Go(Route),
}

fn wish(event: &KeyboardEvent) -> Option<Wish> {
    let key = event.key();
    if (event.ctrl_key() || event.meta_key()) && key.eq_ignore_ascii_case("k") {
        return Some(Wish::Palette);
    }
    if event.alt_key() {
        return match key.as_str() {
            "1" => Some(Wish::Go(Route::Browse)),
            "2" => Some(Wish::Go(Route::Cart)),
            "3" => Some(Wish::Go(Route::Orders)),
            "4" => Some(Wish::Go(Route::Settings)),
            _ => None,
        };
    }
    if event.ctrl_key() || event.meta_key() || is_typing(event) {
        return None;
    }
    match key.as_str() {
        "/" => Some(Wish::Search),
        "?" => Some(Wish::Help),
        _ => None,
    }
}

fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    target.is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

#[derive(Properties, PartialEq)]
pub struct Props {
    pub open: bool,
    pub onclose: Callback<()>,
}

#[component]
pub fn KeysDialog(props: &Props) -> Html {
    let row = |keys: &[String], meaning: String| {
        html! {
            <div class="flex items-center justify-between gap-6 py-2">
                <dt>{ meaning }</dt>
                <dd class="flex gap-1.5">{ for keys.iter().map(|key| html! { <kbd class="kbd">{ key }</kbd> }) }</dd>
            </div>
        }
    };
    let alt = |digit: &str| [t("key-alt"), digit.to_owned()];
    html! {
        <Dialog open={props.open} onclose={props.onclose.clone()} title={t("keys")}>
            <h2 class="mb-3 text-lg font-semibold">{ t("keys") }</h2>
            <dl class="divide-base-300 divide-y">
                { row(&["/".into()], t("keys-search")) }
                { row(&[t("key-ctrl"), "K".into()], t("palette")) }
                { row(&alt("1"), t("browse")) }
                { row(&alt("2"), t("cart")) }
                { row(&alt("3"), t("orders")) }
                { row(&alt("4"), t("settings")) }
                { row(&["?".into()], t("keys")) }
                { row(&[t("key-escape")], t("keys-close")) }
            </dl>
            <div class="mt-5 flex justify-end"><Button onclick={props.onclose.clone()}>{ t("close") }</Button></div>
        </Dialog>
    }
}
