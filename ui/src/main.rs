//! The desk's face: draws what the desk's brain knows, and asks it for everything.

mod app;
mod components;
mod dom;
mod format;
mod hooks;
mod i18n;
mod ipc;
mod pages;
mod route;
mod value;
mod words;

fn main() {
    console_error_panic_hook::set_once();
    // Not the body: the drawings of the icons stand there, too.
    let root = dom::by_id("app").expect("the page has a place for the front end");
    yew::Renderer::<app::App>::with_root(root.into()).render();
}
