//! The sums of a cart, a quote or an order.

use domain::quote::Totals;
use yew::prelude::*;

use super::{figures, money_text};
use crate::format;
use crate::i18n::t;

/// What the sums are of.
#[derive(Clone, Copy)]
pub struct Sums {
    pub totals: Totals,
    /// Not binding: the server has the last word.
    pub estimate: bool,
    /// Something is sent: then sending may cost nothing, rather than not happen.
    pub ships: bool,
    /// The name of the total for tests.
    pub test: Option<&'static str>,
}

/// One row for each sum, the total below them.
pub fn totals_list(sums: Sums) -> Html {
    let Totals { subtotal, discount, shipping, tax, total } = sums.totals;
    let row = |label: String, value: Html| {
        html! { <div class="flex items-baseline justify-between gap-4"><dt class="text-soft">{ label }</dt><dd>{ value }</dd></div> }
    };
    let label = if sums.estimate { t("total-estimate") } else { t("total") };
    html! {
        <dl class="flex flex-col gap-2">
            { row(t("subtotal"), money_text(subtotal)) }
            if discount.minor > 0 {
                { row(t("discount"), html! { <>{ "− " }{ money_text(discount) }</> }) }
            }
            { row(t("shipping"), match shipping.minor {
                0 if sums.ships => t("shipping-free").into(),
                0 => t("shipping-none").into(),
                _ => money_text(shipping),
            }) }
            <div class="border-base-300 mt-1 flex flex-wrap items-baseline justify-between gap-x-4 border-t pt-3">
                <dt class="font-semibold">{ label }</dt>
                <dd class="ml-auto text-xl font-semibold">
                    { figures(format::money(total), "", sums.test) }
                </dd>
            </div>
            <div class="text-soft flex items-baseline justify-between gap-4 text-sm">
                <dt>{ t("tax-contained") }</dt><dd>{ money_text(tax) }</dd>
            </div>
        </dl>
    }
}
