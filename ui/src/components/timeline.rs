//! What happened to an order, oldest first.

use contract::api::{Actor, EventKind, Order, OrderEvent};
use domain::amendment::Amendment;
use yew::prelude::*;

use super::icon_named;
use crate::i18n::t;
use crate::{format, words};

/// What happened, with its note, what it changed, and its moment.
pub fn timeline(order: &Order) -> Html {
    signed_timeline(order, &[])
}

/// The same, with who of the staff did it, where it is known.
pub fn signed_timeline(order: &Order, authors: &[Option<String>]) -> Html {
    let last = order.events.len().saturating_sub(1);
    let changed = |amendment: &Amendment| {
        let name = match amendment {
            Amendment::Address { .. } => t("address"),
            Amendment::Quantity { line, .. }
            | Amendment::Note { line, .. }
            | Amendment::Promise { line, .. } => {
                order.name_of(line).map_or_else(|| t("line-unknown"), str::to_owned)
            }
        };
        html! { <p class="wrap-anywhere" data-test="amendment">{ words::amendment(amendment, &name) }</p> }
    };
    let entry = |(index, event): (usize, &OrderEvent)| {
        let (icon, tone) = look_of(event.kind);
        html! {
            <li key={index} class="relative flex gap-3.5 pb-5 last:pb-0">
                if index < last {
                    <span class="bg-base-300 absolute top-8 bottom-0 left-[0.9375rem] w-px" aria-hidden="true"></span>
                }
                <span class={classes!("grid", "size-8", "shrink-0", "place-items-center", "rounded-full", tone)}>
                    { icon_named(icon) }
                </span>
                <div class="min-w-0 pt-1">
                    <p class="font-medium">{ words::event(event.kind) }</p>
                    if !event.note.is_empty() { <p class="wrap-anywhere">{ &event.note }</p> }
                    { for event.amendments.iter().map(changed) }
                    <p class="text-soft text-sm">
                        { format::moment(event.at_us) }{ by(event) }
                        if let Some(Some(author)) = authors.get(index) { { " · " }{ author } }
                    </p>
                </div>
            </li>
        }
    };
    html! { <ol>{ for order.events.iter().enumerate().map(entry) }</ol> }
}

/// Who did it, where that could be one or the other.
fn by(event: &OrderEvent) -> Option<String> {
    let both = matches!(event.kind, EventKind::Cancelled | EventKind::Amended | EventKind::PromiseMoved);
    match event.actor {
        Actor::Customer if both => Some(t("event-by-customer")),
        Actor::Staff if both => Some(t("event-by-staff")),
        _ => None,
    }
}

/// Icon and colour of what happened.
pub fn look_of(kind: EventKind) -> (&'static str, &'static str) {
    match kind {
        EventKind::Placed => ("receipt", "soft-neutral"),
        EventKind::Paid => ("banknote", "soft-success"),
        EventKind::PaymentFailed => ("circle-x", "soft-error"),
        EventKind::PaymentCancelled => ("undo-2", "soft-neutral"),
        EventKind::PaymentExpired | EventKind::Expired => ("clock", "soft-neutral"),
        EventKind::Doubted => ("shield", "soft-accent"),
        EventKind::Approved => ("shield-check", "soft-success"),
        EventKind::Started => ("rocket", "soft-primary"),
        EventKind::Finished => ("package-check", "soft-success"),
        EventKind::Cancelled => ("x", "soft-neutral"),
        EventKind::RefundRequested => ("undo-2", "soft-neutral"),
        EventKind::Refunded => ("banknote", "soft-success"),
        EventKind::RefundFailed => ("circle-x", "soft-error"),
        EventKind::Disputed | EventKind::DisputeLost => ("shield", "soft-accent"),
        EventKind::DisputeWon => ("shield-check", "soft-success"),
        EventKind::Amended => ("pencil", "soft-neutral"),
        EventKind::PromiseMoved => ("calendar-clock", "soft-accent"),
    }
}
