//! The staff desk: all orders, for the provider's staff. It needs the server, and looks again by itself.

mod asking;
mod board;
mod books;
mod bulk;
mod calendar;
mod calendar_days;
mod catalogue;
mod coupon_form;
mod coupons;
mod findings;
mod import;
mod mails;
mod order;
mod reviews;
mod service;
mod service_prices;
mod sheet;

use contract::{Code, Failure};
use yew::prelude::*;

use crate::components::{Banner, Button, EmptyState, RouteLink, Tone, failed_state, icon_named, skeleton};
use crate::dom;
use crate::hooks::{Query, use_interval};
use crate::i18n::{t, tr};
use crate::pages::frame::not_found;
use crate::route::Route;
use crate::words;

/// Others work on the same orders.
const LOOK_AGAIN_EVERY_MS: u32 = 10_000;

/// The page of a place of the staff desk.
pub fn page(route: Route) -> Html {
    match route {
        Route::Staff => html! { <board::BoardPage /> },
        Route::StaffOrder { order } => order::page(order),
        Route::StaffReviews => html! { <reviews::ReviewsPage /> },
        Route::StaffCoupons => html! { <coupons::CouponsPage /> },
        Route::StaffCalendar => html! { <calendar::CalendarPage /> },
        Route::StaffCatalogue => html! { <catalogue::CataloguePage /> },
        Route::StaffService { service } => service::page(service),
        Route::StaffImport => html! { <import::ImportPage /> },
        _ => not_found(),
    }
}

/// Asks again every few seconds while somebody can see it.
#[hook]
fn use_fresh(retry: Callback<()>) {
    let tick = Callback::from(move |()| {
        if !dom::is_hidden() {
            retry.emit(());
        }
    });
    use_interval(true, LOOK_AGAIN_EVERY_MS, tick);
}

/// The places of the staff desk, beside the heading of each. `reviews`: how many things wait to be looked at, where it is known.
fn places(at: &Route, reviews: Option<i64>) -> Html {
    let reviews = match reviews {
        Some(count) => tr("staff-reviews-count", [("count", count.into())]),
        None => t("staff-reviews-title"),
    };
    let place = |to: Route, text: String, test: &'static str| {
        let current = *at == to;
        let tone = if current { "soft-primary font-semibold" } else { "hover:bg-base-300/50" };
        html! {
            <RouteLink {to} {current} {test} class={classes!("rounded-field", "inline-flex", "h-9", "items-center", "px-3.5", "text-sm", tone)}>{ text }</RouteLink>
        }
    };
    html! {
        <nav class="flex flex-wrap gap-1" aria-label={t("staff")}>
            { place(Route::Staff, t("orders"), "staff-orders") }
            { place(Route::StaffReviews, reviews, "staff-reviews") }
            { place(Route::StaffCatalogue, t("catalogue"), "staff-catalogue") }
            { place(Route::StaffCoupons, t("coupons"), "staff-coupons") }
            { place(Route::StaffCalendar, t("calendar"), "staff-calendar") }
        </nav>
    }
}

/// An answer, or what there is instead: nothing for a moment, the shape of it, or why it could not be had. What is shown while
/// the server cannot be reached may be old, and that is said.
fn answered<R: 'static>(query: &Query<R>, show: impl FnOnce(&R) -> Html) -> Html {
    match (&query.value, &query.failure) {
        (Some(value), None) => show(value),
        (Some(value), Some(failure)) => html! {
            <>
                <div class="mb-5"><Banner tone={Tone::Waits} icon="cloud-off" test="staff-old">
                    <span class="flex-1">{ words::failure_at_staff_desk(failure) }{ " " }{ t("staff-old") }</span>
                    <Button small={true} icon="refresh-cw" onclick={query.retry.clone()}>{ t("try-again") }</Button>
                </Banner></div>
                { show(value) }
            </>
        },
        (None, Some(failure)) => failed(failure, &query.retry),
        (None, None) if query.slow => skeleton(5),
        (None, None) => html! {},
    }
}

fn failed(failure: &Failure, retry: &Callback<()>) -> Html {
    if failure.code != Code::Unreachable {
        return failed_state(failure, retry);
    }
    html! {
        <EmptyState icon="cloud-off" title={t("staff-offline")} text={t("staff-unreachable")} test="staff-offline">
            <Button icon="refresh-cw" onclick={retry.clone()}>{ t("try-again") }</Button>
        </EmptyState>
    }
}

/// To the next page of a list, and back to those before. `pages`: where each page but the first began; `keys`: what to press
/// for back and on, as messages and as names for tests.
fn pager(
    pages: &[String],
    next: Option<&String>,
    keys: [&'static str; 2],
    go: &Callback<Vec<String>>,
) -> Html {
    let to = |key: &'static str, pages: Vec<String>| {
        html! { <Button small={true} onclick={go.reform(move |()| pages.clone())} test={key}>{ t(key) }</Button> }
    };
    let [back, on] = keys;
    html! {
        <div class="mt-4 flex gap-3">
            if let Some((_, before)) = pages.split_last() { { to(back, before.to_vec()) } }
            if let Some(next) = next { { to(on, [pages, std::slice::from_ref(next)].concat()) } }
        </div>
    }
}

/// Back to the place that a page belongs to.
fn way_back(to: Route, text: String) -> Html {
    html! {
        <nav class="mb-4 text-sm" aria-label={t("breadcrumb")}>
            <RouteLink {to} class="text-soft hover:text-base-content inline-flex items-center gap-1.5">{ icon_named("arrow-left") }{ text }</RouteLink>
        </nav>
    }
}

/// Why something was not done, read out.
fn refused(failure: &Failure) -> Html {
    html! {
        <Banner tone={Tone::Wrong} icon="circle-alert" alert={true} test="staff-refused">{ words::failure_at_staff_desk(failure) }</Banner>
    }
}
