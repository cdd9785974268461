//! Who to reach and where it goes.

use domain::address::FieldProblem;
use domain::{Address, Contact};
use yew::prelude::*;

use crate::components::{Button, Field, Kind, Select};
use crate::i18n::t;
use crate::{format, words};

#[derive(Properties, PartialEq)]
pub struct ContactProps {
    pub value: Contact,
    pub onchange: Callback<Contact>,
    pub problems: Vec<FieldProblem>,
    pub onnext: Callback<()>,
}

#[component]
pub fn ContactForm(props: &ContactProps) -> Html {
    let value = &props.value;
    let set = |put: fn(&mut Contact, String)| {
        let value = value.clone();
        props.onchange.reform(move |text| {
            let mut value = value.clone();
            put(&mut value, text);
            value
        })
    };
    let problem = |field: &str| problem(&props.problems, field);
    html! {
        <form class="panel flex max-w-2xl flex-col gap-5 p-6" onsubmit={send(&props.onnext)} novalidate={true}>
            <h2 class="font-semibold">{ t("contact-title") }</h2>
            <Field id="contact-name" label={t("name")} value={value.name.clone()} autocomplete="name" test="contact-name"
                oninput={set(|contact, text| contact.name = text)} problem={problem("contact.name")} />
            <div class="grid gap-5 sm:grid-cols-2">
                <Field id="contact-email" label={t("email")} value={value.email.clone()} kind="email" autocomplete="email"
                    test="contact-email" hint={t("email-hint")} oninput={set(|contact, text| contact.email = text)}
                    problem={problem("contact.email")} />
                <Field id="contact-phone" label={t("phone")} value={value.phone.clone()} kind="tel" autocomplete="tel"
                    optional={true} test="contact-phone" oninput={set(|contact, text| contact.phone = text)}
                    problem={problem("contact.phone")} />
            </div>
            <div class="flex justify-end">
                <Button kind={Kind::Primary} submit={true} test="checkout-next">{ t("next") }</Button>
            </div>
        </form>
    }
}

#[derive(Properties, PartialEq)]
pub struct AddressProps {
    pub value: Address,
    pub onchange: Callback<Address>,
    pub problems: Vec<FieldProblem>,
    /// ISO 3166-1 codes that can be served.
    pub countries: Vec<String>,
    pub onnext: Callback<()>,
    pub onback: Callback<()>,
}

#[component]
pub fn AddressForm(props: &AddressProps) -> Html {
    let value = &props.value;
    let set = |put: fn(&mut Address, String)| {
        let value = value.clone();
        props.onchange.reform(move |text| {
            let mut value = value.clone();
            put(&mut value, text);
            value
        })
    };
    let problem = |field: &str| problem(&props.problems, field);
    html! {
        <form class="panel flex max-w-2xl flex-col gap-5 p-6" onsubmit={send(&props.onnext)} novalidate={true}>
            <div>
                <h2 class="font-semibold">{ t("address-title") }</h2>
                <p class="text-soft mt-1 text-sm">{ t("address-why") }</p>
            </div>
            <Field id="address-street" label={t("street")} value={value.street.clone()} autocomplete="address-line1"
                test="address-street" oninput={set(|address, text| address.street = text)} problem={problem("address.street")} />
            <Field id="address-extra" label={t("address-extra")} value={value.extra.clone()} autocomplete="address-line2"
                optional={true} test="address-extra" oninput={set(|address, text| address.extra = text)}
                problem={problem("address.extra")} />
            <div class="grid gap-5 sm:grid-cols-[10rem_1fr]">
                <Field id="address-postal-code" label={t("postal-code")} value={value.postal_code.clone()}
                    autocomplete="postal-code" test="address-postal-code" problem={problem("address.postal_code")}
                    oninput={set(|address, text| address.postal_code = text)} />
                <Field id="address-city" label={t("city")} value={value.city.clone()} autocomplete="address-level2"
                    test="address-city" oninput={set(|address, text| address.city = text)} problem={problem("address.city")} />
            </div>
            <Select id="address-country" label={t("country")} value={value.country.clone()} test="address-country"
                options={countries(&props.countries)} onchange={set(|address, text| address.country = text)}
                problem={problem("address.country")} />
            <div class="flex justify-between">
                <Button kind={Kind::Quiet} icon="arrow-left" onclick={props.onback.clone()}>{ t("back") }</Button>
                <Button kind={Kind::Primary} submit={true} test="checkout-next">{ t("next") }</Button>
            </div>
        </form>
    }
}

fn send(next: &Callback<()>) -> Callback<SubmitEvent> {
    next.reform(|event: SubmitEvent| event.prevent_default())
}

fn problem(problems: &[FieldProblem], field: &str) -> Option<AttrValue> {
    let found = problems.iter().find(|problem| problem.field == field)?;
    Some(words::field(found.reason).into())
}

/// With their names, in the order of the names; first of all an invitation to choose.
fn countries(codes: &[String]) -> Vec<(AttrValue, AttrValue)> {
    let mut named: Vec<_> = codes.iter().map(|code| (format::country(code), code.clone())).collect();
    named.sort_by(|(one, _), (other, _)| format::collate(one, other));
    let choose = [(AttrValue::from(""), AttrValue::from(t("country-choose")))];
    choose.into_iter().chain(named.into_iter().map(|(name, code)| (code.into(), name.into()))).collect()
}
