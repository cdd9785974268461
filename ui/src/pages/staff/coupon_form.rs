//! A new coupon while it is typed. The server reads it, by the rules of the terminal, and says what is wrong at its field.

use contract::Code;
use contract::ipc::{AddCoupon, CategoryCount};
use contract::staff::{CouponDraft, Off};
use yew::prelude::*;

use super::refused;
use crate::components::{Button, Field, Kind, RadioCards, RadioOption};
use crate::format;
use crate::hooks::Act;
use crate::i18n::t;
use crate::pages::checkout_forms::problem;

pub fn coupon_form(
    draft: &CouponDraft,
    categories: &[CategoryCount],
    adding: &Act<AddCoupon>,
    ontyped: &Callback<CouponDraft>,
    onclose: &Callback<()>,
) -> Html {
    let fields = adding.failure.as_ref().map_or(&[][..], |failure| &failure.fields);
    let field = |name: &'static str,
                 label: &str,
                 value: &str,
                 kind: &'static str,
                 optional: bool,
                 put: fn(&mut CouponDraft, String)| {
        let draft = draft.clone();
        let oninput = ontyped.reform(move |text| {
            let mut draft = draft.clone();
            put(&mut draft, text);
            draft
        });
        html! {
            <Field id={format!("coupon-{name}")} label={t(label)} value={value.to_owned()} {kind} {optional} autocomplete="off" {oninput}
                problem={problem(fields, name)} test={format!("coupon-{name}")} />
        }
    };
    let onsubmit = {
        let (draft, run) = (draft.clone(), adding.run.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            run.emit(AddCoupon { coupon: with_points(draft.clone()) });
        })
    };
    let failure = adding.failure.as_ref().filter(|failure| failure.code != Code::InvalidFields);
    html! {
        <form class="flex flex-col gap-5" {onsubmit} novalidate={true}>
            <h2 class="text-lg font-semibold">{ t("coupon-new") }</h2>
            { field("code", "coupon-code", &draft.code, "text", false, |draft, text| draft.code = text) }
            { off_cards(draft, ontyped) }
            <div class="grid gap-5 sm:grid-cols-3">
                { match &draft.off {
                    Off::Percent { percent, at_most } => html! {
                        <>
                            { field("percent", "coupon-percent", percent, "text", false, |draft, text| {
                                if let Off::Percent { percent, .. } = &mut draft.off { *percent = text }
                            }) }
                            { field("at_most", "coupon-most", at_most, "text", true, |draft, text| {
                                if let Off::Percent { at_most, .. } = &mut draft.off { *at_most = text }
                            }) }
                        </>
                    },
                    Off::Amount(amount) => field("amount", "refund-amount", amount, "text", false, |draft, text| draft.off = Off::Amount(text)),
                } }
                { field("minimum", "coupon-minimum", &draft.minimum, "text", true, |draft, text| draft.minimum = text) }
            </div>
            <div class="grid gap-5 sm:grid-cols-2">
                { field("from", "coupon-from", &draft.from, "date", true, |draft, text| draft.from = text) }
                { field("until", "coupon-until", &draft.until, "date", true, |draft, text| draft.until = text) }
                { field("uses", "coupon-uses", &draft.uses, "text", true, |draft, text| draft.uses = text) }
                { field("per_customer", "coupon-per-customer", &draft.per_customer, "text", true, |draft, text| draft.per_customer = text) }
            </div>
            { only(draft, categories, ontyped) }
            if let Some(failure) = failure { { refused(failure) } }
            <div class="flex flex-row-reverse flex-wrap gap-3">
                <Button kind={Kind::Primary} submit={true} busy={adding.busy} test="coupon-add">{ t("coupon-add") }</Button>
                <Button onclick={onclose.clone()}>{ t("back") }</Button>
            </div>
        </form>
    }
}

/// Percent or an amount.
fn off_cards(draft: &CouponDraft, ontyped: &Callback<CouponDraft>) -> Html {
    let option = |value: &'static str, key: &str| RadioOption {
        value: value.into(),
        text: t(key).into(),
        aside: "".into(),
    };
    let selected = if matches!(draft.off, Off::Amount(_)) { "amount" } else { "percent" };
    let draft = draft.clone();
    let onselect = ontyped.reform(move |value: AttrValue| {
        let off = if value == "amount" { Off::Amount(String::new()) } else { Off::default() };
        CouponDraft { off, ..draft.clone() }
    });
    html! {
        <RadioCards name="coupon-off" legend={t("coupon-gives")} {selected} {onselect}
            options={vec![option("percent", "coupon-in-percent"), option("amount", "coupon-in-money")]} />
    }
}

/// The categories that it is for.
fn only(draft: &CouponDraft, categories: &[CategoryCount], ontyped: &Callback<CouponDraft>) -> Html {
    let one = |count: &CategoryCount| {
        let id = count.category.id.to_string();
        let checked = draft.categories.contains(&id);
        let draft = draft.clone();
        let onchange = ontyped.reform({
            let id = id.clone();
            move |_: Event| {
                let mut draft = draft.clone();
                if checked {
                    draft.categories.retain(|known| *known != id)
                } else {
                    draft.categories.push(id.clone())
                }
                draft
            }
        });
        html! {
            <label key={id} class="flex items-center gap-2.5"><input type="checkbox" class="checkbox checkbox-sm" {checked} {onchange} />{ &count.category.name }</label>
        }
    };
    html! {
        if !categories.is_empty() {
            <fieldset>
                <legend class="mb-2 text-sm font-medium">{ t("coupon-categories") }</legend>
                <div class="flex flex-wrap gap-x-5 gap-y-2">{ for categories.iter().map(one) }</div>
            </fieldset>
        }
    }
}

/// Decimals as the server reads them.
fn with_points(mut draft: CouponDraft) -> CouponDraft {
    let decimals = match &mut draft.off {
        Off::Percent { percent, at_most } => vec![percent, at_most],
        Off::Amount(amount) => vec![amount],
    };
    for text in decimals.into_iter().chain([&mut draft.minimum]) {
        *text = format::typed_decimal(text);
    }
    draft
}
