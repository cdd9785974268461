//! What the provider sells.

use serde::{Deserialize, Serialize};

use crate::money::{BasisPoints, Money};
use crate::tax::TaxClass;
use crate::{CategoryId, OptionId, ServiceId};

/// How a service reaches the customer. Only on-site and shipped services ask for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DeliveryKind {
    Remote,
    OnSite,
    Shipped,
}

impl DeliveryKind {
    pub fn needs_address(self) -> bool {
        !matches!(self, Self::Remote)
    }

    /// The word used in files and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Remote => "remote",
            Self::OnSite => "on_site",
            Self::Shipped => "shipped",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Remote, Self::OnSite, Self::Shipped].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Working days from order to delivery: at least and at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeadTime {
    pub min_days: u16,
    pub max_days: u16,
}

/// A group of options, of which exactly one choice is taken; the first is the default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OptionGroup {
    pub id: OptionId,
    pub name: String,
    pub choices: Vec<OptionChoice>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OptionChoice {
    pub id: OptionId,
    pub name: String,
    /// Added to the unit price, in minor units of the service's currency; never negative.
    pub surcharge_minor: i64,
}

/// One service of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Service {
    pub id: ServiceId,
    /// The provider's own number for it, unique in a catalogue.
    pub code: String,
    pub category: CategoryId,
    pub name: String,
    pub summary: String,
    pub description: String,
    /// Per unit; tax included, unless it goes where prices have it added.
    pub price: Money,
    pub tax: BasisPoints,
    /// What it is taxed like elsewhere; none: the class of its own rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_class: Option<TaxClass>,
    pub delivery: DeliveryKind,
    pub lead: LeadTime,
    pub options: Vec<OptionGroup>,
    /// More words that a search should find it by.
    pub keywords: String,
    /// No longer sold; kept as long as carts and orders refer to it.
    pub withdrawn: bool,
}

/// One choice taken: which group, which choice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Chosen {
    pub group: OptionId,
    pub choice: OptionId,
}

/// Choices taken for a line, sorted by group, each group once.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "Vec<Chosen>", into = "Vec<Chosen>")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Choices(Vec<Chosen>);

impl From<Vec<Chosen>> for Choices {
    fn from(mut chosen: Vec<Chosen>) -> Self {
        chosen.sort();
        chosen.dedup_by(|a, b| a.group == b.group);
        Self(chosen)
    }
}

impl From<Choices> for Vec<Chosen> {
    fn from(choices: Choices) -> Self {
        choices.0
    }
}

impl Choices {
    pub fn iter(&self) -> impl Iterator<Item = &Chosen> {
        self.0.iter()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn of(&self, group: &OptionId) -> Option<&OptionId> {
        self.0.iter().find(|chosen| &chosen.group == group).map(|chosen| &chosen.choice)
    }
}

/// Why a service cannot be bought as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Unavailable {
    #[error("the service is no longer sold")]
    Withdrawn,
    #[error("a chosen option is no longer offered")]
    OptionGone,
    #[error("the price is too large")]
    PriceTooLarge,
}

impl Service {
    /// The default choice of each group.
    pub fn default_choices(&self) -> Choices {
        let chosen = self.options.iter().filter_map(|group| {
            let first = group.choices.first()?;
            Some(Chosen { group: group.id.clone(), choice: first.id.clone() })
        });
        Choices::from(chosen.collect::<Vec<_>>())
    }

    /// The price of one unit with these choices: each group chosen once, no other groups.
    pub fn unit_price(&self, choices: &Choices) -> Result<Money, Unavailable> {
        if self.withdrawn {
            return Err(Unavailable::Withdrawn);
        }
        if choices.len() != self.options.len() {
            return Err(Unavailable::OptionGone);
        }
        let mut price = self.price;
        for group in &self.options {
            let wanted = choices.of(&group.id).ok_or(Unavailable::OptionGone)?;
            let choice =
                group.choices.iter().find(|choice| &choice.id == wanted).ok_or(Unavailable::OptionGone)?;
            price = price
                .plus(Money::new(choice.surcharge_minor, price.currency))
                .map_err(|_| Unavailable::PriceTooLarge)?;
        }
        Ok(price)
    }

    /// The names of the choices for people, in the order of the groups: `["Size: Large"]`.
    pub fn choice_names(&self, choices: &Choices) -> Vec<String> {
        let named = self.options.iter().filter_map(|group| {
            let wanted = choices.of(&group.id)?;
            let choice = group.choices.iter().find(|choice| &choice.id == wanted)?;
            Some(format!("{}: {}", group.name, choice.name))
        });
        named.collect()
    }
}

/// A category of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Category {
    pub id: CategoryId,
    pub name: String,
    /// Name of a Lucide icon; a desk that does not have it shows a parcel.
    pub icon: String,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::Currency;

    pub(crate) fn option(id: &str) -> OptionId {
        OptionId::new(id).expect("an id")
    }

    /// A service at 10.00 EUR with one group: small (+0), large (+2.50).
    pub(crate) fn service(id: &str) -> Service {
        let choice = |id: &str, surcharge_minor| OptionChoice {
            id: option(id),
            name: id.to_uppercase(),
            surcharge_minor,
        };
        Service {
            id: ServiceId::new(id).expect("an id"),
            code: id.to_uppercase(),
            category: CategoryId::new("garden").expect("an id"),
            name: format!("Service {id}"),
            summary: String::new(),
            description: String::new(),
            price: Money::new(1000, Currency::new("EUR").expect("known")),
            tax: BasisPoints(1900),
            tax_class: None,
            delivery: DeliveryKind::Remote,
            lead: LeadTime { min_days: 1, max_days: 3 },
            options: vec![OptionGroup {
                id: option("size"),
                name: "Size".into(),
                choices: vec![choice("small", 0), choice("large", 250)],
            }],
            keywords: String::new(),
            withdrawn: false,
        }
    }

    pub(crate) fn size(choice: &str) -> Choices {
        Choices::from(vec![Chosen { group: option("size"), choice: option(choice) }])
    }

    #[test]
    fn a_choice_adds_its_surcharge() {
        assert_eq!(service("s").unit_price(&size("large")).map(|p| p.minor), Ok(1250));
    }

    #[test]
    fn a_group_without_a_choice_an_unknown_choice_and_a_withdrawn_service_cannot_be_bought() {
        let mut service = service("s");
        assert_eq!(service.unit_price(&Choices::default()), Err(Unavailable::OptionGone));
        assert_eq!(service.unit_price(&size("gone")), Err(Unavailable::OptionGone));
        service.withdrawn = true;
        assert_eq!(service.unit_price(&size("small")), Err(Unavailable::Withdrawn));
    }

    #[test]
    fn the_order_of_choices_does_not_matter() {
        let a = Chosen { group: option("a"), choice: option("1") };
        let b = Chosen { group: option("b"), choice: option("2") };
        assert_eq!(Choices::from(vec![a.clone(), b.clone()]), Choices::from(vec![b, a]));
    }
}
