//! Something to press.

use yew::prelude::*;

use super::icon_named;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    /// The one thing to do here.
    Primary,
    #[default]
    Secondary,
    /// Beside the work: no frame until it is touched.
    Quiet,
    Danger,
}

#[derive(Properties, PartialEq)]
pub struct Props {
    #[prop_or_default]
    pub children: Html,
    #[prop_or_default]
    pub kind: Kind,
    #[prop_or_default]
    pub onclick: Callback<()>,
    /// Sends the form that it stands in.
    #[prop_or_default]
    pub submit: bool,
    /// Being done: cannot be pressed again, and says so. It keeps the focus, which `disabled` would drop.
    #[prop_or_default]
    pub busy: bool,
    #[prop_or_default]
    pub disabled: bool,
    #[prop_or_default]
    pub small: bool,
    #[prop_or_default]
    pub wide: bool,
    #[prop_or_default]
    pub icon: Option<AttrValue>,
    /// For a button that shows only its icon.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    #[prop_or_default]
    pub test: Option<AttrValue>,
}

#[component]
pub fn Button(props: &Props) -> Html {
    let kind = match props.kind {
        Kind::Primary => "btn-primary",
        Kind::Secondary => "bg-base-100 border-control hover:bg-base-200",
        Kind::Quiet => "btn-ghost",
        Kind::Danger => "btn-outline btn-error",
    };
    let class = classes!(
        "btn",
        "font-medium",
        kind,
        props.small.then_some("btn-sm"),
        props.wide.then_some("w-full"),
        (props.label.is_some()).then_some("btn-square"),
    );
    let press = props.onclick.clone();
    let (submit, busy) = (props.submit, props.busy);
    let onclick = Callback::from(move |event: MouseEvent| {
        if busy || !submit {
            event.prevent_default();
        }
        if !busy {
            press.emit(());
        }
    });
    html! {
        <button {class} type={if submit { "submit" } else { "button" }} {onclick}
            disabled={props.disabled && !busy} aria-disabled={busy.then_some("true")} aria-busy={busy.then_some("true")}
            aria-label={props.label.clone()} title={props.label.clone()} data-test={props.test.clone()}>
            if busy {
                <span class="loading loading-spinner loading-xs" aria-hidden="true"></span>
            } else if let Some(icon) = &props.icon {
                { icon_named(icon) }
            }
            { props.children.clone() }
        </button>
    }
}
