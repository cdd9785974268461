//! The lines of a quote or an order: they no longer change.

use domain::quote::PricedLine;
use domain::service::DeliveryKind;
use yew::prelude::*;

use super::{delivery_text, figures, promise_window};
use crate::format;
use crate::i18n::tr;

/// Each line with what it costs and when it comes.
pub fn priced_lines(lines: &[PricedLine]) -> Html {
    let line = |line: &PricedLine| {
        let unit = [("unit", format::money(line.unit).into()), ("quantity", line.quantity.get().into())];
        html! {
            <li key={line.line.to_string()} class="flex gap-4 py-3.5 first:pt-0 last:pb-0">
                <div class="min-w-0 flex-1">
                    <p class="font-medium">{ &line.name }</p>
                    if !line.choice_names.is_empty() {
                        <p class="text-soft text-sm">{ line.choice_names.join(" · ") }</p>
                    }
                    <p class="text-soft mt-1 flex flex-wrap gap-x-4 gap-y-1 text-sm">
                        { delivery_text(line.delivery) }
                        { promise_window(line.promise, "") }
                    </p>
                    if !line.note.is_empty() {
                        <p class="text-soft mt-1 text-sm wrap-anywhere whitespace-pre-line">{ tr("quoted", [("text", line.note.as_str().into())]) }</p>
                    }
                </div>
                <div class="shrink-0 text-right">
                    { figures(format::money(line.total), "font-medium", None) }
                    <p class="text-soft text-sm tabular-nums">{ tr("unit-times", unit) }</p>
                </div>
            </li>
        }
    };
    html! { <ul class="divide-base-300 divide-y">{ for lines.iter().map(line) }</ul> }
}

/// Whether something of it is sent: shipping that costs nothing is free then, and otherwise there is none.
pub fn ships(lines: &[PricedLine]) -> bool {
    lines.iter().any(|line| line.delivery == DeliveryKind::Shipped)
}
