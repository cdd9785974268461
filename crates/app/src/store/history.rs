//! What lists of orders are narrowed by, in memory: a few figures of each order. A page out of a hundred thousand then
//! costs what a page out of a hundred costs, wherever it is and whatever is asked.
//!
//! The store stays the truth. Each look first takes over what was written since the last one, within one snapshot.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use contract::history::{OrderPage, OrderSearch, OrderedService, SearchHint, SearchPart};
use domain::order::OrderState;
use domain::{Currency, Money, ServiceId};
use rusqlite::Connection;

use super::database::Database;
use super::error::StoreError;
use super::orders;
use super::search::{folded, words};

/// Services that are offered for a text; whoever misses one types another letter.
const SERVICES_OFFERED: usize = 8;

/// The history of one account.
#[derive(Default)]
pub struct History(Mutex<Register>);

#[derive(Default)]
struct Register {
    /// The writing of the store up to which this is true.
    rev: i64,
    /// The newest order first.
    rows: Vec<Row>,
    /// The last answer, for the next page of it.
    found: Option<(OrderSearch, Vec<i64>)>,
    /// The orders with the last text, and with the last service.
    texts: Option<(String, Marks)>,
    services: Option<(ServiceId, Marks)>,
}

#[derive(Clone, Copy)]
struct Row {
    n: i64,
    placed_at_us: i64,
    total: Money,
    state: OrderState,
}

impl History {
    /// A page of what is wanted, the newest first.
    pub fn page(
        &self,
        store: &Database,
        wanted: &OrderSearch,
        offset: u32,
        limit: u32,
    ) -> Result<OrderPage, StoreError> {
        store.read(|tx| {
            let mut register = self.caught_up(tx)?;
            let found = register.find(tx, wanted)?;
            let total = count(found.len());
            let (from, to) = (offset.min(total), offset.saturating_add(limit).min(total));
            let orders = orders::summaries(tx, &found[from as usize..to as usize])?;
            let hints = if total == 0 { register.hints(tx, wanted)? } else { Vec::new() };
            let oldest_us = register.rows.last().map(|row| row.placed_at_us);
            Ok(OrderPage { total, offset, orders, oldest_us, hints })
        })
    }

    /// Does some work over the rows of all that is wanted, the newest first, in the snapshot that they were found in.
    pub fn over_all<T>(
        &self,
        store: &Database,
        wanted: &OrderSearch,
        work: impl FnOnce(&Connection, &[i64]) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        store.read(|tx| {
            // Others may look meanwhile.
            let rows = self.caught_up(tx)?.find(tx, wanted)?.to_vec();
            work(tx, &rows)
        })
    }

    /// Takes the lock before the snapshot is, by the first reading: so no look goes back in time.
    fn caught_up(&self, tx: &Connection) -> Result<MutexGuard<'_, Register>, StoreError> {
        let mut register = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        register.catch_up(tx)?;
        Ok(register)
    }
}

/// Services with this text in their names, those of most orders first.
pub fn services(tx: &Connection, text: &str) -> Result<Vec<OrderedService>, StoreError> {
    let wanted: Vec<String> = words(text).iter().map(|word| folded(word)).collect();
    let mut statement = tx.prepare_cached("SELECT s, id, name FROM ordered_services")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (s, id, name): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let folded = folded(&name);
        if wanted.iter().all(|word| folded.contains(word)) {
            let of_it = "SELECT count(*) FROM order_services WHERE s = ?1";
            let orders: i64 = tx.prepare_cached(of_it)?.query_row([s], |row| row.get(0))?;
            let orders = u32::try_from(orders).unwrap_or(u32::MAX);
            found.push(OrderedService { id: ServiceId::new(id)?, name, orders });
        }
    }
    // What is only in orders that were taken away is there no more.
    found.retain(|service| service.orders > 0);
    found.sort_by(|a, b| (b.orders, &a.name).cmp(&(a.orders, &b.name)));
    found.truncate(SERVICES_OFFERED);
    Ok(found)
}

impl Register {
    /// Takes over what was written since the last look.
    fn catch_up(&mut self, tx: &Connection) -> Result<(), StoreError> {
        let (rev, gone): (i64, i64) = tx
            .prepare_cached("SELECT rev, gone FROM history")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if rev == self.rev {
            return Ok(());
        }
        let since = if gone > self.rev { 0 } else { self.rev };
        let written = written(tx, since)?;
        if since == 0 {
            self.rows.clear();
        } else {
            let again: HashSet<i64> = written.iter().map(|row| row.n).collect();
            self.rows.retain(|row| !again.contains(&row.n));
        }
        self.rows.extend(written);
        // Two runs that are in order, mostly: it costs little more than to look at them.
        self.rows.sort_by_key(|row| Reverse((row.placed_at_us, row.n)));
        (self.found, self.texts, self.services) = (None, None, None);
        self.rev = rev;
        Ok(())
    }

    /// The rows of what is wanted, the newest first.
    fn find(&mut self, tx: &Connection, wanted: &OrderSearch) -> Result<&[i64], StoreError> {
        if self.found.as_ref().is_none_or(|(known, _)| known != wanted) {
            let found = self.search(tx, wanted)?;
            self.found = Some((wanted.clone(), found));
        }
        Ok(self.found.as_ref().map(|(_, found)| found.as_slice()).unwrap_or_default())
    }

    fn search(&mut self, tx: &Connection, wanted: &OrderSearch) -> Result<Vec<i64>, StoreError> {
        if wanted.has(SearchPart::Text)
            && self.texts.as_ref().is_none_or(|(text, _)| *text != wanted.text)
        {
            self.texts = Some((wanted.text.clone(), with_text(tx, &wanted.text)?));
        }
        if let Some(service) = &wanted.service
            && self.services.as_ref().is_none_or(|(known, _)| known != service)
        {
            self.services = Some((service.clone(), with_service(tx, service)?));
        }
        let text = self.texts.as_ref().filter(|_| wanted.has(SearchPart::Text)).map(|(_, marks)| marks);
        let service = self.services.as_ref().filter(|_| wanted.service.is_some()).map(|(_, marks)| marks);
        let holds = |row: &&Row| {
            wanted.filter.holds(row.state)
                && wanted.at_least.is_none_or(|least| {
                    row.total.currency == least.currency && row.total.minor >= least.minor
                })
                && wanted
                    .at_most
                    .is_none_or(|most| row.total.currency == most.currency && row.total.minor <= most.minor)
                && service.is_none_or(|marks| marks.has(row.n))
                && text.is_none_or(|marks| marks.has(row.n))
        };
        Ok(self.between(wanted.from_us, wanted.before_us).iter().filter(holds).map(|row| row.n).collect())
    }

    /// The rows that were placed in a time.
    fn between(&self, from_us: Option<i64>, before_us: Option<i64>) -> &[Row] {
        let first = |before: i64| self.rows.partition_point(|row| row.placed_at_us >= before);
        let start = before_us.map_or(0, first);
        let end = from_us.map_or(self.rows.len(), first);
        self.rows.get(start..end).unwrap_or_default()
    }

    /// Which part keeps everything away: without it alone, something would be found.
    fn hints(&mut self, tx: &Connection, wanted: &OrderSearch) -> Result<Vec<SearchHint>, StoreError> {
        let mut hints = Vec::new();
        for part in SearchPart::ALL.into_iter().filter(|part| wanted.has(*part)) {
            let total = count(self.search(tx, &wanted.without(part))?.len());
            if total > 0 {
                hints.push(SearchHint { part, total });
            }
        }
        Ok(hints)
    }
}

fn written(tx: &Connection, since: i64) -> Result<Vec<Row>, StoreError> {
    // From the index alone: the orders themselves are a hundred times as large.
    let mut statement = tx.prepare_cached(
        "SELECT n, placed_at_us, state, total_minor, currency FROM orders INDEXED BY orders_by_rev WHERE rev > ?1",
    )?;
    let mut stored = statement.query([since])?;
    let mut rows = Vec::new();
    while let Some(row) = stored.next()? {
        let (state, currency) = (row.get_ref(2)?, row.get_ref(4)?);
        let state = state.as_str().ok().and_then(OrderState::parse);
        let currency = currency.as_str().ok().and_then(|code| Currency::new(code).ok());
        // Whoever wrote it knew both.
        let (Some(state), Some(currency)) = (state, currency) else { continue };
        let total = Money::new(row.get(3)?, currency);
        rows.push(Row { n: row.get(0)?, placed_at_us: row.get(1)?, total, state });
    }
    Ok(rows)
}

/// The orders that have all words of a text, each as the beginning of a word. A text without words is in none.
fn with_text(tx: &Connection, text: &str) -> Result<Marks, StoreError> {
    let words = words(text);
    if words.is_empty() {
        return Ok(Marks::default());
    }
    let wanted = words.iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" AND ");
    marks(tx, "SELECT rowid FROM order_words WHERE order_words MATCH ?1", &wanted)
}

fn with_service(tx: &Connection, service: &ServiceId) -> Result<Marks, StoreError> {
    let sql = "SELECT n FROM order_services WHERE s = (SELECT s FROM ordered_services WHERE id = ?1)";
    marks(tx, sql, service.as_str())
}

fn marks(tx: &Connection, sql: &str, wanted: &str) -> Result<Marks, StoreError> {
    let mut marks = Marks::default();
    let mut statement = tx.prepare_cached(sql)?;
    let mut rows = statement.query([wanted])?;
    while let Some(row) = rows.next()? {
        marks.set(row.get(0)?);
    }
    Ok(marks)
}

/// A bit for each row.
#[derive(Default)]
struct Marks(Vec<u64>);

impl Marks {
    fn set(&mut self, n: i64) {
        let Ok(n) = usize::try_from(n) else { return };
        if self.0.len() <= n / 64 {
            self.0.resize(n / 64 + 1, 0);
        }
        self.0[n / 64] |= 1 << (n % 64);
    }

    fn has(&self, n: i64) -> bool {
        let Ok(n) = usize::try_from(n) else { return false };
        self.0.get(n / 64).is_some_and(|bits| bits & (1 << (n % 64)) != 0)
    }
}

fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
