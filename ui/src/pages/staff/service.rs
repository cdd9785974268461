//! One service for staff: what can be edited of it, whether it is sold, and the prices that are planned.

use contract::Code;
use contract::ipc::{Changed, EditService, ShowStaffService, WithdrawService};
use contract::staff::catalogue::{ServiceFields, StaffService};
use domain::ServiceId;
use domain::limits::DESCRIPTION_CHARS;
use yew::prelude::*;

use super::service_prices::Prices;
use super::{answered, refused, way_back};
use crate::components::{Banner, Button, Field, Kind, PageHead, Select, TextArea, Tone};
use crate::format;
use crate::hooks::{Act, use_act, use_query, use_toaster};
use crate::i18n::t;
use crate::pages::checkout_forms::{problem, send};
use crate::pages::frame::not_found;
use crate::route::Route;

/// The page of an id, as it stands in the address.
pub fn page(id: String) -> Html {
    match ServiceId::new(id) {
        Ok(id) => html! { <ServicePage key={id.as_str()} id={id.clone()} /> },
        Err(_) => not_found(),
    }
}

#[derive(Properties, PartialEq)]
struct Props {
    id: ServiceId,
}

/// What was typed, and the version of the service that it began with.
type Draft = Option<(i64, ServiceFields)>;

#[component]
fn ServicePage(props: &Props) -> Html {
    let toaster = use_toaster();
    let query = use_query(ShowStaffService { id: props.id.clone() }, &[Changed::Session, Changed::Catalogue]);
    let draft = use_state_eq(|| Draft::None);
    let done = {
        let retry = query.retry.clone();
        Callback::from(move |()| {
            retry.emit(());
            toaster.say(t("staff-done"));
        })
    };
    let edited = use_act::<EditService>({
        let draft = draft.setter();
        done.reform(move |()| draft.set(None))
    });
    let withdrawn = use_act::<WithdrawService>(done.clone());
    // Somebody else was first: what was typed stays until it is given up, and all else is as it is now.
    use_effect_with((edited.failure.clone(), withdrawn.failure.clone()), {
        let retry = query.retry.clone();
        move |(edited, withdrawn)| {
            if [edited, withdrawn].into_iter().flatten().any(|failure| failure.code == Code::CatalogueMoved) {
                retry.emit(());
            }
        }
    });
    let ondraft = {
        let draft = draft.setter();
        Callback::from(move |to: Draft| draft.set(to))
    };
    html! {
        <>
            { way_back(Route::StaffCatalogue, t("catalogue")) }
            if query.value.is_none() { <PageHead title={t("service")} /> }
            { answered(&query, |service| html! {
                <>
                    { head(service, &withdrawn) }
                    <div class="grid items-start gap-5 xl:grid-cols-[2fr_1fr]">
                        { form(service, &draft, &edited, &ondraft) }
                        <Prices id={service.id.clone()} planned={service.planned.clone()} onchange={done.clone()} />
                    </div>
                </>
            }) }
        </>
    }
}

fn head(service: &StaffService, withdrawn: &Act<WithdrawService>) -> Html {
    let (id, seen_ver, gone) = (service.id.clone(), service.ver, service.withdrawn);
    let onclick =
        withdrawn.run.reform(move |()| WithdrawService { id: id.clone(), seen_ver, withdrawn: !gone });
    let (kind, key) =
        if gone { (Kind::Secondary, "service-bring-back") } else { (Kind::Danger, "service-withdraw") };
    html! {
        <>
            <PageHead title={service.fields.name.clone()} lead={html! { <p class="text-soft text-sm">{ &service.code }</p> }}>
                <Button {kind} busy={withdrawn.busy} {onclick} test={key}>{ t(key) }</Button>
            </PageHead>
            if gone { <div class="mb-5"><Banner tone={Tone::Waits} icon="package-open" test="service-gone">{ t("service-withdrawn") }</Banner></div> }
            if let Some(failure) = &withdrawn.failure { <div class="mb-5">{ refused(failure) }</div> }
        </>
    }
}

fn form(service: &StaffService, draft: &Draft, edited: &Act<EditService>, ondraft: &Callback<Draft>) -> Html {
    let (seen_ver, fields) = draft.clone().unwrap_or_else(|| (service.ver, as_typed(&service.fields)));
    let set = |put: fn(&mut ServiceFields, String)| {
        let fields = fields.clone();
        ondraft.reform(move |text| {
            let mut fields = fields.clone();
            put(&mut fields, text);
            Some((seen_ver, fields))
        })
    };
    // What was given up failed no more.
    let failure = edited.failure.as_ref().filter(|_| draft.is_some());
    let problems = failure.map_or(&[][..], |failure| &failure.fields);
    let field = |name: &'static str, label: &str, value: &str, optional: bool, put| {
        html! {
            <Field id={format!("service-{name}")} label={t(label)} value={value.to_owned()} {optional} autocomplete="off"
                oninput={set(put)} problem={problem(problems, name)} test={format!("service-{name}")} />
        }
    };
    let onsave = edited.run.reform({
        let (id, fields) = (service.id.clone(), fields.clone());
        move |()| {
            let fields = ServiceFields { price: format::typed_decimal(&fields.price), ..fields.clone() };
            EditService { id: id.clone(), seen_ver, fields }
        }
    });
    let categories = service.categories.iter().map(|name| (name.clone().into(), name.clone().into()));
    html! {
        <form class="panel flex flex-col gap-5 p-6" onsubmit={send(&onsave)} novalidate={true}>
            { field("name", "name", &fields.name, false, |fields, text| fields.name = text) }
            { field("summary", "service-summary", &fields.summary, true, |fields, text| fields.summary = text) }
            <TextArea id="service-description" label={t("service-description")} value={fields.description.clone()} limit={DESCRIPTION_CHARS} rows={6}
                oninput={set(|fields, text| fields.description = text)} problem={problem(problems, "description")} test="service-description" />
            <div class="grid gap-5 sm:grid-cols-2">
                <Select id="service-category" label={t("category")} value={fields.category.clone()} options={categories.collect::<Vec<_>>()}
                    onchange={set(|fields, text| fields.category = text)} problem={problem(problems, "category")} test="service-category" />
                { field("price", "price", &fields.price, false, |fields, text| fields.price = text) }
                { field("lead_days", "service-lead-days", &fields.lead_days, false, |fields, text| fields.lead_days = text) }
                { field("capacity_per_day", "service-capacity", &fields.capacity_per_day, true, |fields, text| fields.capacity_per_day = text) }
            </div>
            if let Some(failure) = failure.filter(|failure| failure.code != Code::InvalidFields) { { refused(failure) } }
            <div class="flex flex-row-reverse flex-wrap gap-3">
                <Button kind={Kind::Primary} submit={true} busy={edited.busy} disabled={draft.is_none()} test="service-save">{ t("service-save") }</Button>
                if draft.is_some() { <Button onclick={ondraft.reform(|()| None)} test="service-discard">{ t("service-discard") }</Button> }
            </div>
        </form>
    }
}

/// What the server has, as people of the language would have typed it.
fn as_typed(fields: &ServiceFields) -> ServiceFields {
    ServiceFields { price: format::decimal(&fields.price), ..fields.clone() }
}
