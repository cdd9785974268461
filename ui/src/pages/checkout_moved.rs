//! What moved since the person looked, line by line: was, and is now.

use contract::ipc::CartView;
use domain::Money;
use domain::difference::{Difference, Seen, SeenLine, What};
use yew::prelude::*;

use crate::components::{Banner, Tone};
use crate::format;
use crate::i18n::{t, tr};

/// What the cart shows; none while it shows no sums.
pub fn seen(cart: &CartView) -> Option<Seen> {
    let totals = cart.estimate?;
    let lines = cart.lines.iter().filter_map(|shown| {
        Some(SeenLine {
            line: shown.line.id.clone(),
            name: shown.name.clone(),
            total: shown.total?,
            promise: shown.promise,
        })
    });
    Some(Seen { lines: lines.collect(), totals })
}

/// All differences, and what they make of the total; nothing if nothing moved.
pub fn moved(differences: &[Difference], before: Money, total: Money) -> Html {
    if differences.is_empty() {
        return html! {};
    }
    let worse = differences.iter().any(Difference::asks_consent);
    let sentence = if differences.iter().all(is_of_dates) {
        t("dates-moved")
    } else if before == total {
        t("prices-moved")
    } else {
        tr("price-moved", [("before", format::money(before).into()), ("now", format::money(total).into())])
    };
    html! {
        <Banner tone={if worse { Tone::Waits } else { Tone::Good }} icon="info" alert={true} test="price-moved">
            <div class="min-w-0 flex-1">
                <p>{ sentence }</p>
                <ul class="mt-2 flex flex-col gap-1 text-sm" data-test="differences">{ for differences.iter().map(row) }</ul>
            </div>
        </Banner>
    }
}

/// What the person says yes to; none if nothing got worse.
pub fn agreement(differences: &[Difference], total: Money) -> Option<String> {
    let worse =
        |of_dates| differences.iter().any(|moved| moved.asks_consent() && is_of_dates(moved) == of_dates);
    let key = match (worse(false), worse(true)) {
        (true, true) => "agree-dearer-later",
        (true, false) => "agree-dearer",
        (false, true) => "agree-later",
        (false, false) => return None,
    };
    Some(tr(key, [("amount", format::money(total).into())]))
}

fn is_of_dates(difference: &Difference) -> bool {
    matches!(difference.what, What::Window { .. })
}

fn row(difference: &Difference) -> Html {
    let what = match &difference.what {
        What::Line { name } | What::Window { name, .. } => name.clone(),
        What::Discount => t("discount"),
        What::Shipping => t("shipping"),
        What::TaxAdded => t("tax"),
    };
    let amount = |money: Option<Money>, none: &'static str| money.map_or_else(|| t(none), format::money);
    let (was, now) = match &difference.what {
        What::Window { was, now, .. } => (format::window(*was), format::window(*now)),
        What::Shipping => {
            let price =
                |price: Option<Money>| amount(price.filter(|price| price.minor != 0), "shipping-free");
            (price(difference.was), price(difference.now))
        }
        _ => (amount(difference.was, "moved-new"), amount(difference.now, "moved-gone")),
    };
    html! {
        <li class="flex flex-wrap justify-between gap-x-4">
            <span class="min-w-0 wrap-anywhere">{ what }</span>
            <span class="tabular-nums">{ tr("moved-was-now", [("was", was.into()), ("now", now.into())]) }</span>
        </li>
    }
}
