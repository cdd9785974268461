//! One of several words, with its label.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::field::{field_label, field_told};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub id: AttrValue,
    pub label: AttrValue,
    pub value: AttrValue,
    /// Values with what people read.
    pub options: Vec<(AttrValue, AttrValue)>,
    pub onchange: Callback<String>,
    #[prop_or_default]
    pub problem: Option<AttrValue>,
    #[prop_or_default]
    pub optional: bool,
    #[prop_or_default]
    pub class: Classes,
    #[prop_or_default]
    pub test: Option<AttrValue>,
}

#[component]
pub fn Select(props: &Props) -> Html {
    let onchange =
        props.onchange.reform(|event: Event| event.target_unchecked_into::<HtmlSelectElement>().value());
    let told = props.problem.is_some().then(|| format!("{}-told", props.id));
    html! {
        <div class={classes!("flex", "flex-col", "gap-1.5", "min-w-0", props.class.clone())}>
            { field_label(&props.id, &props.label, props.optional) }
            <select id={&props.id} class={classes!("select", "w-full", props.problem.is_some().then_some("select-error"))}
                {onchange} aria-invalid={props.problem.is_some().then_some("true")} aria-describedby={told.clone()}
                data-test={props.test.clone()}>
                { for props.options.iter().map(|(value, text)| html! {
                    <option key={value.to_string()} value={value} selected={value == &props.value}>{ text }</option>
                }) }
            </select>
            { field_told(told, props.problem.as_ref(), None) }
        </div>
    }
}
