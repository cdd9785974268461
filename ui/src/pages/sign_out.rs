//! Leaving. While something waits to be sent, the person decides what becomes of it.

use contract::Code;
use contract::ipc::{Changed, ListUnsent, SendUnsent, SignOut};
use yew::prelude::*;
use yew_router::prelude::*;

use super::unsent::{KeepCopy, failed, rows};
use crate::components::{Banner, Button, Dialog, Kind, Tone};
use crate::hooks::{use_act, use_query, use_session};
use crate::i18n::{t, tr};
use crate::route::Route;
use crate::words;

/// Changes that are shown before leaving; the sync centre has them all.
const LISTED: usize = 4;

/// The button that signs out, with the question that may come before it.
#[component]
pub fn LeaveButton() -> Html {
    let context = use_session();
    let navigator = use_navigator().expect("pages stand inside the router");
    let asking = use_state_eq(|| false);
    let sign_out = use_act::<SignOut>(Callback::from(move |_| {
        navigator.replace(&Route::Browse);
        context.refresh.emit(());
    }));
    // Refused while changes wait: then the person decides.
    let unsent = sign_out.failure.clone().filter(|failure| failure.code == Code::UnsentChanges);
    {
        let asking = asking.setter();
        use_effect_with(unsent.clone(), move |unsent| asking.set(unsent.is_some()));
    }
    let leave = |discard: bool| sign_out.run.reform(move |()| SignOut { discard });
    let sent = use_act::<SendUnsent>(leave(false));
    let stay = {
        let asking = asking.setter();
        Callback::from(move |()| asking.set(false))
    };
    let busy = sign_out.busy || sent.busy;
    html! {
        <>
            if let Some(failure) = sign_out.failure.as_ref().filter(|failure| failure.code != Code::UnsentChanges) {
                <p class="text-error mt-3" role="alert">{ words::failure(failure) }</p>
            }
            <div class="mt-5">
                <Button icon="log-out" busy={sign_out.busy && !*asking} onclick={leave(false)} test="sign-out">{ t("sign-out") }</Button>
            </div>
            <Dialog open={*asking} title={t("unsent-title")} onclose={stay.clone()} class="max-w-2xl">
                <h2 class="text-lg font-semibold">{ t("unsent-title") }</h2>
                <p class="mt-2">{ unsent.as_ref().map(words::failure) }{ " " }{ t("unsent-text") }</p>
                <Waiting />
                if let Some(failure) = &sent.failure { <div class="mt-4">{ failed(failure) }</div> }
                // The first button gets the focus: one that loses nothing.
                <div class="mt-5 flex flex-wrap gap-3">
                    <Button kind={Kind::Primary} icon="cloud" busy={busy} onclick={sent.run.reform(|()| SendUnsent {})} test="sign-out-send">{ t("unsent-send") }</Button>
                    <Button onclick={stay} test="sign-out-stay">{ t("unsent-stay") }</Button>
                </div>
                <div class="border-base-300 mt-5 flex flex-wrap items-start justify-between gap-3 border-t pt-5">
                    <KeepCopy />
                    <Button kind={Kind::Danger} icon="trash-2" {busy} onclick={leave(true)} test="sign-out-discard">{ t("unsent-discard") }</Button>
                </div>
            </Dialog>
        </>
    }
}

/// What would be lost.
#[component]
fn Waiting() -> Html {
    let query = use_query(ListUnsent {}, &[Changed::Sync]);
    let Some(unsent) = query.value else { return html! {} };
    html! {
        <>
            if !unsent.orders.is_empty() {
                <div class="mt-4" data-test="unsent-orders">
                    <Banner tone={Tone::Waits} icon="triangle-alert">{ tr("unsent-orders", [("count", unsent.orders.len().into())]) }</Banner>
                </div>
            }
            <ul class="border-base-300 divide-base-300 rounded-box mt-4 divide-y border">{ rows(&unsent, LISTED, None) }</ul>
        </>
    }
}
