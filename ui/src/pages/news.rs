//! News of orders: what happened to them meanwhile, each a way to its order.

use contract::ipc::{Changed, DismissNews, ListNotices, Notice, NoticeKind};
use yew::prelude::*;

use crate::components::{
    Button, EmptyState, PageHead, RouteLink, failed_state, icon_named, look_of, skeleton,
};
use crate::hooks::{send, use_query, use_toaster};
use crate::i18n::{t, tr};
use crate::route::Route;
use crate::{format, words};

#[component]
pub fn NewsPage() -> Html {
    let notices = use_query(ListNotices {}, &[Changed::Notices, Changed::Session]);
    let toaster = use_toaster();
    let all_seen = Callback::from(move |()| send(&toaster, DismissNews { order: None }, |()| ()));
    let rows: Vec<Html> = notices.value.iter().flat_map(|list| list.iter().filter_map(row)).collect();
    let body = match (&notices.value, &notices.failure) {
        (None, Some(failure)) => failed_state(failure, &notices.retry),
        (None, None) if notices.slow => skeleton(3),
        (None, None) => html! {},
        _ if rows.is_empty() => html! {
            <div class="panel">
                <EmptyState icon="bell" title={t("news-none")} text={t("news-none-text")}>
                    <RouteLink to={Route::Orders} class="btn">{ t("to-orders") }</RouteLink>
                </EmptyState>
            </div>
        },
        _ => html! { <ul class="panel divide-base-300 divide-y">{ for rows.iter().cloned() }</ul> },
    };
    html! {
        <div class="mx-auto max-w-3xl">
            <PageHead title={t("news")}>
                if !rows.is_empty() {
                    <Button icon="check" onclick={all_seen} test="news-seen">{ t("news-seen") }</Button>
                }
            </PageHead>
            { body }
        </div>
    }
}

fn row(notice: &Notice) -> Option<Html> {
    let (NoticeKind::OrderMoved { event }, Some(order)) = (notice.kind, &notice.order) else { return None };
    let (icon, tone) = look_of(event);
    Some(html! {
        <li key={notice.id} data-test="news">
            <RouteLink to={Route::order(order)} class="hover:bg-base-200 flex items-start gap-3.5 p-4">
                <span class={classes!("grid", "size-8", "shrink-0", "place-items-center", "rounded-full", tone)}>
                    { icon_named(icon) }
                </span>
                <span class="min-w-0 flex-1 pt-1">
                    <span class="block font-medium">{ words::event(event) }</span>
                    <span class="text-soft mt-0.5 block text-sm">
                        { tr("news-of", [("number", notice.about.as_str().into())]) }{ " · " }{ format::moment(notice.at_us) }
                    </span>
                </span>
            </RouteLink>
        </li>
    })
}
