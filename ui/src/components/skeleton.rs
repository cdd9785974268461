//! The shape of what is coming.

use yew::prelude::*;

use crate::i18n::t;

#[derive(Properties, PartialEq)]
pub struct Props {
    /// How many bars.
    #[prop_or(3)]
    pub rows: usize,
    /// Tailwind's height of one.
    #[prop_or(classes!("h-20"))]
    pub class: Classes,
}

#[component]
pub fn Skeleton(props: &Props) -> Html {
    html! {
        <div class="flex flex-col gap-4" role="status">
            <span class="sr-only">{ t("loading") }</span>
            { for (0..props.rows).map(|row| html! {
                <div key={row} class={classes!("skeleton", "w-full", props.class.clone())}></div>
            }) }
        </div>
    }
}
