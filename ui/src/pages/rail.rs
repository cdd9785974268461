//! The rail at the edge: whose shop this is, where one can go, and how the desk is connected.

use std::rc::Rc;

use contract::ipc::{Connection, SyncStatus};
use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::components::{RouteLink, icon_named, icon_styled, logo};
use crate::hooks::use_session;
use crate::i18n::{t, tr};
use crate::route::{Route, Section};
use crate::{format, words};

/// Most edits are sent within this; to say so each time would only flash, and be read out.
const PATIENCE_MS: u32 = 500;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub section: Section,
    /// Units in the cart.
    pub count: i64,
    pub status: Option<Rc<SyncStatus>>,
    pub onpalette: Callback<()>,
}

#[component]
pub fn Rail(props: &Props) -> Html {
    let context = use_session();
    let provider =
        context.session.provider.as_ref().map(|provider| provider.name.clone()).unwrap_or_default();
    let sending = props.status.as_ref().is_some_and(|status| is_sending(status));
    let slow = use_state_eq(|| false);
    use_effect_with(sending, {
        let slow = slow.setter();
        move |sending| {
            slow.set(false);
            let timeout = sending.then(|| Timeout::new(PATIENCE_MS, move || slow.set(true)));
            move || drop(timeout)
        }
    });
    let entry = |section: Section,
                 to: Route,
                 icon: &'static str,
                 text: String,
                 test: &'static str,
                 badge: Html| {
        let current = section == props.section;
        let tone = if current { "soft-primary font-semibold" } else { "hover:bg-base-300/50" };
        html! {
            <li>
                <RouteLink {to} {current} {test} title={text.clone()} class={classes!("rounded-field", "relative", "flex", "h-10", "items-center",
                    "justify-center", "gap-3", "px-3", "lg:justify-start", tone)}>
                    { icon_styled(icon, "text-lg") }
                    <span class="max-lg:sr-only flex-1">{ text }</span>
                    { badge }
                </RouteLink>
            </li>
        }
    };
    let badge = |count: i64, means: &str, test: &'static str| {
        html! {
            if count > 0 {
                <span class="bg-accent text-accent-content max-lg:absolute max-lg:top-0 max-lg:right-0 grid h-5 min-w-5 place-items-center rounded-full px-1.5 text-xs font-bold tabular-nums"
                    data-test={test}>
                    { format::count(count) }<span class="sr-only">{ t(means) }</span>
                </span>
            }
        }
    };
    let cart = badge(props.count, "in-cart", "cart-count");
    let news = props.status.as_ref().map_or(0, |status| status.news);
    let news = badge(news.into(), "news-count", "news-count");
    html! {
        <nav class="border-base-300 bg-base-100 flex min-h-0 flex-col border-r p-3" aria-label={t("nav")}>
            <p class="mb-4 flex items-center gap-3 px-1.5 py-2 max-lg:justify-center lg:px-2" title={provider.clone()}>
                { logo("size-9") }
                <span class="max-lg:sr-only line-clamp-2 leading-tight font-semibold">{ provider }</span>
            </p>
            <button type="button" onclick={props.onpalette.reform(|_| ())} title={t("palette")} data-test="palette-open"
                class="border-control hover:bg-base-200 text-soft rounded-field mb-3 flex h-9 items-center gap-2.5 border px-3 text-sm max-lg:justify-center max-lg:px-0">
                { icon_named("search") }<span class="max-lg:sr-only flex-1 text-left">{ t("palette-short") }</span>
                <kbd class="kbd kbd-sm max-lg:hidden" aria-hidden="true">{ t("key-ctrl-k") }</kbd>
            </button>
            <ul class="flex flex-col gap-1">
                { entry(Section::Browse, Route::Browse, "layout-grid", t("browse"), "nav-browse", html! {}) }
                { entry(Section::Cart, Route::Cart, "shopping-basket", t("cart"), "nav-cart", cart) }
                { entry(Section::Orders, Route::Orders, "clipboard-list", t("orders"), "nav-orders", html! {}) }
                { entry(Section::News, Route::News, "bell", t("news"), "nav-news", news) }
                if context.is_staff() {
                    { entry(Section::Staff, Route::Staff, "clipboard-check", t("staff"), "nav-staff", html! {}) }
                }
                { entry(Section::Settings, Route::Settings, "settings", t("settings"), "nav-settings", html! {}) }
            </ul>
            <div class="mt-auto pt-3">
                if let Some(status) = &props.status {
                    { sync_badge(status, *slow, props.section == Section::Sync) }
                }
            </div>
        </nav>
    }
}

fn is_sending(status: &SyncStatus) -> bool {
    status.connection == Connection::Online && waiting(status) > 0
}

/// Changes and orders that wait to be sent.
fn waiting(status: &SyncStatus) -> u32 {
    status.pending + status.checkouts_pending
}

/// The honest state of what was done here: on the server, saved here, or in need of the person. `slow`: sending
/// takes long enough to say so.
fn sync_badge(status: &SyncStatus, slow: bool, current: bool) -> Html {
    let waiting = waiting(status);
    let (icon, tone) = match status.connection {
        Connection::Online if status.notices > 0 => ("info", "soft-accent"),
        Connection::Online => ("cloud", "text-soft hover:bg-base-200"),
        Connection::Unknown => ("refresh-cw", "text-soft hover:bg-base-200"),
        Connection::Offline => ("cloud-off", "soft-neutral"),
        Connection::SignedOut | Connection::TooOld => ("triangle-alert", "soft-accent"),
    };
    let headline = if status.connection == Connection::Online && status.notices > 0 {
        tr("sync-notices", [("count", status.notices.into())])
    } else if slow && is_sending(status) {
        tr("sync-sending", [("count", waiting.into())])
    } else {
        words::connection(status.connection)
    };
    let detail = match (status.connection, waiting) {
        (Connection::Online, _) | (Connection::Unknown, 0) => String::new(),
        (_, 0) => t("sync-saved-here"),
        _ => tr("sync-waiting", [("count", waiting.into())]),
    };
    html! {
        <RouteLink to={Route::Sync} {current} class={classes!("rounded-field", "block", tone)}>
            <span class="flex items-center gap-3 px-3 py-2.5 text-sm max-lg:justify-center" data-test="sync-badge"
                data-connection={word(status.connection)} data-pending={waiting.to_string()} title={headline.clone()} role="status">
                { icon_styled(icon, "text-lg") }
                <span class="max-lg:sr-only min-w-0 leading-snug">
                    <span class="block font-medium">{ headline }</span>
                    if !detail.is_empty() { <span class="block text-[0.8125rem]">{ detail }</span> }
                </span>
            </span>
        </RouteLink>
    }
}

/// The word that tests wait for.
fn word(connection: Connection) -> &'static str {
    match connection {
        Connection::Unknown => "unknown",
        Connection::Online => "online",
        Connection::Offline => "offline",
        Connection::SignedOut => "signed_out",
        Connection::TooOld => "too_old",
    }
}
