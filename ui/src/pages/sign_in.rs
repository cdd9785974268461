//! Who orders? Before the shop on first use, and again when the server wants to know.

use contract::Failure;
use contract::ipc::{Disconnect, Provider, SignIn};
use yew::prelude::*;
use yew_router::prelude::*;

use super::doorstep::Doorstep;
use crate::components::{Banner, Button, Field, Kind, PageHead, Tone};
use crate::hooks::{use_act, use_session};
use crate::i18n::{t, tr};
use crate::{dom, words};

const EMAIL_ID: &str = "sign-in-email";

/// Before the shop: nobody is known yet.
#[component]
pub fn SignInPage() -> Html {
    let context = use_session();
    let disconnect = use_act::<Disconnect>(context.refresh.reform(|_| ()));
    use_effect_with((), |()| dom::focus_on(EMAIL_ID));
    let name = context.session.provider.as_ref().map(name_of).unwrap_or_default();
    let foot = html! {
        <button type="button" class="link" data-test="sign-in-disconnect" onclick={disconnect.run.reform(|_: MouseEvent| Disconnect {})}>
            { t("sign-in-other-provider") }
        </button>
    };
    html! {
        <Doorstep title={tr("sign-in-title", [("provider", name.into())])} lead={t("sign-in-lead")} {foot}>
            if let Some(failure) = &disconnect.failure {
                <div class="mb-5"><Banner tone={Tone::Wrong} icon="circle-alert" alert={true}>{ words::failure(failure) }</Banner></div>
            }
            <SignInForm email="" onsigned={Callback::noop()} />
        </Doorstep>
    }
}

/// Within the shop: the account is known, its token is gone.
#[component]
pub fn SignInAgainPage() -> Html {
    let context = use_session();
    let navigator = use_navigator().expect("pages stand inside the router");
    let email = context.session.customer.as_ref().map(|customer| customer.email.clone()).unwrap_or_default();
    let is_here = use_mut_ref(|| true);
    use_effect_with((), {
        let is_here = is_here.clone();
        move |()| move || *is_here.borrow_mut() = false
    });
    // Whoever went on while the server was asked is where they wanted to be.
    let onsigned = Callback::from(move |()| {
        if *is_here.borrow() {
            navigator.back();
        }
    });
    html! {
        <>
            <PageHead title={t("sign-in-again")} />
            <div class="panel max-w-md p-6">
                <p class="text-soft mb-5">{ t("sign-in-again-lead") }</p>
                <SignInForm {email} {onsigned} />
            </div>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct FormProps {
    email: AttrValue,
    onsigned: Callback<()>,
}

#[component]
fn SignInForm(props: &FormProps) -> Html {
    let context = use_session();
    let email = use_state(|| props.email.to_string());
    let password = use_state(String::new);
    let sign_in = use_act::<SignIn>({
        let (refresh, onsigned) = (context.refresh.clone(), props.onsigned.clone());
        Callback::from(move |_| {
            refresh.emit(());
            onsigned.emit(());
        })
    });
    let onsubmit = {
        let (email, password, run) = (email.clone(), password.clone(), sign_in.run.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            run.emit(SignIn { email: email.trim().into(), password: (*password).clone() });
        })
    };
    let told: fn(&Failure) -> String = match context.session.customer {
        Some(_) => words::failure,
        None => words::failure_at_the_door,
    };
    let problem = |field: &str| {
        let mut fields = sign_in.failure.iter().flat_map(|failure| &failure.fields);
        let found = fields.find(|problem| problem.field == field)?;
        Some(AttrValue::from(words::field(found.reason)))
    };
    let into = |state: &UseStateHandle<String>| {
        let state = state.setter();
        Callback::from(move |text| state.set(text))
    };
    html! {
        <form class="flex flex-col gap-5" {onsubmit} novalidate={true}>
            if let Some(failure) = &sign_in.failure {
                <Banner tone={Tone::Wrong} icon="circle-alert" alert={true}>{ told(failure) }</Banner>
            }
            <Field id={EMAIL_ID} label={t("email")} value={(*email).clone()} oninput={into(&email)} kind="email"
                autocomplete="username" problem={problem("email")} test="sign-in-email" />
            <Field id="sign-in-password" label={t("password")} value={(*password).clone()} oninput={into(&password)}
                kind="password" autocomplete="current-password" problem={problem("password")} test="sign-in-password" />
            <Button kind={Kind::Primary} submit={true} wide={true} busy={sign_in.busy}
                disabled={email.trim().is_empty() || password.is_empty()} test="sign-in-submit">
                { t("sign-in-submit") }
            </Button>
        </form>
    }
}

/// The provider's name, or where it is as long as it was not asked.
fn name_of(provider: &Provider) -> String {
    if !provider.name.is_empty() {
        return provider.name.clone();
    }
    let host = provider.url.split("://").last().and_then(|rest| rest.split('/').next());
    host.unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_that_was_not_asked_for_its_name_goes_by_its_host() {
        let provider = |name: &str| -> Provider {
            serde_json::from_value(serde_json::json!({
                "url": "https://shop.example.org/desk", "name": name, "gateways": [], "live": false,
                "terms": {"currency": "EUR", "shipping_minor": 0, "shipping_tax": 1900},
            }))
            .expect("a provider")
        };
        assert_eq!(name_of(&provider("Fernhill")), "Fernhill");
        assert_eq!(name_of(&provider("")), "shop.example.org");
    }
}
