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
        Some(SeenLine { line: shown.line.id.clone(), name: shown.name.clone(), total: shown.total? })
    });
    Some(Seen { lines: lines.collect(), totals })
}

/// All differences, and what they make of the total; nothing if nothing moved.
pub fn moved(differences: &[Difference], before: Money, total: Money) -> Html {
    if differences.is_empty() {
        return html! {};
    }
    let dearer = differences.iter().any(Difference::asks_consent);
    let sentence = if before == total {
        t("prices-moved")
    } else {
        tr("price-moved", [("before", format::money(before).into()), ("now", format::money(total).into())])
    };
    html! {
        <Banner tone={if dearer { Tone::Waits } else { Tone::Good }} icon="info" alert={true} test="price-moved">
            <div class="min-w-0 flex-1">
                <p>{ sentence }</p>
                <ul class="mt-2 flex flex-col gap-1 text-sm" data-test="differences">{ for differences.iter().map(row) }</ul>
            </div>
        </Banner>
    }
}

fn row(difference: &Difference) -> Html {
    let what = match &difference.what {
        What::Line { name } => name.clone(),
        What::Discount => t("discount"),
        What::Shipping => t("shipping"),
        What::TaxAdded => t("tax"),
    };
    let amount = |money: Option<Money>, none: &'static str| money.map_or_else(|| t(none), format::money);
    let (was, now) = (amount(difference.was, "moved-new"), amount(difference.now, "moved-gone"));
    html! {
        <li class="flex flex-wrap justify-between gap-x-4">
            <span class="min-w-0 wrap-anywhere">{ what }</span>
            <span class="tabular-nums">{ tr("moved-was-now", [("was", was.into()), ("now", now.into())]) }</span>
        </li>
    }
}
