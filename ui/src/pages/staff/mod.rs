//! The staff desk: all orders, for the provider's staff. It needs the server, and looks again by itself.

mod asking;
mod board;
mod bulk;
mod findings;
mod order;
mod reviews;
mod sheet;

use contract::{Code, Failure};
use yew::prelude::*;

pub use board::BoardPage;
pub use order::page as order_page;
pub use reviews::ReviewsPage;

use crate::components::{Banner, Button, EmptyState, RouteLink, Tone, failed_state, skeleton};
use crate::dom;
use crate::hooks::{Query, use_interval};
use crate::i18n::{t, tr};
use crate::route::Route;
use crate::words;

/// Others work on the same orders.
const LOOK_AGAIN_EVERY_MS: u32 = 10_000;

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

/// The places of the staff desk, beside the heading of each. `reviews`: how many things wait to be looked at.
fn places(at: &Route, reviews: i64) -> Html {
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
            { place(Route::StaffReviews, tr("staff-reviews-count", [("count", reviews.into())]), "staff-reviews") }
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

/// Why something was not done, read out.
fn refused(failure: &Failure) -> Html {
    html! {
        <Banner tone={Tone::Wrong} icon="circle-alert" alert={true} test="staff-refused">{ words::failure_at_staff_desk(failure) }</Banner>
    }
}
