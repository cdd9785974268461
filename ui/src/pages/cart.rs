//! What is meant to be bought.

use contract::ipc::{
    CartView, Changed, ClearCart, Connection, GetSyncStatus, RemoveLine, SetNote, SetQuantity, ShowCart,
    StepLine, Undo, UndoCart,
};
use domain::service::DeliveryKind;
use yew::prelude::*;

use super::cart_line::{CartLine, Edit, anchor};
use crate::components::{
    Banner, Button, EmptyState, Kind, PageHead, RouteLink, Sums, Tone, failed_state, icon_styled,
    promise_text, skeleton, totals_list,
};
use crate::dom;
use crate::hooks::{Toaster, send, use_query, use_toaster};
use crate::i18n::{t, tr};
use crate::route::Route;
use crate::words;

/// Takes back the last edit. The offer goes at once: pressed twice, it would take back one edit more.
pub fn undo(toaster: &Toaster) {
    toaster.withdraw_undo();
    let said = toaster.clone();
    send(toaster, UndoCart {}, move |_| said.say(t("undone")));
}

#[component]
pub fn CartPage() -> Html {
    let cart = use_query(ShowCart {}, &[Changed::Cart, Changed::Catalogue, Changed::Session]);
    let status = use_query(GetSyncStatus {}, &[Changed::Sync]);
    let toaster = use_toaster();
    let offline = status.value.as_ref().is_some_and(|status| status.connection == Connection::Offline);
    let clear = {
        let toaster = toaster.clone();
        Callback::from(move |()| {
            let said = toaster.clone();
            send(&toaster, ClearCart {}, move |_| {
                dom::focus_heading();
                said.offer_undo(t("cleared"));
            });
        })
    };
    let undo = Callback::from(move |()| undo(&toaster));
    let (actions, body) = match (&cart.value, &cart.failure) {
        (Some(view), _) if view.lines.is_empty() => (html! {}, empty(view, &undo)),
        (Some(view), _) => (
            html! {
                <>
                    if let Some(what) = view.undo {
                        <Button kind={Kind::Quiet} small={true} icon="undo-2" onclick={undo} test="cart-undo">{ words::undone(what) }</Button>
                    }
                    <Button kind={Kind::Quiet} small={true} icon="trash-2" onclick={clear} test="cart-clear">{ t("cart-clear") }</Button>
                </>
            },
            html! { <Filled view={(**view).clone()} {offline} /> },
        ),
        (None, Some(failure)) => (html! {}, failed_state(failure, &cart.retry)),
        (None, None) if cart.slow => (html! {}, skeleton(3)),
        (None, None) => (html! {}, html! {}),
    };
    // One heading for all of them: it keeps the focus while the cart empties below it.
    html! { <><PageHead title={t("cart")}>{ actions }</PageHead>{ body }</> }
}

fn empty(view: &CartView, undo: &Callback<()>) -> Html {
    // What emptied the cart can be taken back here; the edits before that are not missed by anybody.
    let lost = view.undo.filter(|what| matches!(what, Undo::Removed | Undo::Cleared));
    html! {
        <EmptyState icon="shopping-basket" title={t("cart-empty")} text={t("cart-empty-text")} test="cart-empty">
            <RouteLink to={Route::Browse} class="btn btn-primary">{ t("to-browse") }</RouteLink>
            if let Some(what) = lost {
                // The button goes with the empty cart; the focus must not.
                <Button icon="undo-2" onclick={undo.reform(|()| dom::focus_heading())} test="cart-undo">{ words::undone(what) }</Button>
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
    let edit = use_callback((), move |edit: Edit, ()| {
        let said = toaster.clone();
        match edit {
            Edit::Step(line, by) => send(&toaster, StepLine { line, by }, move |_| said.withdraw_undo()),
            Edit::Set(line, quantity) => {
                send(&toaster, SetQuantity { line, quantity }, move |_| said.withdraw_undo());
            }
            Edit::Note(line, note) => send(&toaster, SetNote { line, note }, move |_| said.withdraw_undo()),
            Edit::Remove(line, name) => {
                let anchor = anchor(&line);
                send(&toaster, RemoveLine { line }, move |_| {
                    dom::focus_beyond(&anchor);
                    said.offer_undo(tr("removed", [("service", name.into())]));
                });
            }
        }
    });
    let view = &props.view;
    let problems = view.lines.iter().filter(|line| line.problem.is_some()).count();
    html! {
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
            { summary(view, props.offline) }
        </div>
    }
}

/// Why this cart cannot be ordered as it is.
fn blocked(view: &CartView) -> Option<String> {
    if view.lines.iter().any(|line| line.problem.is_some()) {
        return Some(t("checkout-blocked"));
    }
    if view.lines.iter().any(|line| line.loading) {
        return Some(t("cart-loading"));
    }
    view.estimate.is_none().then(|| t("failure-total-too-large"))
}

/// Whether something of it is sent.
pub fn ships(view: &CartView) -> bool {
    view.lines.iter().any(|line| line.delivery == Some(DeliveryKind::Shipped))
}

fn summary(view: &CartView, offline: bool) -> Html {
    html! {
        <aside class="panel sticky top-7 p-5" aria-labelledby="summary">
            <div class="mb-4 flex items-baseline justify-between gap-4">
                <h2 id="summary" class="font-semibold">{ t("summary") }</h2>
                <span class="text-soft text-sm tabular-nums">{ tr("item-count", [("count", view.count.into())]) }</span>
            </div>
            if let Some(totals) = view.estimate {
                { totals_list(Sums::estimate(totals, ships(view), Some("cart-total"))) }
            }
            if let Some(promise) = view.promise {
                <p class="mt-4 text-sm">{ promise_text(promise) }</p>
            }
            <div class="mt-5">
                if let Some(why) = blocked(view) {
                    <Button kind={Kind::Primary} wide={true} disabled={true} test="go-checkout">{ t("checkout") }</Button>
                    <p class="text-soft mt-3 text-sm">{ why }</p>
                } else {
                    <RouteLink to={Route::Checkout} class="btn btn-primary w-full font-medium" test="go-checkout">{ t("checkout") }</RouteLink>
                    <p class="text-soft mt-3 flex gap-1.5 text-sm">
                        if offline {
                            { icon_styled("cloud-off", "mt-1") }{ t("cart-offline") }
                        } else {
                            { t("estimate-hint") }
                        }
                    </p>
                }
            </div>
        </aside>
    }
}
