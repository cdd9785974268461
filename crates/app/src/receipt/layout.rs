//! What stands on the document of an order, and where.

use contract::api::{EventKind, Order};
use domain::attempt::{AttemptState, Gateway};
use domain::calendar::Calendar;
use domain::locale::Locale;
use domain::money::BasisPoints;
use domain::quote::{PricedLine, Totals};
use domain::refund::RefundState;
use domain::{Money, tax};
use krilla::metadata::{DateTime, Metadata};
use unicode_normalization::UnicodeNormalization;

use super::face::Faces;
use super::figures::{count, day, money, percent, window};
use super::paper::{LEFT, PLAIN, Paper, RIGHT, SMALL, STRONG, Style, TITLE, line_height};
use super::words::{Words, filled};

/// Where the second column of the head begins.
const MIDDLE: f32 = 312.0;
/// Where columns of numbers end.
const QUANTITY_END: f32 = 318.0;
const UNIT_END: f32 = 424.0;
/// The name of a service ends before the numbers begin.
const NAME_END: f32 = 272.0;
/// Sums stand below the numbers.
const SUMS: f32 = 250.0;

/// The document: a receipt if something was paid, otherwise the confirmation of an order. The same order gives the same
/// bytes. Days are those of the provider. None if it could not be drawn, which would be a fault of ours.
pub fn document(order: &Order, provider: &str, calendar: &Calendar, locale: Locale) -> Option<Vec<u8>> {
    let faces = Faces::new()?;
    let words = Words::of(locale);
    let title = title(order, words);
    let provider = composed(provider);
    let running = (provider.clone(), format!("{title} {}", order.number));
    let mut page = Page { paper: Paper::new(&faces, running), order, calendar, words, locale };
    page.head(&provider, title);
    page.people();
    page.lines();
    page.sums();
    page.payments();
    page.paper.skip(14.0);
    page.paper.paragraph(LEFT, RIGHT, SMALL, words.no_invoice);
    let metadata = metadata(order, title, provider, calendar, locale);
    page.paper.drawn(metadata, |page, of| {
        format!("{} · {}", order.number, filled(words.page, &[&page.to_string(), &of.to_string()]))
    })
}

fn title(order: &Order, words: &'static Words) -> &'static str {
    if order.paid.minor > 0 { words.receipt } else { words.confirmation }
}

/// Of the last thing that happened, and not of the moment: printed twice, it is the same document.
fn metadata(order: &Order, title: &str, provider: String, calendar: &Calendar, locale: Locale) -> Metadata {
    let last = order.events.iter().map(|event| event.at_us).max().unwrap_or(order.placed_at_us);
    let date = calendar.today(last);
    let part = |number: i8| u8::try_from(number).unwrap_or(1);
    let made = DateTime::new(u16::try_from(date.year()).unwrap_or_default())
        .month(part(date.month()))
        .day(part(date.day()));
    Metadata::new()
        .title(format!("{title} {}", order.number))
        .authors(vec![provider])
        .creator("Pannier".into())
        .language(locale.tag().into())
        .creation_date(made)
}

/// A letter and its marks as one sign, where there is one: the fonts are drawn sign by sign.
fn composed(text: &str) -> String {
    text.nfc().collect()
}

struct Page<'a> {
    paper: Paper<'a>,
    order: &'a Order,
    calendar: &'a Calendar,
    words: &'static Words,
    locale: Locale,
}

impl Page<'_> {
    fn head(&mut self, provider: &str, title: &str) {
        let (order, words) = (self.order, self.words);
        self.paper.line(LEFT, STRONG, provider);
        self.paper.skip(16.0);
        self.paper.line(LEFT, TITLE, title);
        self.paper.skip(10.0);
        let mut rows =
            vec![(words.number, order.number.clone()), (words.placed, self.day_of(order.placed_at_us))];
        let happened = |kind: EventKind| order.events.iter().rev().find(|event| event.kind == kind);
        for (label, kind) in [
            (words.paid_on, EventKind::Paid),
            (words.cancelled_on, EventKind::Cancelled),
            (words.expired_on, EventKind::Expired),
        ] {
            if let Some(event) = happened(kind) {
                rows.push((label, self.day_of(event.at_us)));
            }
        }
        if happened(EventKind::Cancelled).is_none() && happened(EventKind::Expired).is_none() {
            rows.push((words.expected, window(order.promise, self.locale)));
        }
        for (label, value) in rows {
            self.paper.put(LEFT, SMALL, label);
            self.paper.line(LEFT + 110.0, PLAIN, &value);
        }
        self.paper.skip(12.0);
    }

    /// Who ordered, and beside it where it goes.
    fn people(&mut self) {
        let (order, words) = (self.order, self.words);
        let contact = &order.contact;
        let start = self.paper.place();
        self.block(LEFT, words.customer, &[&contact.name, &contact.email, &contact.phone]);
        let mut end = self.paper.place();
        if let Some(address) = &order.address {
            self.paper.go_to(start);
            let city = format!("{} {}", address.postal_code, address.city);
            self.block(
                MIDDLE,
                words.address,
                &[&address.street, &address.extra, city.trim(), &address.country],
            );
            end = end.max(self.paper.place());
        }
        self.paper.go_to(end);
        self.paper.skip(18.0);
    }

    fn block(&mut self, x: f32, label: &str, lines: &[&str]) {
        let width = MIDDLE - LEFT - 20.0;
        self.paper.line(x, SMALL, label);
        for line in lines.iter().filter(|line| !line.is_empty()) {
            self.paper.paragraph(x, x + width, PLAIN, &composed(line));
        }
    }

    fn lines(&mut self) {
        let (order, words) = (self.order, self.words);
        let numbers = [(QUANTITY_END, words.quantity), (UNIT_END, words.unit), (RIGHT, words.amount)];
        let numbers = numbers.map(|(end, word)| (end, word.to_owned())).to_vec();
        self.paper.table((LEFT, words.service.to_owned()), numbers);
        for line in &order.lines {
            self.line(line);
        }
        self.paper.end_table();
        self.paper.rule(LEFT, RIGHT);
        self.paper.skip(9.0);
    }

    fn line(&mut self, line: &PricedLine) {
        let mut texts = self.wrapped(PLAIN, &line.name);
        texts.extend(self.wrapped(SMALL, &line.choice_names.join(" · ")));
        if !line.note.is_empty() {
            texts.extend(self.wrapped(SMALL, &filled(self.words.note, &[&line.note])));
        }
        // A line stays on one sheet; a very long note goes on on the next.
        let height: f32 = texts.iter().map(|(style, _)| line_height(*style)).sum();
        self.paper.need(height.min(20.0 * line_height(PLAIN)));
        self.paper.put_to(QUANTITY_END, PLAIN, &count(line.quantity.get(), self.locale));
        self.paper.put_to(UNIT_END, PLAIN, &money(line.unit, self.locale));
        self.paper.put_to(RIGHT, PLAIN, &money(line.total, self.locale));
        for (style, text) in texts {
            self.paper.line(LEFT, style, &text);
        }
        self.paper.skip(6.0);
    }

    fn wrapped(&self, style: Style, text: &str) -> Vec<(Style, String)> {
        let lines = self.paper.wrapped(NAME_END - LEFT, style, &composed(text));
        lines.into_iter().map(|line| (style, line)).collect()
    }

    fn sums(&mut self) {
        let (order, words) = (self.order, self.words);
        let Totals { subtotal, discount, shipping, tax, total, .. } = order.totals;
        let taxes = tax::sums(&order.lines, order.shipping.as_ref());
        // An order of an older version does not say the tax of its shipping: then only the sum is known.
        let known = taxes.iter().map(|tax| tax.amount.minor).sum::<i64>() == tax.minor;
        // Sums are not torn apart.
        self.paper.need((6 + taxes.len()) as f32 * line_height(PLAIN));
        self.sum(PLAIN, words.subtotal, subtotal);
        if discount.minor > 0 {
            let code = order.coupon.as_ref().map_or("", |coupon| coupon.as_str());
            let less = Money::new(-discount.minor, discount.currency);
            self.sum(PLAIN, &named(words.discount, code), less);
        }
        if shipping.minor > 0 || order.shipping.is_some() {
            let way = order.shipping.as_ref().map_or("", |shipping| shipping.name.as_str());
            self.sum(PLAIN, &named(words.shipping, way), shipping);
        }
        for tax in taxes.iter().filter(|tax| known && tax.added) {
            self.sum(PLAIN, &self.of_rate(words.tax_added, tax.rate), tax.amount);
        }
        self.paper.skip(2.0);
        self.paper.rule(SUMS, RIGHT);
        self.paper.skip(4.0);
        self.sum(STRONG, words.total, total);
        if !known && tax.minor > 0 {
            self.sum(SMALL, words.tax_contained, tax);
        }
        for tax in taxes.iter().filter(|tax| known && !tax.added) {
            self.sum(SMALL, &self.of_rate(words.tax_contained_rate, tax.rate), tax.amount);
        }
        self.paper.skip(14.0);
    }

    fn of_rate(&self, text: &str, rate: BasisPoints) -> String {
        filled(text, &[&percent(rate, self.locale)])
    }

    fn sum(&mut self, style: Style, label: &str, amount: Money) {
        // A long label (the name of a way of sending) takes lines of its own above the amount.
        let amount = money(amount, self.locale);
        let room = UNIT_END - SUMS + 10.0;
        let lines = self.paper.wrapped(room, style, &composed(label));
        let last = lines.len().saturating_sub(1);
        for (index, line) in lines.iter().enumerate() {
            self.paper.need(line_height(style));
            if index == last {
                self.paper.put_to(RIGHT, style, &amount);
            }
            self.paper.line(SUMS, style, line);
        }
    }

    /// What was paid and what went back, each with its day.
    fn payments(&mut self) {
        let (order, words, locale) = (self.order, self.words, self.locale);
        if order.paid.minor == 0 {
            let ended = order
                .events
                .iter()
                .any(|event| matches!(event.kind, EventKind::Cancelled | EventKind::Expired));
            if !ended {
                self.sum(STRONG, words.open, order.totals.total);
            }
            return;
        }
        self.paper.need(5.0 * line_height(PLAIN));
        self.paper.line(LEFT, STRONG, words.payments);
        self.paper.skip(2.0);
        self.paper.rule(LEFT, RIGHT);
        self.paper.skip(5.0);
        let paid = order.events.iter().find(|event| event.kind == EventKind::Paid);
        let through = order.attempts.iter().rev().find(|attempt| attempt.state == AttemptState::Captured);
        let through = through.map_or("", |attempt| self.gateway(attempt.gateway));
        let at_us = paid.map_or(order.placed_at_us, |event| event.at_us);
        self.payment(at_us, &filled(words.paid_through, &[through]), order.paid);
        for refund in &order.refunds {
            let (label, amount) = match refund.state {
                RefundState::Succeeded => (words.refunded, -refund.amount.minor),
                RefundState::Requested | RefundState::Pending => {
                    (words.refund_under_way, -refund.amount.minor)
                }
                // It never left.
                RefundState::Failed => continue,
            };
            let reason = composed(&refund.reason);
            let label = if reason.is_empty() { label.into() } else { format!("{label}: {reason}") };
            self.payment(refund.created_at_us, &label, Money::new(amount, refund.amount.currency));
        }
        if order.refunded.minor > 0 {
            let left = Money::new(order.paid.minor - order.refunded.minor, order.paid.currency);
            self.paper.put_to(RIGHT, STRONG, &money(left, locale));
            self.paper.line(LEFT, STRONG, words.balance);
        }
    }

    fn payment(&mut self, at_us: i64, what: &str, amount: Money) {
        let lines = self.paper.wrapped(UNIT_END - LEFT - 130.0, PLAIN, what);
        self.paper.need(lines.len() as f32 * line_height(PLAIN));
        self.paper.put(LEFT, SMALL, &self.day_of(at_us));
        self.paper.put_to(RIGHT, PLAIN, &money(amount, self.locale));
        for line in lines {
            self.paper.line(LEFT + 110.0, PLAIN, &line);
        }
    }

    fn day_of(&self, at_us: i64) -> String {
        day(self.calendar.today(at_us), self.locale)
    }

    fn gateway(&self, gateway: Gateway) -> &'static str {
        match gateway {
            Gateway::Stripe => "Stripe",
            Gateway::Paypal => "PayPal",
            Gateway::Sandbox => self.words.sandbox,
        }
    }
}

/// `Shipping (Express)`
fn named(what: &str, name: &str) -> String {
    if name.is_empty() { what.into() } else { format!("{what} ({name})") }
}
