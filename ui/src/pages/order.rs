//! One order: where it stands, what happened, what it was.

use std::rc::Rc;

use contract::api;
use contract::ipc::{Changed, RetryPayment, ShowOrder};
use domain::attempt::{AttemptState, Gateway};
use domain::order::OrderState;
use domain::promise::Promise;
use domain::{Address, Contact, OrderId};
use yew::prelude::*;
use yew_router::prelude::*;

use super::frame::not_found;
use super::order_actions::OrderActions;
use super::other_ways::other_ways;
use super::receipt::receipt_button;
use crate::components::{
    Banner, Button, Kind, PageHead, RouteLink, Sums, Tone, failed_state, icon_named, money_text, order_badge,
    priced_lines, promise_text, ships, skeleton, timeline, totals_list,
};
use crate::hooks::{use_act, use_query, use_session};
use crate::i18n::{t, tr};
use crate::route::Route;
use crate::{format, words};

/// The page of an id, as it stands in the address.
pub fn page(id: String) -> Html {
    loaded(id, 4, |order| shown(&order))
}

/// Fetches the order of an id, and again when orders change; `show` draws it. `rows` of it are not here yet.
pub fn loaded(id: String, rows: usize, show: fn(Rc<api::Order>) -> Html) -> Html {
    match OrderId::new(id) {
        Ok(id) => {
            html! { <Loaded key={id.as_str()} id={id.clone()} {rows} show={Callback::from(show)} /> }
        }
        Err(_) => not_found(),
    }
}

#[derive(Properties, PartialEq)]
struct LoadedProps {
    id: OrderId,
    rows: usize,
    show: Callback<Rc<api::Order>, Html>,
}

#[component]
fn Loaded(props: &LoadedProps) -> Html {
    let order = use_query(ShowOrder { id: props.id.clone() }, &[Changed::Orders]);
    match (&order.value, &order.failure) {
        (Some(order), _) => props.show.emit(order.clone()),
        (None, Some(failure)) => html! {
            <><h1 class="sr-only">{ t("order") }</h1>{ failed_state(failure, &order.retry) }</>
        },
        (None, None) => {
            html! { <><h1 class="sr-only">{ t("order") }</h1>if order.slow { { skeleton(props.rows) } }</> }
        }
    }
}

fn shown(order: &api::Order) -> Html {
    html! {
        <>
            <nav class="mb-4 text-sm" aria-label={t("breadcrumb")}>
                <RouteLink to={Route::Orders} class="text-soft hover:text-base-content inline-flex items-center gap-1.5">
                    { icon_named("arrow-left") }{ t("orders") }
                </RouteLink>
            </nav>
            <PageHead title={tr("order-title", [("number", order.number.as_str().into())])} lead={html! {
                <p class="text-soft mt-1 text-sm">{ tr("order-placed", [("day", format::day(order.placed_at_us).into())]) }</p>
            }}>
                { order_badge(order.state) }
                { receipt_button(order) }
            </PageHead>
            <div class="mb-4">{ sentence(order) }</div>
            <OrderActions order={order.clone()} />
            <div class="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_21rem]">
                <div class="flex min-w-0 flex-col gap-6">
                    <section class="panel p-5">
                        <h2 class="mb-4 font-semibold">{ t("services") }</h2>
                        { priced_lines(&order.lines) }
                    </section>
                    <section class="panel p-5">
                        <h2 class="mb-4 font-semibold">{ t("timeline") }</h2>
                        { timeline(order) }
                    </section>
                </div>
                <aside class="panel flex flex-col gap-5 p-5" aria-label={t("summary")}>
                    <div>
                        { totals_list(Sums {
                            totals: order.totals,
                            estimate: false,
                            ships: ships(&order.lines),
                            lines: &order.lines,
                            shipping: order.shipping.as_ref(),
                            coupon: order.coupon.as_ref(),
                            test: Some("order-total"),
                        }) }
                        { paid(order) }
                    </div>
                    { recipient(&order.contact, order.address.as_ref(), None) }
                </aside>
            </div>
        </>
    }
}

/// Where it stands, in one sentence, and what can be done about it.
fn sentence(order: &api::Order) -> Html {
    let (tone, icon) = match order.state {
        OrderState::AwaitingPayment => (Tone::Waits, "credit-card"),
        OrderState::NeedsReview => (Tone::Waits, "shield"),
        OrderState::Confirmed => (Tone::Calm, "badge-check"),
        OrderState::InProgress => (Tone::Calm, "rocket"),
        OrderState::Completed => (Tone::Good, "package-check"),
        OrderState::Cancelled | OrderState::Expired => (Tone::Calm, "info"),
    };
    html! {
        <Banner {tone} {icon}>
            <p class="min-w-0 flex-1 text-base font-medium" data-test="order-sentence">{ words::order_sentence(order) }</p>
            if order.state == OrderState::AwaitingPayment && !order.is_processing() { <PayAgain order={order.clone()} /> }
        </Banner>
    }
}

/// What was paid and how, and what went back.
fn paid(order: &api::Order) -> Html {
    let captured = order.attempts.iter().rev().find(|attempt| attempt.state == AttemptState::Captured);
    let row = |label: String, money| {
        html! {
            <div class="flex justify-between gap-4"><dt>{ label }</dt><dd>{ money_text(money) }</dd></div>
        }
    };
    html! {
        <dl class="mt-2 flex flex-col gap-1.5 text-sm" data-test="order-paid">
            if let Some(attempt) = captured {
                { row(tr("paid-through", [("gateway", words::gateway(attempt.gateway).into())]), order.paid) }
            }
            { for order.refunds.iter().map(|refund| row(words::refund(refund.state), refund.amount)) }
        </dl>
    }
}

#[derive(Properties, PartialEq)]
struct PayAgainProps {
    order: api::Order,
}

/// Goes on with the attempt that is still open, or starts another.
#[component]
fn PayAgain(props: &PayAgainProps) -> Html {
    let navigator = use_navigator().expect("pages stand inside the router");
    let context = use_session();
    let order = &props.order;
    let retry = use_act::<RetryPayment>({
        let navigator = navigator.clone();
        Callback::from(move |attempt: api::Attempt| navigator.push(&Route::pay(&attempt.order, &attempt.id)))
    });
    let live =
        order.attempts.iter().find(|attempt| attempt.state.is_live()).map(|attempt| attempt.id.clone());
    let gateway = order.attempts.last().map(|attempt| attempt.gateway);
    let first = context.session.provider.as_ref().and_then(|provider| provider.gateways.first().copied());
    let gateway = gateway.or(first).unwrap_or(Gateway::Sandbox);
    let id = order.id.clone();
    let run = retry.run.clone();
    let pay_with = {
        let id = id.clone();
        run.reform(move |gateway| RetryPayment { order: id.clone(), gateway })
    };
    let again = pay_with.clone();
    let pay = Callback::from(move |()| match &live {
        Some(attempt) => navigator.push(&Route::pay(&id, attempt)),
        None => again.emit(gateway),
    });
    let offered =
        context.session.provider.as_ref().map(|provider| provider.gateways.clone()).unwrap_or_default();
    html! {
        <>
            if let Some(failure) = &retry.failure { <p role="alert">{ words::failure(failure) }</p> }
            <Button kind={Kind::Primary} small={true} icon="credit-card" busy={retry.busy} onclick={pay} test="pay-again">
                { tr("pay-amount", [("amount", format::money(order.totals.total).into())]) }
            </Button>
            { other_ways(&offered, gateway, retry.busy, &pay_with) }
        </>
    }
}

/// Who is reached, where it goes, when it comes.
pub fn recipient(contact: &Contact, address: Option<&Address>, promise: Option<Promise>) -> Html {
    html! {
        <div class="border-base-300 flex flex-col gap-4 border-t pt-5 text-sm">
            if let Some(promise) = promise { { promise_text(promise) } }
            <div>
                <h3 class="mb-1 font-semibold">{ t("contact") }</h3>
                <p class="wrap-anywhere">{ &contact.name }</p>
                <p class="text-soft wrap-anywhere">{ &contact.email }</p>
                if !contact.phone.is_empty() { <p class="text-soft">{ &contact.phone }</p> }
            </div>
            if let Some(address) = address {
                <div>
                    <h3 class="mb-1 font-semibold">{ t("address") }</h3>
                    <address class="wrap-anywhere not-italic">
                        { &address.street }<br />
                        if !address.extra.is_empty() { { &address.extra }<br /> }
                        { &address.postal_code }{ " " }{ &address.city }
                        if !address.region.is_empty() { { ", " }{ &address.region } }
                        <br />
                        { format::country(&address.country) }
                    </address>
                </div>
            }
        </div>
    }
}
