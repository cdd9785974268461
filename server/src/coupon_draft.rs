//! A coupon as it is typed, at the terminal or at the staff desk, becomes one, or every mistake is told with its field.

use contract::Failure;
use contract::staff::{CouponDraft, Off};
use domain::address::FieldReason;
use domain::calendar::Calendar;
use domain::coupon::{Coupon, Worth};
use domain::ids::slug;
use domain::money::BasisPoints;
use domain::{CategoryId, CouponCode, Currency, FieldProblem, Money};

use crate::catalogue_file::values::{self, shown};
use crate::error::Error;
use crate::pricing_file;

/// One mistake, for programs and for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// As the draft calls it.
    pub field: &'static str,
    pub reason: FieldReason,
    /// What is wrong, in English, to be read after the name of the field.
    pub told: String,
}

/// Reads a coupon whose amounts are in `currency` and whose days are those of `calendar`, for services of the `known`
/// categories.
pub fn read(
    draft: &CouponDraft,
    currency: Currency,
    calendar: &Calendar,
    known: &[CategoryId],
) -> Result<Coupon, Vec<Mistake>> {
    let mut reading = Reading { currency, mistakes: Vec::new() };
    let code = reading.value("code", FieldReason::NotACode, || {
        CouponCode::new(&draft.code).map_err(|error| error.to_string())
    });
    let worth = reading.worth(&draft.off);
    let minimum = reading.amount("minimum", &draft.minimum);
    let from_us = reading.day("from", &draft.from, calendar, Day::First);
    let until_us = reading.day("until", &draft.until, calendar, Day::Last);
    if from_us.zip(until_us).is_some_and(|(from, until)| from >= until) {
        reading.mistake("until", FieldReason::BeforeStart, "is a day before --from".into());
    }
    let uses_max = reading.count("uses", &draft.uses);
    let uses_per_customer = reading.count("per_customer", &draft.per_customer);
    let categories = draft.categories.iter().filter_map(|name| reading.category(name, known)).collect();
    match (code, worth) {
        (Some(code), Some(worth)) if reading.mistakes.is_empty() => {
            Ok(Coupon { code, worth, minimum, from_us, until_us, uses_max, uses_per_customer, categories })
        }
        _ => Err(reading.mistakes),
    }
}

/// A code that was given out is not given out again.
pub fn taken(code: &CouponCode) -> Mistake {
    Mistake {
        field: "code",
        reason: FieldReason::Taken,
        told: format!("there is a coupon {code} already, or was once; choose another code"),
    }
}

/// What a client is told.
pub fn refused(mistakes: Vec<Mistake>) -> Error {
    let problem = |wrong: Mistake| FieldProblem { field: wrong.field.into(), reason: wrong.reason };
    Failure::fields(mistakes.into_iter().map(problem).collect()).into()
}

struct Reading {
    currency: Currency,
    mistakes: Vec<Mistake>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Day {
    First,
    /// It counts until the next one begins.
    Last,
}

impl Reading {
    fn mistake(&mut self, field: &'static str, reason: FieldReason, told: String) {
        self.mistakes.push(Mistake { field, reason, told });
    }

    fn value<T>(
        &mut self,
        field: &'static str,
        reason: FieldReason,
        read: impl FnOnce() -> Result<T, String>,
    ) -> Option<T> {
        read().map_err(|told| self.mistake(field, reason, told)).ok()
    }

    /// None if nothing is said.
    fn optional<T>(
        &mut self,
        field: &'static str,
        reason: FieldReason,
        text: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = text.trim();
        if text.is_empty() { None } else { self.value(field, reason, || read(text)) }
    }

    fn worth(&mut self, off: &Off) -> Option<Worth> {
        match off {
            Off::Amount(text) => {
                let currency = self.currency;
                self.value("amount", FieldReason::NotAnAmount, || amount(text, currency)).map(Worth::Amount)
            }
            Off::Percent { percent, at_most } => {
                let cap = self.amount("at_most", at_most);
                let rate = self.value("percent", FieldReason::NotAPercentage, || rate(percent))?;
                Some(Worth::Percent { rate, cap })
            }
        }
    }

    fn amount(&mut self, field: &'static str, text: &str) -> Option<Money> {
        let currency = self.currency;
        self.optional(field, FieldReason::NotAnAmount, text, |text| amount(text, currency))
    }

    fn count(&mut self, field: &'static str, text: &str) -> Option<i64> {
        self.optional(field, FieldReason::NotACount, text, |text| {
            let digits = text.bytes().all(|b| b.is_ascii_digit());
            let count = text.parse().ok().filter(|count| digits && *count > 0);
            count.ok_or_else(|| format!("{} is not a number of orders, from 1", shown(text)))
        })
    }

    /// The moment at which the day begins, or the one at which it is over.
    fn day(&mut self, field: &'static str, text: &str, calendar: &Calendar, which: Day) -> Option<i64> {
        self.optional(field, FieldReason::NotADay, text, |text| {
            let day = pricing_file::date(text)?;
            let day = if which == Day::First { Ok(day) } else { day.tomorrow() };
            let day = day.map_err(|error| format!("{}: {error}", shown(text)))?;
            Ok(calendar.begins_us(day))
        })
    }

    fn category(&mut self, name: &str, known: &[CategoryId]) -> Option<CategoryId> {
        self.value("categories", FieldReason::UnknownCategory, || {
            let wanted = slug(name);
            known.iter().find(|id| id.as_str() == wanted).cloned().ok_or_else(|| {
                let known = known.iter().map(CategoryId::as_str).collect::<Vec<_>>().join(", ");
                format!("there is no category {}; there are: {known}", shown(name))
            })
        })
    }
}

fn amount(text: &str, currency: Currency) -> Result<Money, String> {
    let amount = values::amount(text, currency)?;
    if amount.minor == 0 { Err("cannot be nothing".into()) } else { Ok(amount) }
}

fn rate(text: &str) -> Result<BasisPoints, String> {
    let rate = values::tax(text)?;
    if rate == BasisPoints(0) { Err("cannot be nothing".into()) } else { Ok(rate) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(change: impl FnOnce(&mut CouponDraft)) -> Vec<(&'static str, FieldReason)> {
        let mut draft = CouponDraft {
            code: "spring".into(),
            off: Off::Percent { percent: "7.5".into(), at_most: String::new() },
            ..CouponDraft::default()
        };
        change(&mut draft);
        let known = [CategoryId::new("garden").expect("an id")];
        let read = read(&draft, Currency::new("EUR").expect("known"), &Calendar::default(), &known);
        read.err().unwrap_or_default().into_iter().map(|wrong| (wrong.field, wrong.reason)).collect()
    }

    #[test]
    fn every_mistake_is_told_at_its_own_field() {
        assert_eq!(wrong(|_| {}), []);
        assert_eq!(wrong(|draft| draft.categories = vec!["Garden".into()]), []);
        let all = wrong(|draft| {
            draft.code = "A B".into();
            draft.off = Off::Percent { percent: "0".into(), at_most: "0.00".into() };
            draft.minimum = "1,50".into();
            draft.from = "1.12.2026".into();
            draft.uses = "0".into();
            draft.per_customer = "-1".into();
            draft.categories = vec!["Moon".into()];
        });
        assert_eq!(
            all,
            [
                ("code", FieldReason::NotACode),
                ("at_most", FieldReason::NotAnAmount),
                ("percent", FieldReason::NotAPercentage),
                ("minimum", FieldReason::NotAnAmount),
                ("from", FieldReason::NotADay),
                ("uses", FieldReason::NotACount),
                ("per_customer", FieldReason::NotACount),
                ("categories", FieldReason::UnknownCategory),
            ]
        );
        let until = |draft: &mut CouponDraft| {
            (draft.from, draft.until) = ("2026-12-02".into(), "2026-12-01".into());
        };
        assert_eq!(wrong(until), [("until", FieldReason::BeforeStart)]);
        let last = |draft: &mut CouponDraft| draft.until = "9999-12-31".into();
        assert_eq!(wrong(last), [("until", FieldReason::NotADay)]);
        assert_eq!(wrong(|draft| draft.off = Off::Amount("".into())), [("amount", FieldReason::NotAnAmount)]);
    }
}
