//! An order with something of everything, for the tests of mails.

use std::sync::LazyLock;

use contract::api::Order;
use domain::address::{Address, Contact};
use domain::money::{BasisPoints, tax_contained};
use domain::order::OrderState;
use domain::promise::{Promise, together};
use domain::quote::{PricedLine, Totals};
use domain::service::{Choices, DeliveryKind};
use domain::{Currency, LineId, Money, OrderId, Quantity, ServiceId};
use jiff::civil::date;
use lettre::message::Mailbox;
use server::mail::{Envelope, Kind};

/// 2026-11-22 10:15 UTC.
pub const AT_US: i64 = 1_795_342_500_000_000;

static FROM: LazyLock<Mailbox> =
    LazyLock::new(|| "\"Korb & Söhne\" <orders@mail.example>".parse().expect("a sender"));

pub fn envelope<'a>(order: &'a Order, kind: Kind, locale: &'a str) -> Envelope<'a> {
    let message_id = match kind {
        Kind::OrderReceived => "0197-received",
        Kind::Paid => "0197-paid",
    };
    Envelope { message_id, provider: "Korb & Söhne", from: &FROM, order, kind, locale, at_us: AT_US }
}

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::new("EUR").expect("known"))
}

fn line(
    id: &str,
    name: &str,
    delivery: DeliveryKind,
    quantity: i64,
    unit: i64,
    days: (i8, i8),
) -> PricedLine {
    let rate = BasisPoints(1900);
    let total = unit * quantity;
    PricedLine {
        line: LineId::new(id).expect("an id"),
        service: ServiceId::new(id).expect("an id"),
        code: id.to_uppercase(),
        name: name.into(),
        choice_names: Vec::new(),
        choices: Choices::default(),
        quantity: Quantity::new(quantity).expect("a quantity"),
        note: String::new(),
        unit: eur(unit),
        total: eur(total),
        discount_minor: 0,
        tax_rate: rate,
        tax_added: false,
        tax: eur(tax_contained(total, rate)),
        delivery,
        promise: Promise { earliest: date(2026, 11, days.0), latest: date(2026, 11, days.1) },
    }
}

/// Three lines over 1,249.50 with one parcel.
pub fn order() -> Order {
    let mut lines = vec![
        line("clean-1", "Weekly house clean", DeliveryKind::OnSite, 2, 9_600, (23, 25)),
        line("web-7", "A home page that people can find & read", DeliveryKind::Remote, 1, 98_000, (24, 30)),
        line("print-3", "Visiting cards on cotton paper", DeliveryKind::Shipped, 3, 2_420, (26, 27)),
    ];
    lines[0].choice_names = vec!["Size: Up to 100 m²".into(), "Rhythm: Every week".into()];
    lines[0].note = "The key is with Mrs Öztürk on the ground floor, please ring twice.".into();
    lines[2].choice_names = vec!["Copies: 250".into()];
    let subtotal = lines.iter().map(|line| line.total.minor).sum();
    let tax: i64 = lines.iter().map(|line| line.tax.minor).sum();
    let promise = together(lines.iter().map(|line| line.promise)).expect("there are lines");
    Order {
        id: OrderId::new("o-42").expect("an id"),
        number: "P-2026-000042".into(),
        state: OrderState::AwaitingPayment,
        placed_at_us: AT_US - 60_000_000,
        expires_at_us: None,
        contact: Contact {
            name: "Zoë Åkesson".into(),
            email: "zoe@example.org".into(),
            phone: String::new(),
        },
        address: Some(Address {
            street: "Lange Straße 12".into(),
            extra: "Hinterhaus, 3. Stock".into(),
            postal_code: "10117".into(),
            city: "Berlin".into(),
            country: "DE".into(),
        }),
        totals: Totals {
            subtotal: eur(subtotal),
            discount: eur(0),
            shipping: eur(490),
            tax: eur(tax + 78),
            tax_added_minor: 0,
            total: eur(subtotal + 490),
        },
        coupon: None,
        shipping: None,
        promise,
        paid: eur(0),
        refunded: eur(0),
        attempts: Vec::new(),
        refunds: Vec::new(),
        events: Vec::new(),
        given_up: Vec::new(),
        lines,
    }
}
