//! What a customer can still do with an order: order the same again, change it, cancel it.

use contract::api::Order;
use contract::ipc::{CancelOrder, PlanReorder, PreviewCancellation, Reorder, ReorderLine};
use contract::{Code, Failure};
use domain::order::{Actor, OrderMove};
use domain::policy::Preview;
use yew::prelude::*;

use super::order_change::ChangeForm;
use crate::components::{Banner, Button, Dialog, Kind, RouteLink, Tone, figures};
use crate::hooks::{use_act, use_session, use_toaster};
use crate::i18n::{t, tr};
use crate::route::Route;
use crate::{format, words};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub order: Order,
}

/// What the person is asked about.
#[derive(Debug, Clone, PartialEq)]
enum Asked {
    Cancel(Preview),
    Change,
    Reorder(Vec<ReorderLine>),
}

#[component]
pub fn OrderActions(props: &Props) -> Html {
    let order = &props.order;
    let (toaster, context) = (use_toaster(), use_session());
    let asked = use_state_eq(|| None::<Asked>);
    let ask = {
        let asked = asked.setter();
        Callback::from(move |what| asked.set(what))
    };
    let close = ask.reform(|()| None);
    let preview = use_act::<PreviewCancellation>(ask.reform(|preview| Some(Asked::Cancel(preview))));
    let cancel = use_act::<CancelOrder>({
        let (close, toaster) = (close.clone(), toaster.clone());
        Callback::from(move |_| {
            close.emit(());
            toaster.say(t("order-cancelled"));
        })
    });
    let reorder = use_act::<Reorder>({
        let close = close.clone();
        Callback::from(move |_| {
            close.emit(());
            toaster.offer_undo(t("reordered"));
        })
    });
    let id = order.id.clone();
    let again = reorder.run.reform(move |()| Reorder { order: id.clone() });
    let plan = use_act::<PlanReorder>({
        let (ask, again) = (ask.clone(), again.clone());
        Callback::from(move |plan: Vec<ReorderLine>| {
            // Nothing to look at: the same for the same money.
            if plan.iter().all(|line| line.now == Some(line.was)) {
                again.emit(());
            } else {
                ask.emit(Some(Asked::Reorder(plan)));
            }
        })
    });
    let id = order.id.clone();
    let look = preview.run.reform(move |()| PreviewCancellation { order: id.clone() });
    {
        // What came back moved while the person thought about it: they see it anew.
        let look = look.clone();
        use_effect_with(cancel.failure.clone(), move |failure| {
            if failure.as_ref().is_some_and(|failure| failure.code == Code::PreviewMoved) {
                look.emit(());
            }
        });
    }
    let id = order.id.clone();
    let agree = cancel.run.reform(move |agreed| CancelOrder { order: id.clone(), agreed });
    let id = order.id.clone();
    let can_cancel = Actor::Customer.moves(order.state).any(|by| by == OrderMove::Cancelled);
    let terms = context.session.provider.as_ref().map(|provider| words::policy(provider.policy));
    let failure = preview.failure.as_ref().or(plan.failure.as_ref()).or(reorder.failure.as_ref());
    html! {
        <section class="mb-7 flex flex-wrap items-center gap-x-3 gap-y-2" aria-label={t("order-actions")}>
            <Button small={true} icon="shopping-cart" busy={plan.busy || reorder.busy} test="reorder"
                onclick={plan.run.reform(move |()| PlanReorder { order: id.clone() })}>{ t("order-again") }</Button>
            if order.state.can_be_amended() {
                <Button small={true} icon="pencil" onclick={ask.reform(|()| Some(Asked::Change))} test="order-change">{ t("order-change") }</Button>
            }
            if can_cancel {
                <Button kind={Kind::Quiet} small={true} icon="x" busy={preview.busy} onclick={look} test="order-cancel">{ t("order-cancel") }</Button>
                if let Some(terms) = terms { <p class="text-soft text-sm">{ terms }</p> }
            }
            if let Some(failure) = failure { <div class="basis-full">{ failed(failure) }</div> }
            { cancel_dialog(&asked, cancel.busy, cancel.failure.as_ref(), &close, &agree) }
            <Dialog open={*asked == Some(Asked::Change)} title={t("order-change")} onclose={close.clone()}>
                <ChangeForm order={order.clone()} onclose={close.clone()} />
            </Dialog>
            { reorder_dialog(&asked, reorder.busy, &close, &again) }
        </section>
    }
}

fn cancel_dialog(
    asked: &Option<Asked>,
    busy: bool,
    failure: Option<&Failure>,
    close: &Callback<()>,
    agree: &Callback<Preview>,
) -> Html {
    let preview = match asked {
        Some(Asked::Cancel(preview)) => Some(*preview),
        _ => None,
    };
    html! {
        <Dialog open={preview.is_some()} title={t("cancel-title")} onclose={close.clone()}>
            <h2 class="text-lg font-semibold">{ t("cancel-title") }</h2>
            if let Some(preview) = preview {
                <p class="mt-2" data-test="cancel-preview">{ comes_back(preview) }</p>
                <p class="text-soft mt-2">{ t("cancel-for-good") }</p>
                if let Some(failure) = failure { <div class="mt-4">{ failed(failure) }</div> }
                // The first button gets the focus: the one that loses nothing.
                <div class="mt-6 flex flex-row-reverse flex-wrap gap-3">
                    <Button kind={Kind::Primary} onclick={close.clone()} test="cancel-keep">{ t("cancel-keep") }</Button>
                    <Button kind={Kind::Danger} icon="x" {busy} onclick={agree.reform(move |()| preview)} test="cancel-confirm">{ t("order-cancel") }</Button>
                </div>
            }
        </Dialog>
    }
}

fn comes_back(preview: Preview) -> String {
    let Preview { refund, kept } = preview;
    let amount = |money| format::money(money).into();
    match (refund.minor, kept.minor) {
        (0, 0) => t("cancel-unpaid"),
        (_, 0) => tr("cancel-back", [("refund", amount(refund))]),
        (0, _) => tr("cancel-kept-all", [("kept", amount(kept))]),
        _ => tr("cancel-kept", [("refund", amount(refund)), ("kept", amount(kept))]),
    }
}

fn reorder_dialog(asked: &Option<Asked>, busy: bool, close: &Callback<()>, again: &Callback<()>) -> Html {
    let plan = match asked {
        Some(Asked::Reorder(plan)) => plan.as_slice(),
        _ => &[],
    };
    let sold = plan.iter().filter(|line| line.now.is_some()).count();
    html! {
        <Dialog open={!plan.is_empty()} title={t("reorder-title")} onclose={close.clone()} class="max-w-2xl">
            <h2 class="text-lg font-semibold">{ t("reorder-title") }</h2>
            <ul class="border-base-300 divide-base-300 rounded-box mt-4 max-h-96 divide-y overflow-y-auto border">{ for plan.iter().map(reorder_row) }</ul>
            <div class="mt-6 flex flex-wrap gap-3">
                if sold > 0 {
                    <Button kind={Kind::Primary} icon="shopping-cart" {busy} onclick={again.clone()} test="reorder-confirm">
                        { tr("reorder-add", [("count", sold.into())]) }
                    </Button>
                }
                <Button onclick={close.clone()} test="reorder-close">{ t("close") }</Button>
            </div>
        </Dialog>
    }
}

fn reorder_row(line: &ReorderLine) -> Html {
    let prices = |key: &str, now| {
        tr(key, [("was", format::money(line.was).into()), ("now", format::money(now).into())])
    };
    let said = match (line.problem, line.now) {
        (Some(reason), _) => words::line_problem(reason),
        (None, None) => t("line-loading"),
        (None, Some(now)) if now.minor > line.was.minor => prices("reorder-dearer", now),
        (None, Some(now)) if now.minor < line.was.minor => prices("reorder-cheaper", now),
        (None, Some(_)) => t("reorder-same"),
    };
    let choices = (!line.choice_names.is_empty()).then(|| line.choice_names.join(" · "));
    html! {
        <li class="flex items-start gap-4 px-4 py-3" data-test="reorder-line">
            <div class="min-w-0 flex-1">
                <p class="wrap-anywhere">
                    <RouteLink to={Route::service(&line.service)} class="font-medium hover:underline">{ &line.name }</RouteLink>
                </p>
                if let Some(choices) = choices { <p class="text-soft text-sm">{ choices }</p> }
                <p class="mt-1 text-sm"><span class={if line.now == Some(line.was) { "text-soft" } else { "soft-accent rounded-md px-1.5 py-0.5" }}>{ said }</span></p>
            </div>
            { figures(format!("{} ×", format::count(line.quantity.get())), "", None) }
        </li>
    }
}

/// Why it did not work, read out.
pub fn failed(failure: &Failure) -> Html {
    html! { <Banner tone={Tone::Wrong} icon="circle-alert" alert={true}>{ words::failure_of_change(failure) }</Banner> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Currency, Money};

    #[test]
    fn what_comes_back_is_said_with_what_is_kept() {
        let eur = |minor| Money::new(minor, Currency::new("EUR").expect("known"));
        let said = |refund, kept| comes_back(Preview { refund: eur(refund), kept: eur(kept) });
        assert_eq!(said(0, 0), t("cancel-unpaid"));
        assert_eq!(said(9_000, 0), "You get back 90.00 EUR.");
        assert!(said(8_400, 600).starts_with("You get back 84.00 EUR. 6.00 EUR is kept"));
        assert!(said(0, 9_000).starts_with("Nothing comes back: 90.00 EUR is kept"));
    }
}
