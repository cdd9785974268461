//! The few things that are asked of the document itself.

use std::cell::Cell;

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

/// What the system is set to.
pub fn prefers_dark() -> bool {
    let query = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
    query.is_some_and(|query| query.matches())
}

/// The languages of the system, as one tag: `de-AT`.
pub fn system_language() -> String {
    window().navigator().language().unwrap_or_default()
}
