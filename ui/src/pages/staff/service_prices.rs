//! Prices of a service from a day on: what is planned, planning another one, removing one.

use contract::Code;
use contract::ipc::{PlanPrice, RemovePrice};
use contract::staff::catalogue::PlannedPrice;
use domain::ServiceId;
use yew::prelude::*;

use super::refused;
use crate::components::{Button, Field, Kind, money_text};
use crate::format;
use crate::hooks::use_act;
use crate::i18n::t;
use crate::pages::checkout_forms::{problem, send};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub id: ServiceId,
    pub planned: Vec<PlannedPrice>,
    /// Something else is planned now.
    pub onchange: Callback<()>,
}

#[component]
pub fn Prices(props: &Props) -> Html {
    // Day and price.
    let typed = use_state_eq(<(String, String)>::default);
    let planning = use_act::<PlanPrice>({
        let typed = typed.setter();
        props.onchange.reform(move |()| typed.set(Default::default()))
    });
    let removing = use_act::<RemovePrice>(props.onchange.clone());
    let set = |put: fn(&mut (String, String), String)| {
        let typed = typed.clone();
        Callback::from(move |text| {
            let mut now = (*typed).clone();
            put(&mut now, text);
            typed.set(now);
        })
    };
    let problems = planning.failure.as_ref().map_or(&[][..], |failure| &failure.fields);
    let onplan = planning.run.reform({
        let (id, typed) = (props.id.clone(), typed.clone());
        move |()| PlanPrice { id: id.clone(), day: typed.0.clone(), price: format::typed_decimal(&typed.1) }
    });
    let row = |planned: &PlannedPrice| {
        let (id, day) = (props.id.clone(), format::iso(planned.day));
        let onclick = removing.run.reform(move |()| RemovePrice { id: id.clone(), day: day.clone() });
        html! {
            <li key={format::iso(planned.day)} class="flex items-center gap-3 py-2 text-sm" data-test="price-planned">
                <span class="flex-1">{ format::days(planned.day, planned.day) }<span class="text-soft block">{ &planned.by }</span></span>
                { money_text(planned.price) }
                <Button kind={Kind::Quiet} small={true} icon="trash-2" label={t("remove")} busy={removing.busy} {onclick} test="price-remove" />
            </li>
        }
    };
    let failures = [&planning.failure, &removing.failure].into_iter().flatten();
    let failure = failures.filter(|failure| failure.code != Code::InvalidFields).map(refused);
    html! {
        <section class="panel flex flex-col gap-4 p-6" aria-label={t("prices-planned")}>
            <h2 class="font-semibold">{ t("prices-planned") }</h2>
            if !props.planned.is_empty() { <ul class="divide-base-300 divide-y">{ for props.planned.iter().map(row) }</ul> }
            <form class="flex flex-col gap-4" onsubmit={send(&onplan)} novalidate={true}>
                <Field id="price-day" kind="date" label={t("price-day")} hint={t("price-day-hint")} value={typed.0.clone()}
                    oninput={set(|typed, text| typed.0 = text)} problem={problem(problems, "day")} test="price-day" />
                <Field id="price-new" label={t("price")} value={typed.1.clone()} autocomplete="off"
                    oninput={set(|typed, text| typed.1 = text)} problem={problem(problems, "price")} test="price-new" />
                { for failure }
                <div><Button submit={true} busy={planning.busy} test="price-plan">{ t("price-plan") }</Button></div>
            </form>
        </section>
    }
}
