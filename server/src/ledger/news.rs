//! Where everything stands that a desk may want to hear of.

use std::collections::HashMap;

use contract::api::Poke;
use domain::CustomerId;
use domain::staff::Role;

use super::{catalogue, head, sync};
use crate::db::{Tx, Value};
use crate::error::Error;
use crate::params;

/// Customers in one query.
const ASKED_AT_ONCE: usize = 200;

/// What each of these people would be told now. Who is not known any more is left out.
pub fn of(tx: &mut Tx<'_>, people: &[(CustomerId, Role)]) -> Result<HashMap<CustomerId, Poke>, Error> {
    let (epoch, catalogue_ver) = head::epoch(tx)?;
    let any_staff = people.iter().any(|(_, role)| *role == Role::Staff);
    let orders_at_us = if any_staff { Some(last_event_us(tx)?) } else { None };
    let catalogue = catalogue::newest_cursor(&epoch, catalogue_ver);
    let mut pokes = HashMap::new();
    for some in people.chunks(ASKED_AT_ONCE) {
        let heads = heads(tx, some)?;
        for (customer, role) in some {
            let Some(ver) = heads.get(customer) else { continue };
            let poke = Poke {
                cursor: sync::newest_cursor(&epoch, *ver),
                catalogue: catalogue.clone(),
                orders_at_us: orders_at_us.filter(|_| *role == Role::Staff),
            };
            pokes.insert(customer.clone(), poke);
        }
    }
    Ok(pokes)
}

fn heads(tx: &mut Tx<'_>, people: &[(CustomerId, Role)]) -> Result<HashMap<CustomerId, i64>, Error> {
    let places: Vec<String> = (1..=people.len()).map(|n| format!("?{n}")).collect();
    let sql = format!("SELECT id, ver FROM customers WHERE id IN ({})", places.join(", "));
    let ids: Vec<Value> = people.iter().map(|(id, _)| Value::from(id)).collect();
    tx.query(&sql, &ids)?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// 0 if nothing ever happened.
fn last_event_us(tx: &mut Tx<'_>) -> Result<i64, Error> {
    Ok(tx.one("SELECT COALESCE(MAX(at_us), 0) FROM order_events", params![])?.get(0)?)
}
