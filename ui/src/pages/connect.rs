//! First start: whose services shall be ordered here?

use contract::ipc::Connect;
use yew::prelude::*;

use super::doorstep::Doorstep;
use crate::components::{Banner, Button, Field, Kind, Tone};
use crate::hooks::{use_act, use_session};
use crate::i18n::t;
use crate::{dom, words};

const FIELD_ID: &str = "connect-url";

#[component]
pub fn ConnectPage() -> Html {
    let context = use_session();
    let url = use_state(String::new);
    let connect = use_act::<Connect>(context.refresh.reform(|_| ()));
    use_effect_with((), |()| dom::focus_on(FIELD_ID));
    let onsubmit = {
        let (url, run) = (url.clone(), connect.run.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            run.emit(Connect { url: url.trim().into() });
        })
    };
    let oninput = {
        let url = url.setter();
        Callback::from(move |text| url.set(text))
    };
    html! {
        <Doorstep title={t("connect-title")} lead={t("connect-lead")} foot={html! { { t("connect-foot") } }}>
            <form class="flex flex-col gap-5" {onsubmit} novalidate={true}>
                if let Some(failure) = &connect.failure {
                    <Banner tone={Tone::Wrong} icon="circle-alert" alert={true}>{ words::failure_at_the_door(failure) }</Banner>
                }
                <Field id={FIELD_ID} label={t("connect-url")} value={(*url).clone()} {oninput} kind="url"
                    autocomplete="url" placeholder="https://services.example.org" hint={t("connect-hint")}
                    test="connect-url" />
                <Button kind={Kind::Primary} submit={true} wide={true} busy={connect.busy}
                    disabled={url.trim().is_empty()} test="connect-submit">{ t("connect-submit") }</Button>
            </form>
        </Doorstep>
    }
}
