//! How a cart is priced: services, discount, shipping, tax, in this order.

use super::{
    AskedLine, CannotPrice, LineProblem, LineReason, PriceProblem, PriceReason, Priced, PricedLine, Terms,
    Totals,
};
use crate::calendar::Start;
use crate::coupon::{Coupon, Goods, Uses};
use crate::destination::Destination;
use crate::limits::{LINES_PER_CART, ORDER_TOTAL_MINOR};
use crate::money::MoneyError;
use crate::places::PlacesOf;
use crate::promise::{self, Promise};
use crate::service::{DeliveryKind, Service, Unavailable};
use crate::shipping::{PricedShipping, ShippingMethod};
use crate::tax::{self, TaxRate};
use crate::{CouponCode, Money, ServiceId, ShippingId};

/// Everything but the services that a price depends on.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    pub terms: Terms,
    /// Where the lead times begin.
    pub start: Start<'a>,
    /// What is taken of the days of services with a limit; none: nobody knows.
    pub places: Option<&'a PlacesOf>,
    /// Lines that were promised before: they come no earlier than that.
    pub agreed: &'a [PricedLine],
    /// None while nobody knows it.
    pub place: Option<&'a Destination>,
    pub taxes: &'a [TaxRate],
    /// None: the one of the terms.
    pub methods: &'a [ShippingMethod],
    /// The wanted one; none: the first that goes there.
    pub method: Option<&'a ShippingId>,
    pub coupon: Option<CouponAsked<'a>>,
}

/// A coupon that was asked for.
#[derive(Debug, Clone, Copy)]
pub struct CouponAsked<'a> {
    /// None if there is none of this code.
    pub known: Option<&'a Coupon>,
    pub uses: Uses,
    /// The moment at which it has to count.
    pub at_us: i64,
}

impl<'a> Rules<'a> {
    /// What is known without the provider's tables.
    pub fn plain(terms: Terms, start: Start<'a>) -> Self {
        Self {
            terms,
            start,
            places: None,
            agreed: &[],
            place: None,
            taxes: &[],
            methods: &[],
            method: None,
            coupon: None,
        }
    }

    fn method(&self) -> Result<(ShippingMethod, bool), CannotPrice> {
        let standard = [ShippingMethod::standard(self.terms)];
        let methods = if self.methods.is_empty() { &standard[..] } else { self.methods };
        let there = || methods.iter().filter(|method| method.goes_to(self.place));
        let wanted = self.method.and_then(|id| there().find(|method| &method.id == id));
        let found = wanted.or_else(|| there().next()).ok_or(CannotPrice::ShippingNotThere)?;
        Ok((found.clone(), self.method.is_some() && wanted.is_none()))
    }
}

/// Prices lines with services found by `find`, as far as anybody knows: an estimate.
pub fn price<'a>(
    asked: &[AskedLine],
    find: impl Fn(&ServiceId) -> Option<&'a Service>,
    terms: Terms,
    start: Start<'_>,
) -> Result<Priced, CannotPrice> {
    price_by(asked, find, Rules::plain(terms, start))
}

/// Prices lines with services found by `find`, by all rules.
pub fn price_by<'a>(
    asked: &[AskedLine],
    find: impl Fn(&ServiceId) -> Option<&'a Service>,
    rules: Rules<'_>,
) -> Result<Priced, CannotPrice> {
    let (mut lines, services) = found_lines(asked, find, rules)?;
    // Before anything is reckoned with it.
    let subtotal = lines.iter().try_fold(Money::zero(rules.terms.currency), |sum, line| sum.plus(line.total));
    if !subtotal.is_ok_and(|subtotal| subtotal.minor <= ORDER_TOTAL_MINOR) {
        return Err(CannotPrice::TotalTooLarge);
    }
    let mut problems = Vec::new();
    let coupon = discount(&mut lines, &services, rules, &mut problems);
    let shipping = shipping(&mut lines, &services, rules, &mut problems)?;
    for (line, service) in lines.iter_mut().zip(&services) {
        let tax = tax::find(rules.taxes, rules.place, service.tax_class.as_ref(), service.tax);
        line.tax = Money::new(tax.of(line.total.minor - line.discount_minor), line.total.currency);
        (line.tax_rate, line.tax_added) = (tax.rate, tax.added);
    }
    let totals = totals(&lines, shipping.as_ref(), rules.terms).map_err(|_| CannotPrice::TotalTooLarge)?;
    if totals.total.minor > ORDER_TOTAL_MINOR {
        return Err(CannotPrice::TotalTooLarge);
    }
    let promise = promise::together(lines.iter().map(|line| line.promise)).ok_or(CannotPrice::Empty)?;
    let needs_address = lines.iter().any(|line| line.delivery.needs_address());
    Ok(Priced { lines, totals, promise, needs_address, coupon, shipping, problems })
}

/// The lines at their prices, with their services, as yet without discount and tax.
fn found_lines<'a>(
    asked: &[AskedLine],
    find: impl Fn(&ServiceId) -> Option<&'a Service>,
    rules: Rules<'_>,
) -> Result<(Vec<PricedLine>, Vec<&'a Service>), CannotPrice> {
    if asked.is_empty() {
        return Err(CannotPrice::Empty);
    }
    if asked.len() > LINES_PER_CART {
        return Err(CannotPrice::TooManyLines);
    }
    let mut lines: Vec<PricedLine> = Vec::with_capacity(asked.len());
    let (mut services, mut problems) = (Vec::with_capacity(asked.len()), Vec::new());
    // Lines of one service take places from each other.
    let mut places = rules.places.cloned().unwrap_or_default();
    for ask in asked {
        let twice = lines.iter().any(|line| line.line == ask.line);
        let found = if twice {
            Err(LineReason::Duplicate)
        } else {
            found_line(ask, find(&ask.service), rules, &mut places)
        };
        match found {
            Ok((line, service)) => {
                lines.push(line);
                services.push(service);
            }
            Err(reason) => problems.push(LineProblem { line: ask.line.clone(), reason }),
        }
    }
    if problems.is_empty() { Ok((lines, services)) } else { Err(CannotPrice::Lines(problems)) }
}

fn found_line<'a>(
    ask: &AskedLine,
    service: Option<&'a Service>,
    rules: Rules<'_>,
    places: &mut PlacesOf,
) -> Result<(PricedLine, &'a Service), LineReason> {
    let service = service.ok_or(LineReason::UnknownService)?;
    if service.price.currency != rules.terms.currency {
        return Err(LineReason::OtherCurrency);
    }
    let unit = service.unit_price(&ask.choices).map_err(|reason| match reason {
        Unavailable::Withdrawn => LineReason::Withdrawn,
        Unavailable::OptionGone => LineReason::OptionGone,
        Unavailable::PriceTooLarge => LineReason::TooLarge,
    })?;
    let total = unit.times(ask.quantity.get()).map_err(|_| LineReason::TooLarge)?;
    let line = PricedLine {
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
        discount_minor: 0,
        tax_rate: service.tax,
        tax_added: false,
        tax: Money::zero(total.currency),
        delivery: service.delivery,
        promise: promised(ask, service, rules, places)?,
    };
    Ok((line, service))
}

/// When it comes: as soon as the lead time is over, and as there is room. A parcel travels, and takes no place of a day.
fn promised(
    ask: &AskedLine,
    service: &Service,
    rules: Rules<'_>,
    places: &mut PlacesOf,
) -> Result<Promise, LineReason> {
    let start = rules.start;
    let promise = promise::window(service.delivery, service.lead, start);
    let limited = places.get_mut(&service.id).filter(|_| service.delivery != DeliveryKind::Shipped);
    let Some(limited) = limited else { return Ok(promise) };
    let agreed = rules.agreed.iter().find(|line| line.line == ask.line);
    let from = agreed.map_or(promise.earliest, |line| line.promise.earliest.max(promise.earliest));
    let days = limited.take(start.calendar, from, ask.quantity.get());
    match days.as_deref() {
        Some([(first, _), .., (last, _)]) => Ok(promise::placed(service.lead, *first, *last, start)),
        Some([(only, _)]) => Ok(promise::placed(service.lead, *only, *only, start)),
        _ => Err(LineReason::SoldOut),
    }
}

/// Takes the coupon off the lines; its code, if it counts.
fn discount(
    lines: &mut [PricedLine],
    services: &[&Service],
    rules: Rules<'_>,
    problems: &mut Vec<PriceProblem>,
) -> Option<CouponCode> {
    let asked = rules.coupon?;
    let Some(coupon) = asked.known else {
        problems.push(PriceProblem::of(PriceReason::CouponUnknown));
        return None;
    };
    let goods: Vec<_> = lines
        .iter()
        .zip(services)
        .map(|(line, service)| Goods { total: line.total, category: &service.category })
        .collect();
    match coupon.discounts(&goods, rules.terms.currency, asked.uses, asked.at_us) {
        Ok(parts) => {
            for (line, part) in lines.iter_mut().zip(parts) {
                line.discount_minor = part;
            }
            Some(coupon.code.clone())
        }
        Err(problem) => {
            problems.push(problem);
            None
        }
    }
}

/// The way in which the lines that are shipped are sent; it moves their promises.
fn shipping(
    lines: &mut [PricedLine],
    services: &[&Service],
    rules: Rules<'_>,
    problems: &mut Vec<PriceProblem>,
) -> Result<Option<PricedShipping>, CannotPrice> {
    if !lines.iter().any(|line| line.delivery == DeliveryKind::Shipped) {
        return Ok(None);
    }
    let (method, another) = rules.method()?;
    if another {
        problems.push(PriceProblem::of(PriceReason::ShippingNotThere));
    }
    for (line, service) in
        lines.iter_mut().zip(services).filter(|(line, _)| line.delivery == DeliveryKind::Shipped)
    {
        line.promise = promise::window_by(service.delivery, service.lead, method.travel, rules.start);
    }
    let goods: i64 = lines.iter().map(|line| line.total.minor - line.discount_minor).sum();
    let price = Money::new(method.price_for(goods), rules.terms.currency);
    let tax = tax::find(rules.taxes, rules.place, method.tax_class.as_ref(), method.tax);
    Ok(Some(PricedShipping {
        id: method.id,
        name: method.name,
        price,
        tax_rate: tax.rate,
        tax_added: tax.added,
        tax: Money::new(tax.of(price.minor), price.currency),
    }))
}

fn totals(
    lines: &[PricedLine],
    shipping: Option<&PricedShipping>,
    terms: Terms,
) -> Result<Totals, MoneyError> {
    let zero = Money::zero(terms.currency);
    let (mut subtotal, mut discount, mut tax, mut added) = (zero, zero, zero, zero);
    let mut bears = |amount: Money, is_added: bool| {
        tax = tax.plus(amount)?;
        added = if is_added { added.plus(amount)? } else { added };
        Ok::<(), MoneyError>(())
    };
    for line in lines {
        subtotal = subtotal.plus(line.total)?;
        discount = discount.plus(Money::new(line.discount_minor, terms.currency))?;
        bears(line.tax, line.tax_added)?;
    }
    if let Some(shipping) = shipping {
        bears(shipping.tax, shipping.tax_added)?;
    }
    let shipping = shipping.map_or(zero, |shipping| shipping.price);
    let goods = subtotal.plus(discount.times(-1)?)?;
    let total = goods.plus(shipping)?.plus(added)?;
    Ok(Totals { subtotal, discount, shipping, tax, tax_added_minor: added.minor, total })
}
