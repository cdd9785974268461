//! The shape of what is coming.

use yew::prelude::*;

use crate::i18n::t;

/// So many bars.
pub fn skeleton(rows: usize) -> Html {
    html! {
        <div class="flex flex-col gap-4" role="status">
            <span class="sr-only">{ t("loading") }</span>
            { for (0..rows).map(|row| html! { <div key={row} class="skeleton w-full h-20"></div> }) }
        </div>
    }
}
