//! The sums of a cart, a quote or an order.

use domain::quote::Totals;
use yew::prelude::*;

use super::MoneyText;
use crate::i18n::t;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub totals: Totals,
    /// Not binding: the server has the last word.
    #[prop_or_default]
    pub estimate: bool,
    /// Something is sent: then sending may cost nothing, rather than not happen.
    #[prop_or_default]
    pub ships: bool,
    /// The name of the total for tests.
    #[prop_or_default]
    pub test: Option<AttrValue>,
}

#[component]
pub fn TotalsList(props: &Props) -> Html {
    let Totals { subtotal, discount, shipping, tax, total } = props.totals;
    let row = |label: String, value: Html| {
        html! { <div class="flex items-baseline justify-between gap-4"><dt class="text-soft">{ label }</dt><dd>{ value }</dd></div> }
    };
    let label = if props.estimate { t("total-estimate") } else { t("total") };
    html! {
        <dl class="flex flex-col gap-2">
            { row(t("subtotal"), html! { <MoneyText money={subtotal} /> }) }
            if discount.minor > 0 {
                { row(t("discount"), html! { <>{ "− " }<MoneyText money={discount} /></> }) }
            }
            { row(t("shipping"), match shipping.minor {
                0 if props.ships => t("shipping-free").into(),
                0 => t("shipping-none").into(),
                _ => html! { <MoneyText money={shipping} /> },
            }) }
            <div class="border-base-300 mt-1 flex flex-wrap items-baseline justify-between gap-x-4 border-t pt-3">
                <dt class="font-semibold">{ label }</dt>
                <dd class="ml-auto text-xl font-semibold">
                    <MoneyText money={total} test={props.test.clone()} />
                </dd>
            </div>
            <div class="text-soft flex items-baseline justify-between gap-4 text-sm">
                <dt>{ t("tax-contained") }</dt><dd><MoneyText money={tax} /></dd>
            </div>
        </dl>
    }
}
