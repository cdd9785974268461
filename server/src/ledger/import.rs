//! A provider's file becomes the catalogue: all of it or nothing. What is missing from the file is withdrawn.

use std::collections::HashMap;

use domain::ids::slug;
use domain::tax::TaxClass;

use super::{head, new_id};
use crate::catalogue_file::{Parsed, Row as FileRow};
use crate::db::{Row, Tx, Value};
use crate::error::Error;
use crate::params;

/// Rows of one statement: 300 rows of 19 values stay well below SQLite's 32,766 parameters.
const ROWS_PER_STATEMENT: usize = 300;
const COLUMNS: &str = "id, code, category_id, name, summary, description, price_minor, currency, tax_bp, \
                       delivery, lead_min_days, lead_max_days, options, keywords, tax_class, capacity_per_day, withdrawn, ver, search";
const COLUMNS_COUNT: usize = 19;

/// What an import does, by the codes of services.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    pub added: Vec<String>,
    pub changed: Vec<String>,
    pub withdrawn: Vec<String>,
    pub unchanged: u64,
    categories_changed: bool,
}

impl Plan {
    /// What an import of these rows does to a catalogue that is empty.
    pub fn of_the_first(rows: &[FileRow]) -> Self {
        Self { added: rows.iter().map(|row| row.code.clone()).collect(), ..Self::default() }
    }

    /// A service with a mistake is not missing from the file, and one that was not read may be there.
    pub fn without_unread(mut self, parsed: &Parsed) -> Self {
        self.withdrawn.retain(|code| parsed.whole && !parsed.bad_codes.contains(code));
        self
    }

    fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.changed.is_empty()
            && self.withdrawn.is_empty()
            && !self.categories_changed
    }
}

/// What an import of these rows would do.
pub fn plan(tx: &mut Tx<'_>, rows: &[FileRow]) -> Result<Plan, Error> {
    // Categories that only withdrawn services have come after those of the file.
    let categories_changed = !known_categories(tx)?.starts_with(&categories_of(rows));
    let mut known = known_services(tx)?;
    let mut plan = Plan { categories_changed, ..Plan::default() };
    for row in rows {
        match known.remove(&row.code) {
            None => plan.added.push(row.code.clone()),
            Some(content) if content == content_of(row)? => plan.unchanged += 1,
            Some(_) => plan.changed.push(row.code.clone()),
        }
    }
    let sold = |content: &[Value]| content.last() == Some(&Value::Int(0));
    plan.withdrawn = known.into_iter().filter(|(_, content)| sold(content)).map(|(code, _)| code).collect();
    plan.withdrawn.sort_unstable();
    Ok(plan)
}

/// Carries the plan out as one version of the catalogue. `progress` hears how many services are written.
pub fn import(tx: &mut Tx<'_>, rows: &[FileRow], progress: &dyn Fn(usize)) -> Result<Plan, Error> {
    // The lock first, so that two imports cannot plan on the same ground.
    let ver = head::next_catalogue_ver(tx)?;
    let plan = plan(tx, rows)?;
    if plan.is_empty() {
        head::return_catalogue_ver(tx)?;
        return Ok(plan);
    }
    store_categories(tx, rows)?;
    let touched: std::collections::HashSet<&str> =
        plan.added.iter().chain(&plan.changed).map(String::as_str).collect();
    let fresh: Vec<&FileRow> = rows.iter().filter(|row| touched.contains(row.code.as_str())).collect();
    let mut written = 0;
    for chunk in fresh.chunks(ROWS_PER_STATEMENT) {
        store(tx, chunk, ver)?;
        written += chunk.len();
        progress(written);
    }
    for code in &plan.withdrawn {
        mark(tx, code, true, ver)?;
    }
    Ok(plan)
}

/// No longer sold, or sold again, as of this version of the catalogue.
pub fn mark(tx: &mut Tx<'_>, code: &str, withdrawn: bool, ver: i64) -> Result<(), Error> {
    let sql = "UPDATE services SET withdrawn = ?2, ver = ?3 WHERE code = ?1";
    Ok(tx.execute(sql, params![code, withdrawn, ver])?)
}

/// Writes services, which are sold from this version of the catalogue on. Their categories are there.
pub fn store(tx: &mut Tx<'_>, rows: &[&FileRow], ver: i64) -> Result<(), Error> {
    let mut values = Vec::with_capacity(rows.len() * COLUMNS_COUNT);
    for row in rows {
        values.push(Value::from(new_id()));
        values.push(Value::from(&row.code));
        values.extend(content_of(row)?);
        values.push(Value::from(ver));
        values.push(Value::from([&*row.code, &row.name, &row.keywords].join(" ").to_lowercase()));
    }
    let places = (0..rows.len()).map(|row| {
        let numbers = (1..=COLUMNS_COUNT).map(|column| format!("?{}", row * COLUMNS_COUNT + column));
        format!("({})", numbers.collect::<Vec<_>>().join(","))
    });
    let places = places.collect::<Vec<_>>().join(",");
    let updates: Vec<_> =
        COLUMNS.split(", ").skip(2).map(|column| format!("{column} = excluded.{column}")).collect();
    let updates = updates.join(", ");
    let sql = format!(
        "INSERT INTO services ({COLUMNS}) VALUES {places} ON CONFLICT (code) DO UPDATE SET {updates}"
    );
    tx.execute(&sql, &values)?;
    Ok(())
}

/// The columns from `category_id` to `withdrawn`, as the file has them.
fn content_of(row: &FileRow) -> Result<Vec<Value>, Error> {
    Ok(vec![
        Value::from(slug(&row.category)),
        Value::from(&row.name),
        Value::from(&row.summary),
        Value::from(&row.description),
        Value::from(row.price.minor),
        Value::from(row.price.currency.code()),
        Value::from(i64::from(row.tax.0)),
        Value::from(row.delivery.as_str()),
        Value::from(i64::from(row.lead.min_days)),
        Value::from(i64::from(row.lead.max_days)),
        Value::from(super::json(&row.options)?),
        Value::from(&row.keywords),
        Value::from(row.tax_class.as_ref().map(TaxClass::as_str)),
        Value::from(row.capacity_per_day),
        Value::from(false),
    ])
}

/// Code and content of every service.
fn known_services(tx: &mut Tx<'_>) -> Result<HashMap<String, Vec<Value>>, Error> {
    let sql = "SELECT code, category_id, name, summary, description, price_minor, currency, tax_bp, delivery, \
               lead_min_days, lead_max_days, options, keywords, tax_class, capacity_per_day, withdrawn FROM services";
    let rows = tx.query(sql, params![])?;
    rows.into_iter().map(|row| Ok((row.get(0)?, row.into_values().skip(1).collect()))).collect()
}

/// Id, name and icon of each category, in the order of the file.
type Categories = Vec<(String, String, String)>;

fn categories_of(rows: &[FileRow]) -> Categories {
    let mut seen = std::collections::HashSet::new();
    let mut categories = Categories::new();
    for row in rows {
        if seen.insert(&row.category) {
            categories.push((slug(&row.category), row.category.clone(), row.icon.clone()));
        } else if !row.icon.is_empty()
            && let Some(known) = categories.iter_mut().find(|known| known.1 == row.category)
            && known.2.is_empty()
        {
            // The icon may be given on any one of the category's lines.
            known.2.clone_from(&row.icon);
        }
    }
    categories
}

fn known_categories(tx: &mut Tx<'_>) -> Result<Categories, Error> {
    let rows = tx.query("SELECT id, name, icon FROM categories ORDER BY position, id", params![])?;
    let category = |row: &Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    rows.iter().map(category).collect()
}

/// Categories that the file no longer has stay, at the end: withdrawn services belong to them.
fn store_categories(tx: &mut Tx<'_>, rows: &[FileRow]) -> Result<(), Error> {
    let categories = categories_of(rows);
    tx.execute("UPDATE categories SET position = position + ?1", params![categories.len() as i64])?;
    for (position, (id, name, icon)) in (0_i64..).zip(&categories) {
        let sql = "INSERT INTO categories (id, name, icon, position) VALUES (?1, ?2, ?3, ?4) \
                   ON CONFLICT (id) DO UPDATE SET name = excluded.name, icon = excluded.icon, \
                   position = excluded.position";
        tx.execute(sql, params![id, name, icon, position])?;
    }
    Ok(())
}
