//! The calm card in the middle that stands before the shop.

use yew::prelude::*;

use crate::components::logo;
use crate::dom;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub title: AttrValue,
    pub lead: AttrValue,
    pub children: Html,
    #[prop_or_default]
    pub foot: Html,
}

#[component]
pub fn Doorstep(props: &Props) -> Html {
    use_effect_with(props.title.clone(), |title| {
        dom::document().set_title(&format!("{title} · Pannier"));
    });
    html! {
        <main id={dom::MAIN_ID} class="grid h-dvh place-items-center overflow-y-auto p-6">
            <div class="w-full max-w-md">
                <p class="mb-6 flex items-center justify-center gap-2.5 text-lg font-semibold">
                    { logo("size-10") }
                    { "Pannier" }
                </p>
                <div class="panel p-8 shadow-xs">
                    <h1 class="text-xl font-semibold tracking-tight">{ &props.title }</h1>
                    <p class="text-soft mt-1.5 mb-6">{ &props.lead }</p>
                    { props.children.clone() }
                </div>
                <div class="text-soft mt-5 text-center text-sm">{ props.foot.clone() }</div>
            </div>
        </main>
    }
}
