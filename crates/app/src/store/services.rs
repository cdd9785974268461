//! Rows of the catalogue: services and categories.

use std::collections::BTreeMap;

use contract::ipc::{CatalogueProgress, CategoryCount};
use domain::calendar::Calendar;
use domain::money::BasisPoints;
use domain::service::{Category, DeliveryKind, LeadTime, Service};
use domain::{CategoryId, Currency, Money, ServiceId};
use rusqlite::{Connection, OptionalExtension, Row};

use super::error::StoreError;
use super::search::folded;

const COLUMNS: &str = "id, code, category, name, summary, description, price_minor, currency, tax, delivery,
    min_days, max_days, options, keywords, withdrawn";

/// The default of FTS5: so many pieces of the index become one.
const AUTOMERGE: i64 = 4;

/// Pages of the index that are joined in one transaction: a few milliseconds, so that a page of news does not wait.
const MERGE_PAGES: i64 = 200;

/// Where the copy of the catalogue stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Address of the provider that it is a copy of; empty before the first one.
    pub provider: String,
    pub cursor: Option<String>,
    pub counts: CatalogueProgress,
}

/// Takes the catalogue of a provider; that of another one is forgotten.
pub fn begin(tx: &Connection, provider: &str) -> Result<(), StoreError> {
    let known: Option<String> =
        tx.query_row("SELECT provider FROM progress", [], |row| row.get(0)).optional()?;
    if known.as_deref() == Some(provider) {
        return Ok(());
    }
    forget(tx)?;
    tx.execute("DELETE FROM progress", [])?;
    tx.execute(
        "INSERT INTO progress (one, provider, have, total, complete) VALUES (1, ?1, 0, 0, 0)",
        [provider],
    )?;
    Ok(())
}

pub fn forget(tx: &Connection) -> Result<(), StoreError> {
    tx.execute_batch(
        "DELETE FROM services; DELETE FROM categories;
         INSERT INTO service_words (service_words) VALUES ('delete-all');
         INSERT INTO service_words (service_words, rank) VALUES ('automerge', 0);
         UPDATE progress SET complete = 0;",
    )?;
    Ok(())
}

pub fn progress(tx: &Connection) -> Result<Progress, StoreError> {
    let sql = "SELECT provider, cursor, have, total, complete FROM progress";
    let found = tx
        .prepare_cached(sql)?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
        .optional()?;
    let (provider, cursor, have, total, complete) = found.unwrap_or_default();
    Ok(Progress { provider, cursor, counts: CatalogueProgress { have, total, complete } })
}

/// The page is stored: where the copy stands now.
pub fn advance(tx: &Connection, cursor: &str, total: i64, complete: bool) -> Result<(), StoreError> {
    let was: bool = tx.query_row("SELECT complete FROM progress", [], |row| row.get(0))?;
    // Counted here, once for each step of a load, and not each time that somebody looks.
    tx.execute(
        "UPDATE progress SET cursor = ?1, total = ?2, complete = ?3,
             have = CASE WHEN ?3 THEN ?2 ELSE (SELECT count(*) FROM services) END",
        (cursor, total, complete),
    )?;
    if complete && !was {
        // The first load did not tidy up on its way; what comes now is small, and does.
        tx.execute("INSERT INTO service_words (service_words, rank) VALUES ('automerge', ?1)", [AUTOMERGE])?;
    }
    Ok(())
}

/// When the provider works; from now on.
pub fn put_calendar(tx: &Connection, calendar: &Calendar) -> Result<(), StoreError> {
    tx.execute("UPDATE progress SET calendar = ?1", [serde_json::to_string(calendar)?])?;
    Ok(())
}

/// When the provider works; before it has told, Monday to Friday.
pub fn calendar(tx: &Connection) -> Result<Calendar, StoreError> {
    let found: Option<Option<String>> =
        tx.query_row("SELECT calendar FROM progress", [], |row| row.get(0)).optional()?;
    let told = found.flatten().map(|json| serde_json::from_str(&json)).transpose();
    // One that another version of this program cannot read comes again with the next news.
    Ok(told.ok().flatten().unwrap_or_default())
}

/// Joins some pieces of the search index; `begin` means all pieces, whatever their sizes. Replies whether there
/// was something to do.
pub fn merge_words(tx: &Connection, begin: bool) -> Result<bool, StoreError> {
    let changes = || tx.query_row("SELECT total_changes()", [], |row| row.get::<_, i64>(0));
    let before = changes()?;
    let pages = if begin { -MERGE_PAGES } else { MERGE_PAGES };
    tx.execute("INSERT INTO service_words (service_words, rank) VALUES ('merge', ?1)", [pages])?;
    // The command itself counts as one change.
    Ok(changes()? - before > 1)
}

pub fn put_categories(tx: &Connection, categories: &[Category]) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO categories (id, name, icon) VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET name = ?2, icon = ?3 WHERE name <> ?2 OR icon <> ?3",
    )?;
    for category in categories {
        statement.execute((category.id.as_str(), &category.name, &category.icon))?;
    }
    Ok(())
}

/// Stores services, and then the words of those on sale; `category_name` gives the name of a category. Withdrawn ones
/// stay as stubs without words.
///
/// First all rows, then all words: each statement on another table makes the index write out the words that it has
/// collected so far, and a piece for every service takes many times longer.
pub fn put_all<'a>(
    tx: &Connection,
    services: impl Iterator<Item = &'a Service>,
    category_name: impl Fn(&CategoryId) -> &'a str,
) -> Result<(), StoreError> {
    // By row, because the index also likes them in order. A service that comes twice counts as it came last.
    let mut stored: BTreeMap<i64, Stored<'a>> = BTreeMap::new();
    for service in services {
        let had_words = tx
            .prepare_cached("SELECT 1 FROM services WHERE id = ?1 AND withdrawn = 0")?
            .exists([service.id.as_str()])?;
        let n = put_row(tx, service)?;
        stored.entry(n).or_insert(Stored { service, had_words }).service = service;
    }
    for (n, _) in stored.iter().filter(|(_, stored)| stored.had_words) {
        // Only those: deleting words that are not there would leave a mark in every piece of the index.
        tx.prepare_cached("DELETE FROM service_words WHERE rowid = ?1")?.execute([n])?;
    }
    for (n, Stored { service, .. }) in stored.iter().filter(|(_, stored)| !stored.service.withdrawn) {
        put_words(tx, *n, service, category_name(&service.category))?;
    }
    Ok(())
}

struct Stored<'a> {
    service: &'a Service,
    /// Before these services were stored.
    had_words: bool,
}

fn put_row(tx: &Connection, service: &Service) -> Result<i64, StoreError> {
    let n = tx
        .prepare_cached(
            "INSERT INTO services (id, code, category, name, summary, description, price_minor, currency, tax,
                 delivery, min_days, max_days, options, keywords, withdrawn, name_key)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
             ON CONFLICT (id) DO UPDATE SET code = ?2, category = ?3, name = ?4, summary = ?5,
                 description = ?6, price_minor = ?7, currency = ?8, tax = ?9, delivery = ?10, min_days = ?11,
                 max_days = ?12, options = ?13, keywords = ?14, withdrawn = ?15, name_key = ?16
             RETURNING n",
        )?
        .query_row(
            (
                service.id.as_str(),
                &service.code,
                service.category.as_str(),
                &service.name,
                &service.summary,
                &service.description,
                service.price.minor,
                service.price.currency.code(),
                service.tax.0,
                service.delivery.as_str(),
                service.lead.min_days,
                service.lead.max_days,
                serde_json::to_string(&service.options)?,
                &service.keywords,
                service.withdrawn,
                folded(&service.name),
            ),
            |row| row.get(0),
        )?;
    Ok(n)
}

fn put_words(tx: &Connection, n: i64, service: &Service, category: &str) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO service_words (rowid, name, keywords, category, summary, description, shelf)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute((
        n,
        &service.name,
        &service.keywords,
        category,
        &service.summary,
        &service.description,
        shelf(&service.category),
    ))?;
    Ok(())
}

pub fn get(tx: &Connection, id: &ServiceId) -> Result<Option<Service>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM services WHERE id = ?1");
    let mut statement = tx.prepare_cached(&sql)?;
    let mut rows = statement.query([id.as_str()])?;
    rows.next()?.map(service).transpose()
}

pub fn by_row(tx: &Connection, n: i64) -> Result<Option<Service>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM services WHERE n = ?1");
    let mut statement = tx.prepare_cached(&sql)?;
    let mut rows = statement.query([n])?;
    rows.next()?.map(service).transpose()
}

/// Categories with something to sell, by name, and how much.
pub fn categories(tx: &Connection) -> Result<Vec<CategoryCount>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT categories.id, categories.name, icon, count(*) FROM services
         JOIN categories ON categories.id = services.category
         WHERE withdrawn = 0 GROUP BY services.category ORDER BY categories.name",
    )?;
    let mut rows = statement.query([])?;
    let mut counts = Vec::new();
    while let Some(row) = rows.next()? {
        counts.push(CategoryCount { category: category(row)?, services: row.get(3)? });
    }
    Ok(counts)
}

/// Services to sell, those included whose category is gone.
pub fn on_sale(tx: &Connection) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM services WHERE withdrawn = 0";
    Ok(tx.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// One word that no other category has.
pub fn shelf(category: &CategoryId) -> String {
    let hex: String = category.as_str().bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("qzshelf{hex}")
}

fn category(row: &Row<'_>) -> Result<Category, StoreError> {
    Ok(Category { id: CategoryId::new(row.get::<_, String>(0)?)?, name: row.get(1)?, icon: row.get(2)? })
}

fn service(row: &Row<'_>) -> Result<Service, StoreError> {
    let (currency, delivery, options): (String, String, String) = (row.get(7)?, row.get(9)?, row.get(12)?);
    Ok(Service {
        id: ServiceId::new(row.get::<_, String>(0)?)?,
        code: row.get(1)?,
        category: CategoryId::new(row.get::<_, String>(2)?)?,
        name: row.get(3)?,
        summary: row.get(4)?,
        description: row.get(5)?,
        price: Money::new(row.get(6)?, Currency::new(&currency).map_err(|_| StoreError::Damaged)?),
        tax: BasisPoints(row.get(8)?),
        // Only the server taxes by it.
        tax_class: None,
        delivery: DeliveryKind::parse(&delivery).ok_or(StoreError::Damaged)?,
        lead: LeadTime { min_days: row.get(10)?, max_days: row.get(11)? },
        options: serde_json::from_str(&options)?,
        keywords: row.get(13)?,
        withdrawn: row.get(14)?,
    })
}
