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
mod words;

fn main() {
    console_error_panic_hook::set_once();
    yew::Renderer::<app::App>::new().render();
}
