//! The mark of the program; its drawing stands in the page.

use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its size.
    pub class: Classes,
}

#[component]
pub fn Logo(props: &Props) -> Html {
    html! {
        <svg class={classes!("shrink-0", props.class.clone())} aria-hidden="true" focusable="false"><use href="#logo" /></svg>
    }
}
