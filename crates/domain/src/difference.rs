//! What moved between the prices that a person saw and those that are asked for now: nothing moves silently.

use crate::promise::Promise;
use crate::quote::{Priced, PricedLine, Totals};
use crate::{LineId, Money};

/// Prices as a person saw them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub lines: Vec<SeenLine>,
    pub totals: Totals,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenLine {
    pub line: LineId,
    pub name: String,
    pub total: Money,
    /// None where none was shown.
    pub promise: Option<Promise>,
}

/// One thing that moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub what: What,
    /// None: it was not there, or is no amount.
    pub was: Option<Money>,
    /// None: it is gone, or is no amount.
    pub now: Option<Money>,
}

/// What it is that moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Line {
        name: String,
    },
    /// When a line comes.
    Window {
        name: String,
        was: Promise,
        now: Promise,
    },
    Discount,
    Shipping,
    TaxAdded,
}

impl Difference {
    /// The person has to say yes: it costs more, comes later, or is not what was meant to be bought. A discount is a gain.
    pub fn asks_consent(&self) -> bool {
        let minor = |money: Option<Money>| money.map_or(0, |money| money.minor);
        match &self.what {
            What::Window { was, now, .. } => now.is_later_than(*was),
            What::Line { .. } => self.now.is_none() || minor(self.now) > minor(self.was),
            What::Discount => minor(self.now) < minor(self.was),
            What::Shipping | What::TaxAdded => minor(self.now) > minor(self.was),
        }
    }
}

impl From<&Priced> for Seen {
    fn from(priced: &Priced) -> Self {
        let seen = |line: &PricedLine| SeenLine {
            line: line.line.clone(),
            name: line.name.clone(),
            total: line.total,
            promise: Some(line.promise),
        };
        Self { lines: priced.lines.iter().map(seen).collect(), totals: priced.totals }
    }
}

impl Seen {
    /// After the person asked for another coupon or another way of sending, and `before` became `now`: what follows from
    /// that is no surprise. What had moved before that still has, but for price and days of a way that was left for another.
    pub fn expecting(mut self, before: &Priced, now: &Priced) -> Self {
        let (was, is, seen) = (&before.totals, &now.totals, &mut self.totals);
        let way = |priced: &Priced| priced.shipping.as_ref().map(|shipping| shipping.id.clone());
        let another_way = way(before) != way(now);
        let compared = if another_way { seen.shipping } else { was.shipping };
        let (discount, shipping, tax_added) = (
            is.discount.minor - was.discount.minor,
            is.shipping.minor - compared.minor,
            is.tax_added_minor - was.tax_added_minor,
        );
        seen.discount.minor += discount;
        seen.shipping.minor += shipping;
        seen.tax_added_minor += tax_added;
        seen.total.minor += shipping + tax_added - discount;
        for line in &mut self.lines {
            let of =
                |priced: &Priced| Some(priced.lines.iter().find(|known| known.line == line.line)?.promise);
            if line.promise == of(before) || another_way && of(before) != of(now) {
                line.promise = of(now);
            }
        }
        self
    }

    /// All that moved, lines first.
    pub fn differences(&self, now: &Priced) -> Vec<Difference> {
        let mut moved = Vec::new();
        for line in &now.lines {
            let seen = self.lines.iter().find(|seen| seen.line == line.line);
            let was = seen.map(|seen| seen.total);
            if was != Some(line.total) {
                let what = What::Line { name: line.name.clone() };
                moved.push(Difference { what, was, now: Some(line.total) });
            }
            let seen = seen.and_then(|seen| seen.promise).filter(|seen| *seen != line.promise);
            if let Some(was) = seen {
                let what = What::Window { name: line.name.clone(), was, now: line.promise };
                moved.push(Difference { what, was: None, now: None });
            }
        }
        for seen in &self.lines {
            if !now.lines.iter().any(|line| line.line == seen.line) {
                let what = What::Line { name: seen.name.clone() };
                moved.push(Difference { what, was: Some(seen.total), now: None });
            }
        }
        let sums = [
            (What::Discount, self.totals.discount, now.totals.discount),
            (What::Shipping, self.totals.shipping, now.totals.shipping),
            (What::TaxAdded, self.totals.tax_added(), now.totals.tax_added()),
        ];
        let sums = sums.into_iter().filter(|(_, was, now)| was != now);
        moved.extend(sums.map(|(what, was, now)| Difference { what, was: Some(was), now: Some(now) }));
        moved
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::ShippingId;
    use crate::money::BasisPoints;
    use crate::quote::tests::{ask, priced};
    use crate::service::tests::service;
    use crate::shipping::PricedShipping;

    fn now(services: &[(&str, i64)]) -> Priced {
        let sold: Vec<_> = services
            .iter()
            .map(|(id, price)| {
                let mut service = service(id);
                service.price.minor = *price;
                service
            })
            .collect();
        let asked: Vec<_> = services.iter().map(|(id, _)| ask(id, id, 1)).collect();
        priced(&asked, &sold).expect("sold")
    }

    #[test]
    fn nothing_that_stayed_is_a_difference() {
        let before = now(&[("a", 1000), ("b", 500)]);
        assert_eq!(Seen::from(&before).differences(&before), []);
    }

    #[test]
    fn what_is_dearer_or_gone_asks_for_consent_and_what_is_cheaper_does_not() {
        let before = Seen::from(&now(&[("a", 1000), ("b", 500), ("c", 700)]));
        let moved = before.differences(&now(&[("a", 1100), ("b", 400)]));
        let told: Vec<_> = moved
            .iter()
            .map(|moved| {
                let What::Line { name } = &moved.what else { panic!("only lines moved") };
                let minor = |money: Option<Money>| money.map(|money| money.minor);
                (name.as_str(), minor(moved.was), minor(moved.now), moved.asks_consent())
            })
            .collect();
        assert_eq!(
            told,
            [
                ("Service a", Some(1250), Some(1350), true),
                ("Service b", Some(750), Some(650), false),
                ("Service c", Some(950), None, true),
            ]
        );
    }

    #[test]
    fn a_discount_that_shrinks_and_a_tax_that_comes_ask_for_consent() {
        let mut before = now(&[("a", 1000)]);
        let after = before.clone();
        before.totals.discount.minor = 100;
        let moved = Seen::from(&before).differences(&after);
        assert!(moved[0].what == What::Discount && moved[0].asks_consent());
        let mut taxed = after.clone();
        taxed.totals.tax_added_minor = 200;
        let moved = Seen::from(&after).differences(&taxed);
        assert!(moved[0].what == What::TaxAdded && moved[0].asks_consent());
    }

    #[test]
    fn a_line_that_comes_later_asks_for_consent_and_one_that_comes_earlier_is_only_told() {
        let before = now(&[("a", 1000)]);
        let mut after = before.clone();
        after.lines[0].promise.latest = before.lines[0].promise.latest.tomorrow().expect("a day");
        let told = |seen: &Priced, is: &Priced| {
            let moved = Seen::from(seen).differences(is);
            assert!(matches!(moved.as_slice(), [Difference { what: What::Window { .. }, .. }]), "{moved:?}");
            moved[0].asks_consent()
        };
        assert!(told(&before, &after));
        assert!(!told(&after, &before));
        // It was chosen to be sent more slowly.
        assert_eq!(Seen::from(&before).expecting(&before, &after).differences(&after), []);
        let mut unseen = Seen::from(&before);
        unseen.lines[0].promise = None;
        assert_eq!(unseen.differences(&after), []);
    }

    #[test]
    fn a_way_of_sending_that_was_chosen_is_no_surprise_whatever_the_one_before_it_was() {
        let by = |id: &str, minor: i64, days: i8| {
            let mut priced = now(&[("a", 1000), ("b", 1000)]);
            priced.totals.shipping.minor = minor;
            priced.lines[0].promise.latest = date(2026, 12, days);
            priced.shipping = Some(PricedShipping {
                id: ShippingId::new(id).expect("an id"),
                name: id.into(),
                price: priced.totals.shipping,
                tax_rate: BasisPoints(0),
                tax_added: false,
                tax: Money::zero(priced.totals.shipping.currency),
            });
            priced
        };
        let (cart, parcel, mut express) =
            (by("parcel", 490, 7), by("parcel", 590, 8), by("express", 1290, 4));
        let seen = Seen::from(&cart);
        assert_eq!(seen.differences(&parcel).len(), 2);
        assert_eq!(seen.clone().expecting(&parcel, &express).differences(&express), []);
        // What is not sent moved all the same.
        express.lines[1].total.minor += 100;
        let moved = seen.expecting(&parcel, &express).differences(&express);
        assert!(matches!(moved.as_slice(), [Difference { what: What::Line { .. }, .. }]), "{moved:?}");
    }

    #[test]
    fn what_follows_from_another_wish_is_no_difference_and_what_moved_before_it_still_is() {
        let seen = now(&[("a", 1000)]);
        let mut before = seen.clone();
        before.totals.shipping.minor += 300;
        let mut after = before.clone();
        (after.totals.discount.minor, after.totals.shipping.minor) = (100, 700);
        let expecting = Seen::from(&seen).expecting(&before, &after);
        assert_eq!(expecting.totals.total.minor, seen.totals.total.minor - 100 + 400);
        let moved = expecting.differences(&after);
        let minor = |money: Option<Money>| money.map(|money| money.minor);
        assert_eq!(moved.len(), 1);
        assert_eq!(
            (&moved[0].what, minor(moved[0].was), minor(moved[0].now)),
            (&What::Shipping, Some(400), Some(700))
        );
    }
}
