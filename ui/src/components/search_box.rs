//! A line to search by, which says itself what is found with it.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icon_styled;

pub fn search_box(
    id: &'static str,
    label: String,
    value: String,
    oninput: &Callback<String>,
    test: &'static str,
) -> Html {
    let oninput =
        oninput.reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    html! {
        <label class="input w-full max-w-xl">
            { icon_styled("search", "text-soft") }
            <input {id} type="search" {value} {oninput} placeholder={label.clone()} aria-label={label} autocomplete="off"
                spellcheck="false" data-test={test} />
        </label>
    }
}
