//! The panel with the button that matters: into the cart, or instead of what is there.

use contract::ipc::{AddToCart, ReplaceLine};
use domain::cart::Line;
use domain::limits::{NOTE_CHARS, QUANTITY_MAX};
use domain::service::Choices;
use domain::{Money, ServiceId};
use yew::prelude::*;
use yew_router::prelude::*;

use crate::components::{Banner, Button, Kind, QuantityStepper, TextArea, Tone, figures};
use crate::hooks::{use_act, use_toaster};
use crate::i18n::{t, tr};
use crate::route::Route;
use crate::{format, words};

#[derive(Properties, PartialEq)]
pub struct BuyProps {
    pub service: ServiceId,
    pub name: AttrValue,
    pub choices: Choices,
    /// None when it cannot be bought.
    pub unit: Option<Money>,
}

/// Price, quantity, note, and the button that matters.
#[component]
pub fn Buy(props: &BuyProps) -> Html {
    let quantity = use_state_eq(|| 1_i64);
    let note = use_state_eq(String::new);
    let toaster = use_toaster();
    let add = use_act::<AddToCart>({
        let (name, quantity, note) = (props.name.to_string(), quantity.setter(), note.setter());
        Callback::from(move |_| {
            toaster.offer_undo(tr("added", [("service", name.as_str().into())]));
            quantity.set(1);
            note.set(String::new());
        })
    });
    let Some(unit) = props.unit else {
        return html! { <p class="font-medium">{ t("not-for-sale") }</p> };
    };
    let onstep = {
        let quantity = quantity.clone();
        Callback::from(move |by: i64| quantity.set((*quantity + by).clamp(1, QUANTITY_MAX)))
    };
    let onset = {
        let quantity = quantity.setter();
        Callback::from(move |typed| quantity.set(typed))
    };
    let oninput = {
        let note = note.setter();
        Callback::from(move |text| note.set(text))
    };
    let onclick = add.run.reform({
        let (service, choices) = (props.service.clone(), props.choices.clone());
        let (quantity, note) = (quantity.clone(), note.clone());
        move |()| AddToCart {
            service: service.clone(),
            choices: choices.clone(),
            quantity: *quantity,
            note: note.trim().into(),
        }
    });
    html! {
        <div class="flex flex-col gap-5">
            { price(unit, *quantity) }
            <div class="flex items-center justify-between gap-4">
                <span class="text-sm font-medium">{ t("quantity") }</span>
                <QuantityStepper value={*quantity} about={props.name.clone()} {onstep} {onset} />
            </div>
            <TextArea id="service-note" label={t("note")} value={(*note).clone()} {oninput} limit={NOTE_CHARS}
                placeholder={t("note-placeholder")} test="service-note" />
            if let Some(failure) = &add.failure {
                <Banner tone={Tone::Wrong} icon="circle-alert" alert={true}>{ words::failure(failure) }</Banner>
            }
            <Button kind={Kind::Primary} icon="shopping-basket" wide={true} {onclick} test="service-add">{ t("add-to-cart") }</Button>
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub struct ReplaceProps {
    /// What is in the cart.
    pub line: Line,
    pub name: AttrValue,
    pub choices: Choices,
    /// None when it cannot be bought.
    pub unit: Option<Money>,
}

/// Price, what stays as it is, and the button.
#[component]
pub fn Replace(props: &ReplaceProps) -> Html {
    let toaster = use_toaster();
    let navigator = use_navigator().expect("pages stand inside the router");
    let replace = use_act::<ReplaceLine>({
        let name = props.name.to_string();
        Callback::from(move |_| {
            toaster.offer_undo(tr("replaced", [("service", name.as_str().into())]));
            navigator.replace(&Route::Cart);
        })
    });
    let Some(unit) = props.unit else {
        return html! { <p class="font-medium">{ t("not-for-sale") }</p> };
    };
    let onclick = replace.run.reform({
        let (line, choices) = (props.line.id.clone(), props.choices.clone());
        move |()| ReplaceLine { line: line.clone(), choices: choices.clone() }
    });
    html! {
        <div class="flex flex-col gap-5">
            { price(unit, props.line.quantity.get()) }
            if !props.line.note.is_empty() {
                <p class="text-soft text-sm wrap-anywhere whitespace-pre-line">{ tr("choose-again-with-note", [("text", props.line.note.as_str().into())]) }</p>
            }
            if let Some(failure) = &replace.failure {
                <Banner tone={Tone::Wrong} icon="circle-alert" alert={true}>{ words::failure(failure) }</Banner>
            }
            <Button kind={Kind::Primary} icon="shopping-basket" wide={true} busy={replace.busy} {onclick} test="service-replace">{ t("replace") }</Button>
        </div>
    }
}

/// Of so many, and read out when it changes.
fn price(unit: Money, quantity: i64) -> Html {
    let total = unit.times(quantity).unwrap_or(unit);
    html! {
        <div aria-live="polite">
            { figures(format::money(total), "text-3xl font-semibold tracking-tight", Some("service-price")) }
            <p class="text-soft mt-0.5 text-sm tabular-nums">
                if quantity > 1 {
                    { tr("unit-times", [("unit", format::money(unit).into()), ("quantity", quantity.into())]) }
                } else {
                    { t("tax-included") }
                }
            </p>
        </div>
    }
}
