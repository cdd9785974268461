//! The window from the outside in: router, session, appearance, and the gate before the pages.

use contract::ipc::{Changed, GetPreferences, GetSession, Preferences, SavePreferences};
use yew::prelude::*;
use yew_router::prelude::*;

use crate::components::failed_state;
use crate::dom;
use crate::hooks::{PreferencesContext, SessionContext, send, use_appearance, use_query, use_toasts};
use crate::ipc;
use crate::pages::{ConnectPage, Frame, SignInPage, forget_places};

#[component]
pub fn App() -> Html {
    // Before the first call: a notice that comes while the page is drawn must not be missed.
    use_memo((), |()| ipc::listen());
    html! { <HashRouter><Root /></HashRouter> }
}

/// Waits for the two answers that everything needs; they come from this machine within milliseconds.
#[component]
fn Root() -> Html {
    let session = use_query(GetSession {}, &[Changed::Session]);
    let preferences = use_query(GetPreferences {}, &[]);
    if let Some(failure) = session.failure.as_ref().or(preferences.failure.as_ref())
        && (session.value.is_none() || preferences.value.is_none())
    {
        let retry = session.retry.reform({
            let preferences = preferences.retry.clone();
            move |()| preferences.emit(())
        });
        return html! {
            <main class="grid h-dvh place-items-center">{ failed_state(failure, &retry) }</main>
        };
    }
    let (Some(session), Some(preferences)) = (session.value.zip(Some(session.retry)), preferences.value)
    else {
        return html! {};
    };
    let (session, refresh) = session;
    html! {
        <ContextProvider<SessionContext> context={SessionContext { session, refresh }}>
            <Appearance saved={(*preferences).clone()} />
        </ContextProvider<SessionContext>>
    }
}

#[derive(Properties, PartialEq)]
struct AppearanceProps {
    saved: Preferences,
}

#[component]
fn Appearance(props: &AppearanceProps) -> Html {
    let chosen = use_state_eq(|| props.saved.clone());
    let (toasts, toaster) = use_toasts();
    let locale = use_appearance(&chosen);
    let change = {
        let (chosen, toaster) = (chosen.setter(), toaster.clone());
        use_callback((), move |preferences: Preferences, ()| {
            chosen.set(preferences.clone());
            send(&toaster, SavePreferences { preferences }, |()| ());
        })
    };
    let context = PreferencesContext { preferences: (*chosen).clone(), change };
    let toasts = toasts.shown.clone();
    html! {
        <ContextProvider<PreferencesContext> {context}>
            <ContextProvider<crate::hooks::Toaster> context={toaster}>
                // Another language draws everything anew.
                <Gate key={locale.code()} {toasts} />
            </ContextProvider<crate::hooks::Toaster>>
        </ContextProvider<PreferencesContext>>
    }
}

#[derive(Properties, PartialEq)]
struct GateProps {
    toasts: Vec<crate::hooks::Toast>,
}

/// Nobody passes without a provider and an account.
#[component]
fn Gate(props: &GateProps) -> Html {
    let context = crate::hooks::use_session();
    let session = &context.session;
    let toaster = crate::hooks::use_toaster();
    // Whoever signs in next has done nothing here yet.
    use_effect_with(session.customer.is_none(), move |left| {
        if *left {
            toaster.withdraw_undo();
            forget_places();
        }
    });
    let wrong_bundle = context.is_staff() && !cfg!(feature = "staff");
    use_effect_with(wrong_bundle, |wrong| {
        if *wrong {
            dom::reload();
        }
    });
    if wrong_bundle {
        html! {}
    } else if session.provider.is_none() {
        html! { <ConnectPage /> }
    } else if session.customer.is_none() {
        html! { <SignInPage /> }
    } else {
        html! { <Frame toasts={props.toasts.clone()} /> }
    }
}
