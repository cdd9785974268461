//! The frame around the pages: rail, banners, content column, toasts, keys.

use contract::ipc::{Changed, Connection, GetSyncStatus, ShowCart, TokenState};
use yew::prelude::*;
use yew_router::prelude::*;

use super::keys::{SEARCH_ID, keys_dialog, use_keys};
use super::palette::palette;
use super::rail::Rail;
use super::{
    browse, cart, checkout, confirmation, news, order, orders, pay, service, settings, sign_in, staff, sync,
};
use crate::components::{Banner, Button, EmptyState, RouteLink, Tone, toast_list};
use crate::dom;
use crate::hooks::{Toast, use_news, use_query, use_session, use_toaster};
use crate::i18n::{t, tr};
use crate::route::{Route, Section};
use crate::words;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub toasts: Vec<Toast>,
}

#[component]
pub fn Frame(props: &Props) -> Html {
    let context = use_session();
    let toaster = use_toaster();
    let route = use_route::<Route>().unwrap_or(Route::NotFound);
    let cart = use_query(ShowCart {}, &[Changed::Cart, Changed::Catalogue, Changed::Session]);
    let status =
        use_query(GetSyncStatus {}, &[Changed::Sync, Changed::Cart, Changed::Notices, Changed::Session]);
    use_news(&route, status.value.as_ref().map_or(0, |status| status.news));
    let undo = use_callback((route.clone(), toaster.clone()), |(), (route, toaster)| {
        // What is being ordered stays as it was confirmed.
        if *route != Route::Checkout {
            cart::undo(toaster);
        }
    });
    let keys = use_keys(undo.clone(), context.is_staff());
    let recovery_seen = use_state_eq(|| false);
    // The focus follows the page, but is left alone on the first one: nobody went anywhere yet.
    let first = use_mut_ref(|| true);
    use_effect_with(route.clone(), {
        let (toaster, search_wanted) = (toaster.clone(), keys.search_wanted.clone());
        move |route| {
            if *route == Route::Checkout {
                toaster.withdraw_undo();
            }
            if first.replace(false) {
                return;
            }
            dom::scroll_to(0);
            if search_wanted.replace(false) {
                dom::focus_on(SEARCH_ID);
            } else {
                dom::focus_heading();
            }
        }
    });
    let ondismiss = Callback::from(move |id| toaster.dismiss(id));
    let onseen = {
        let seen = recovery_seen.setter();
        Callback::from(move |()| {
            dom::focus_heading();
            seen.set(true);
        })
    };
    let count = cart.value.as_ref().map_or(0, |cart| cart.count);
    let waiting = status.value.as_ref().map_or(0, |status| status.pending + status.checkouts_pending);
    let too_old = status.value.as_ref().is_some_and(|status| status.connection == Connection::TooOld);
    let signed_out = context.session.token == TokenState::Missing;
    html! {
        <div class="grid h-dvh grid-cols-[4.25rem_minmax(0,1fr)] lg:grid-cols-[14.5rem_minmax(0,1fr)]">
            <a href={format!("#{}", dom::MAIN_ID)} onclick={Callback::from(|event: MouseEvent| {
                event.prevent_default();
                dom::focus_heading();
            })}
                class="btn btn-primary sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:px-4">
                { t("skip") }
            </a>
            <Rail section={route.section()} {count} status={status.value.clone()} onpalette={keys.palette.reform(|()| true)} />
            <main id={dom::MAIN_ID} class="relative min-w-0 overflow-y-scroll" tabindex="-1">
                <div class="mx-auto w-full max-w-[92rem] px-6 py-7 lg:px-9">
                    <div class="flex flex-col gap-3 not-empty:mb-6">
                        if signed_out {
                            <Banner tone={Tone::Waits} icon="key-round" test="token-missing">
                                <span class="flex-1">
                                    if waiting > 0 {
                                        { tr("token-missing-waiting", [("count", waiting.into())]) }
                                    } else {
                                        { t("token-missing") }
                                    }
                                </span>
                                if route != Route::SignIn {
                                    <RouteLink to={Route::SignIn} class="link font-semibold">{ t("sign-in-submit") }</RouteLink>
                                }
                            </Banner>
                        }
                        if too_old {
                            <Banner tone={Tone::Wrong} icon="triangle-alert">{ t("too-old") }</Banner>
                        }
                        if let Some(recovery) = context.session.recovered.filter(|_| !*recovery_seen) {
                            <Banner tone={Tone::Calm} icon="info">
                                <span class="flex-1">{ words::recovery(recovery) }</span>
                                <Button small={true} onclick={onseen}>{ t("ok") }</Button>
                            </Banner>
                        }
                    </div>
                    { page(route, context.is_staff()) }
                </div>
            </main>
            { palette(keys.palette_open, &keys.palette.reform(|()| false)) }
            { keys_dialog(keys.help_open, context.is_staff(), &keys.help.reform(|()| false)) }
            { toast_list(&props.toasts, &ondismiss, &undo) }
        </div>
    }
}

fn page(route: Route, is_staff: bool) -> Html {
    if route.section() == Section::Staff {
        // On a customer's desk there is no such place.
        return if is_staff && cfg!(feature = "staff") { staff::page(route) } else { not_found() };
    }
    match route {
        Route::Browse => html! { <browse::BrowsePage category={None::<String>} /> },
        Route::Category { category } => html! { <browse::BrowsePage category={Some(category)} /> },
        Route::Service { service } => service::page(service, None),
        Route::ChooseAgain { service, line } => service::page(service, Some(line)),
        Route::Cart => html! { <cart::CartPage /> },
        Route::Checkout => html! { <checkout::CheckoutPage /> },
        Route::Pay { order, attempt } => pay::page(order, attempt),
        Route::Confirmation { order } => confirmation::page(order),
        Route::Orders => html! { <orders::OrdersPage /> },
        Route::Order { order } => order::page(order),
        Route::News => html! { <news::NewsPage /> },
        Route::Sync => html! { <sync::SyncPage /> },
        Route::Settings => settings::page(),
        Route::SignIn => html! { <sign_in::SignInAgainPage /> },
        _ => not_found(),
    }
}

/// An address that leads nowhere, such as one of something that was removed.
pub fn not_found() -> Html {
    html! {
        <>
            <h1 class="sr-only">{ t("not-found-title") }</h1>
            <EmptyState icon="compass" title={t("not-found-title")} text={t("not-found-text")}>
                <RouteLink to={Route::Browse} class="btn btn-primary">{ t("to-browse") }</RouteLink>
            </EmptyState>
        </>
    }
}
