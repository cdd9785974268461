//! A line of text with its label, its hint, and what is wrong with it.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::Icon;
use crate::i18n::t;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub id: AttrValue,
    pub label: AttrValue,
    pub value: AttrValue,
    pub oninput: Callback<String>,
    #[prop_or(AttrValue::Static("text"))]
    pub kind: AttrValue,
    #[prop_or_default]
    pub autocomplete: Option<AttrValue>,
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What is wrong with it, as a sentence.
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
pub fn Field(props: &Props) -> Html {
    let oninput =
        props.oninput.reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    let told = (props.problem.is_some() || props.hint.is_some()).then(|| format!("{}-told", props.id));
    html! {
        <div class={classes!("flex", "flex-col", "gap-1.5", "min-w-0", props.class.clone())}>
            <FieldLabel id={&props.id} label={&props.label} optional={props.optional} />
            <input id={&props.id} class={classes!("input", "w-full", props.problem.is_some().then_some("input-error"))}
                type={&props.kind} value={&props.value} {oninput} autocomplete={props.autocomplete.clone()}
                placeholder={props.placeholder.clone()} aria-invalid={props.problem.is_some().then_some("true")}
                aria-required={(!props.optional).then_some("true")} aria-describedby={told.clone()}
                spellcheck="false" data-test={props.test.clone()} />
            <FieldTold id={told} problem={props.problem.clone()} hint={props.hint.clone()} />
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub struct LabelProps {
    pub id: AttrValue,
    pub label: AttrValue,
    pub optional: bool,
}

#[component]
pub fn FieldLabel(props: &LabelProps) -> Html {
    html! {
        <label for={&props.id} class="text-sm font-medium">
            { &props.label }
            if props.optional {
                <span class="text-soft font-normal">{ " · " }{ t("optional") }</span>
            }
        </label>
    }
}

#[derive(Properties, PartialEq)]
pub struct ToldProps {
    pub id: Option<String>,
    pub problem: Option<AttrValue>,
    #[prop_or_default]
    pub hint: Option<AttrValue>,
}

#[component]
pub fn FieldTold(props: &ToldProps) -> Html {
    match (&props.problem, &props.hint) {
        (Some(problem), _) => html! {
            <p id={props.id.clone()} class="text-error flex items-center gap-1.5 text-sm">
                <Icon name="circle-alert" />{ problem }
            </p>
        },
        (None, Some(hint)) => html! { <p id={props.id.clone()} class="text-soft text-sm">{ hint }</p> },
        (None, None) => html! {},
    }
}
