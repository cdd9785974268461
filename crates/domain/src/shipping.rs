//! Ways to send what is shipped: where each one goes, what it costs, how long it takes.

use serde::{Deserialize, Serialize};

use crate::destination::Destination;
use crate::money::BasisPoints;
use crate::promise::TRAVEL;
use crate::quote::Terms;
use crate::service::LeadTime;
use crate::tax::TaxClass;
use crate::{Money, ShippingId};

/// One way to send an order. Amounts are in the provider's currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShippingMethod {
    pub id: ShippingId,
    /// For people; empty for the one that needs no name.
    pub name: String,
    /// ISO 3166-1 alpha-2; none: everywhere.
    pub countries: Vec<String>,
    /// Once per order.
    pub price_minor: i64,
    /// Services of this worth, after the discount, are sent for nothing.
    pub free_from_minor: Option<i64>,
    pub tax: BasisPoints,
    pub tax_class: Option<TaxClass>,
    /// Working days that a parcel travels.
    pub travel: LeadTime,
}

impl ShippingMethod {
    /// The only one of a provider who has named none: everywhere, for the price in the terms.
    pub fn standard(terms: Terms) -> Self {
        Self {
            id: ShippingId::standard(),
            name: String::new(),
            countries: Vec::new(),
            price_minor: terms.shipping_minor,
            free_from_minor: None,
            tax: terms.shipping_tax,
            tax_class: None,
            travel: TRAVEL,
        }
    }

    /// While nobody knows where it goes, every method may do.
    pub fn goes_to(&self, place: Option<&Destination>) -> bool {
        self.countries.is_empty() || place.is_none_or(|place| self.countries.contains(&place.country))
    }

    /// For services of this worth, after the discount.
    pub fn price_for(&self, goods_minor: i64) -> i64 {
        let free = self.free_from_minor.is_some_and(|from| goods_minor >= from);
        if free { 0 } else { self.price_minor }
    }
}

/// A method as it is offered: what it costs for these services there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShippingOffer {
    pub id: ShippingId,
    /// May be empty: the one that needs no name.
    pub name: String,
    pub price: Money,
    /// Working days that a parcel travels.
    pub travel: LeadTime,
}

/// The methods that go there, in the provider's order.
pub fn offers(
    methods: &[ShippingMethod],
    place: Option<&Destination>,
    terms: Terms,
    goods_minor: i64,
) -> Vec<ShippingOffer> {
    let standard = [ShippingMethod::standard(terms)];
    let methods = if methods.is_empty() { &standard[..] } else { methods };
    let offer = |method: &ShippingMethod| ShippingOffer {
        id: method.id.clone(),
        name: method.name.clone(),
        price: Money::new(method.price_for(goods_minor), terms.currency),
        travel: method.travel,
    };
    methods.iter().filter(|method| method.goes_to(place)).map(offer).collect()
}

/// How an order is sent, as it was agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PricedShipping {
    pub id: ShippingId,
    /// May be empty: the one that needs no name.
    pub name: String,
    pub price: Money,
    pub tax_rate: BasisPoints,
    /// The tax is not in the price: it is added.
    #[serde(default)]
    pub tax_added: bool,
    pub tax: Money,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    fn terms() -> Terms {
        let currency = Currency::new("EUR").expect("known");
        Terms { currency, shipping_minor: 490, shipping_tax: BasisPoints(1900) }
    }

    fn to(country: &str) -> Destination {
        Destination { country: country.into(), ..Destination::default() }
    }

    #[test]
    fn a_provider_who_names_no_methods_has_one_that_goes_everywhere() {
        let offered = offers(&[], Some(&to("JP")), terms(), 1);
        assert_eq!(offered.len(), 1);
        assert_eq!((offered[0].price.minor, offered[0].travel), (490, TRAVEL));
    }

    #[test]
    fn only_methods_that_go_there_are_offered_and_free_ones_cost_nothing() {
        let home = ShippingMethod {
            id: ShippingId::new("parcel").expect("an id"),
            name: "Parcel".into(),
            countries: vec!["DE".into(), "AT".into()],
            free_from_minor: Some(5_000),
            ..ShippingMethod::standard(terms())
        };
        let far = ShippingMethod { price_minor: 1_990, ..ShippingMethod::standard(terms()) };
        let methods = [home, far];
        let prices = |place: Option<&Destination>, goods| {
            let offered = offers(&methods, place, terms(), goods);
            offered.iter().map(|offer| offer.price.minor).collect::<Vec<_>>()
        };
        assert_eq!(prices(Some(&to("DE")), 4_999), [490, 1_990]);
        assert_eq!(prices(Some(&to("DE")), 5_000), [0, 1_990]);
        assert_eq!(prices(Some(&to("JP")), 5_000), [1_990]);
        assert_eq!(prices(None, 100), [490, 1_990]);
    }
}
