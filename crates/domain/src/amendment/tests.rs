//! What changes cost, and what they leave as it was.

use super::*;
use crate::coupon::Uses;
use crate::coupon::tests::percent;
use crate::money::BasisPoints;
use crate::quote::tests::{ask, priced, start};
use crate::quote::{CouponAsked, Rules, Terms, price_by};
use crate::service::Service;
use crate::service::tests::service;
use crate::{Currency, ServiceId};
use jiff::civil::date;
use proptest::prelude::*;

fn line(id: &str) -> LineId {
    LineId::new(id).expect("an id")
}

fn quantity(units: i64) -> Quantity {
    Quantity::new(units).expect("a quantity")
}

fn address(country: &str, postal_code: &str) -> Address {
    let text = |text: &str| text.to_owned();
    Address {
        street: text("Lindenallee 4"),
        postal_code: text(postal_code),
        city: text("Köln"),
        country: text(country),
        ..Address::default()
    }
}

fn shipped(id: &str) -> Service {
    Service { delivery: DeliveryKind::Shipped, ..service(id) }
}

/// Two of a remote service `a` in line `l1`, one of a shipped service `b` in `l2`.
fn order() -> Agreed {
    let priced =
        priced(&[ask("l1", "a", 2), ask("l2", "b", 1)], &[service("a"), shipped("b")]).expect("sold");
    agreed(priced)
}

fn agreed(priced: crate::quote::Priced) -> Agreed {
    Agreed {
        lines: priced.lines,
        given_up: Vec::new(),
        totals: priced.totals,
        shipping: priced.shipping,
        promise: priced.promise,
        address: Some(address("DE", "50667")),
    }
}

fn as_wished(from: Promise, earliest: Date) -> Promise {
    Promise { earliest, latest: from.latest.max(earliest) }
}

fn amend(order: &mut Agreed, wish: &Wish) -> Result<Vec<Amendment>, CannotAmend> {
    order.amend(wish, as_wished)
}

#[test]
fn a_line_that_was_given_up_is_read_as_it_was_written() {
    let given_up = Amendment::Quantity { line: line("l"), from: Quantity::ONE, to: None };
    let json = serde_json::to_value(&given_up).expect("written");
    assert_eq!(json, serde_json::json!({ "what": "quantity", "line": "l", "from": 1, "to": null }));
    assert_eq!(serde_json::from_value::<Amendment>(json).expect("read"), given_up);
}

#[test]
fn a_wish_is_read_as_it_was_written() {
    let wish = Wish::Reschedule { line: line("l"), earliest: date(2026, 12, 1) };
    let json = serde_json::to_value(&wish).expect("written");
    assert_eq!(json, serde_json::json!({ "kind": "reschedule", "line": "l", "earliest": "2026-12-01" }));
    assert_eq!(serde_json::from_value::<Wish>(json).expect("read"), wish);
}

#[test]
fn fewer_units_cost_what_they_would_have_cost_alone() {
    let mut order = order();
    let wish = Wish::Quantity { line: line("l1"), quantity: quantity(1) };
    let changed = amend(&mut order, &wish).expect("fewer");
    let told = Amendment::Quantity { line: line("l1"), from: quantity(2), to: Some(quantity(1)) };
    assert_eq!(changed, [told]);
    let alone = priced(&[ask("l1", "a", 1), ask("l2", "b", 1)], &[service("a"), shipped("b")]).expect("sold");
    assert_eq!((order.lines, order.totals), (alone.lines, alone.totals));
    assert_eq!(order.shipping, alone.shipping);
}

#[test]
fn shipping_falls_away_with_the_last_line_that_is_sent() {
    let mut order = order();
    let sent = order.lines[1].clone();
    amend(&mut order, &Wish::GiveUp { line: line("l2") }).expect("given up");
    let alone = priced(&[ask("l1", "a", 2)], &[service("a")]).expect("sold");
    assert_eq!((&order.lines, order.totals, order.promise), (&alone.lines, alone.totals, alone.promise));
    assert_eq!((order.shipping.clone(), order.given_up.clone()), (None, vec![sent]));
    assert_eq!(amend(&mut order, &Wish::GiveUp { line: line("l1") }), Err(CannotAmend::LastLine));
}

#[test]
fn what_is_so_already_changes_nothing() {
    let mut order = order();
    let before = order.clone();
    for wish in [
        Wish::Quantity { line: line("l1"), quantity: quantity(2) },
        Wish::Note { line: line("l1"), note: "  ".into() },
        Wish::Address { address: address("DE", " 50667 ") },
    ] {
        assert_eq!(amend(&mut order, &wish), Ok(Vec::new()), "{wish:?}");
    }
    assert_eq!(order, before);
}

#[test]
fn what_cannot_be_is_refused_with_its_reason_and_changes_nothing() {
    let mut order = order();
    let before = order.clone();
    for (wish, reason) in [
        (Wish::Quantity { line: line("l1"), quantity: quantity(3) }, CannotAmend::OnlyLess),
        (Wish::Quantity { line: line("l9"), quantity: quantity(1) }, CannotAmend::NoSuchLine),
        (Wish::Note { line: line("l1"), note: "x".repeat(501) }, CannotAmend::NoteTooLong),
        (Wish::Address { address: address("AT", "1010") }, CannotAmend::OtherCountry),
        (Wish::Reschedule { line: line("l1"), earliest: date(2026, 11, 2) }, CannotAmend::NotThen),
        (Wish::Reschedule { line: line("l1"), earliest: date(2028, 11, 2) }, CannotAmend::NotThen),
    ] {
        assert_eq!(amend(&mut order, &wish), Err(reason), "{wish:?}");
    }
    let wrong = Wish::Address { address: address("DE", "5066") };
    assert!(matches!(amend(&mut order, &wrong), Err(CannotAmend::Fields(_))));
    assert_eq!(order, before);
    order.address = None;
    let somewhere = Wish::Address { address: address("DE", "50667") };
    assert_eq!(amend(&mut order, &somewhere), Err(CannotAmend::NoAddress));
}

#[test]
fn a_line_that_is_put_off_moves_the_order_with_it() {
    let mut order = order();
    let from = order.lines[0].promise;
    let wish = Wish::Reschedule { line: line("l1"), earliest: date(2027, 1, 4) };
    let changed = amend(&mut order, &wish).expect("later");
    let to = Promise { earliest: date(2027, 1, 4), latest: date(2027, 1, 4) };
    assert_eq!(changed, [Amendment::Promise { line: line("l1"), from, to }]);
    assert_eq!((order.lines[0].promise, order.promise), (to, to));
}

/// Services with odd prices, some of them sent, under a coupon, with tax included or added.
fn any_order() -> impl Strategy<Value = Agreed> {
    let sold = (1..100_000_i64, 0..=2_500_u32, any::<bool>());
    let lines = proptest::collection::vec((sold, 1..=999_i64), 1..8);
    (lines, 0..=10_000_u32, any::<bool>()).prop_map(|(lines, off, added)| {
        let (mut services, mut asked) = (Vec::new(), Vec::new());
        for (n, ((price, tax, sent), units)) in lines.into_iter().enumerate() {
            let mut new = if sent { shipped(&format!("s{n}")) } else { service(&format!("s{n}")) };
            (new.price.minor, new.tax) = (price, BasisPoints(tax));
            asked.push(ask(&format!("l{n}"), &format!("s{n}"), units));
            services.push(new);
        }
        let currency = Currency::new("EUR").expect("known");
        let terms = Terms { currency, shipping_minor: 490, shipping_tax: BasisPoints(1900) };
        let coupon = percent(off);
        let uses = Uses::default();
        let find = |id: &ServiceId| services.iter().find(|service| &service.id == id);
        let rules = Rules {
            coupon: Some(CouponAsked { known: Some(&coupon), uses, at_us: 0 }),
            ..Rules::plain(terms, start())
        };
        let mut order = agreed(price_by(&asked, find, rules).expect("sold"));
        if added {
            tax_added(&mut order);
        }
        order
    })
}

/// The same where prices have their tax added.
fn tax_added(order: &mut Agreed) {
    let mut taxes = 0;
    for line in &mut order.lines {
        line.tax_added = true;
        let tax = Tax { rate: line.tax_rate, added: true };
        line.tax.minor = tax.of(line.total.minor - line.discount_minor);
        taxes += line.tax.minor;
    }
    let contained = order.shipping.as_ref().map_or(0, |shipping| shipping.tax.minor);
    order.totals.tax.minor = taxes + contained;
    order.totals.total.minor += taxes;
    order.totals.tax_added_minor = taxes;
}

/// The totals are the sums of what they are made of.
fn add_up(order: &Agreed) -> bool {
    let Totals { subtotal, discount, shipping, tax, tax_added_minor, total } = order.totals;
    let sum = |of: fn(&PricedLine) -> i64| order.lines.iter().map(of).sum::<i64>();
    let sent = order.shipping.as_ref();
    subtotal.minor == sum(|line| line.total.minor)
        && discount.minor == sum(|line| line.discount_minor)
        && shipping.minor == sent.map_or(0, |sent| sent.price.minor)
        && tax.minor == sum(|line| line.tax.minor) + sent.map_or(0, |sent| sent.tax.minor)
        && tax_added_minor == sum(|line| if line.tax_added { line.tax.minor } else { 0 })
        && total.minor == subtotal.minor - discount.minor + shipping.minor + tax_added_minor
        && order.lines.iter().all(|line| {
            line.total.minor == line.unit.minor * line.quantity.get()
                && (0..=line.total.minor).contains(&line.discount_minor)
        })
}

proptest! {
    #[test]
    fn less_is_never_dearer_and_always_adds_up(
        mut order in any_order(), wishes in proptest::collection::vec((0..8_usize, 0..999_i64), 1..12),
    ) {
        prop_assert!(add_up(&order));
        for (at, units) in wishes {
            let before = order.clone();
            let wish = match Quantity::new(units) {
                Ok(quantity) => Wish::Quantity { line: line(&format!("l{at}")), quantity },
                Err(_) => Wish::GiveUp { line: line(&format!("l{at}")) },
            };
            if amend(&mut order, &wish).is_err() {
                prop_assert_eq!(&order, &before);
            }
            prop_assert!(add_up(&order), "{:?} {:?}", wish, order);
            prop_assert!((0..=before.totals.total.minor).contains(&order.totals.total.minor));
            prop_assert!(order.totals.tax.minor <= before.totals.tax.minor);
        }
    }
}
