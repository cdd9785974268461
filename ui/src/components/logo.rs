//! The mark of the program; its drawing stands in the page.

use yew::prelude::*;

/// The mark, in a size of Tailwind.
pub fn logo(size: &'static str) -> Html {
    html! {
        <svg class={classes!("shrink-0", size)} aria-hidden="true" focusable="false"><use href="#logo" /></svg>
    }
}
