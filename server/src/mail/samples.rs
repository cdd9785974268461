//! One mail of each kind about a made-up order, for `mail preview` and for the tests.

use contract::api::{Actor, EventKind, Order, OrderEvent, Refund};
use domain::address::{Address, Contact};
use domain::amendment::Amendment;
use domain::money::{BasisPoints, tax_contained};
use domain::order::OrderState;
use domain::promise::{Promise, together};
use domain::quote::{PricedLine, Totals};
use domain::refund::RefundState;
use domain::service::{Choices, DeliveryKind};
use domain::{Currency, LineId, Money, OrderId, Quantity, RefundId, ServiceId};
use jiff::civil::date;

use super::{Kind, Matter, Recipient, caused_by};

/// 2026-11-22 10:15 UTC.
pub const AT_US: i64 = 1_795_342_500_000_000;

const REFUND: &str = "refund-of-the-sample";

/// A mail to be made.
#[derive(Debug, Clone)]
pub struct Sample {
    pub matter: Matter,
    pub kind: Kind,
    pub to: Recipient,
}

impl Sample {
    pub fn of(kind: Kind) -> Self {
        Self::about(kind, order())
    }

    /// The same about another order.
    pub fn about(kind: Kind, order: Order) -> Self {
        let matter = match kind {
            Kind::NewDesk => Matter::NewDesk {
                name: order.contact.name,
                email: order.contact.email,
                desk: "Zoë's laptop".into(),
            },
            _ => about_order(kind, order),
        };
        let staff = Recipient { name: "Staff".into(), email: "staff@mail.example".into() };
        let to = if kind.is_for_staff() { staff } else { matter.reader() };
        Self { matter, kind, to }
    }
}

fn about_order(kind: Kind, mut order: Order) -> Matter {
    let cause = EventKind::ALL.into_iter().find(|event| caused_by(*event).contains(&kind));
    let mut event = OrderEvent::new(AT_US, Actor::Staff, cause.unwrap_or(EventKind::Placed));
    if !matches!(kind, Kind::OrderReceived | Kind::Expired | Kind::PaymentFailed) {
        order.paid = order.totals.total;
    }
    match kind {
        Kind::PromiseMoved => {
            event.note = "The machine that cuts the paper is being repaired.".into();
            event.amendments = moved(&mut order);
        }
        Kind::Changed => {
            event.note = "As you asked us on the telephone.".into();
            event.amendments = changed(&mut order);
        }
        Kind::Cancelled => event.note = "We cannot get the paper any more.".into(),
        Kind::Refunded | Kind::RefundFailed => order.refunds = vec![refund(&order)],
        _ => {}
    }
    if kind == Kind::Refunded {
        order.refunded = order.refunds[0].amount;
    }
    let (order, placed_on) = (Box::new(order), date(2026, 11, 22));
    Matter::Order { order, placed_on, event: Some(event), about: REFUND.into() }
}

/// The last line comes a week later.
fn moved(order: &mut Order) -> Vec<Amendment> {
    let later = Promise { earliest: date(2026, 12, 3), latest: date(2026, 12, 4) };
    let Some(line) = order.lines.last_mut() else { return Vec::new() };
    let from = std::mem::replace(&mut line.promise, later);
    order.promise = together([order.promise, later]).unwrap_or(order.promise);
    vec![Amendment::Promise { line: line.line.clone(), from, to: later }]
}

/// One of each thing that can be changed.
fn changed(order: &mut Order) -> Vec<Amendment> {
    let mut changes = Vec::new();
    if let Some(line) = order.lines.first() {
        let more = Quantity::new(line.quantity.get() + 1).unwrap_or(line.quantity);
        changes.push(Amendment::Quantity { line: line.line.clone(), from: more, to: Some(line.quantity) });
        let from = "Please ring twice.".into();
        changes.push(Amendment::Note { line: line.line.clone(), from, to: line.note.clone() });
    }
    let gone = line("panes-2", "Clean windows, inside and out", DeliveryKind::OnSite, 1, 7_200, (24, 25));
    changes.push(Amendment::Quantity { line: gone.line.clone(), from: Quantity::ONE, to: None });
    order.given_up.push(gone);
    if let Some(to) = &order.address {
        let from = Address { street: "Kurze Straße 1".into(), extra: String::new(), ..to.clone() };
        changes.push(Amendment::Address { from: Box::new(from), to: Box::new(to.clone()) });
    }
    changes
}

fn refund(order: &Order) -> Refund {
    Refund {
        id: RefundId::new(REFUND).expect("an id"),
        state: RefundState::Succeeded,
        amount: Money::new(order.totals.total.minor / 5, order.totals.total.currency),
        reason: "The visiting cards were bent when they arrived.".into(),
        created_at_us: AT_US,
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
            region: String::new(),
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

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::new("EUR").expect("known"))
}

/// Tax included, delivered between two days of November 2026.
pub fn line(
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
