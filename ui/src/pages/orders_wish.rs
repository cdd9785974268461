//! Which orders a person wants to see, as it is chosen and typed.

use contract::history::{OrderSearch, SearchPart};
use contract::ipc::OrderFilter;
use domain::{Currency, Money, ServiceId};
use js_sys::Date;

use crate::format;
use crate::i18n::{t, tr};
use crate::words;

/// What the page remembers for who comes back from an order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wish {
    pub text: String,
    pub filter: OrderFilter,
    pub period: Period,
    pub service: Option<(ServiceId, String)>,
    /// Amounts as they were typed.
    pub least: String,
    pub most: String,
}

/// When an order was placed, in the days of this computer.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Period {
    #[default]
    Any,
    Last30Days,
    Year(u32),
    /// Days as `2026-11-24`; an empty one is open.
    Between {
        from: String,
        to: String,
    },
}

impl Wish {
    /// As the desk is asked. An amount that is none, or a day that is half typed, does not narrow yet.
    pub fn search(&self, currency: Option<Currency>) -> OrderSearch {
        let (from_us, before_us) = self.period.bounds();
        let amount = |typed: &str| amount(typed, currency?);
        OrderSearch {
            text: self.text.clone(),
            filter: self.filter,
            from_us,
            before_us,
            service: self.service.as_ref().map(|(id, _)| id.clone()),
            at_least: amount(&self.least),
            at_most: amount(&self.most),
        }
    }

    /// The same without a part.
    pub fn without(&self, part: SearchPart) -> Self {
        let mut rest = self.clone();
        match part {
            SearchPart::Text => rest.text.clear(),
            SearchPart::State => rest.filter = OrderFilter::All,
            SearchPart::Time => rest.period = Period::Any,
            SearchPart::Service => rest.service = None,
            SearchPart::Amount => (rest.least, rest.most) = (String::new(), String::new()),
        }
        rest
    }

    /// What the part says, in words.
    pub fn words(&self, part: SearchPart, search: &OrderSearch) -> String {
        match part {
            SearchPart::Text => tr("quoted", [("text", self.text.trim().into())]),
            SearchPart::State => words::filter(self.filter),
            SearchPart::Time => self.period.words(),
            SearchPart::Service => self.service.as_ref().map(|(_, name)| name.clone()).unwrap_or_default(),
            SearchPart::Amount => between(
                search.at_least.map(format::money).unwrap_or_default(),
                search.at_most.map(format::money).unwrap_or_default(),
            ),
        }
    }
}

impl Period {
    /// The first moment, and the one after the last; microseconds since 1970 in UTC.
    fn bounds(&self) -> (Option<i64>, Option<i64>) {
        match self {
            Self::Any => (None, None),
            Self::Last30Days => {
                let now = Date::new_0();
                (midnight(now.get_full_year(), now.get_month() as i32, now.get_date() as i32 - 30), None)
            }
            Self::Year(year) => (midnight(*year, 0, 1), midnight(year + 1, 0, 1)),
            Self::Between { from, to } => {
                let day = |text: &str, more: i32| {
                    let (year, month, day) = parts(text)?;
                    midnight(year, month - 1, day + more)
                };
                (day(from, 0), day(to, 1))
            }
        }
    }

    pub fn words(&self) -> String {
        match self {
            Self::Any => t("period-any"),
            Self::Last30Days => t("period-30-days"),
            Self::Year(year) => tr("period-year", [("year", year.to_string().into())]),
            Self::Between { from, to } => {
                // Noon of a day is on that day wherever this computer is.
                let day = |text: &str| {
                    let (year, month, day) = parts(text)?;
                    Some(format::day(midnight(year, month - 1, day)? + 12 * 3_600_000_000))
                };
                between(day(from).unwrap_or_default(), day(to).unwrap_or_default())
            }
        }
    }
}

/// `1 May – 3 May`, `from 1 May`, `until 3 May`
fn between(from: String, to: String) -> String {
    match (from.is_empty(), to.is_empty()) {
        (false, true) => tr("range-from", [("from", from.into())]),
        (true, false) => tr("range-to", [("to", to.into())]),
        _ => format!("{from} – {to}"),
    }
}

/// The year in which a moment is here.
pub fn year_of(at_us: Option<i64>) -> u32 {
    match at_us {
        Some(at_us) => Date::new(&((at_us / 1_000) as f64).into()).get_full_year(),
        None => Date::new_0().get_full_year(),
    }
}

/// Midnight here; months count from 0, and a day may be before the first or after the last of its month.
fn midnight(year: u32, month: i32, day: i32) -> Option<i64> {
    let at_ms = Date::new_with_year_month_day(year, month, day).get_time();
    at_ms.is_finite().then_some(at_ms as i64 * 1_000)
}

/// Of `2026-11-24`, as the webview's own field for days has it.
fn parts(day: &str) -> Option<(u32, i32, i32)> {
    let mut parts = day.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

/// An amount as people of the language type it: `1,250.50` or `1.250,50`; none if it is not one.
pub fn amount(typed: &str, currency: Currency) -> Option<Money> {
    Money::parse_decimal(&format::typed_decimal(typed), currency).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{self, Locale};

    #[test]
    fn amounts_are_read_as_the_language_writes_them() {
        let eur = Currency::new("EUR").expect("known");
        let minor = |typed| amount(typed, eur).map(|money| money.minor);
        assert_eq!(
            [minor("1,250.50"), minor("12"), minor(""), minor("x")],
            [Some(125_050), Some(1_200), None, None]
        );
        i18n::choose(Locale::De);
        assert_eq!([minor("1.250,50"), minor("1 250"), minor("-1")], [Some(125_050), Some(125_000), None]);
        i18n::choose(Locale::En);
    }

    #[test]
    fn a_part_that_is_dropped_is_not_asked_for() {
        let wish = Wish {
            text: "lawn".into(),
            filter: OrderFilter::Ended,
            service: Some((ServiceId::new("s").expect("an id"), "Lawn".into())),
            least: "5".into(),
            ..Wish::default()
        };
        let eur = Currency::new("EUR").ok();
        for part in [SearchPart::Text, SearchPart::State, SearchPart::Service, SearchPart::Amount] {
            let search = wish.search(eur);
            assert!(search.has(part) && !wish.without(part).search(eur).has(part));
            assert_eq!(wish.without(part).search(eur), search.without(part));
        }
    }
}
