//! How the window looks and speaks, whose account it is, and how to leave.

use contract::ipc::{Preferences, Theme, TokenState};
use yew::prelude::*;

use super::sign_out::LeaveButton;
use crate::components::{PageHead, RadioCards, RadioOption, Select};
use crate::hooks::{use_preferences, use_session};
use crate::i18n::{Locale, t};
use crate::words;

pub fn page() -> Html {
    html! {
        <div class="mx-auto max-w-3xl">
            <PageHead title={t("settings")} />
            <div class="flex flex-col gap-6"><Appearance /><Account /></div>
        </div>
    }
}

#[component]
fn Appearance() -> Html {
    let context = use_preferences();
    let themes = [Theme::System, Theme::Light, Theme::Dark];
    let word = |theme: Theme| match theme {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    let options = themes.map(|theme| RadioOption {
        value: word(theme).into(),
        text: words::theme(theme).into(),
        aside: "".into(),
    });
    let onselect = {
        let context = context.clone();
        Callback::from(move |chosen: AttrValue| {
            let theme =
                themes.into_iter().find(|theme| word(*theme) == chosen.as_str()).unwrap_or(Theme::System);
            context.change.emit(Preferences { theme, ..context.preferences.clone() });
        })
    };
    let languages = [(AttrValue::from(""), AttrValue::from(t("language-system")))].into_iter();
    let languages =
        languages.chain(Locale::ALL.map(|locale| (locale.code().into(), locale.own_name().into())));
    let onchange = {
        let context = context.clone();
        Callback::from(move |code: String| {
            let locale = (!code.is_empty()).then_some(code);
            context.change.emit(Preferences { locale, ..context.preferences.clone() });
        })
    };
    html! {
        <section class="panel flex flex-col gap-6 p-6">
            <h2 class="text-lg font-semibold">{ t("appearance") }</h2>
            <RadioCards name="theme" legend={t("theme")} options={options.to_vec()} selected={word(context.preferences.theme)} {onselect} />
            <Select id="language" label={t("language")} value={context.preferences.locale.clone().unwrap_or_default()}
                options={languages.collect::<Vec<_>>()} {onchange} class="max-w-sm" test="language" />
        </section>
    }
}

#[component]
fn Account() -> Html {
    let context = use_session();
    let session = &context.session;
    let fact = |label: String, value: String, more: String| {
        html! {
            <div class="flex flex-wrap justify-between gap-x-6 py-3">
                <dt class="text-soft">{ label }</dt>
                <dd class="min-w-0 text-right wrap-anywhere"><span class="font-medium">{ value }</span>
                    if !more.is_empty() { <span class="text-soft block text-sm">{ more }</span> }
                </dd>
            </div>
        }
    };
    let token = t(match session.token {
        TokenState::Keychain => "token-keychain",
        TokenState::Memory => "token-memory",
        TokenState::Missing => "token-missing-short",
    });
    html! {
        <section class="panel p-6">
            <h2 class="mb-3 text-lg font-semibold">{ t("account") }</h2>
            <dl class="divide-base-300 divide-y">
                if let Some(customer) = &session.customer { { fact(t("signed-in-as"), customer.name.clone(), customer.email.clone()) } }
                if let Some(provider) = &session.provider { { fact(t("provider"), provider.name.clone(), provider.url.clone()) } }
                { fact(t("sign-in-kept"), token, String::new()) }
            </dl>
            <LeaveButton />
        </section>
    }
}
