//! Everything that was ordered.

use std::cell::RefCell;
use std::ops::Range;

use contract::history::{OrderPage, OrderSearch, SearchPart};
use contract::ipc::{Changed, GetSyncStatus, ListOrders, OrderFilter, OrderSummary};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::keys::SEARCH_ID;
use super::orders_export::ExportList;
use super::orders_filters::Filters;
use super::orders_wish::Wish;
use crate::components::{
    Banner, Button, EmptyState, Kind, PageHead, RouteLink, Tone, VirtualList, failed_state, figures,
    icon_named, icon_styled, order_badge, promise_window, skeleton,
};
use crate::hooks::{Pages, use_pages, use_query, use_session};
use crate::i18n::{t, tr};
use crate::route::Route;
use crate::{dom, format, words};

const ROW_HEIGHT: u32 = 84;
const ROW_GAP: u32 = 10;

thread_local! {
    /// Where one was last, for who comes back from an order.
    static LAST: RefCell<Place> = RefCell::default();
}

#[derive(Default)]
struct Place {
    wish: Wish,
    filters_open: bool,
    /// Pixels above the window.
    scroll: i32,
}

/// Forgets where one was last: somebody else may come.
pub fn forget_place() {
    LAST.take();
}

#[component]
pub fn OrdersPage() -> Html {
    let wish = use_state_eq(|| LAST.with_borrow(|last| last.wish.clone()));
    let open = use_state_eq(|| LAST.with_borrow(|last| last.filters_open));
    let back_to = use_mut_ref(|| LAST.with_borrow(|last| last.scroll));
    let seen = use_state_eq(|| 0..1_u32);
    let context = use_session();
    let currency = context.session.provider.as_ref().map(|provider| provider.terms.currency);
    let wanted = wish.search(currency);
    let about = use_query(
        ListOrders { wanted: wanted.clone(), offset: 0, limit: 0 },
        &[Changed::Orders, Changed::Session],
    );
    let call = ListOrders { wanted: wanted.clone(), offset: 0, limit: 0 };
    let pages = use_pages(call, (*seen).clone(), &[Changed::Orders, Changed::Session]);

    // Another question begins at the top, but not the one that was asked before an order was looked at.
    use_effect_with((*wish).clone(), |wish| {
        let other = LAST.with_borrow_mut(|last| std::mem::replace(&mut last.wish, wish.clone()) != *wish);
        if other {
            LAST.with_borrow_mut(|last| last.scroll = 0);
            dom::scroll_to(0);
        }
    });
    use_effect_with(*open, |open| LAST.with_borrow_mut(|last| last.filters_open = *open));
    // Who comes back goes on where they were, as soon as there is something to scroll.
    use_effect_with(pages.total().is_some(), move |here| {
        if *here {
            dom::scroll_to(back_to.take());
        }
    });
    let onseen = {
        let seen = seen.setter();
        use_callback((), move |range: Range<u32>, ()| {
            let scrolled = dom::by_id(dom::MAIN_ID).map_or(0, |main| main.scroll_top());
            LAST.with_borrow_mut(|last| last.scroll = scrolled);
            seen.set(range);
        })
    };
    let change = {
        let wish = wish.setter();
        Callback::from(move |wanted: Wish| wish.set(wanted))
    };
    let toggle = {
        let open = open.clone();
        Callback::from(move |()| open.set(!*open))
    };
    let status = use_query(GetSyncStatus {}, &[Changed::Sync, Changed::Orders]);
    let waiting = status.value.as_ref().map_or(0, |status| status.checkouts_pending);
    // Before the first pull, nobody knows whether there are orders.
    let unknown = status.value.as_ref().is_some_and(|status| status.last_sync_us.is_none());
    let asked = Asked { wish: &wish, wanted: &wanted, change: &change };
    html! {
        <div class="mx-auto max-w-5xl">
            <PageHead title={t("orders")} />
            <div class="mb-4 flex flex-wrap items-center gap-3">
                { search_field(&asked) }
                { tabs(&asked) }
                <Button kind={Kind::Quiet} icon="list-filter" onclick={toggle} test="more-filters">
                    { t(if *open { "filters-less" } else { "filters-more" }) }
                </Button>
            </div>
            if let (true, Some(currency)) = (*open, currency) {
                <Filters wish={(*wish).clone()} {currency} oldest_us={about.value.as_ref().and_then(|page| page.oldest_us)}
                    onchange={change.clone()} />
            }
            { chips(&asked) }
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
            if let Some(total) = pages.total().filter(|total| *total > 0) {
                <ExportList wanted={wanted.clone()} {total} />
            }
            { list(&pages, &asked, about.value.as_deref(), unknown || waiting > 0, &onseen) }
        </div>
    }
}

/// What is asked, and how to ask for something else.
struct Asked<'a> {
    wish: &'a Wish,
    wanted: &'a OrderSearch,
    change: &'a Callback<Wish>,
}

impl Asked<'_> {
    fn narrowed(&self) -> bool {
        SearchPart::ALL.into_iter().any(|part| self.wanted.has(part))
    }

    /// Drops a part.
    fn without(&self, part: SearchPart) -> Callback<()> {
        let rest = self.wish.without(part);
        self.change.reform(move |()| rest.clone())
    }

    fn all(&self) -> Callback<()> {
        self.change.reform(|()| Wish::default())
    }
}

fn search_field(asked: &Asked<'_>) -> Html {
    let oninput = {
        let wish = asked.wish.clone();
        asked.change.reform(move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            Wish { text, ..wish.clone() }
        })
    };
    html! {
        <label class="input min-w-56 flex-1">
            { icon_styled("search", "text-soft") }
            <input id={SEARCH_ID} type="search" value={asked.wish.text.clone()} {oninput} placeholder={t("orders-search")}
                aria-label={t("orders-search")} autocomplete="off" spellcheck="false" data-test="orders-search" />
        </label>
    }
}

fn tabs(asked: &Asked<'_>) -> Html {
    let tab = |wanted: OrderFilter| {
        let on = wanted == asked.wish.filter;
        let tone = if on { "soft-primary font-semibold" } else { "hover:bg-base-300/50" };
        let wish = Wish { filter: wanted, ..asked.wish.clone() };
        let onclick = asked.change.reform(move |_: MouseEvent| wish.clone());
        html! {
            <button type="button" class={classes!("rounded-field", "h-9", "px-3.5", "text-sm", tone)} {onclick}
                aria-pressed={if on { "true" } else { "false" }}>{ words::filter(wanted) }</button>
        }
    };
    html! {
        <div class="flex flex-wrap gap-1" role="group" aria-label={t("filters")}>
            { for [OrderFilter::All, OrderFilter::ToPay, OrderFilter::Underway, OrderFilter::Ended].map(tab) }
        </div>
    }
}

/// What narrows the list, each to be dropped by a press; and all at once.
fn chips(asked: &Asked<'_>) -> Html {
    let parts: Vec<_> = SearchPart::ALL.into_iter().filter(|part| asked.wanted.has(*part)).collect();
    if parts.is_empty() {
        return html! {};
    }
    let chip = |part: SearchPart| {
        let what = asked.wish.words(part, asked.wanted);
        let onclick = asked.without(part).reform(|_: MouseEvent| ());
        html! {
            <button key={what.clone()} type="button" class="soft-primary rounded-field flex h-8 max-w-full items-center gap-1.5 px-3 text-sm" {onclick}
                aria-label={tr("filter-remove", [("what", what.as_str().into())])} data-test="chip">
                <span class="truncate">{ what }</span>{ icon_named("x") }
            </button>
        }
    };
    html! {
        <div class="mb-4 flex flex-wrap items-center gap-2" data-test="chips">
            { for parts.into_iter().map(chip) }
            <Button kind={Kind::Quiet} small={true} onclick={asked.all()} test="filters-clear">{ t("filters-clear") }</Button>
        </div>
    }
}

fn list(
    pages: &Pages<OrderSummary>,
    asked: &Asked<'_>,
    about: Option<&OrderPage>,
    to_come: bool,
    onseen: &Callback<Range<u32>>,
) -> Html {
    match (pages.total(), pages.failure()) {
        (None, Some(failure)) => failed_state(failure, &pages.retry),
        (None, None) if pages.slow() => skeleton(5),
        (None, None) => html! {},
        (Some(0), _) if asked.narrowed() => nothing_fits(asked, about),
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

/// Which filter to drop, if one alone keeps everything away.
fn nothing_fits(asked: &Asked<'_>, about: Option<&OrderPage>) -> Html {
    let hints = about.map(|page| page.hints.as_slice()).unwrap_or_default();
    html! {
        <EmptyState icon="search" title={t("orders-nothing")} text={t(if hints.is_empty() { "orders-nothing-text" } else { "orders-nothing-hint" })}>
            { for hints.iter().map(|hint| {
                let what = asked.wish.words(hint.part, asked.wanted);
                html! {
                    <Button icon="x" onclick={asked.without(hint.part)} test="hint">
                        { tr("orders-without", [("what", what.into()), ("count", hint.total.into())]) }
                    </Button>
                }
            }) }
            <Button kind={Kind::Quiet} onclick={asked.all()}>{ t("orders-all") }</Button>
        </EmptyState>
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
