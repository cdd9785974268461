//! Who orders? Before the shop on first use, and again when the server wants to know.

use contract::ipc::{Disconnect, SignIn};
use yew::prelude::*;
use yew_router::prelude::*;

use super::doorstep::Doorstep;
use crate::components::{Banner, Button, Field, Kind, PageHead, Tone};
use crate::hooks::{use_act, use_session};
use crate::i18n::{t, tr};
use crate::route::Route;
use crate::words;

/// Before the shop: nobody is known yet.
#[component]
pub fn SignInPage() -> Html {
    let context = use_session();
    let disconnect = use_act::<Disconnect>(context.refresh.reform(|_| ()));
    let name = context.session.provider.as_ref().map(|provider| provider.name.clone()).unwrap_or_default();
    let foot = html! {
        <button type="button" class="link" onclick={disconnect.run.reform(|_: MouseEvent| Disconnect {})}>
            { t("sign-in-other-provider") }
        </button>
    };
    html! {
        <Doorstep title={tr("sign-in-title", [("provider", name.into())])} lead={t("sign-in-lead")} {foot}>
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
    let onsigned = Callback::from(move |()| navigator.replace(&Route::Browse));
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
    let into = |state: &UseStateHandle<String>| {
        let state = state.setter();
        Callback::from(move |text| state.set(text))
    };
    html! {
        <form class="flex flex-col gap-5" {onsubmit} novalidate={true}>
            if let Some(failure) = &sign_in.failure {
                <Banner tone={Tone::Wrong} icon="circle-alert" alert={true}>{ words::failure(failure) }</Banner>
            }
            <Field id="sign-in-email" label={t("email")} value={(*email).clone()} oninput={into(&email)} kind="email"
                autocomplete="username" test="sign-in-email" />
            <Field id="sign-in-password" label={t("password")} value={(*password).clone()} oninput={into(&password)}
                kind="password" autocomplete="current-password" test="sign-in-password" />
            <Button kind={Kind::Primary} submit={true} wide={true} busy={sign_in.busy}
                disabled={email.trim().is_empty() || password.is_empty()} test="sign-in-submit">
                { t("sign-in-submit") }
            </Button>
        </form>
    }
}
