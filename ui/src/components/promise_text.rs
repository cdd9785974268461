//! How and when something comes.

use domain::promise::Promise;
use domain::service::DeliveryKind;
use yew::prelude::*;

use super::icon_named;
use crate::i18n::tr;
use crate::{format, words};

/// A sentence on when it comes.
pub fn promise_text(promise: Promise) -> Html {
    dated(tr("promise", [("window", format::window(promise).into())]), "")
}

/// Only the dates, where the sentence around them says the rest; with more of Tailwind's classes.
pub fn promise_window(promise: Promise, class: &'static str) -> Html {
    dated(format::window(promise), class)
}

/// Only the dates, and without weekdays, where it is narrow.
pub fn promise_short(promise: Promise) -> Html {
    dated(format::window_short(promise), "")
}

fn dated(text: String, class: &'static str) -> Html {
    html! {
        <span class={classes!("inline-flex", "items-center", "gap-1.5", "min-w-0", class)}>
            { icon_named("calendar-check") }<span class="truncate">{ text }</span>
        </span>
    }
}

/// How it is delivered.
pub fn delivery_text(kind: DeliveryKind) -> Html {
    let icon = match kind {
        DeliveryKind::Remote => "monitor",
        DeliveryKind::OnSite => "map-pin",
        DeliveryKind::Shipped => "truck",
    };
    html! {
        <span class={classes!("inline-flex", "items-center", "gap-1.5", "whitespace-nowrap")}>
            { icon_named(icon) }{ words::delivery(kind) }
        </span>
    }
}
