//! The history of orders: what can be asked of it, and what it answers.

use domain::{Money, ServiceId};
use serde::{Deserialize, Serialize};

use crate::ipc::{OrderFilter, OrderSummary};

/// Which orders are wanted. All that is said must hold; what is empty narrows nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OrderSearch {
    /// Beginnings of words of the number, the services, and the notes.
    pub text: String,
    pub filter: OrderFilter,
    /// Placed at this time or later; microseconds since 1970 in UTC.
    pub from_us: Option<i64>,
    /// Placed before this time.
    pub before_us: Option<i64>,
    pub service: Option<ServiceId>,
    /// Of this total or a larger one, in its currency.
    pub at_least: Option<Money>,
    pub at_most: Option<Money>,
}

/// A part of an [`OrderSearch`] that can be dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchPart {
    Text,
    State,
    Time,
    Service,
    Amount,
}

impl SearchPart {
    pub const ALL: [Self; 5] = [Self::Text, Self::State, Self::Time, Self::Service, Self::Amount];
}

impl OrderSearch {
    /// Whether the part narrows anything.
    pub fn has(&self, part: SearchPart) -> bool {
        match part {
            SearchPart::Text => !self.text.trim().is_empty(),
            SearchPart::State => self.filter != OrderFilter::All,
            SearchPart::Time => self.from_us.is_some() || self.before_us.is_some(),
            SearchPart::Service => self.service.is_some(),
            SearchPart::Amount => self.at_least.is_some() || self.at_most.is_some(),
        }
    }

    /// The same without the part.
    pub fn without(&self, part: SearchPart) -> Self {
        let mut rest = self.clone();
        match part {
            SearchPart::Text => rest.text.clear(),
            SearchPart::State => rest.filter = OrderFilter::All,
            SearchPart::Time => (rest.from_us, rest.before_us) = (None, None),
            SearchPart::Service => rest.service = None,
            SearchPart::Amount => (rest.at_least, rest.at_most) = (None, None),
        }
        rest
    }
}

/// One page of what was found, the newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderPage {
    pub total: u32,
    pub offset: u32,
    pub orders: Vec<OrderSummary>,
    /// When the oldest order of the whole history was placed.
    pub oldest_us: Option<i64>,
    /// If nothing was found: the parts without any one of which something would be.
    pub hints: Vec<SearchHint>,
}

/// So many orders would be found without the part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchHint {
    pub part: SearchPart,
    pub total: u32,
}

/// A service that was ordered, under the name that it last had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderedService {
    pub id: ServiceId,
    pub name: String,
    pub orders: u32,
}

/// How far a file with many orders is; none while nothing is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportProgress {
    pub have: u32,
    pub total: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Currency;

    #[test]
    fn a_part_that_was_dropped_narrows_nothing_and_the_others_stay() {
        let amount = Money::new(1, Currency::new("EUR").expect("known"));
        let all = OrderSearch {
            text: "lawn".into(),
            filter: OrderFilter::Ended,
            from_us: Some(1),
            before_us: None,
            service: Some(ServiceId::new("s").expect("an id")),
            at_least: None,
            at_most: Some(amount),
        };
        for part in SearchPart::ALL {
            let rest = all.without(part);
            let left: Vec<_> = SearchPart::ALL.into_iter().filter(|part| rest.has(*part)).collect();
            assert_eq!(left.len(), 4);
            assert!(!left.contains(&part));
        }
        assert!(SearchPart::ALL.into_iter().all(|part| !OrderSearch::default().has(part)));
    }
}
