//! What waits, what went wrong, and when the desk last spoke with the server.

use contract::ipc::{
    Changed, Connection, DismissNotice, GetSyncStatus, ListNotices, Notice, SyncNow, SyncStatus,
};
use yew::prelude::*;

use super::unsent::UnsentPanel;
use crate::components::{
    Banner, Button, EmptyState, Kind, PageHead, RouteLink, Tone, failed_state, icon_named, skeleton,
};
use crate::hooks::{send, use_query, use_toaster};
use crate::i18n::{t, tr};
use crate::route::Route;
use crate::{format, words};

#[component]
pub fn SyncPage() -> Html {
    let status =
        use_query(GetSyncStatus {}, &[Changed::Sync, Changed::Cart, Changed::Notices, Changed::Catalogue]);
    let notices = use_query(ListNotices {}, &[Changed::Notices, Changed::Session]);
    let toaster = use_toaster();
    let now = {
        let toaster = toaster.clone();
        Callback::from(move |()| {
            let said = toaster.clone();
            send(&toaster, SyncNow {}, move |()| said.say(t("sync-trying")));
        })
    };
    let dismiss = {
        let retry = notices.retry.clone();
        Callback::from(move |id| {
            let retry = retry.clone();
            send(&toaster, DismissNotice { id }, move |()| retry.emit(()));
        })
    };
    let body = match (&status.value, &status.failure) {
        (Some(status), _) => standing(status),
        (None, Some(failure)) => failed_state(failure, &status.retry),
        (None, None) if status.slow => skeleton(2),
        (None, None) => html! {},
    };
    // News of orders have a page of their own.
    let list: Vec<&Notice> =
        notices.value.iter().flat_map(|list| list.iter()).filter(|notice| notice.order.is_none()).collect();
    html! {
        <div class="mx-auto max-w-3xl">
            <PageHead title={t("sync")}>
                <Button icon="refresh-cw" onclick={now} test="sync-now">{ t("sync-now") }</Button>
            </PageHead>
            { body }
            <UnsentPanel />
            <h2 class="mt-9 mb-3 font-semibold">{ t("notices") }</h2>
            if let Some(failure) = &notices.failure {
                { failed_state(failure, &notices.retry) }
            } else if list.is_empty() {
                <div class="panel"><EmptyState icon="check" title={t("notices-none")} text={t("notices-none-text")} /></div>
            } else {
                <ul class="panel divide-base-300 divide-y">
                    { for list.iter().map(|notice| notice_row(notice, &dismiss)) }
                </ul>
            }
        </div>
    }
}

fn standing(status: &SyncStatus) -> Html {
    let waiting = status.pending + status.checkouts_pending;
    let (tone, icon) = match status.connection {
        Connection::Online => (Tone::Good, "cloud"),
        Connection::Unknown => (Tone::Calm, "refresh-cw"),
        Connection::Offline => (Tone::Waits, "cloud-off"),
        Connection::SignedOut | Connection::TooOld => (Tone::Wrong, "triangle-alert"),
    };
    let what = match (status.connection, waiting) {
        (Connection::Online, 0) => t("sync-all-sent"),
        (_, 0) => t("sync-nothing-waits"),
        _ => tr("sync-waiting-safe", [("count", waiting.into())]),
    };
    let last = status.last_sync_us.map_or_else(|| t("never"), format::moment);
    let fact = |label: String, value: String| {
        html! { <div class="panel px-5 py-4"><dt class="text-soft text-sm">{ label }</dt><dd class="mt-0.5 text-lg font-semibold tabular-nums">{ value }</dd></div> }
    };
    let catalogue = status.catalogue;
    let services = if catalogue.complete {
        format::count(status.services.into())
    } else {
        tr("catalogue-part", [("have", catalogue.have.into()), ("total", catalogue.total.into())])
    };
    html! {
        <>
            <Banner {tone} {icon}>
                <p class="flex-1 text-base"><span class="font-semibold">{ words::connection(status.connection) }</span>{ ". " }{ what }</p>
                if status.connection == Connection::SignedOut {
                    <RouteLink to={Route::SignIn} class="link font-semibold">{ t("sign-in-submit") }</RouteLink>
                }
            </Banner>
            <dl class="mt-4 grid gap-3 sm:grid-cols-3">
                { fact(t("sync-changes"), format::count(status.pending.into())) }
                { fact(t("sync-checkouts"), format::count(status.checkouts_pending.into())) }
                { fact(t("sync-services"), services) }
            </dl>
            <p class="text-soft mt-3 text-sm">{ tr("sync-last", [("moment", last.into())]) }</p>
        </>
    }
}

fn notice_row(notice: &Notice, ondismiss: &Callback<i64>) -> Html {
    let id = notice.id;
    html! {
        <li key={id} class="flex items-start gap-3.5 p-4" data-test="notice">
            <span class="soft-accent grid size-8 shrink-0 place-items-center rounded-full">{ icon_named("info") }</span>
            <div class="min-w-0 flex-1 pt-1">
                <p>{ words::notice(notice.kind, &notice.about) }</p>
                <p class="text-soft mt-0.5 text-sm">{ format::moment(notice.at_us) }</p>
            </div>
            <Button kind={Kind::Quiet} small={true} onclick={ondismiss.reform(move |()| id)} test="notice-dismiss">{ t("dismiss") }</Button>
        </li>
    }
}
