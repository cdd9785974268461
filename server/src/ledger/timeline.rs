//! What happened to an order: appended with what it happened to, never changed. Its mails come from here, and from
//! nowhere else.

use contract::api::{Actor, EventKind, OrderEvent};
use domain::{CustomerId, OrderId};

use super::{outbox, subscriptions};
use crate::db::{Row, Tx};
use crate::error::Error;
use crate::mail::caused_by;
use crate::params;

/// Adds an entry, and the mails that tell of it.
pub fn record(tx: &mut Tx<'_>, order: &OrderId, event: &OrderEvent) -> Result<(), Error> {
    record_about(tx, order, event, "")
}

/// The same of an entry about one refund, by its id: its mail says how much.
pub fn record_about(tx: &mut Tx<'_>, order: &OrderId, event: &OrderEvent, about: &str) -> Result<(), Error> {
    let sql = "INSERT INTO order_events (order_id, seq, at_us, actor, kind, note, amendments) \
               SELECT ?1, COALESCE(MAX(seq), 0) + 1, ?2, ?3, ?4, ?5, ?6 FROM order_events WHERE order_id = ?1";
    let OrderEvent { at_us, actor, kind, note, amendments } = event;
    let amendments = serde_json::to_string(amendments)
        .map_err(|error| Error::Broken(format!("writing what an event changed: {error}")))?;
    tx.execute(sql, params![order, *at_us, actor_word(*actor), kind.as_str(), note, amendments])?;
    for mail in caused_by(*kind) {
        outbox::add(tx, order, *mail, about, *at_us)?;
    }
    subscriptions::tell(tx, order, event)
}

/// Writes down who of the staff the latest entry is by, in the transaction that adds it.
pub fn sign(tx: &mut Tx<'_>, order: &OrderId, staff: &CustomerId) -> Result<(), Error> {
    let sql = "UPDATE order_events SET staff_id = ?2 WHERE order_id = ?1 \
               AND seq = (SELECT MAX(seq) FROM order_events WHERE order_id = ?1)";
    tx.execute(sql, params![order, staff])?;
    Ok(())
}

/// Who of the staff each of the entries is by, in their order.
pub fn authors(tx: &mut Tx<'_>, order: &OrderId) -> Result<Vec<Option<String>>, Error> {
    let sql = "SELECT customers.name FROM order_events LEFT JOIN customers \
               ON customers.id = order_events.staff_id WHERE order_events.order_id = ?1 ORDER BY order_events.seq";
    Ok(tx.query(sql, params![order])?.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?)
}

/// All of an order, oldest first.
pub fn of_order(tx: &mut Tx<'_>, order: &OrderId) -> Result<Vec<OrderEvent>, Error> {
    let sql =
        "SELECT at_us, actor, kind, note, amendments FROM order_events WHERE order_id = ?1 ORDER BY seq";
    tx.query(sql, params![order])?.iter().map(event).collect()
}

fn event(row: &Row) -> Result<OrderEvent, Error> {
    Ok(OrderEvent {
        at_us: row.get(0)?,
        actor: row.parsed(1, |word| ACTORS.into_iter().find(|actor| actor_word(*actor) == word))?,
        kind: row.parsed(2, EventKind::parse)?,
        note: row.get(3)?,
        amendments: row.json(4)?,
    })
}

const ACTORS: [Actor; 4] = [Actor::Customer, Actor::Staff, Actor::Gateway, Actor::System];

fn actor_word(actor: Actor) -> &'static str {
    match actor {
        Actor::Customer => "customer",
        Actor::Staff => "staff",
        Actor::Gateway => "gateway",
        Actor::System => "system",
    }
}
