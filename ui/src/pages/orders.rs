//! Everything that was ordered.

use std::ops::Range;

use contract::ipc::{Changed, GetSyncStatus, ListOrders, OrderFilter, OrderSummary};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::keys::SEARCH_ID;
use crate::components::{
    Banner, Button, EmptyState, PageHead, RouteLink, Tone, VirtualList, failed_state, figures, icon_styled,
    order_badge, promise_window, skeleton,
};
use crate::hooks::{Pages, use_pages, use_query};
use crate::i18n::{t, tr};
use crate::route::Route;
use crate::{format, words};

const ROW_HEIGHT: u32 = 84;
const ROW_GAP: u32 = 10;

#[component]
pub fn OrdersPage() -> Html {
    let text = use_state_eq(String::new);
    let filter = use_state_eq(|| OrderFilter::All);
    let seen = use_state_eq(|| 0..1_u32);
    let call = ListOrders { text: (*text).clone(), filter: *filter, offset: 0, limit: 0 };
    let pages = use_pages(call, (*seen).clone(), &[Changed::Orders, Changed::Session]);
    let onseen = {
        let seen = seen.setter();
        use_callback((), move |range: Range<u32>, ()| seen.set(range))
    };
    let oninput = {
        let text = text.setter();
        Callback::from(move |event: InputEvent| {
            text.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    let choose = {
        let filter = filter.clone();
        move |wanted: OrderFilter| {
            let filter = filter.clone();
            Callback::from(move |_: MouseEvent| filter.set(wanted))
        }
    };
    let reset = {
        let (text, filter) = (text.setter(), filter.setter());
        Callback::from(move |()| {
            text.set(String::new());
            filter.set(OrderFilter::All);
        })
    };
    let status = use_query(GetSyncStatus {}, &[Changed::Sync, Changed::Orders]);
    let waiting = status.value.as_ref().map_or(0, |status| status.checkouts_pending);
    // Before the first pull, nobody knows whether there are orders.
    let unknown = status.value.as_ref().is_some_and(|status| status.last_sync_us.is_none());
    let narrowed = !text.is_empty() || *filter != OrderFilter::All;
    let tab = |wanted: OrderFilter| {
        let on = wanted == *filter;
        let tone = if on { "soft-primary font-semibold" } else { "hover:bg-base-300/50" };
        html! {
            <button type="button" class={classes!("rounded-field", "h-9", "px-3.5", "text-sm", tone)} onclick={choose(wanted)}
                aria-pressed={if on { "true" } else { "false" }}>{ words::filter(wanted) }</button>
        }
    };
    html! {
        <div class="mx-auto max-w-5xl">
            <PageHead title={t("orders")} />
            <div class="mb-5 flex flex-wrap items-center gap-3">
                <label class="input min-w-56 flex-1">
                    { icon_styled("search", "text-soft") }
                    <input id={SEARCH_ID} type="search" value={(*text).clone()} {oninput} placeholder={t("orders-search")}
                        aria-label={t("orders-search")} autocomplete="off" spellcheck="false" data-test="orders-search" />
                </label>
                <div class="flex flex-wrap gap-1" role="group" aria-label={t("filters")}>
                    { for [OrderFilter::All, OrderFilter::ToPay, OrderFilter::Underway, OrderFilter::Ended].map(tab) }
                </div>
            </div>
            if waiting > 0 {
                <div class="mb-5"><Banner tone={Tone::Waits} icon="cloud-off" test="orders-waiting">
                    { tr("orders-waiting", [("count", waiting.into())]) }
                </Banner></div>
            }
            if let (Some(_), Some(failure)) = (pages.total(), pages.failure()) {
                <div class="mb-5"><Banner tone={Tone::Wrong} icon="triangle-alert" alert={true}>
                    <span class="flex-1">{ words::failure(failure) }</span>
                    <button type="button" class="link font-semibold" onclick={pages.retry.reform(|_: MouseEvent| ())}>{ t("try-again") }</button>
                </Banner></div>
            }
            { list(&pages, narrowed, unknown || waiting > 0, &onseen, &reset) }
        </div>
    }
}

fn list(
    pages: &Pages<OrderSummary>,
    narrowed: bool,
    to_come: bool,
    onseen: &Callback<Range<u32>>,
    reset: &Callback<()>,
) -> Html {
    match (pages.total(), pages.failure()) {
        (None, Some(failure)) => failed_state(failure, &pages.retry),
        (None, None) if pages.slow() => skeleton(5),
        (None, None) => html! {},
        (Some(0), _) if narrowed => html! {
            <EmptyState icon="search" title={t("orders-nothing")} text={t("orders-nothing-text")}>
                <Button icon="x" onclick={reset.clone()}>{ t("orders-all") }</Button>
            </EmptyState>
        },
        (Some(0), _) if to_come => html! {
            <EmptyState icon="clipboard-list" title={t("orders-to-come")} text={t("orders-to-come-text")} test="orders-to-come" />
        },
        (Some(0), _) => html! {
            <EmptyState icon="clipboard-list" title={t("orders-empty")} text={t("orders-empty-text")} test="orders-empty">
                <RouteLink to={Route::Browse} class="btn btn-primary">{ t("to-browse") }</RouteLink>
            </EmptyState>
        },
        (Some(total), _) => {
            let order = pages.reader();
            let item = Callback::from(move |index| match order(index) {
                Some(order) => order_row(&order),
                None => html! { <div class="skeleton h-full w-full"></div> },
            });
            html! {
                <VirtualList {total} row_height={ROW_HEIGHT} gap={ROW_GAP} {item} onseen={onseen.clone()} label={t("orders")} />
            }
        }
    }
}

fn order_row(order: &OrderSummary) -> Html {
    let what = match order.lines.saturating_sub(1) {
        0 => order.first.clone(),
        more => tr("order-and-more", [("first", order.first.as_str().into()), ("more", more.into())]),
    };
    html! {
        <article class="h-full" data-test="order-row" data-number={order.number.clone()}>
            <RouteLink to={Route::order(&order.id)} class="panel hover:border-primary/50 flex h-full items-center gap-5 px-5">
                <div class="min-w-0 flex-1">
                    <p class="truncate font-semibold">{ what }</p>
                    <p class="text-soft mt-0.5 flex items-center gap-x-4 text-sm">
                        <span class="whitespace-nowrap tabular-nums">{ &order.number }</span>
                        <span class="whitespace-nowrap max-md:hidden">{ format::day(order.placed_at_us) }</span>
                        { promise_window(order.promise, "max-md:hidden") }
                    </p>
                </div>
                { order_badge(order.state) }
                { figures(format::money(order.total), "min-w-24 text-right font-semibold", None) }
                { icon_styled("chevron-right", "text-soft") }
            </RouteLink>
        </article>
    }
}
