//! How and when something comes.

use domain::promise::Promise;
use domain::service::DeliveryKind;
use yew::prelude::*;

use super::Icon;
use crate::i18n::tr;
use crate::{format, words};

#[derive(Properties, PartialEq)]
pub struct PromiseProps {
    pub promise: Promise,
    /// Only the dates, where the sentence around them says the rest.
    #[prop_or_default]
    pub bare: bool,
    /// Without weekdays, where it is narrow.
    #[prop_or_default]
    pub short: bool,
    #[prop_or_default]
    pub class: Classes,
}

#[component]
pub fn PromiseText(props: &PromiseProps) -> Html {
    let window =
        if props.short { format::window_short(props.promise) } else { format::window(props.promise) };
    let text = if props.bare || props.short { window } else { tr("promise", [("window", window.into())]) };
    html! {
        <span class={classes!("inline-flex", "items-center", "gap-1.5", "min-w-0", props.class.clone())}>
            <Icon name="calendar-check" /><span class="truncate">{ text }</span>
        </span>
    }
}

#[derive(Properties, PartialEq)]
pub struct DeliveryProps {
    pub kind: DeliveryKind,
    #[prop_or_default]
    pub class: Classes,
}

#[component]
pub fn DeliveryText(props: &DeliveryProps) -> Html {
    let icon = match props.kind {
        DeliveryKind::Remote => "monitor",
        DeliveryKind::OnSite => "map-pin",
        DeliveryKind::Shipped => "truck",
    };
    html! {
        <span class={classes!("inline-flex", "items-center", "gap-1.5", "whitespace-nowrap", props.class.clone())}>
            <Icon name={icon} />{ words::delivery(props.kind) }
        </span>
    }
}
