//! A link to another place in the window.

use yew::prelude::*;
use yew_router::prelude::*;

use crate::route::Route;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub to: Route,
    #[prop_or_default]
    pub children: Html,
    #[prop_or_default]
    pub class: Classes,
    /// The place that is shown now.
    #[prop_or_default]
    pub current: bool,
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// Where it shows only its icon: what it is, for who rests the pointer on it.
    #[prop_or_default]
    pub title: Option<AttrValue>,
    #[prop_or_default]
    pub test: Option<AttrValue>,
    #[prop_or_default]
    pub onclick: Callback<()>,
}

#[component]
pub fn RouteLink(props: &Props) -> Html {
    let navigator = use_navigator().expect("links stand inside the router");
    let onclick = {
        let (to, pressed) = (props.to.clone(), props.onclick.clone());
        Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            pressed.emit(());
            navigator.push(&to);
        })
    };
    html! {
        <a href={format!("#{}", props.to.to_path())} class={props.class.clone()} {onclick}
            aria-current={props.current.then_some("page")} aria-label={props.label.clone()}
            title={props.title.clone()} data-test={props.test.clone()}>
            { props.children.clone() }
        </a>
    }
}
