//! How many: pressed up and down, or typed.

use domain::limits::QUANTITY_MAX;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::Icon;
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
    let step = |by: i64| props.onstep.reform(move |_: MouseEvent| by);
    let onchange = {
        let (set, value) = (props.onset.clone(), props.value);
        Callback::from(move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            match input.value().trim().parse::<i64>() {
                Ok(typed) if typed == value => {}
                Ok(typed) if typed >= 1 => {
                    let typed = typed.min(QUANTITY_MAX);
                    input.set_value(&typed.to_string());
                    set.emit(typed);
                }
                _ => input.set_value(&value.to_string()),
            }
        })
    };
    let onfocus =
        Callback::from(|event: FocusEvent| event.target_unchecked_into::<HtmlInputElement>().select());
    let about = || [("service", props.about.to_string().into())];
    html! {
        <div class="border-base-300 bg-base-100 rounded-field inline-flex h-9 items-stretch border" role="group"
            aria-label={tr("quantity-of", about())}>
            <button type="button" class="hover:bg-base-200 disabled:text-soft rounded-l-field grid w-9 place-items-center disabled:opacity-50"
                onclick={step(-1)} disabled={props.value <= props.min} aria-label={t("quantity-down")}
                data-test="quantity-down"><Icon name="minus" /></button>
            <input type="text" inputmode="numeric" class="border-base-300 w-12 border-x text-center font-medium tabular-nums"
                value={props.value.to_string()} {onchange} {onfocus} maxlength="3" aria-label={t("quantity")}
                data-test="quantity-input" />
            <button type="button" class="hover:bg-base-200 rounded-r-field grid w-9 place-items-center disabled:opacity-50"
                onclick={step(1)} disabled={props.value >= QUANTITY_MAX} aria-label={t("quantity-up")}
                data-test="quantity-up"><Icon name="plus" /></button>
        </div>
    }
}
