//! What carts cost, with and without the provider's tables.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::*;
use crate::CategoryId;
use crate::calendar::{Calendar, Start};
use crate::coupon::{Coupon, Uses, Worth};
use crate::destination::Destination;
use crate::limits::ORDER_TOTAL_MINOR;
use crate::places::{Places, PlacesOf, plan};
use crate::service::tests::{service, size};
use crate::service::{LeadTime, Service};
use crate::shipping::ShippingMethod;
use crate::tax::{self, Tax, TaxRate, Zone};
use crate::{CouponCode, ShippingId};
use jiff::civil::date;
use proptest::prelude::*;

fn terms() -> Terms {
    Terms {
        currency: Currency::new("EUR").expect("known"),
        shipping_minor: 490,
        shipping_tax: BasisPoints(1900),
    }
}

pub(crate) fn ask(line: &str, service: &str, quantity: i64) -> AskedLine {
    AskedLine {
        line: LineId::new(line).expect("an id"),
        service: ServiceId::new(service).expect("an id"),
        choices: size("large"),
        quantity: Quantity::new(quantity).expect("a quantity"),
        note: String::new(),
    }
}

pub(crate) fn priced(asked: &[AskedLine], services: &[Service]) -> Result<Priced, CannotPrice> {
    let find = |id: &ServiceId| services.iter().find(|service| &service.id == id);
    price(asked, find, terms(), start())
}

#[test]
fn a_cart_of_two_services_is_priced_with_its_tax() {
    let quote = priced(&[ask("l1", "a", 2), ask("l2", "b", 1)], &[service("a"), service("b")])
        .expect("both are sold");
    assert_eq!(quote.totals.subtotal.minor, 3750);
    assert_eq!(quote.totals.total.minor, 3750);
    assert_eq!(quote.totals.tax.minor, 399 + 200);
    assert!(!quote.needs_address);
}

#[test]
fn shipping_is_charged_once_per_order() {
    let mut shipped = service("a");
    shipped.delivery = DeliveryKind::Shipped;
    let mut other = shipped.clone();
    other.id = ServiceId::new("b").expect("an id");
    let quote = priced(&[ask("l1", "a", 1), ask("l2", "b", 1)], &[shipped, other]).expect("sold");
    assert_eq!(quote.totals.shipping.minor, 490);
    assert!(quote.needs_address);
}

#[test]
fn every_line_that_cannot_be_bought_is_named() {
    let mut gone = service("gone");
    gone.withdrawn = true;
    let asked = [ask("l1", "gone", 1), ask("l2", "never", 1), ask("l3", "a", 1), ask("l3", "a", 1)];
    let Err(CannotPrice::Lines(problems)) = priced(&asked, &[gone, service("a")]) else {
        panic!("three lines are wrong")
    };
    let reasons: Vec<_> = problems.iter().map(|problem| problem.reason).collect();
    assert_eq!(reasons, [LineReason::Withdrawn, LineReason::UnknownService, LineReason::Duplicate]);
}

#[test]
fn nothing_and_too_much_cannot_be_priced() {
    assert_eq!(priced(&[], &[]), Err(CannotPrice::Empty));
    let mut dear = service("a");
    dear.price.minor = 1_000_000_000;
    assert_eq!(priced(&[ask("l1", "a", 999)], &[dear]), Err(CannotPrice::TotalTooLarge));
}

/// A Monday.
pub(crate) fn start() -> Start<'static> {
    static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::default);
    Start { calendar: &CALENDAR, day: date(2026, 11, 23) }
}

fn shipped(id: &str) -> Service {
    Service { delivery: DeliveryKind::Shipped, ..service(id) }
}

fn priced_by(asked: &[AskedLine], services: &[Service], rules: Rules<'_>) -> Result<Priced, CannotPrice> {
    price_by(asked, |id| services.iter().find(|service| &service.id == id), rules)
}

fn ten_percent() -> Coupon {
    Coupon {
        code: CouponCode::new("TEN").expect("a code"),
        worth: Worth::Percent { rate: BasisPoints(1000), cap: None },
        minimum: None,
        from_us: None,
        until_us: None,
        uses_max: None,
        uses_per_customer: None,
        categories: Vec::new(),
    }
}

fn asked_for(coupon: &Coupon) -> Option<CouponAsked<'_>> {
    Some(CouponAsked { known: Some(coupon), uses: Uses::default(), at_us: 0 })
}

fn added_everywhere(rate: u32) -> [TaxRate; 1] {
    [TaxRate { zone: Zone::default(), class: None, tax: Tax { rate: BasisPoints(rate), added: true } }]
}

fn method(id: &str, country: &str, price_minor: i64, days: u16) -> ShippingMethod {
    ShippingMethod {
        id: ShippingId::new(id).expect("an id"),
        name: id.to_uppercase(),
        countries: vec![country.into()],
        price_minor,
        travel: LeadTime { min_days: days, max_days: days },
        ..ShippingMethod::standard(terms())
    }
}

#[test]
fn tax_is_taken_from_what_is_left_after_the_discount() {
    let coupon = ten_percent();
    let rules = Rules { coupon: asked_for(&coupon), ..Rules::plain(terms(), start()) };
    let quote = priced_by(&[ask("l1", "a", 2)], &[service("a")], rules).expect("sold");
    assert_eq!(quote.coupon, Some(coupon.code.clone()));
    assert_eq!((quote.totals.subtotal.minor, quote.totals.discount.minor), (2500, 250));
    assert_eq!((quote.totals.total.minor, quote.totals.tax.minor), (2250, 359));
}

#[test]
fn a_coupon_that_does_not_count_is_a_problem_and_the_rest_is_priced() {
    let mut coupon = ten_percent();
    coupon.categories = vec![CategoryId::new("moon").expect("an id")];
    for (known, reason) in
        [(None, PriceReason::CouponUnknown), (Some(&coupon), PriceReason::CouponNothingToDiscount)]
    {
        let asked = Some(CouponAsked { known, uses: Uses::default(), at_us: 0 });
        let rules = Rules { coupon: asked, ..Rules::plain(terms(), start()) };
        let quote = priced_by(&[ask("l1", "a", 1)], &[service("a")], rules).expect("sold");
        assert_eq!(quote.problems, [PriceProblem::of(reason)]);
        assert_eq!((quote.coupon, quote.totals.total.minor), (None, 1250));
    }
}

#[test]
fn a_tax_that_is_added_makes_the_total_larger_and_says_by_how_much() {
    let place = Destination { country: "US".into(), ..Destination::default() };
    let taxes = added_everywhere(800);
    let rules = Rules { place: Some(&place), taxes: &taxes, ..Rules::plain(terms(), start()) };
    let quote = priced_by(&[ask("l1", "a", 1), ask("l2", "b", 1)], &[service("a"), shipped("b")], rules)
        .expect("sold");
    let totals = quote.totals;
    assert_eq!((totals.subtotal.minor, totals.shipping.minor), (2500, 490));
    assert_eq!((totals.tax.minor, totals.tax_added_minor, totals.total.minor), (239, 239, 3229));
    assert!(quote.lines.iter().all(|line| line.tax_added));
}

#[test]
fn the_wanted_method_is_taken_where_it_goes_and_moves_the_promise() {
    let methods = [method("slow", "DE", 490, 2), method("fast", "DE", 990, 1), method("far", "JP", 1990, 9)];
    let place = Destination { country: "DE".into(), ..Destination::default() };
    let quote = |wanted: &str| {
        let wanted = ShippingId::new(wanted).expect("an id");
        let (place, methods, method) = (Some(&place), &methods[..], Some(&wanted));
        let rules = Rules { place, methods, method, ..Rules::plain(terms(), start()) };
        priced_by(&[ask("l1", "a", 1)], &[shipped("a")], rules).expect("sold")
    };
    let (slow, fast, far) = (quote("slow"), quote("fast"), quote("far"));
    assert_eq!((slow.totals.shipping.minor, fast.totals.shipping.minor), (490, 990));
    assert!(fast.promise.latest < slow.promise.latest);
    assert_eq!(far.problems, [PriceProblem::of(PriceReason::ShippingNotThere)]);
    assert_eq!(far.shipping, slow.shipping);
}

#[test]
fn what_is_shipped_cannot_be_priced_where_nothing_goes() {
    let methods = [method("home", "DE", 490, 2)];
    let place = Destination { country: "JP".into(), ..Destination::default() };
    let rules = Rules { place: Some(&place), methods: &methods, ..Rules::plain(terms(), start()) };
    let asked = [ask("l1", "a", 1)];
    assert_eq!(priced_by(&asked, &[shipped("a")], rules), Err(CannotPrice::ShippingNotThere));
    assert!(priced_by(&asked, &[service("a")], rules).is_ok());
}

#[test]
fn a_quote_of_an_older_version_is_still_read() {
    let quote = priced(&[ask("l1", "a", 1)], &[service("a")]).expect("sold");
    let json = serde_json::to_string(&quote).expect("JSON");
    for newer in ["discount_minor", "tax_added", "coupon", "problems"] {
        assert!(!json.contains(newer), "{newer} is written only where it says something");
    }
    assert_eq!(serde_json::from_str::<Priced>(&json).expect("read"), quote);
}

proptest! {
    #[test]
    fn totals_are_the_sums_of_their_parts(
        quantities in proptest::collection::vec(1..=99i64, 1..20),
        prices in proptest::collection::vec(0..1_000_000i64, 20),
        (rate, percent, is_added) in (0..3_000u32, 0..=10_000u32, proptest::bool::ANY),
    ) {
        let services: Vec<_> = (0..quantities.len()).map(|n| {
            let mut service = if n % 3 == 0 { shipped(&format!("s{n}")) } else { service(&format!("s{n}")) };
            service.price.minor = prices[n];
            service
        }).collect();
        let asked: Vec<_> = quantities.iter().enumerate()
            .map(|(n, q)| ask(&format!("l{n}"), &format!("s{n}"), *q)).collect();
        let coupon = Coupon { worth: Worth::Percent { rate: BasisPoints(percent), cap: None }, ..ten_percent() };
        let place = Destination { country: "DE".into(), ..Destination::default() };
        let mut taxes = added_everywhere(rate);
        taxes[0].tax.added = is_added;
        let rules = Rules {
            coupon: asked_for(&coupon), place: Some(&place), taxes: &taxes, ..Rules::plain(terms(), start())
        };
        let quote = priced_by(&asked, &services, rules).expect("all are sold");
        let sum = |of: fn(&PricedLine) -> i64| quote.lines.iter().map(of).sum::<i64>();
        let totals = quote.totals;
        let shipping = quote.shipping.as_ref().expect("the first line is shipped");
        prop_assert_eq!(sum(|line| line.total.minor), totals.subtotal.minor);
        prop_assert_eq!(sum(|line| line.discount_minor), totals.discount.minor);
        prop_assert_eq!(sum(|line| line.tax.minor) + shipping.tax.minor, totals.tax.minor);
        prop_assert_eq!(shipping.price, totals.shipping);
        prop_assert_eq!(
            totals.total.minor,
            totals.subtotal.minor - totals.discount.minor + totals.shipping.minor + totals.tax_added_minor
        );
        prop_assert_eq!(totals.tax_added_minor, if is_added { totals.tax.minor } else { 0 });
        prop_assert!(quote.lines.iter().all(|line| (0..=line.total.minor).contains(&line.discount_minor)));
        let by_rate = tax::sums(&quote.lines, quote.shipping.as_ref());
        prop_assert_eq!(by_rate.iter().map(|sum| sum.amount.minor).sum::<i64>(), totals.tax.minor);
        prop_assert!(totals.total.minor <= ORDER_TOTAL_MINOR);
    }
}

/// Two places a day of the service `a`, of which Tuesday's are taken: from then on its lead time of a day ends.
fn two_a_day() -> PlacesOf {
    let places = Places { per_day: 2, taken: BTreeMap::from([(date(2026, 11, 24), 2)]) };
    PlacesOf::from([(ServiceId::new("a").expect("an id"), places)])
}

#[test]
fn a_full_day_moves_the_promise_and_lines_of_one_service_take_places_from_each_other() {
    let (places, service) = (two_a_day(), service("a"));
    let rules = Rules { places: Some(&places), ..Rules::plain(terms(), start()) };
    let asked = [ask("l1", "a", 1), ask("l2", "a", 2)];
    let priced = price_by(&asked, |_| Some(&service), rules).expect("there is room");
    let days = |line: usize| (priced.lines[line].promise.earliest, priced.lines[line].promise.latest);
    assert_eq!(days(0), (date(2026, 11, 25), date(2026, 11, 27)));
    // One on Wednesday and one on Thursday, which takes as long as any other.
    assert_eq!(days(1), (date(2026, 11, 25), date(2026, 11, 30)));
    let plan = plan(&priced.lines, &places, start().calendar).expect("there is room");
    let taken: Vec<_> =
        plan.iter().map(|place| (place.line.as_str(), place.day.day(), place.units)).collect();
    assert_eq!(taken, [("l1", 25, 1), ("l2", 25, 1), ("l2", 26, 1)]);
}

#[test]
fn a_parcel_takes_no_place_of_a_day() {
    let (places, parcel) = (two_a_day(), shipped("a"));
    let rules = Rules { places: Some(&places), ..Rules::plain(terms(), start()) };
    // More than there are places in all the days that are searched.
    let asked = [ask("l1", "a", 999)];
    let limited = price_by(&asked, |_| Some(&parcel), rules).expect("sold");
    assert_eq!(limited, price(&asked, |_| Some(&parcel), terms(), start()).expect("sold"));
    assert_eq!(plan(&limited.lines, &places, start().calendar), Some(Vec::new()));
}

#[test]
fn a_line_for_which_no_day_has_room_is_named() {
    let (places, service) = (two_a_day(), service("a"));
    let rules = Rules { places: Some(&places), ..Rules::plain(terms(), start()) };
    let asked = [ask("l1", "a", 1), ask("l2", "a", 999)];
    let refused = price_by(&asked, |_| Some(&service), rules);
    let line = LineId::new("l2").expect("an id");
    assert_eq!(refused, Err(CannotPrice::Lines(vec![LineProblem { line, reason: LineReason::SoldOut }])));
}
