//! A provider's file becomes the table of taxes, that of ways to send, or the days of the calendar: all of it or nothing. It replaces what was there.

use std::collections::HashMap;

use domain::Currency;
use domain::calendar::CalendarDay;
use domain::shipping::ShippingMethod;
use domain::tax::{TaxClass, TaxRate};

use crate::db::{Tx, Value};
use crate::error::Error;
use crate::params;

/// A table that is replaced as a whole. The first columns are its key.
struct Table {
    name: &'static str,
    columns: &'static str,
    key: usize,
}

const TAXES: Table =
    Table { name: "tax_rates", columns: "country, region, postal_prefix, class, rate_bp, added", key: 4 };
const SHIPPING: Table = Table {
    name: "shipping_methods",
    columns: "id, position, name, countries, currency, price_minor, free_from_minor, tax_bp, tax_class, \
              travel_min_days, travel_max_days",
    key: 1,
};
const DAYS: Table = Table { name: "calendar_days", columns: "day, works, name", key: 1 };

/// What an import does, by the names of rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    pub added: Vec<String>,
    pub changed: Vec<String>,
    pub removed: Vec<String>,
    pub unchanged: u64,
}

impl Plan {
    pub fn changes_nothing(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

/// Rows that are to replace a table.
pub struct Rows {
    table: Table,
    rows: Vec<Vec<Value>>,
}

impl Rows {
    pub fn taxes(rates: &[TaxRate]) -> Self {
        let row = |rate: &TaxRate| {
            let class = rate.class.as_ref().map_or("", TaxClass::as_str);
            vec![
                Value::from(&rate.zone.country),
                Value::from(&rate.zone.region),
                Value::from(&rate.zone.postal_prefix),
                Value::from(class),
                Value::from(i64::from(rate.tax.rate.0)),
                Value::from(rate.tax.added),
            ]
        };
        Self { table: TAXES, rows: rates.iter().map(row).collect() }
    }

    pub fn shipping(methods: &[ShippingMethod], currency: Currency) -> Result<Self, Error> {
        let row = |(position, method): (i64, &ShippingMethod)| {
            Ok(vec![
                Value::from(method.id.as_str()),
                Value::from(position),
                Value::from(&method.name),
                Value::from(super::json(&method.countries)?),
                Value::from(currency.code()),
                Value::from(method.price_minor),
                Value::from(method.free_from_minor),
                Value::from(i64::from(method.tax.0)),
                Value::from(method.tax_class.as_ref().map(TaxClass::as_str)),
                Value::from(i64::from(method.travel.min_days)),
                Value::from(i64::from(method.travel.max_days)),
            ])
        };
        let rows: Result<_, Error> = (0..).zip(methods).map(row).collect();
        Ok(Self { table: SHIPPING, rows: rows? })
    }

    pub fn days(days: &[CalendarDay]) -> Self {
        let row = |day: &CalendarDay| {
            vec![Value::from(day.day.to_string()), Value::from(day.works), Value::from(&day.name)]
        };
        Self { table: DAYS, rows: days.iter().map(row).collect() }
    }

    /// What an import of these rows would do to a table that is empty.
    pub fn plan_of_the_first(&self) -> Plan {
        Plan { added: self.rows.iter().map(|row| self.name(row)).collect(), ..Plan::default() }
    }

    /// What an import of these rows would do.
    pub fn plan(&self, tx: &mut Tx<'_>) -> Result<Plan, Error> {
        let Table { name, columns, .. } = self.table;
        let known = tx.query(&format!("SELECT {columns} FROM {name}"), params![])?;
        let known = known.into_iter().map(|row| row.into_values().collect::<Vec<_>>());
        let mut known: HashMap<String, Vec<Value>> = known.map(|row| (self.name(&row), row)).collect();
        let mut plan = Plan::default();
        for row in &self.rows {
            let name = self.name(row);
            match known.remove(&name) {
                None => plan.added.push(name),
                Some(content) if content == *row => plan.unchanged += 1,
                Some(_) => plan.changed.push(name),
            }
        }
        plan.removed = known.into_keys().collect();
        plan.removed.sort_unstable();
        Ok(plan)
    }

    /// Carries it out. Quotes that were made before are priced anew when they are ordered.
    pub fn import(&self, tx: &mut Tx<'_>) -> Result<Plan, Error> {
        let plan = self.plan(tx)?;
        let Table { name, columns, .. } = self.table;
        tx.execute(&format!("DELETE FROM {name}"), params![])?;
        let count = columns.split(", ").count();
        let places = (1..=count).map(|place| format!("?{place}")).collect::<Vec<_>>().join(", ");
        let sql = format!("INSERT INTO {name} ({columns}) VALUES ({places})");
        for row in &self.rows {
            tx.execute(&sql, row)?;
        }
        Ok(plan)
    }

    /// The key for people: `AT books`, `* *`.
    fn name(&self, row: &[Value]) -> String {
        let word = |value: &Value| match value {
            Value::Text(text) => text.clone(),
            Value::Int(number) => number.to_string(),
            Value::Null => String::new(),
        };
        let words: Vec<String> = row[..self.table.key].iter().map(word).collect();
        if self.table.key == 1 {
            return words.concat();
        }
        // What is empty between country and class narrows nothing down.
        let last = words.len() - 1;
        let said = words
            .iter()
            .enumerate()
            .filter(|(place, word)| *place == 0 || *place == last || !word.is_empty());
        said.map(|(_, word)| if word.is_empty() { "*" } else { word }).collect::<Vec<_>>().join(" ")
    }
}
