//! A coupon's code, and the way of sending: what a person may wish before paying.

use contract::Failure;
use domain::quote::PriceProblem;
use domain::shipping::ShippingOffer;
use domain::{CouponCode, ShippingId};
use yew::prelude::*;

use crate::components::{Banner, Button, Field, Kind, RadioCards, RadioOption, Tone, icon_named};
use crate::i18n::{t, tr};
use crate::{format, words};

#[derive(Properties, PartialEq)]
pub struct CouponProps {
    /// The coupon that counts.
    pub applied: Option<CouponCode>,
    /// What was asked for, if anything was.
    pub asked: Option<String>,
    pub problems: Vec<PriceProblem>,
    /// Why the server could not be asked.
    pub failure: Option<Failure>,
    pub busy: bool,
    /// With a code, or with none to go on without.
    pub onapply: Callback<Option<String>>,
}

#[component]
pub fn CouponForm(props: &CouponProps) -> Html {
    let typed = use_state_eq(|| props.asked.clone().unwrap_or_default());
    let remove = {
        let (typed, apply) = (typed.setter(), props.onapply.clone());
        Callback::from(move |()| {
            typed.set(String::new());
            apply.emit(None);
        })
    };
    if let Some(code) = &props.applied {
        return html! {
            <div class="flex items-center justify-between gap-3" data-test="coupon-applied">
                <span class="flex min-w-0 items-center gap-2 text-sm font-medium wrap-anywhere">
                    { icon_named("tag") }{ tr("coupon-applied", [("code", code.as_str().into())]) }
                </span>
                <Button kind={Kind::Quiet} small={true} icon="x" label={t("coupon-remove")} busy={props.busy} onclick={remove} test="coupon-remove" />
            </div>
        };
    }
    let onsubmit = {
        let (typed, apply, busy) = (typed.clone(), props.onapply.clone(), props.busy);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let code = typed.trim();
            if !busy {
                apply.emit((!code.is_empty()).then(|| code.to_owned()));
            }
        })
    };
    let oninput = {
        let typed = typed.setter();
        Callback::from(move |text: String| typed.set(text))
    };
    // It is about what was asked, no longer about what is being typed now.
    let about_this = props.asked.as_deref().is_some_and(|asked| asked == typed.trim());
    let told = props.problems.iter().find(|problem| problem.is_of_coupon()).filter(|_| about_this);
    let problem = told.map(words::price_problem);
    let problem = props.failure.as_ref().map(words::failure).or(problem).map(AttrValue::from);
    html! {
        <form class="flex items-start gap-2" {onsubmit} novalidate={true}>
            <Field id="coupon" class="flex-1" label={t("coupon-code")} value={(*typed).clone()} {oninput} optional={true}
                autocomplete="off" {problem} test="coupon" />
            <div class="pt-6.5"><Button submit={true} busy={props.busy} test="coupon-apply">{ t("coupon-apply") }</Button></div>
        </form>
    }
}

/// The ways to choose from; nothing where there is no choice.
pub fn ways(
    offers: &[ShippingOffer],
    chosen: &ShippingId,
    problems: &[PriceProblem],
    onchoose: Callback<ShippingId>,
) -> Html {
    let elsewhere = problems.iter().find(|problem| !problem.is_of_coupon());
    let option = |offer: &ShippingOffer| {
        let price = if offer.price.minor == 0 { t("shipping-free") } else { format::money(offer.price) };
        let name = if offer.name.is_empty() { t("shipping-standard") } else { offer.name.clone() };
        let travel = offer.travel;
        let days = if travel.min_days == travel.max_days {
            tr("travel-days", [("days", travel.max_days.into())])
        } else {
            tr("travel-days-between", [("min", travel.min_days.into()), ("max", travel.max_days.into())])
        };
        RadioOption {
            value: offer.id.as_str().to_owned().into(),
            text: format!("{name}\n{days}").into(),
            aside: price.into(),
        }
    };
    let onselect = Callback::from(move |value: AttrValue| {
        if let Ok(id) = ShippingId::new(value.as_str()) {
            onchoose.emit(id);
        }
    });
    html! {
        <>
            if let Some(problem) = elsewhere {
                <Banner tone={Tone::Waits} icon="truck" alert={true}>{ words::price_problem(problem) }</Banner>
            }
            if offers.len() > 1 {
                <section class="panel p-5">
                    <RadioCards name="shipping" legend={t("shipping-choose")} selected={chosen.as_str().to_owned()} {onselect}
                        options={offers.iter().map(option).collect::<Vec<_>>()} />
                </section>
            }
        </>
    }
}
