//! The few things that are asked of the document itself.

use std::cell::Cell;

use jiff::civil::Date;
#[cfg(not(test))]
use js_sys::Reflect;
use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlElement, Window};

/// The scrolling content column.
pub const MAIN_ID: &str = "main";

thread_local! {
    static HEADING_WANTED: Cell<bool> = const { Cell::new(false) };
}

pub fn window() -> Window {
    web_sys::window().expect("the front end runs in a window")
}

pub fn document() -> Document {
    window().document().expect("a window has a document")
}

pub fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The messages of a language, which the page has fetched before the front end began.
#[cfg(not(test))]
pub fn messages(language: &str) -> String {
    let all = Reflect::get(&window(), &"pannierMessages".into()).unwrap_or_default();
    Reflect::get(&all, &language.into()).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// Loads the page again, which chooses what fits the person.
pub fn reload() {
    // A page that cannot be loaded again stays as it is.
    let _ = window().location().reload();
}

/// Puts the focus on the page's heading, for who does not see that the page changed. A page that waits for its
/// answer has none yet: then it happens when the heading appears.
pub fn focus_heading() {
    let heading = document().query_selector("main h1").ok().flatten();
    let heading = heading.and_then(|element| element.dyn_into::<HtmlElement>().ok());
    HEADING_WANTED.set(heading.is_none());
    if let Some(heading) = heading {
        let _ = heading.set_attribute("tabindex", "-1");
        let quietly = web_sys::FocusOptions::new();
        quietly.set_prevent_scroll(true);
        let _ = heading.focus_with_options(&quietly);
    }
}

/// Moves the focus on from something that is about to go: to the heading of what follows it, or else to the page's.
pub fn focus_beyond(id: &str) {
    let next = by_id(id).and_then(|gone| gone.next_element_sibling());
    let next = next.and_then(|next| next.query_selector("h2 a").ok().flatten());
    match next.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        Some(heading) => drop(heading.focus()),
        None => focus_heading(),
    }
}

/// Puts the focus into a field, if it is there.
pub fn focus_on(id: &str) {
    if let Some(field) = by_id(id) {
        let _ = field.focus();
    }
}

/// Scrolls the content column, to pixels from its top.
pub fn scroll_to(top: i32) {
    if let Some(main) = by_id(MAIN_ID) {
        main.set_scroll_top(top);
    }
}

/// A heading has appeared.
pub fn heading_here() {
    if HEADING_WANTED.get() {
        focus_heading();
    }
}

/// Sets an attribute of the document's root, such as the theme.
pub fn set_root(name: &str, value: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(name, value);
    }
}

/// The person looks at the window.
pub fn has_focus() -> bool {
    document().has_focus().unwrap_or(false)
}

/// Nobody sees the window: minimised, or behind others on systems that tell.
pub fn is_hidden() -> bool {
    document().hidden()
}

/// What the system is set to.
pub fn prefers_dark() -> bool {
    let query = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
    query.is_some_and(|query| query.matches())
}

/// The languages of the system, as one tag: `de-AT`.
pub fn system_language() -> String {
    window().navigator().language().unwrap_or_default()
}

/// The day that it is at this computer.
pub fn today() -> Date {
    let now = js_sys::Date::new_0();
    let part = |of: u32| of as i8;
    Date::new(now.get_full_year() as i16, part(now.get_month() + 1), part(now.get_date()))
        .unwrap_or(Date::MIN)
}
