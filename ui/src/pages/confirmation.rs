//! It is done: the number, when it comes, what happens next.

use contract::api;
use domain::order::OrderState;
use yew::prelude::*;
use yew_router::prelude::*;

use super::order;
use crate::components::{PageHead, RouteLink, icon_named, money_text, priced_lines};
use crate::format;
use crate::i18n::{t, tr};
use crate::route::Route;

/// The page of an id, as it stands in the address.
pub fn page(id: String) -> Html {
    order::loaded(id, 3, |order| match order.state {
        OrderState::Cancelled | OrderState::Expired => {
            html! { <Redirect<Route> to={Route::order(&order.id)} /> }
        }
        _ => shown(&order),
    })
}

fn shown(order: &api::Order) -> Html {
    let (icon, title, lead) = match order.state {
        OrderState::NeedsReview => ("shield", t("confirmation-review"), t("confirmation-review-text")),
        // The gateway was asked a moment ago, and the order comes with the next sync.
        OrderState::AwaitingPayment => ("clock", t("confirmation-pending"), t("confirmation-pending-text")),
        _ => ("circle-check", t("confirmation"), t("confirmation-text")),
    };
    let fact = |icon: &'static str, label: String, value: Html| {
        html! {
            <div class="relative min-h-10 pl-13.5">
                <dt class="text-soft text-sm">
                    <span class="soft-primary text-base-content absolute top-0 left-0 grid size-10 place-items-center rounded-full text-lg">
                        { icon_named(icon) }
                    </span>
                    { label }
                </dt>
                <dd class="font-medium wrap-anywhere">{ value }</dd>
            </div>
        }
    };
    let next = |text: String| html! { <li class="pl-1">{ text }</li> };
    html! {
        <div class="mx-auto max-w-2xl" data-test="confirmation" data-state={order.state.as_str()}>
            <div class="panel p-8">
                <span class="soft-success mb-5 grid size-14 place-items-center rounded-full text-2xl">
                    { icon_named(icon) }
                </span>
                <PageHead {title} lead={html! { <p class="text-soft mt-1.5">{ lead }</p> }} />
                <dl class="grid gap-6 sm:grid-cols-2">
                    { fact("receipt", t("order-number"), html! { <span class="tabular-nums" data-test="order-number">{ &order.number }</span> }) }
                    { fact("banknote", t("paid"), money_text(order.paid)) }
                    { fact("calendar-check", t("expected"), html! { <span data-test="delivery-window">{ format::window(order.promise) }</span> }) }
                    { fact("mail", t("mail-sent"), html! { { &order.contact.email } }) }
                </dl>
                <section class="border-base-300 mt-7 border-t pt-6">
                    <h2 class="mb-2.5 font-semibold">{ t("whats-next") }</h2>
                    <ol class="text-soft flex list-decimal flex-col gap-1.5 pl-5">
                        { next(t("next-prepare")) }
                        { next(tr("next-window", [("window", format::window(order.promise).into())])) }
                        { next(t("next-follow")) }
                    </ol>
                </section>
                <div class="mt-7 flex flex-wrap gap-3">
                    <RouteLink to={Route::order(&order.id)} class="btn btn-primary" test="to-order">{ t("to-order") }</RouteLink>
                    <RouteLink to={Route::Browse} class="btn btn-ghost">{ t("to-browse") }</RouteLink>
                </div>
                <section class="border-base-300 mt-7 border-t pt-6">
                    <h2 class="mb-3.5 font-semibold">{ t("services") }</h2>
                    { priced_lines(&order.lines) }
                </section>
            </div>
        </div>
    }
}
