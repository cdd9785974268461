//! Money, numbers and dates as people of the chosen language write them; the webview's own `Intl` does the work.

use std::cell::RefCell;
use std::collections::HashMap;

use domain::Money;
use domain::promise::Promise;
use jiff::civil::Date;
use js_sys::{Array, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::i18n::{self, Locale};

/// `€1,249.50` or `1.249,50 €`
pub fn money(money: Money) -> String {
    let code = money.currency.code();
    let decimal = money.to_decimal();
    if cfg!(not(target_arch = "wasm32")) {
        return format!("{decimal} {code}");
    }
    let make = || {
        let options = options(&[("style", "currency"), ("currency", code)]);
        Intl::NumberFormat::new(&locales(), &options).format()
    };
    // As a decimal text: a float would lose cents in the largest amounts.
    call(code, make, &decimal.into())
}

/// A decimal with a point, as people type it: `85.00` or `85,00`.
pub fn decimal(plain: &str) -> String {
    let (_, point) = separators();
    plain.replace('.', point)
}

/// What people of the language type, as a decimal with a point and without groups: `1.250,50` is `1250.50`. A mark of groups
/// that has no group of three after it is taken for a point, because some people write `85.00` everywhere. What is no
/// decimal by that stays none.
pub fn typed_decimal(typed: &str) -> String {
    let (group, point) = separators();
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let (whole, rest) = typed.split_once(point).map_or((&*typed, None), |(whole, rest)| (whole, Some(rest)));
    let mut groups = whole.split(group);
    let first = groups.next().unwrap_or_default();
    let grouped = first == whole || (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    match rest {
        Some(rest) if grouped => format!("{}.{rest}", whole.replace(group, "")),
        None if grouped => whole.replace(group, ""),
        None => whole.replace(group, "."),
        Some(_) => typed,
    }
}

/// What the language has between groups of digits, and before decimals.
fn separators() -> (&'static str, &'static str) {
    match i18n::chosen() {
        Locale::En => (",", "."),
        Locale::De => (".", ","),
    }
}

/// `1,250` or `1.250`
pub fn number(value: f64) -> String {
    if cfg!(not(target_arch = "wasm32")) {
        return value.to_string();
    }
    call("number", || Intl::NumberFormat::new(&locales(), &Object::new()).format(), &value.into())
}

/// A count, which is never so large that a float could not hold it.
pub fn count(value: i64) -> String {
    number(value as f64)
}

/// The order of two names in the chosen language: Österreich stands beside Oman.
pub fn collate(one: &str, other: &str) -> std::cmp::Ordering {
    if cfg!(not(target_arch = "wasm32")) {
        return one.cmp(other);
    }
    js_sys::JsString::from(one).locale_compare(other, &locales(), &Object::new()).cmp(&0)
}

/// For comparing: without capitals.
pub fn lowercase(text: &str) -> String {
    if cfg!(not(target_arch = "wasm32")) {
        return text.to_lowercase();
    }
    js_sys::JsString::from(text).to_lower_case().into()
}

/// A tax rate: `19%`.
pub fn percent(basis_points: u32) -> String {
    let make = || {
        let options = options(&[("style", "percent")]);
        let _ = Reflect::set(&options, &"maximumFractionDigits".into(), &2.into());
        Intl::NumberFormat::new(&locales(), &options).format()
    };
    call("percent", make, &(f64::from(basis_points) / 10_000.0).into())
}

/// `Tue 24 Nov – Thu 26 Nov`
pub fn window(promise: Promise) -> String {
    range("window", &[("weekday", "short"), ("day", "numeric"), ("month", "short")], promise)
}

/// `24–26 Nov`
pub fn window_short(promise: Promise) -> String {
    range("window-short", &[("day", "numeric"), ("month", "short")], promise)
}

/// `Thu 24 Dec 2026 – Fri 1 Jan 2027`
pub fn days(first: Date, last: Date) -> String {
    let fields = [("weekday", "short"), ("day", "numeric"), ("month", "short"), ("year", "numeric")];
    range("days", &fields, Promise { earliest: first, latest: last })
}

/// The name of a weekday: 0 is Monday.
pub fn weekday(index: i8) -> String {
    let make = || {
        let options = options(&[("weekday", "long"), ("timeZone", "UTC")]);
        Intl::DateTimeFormat::new(&locales(), &options).format()
    };
    // The first of January 2024 was a Monday.
    call("weekday", make, &utc(Date::constant(2024, 1, 1 + index)))
}

/// `24 November 2026`
pub fn day(at_us: i64) -> String {
    let options = [("day", "numeric"), ("month", "long"), ("year", "numeric")];
    at("day", &options, at_us)
}

/// `24 Nov 2026, 14:05`
pub fn moment(at_us: i64) -> String {
    let options = [
        ("day", "numeric"),
        ("month", "short"),
        ("year", "numeric"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
    ];
    at("moment", &options, at_us)
}

/// `Tue 24 Nov, 14:05`
pub fn until(at_us: i64) -> String {
    let options = [
        ("weekday", "short"),
        ("day", "numeric"),
        ("month", "short"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
    ];
    at("until", &options, at_us)
}

/// The name of a country by its ISO 3166-1 code.
pub fn country(code: &str) -> String {
    let names = || {
        let make = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let make: Function = Reflect::get(&make, &"DisplayNames".into()).ok()?.dyn_into().ok()?;
        let names =
            Reflect::construct(&make, &Array::of2(&locales(), &options(&[("type", "region")]))).ok()?;
        let of: Function = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
        of.call1(&names, &code.into()).ok()?.as_string()
    };
    names().unwrap_or_else(|| code.into())
}

fn range(name: &'static str, fields: &[(&str, &str)], promise: Promise) -> String {
    let make = || {
        let fields = [fields, &[("timeZone", "UTC")]].concat();
        let format = Intl::DateTimeFormat::new(&locales(), &options(&fields));
        let range = Reflect::get(&format, &"formatRange".into()).ok();
        let range = range.and_then(|range| range.dyn_into::<Function>().ok());
        range.map_or_else(|| format.format(), |range| range.bind0(&format))
    };
    let days = (utc(promise.earliest), utc(promise.latest));
    let text = formatter(name, make).call2(&JsValue::UNDEFINED, &days.0, &days.1);
    text.ok().and_then(|text| text.as_string()).unwrap_or_default()
}

fn at(name: &'static str, fields: &[(&str, &str)], at_us: i64) -> String {
    let make = || Intl::DateTimeFormat::new(&locales(), &options(fields)).format();
    let at_ms = (at_us / 1_000) as f64;
    call(name, make, &js_sys::Date::new(&at_ms.into()))
}

/// `2026-11-24`. Not by jiff's own writer, which would bring time zones along.
pub fn iso(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

fn utc(date: Date) -> JsValue {
    js_sys::Date::new(&format!("{}T00:00:00Z", iso(date)).into()).into()
}

fn locales() -> Array {
    Array::of1(&i18n::chosen().region().into())
}

fn options(fields: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in fields {
        let _ = Reflect::set(&options, &(*name).into(), &(*value).into());
    }
    options
}

thread_local! {
    /// Formatters by language and name: making one costs a hundred times as much as using it.
    static FORMATTERS: RefCell<HashMap<(&'static str, &'static str), Function>> = RefCell::default();
}

fn formatter(name: &'static str, make: impl FnOnce() -> Function) -> Function {
    let key = (i18n::chosen().code(), name);
    FORMATTERS.with(|known| known.borrow_mut().entry(key).or_insert_with(make).clone())
}

fn call(name: &'static str, make: impl FnOnce() -> Function, value: &JsValue) -> String {
    let text = formatter(name, make).call1(&JsValue::UNDEFINED, value);
    text.ok().and_then(|text| text.as_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_shown_and_read_as_the_language_writes_them() {
        let read = |typed: [&str; 6]| typed.map(typed_decimal);
        let english = read(["85.00", "1,250.50", "1,250", "85,00", " 12,5 ", "1.000,00"]);
        assert_eq!(english, ["85.00", "1250.50", "1250", "85.00", "12.5", "1.000,00"]);
        assert_eq!(decimal("85.00"), "85.00");
        i18n::choose(Locale::De);
        let german = read(["85,00", "1.250,50", "1.250", "85.00", "1 250", "-3"]);
        let (shown, back) = (decimal("85.00"), typed_decimal(&decimal("1.250")));
        i18n::choose(Locale::En);
        assert_eq!(german, ["85.00", "1250.50", "1250", "85.00", "1250", "-3"]);
        assert_eq!((&*shown, &*back), ("85,00", "1.250"));
    }
}
