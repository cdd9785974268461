//! A line of text with its label, its hint, and what is wrong with it.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{icon_named, icon_styled};
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
    let shown = use_state_eq(|| false);
    let frame = classes!("input", "w-full", props.problem.is_some().then_some("input-error"));
    let input = |class: Classes, kind: AttrValue| {
        html! {
            <input id={&props.id} {class} type={kind} value={&props.value} {oninput} autocomplete={props.autocomplete.clone()}
                placeholder={props.placeholder.clone()} aria-invalid={props.problem.is_some().then_some("true")}
                aria-required={(!props.optional).then_some("true")} aria-describedby={told.clone()}
                spellcheck="false" data-test={props.test.clone()} />
        }
    };
    let control = if props.kind == "password" {
        let kind = if *shown { "text" } else { "password" };
        html! { <div class={classes!(frame, "pr-1")}>{ input(classes!(), kind.into()) }{ eye(&shown) }</div> }
    } else {
        input(frame, props.kind.clone())
    };
    html! {
        <div class={classes!("flex", "flex-col", "gap-1.5", "min-w-0", props.class.clone())}>
            { field_label(&props.id, &props.label, props.optional) }
            { control }
            { field_told(told, props.problem.as_ref(), props.hint.as_ref()) }
        </div>
    }
}

/// Shows what is typed into a password, for who cannot type it blindly.
fn eye(shown: &UseStateHandle<bool>) -> Html {
    let onclick = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(!*shown))
    };
    html! {
        <button type="button" class="hover:bg-base-200 rounded-field grid size-8 shrink-0 place-items-center" {onclick}
            aria-label={t("password-show")} title={t("password-show")} aria-pressed={if **shown { "true" } else { "false" }}>
            { icon_named(if **shown { "eye-off" } else { "eye" }) }
        </button>
    }
}

/// The label of a control, with a word beside it where it may stay empty.
pub fn field_label(id: &AttrValue, label: &AttrValue, optional: bool) -> Html {
    html! {
        <label for={id} class="text-sm font-medium">
            { label }
            if optional {
                <span class="text-soft font-normal">{ " · " }{ t("optional") }</span>
            }
        </label>
    }
}

/// What is wrong with a control, or else its hint.
pub fn field_told(id: Option<String>, problem: Option<&AttrValue>, hint: Option<&AttrValue>) -> Html {
    match (problem, hint) {
        (Some(problem), _) => html! {
            <p {id} class="text-error flex gap-1.5 text-sm">{ icon_styled("circle-alert", "mt-0.5") }{ problem }</p>
        },
        (None, Some(hint)) => html! { <p {id} class="text-soft text-sm">{ hint }</p> },
        (None, None) => html! {},
    }
}
