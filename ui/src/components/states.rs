//! Nothing here, or nothing could be had: what it means and what to do.

use contract::{Code, Failure};
use yew::prelude::*;

use super::{Button, icon_named};
use crate::i18n::t;
use crate::words;

#[derive(Properties, PartialEq)]
pub struct EmptyProps {
    pub icon: AttrValue,
    pub title: AttrValue,
    pub text: AttrValue,
    /// What to do about it.
    #[prop_or_default]
    pub children: Html,
    #[prop_or_default]
    pub test: Option<AttrValue>,
}

#[component]
pub fn EmptyState(props: &EmptyProps) -> Html {
    html! {
        <div class="flex flex-col items-center px-6 py-16 text-center" data-test={props.test.clone()}>
            <span class="soft-neutral mb-5 grid size-16 place-items-center rounded-full text-2xl">
                { icon_named(&props.icon) }
            </span>
            <h2 class="text-lg font-semibold">{ &props.title }</h2>
            <p class="text-soft mt-1.5 max-w-md text-balance">{ &props.text }</p>
            <div class="mt-6 flex flex-wrap justify-center gap-3">{ props.children.clone() }</div>
        </div>
    }
}

/// Why something could not be had, and a button to try again.
pub fn failed_state(failure: &Failure, retry: &Callback<()>) -> Html {
    let gone = failure.code == Code::NotFound;
    let title = if gone { t("not-found-title") } else { t("failed-title") };
    html! {
        <div role="alert">
            <EmptyState icon={if gone { "search" } else { "triangle-alert" }} {title}
                text={words::failure(failure)} test="failed">
                <Button icon="refresh-cw" onclick={retry.clone()}>{ t("try-again") }</Button>
            </EmptyState>
        </div>
    }
}
