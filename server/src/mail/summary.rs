//! An order as its mail shows it: lines, how the total comes about, and where it goes.

use contract::api::Order;
use domain::address::{self, Country};
use domain::quote::PricedLine;
use domain::service::DeliveryKind;
use domain::{Address, CouponCode, Money};
use jiff::civil::Date;

use super::format::{Locale, day, money, window};
use super::wording::{Wording, country, fill};

pub struct Summary {
    pub placed_on: String,
    pub lines: Vec<Line>,
    /// Names and amounts above the total.
    pub sums: Vec<(String, String)>,
    pub total: String,
    pub tax: String,
    /// Its lines; none if the order has no address.
    pub address: Vec<String>,
}

pub struct Line {
    pub quantity: i64,
    pub name: String,
    /// `Size: Large · Rhythm: Once`; may be empty.
    pub choices: String,
    pub note: String,
    /// The price of one; empty for one.
    pub each: String,
    pub total: String,
    pub delivery: &'static str,
    pub window: String,
}

impl Summary {
    pub fn new(order: &Order, placed_on: Date, wording: &'static Wording, locale: Locale) -> Self {
        Self {
            placed_on: day(placed_on, locale),
            lines: order.lines.iter().map(|line| Line::new(line, wording, locale)).collect(),
            sums: sums(order, wording, locale),
            total: money(order.totals.total, locale),
            tax: fill(wording.tax_contained, &[("amount", &money(order.totals.tax, locale))]),
            address: order.address.iter().flat_map(|address| address_lines(address, locale)).collect(),
        }
    }
}

impl Line {
    fn new(line: &PricedLine, wording: &'static Wording, locale: Locale) -> Self {
        let quantity = line.quantity.get();
        let each = || fill(wording.each, &[("price", &money(line.unit, locale))]);
        Self {
            quantity,
            name: line.name.clone(),
            choices: line.choice_names.join(" · "),
            note: line.note.trim().into(),
            each: if quantity == 1 { String::new() } else { each() },
            total: money(line.total, locale),
            delivery: match line.delivery {
                DeliveryKind::Remote => wording.remote,
                DeliveryKind::OnSite => wording.on_site,
                DeliveryKind::Shipped => wording.shipped,
            },
            window: window(line.promise, locale),
        }
    }
}

/// The lines of an address as its country writes them.
pub fn address_lines(address: &Address, locale: Locale) -> Vec<String> {
    let known = address::country(&address.country).unwrap_or_else(Country::unknown);
    let mut lines = address::lines(address, &known);
    lines.push(country(&address.country, locale).to_owned());
    lines
}

/// Only what helps to understand the total.
fn sums(order: &Order, wording: &'static Wording, locale: Locale) -> Vec<(String, String)> {
    let totals = order.totals;
    let mut sums = vec![(wording.subtotal.into(), money(totals.subtotal, locale))];
    if totals.discount.minor != 0 {
        let taken = Money::new(-totals.discount.minor, totals.discount.currency);
        let coupon = order.coupon.as_ref().map_or("", CouponCode::as_str);
        sums.push((named(wording.discount, coupon), money(taken, locale)));
    }
    let is_sent = order.lines.iter().any(|line| line.delivery == DeliveryKind::Shipped);
    if totals.shipping.minor != 0 || is_sent {
        let way = order.shipping.as_ref().map_or("", |shipping| shipping.name.as_str());
        sums.push((named(wording.shipping, way), money(totals.shipping, locale)));
    }
    if totals.tax_added_minor != 0 {
        sums.push((wording.tax_added.into(), money(totals.tax_added(), locale)));
    }
    sums
}

/// `Shipping (Express)`
fn named(what: &str, name: &str) -> String {
    if name.is_empty() { what.into() } else { format!("{what} ({name})") }
}
