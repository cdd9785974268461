//! The toasts at the edge of the window, read out as they come.

use gloo_timers::callback::Interval;
use web_sys::Element;
use yew::prelude::*;

use super::icon_named;
use crate::hooks::{Toast, ToastAction};
use crate::i18n::t;

/// Long enough to read a line and reach for Undo.
const SHOWN_MS: u32 = 8_000;

/// The toasts, each until it is dismissed or has been there for its time.
pub fn toast_list(toasts: &[Toast], ondismiss: &Callback<u32>, onundo: &Callback<()>) -> Html {
    html! {
        <div class="toast toast-end z-50 max-w-md whitespace-normal" role="status" aria-live="polite">
            { for toasts.iter().map(|toast| html! {
                <ToastItem key={toast.id} toast={toast.clone()} ondismiss={ondismiss.clone()} onundo={onundo.clone()} />
            }) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct ItemProps {
    toast: Toast,
    ondismiss: Callback<u32>,
    onundo: Callback<()>,
}

#[component]
fn ToastItem(props: &ItemProps) -> Html {
    let id = props.toast.id;
    let node = use_node_ref();
    use_effect_with((), {
        let (node, dismiss) = (node.clone(), props.ondismiss.clone());
        move |()| {
            let interval = Interval::new(SHOWN_MS, move || {
                // Whoever reads it, or reaches for its buttons, gets the same time once more.
                let held = node.cast::<Element>().map(|toast| toast.matches(":hover, :focus-within"));
                if held != Some(Ok(true)) {
                    dismiss.emit(id);
                }
            });
            move || drop(interval)
        }
    });
    let failed = props.toast.failed;
    html! {
        <div ref={node} class="bg-neutral text-neutral-content rounded-box flex items-center gap-3 py-2.5 pr-2 pl-4 text-sm shadow-lg"
            data-test="toast">
            { icon_named(if failed { "circle-alert" } else { "check" }) }
            <p class="min-w-0 flex-1">{ &props.toast.text }</p>
            if props.toast.action == ToastAction::Undo {
                <button type="button" class="hover:bg-neutral-content/15 rounded-field px-2.5 py-1.5 font-semibold"
                    data-test="undo" onclick={props.onundo.reform(|_| ())}>{ t("undo") }</button>
            }
            <button type="button" class="hover:bg-neutral-content/15 rounded-field grid size-8 place-items-center"
                aria-label={t("dismiss")} onclick={props.ondismiss.reform(move |_| id)}>{ icon_named("x") }</button>
        </div>
    }
}
