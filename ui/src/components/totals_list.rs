//! The sums of a cart, a quote or an order.

use domain::CouponCode;
use domain::quote::{PricedLine, Totals};
use domain::shipping::PricedShipping;
use domain::tax::{self, TaxSum};
use yew::prelude::*;

use super::{figures, money_text};
use crate::format;
use crate::i18n::{t, tr};

/// What the sums are of.
#[derive(Clone, Copy)]
pub struct Sums<'a> {
    pub totals: Totals,
    /// Not binding: the server has the last word.
    pub estimate: bool,
    /// Something is sent: then sending may cost nothing, rather than not happen.
    pub ships: bool,
    /// What the totals are made of; nothing of it is known of an estimate.
    pub lines: &'a [PricedLine],
    pub shipping: Option<&'a PricedShipping>,
    pub coupon: Option<&'a CouponCode>,
    /// The name of the total for tests.
    pub test: Option<&'static str>,
}

impl Sums<'_> {
    /// Of a cart, before the server has priced it.
    pub fn estimate(totals: Totals, ships: bool, test: Option<&'static str>) -> Self {
        Self { totals, estimate: true, ships, lines: &[], shipping: None, coupon: None, test }
    }

    /// The taxes by rate, where they are known; an order of an older version does not say that of its shipping.
    fn taxes(&self) -> Vec<TaxSum> {
        let taxes = tax::sums(self.lines, self.shipping);
        let all: i64 = taxes.iter().map(|tax| tax.amount.minor).sum();
        if all == self.totals.tax.minor { taxes } else { Vec::new() }
    }
}

/// One row for each sum, the total below them, and below it the taxes that are in it.
pub fn totals_list(sums: Sums<'_>) -> Html {
    let Totals { subtotal, discount, shipping, tax, total, .. } = sums.totals;
    let taxes = sums.taxes();
    let row = |label: String, value: Html| {
        html! { <div class="flex items-baseline justify-between gap-4"><dt class="text-soft">{ label }</dt><dd>{ value }</dd></div> }
    };
    let small = |label: String, value: Html| {
        html! { <div class="text-soft flex items-baseline justify-between gap-4 text-sm"><dt>{ label }</dt><dd>{ value }</dd></div> }
    };
    let rate = |tax: &TaxSum| [("rate", format::percent(tax.rate.0).into())];
    let label = if sums.estimate { t("total-estimate") } else { t("total") };
    let coupon = sums.coupon.map_or("", CouponCode::as_str);
    let way = sums.shipping.map_or("", |shipping| shipping.name.as_str());
    html! {
        <dl class="flex flex-col gap-2">
            { row(t("subtotal"), money_text(subtotal)) }
            if discount.minor > 0 {
                { row(named(t("discount"), coupon), html! { <>{ "− " }{ money_text(discount) }</> }) }
            }
            { row(named(t("shipping"), way), match shipping.minor {
                0 if sums.ships => t("shipping-free").into(),
                0 => t("shipping-none").into(),
                _ => money_text(shipping),
            }) }
            { for taxes.iter().filter(|tax| tax.added).map(|tax| row(tr("tax-added", rate(tax)), money_text(tax.amount))) }
            <div class="border-base-300 mt-1 flex flex-wrap items-baseline justify-between gap-x-4 border-t pt-3">
                <dt class="font-semibold">{ label }</dt>
                <dd class="ml-auto text-xl font-semibold">
                    { figures(format::money(total), "", sums.test) }
                </dd>
            </div>
            if taxes.is_empty() {
                { small(t("tax-contained"), money_text(tax)) }
            }
            { for taxes.iter().filter(|tax| !tax.added).map(|tax| small(tr("tax-contained-rate", rate(tax)), money_text(tax.amount))) }
        </dl>
    }
}

/// `Shipping (Express)`
fn named(what: String, name: &str) -> String {
    if name.is_empty() { what } else { format!("{what} ({name})") }
}
