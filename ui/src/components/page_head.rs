//! The heading of a page, which takes the focus when the page appears.

use yew::prelude::*;

use crate::dom;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub title: AttrValue,
    /// Under the title: one quiet line.
    #[prop_or_default]
    pub lead: Html,
    /// Beside the title.
    #[prop_or_default]
    pub children: Html,
}

#[component]
pub fn PageHead(props: &Props) -> Html {
    use_effect_with(props.title.clone(), |title| {
        dom::document().set_title(&format!("{title} · Pannier"));
        dom::heading_here();
    });
    html! {
        <header class="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
            <div class="min-w-0">
                <h1 class="text-2xl font-semibold tracking-tight text-balance">{ &props.title }</h1>
                { props.lead.clone() }
            </div>
            <div class="flex flex-wrap items-center gap-2">{ props.children.clone() }</div>
        </header>
    }
}
