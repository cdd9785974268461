//! What a price depends on besides the services: the provider's tables and what was asked for.

use contract::api::QuoteRequest;
use domain::calendar::Calendar;
use domain::coupon::{Coupon, Uses};
use domain::money::BasisPoints;
use domain::places::PlacesOf;
use domain::quote::{CouponAsked, PricedLine, Rules, Terms};
use domain::service::LeadTime;
use domain::shipping::{ShippingMethod, ShippingOffer, offers};
use domain::tax::{Tax, TaxClass, TaxRate, Zone};
use domain::{Address, CouponCode, Currency, CustomerId, Destination, ShippingId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{calendar, coupons};
use crate::clock::{Clock, DAY_US};
use crate::db::{DbError, Row, Tx};
use crate::error::Error;
use crate::params;

/// What is asked for beyond the lines. A quote keeps it, so that its order is priced by the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wishes {
    pub destination: Option<Destination>,
    pub coupon: Option<String>,
    pub method: Option<ShippingId>,
}

impl Wishes {
    pub fn of(request: &QuoteRequest) -> Self {
        let QuoteRequest { destination, coupon, method, .. } = request.clone();
        // An empty field is nothing that was asked for.
        let coupon = coupon.filter(|typed| !typed.trim().is_empty());
        Self { destination: destination.map(|place| place.tidy()), coupon, method }
    }

    /// The same for the address that the order goes to.
    pub fn sent_to(self, address: &Address) -> Self {
        Self { destination: Some(Destination::from(address)), ..self }
    }
}

/// The provider's tables, as far as they matter to one quote.
pub struct Tables {
    wishes: Wishes,
    terms: Terms,
    at_us: i64,
    calendar: Calendar,
    taxes: Vec<TaxRate>,
    methods: Vec<ShippingMethod>,
    coupon: Option<(Coupon, Uses)>,
}

impl Tables {
    /// Reads what matters to a customer's wishes, for a price of the moment `at_us`.
    pub fn read(
        tx: &mut Tx<'_>,
        customer: &CustomerId,
        wishes: &Wishes,
        terms: Terms,
        at_us: i64,
    ) -> Result<Self, Error> {
        let code = wishes.coupon.as_deref().and_then(|typed| CouponCode::new(typed).ok());
        let coupon = match code {
            Some(code) => coupons::find(tx, &code, customer)?,
            None => None,
        };
        let taxes = match &wishes.destination {
            Some(place) => taxes_at(tx, place)?,
            None => Vec::new(),
        };
        let methods = methods(tx, terms.currency)?;
        // The date is another one somewhere on the earth, by a day at most.
        let calendar = calendar::read(tx, Some(Clock::date(at_us - DAY_US)))?;
        Ok(Self { wishes: wishes.clone(), terms, at_us, calendar, taxes, methods, coupon })
    }

    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The day for which an order counts.
    pub fn first_day(&self) -> Date {
        self.calendar.start(self.at_us).day
    }

    /// The rules with the places that are taken, for lines that come no earlier than was agreed.
    pub fn rules<'a>(&'a self, places: &'a PlacesOf, agreed: &'a [PricedLine]) -> Rules<'a> {
        let known = self.coupon.as_ref();
        Rules {
            place: self.wishes.destination.as_ref(),
            taxes: &self.taxes,
            methods: &self.methods,
            method: self.wishes.method.as_ref(),
            coupon: self.wishes.coupon.as_ref().map(|_| CouponAsked {
                known: known.map(|(coupon, _)| coupon),
                uses: known.map(|(_, uses)| *uses).unwrap_or_default(),
                at_us: self.at_us,
            }),
            places: Some(places),
            agreed,
            ..Rules::plain(self.terms, self.calendar.start(self.at_us))
        }
    }

    /// The ways of sending services of this worth, after the discount.
    pub fn offers(&self, goods_minor: i64) -> Vec<ShippingOffer> {
        offers(&self.methods, self.wishes.destination.as_ref(), self.terms, goods_minor)
    }
}

/// The rates whose zones cover the place.
fn taxes_at(tx: &mut Tx<'_>, place: &Destination) -> Result<Vec<TaxRate>, Error> {
    let sql = "SELECT country, region, postal_prefix, class, rate_bp, added FROM tax_rates \
               WHERE (country = ?1 OR country = '') AND (region = ?2 OR region = '') \
               AND postal_prefix = substr(CAST(?3 AS TEXT), 1, length(postal_prefix))";
    let rows = tx.query(sql, params![&place.country, &place.region, &place.postal_code])?;
    rows.iter().map(|row| Ok(tax_rate(row)?)).collect()
}

/// Whether an order costs the same in two places of one country. Where regions are taxed, both must be known.
pub fn costs_alike(tx: &mut Tx<'_>, from: &Destination, to: &Destination) -> Result<bool, Error> {
    let regional = "SELECT COUNT(*) FROM tax_rates WHERE country = ?1 AND region <> ''";
    let unknown = from.region.is_empty() || to.region.is_empty();
    if unknown && tx.one(regional, params![&to.country])?.get::<i64>(0)? > 0 {
        return Ok(false);
    }
    let (here, there) = (taxes_at(tx, from)?, taxes_at(tx, to)?);
    Ok(here.len() == there.len() && here.iter().all(|rate| there.contains(rate)))
}

fn tax_rate(row: &Row) -> Result<TaxRate, DbError> {
    let class: String = row.get(3)?;
    Ok(TaxRate {
        zone: Zone { country: row.get(0)?, region: row.get(1)?, postal_prefix: row.get(2)? },
        class: match class.as_str() {
            "" => None,
            name => Some(TaxClass::new(name).map_err(|_| DbError::Shape { column: 3 })?),
        },
        tax: Tax { rate: basis_points(row, 4)?, added: row.get(5)? },
    })
}

/// The methods of the provider, in the provider's order. What is priced in another currency cannot be paid now.
fn methods(tx: &mut Tx<'_>, currency: Currency) -> Result<Vec<ShippingMethod>, Error> {
    let sql = "SELECT id, name, countries, price_minor, free_from_minor, tax_bp, tax_class, travel_min_days, \
               travel_max_days FROM shipping_methods WHERE currency = ?1 ORDER BY position";
    let rows = tx.query(sql, params![currency.code()])?;
    rows.iter().map(|row| Ok(method(row)?)).collect()
}

fn method(row: &Row) -> Result<ShippingMethod, DbError> {
    let days = |column| -> Result<u16, DbError> {
        u16::try_from(row.get::<i64>(column)?).map_err(|_| DbError::Shape { column })
    };
    Ok(ShippingMethod {
        id: row.parsed(0, |id| ShippingId::new(id).ok())?,
        name: row.get(1)?,
        countries: row.json(2)?,
        price_minor: row.get(3)?,
        free_from_minor: row.get(4)?,
        tax: basis_points(row, 5)?,
        tax_class: tax_class(row, 6)?,
        travel: LeadTime { min_days: days(7)?, max_days: days(8)? },
    })
}

/// A column with the name of a class, or with nothing.
pub fn tax_class(row: &Row, column: usize) -> Result<Option<TaxClass>, DbError> {
    let name: Option<String> = row.get(column)?;
    name.map(|name| TaxClass::new(&name).map_err(|_| DbError::Shape { column })).transpose()
}

fn basis_points(row: &Row, column: usize) -> Result<BasisPoints, DbError> {
    let rate = u32::try_from(row.get::<i64>(column)?).map_err(|_| DbError::Shape { column })?;
    Ok(BasisPoints(rate))
}
