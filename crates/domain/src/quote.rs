//! The priced answer to a cart. The server's is binding; the desk makes the same one as an estimate.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::limits::{LINES_PER_CART, ORDER_TOTAL_MINOR};
use crate::money::{BasisPoints, MoneyError, tax_contained};
use crate::promise::{self, Promise};
use crate::service::{Choices, DeliveryKind, Service, Unavailable};
use crate::{Currency, LineId, Money, Quantity, ServiceId};

/// What is asked to be priced. No price is part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AskedLine {
    /// The line of the cart that it comes from.
    pub line: LineId,
    pub service: ServiceId,
    pub choices: Choices,
    pub quantity: Quantity,
    #[serde(default)]
    pub note: String,
}

/// One priced line: everything that an order keeps of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PricedLine {
    pub line: LineId,
    pub service: ServiceId,
    pub code: String,
    pub name: String,
    /// For people: `["Size: Large"]`.
    pub choice_names: Vec<String>,
    pub choices: Choices,
    pub quantity: Quantity,
    pub note: String,
    pub unit: Money,
    pub total: Money,
    pub tax_rate: BasisPoints,
    /// Contained in `total`.
    pub tax: Money,
    pub delivery: DeliveryKind,
    pub promise: Promise,
}

/// Sums of a quote or an order, all of one currency. `total = subtotal - discount + shipping`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Totals {
    pub subtotal: Money,
    pub discount: Money,
    pub shipping: Money,
    /// Contained in `total`.
    pub tax: Money,
    pub total: Money,
}

/// What the provider charges beyond the services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Terms {
    pub currency: Currency,
    /// Once per order with a shipped line, in minor units, tax included.
    pub shipping_minor: i64,
    pub shipping_tax: BasisPoints,
}

/// Why a line could not be priced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LineProblem {
    pub line: LineId,
    pub reason: LineReason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum LineReason {
    UnknownService,
    Withdrawn,
    OptionGone,
    /// The service is priced in another currency than the provider's orders.
    OtherCurrency,
    TooLarge,
    /// The same line was asked for twice.
    Duplicate,
}

/// Why nothing could be priced.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotPrice {
    #[error("there is nothing to price")]
    Empty,
    #[error("more than {LINES_PER_CART} lines")]
    TooManyLines,
    #[error("some lines cannot be bought")]
    Lines(Vec<LineProblem>),
    #[error("the total is over the limit")]
    TotalTooLarge,
}

/// Lines, sums, and when it comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Priced {
    pub lines: Vec<PricedLine>,
    pub totals: Totals,
    pub promise: Promise,
    pub needs_address: bool,
}

/// Prices lines with services found by `find`, for an order made on `today`.
pub fn price<'a>(
    asked: &[AskedLine],
    find: impl Fn(&ServiceId) -> Option<&'a Service>,
    terms: Terms,
    today: Date,
) -> Result<Priced, CannotPrice> {
    if asked.is_empty() {
        return Err(CannotPrice::Empty);
    }
    if asked.len() > LINES_PER_CART {
        return Err(CannotPrice::TooManyLines);
    }
    let mut lines: Vec<PricedLine> = Vec::with_capacity(asked.len());
    let mut problems = Vec::new();
    for ask in asked {
        let twice = lines.iter().any(|line| line.line == ask.line);
        let priced = if twice {
            Err(LineReason::Duplicate)
        } else {
            price_line(ask, find(&ask.service), terms, today)
        };
        match priced {
            Ok(line) => lines.push(line),
            Err(reason) => problems.push(LineProblem { line: ask.line.clone(), reason }),
        }
    }
    if !problems.is_empty() {
        return Err(CannotPrice::Lines(problems));
    }
    let totals = totals(&lines, terms).map_err(|_| CannotPrice::TotalTooLarge)?;
    if totals.total.minor > ORDER_TOTAL_MINOR {
        return Err(CannotPrice::TotalTooLarge);
    }
    let promise = promise::together(lines.iter().map(|line| line.promise)).ok_or(CannotPrice::Empty)?;
    let needs_address = lines.iter().any(|line| line.delivery.needs_address());
    Ok(Priced { lines, totals, promise, needs_address })
}

fn price_line(
    ask: &AskedLine,
    service: Option<&Service>,
    terms: Terms,
    today: Date,
) -> Result<PricedLine, LineReason> {
    let service = service.ok_or(LineReason::UnknownService)?;
    if service.price.currency != terms.currency {
        return Err(LineReason::OtherCurrency);
    }
    let unit = service.unit_price(&ask.choices).map_err(|reason| match reason {
        Unavailable::Withdrawn => LineReason::Withdrawn,
        Unavailable::OptionGone => LineReason::OptionGone,
        Unavailable::PriceTooLarge => LineReason::TooLarge,
    })?;
    let total = unit.times(ask.quantity.get()).map_err(|_| LineReason::TooLarge)?;
    Ok(PricedLine {
        line: ask.line.clone(),
        service: service.id.clone(),
        code: service.code.clone(),
        name: service.name.clone(),
        choice_names: service.choice_names(&ask.choices),
        choices: ask.choices.clone(),
        quantity: ask.quantity,
        note: ask.note.clone(),
        unit,
        total,
        tax_rate: service.tax,
        tax: Money::new(tax_contained(total.minor, service.tax), total.currency),
        delivery: service.delivery,
        promise: promise::window(service.delivery, service.lead, today),
    })
}

fn totals(lines: &[PricedLine], terms: Terms) -> Result<Totals, MoneyError> {
    let zero = Money::zero(terms.currency);
    let ships = lines.iter().any(|line| line.delivery == DeliveryKind::Shipped);
    let shipping = if ships { Money::new(terms.shipping_minor, terms.currency) } else { zero };
    let mut subtotal = zero;
    let mut tax = Money::new(tax_contained(shipping.minor, terms.shipping_tax), terms.currency);
    for line in lines {
        subtotal = subtotal.plus(line.total)?;
        tax = tax.plus(line.tax)?;
    }
    Ok(Totals { subtotal, discount: zero, shipping, tax, total: subtotal.plus(shipping)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::tests::{service, size};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn terms() -> Terms {
        Terms {
            currency: Currency::new("EUR").expect("known"),
            shipping_minor: 490,
            shipping_tax: BasisPoints(1900),
        }
    }

    fn ask(line: &str, service: &str, quantity: i64) -> AskedLine {
        AskedLine {
            line: LineId::new(line).expect("an id"),
            service: ServiceId::new(service).expect("an id"),
            choices: size("large"),
            quantity: Quantity::new(quantity).expect("a quantity"),
            note: String::new(),
        }
    }

    fn priced(asked: &[AskedLine], services: &[Service]) -> Result<Priced, CannotPrice> {
        let find = |id: &ServiceId| services.iter().find(|service| &service.id == id);
        price(asked, find, terms(), date(2026, 11, 23))
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

    proptest! {
        #[test]
        fn totals_are_the_sums_of_their_lines(quantities in proptest::collection::vec(1..=999i64, 1..20)) {
            let services: Vec<_> = (0..quantities.len()).map(|n| service(&format!("s{n}"))).collect();
            let asked: Vec<_> = quantities.iter().enumerate()
                .map(|(n, q)| ask(&format!("l{n}"), &format!("s{n}"), *q)).collect();
            let quote = priced(&asked, &services).expect("all are sold");
            let sum: i64 = quote.lines.iter().map(|line| line.total.minor).sum();
            let tax: i64 = quote.lines.iter().map(|line| line.tax.minor).sum();
            prop_assert_eq!(sum, quote.totals.subtotal.minor);
            prop_assert_eq!(tax, quote.totals.tax.minor);
            prop_assert_eq!(sum, quote.totals.total.minor);
        }
    }
}
