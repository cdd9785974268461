//! What lists of orders are narrowed by, in memory: a few figures of each order. A page out of a hundred thousand then
//! costs what a page out of a hundred costs, wherever it is and whatever is asked.
//!
//! The store stays the truth. Each look first takes over what was written since the last one, within one snapshot.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use contract::history::{OrderPage, OrderSearch, OrderedService, SearchHint, SearchPart};
use domain::order::OrderState;
use domain::{Currency, Money, ServiceId};
use rusqlite::Connection;

use super::database::Database;
use super::error::StoreError;
use super::orders;
use super::search::{folded, has_word_beginning, words};

/// Services that are offered for a text; whoever misses one types another letter.
const SERVICES_OFFERED: usize = 8;
/// More do not fit a number; those of orders have six.
const SERIAL_DIGITS: u32 = 18;

/// The history of one account.
#[derive(Default)]
pub struct History(Mutex<Register>);

#[derive(Default)]
struct Register {
    /// The writing of the store up to which this is true.
    rev: i64,
    /// The newest order first.
    rows: Vec<Row>,
    /// By their ids; 0 is none.
    tags: Vec<Tag>,
    /// The last answer, for the next page of it.
    found: Option<(OrderSearch, Vec<i64>)>,
}

struct Row {
    n: i64,
    placed_at_us: i64,
    total: Money,
    state: OrderState,
    serial: Serial,
    tags: Box<[u32]>,
}

/// A text that orders are found by.
#[derive(Default)]
struct Tag {
    /// Of the service that has the name; empty for other texts.
    service: String,
    text: String,
    /// In lower case and without marks.
    folded: String,
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
            let found = register.find(wanted);
            let total = count(found.len());
            let (from, to) = (offset.min(total), offset.saturating_add(limit).min(total));
            let orders = orders::summaries(tx, &found[from as usize..to as usize])?;
            let hints = if total == 0 { register.hints(wanted) } else { Vec::new() };
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
            let rows = self.caught_up(tx)?.find(wanted).to_vec();
            work(tx, &rows)
        })
    }

    /// Services with this text in their names, those of most orders first.
    pub fn services(&self, store: &Database, text: &str) -> Result<Vec<OrderedService>, StoreError> {
        store.read(|tx| self.caught_up(tx)?.services(text))
    }

    /// Takes the lock before the snapshot is, by the first reading: so no look goes back in time.
    fn caught_up(&self, tx: &Connection) -> Result<MutexGuard<'_, Register>, StoreError> {
        let mut register = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        register.catch_up(tx)?;
        Ok(register)
    }
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
        let (written, tags) = (written(tx, since)?, tags_after(tx, self.tags.len())?);
        if since == 0 {
            self.rows.clear();
        } else {
            let again: HashSet<i64> = written.iter().map(|row| row.n).collect();
            self.rows.retain(|row| !again.contains(&row.n));
        }
        self.rows.extend(written);
        // Two runs that are in order, mostly: it costs little more than to look at them.
        self.rows.sort_by_key(|row| Reverse((row.placed_at_us, row.n)));
        for (t, tag) in tags {
            self.tags.resize_with(t.max(self.tags.len()), Tag::default);
            self.tags.push(tag);
        }
        (self.found, self.rev) = (None, rev);
        Ok(())
    }

    /// The rows of what is wanted, the newest first.
    fn find(&mut self, wanted: &OrderSearch) -> &[i64] {
        if self.found.as_ref().is_none_or(|(known, _)| known != wanted) {
            self.found = Some((wanted.clone(), self.search(wanted)));
        }
        self.found.as_ref().map(|(_, found)| found.as_slice()).unwrap_or_default()
    }

    fn search(&self, wanted: &OrderSearch) -> Vec<i64> {
        let words: Vec<Word> = words(&wanted.text).iter().map(|word| self.word(&folded(word))).collect();
        // A text of signs alone is in no order.
        if wanted.has(SearchPart::Text) && words.is_empty() {
            return Vec::new();
        }
        let service = wanted.service.as_ref().map(|id| self.marked(|tag| tag.service == id.as_str()));
        let has = |row: &Row, marks: &[bool]| {
            row.tags.iter().any(|t| marks.get(*t as usize).is_some_and(|marked| *marked))
        };
        let holds = |row: &&Row| {
            wanted.filter.holds(row.state)
                && wanted.at_least.is_none_or(|least| is_at_least(row.total, least))
                && wanted.at_most.is_none_or(|most| is_at_least(most, row.total))
                && service.as_ref().is_none_or(|marks| has(row, marks))
                && words.iter().all(|word| row.serial.begins_with(word.digits) || has(row, &word.marks))
        };
        self.between(wanted.from_us, wanted.before_us).iter().filter(holds).map(|row| row.n).collect()
    }

    fn word(&self, word: &str) -> Word {
        let marks = self.marked(|tag| has_word_beginning(&tag.folded, word));
        Word { digits: Digits::of(word), marks }
    }

    fn marked(&self, holds: impl Fn(&Tag) -> bool) -> Vec<bool> {
        self.tags.iter().map(holds).collect()
    }

    fn services(&self, text: &str) -> Result<Vec<OrderedService>, StoreError> {
        let wanted: Vec<String> = words(text).iter().map(|word| folded(word)).collect();
        let fits = |tag: &Tag| !tag.service.is_empty() && wanted.iter().all(|word| tag.folded.contains(word));
        let marks = self.marked(fits);
        // By id: a service that was renamed has several names, of which the newest order's counts.
        let mut found: HashMap<&str, (&str, u32)> = HashMap::new();
        for row in &self.rows {
            let mut counted: Vec<&str> = Vec::new();
            for t in row.tags.iter().map(|t| *t as usize).filter(|t| marks.get(*t) == Some(&true)) {
                let Tag { service, text, .. } = &self.tags[t];
                if !counted.contains(&service.as_str()) {
                    counted.push(service);
                    found.entry(service).or_insert((text.as_str(), 0)).1 += 1;
                }
            }
        }
        let mut found: Vec<_> = found.into_iter().collect();
        found.sort_by(|(_, (name, orders)), (_, (other, fewer))| (fewer, name).cmp(&(orders, other)));
        let offered = found.into_iter().take(SERVICES_OFFERED).map(|(id, (name, orders))| {
            Ok::<_, StoreError>(OrderedService { id: ServiceId::new(id)?, name: name.into(), orders })
        });
        offered.collect()
    }

    /// The rows that were placed in a time.
    fn between(&self, from_us: Option<i64>, before_us: Option<i64>) -> &[Row] {
        let first = |before: i64| self.rows.partition_point(|row| row.placed_at_us >= before);
        let start = before_us.map_or(0, first);
        let end = from_us.map_or(self.rows.len(), first);
        self.rows.get(start..end).unwrap_or_default()
    }

    /// Which part keeps everything away: without it alone, something would be found.
    fn hints(&self, wanted: &OrderSearch) -> Vec<SearchHint> {
        let parts = SearchPart::ALL.into_iter().filter(|part| wanted.has(*part));
        let without = |part| SearchHint { part, total: count(self.search(&wanted.without(part)).len()) };
        parts.map(without).filter(|hint| hint.total > 0).collect()
    }
}

/// A word that is looked for.
struct Word {
    /// If it could be in a number.
    digits: Option<Digits>,
    /// The tags that have it.
    marks: Vec<bool>,
}

/// A word of digits: `0042` is 42 in four digits.
#[derive(Clone, Copy)]
struct Digits {
    value: u64,
    count: u32,
}

/// The last part of a number, another for each order: `P-2026-000042` is 42 in six digits.
struct Serial {
    value: u64,
    width: u32,
}

impl Digits {
    fn of(word: &str) -> Option<Self> {
        let count = u32::try_from(word.len()).ok().filter(|count| *count <= SERIAL_DIGITS)?;
        let value = word.bytes().all(|b| b.is_ascii_digit()).then(|| word.parse().ok())??;
        Some(Self { value, count })
    }
}

impl Serial {
    fn of(number: &str) -> Self {
        let digits = number.len() - number.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let digits = digits.min(SERIAL_DIGITS as usize);
        let value = number[number.len() - digits..].parse().unwrap_or_default();
        Self { value, width: u32::try_from(digits).unwrap_or_default() }
    }

    /// As it is written, or as people say it, without the zeros before it.
    fn begins_with(&self, digits: Option<Digits>) -> bool {
        let Some(Digits { value, count }) = digits else { return false };
        let begins = |width: u32| width >= count && self.value / 10_u64.pow(width - count) == value;
        begins(self.width) || (width_of(value) == count && begins(width_of(self.value)))
    }
}

/// Without zeros before it.
fn width_of(value: u64) -> u32 {
    value.checked_ilog10().map_or(1, |log| log + 1)
}

/// Of one currency, and not less.
fn is_at_least(total: Money, least: Money) -> bool {
    total.currency == least.currency && total.minor >= least.minor
}

fn written(tx: &Connection, since: i64) -> Result<Vec<Row>, StoreError> {
    // From the index alone: the orders themselves are a hundred times as large.
    let mut statement = tx.prepare_cached(
        "SELECT n, placed_at_us, state, total_minor, currency, number, tags
         FROM orders INDEXED BY orders_by_rev WHERE rev > ?1",
    )?;
    let mut stored = statement.query([since])?;
    let mut rows = Vec::new();
    while let Some(row) = stored.next()? {
        let (state, currency) = (row.get_ref(2)?, row.get_ref(4)?);
        let state = state.as_str().ok().and_then(OrderState::parse);
        let currency = currency.as_str().ok().and_then(|code| Currency::new(code).ok());
        // Whoever wrote it knew both.
        let (Some(state), Some(currency)) = (state, currency) else { continue };
        let text = |at| row.get_ref(at).map(|value| value.as_str().unwrap_or_default());
        rows.push(Row {
            n: row.get(0)?,
            placed_at_us: row.get(1)?,
            total: Money::new(row.get(3)?, currency),
            state,
            serial: Serial::of(text(5)?),
            tags: text(6)?.split(' ').filter_map(|tag| tag.parse().ok()).collect(),
        });
    }
    Ok(rows)
}

/// Tags from this id on, in the order of their ids.
fn tags_after(tx: &Connection, first: usize) -> Result<Vec<(usize, Tag)>, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT t, service, text FROM order_tags WHERE t >= ?1 ORDER BY t")?;
    let rows = statement.query_map([i64::try_from(first).unwrap_or(i64::MAX)], |row| {
        Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get::<_, String>(2)?))
    })?;
    let mut tags = Vec::new();
    for row in rows {
        let (t, service, text) = row?;
        let folded = folded(&text);
        tags.push((usize::try_from(t).unwrap_or_default(), Tag { service, text, folded }));
    }
    Ok(tags)
}

fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
