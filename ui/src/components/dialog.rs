//! A question that must be answered before the work goes on.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub open: bool,
    pub title: AttrValue,
    /// Escape, or a click beside it.
    pub onclose: Callback<()>,
    #[prop_or_default]
    pub children: Html,
    #[prop_or_default]
    pub class: Classes,
}

/// The native element: it keeps the focus inside and gives it back.
#[component]
pub fn Dialog(props: &Props) -> Html {
    let node = use_node_ref();
    use_effect_with(props.open, {
        let node = node.clone();
        move |open| {
            let Some(dialog) = node.cast::<HtmlDialogElement>() else { return };
            match (open, dialog.open()) {
                (true, false) => drop(dialog.show_modal()),
                (false, true) => dialog.close(),
                _ => {}
            }
        }
    });
    let onclose = props.onclose.reform(|_: Event| ());
    let onclick = {
        let (node, close) = (node.clone(), props.onclose.clone());
        Callback::from(move |event: MouseEvent| {
            // The dialog itself is hit only beside its box.
            let hit = event.target_dyn_into::<HtmlDialogElement>();
            if hit.is_some() && hit == node.cast::<HtmlDialogElement>() {
                close.emit(());
            }
        })
    };
    html! {
        <dialog ref={node} class="modal" aria-label={&props.title} {onclose} {onclick}>
            if props.open {
                <div class={classes!("modal-box", "border", "border-base-300", props.class.clone())}>
                    { props.children.clone() }
                </div>
            }
        </dialog>
    }
}
