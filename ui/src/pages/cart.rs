//! What is meant to be bought.

use contract::ipc::{
    CartView, Changed, ClearCart, Connection, GetSyncStatus, RemoveLine, SetNote, SetQuantity, ShowCart,
    StepLine,
};
use yew::prelude::*;

use super::cart_line::{CartLine, Edit};
use crate::components::{
    Banner, Button, EmptyState, FailedState, Icon, Kind, PageHead, PromiseText, RouteLink, Skeleton, Tone,
    TotalsList,
};
use crate::hooks::{send, use_query, use_toaster};
use crate::i18n::{t, tr};
use crate::route::Route;
use crate::words;

#[component]
pub fn CartPage() -> Html {
    let cart = use_query(ShowCart {}, &[Changed::Cart, Changed::Catalogue, Changed::Session]);
    let status = use_query(GetSyncStatus {}, &[Changed::Sync]);
    let offline = status.value.as_ref().is_some_and(|status| status.connection == Connection::Offline);
    match (&cart.value, &cart.failure) {
        (Some(view), _) if view.lines.is_empty() => {
            html! { <><PageHead title={t("cart")} /><EmptyCart view={(**view).clone()} /></> }
        }
        (Some(view), _) => html! { <Filled view={(**view).clone()} {offline} /> },
        (None, Some(failure)) => html! {
            <><PageHead title={t("cart")} /><FailedState failure={failure.clone()} retry={cart.retry.clone()} /></>
        },
        (None, None) => html! { <><PageHead title={t("cart")} />if cart.slow { <Skeleton /> }</> },
    }
}

#[derive(Properties, PartialEq)]
struct EmptyProps {
    view: CartView,
}

#[component]
fn EmptyCart(props: &EmptyProps) -> Html {
    let toaster = use_toaster();
    let undo = Callback::from(move |()| send(&toaster, contract::ipc::UndoCart {}, |_| ()));
    html! {
        <EmptyState icon="shopping-basket" title={t("cart-empty")} text={t("cart-empty-text")} test="cart-empty">
            <RouteLink to={Route::Browse} class="btn btn-primary">{ t("to-browse") }</RouteLink>
            if let Some(what) = props.view.undo {
                <Button icon="undo-2" onclick={undo}>{ words::undone(what) }</Button>
            }
        </EmptyState>
    }
}

#[derive(Properties, PartialEq)]
struct FilledProps {
    view: CartView,
    offline: bool,
}

#[component]
fn Filled(props: &FilledProps) -> Html {
    let toaster = use_toaster();
    let edit = {
        let toaster = toaster.clone();
        use_callback((), move |edit: Edit, ()| match edit {
            Edit::Step(line, by) => send(&toaster, StepLine { line, by }, |_| ()),
            Edit::Set(line, quantity) => send(&toaster, SetQuantity { line, quantity }, |_| ()),
            Edit::Note(line, note) => send(&toaster, SetNote { line, note }, |_| ()),
            Edit::Remove(line, name) => {
                let said = toaster.clone();
                send(&toaster, RemoveLine { line }, move |_| {
                    said.offer_undo(tr("removed", [("service", name.into())]));
                });
            }
        })
    };
    let clear = Callback::from(move |()| {
        let said = toaster.clone();
        send(&toaster, ClearCart {}, move |_| said.offer_undo(t("cleared")));
    });
    let view = &props.view;
    let problems = view.lines.iter().filter(|line| line.problem.is_some()).count();
    html! {
        <>
            <PageHead title={t("cart")}>
                <Button kind={Kind::Quiet} small={true} icon="trash-2" onclick={clear} test="cart-clear">{ t("cart-clear") }</Button>
            </PageHead>
            <div class="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_21rem]">
                <section class="flex min-w-0 flex-col gap-4" aria-label={t("cart-lines")}>
                    if problems > 0 {
                        <Banner tone={Tone::Waits} icon="triangle-alert">{ tr("cart-problems", [("count", problems.into())]) }</Banner>
                    }
                    <ul class="panel divide-base-300 divide-y">
                        { for view.lines.iter().map(|line| html! {
                            <CartLine key={line.line.id.to_string()} line={line.clone()} edit={edit.clone()} />
                        }) }
                    </ul>
                </section>
                { summary(view, props.offline, problems > 0) }
            </div>
        </>
    }
}

/// `blocked`: some lines cannot be bought.
fn summary(view: &CartView, offline: bool, blocked: bool) -> Html {
    html! {
        <aside class="panel sticky top-7 p-5" aria-labelledby="summary">
            <div class="mb-4 flex items-baseline justify-between gap-4">
                <h2 id="summary" class="font-semibold">{ t("summary") }</h2>
                <span class="text-soft text-sm tabular-nums">{ tr("item-count", [("count", view.count.into())]) }</span>
            </div>
            if let Some(totals) = view.estimate {
                <TotalsList {totals} estimate={true} test="cart-total" />
            }
            if let Some(promise) = view.promise {
                <p class="mt-4 text-sm"><PromiseText {promise} /></p>
            }
            <div class="mt-5">
                if blocked || view.estimate.is_none() {
                    <Button kind={Kind::Primary} wide={true} disabled={true} test="go-checkout">{ t("checkout") }</Button>
                    <p class="text-soft mt-3 text-sm">{ t("checkout-blocked") }</p>
                } else {
                    <RouteLink to={Route::Checkout} class="btn btn-primary w-full font-medium" test="go-checkout">{ t("checkout") }</RouteLink>
                    <p class="text-soft mt-3 flex gap-1.5 text-sm">
                        if offline {
                            <Icon name="cloud-off" class="mt-1" />{ t("cart-offline") }
                        } else {
                            { t("estimate-hint") }
                        }
                    </p>
                }
            </div>
        </aside>
    }
}
