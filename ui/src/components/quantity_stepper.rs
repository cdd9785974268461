//! How many: pressed up and down, or typed.

use domain::limits::QUANTITY_MAX;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icon_named;
use crate::i18n::{t, tr};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub value: i64,
    /// What it counts, for who cannot see it.
    pub about: AttrValue,
    /// +1 or -1.
    pub onstep: Callback<i64>,
    /// A typed quantity, from 1 to the limit.
    pub onset: Callback<i64>,
    /// The lowest that the minus reaches.
    #[prop_or(1)]
    pub min: i64,
}

#[component]
pub fn QuantityStepper(props: &Props) -> Html {
    // What is being typed; the line may be drawn anew meanwhile.
    let typed = use_mut_ref(|| None::<String>);
    let oninput = {
        let typed = typed.clone();
        Callback::from(move |event: InputEvent| {
            typed.replace(Some(event.target_unchecked_into::<HtmlInputElement>().value()));
        })
    };
    let commit = {
        let (typed, set, value) = (typed.clone(), props.onset.clone(), props.value);
        move |input: HtmlInputElement| {
            let Some(text) = typed.take() else { return };
            let wanted = text.trim().parse().ok().filter(|wanted| *wanted >= 1).unwrap_or(value);
            let wanted = wanted.min(QUANTITY_MAX);
            input.set_value(&wanted.to_string());
            if wanted != value {
                set.emit(wanted);
            }
        }
    };
    let onchange = {
        let commit = commit.clone();
        Callback::from(move |event: Event| commit(event.target_unchecked_into()))
    };
    let onblur = {
        let commit = commit.clone();
        Callback::from(move |event: FocusEvent| commit(event.target_unchecked_into()))
    };
    let onkeydown = {
        let (typed, value) = (typed.clone(), props.value);
        Callback::from(move |event: KeyboardEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            match event.key().as_str() {
                "Enter" => commit(input),
                "Escape" => {
                    typed.take();
                    input.set_value(&value.to_string());
                }
                _ => {}
            }
        })
    };
    let onfocus =
        Callback::from(|event: FocusEvent| event.target_unchecked_into::<HtmlInputElement>().select());
    // At its end it does nothing, but it keeps the focus.
    let button = |icon: &'static str, label: String, test: &'static str, by: i64, end: bool| {
        let onclick = (!end).then(|| props.onstep.reform(move |_: MouseEvent| by));
        html! {
            <button type="button" class="hover:not-aria-disabled:bg-base-200 grid w-9 place-items-center first:rounded-l-field last:rounded-r-field aria-disabled:opacity-50"
                {onclick} aria-disabled={end.then_some("true")} aria-label={label} data-test={test}>{ icon_named(icon) }</button>
        }
    };
    let shown = typed.borrow().clone().unwrap_or_else(|| props.value.to_string());
    html! {
        <div class="border-control bg-base-100 rounded-field inline-flex h-9 items-stretch border" role="group"
            aria-label={tr("quantity-of", [("service", props.about.as_str().into())])}>
            { button("minus", t("quantity-down"), "quantity-down", -1, props.value <= props.min) }
            <input type="text" inputmode="numeric" class="border-base-300 w-12 border-x text-center font-medium tabular-nums"
                value={shown} {oninput} {onchange} {onblur} {onkeydown} {onfocus} maxlength="3" aria-label={t("quantity")}
                data-test="quantity-input" />
            { button("plus", t("quantity-up"), "quantity-up", 1, props.value >= QUANTITY_MAX) }
        </div>
    }
}
