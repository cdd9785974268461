//! Everything about an order on one sheet.

use contract::Failure;
use contract::api::Attempt;
use contract::staff::{OrderMails, Review, STAFF_NOTE_CHARS, StaffNote, StaffOrder};
use domain::order::OrderMove;
use yew::prelude::*;

use super::asking::Asked;
use super::mails::mails;
use super::refused;
use crate::components::{
    Button, Kind, PageHead, Sums, TextArea, icon_named, money_text, order_badge, priced_lines, ships,
    signed_timeline, totals_list,
};
use crate::i18n::{t, tr};
use crate::pages::order::recipient;
use crate::{format, words};

/// The note that is being written.
pub struct Notes {
    pub text: String,
    pub busy: bool,
    pub failure: Option<Failure>,
    pub ontext: Callback<String>,
    pub onadd: Callback<()>,
}

pub fn sheet(shown: &StaffOrder, told: Option<&OrderMails>, ask: &Callback<Asked>, notes: &Notes) -> Html {
    let order = &shown.order;
    html! {
        <>
            <PageHead title={tr("order-title", [("number", order.number.as_str().into())])} lead={html! {
                <p class="text-soft mt-1 text-sm">{ tr("order-placed", [("day", format::moment(order.placed_at_us).into())]) }</p>
            }}>
                { order_badge(order.state) }
                { steps(shown, ask) }
            </PageHead>
            <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_21rem]">
                <div class="flex min-w-0 flex-col gap-6">
                    { looks(shown) }
                    { panel(t("services"), priced_lines(&order.lines)) }
                    { panel(t("payment"), payments(shown)) }
                    { panel(t("timeline"), signed_timeline(order, &shown.authors)) }
                    if let Some(shown) = told { { panel(t("mails"), mails(&shown.mails, ask)) } }
                </div>
                <div class="flex min-w-0 flex-col gap-6">
                    <aside class="panel flex flex-col gap-5 p-5" aria-label={t("summary")}>
                        { totals_list(Sums {
                            totals: order.totals,
                            estimate: false,
                            ships: ships(&order.lines),
                            lines: &order.lines,
                            shipping: order.shipping.as_ref(),
                            coupon: order.coupon.as_ref(),
                            test: Some("order-total"),
                        }) }
                        { recipient(&order.contact, order.address.as_ref(), Some(order.promise)) }
                        <div class="text-sm">
                            <h3 class="mb-1 font-semibold">{ t("account") }</h3>
                            <p class="wrap-anywhere">{ &shown.customer.name }</p>
                            <p class="text-soft wrap-anywhere">{ &shown.customer.email }</p>
                        </div>
                    </aside>
                    { panel(t("staff-notes"), written(&shown.notes, notes)) }
                </div>
            </div>
        </>
    }
}

fn panel(title: String, content: Html) -> Html {
    html! { <section class="panel p-5"><h2 class="mb-4 font-semibold">{ title }</h2>{ content }</section> }
}

/// The next steps and no others.
fn steps(shown: &StaffOrder, ask: &Callback<Asked>) -> Html {
    let seen_ver = shown.ver;
    let step = |(index, by): (usize, &OrderMove)| {
        let by = *by;
        let kind = match by {
            OrderMove::Cancelled => Kind::Danger,
            _ if index == 0 => Kind::Primary,
            _ => Kind::Secondary,
        };
        let onclick = ask.reform(move |()| Asked::Move { by, seen_ver });
        html! { <Button {kind} small={true} {onclick} test={format!("staff-{by}")}>{ words::order_move(by) }</Button> }
    };
    html! {
        <>
            { for shown.moves.iter().enumerate().map(step) }
            if shown.refundable.is_some() {
                <Button small={true} icon="undo-2" onclick={ask.reform(move |()| Asked::Refund { seen_ver })} test="staff-refund">{ t("refund-give") }</Button>
            }
        </>
    }
}

/// Why somebody has to look, or had to.
fn looks(shown: &StaffOrder) -> Html {
    if shown.risks.is_empty() && shown.reviews.is_empty() {
        return html! {};
    }
    panel(
        t("staff-reviews-title"),
        html! {
            <div class="flex flex-col gap-4">
                if !shown.risks.is_empty() {
                    <ul class="flex flex-col gap-1.5" data-test="staff-risks">
                        { for shown.risks.iter().map(|rule| html! {
                            <li class="flex items-center gap-2.5">{ icon_named("shield") }{ words::risk(*rule) }</li>
                        }) }
                    </ul>
                }
                { for shown.reviews.iter().map(review) }
            </div>
        },
    )
}

/// What it is about, and what came of it.
pub fn review(review: &Review) -> Html {
    html! {
        <div class="min-w-0" data-test="staff-review">
            <p class="font-medium">{ words::review(review.why) }</p>
            <p class="text-soft text-sm wrap-anywhere" lang="en">{ &review.detail }</p>
            <p class="text-soft text-sm">{ format::moment(review.created_at_us) }</p>
            if let Some(closed) = &review.closed {
                <p class="mt-1 flex items-start gap-2.5 wrap-anywhere">{ icon_named("check") }{ &closed.sentence }</p>
                <p class="text-soft text-sm">{ by_and_at(closed.by.as_deref().unwrap_or_default(), closed.at_us) }</p>
            }
        </div>
    }
}

/// Each try to pay, and what went back.
fn payments(shown: &StaffOrder) -> Html {
    let row = |key: String, what: String, at_us: i64, note: &str, money| {
        html! {
            <li {key} class="flex flex-wrap items-baseline justify-between gap-x-4 py-2 first:pt-0 last:pb-0">
                <span class="min-w-0">
                    { what }
                    <span class="text-soft block text-sm wrap-anywhere">{ format::moment(at_us) }if !note.is_empty() { { " · " }{ note } }</span>
                </span>
                { money_text(money) }
            </li>
        }
    };
    let attempt = |attempt: &Attempt| {
        let state = words::attempt_state(attempt.state);
        let what = format!("{} · {state}", words::gateway(attempt.gateway));
        row(attempt.id.to_string(), what, attempt.created_at_us, "", attempt.amount)
    };
    let refunds = shown.order.refunds.iter().map(|refund| {
        row(
            refund.id.to_string(),
            words::refund(refund.state),
            refund.created_at_us,
            &refund.reason,
            refund.amount,
        )
    });
    html! {
        <ul class="divide-base-300 divide-y" data-test="staff-payments">
            { for shown.order.attempts.iter().map(attempt) }
            { for refunds }
        </ul>
    }
}

/// Notes of staff for staff, with room for another.
fn written(notes: &[StaffNote], new: &Notes) -> Html {
    html! {
        <div class="flex flex-col gap-4">
            <TextArea id="staff-new-note" label={t("staff-note-add")} value={new.text.clone()} limit={STAFF_NOTE_CHARS} optional={false} oninput={new.ontext.clone()} test="staff-note" />
            if let Some(failure) = &new.failure { { refused(failure) } }
            <div><Button small={true} icon="plus" busy={new.busy} disabled={new.text.trim().is_empty()} onclick={new.onadd.clone()} test="staff-note-add">{ t("note-add") }</Button></div>
            <p class="text-soft text-sm">{ t("staff-note-private") }</p>
            <ul class="flex flex-col gap-4">
                { for notes.iter().map(|note| html! {
                    <li key={note.id.as_str()} data-test="staff-note-row">
                        <p class="wrap-anywhere whitespace-pre-line">{ &note.text }</p>
                        <p class="text-soft text-sm">{ by_and_at(&note.by, note.at_us) }</p>
                    </li>
                }) }
            </ul>
        </div>
    }
}

fn by_and_at(by: &str, at_us: i64) -> String {
    let moment = format::moment(at_us);
    if by.is_empty() { moment } else { format!("{by} · {moment}") }
}
