//! Who to reach.

use domain::Contact;
use domain::address::FieldProblem;
use yew::prelude::*;

use crate::components::{Button, Field, Kind};
use crate::i18n::t;
use crate::words;

/// The fields of a contact, and what to do with them.
pub struct ContactForm<'a> {
    pub value: &'a Contact,
    pub onchange: Callback<Contact>,
    pub problems: &'a [FieldProblem],
    pub onnext: Callback<()>,
}

pub fn contact_form(form: &ContactForm) -> Html {
    let ContactForm { value, onchange, problems, onnext } = form;
    let set = |put: fn(&mut Contact, String)| {
        let value: Contact = (*value).clone();
        onchange.reform(move |text| {
            let mut value = value.clone();
            put(&mut value, text);
            value
        })
    };
    let problem = |field: &str| problem(problems, field);
    html! {
        <form key="contact" class="panel flex max-w-2xl flex-col gap-5 p-6" onsubmit={send(onnext)} novalidate={true}>
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

/// What a form does when it is sent: nothing but the next step.
pub fn send(next: &Callback<()>) -> Callback<SubmitEvent> {
    next.reform(|event: SubmitEvent| event.prevent_default())
}

/// What is wrong with a field, as a sentence.
pub fn problem(problems: &[FieldProblem], field: &str) -> Option<AttrValue> {
    let found = problems.iter().find(|problem| problem.field == field)?;
    Some(words::field(found.reason).into())
}
