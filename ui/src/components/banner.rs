//! A quiet line that something needs to be known.

use yew::prelude::*;

use super::icon_named;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Calm,
    Waits,
    Wrong,
    Good,
}

#[derive(Properties, PartialEq)]
pub struct Props {
    pub tone: Tone,
    pub icon: AttrValue,
    pub children: Html,
    /// Something just happened: it is read out.
    #[prop_or_default]
    pub alert: bool,
    #[prop_or_default]
    pub test: Option<AttrValue>,
}

#[component]
pub fn Banner(props: &Props) -> Html {
    let tone = match props.tone {
        Tone::Calm => "soft-primary",
        Tone::Waits => "soft-accent",
        Tone::Wrong => "soft-error",
        Tone::Good => "soft-success",
    };
    html! {
        <div class={classes!("rounded-box", "flex", "items-start", "has-[.btn]:items-center", "gap-3", "px-4", "py-3", "text-sm", tone)}
            role={props.alert.then_some("alert")} data-test={props.test.clone()}>
            <span class="mt-0.5 text-base">{ icon_named(&props.icon) }</span>
            <div class="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-2">{ props.children.clone() }</div>
        </div>
    }
}
