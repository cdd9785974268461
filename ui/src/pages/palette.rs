//! Ctrl+K: to anywhere in a few keys.

use contract::ipc::{Changed, ListCategories, SearchServices, ServiceCard};
use web_sys::{HtmlInputElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;
use yew_router::prelude::*;

use crate::components::{Dialog, icon_styled};
use crate::format::lowercase;
use crate::hooks::{use_query, use_session};
use crate::i18n::t;
use crate::route::Route;
use crate::{dom, ipc};

const FIELD_ID: &str = "palette-field";

/// More would have to be read; typing another letter is quicker.
const SERVICES_MAX: u32 = 6;
const CATEGORIES_MAX: usize = 4;

/// The palette, while it is `open`.
pub fn palette(open: bool, onclose: &Callback<()>) -> Html {
    html! {
        <Dialog {open} onclose={onclose.clone()} title={t("palette")} class="max-w-xl self-start mt-[12vh] p-0">
            <Finder onclose={onclose.clone()} />
        </Dialog>
    }
}

#[derive(Clone, PartialEq)]
struct Entry {
    icon: AttrValue,
    text: AttrValue,
    kind: AttrValue,
    route: Route,
}

#[derive(Properties, PartialEq)]
struct FinderProps {
    onclose: Callback<()>,
}

#[component]
fn Finder(props: &FinderProps) -> Html {
    let navigator = use_navigator().expect("the frame stands inside the router");
    let is_staff = use_session().is_staff();
    let text = use_state_eq(String::new);
    let chosen = use_state_eq(|| 0_usize);
    // Enter was pressed before the services for the text were here.
    let entered = use_state_eq(|| false);
    let categories = use_query(ListCategories {}, &[Changed::Catalogue]);
    // The services that were found, and for which text.
    let found = use_state(|| (String::new(), Vec::<ServiceCard>::new()));
    let latest = use_mut_ref(String::new);
    use_effect_with((), |()| dom::focus_on(FIELD_ID));
    use_effect_with((*text).clone(), {
        let found = found.setter();
        move |text| {
            let text = text.clone();
            latest.replace(text.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let search =
                    SearchServices { text: text.clone(), category: None, offset: 0, limit: SERVICES_MAX };
                // Without them, pages and categories can still be gone to.
                let services = ipc::invoke(search).await.map(|page| page.services).unwrap_or_default();
                if *latest.borrow() == text {
                    found.set((text, services));
                }
            });
        }
    });
    let here = found.0 == *text;
    let wanted = lowercase(text.trim());
    let mut entries = pages(&wanted, is_staff);
    if !wanted.is_empty() {
        let fitting = categories.value.iter().flat_map(|list| list.iter());
        let fitting =
            fitting.filter(|count| lowercase(&count.category.name).contains(&wanted)).take(CATEGORIES_MAX);
        entries.extend(fitting.map(|count| Entry {
            icon: count.category.icon.clone().into(),
            text: count.category.name.clone().into(),
            kind: t("category").into(),
            route: Route::category(&count.category.id),
        }));
        entries.extend(found.1.iter().map(|card| Entry {
            icon: card.icon.clone().into(),
            text: card.name.clone().into(),
            kind: t("service").into(),
            route: Route::service(&card.id),
        }));
    }
    let at = (*chosen).min(entries.len().saturating_sub(1));
    let go = {
        let close = props.onclose.clone();
        Callback::from(move |route: Route| {
            close.emit(());
            navigator.push(&route);
        })
    };
    let enter = {
        let (entries, go) = (entries.clone(), go.clone());
        move || {
            if let Some(entry) = entries.get(at) {
                go.emit(entry.route.clone());
            }
        }
    };
    use_effect_with(*entered && here, {
        let enter = enter.clone();
        move |now| {
            if *now {
                enter();
            }
        }
    });
    use_effect_with((at, entries.len()), |(at, _)| {
        if let Some(row) = dom::by_id(&format!("palette-{at}")) {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            row.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    let onkeydown = {
        let (chosen, entered, last) = (chosen.clone(), entered.setter(), entries.len().saturating_sub(1));
        Callback::from(move |event: KeyboardEvent| {
            match event.key().as_str() {
                "ArrowDown" => chosen.set((at + 1).min(last)),
                "ArrowUp" => chosen.set(at.saturating_sub(1)),
                "Enter" if here => enter(),
                "Enter" => entered.set(true),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let oninput = {
        let (text, chosen, entered) = (text.setter(), chosen.setter(), entered.setter());
        Callback::from(move |event: InputEvent| {
            text.set(event.target_unchecked_into::<HtmlInputElement>().value());
            chosen.set(0);
            entered.set(false);
        })
    };
    let row = |(index, entry): (usize, &Entry)| {
        let go = go.clone();
        let route = entry.route.clone();
        let tone = if index == at { "soft-primary" } else { "hover:bg-base-200" };
        html! {
            <li key={index} id={format!("palette-{index}")} role="option" aria-selected={if index == at { "true" } else { "false" }}
                class={classes!("rounded-field", "flex", "cursor-pointer", "items-center", "gap-3", "px-3", "py-2.5", tone)}
                onclick={Callback::from(move |_: MouseEvent| go.emit(route.clone()))}>
                { icon_styled(&entry.icon, "text-lg") }
                <span class="min-w-0 flex-1 truncate">{ &entry.text }</span>
                <span class="text-sm">{ &entry.kind }</span>
            </li>
        }
    };
    html! {
        <>
            <div class="border-base-300 flex items-center gap-3 border-b px-4">
                { icon_styled("search", "text-soft text-lg") }
                <input id={FIELD_ID} class="h-14 w-full bg-transparent text-base outline-none" type="text" role="combobox" value={(*text).clone()}
                    {oninput} {onkeydown} placeholder={t("palette-placeholder")} aria-label={t("palette-placeholder")}
                    aria-expanded="true" aria-controls="palette-list" autocomplete="off" spellcheck="false"
                    aria-activedescendant={(!entries.is_empty()).then(|| format!("palette-{at}"))} data-test="palette-input" />
                <kbd class="kbd kbd-sm">{ t("key-escape") }</kbd>
            </div>
            <ul id="palette-list" role="listbox" class="max-h-[50vh] overflow-y-auto p-2" aria-label={t("palette")}>
                { for entries.iter().enumerate().map(row) }
            </ul>
            if entries.is_empty() { <p class="text-soft px-5 pb-6 text-center">{ t("palette-nothing") }</p> }
        </>
    }
}

fn pages(wanted: &str, is_staff: bool) -> Vec<Entry> {
    let all = [
        ("layout-grid", t("browse"), Route::Browse),
        ("shopping-basket", t("cart"), Route::Cart),
        ("clipboard-list", t("orders"), Route::Orders),
        ("bell", t("news"), Route::News),
        ("refresh-cw", t("sync"), Route::Sync),
        ("settings", t("settings"), Route::Settings),
    ];
    let staff = is_staff.then(|| ("clipboard-check", t("staff"), Route::Staff));
    let fitting = all.into_iter().chain(staff).filter(|(_, text, _)| lowercase(text).contains(wanted));
    let entry = |(icon, text, route): (&'static str, String, Route)| Entry {
        icon: icon.into(),
        text: text.into(),
        kind: t("page").into(),
        route,
    };
    fitting.map(entry).collect()
}
