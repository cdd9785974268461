//! Sync: applies what a desk did, once, and tells it what is newer than its cursor.

use std::str::FromStr;

use contract::Code;
use contract::sync::{Change, ChangeResult, ROWS_PER_PAGE, Row as SyncRow, SyncReply, SyncRequest};
use domain::cart::{Outcome, Rejection};
use domain::{CustomerId, DeskId, LineId, OrderId};

use super::cart::{self, Carts};
use super::{catalogue, head, orders};
use crate::db::Tx;
use crate::error::Error;
use crate::params;

/// Orders in one page: each is large.
const ORDERS_PER_PAGE: i64 = 50;
/// The kinds of change that this server knows, to tell a malformed one from one of the future.
const KNOWN_KINDS: [&str; 6] = ["add", "step", "set_quantity", "remove", "clear", "set_note"];

/// Applies the desk's changes, if it sent any, and then reads what is new for it, in the same transaction.
pub fn exchange(
    tx: &mut Tx<'_>,
    customer: &CustomerId,
    request: &SyncRequest,
    now_us: i64,
    public_url: &str,
) -> Result<SyncReply, Error> {
    let results = if request.changes.is_empty() { Vec::new() } else { push(tx, customer, request, now_us)? };
    let pulled = pull(tx, customer, &request.desk, request.cursor.as_deref(), public_url)?;
    Ok(SyncReply { results, ..pulled })
}

/// Applies each change that is next in the desk's order. A repeated one gets the answer it got before; after a gap
/// the rest is left.
fn push(
    tx: &mut Tx<'_>,
    customer: &CustomerId,
    request: &SyncRequest,
    now_us: i64,
) -> Result<Vec<ChangeResult>, Error> {
    let ver = head::next_ver(tx, customer)?;
    let desk = &request.desk;
    let handled_before = last_seq(tx, customer, desk)?;
    let mut last = handled_before;
    let mut carts = Carts::of(customer);
    let mut results = Vec::with_capacity(request.changes.len());
    for change in &request.changes {
        let outcome = if change.seq <= last {
            stored_outcome(tx, customer, desk, change)?
        } else if change.seq == last + 1 {
            let outcome = apply(tx, customer, &mut carts, change)?;
            store_outcome(tx, customer, desk, change, &outcome)?;
            last += 1;
            outcome
        } else {
            break;
        };
        results.push(ChangeResult { id: change.id.clone(), seq: change.seq, outcome });
    }
    if last > handled_before {
        carts.store(tx, ver)?;
        let sql = "UPDATE desks SET last_seq = ?3, seen_us = ?4 WHERE customer_id = ?1 AND id = ?2";
        tx.execute(sql, params![customer, desk, last, now_us])?;
    }
    Ok(results)
}

/// The cursor of whoever has every row up to a version of the customer's head.
pub fn newest_cursor(epoch: &str, ver: i64) -> String {
    format!("{epoch}:{ver}")
}

/// Rows newer than the cursor, in the order of their versions.
fn pull(
    tx: &mut Tx<'_>,
    customer: &CustomerId,
    desk: &DeskId,
    cursor: Option<&str>,
    public_url: &str,
) -> Result<SyncReply, Error> {
    let Newest { last_seq, ver: newest, epoch, catalogue } = newest(tx, customer, desk)?;
    // A version that is still to come was given out before the database was restored from a copy.
    let known = cursor
        .and_then(|text| text.parse::<Cursor>().ok())
        .filter(|known| known.epoch == epoch && known.ver <= newest + 1);
    let reset = known.is_none();
    let after = known.as_ref().map_or((0, ""), |known| (known.ver, known.id.as_str()));
    let page = page(tx, customer, after, reset)?;
    let cursor = match page.items.last() {
        Some(last) if page.more => format!("{epoch}:{}:{}", last.ver, last.id),
        _ => newest_cursor(&epoch, newest),
    };
    let mut rows = Vec::with_capacity(page.items.len());
    for item in page.items {
        rows.push(match item.what {
            What::Line(row) => row,
            What::Order(id) => SyncRow::Order { order: Box::new(orders::load(tx, &id, public_url)?) },
        });
    }
    Ok(SyncReply { reset, results: Vec::new(), rows, cursor, more: page.more, last_seq, catalogue })
}

/// How far everything is that a desk compares itself with.
struct Newest {
    last_seq: i64,
    ver: i64,
    epoch: String,
    catalogue: String,
}

fn newest(tx: &mut Tx<'_>, customer: &CustomerId, desk: &DeskId) -> Result<Newest, Error> {
    let sql = "SELECT desks.last_seq, customers.ver, head.epoch, head.catalogue_ver FROM desks \
               JOIN customers ON customers.id = desks.customer_id CROSS JOIN head \
               WHERE desks.customer_id = ?1 AND desks.id = ?2";
    let row = tx.optional(sql, params![customer, desk])?.ok_or_else(Error::not_found)?;
    let epoch: String = row.get(2)?;
    let catalogue = catalogue::newest_cursor(&epoch, row.get(3)?);
    Ok(Newest { last_seq: row.get(0)?, ver: row.get(1)?, epoch, catalogue })
}

struct Page {
    items: Vec<Item>,
    more: bool,
}

struct Item {
    ver: i64,
    id: String,
    what: What,
}

enum What {
    Line(SyncRow),
    Order(OrderId),
}

impl Item {
    fn key(&self) -> (i64, &str) {
        (self.ver, &self.id)
    }
}

/// Lines and orders in one order of versions. A page may end within a version; the cursor says where.
fn page(tx: &mut Tx<'_>, customer: &CustomerId, after: (i64, &str), reset: bool) -> Result<Page, Error> {
    let lines = cart::newer(tx, customer, after, ROWS_PER_PAGE + 1, !reset)?;
    let mut orders = orders::newer(tx, customer, after, ORDERS_PER_PAGE + 1)?;
    let first_left_out = if orders.len() as i64 > ORDERS_PER_PAGE { orders.pop() } else { None };
    let lines = lines.into_iter().map(|(ver, id, row)| Item { ver, id, what: What::Line(row) });
    let orders = orders.into_iter().map(|(ver, id)| Item { ver, id: id.to_string(), what: What::Order(id) });
    let mut items: Vec<Item> = lines.chain(orders).collect();
    items.sort_by(|a, b| a.key().cmp(&b.key()));
    let mut more = false;
    if let Some((ver, id)) = first_left_out {
        items.retain(|item| item.key() < (ver, id.as_str()));
        more = true;
    }
    let places = usize::try_from(ROWS_PER_PAGE).unwrap_or(usize::MAX);
    if items.len() > places {
        items.truncate(places);
        more = true;
    }
    Ok(Page { items, more })
}

/// Where a desk stands: it has every row up to (`ver`, `id`).
struct Cursor {
    epoch: String,
    ver: i64,
    id: String,
}

impl FromStr for Cursor {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(3, ':');
        let epoch = parts.next().ok_or(())?.to_owned();
        let ver: i64 = parts.next().and_then(|ver| ver.parse().ok()).ok_or(())?;
        match parts.next() {
            // Rows have ids; other text has no business in a query.
            Some(id) => Ok(Self { epoch, ver, id: LineId::new(id).map_err(|_| ())?.as_str().into() }),
            // The whole of `ver` was seen: go on where the next one begins.
            None => Ok(Self { epoch, ver: ver.checked_add(1).ok_or(())?, id: String::new() }),
        }
    }
}

fn last_seq(tx: &mut Tx<'_>, customer: &CustomerId, desk: &DeskId) -> Result<i64, Error> {
    let sql = "SELECT last_seq FROM desks WHERE customer_id = ?1 AND id = ?2";
    let row = tx.optional(sql, params![customer, desk])?.ok_or_else(Error::not_found)?;
    Ok(row.get(0)?)
}

fn apply(
    tx: &mut Tx<'_>,
    customer: &CustomerId,
    carts: &mut Carts<'_>,
    change: &Change,
) -> Result<Outcome, Error> {
    if let Some(outcome) = outcome_under_another_number(tx, customer, change)? {
        return Ok(outcome);
    }
    if Change::hash_of(change.seq, &change.intent) != change.hash {
        // Something was lost or added on the way, so what was meant is not known.
        return Ok(rejected(Rejection::Malformed));
    }
    match change.intent.change() {
        Some(intent) => carts.apply(tx, intent, LineId::from(change.id.clone())),
        None if KNOWN_KINDS.contains(&change.intent.kind()) => Ok(rejected(Rejection::Malformed)),
        None => Ok(rejected(Rejection::Unsupported)),
    }
}

/// A desk that took another id, because its profile was copied or damaged, numbers anew what it had sent already: the
/// same intent under the same id is that change again. Another intent under it is a history that is not ours.
fn outcome_under_another_number(
    tx: &mut Tx<'_>,
    customer: &CustomerId,
    change: &Change,
) -> Result<Option<Outcome>, Error> {
    let sql = "SELECT seq, hash, outcome FROM changes WHERE customer_id = ?1 AND id = ?2 LIMIT 1";
    let Some(row) = tx.optional(sql, params![customer, &change.id])? else { return Ok(None) };
    if Change::hash_of(row.get(0)?, &change.intent) != row.get::<String>(1)? {
        return Err(Code::ForkedDesk.into());
    }
    Ok(Some(row.json(2)?))
}

fn rejected(reason: Rejection) -> Outcome {
    Outcome::Rejected { reason }
}

/// The answer that a change got before. Other content under the same number: this history is not ours.
fn stored_outcome(
    tx: &mut Tx<'_>,
    customer: &CustomerId,
    desk: &DeskId,
    change: &Change,
) -> Result<Outcome, Error> {
    let sql = "SELECT id, hash, outcome FROM changes WHERE customer_id = ?1 AND desk_id = ?2 AND seq = ?3";
    let row = tx.optional(sql, params![customer, desk, change.seq])?.ok_or(Code::ForkedDesk)?;
    if row.get::<String>(0)? != change.id.as_str() || row.get::<String>(1)? != change.hash {
        return Err(Code::ForkedDesk.into());
    }
    Ok(row.json(2)?)
}

fn store_outcome(
    tx: &mut Tx<'_>,
    customer: &CustomerId,
    desk: &DeskId,
    change: &Change,
    outcome: &Outcome,
) -> Result<(), Error> {
    let sql = "INSERT INTO changes (customer_id, desk_id, seq, id, hash, outcome) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let outcome = super::json(outcome)?;
    tx.execute(sql, params![customer, desk, change.seq, &change.id, &change.hash, outcome])?;
    Ok(())
}
