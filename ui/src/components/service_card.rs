//! One service among many.

use contract::ipc::ServiceCard;
use yew::prelude::*;

use super::{Button, RouteLink, delivery_text, figures, promise_short, tile};
use crate::format;
use crate::i18n::{t, tr};
use crate::route::Route;

/// From here on a price leaves no room for a word beside it.
const LONG_PRICE_MINOR: i64 = 1_000_000;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub card: ServiceCard,
    /// Adds one with the default choices.
    pub onadd: Callback<ServiceCard>,
}

#[component]
pub fn ServiceCardItem(props: &Props) -> Html {
    let card = &props.card;
    // The price is never cut short; the button can do with its icon.
    let long = card.price.minor >= LONG_PRICE_MINOR;
    let amount = format::money(card.price);
    let price = if card.price_from { tr("price-from", [("price", amount.into())]) } else { amount };
    let onadd = {
        let card = card.clone();
        props.onadd.reform(move |()| card.clone())
    };
    html! {
        <article class="panel hover:border-primary/50 has-[a:focus-visible]:outline-primary relative flex h-full flex-col p-4 has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-offset-2"
            data-test="service-card" data-name={card.name.clone()} data-in-cart={card.in_cart.to_string()}>
            <div class="flex items-start gap-3">
                <span class="relative">
                    { tile(&card.icon, card.category.as_str()) }
                    if card.in_cart > 0 {
                        <span class="bg-accent text-accent-content absolute -top-2 -right-2 grid h-5 min-w-5 place-items-center rounded-full px-1 text-xs font-bold tabular-nums">
                            { card.in_cart }<span class="sr-only">{ t("in-cart") }</span>
                        </span>
                    }
                </span>
                <h2 class="min-w-0 flex-1 leading-snug font-semibold">
                    <RouteLink to={Route::service(&card.id)} class="line-clamp-2 outline-none after:absolute after:inset-0 hyphens-auto wrap-anywhere">
                        { &card.name }
                    </RouteLink>
                </h2>
            </div>
            <p class="text-soft mt-2.5 line-clamp-2 text-sm wrap-anywhere leading-snug">{ &card.summary }</p>
            <p class="text-soft mt-auto flex items-center gap-x-3 pt-2 text-[0.8125rem]">
                { delivery_text(card.delivery) }
                { promise_short(card.promise) }
            </p>
            <div class="mt-2.5 flex items-center justify-between gap-2">
                { figures(price, "font-semibold", None) }
                <div class="relative">
                    <Button icon="plus" small={true} onclick={onadd} test="quick-add">
                        <span class={long.then_some("sr-only")}>{ t("add") }</span><span class="sr-only">{ tr("add-what", [("service", card.name.as_str().into())]) }</span>
                    </Button>
                </div>
            </div>
        </article>
    }
}

/// The shape of a card that is on its way.
pub fn service_card_skeleton() -> Html {
    html! {
        <div class="panel flex h-full flex-col gap-3 p-4" aria-hidden="true">
            <div class="flex gap-3"><div class="skeleton size-11"></div><div class="skeleton h-5 flex-1"></div></div>
            <div class="skeleton h-9 w-full"></div>
            <div class="skeleton mt-auto h-8 w-1/2"></div>
        </div>
    }
}
