//! What a mail says, in words and formatted amounts, before it becomes text or HTML.

use contract::api::Order;
use domain::address::{self, Country};
use domain::quote::PricedLine;
use domain::service::DeliveryKind;
use domain::{Address, CouponCode, Money};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Kind;
use super::format::{Locale, day, money, window};
use super::wording::{About, Wording, country, fill, wording};

pub struct Letter {
    pub wording: &'static Wording,
    pub about: &'static About,
    pub paid: bool,
    pub provider: String,
    pub subject: String,
    pub greeting: String,
    pub intro: String,
    pub number: String,
    pub placed_on: String,
    pub lines: Vec<Line>,
    /// Names and amounts above the total.
    pub sums: Vec<(String, String)>,
    pub total: String,
    pub tax: String,
    /// When everything has arrived.
    pub window: String,
    /// Its lines; none if the order has no address.
    pub address: Vec<String>,
    pub next: Vec<&'static str>,
    pub why: String,
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

impl Letter {
    pub fn new(provider: &str, order: &Order, kind: Kind, locale: Locale) -> Self {
        let wording = wording(locale);
        let about = match kind {
            Kind::OrderReceived => &wording.received,
            Kind::Paid => &wording.paid,
        };
        let total = money(order.totals.total, locale);
        let values = [("number", order.number.as_str()), ("total", &total), ("provider", provider)];
        let placed = Timestamp::from_microsecond(order.placed_at_us).unwrap_or(Timestamp::UNIX_EPOCH);
        let tax = order.totals.tax;
        Self {
            wording,
            about,
            paid: kind == Kind::Paid,
            provider: provider.into(),
            subject: fill(about.subject, &values),
            greeting: fill(wording.greeting, &[("name", &order.contact.name)]),
            intro: fill(about.intro, &values),
            number: order.number.clone(),
            placed_on: day(placed.to_zoned(TimeZone::UTC).date(), locale),
            lines: order.lines.iter().map(|line| Line::new(line, wording, locale)).collect(),
            sums: sums(order, wording, locale),
            tax: fill(wording.tax_contained, &[("amount", &money(tax, locale))]),
            window: window(order.promise, locale),
            address: order.address.iter().flat_map(|address| address_lines(address, locale)).collect(),
            next: next(order, about, wording, kind),
            why: fill(wording.why, &values),
            total,
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

/// Only what helps to understand the total.
fn sums(order: &Order, wording: &'static Wording, locale: Locale) -> Vec<(String, String)> {
    let totals = order.totals;
    let mut sums = vec![(wording.subtotal.into(), money(totals.subtotal, locale))];
    if totals.discount.minor != 0 {
        let taken = Money::new(-totals.discount.minor, totals.discount.currency);
        let coupon = order.coupon.as_ref().map_or("", CouponCode::as_str);
        sums.push((named(wording.discount, coupon), money(taken, locale)));
    }
    if totals.shipping.minor != 0 || has(order, DeliveryKind::Shipped) {
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

fn has(order: &Order, delivery: DeliveryKind) -> bool {
    order.lines.iter().any(|line| line.delivery == delivery)
}

fn address_lines(address: &Address, locale: Locale) -> Vec<String> {
    let known = address::country(&address.country).unwrap_or_else(Country::unknown);
    let mut lines = address::lines(address, &known);
    lines.push(country(&address.country, locale).to_owned());
    lines
}

fn next(order: &Order, about: &About, wording: &'static Wording, kind: Kind) -> Vec<&'static str> {
    let mut next = about.next.to_vec();
    if kind == Kind::Paid {
        let by_delivery = [
            (DeliveryKind::OnSite, wording.on_site_next),
            (DeliveryKind::Shipped, wording.shipped_next),
            (DeliveryKind::Remote, wording.remote_next),
        ];
        next.extend(
            by_delivery.into_iter().filter(|(delivery, _)| has(order, *delivery)).map(|(_, said)| said),
        );
    }
    next
}
