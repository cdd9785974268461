//! Lists, newest first, and objects inside objects.

use serde_json::Value;

use super::objects::{charge_json, dispute_json, lines_json, list_json, refund_json};
use super::trouble::Trouble;
use crate::exchange::Gateway;
use crate::faults::Call;
use crate::form::Form;
use crate::world::World;

const DEFAULT_LIMIT: usize = 10;
const MOST: usize = 100;

pub(crate) fn list(world: &World, call: Call, form: &Form) -> Result<Value, Trouble> {
    let (url, mut all) = everything(world, call);
    all.reverse();
    for name in ["payment_intent", "charge", "type", "status"] {
        if let Some(wanted) = form.text(&[name]) {
            all.retain(|object| object[name] == wanted);
        }
    }
    let types = form.list("types");
    all.retain(|object| types.is_empty() || types.iter().any(|kind| object["type"] == *kind));
    all.retain(|object| is_in_time(form, object["created"].as_i64().unwrap_or_default()));
    let limit = match form.text(&["limit"]) {
        None => DEFAULT_LIMIT,
        Some(text) => text.parse().ok().filter(|limit| (1..=MOST).contains(limit)).ok_or_else(|| {
            Trouble::invalid("parameter_invalid_integer", "A limit is from 1 to 100.", "limit")
        })?,
    };
    let place = |param: &str| -> Result<Option<usize>, Trouble> {
        let Some(id) = form.text(&[param]) else { return Ok(None) };
        let found = all.iter().position(|object| object["id"] == id);
        found.map(Some).ok_or_else(|| Trouble::missing("object", id))
    };
    if let Some(before) = place("ending_before")? {
        let start = before.saturating_sub(limit);
        return Ok(list_json(url, all[start..before].to_vec(), start > 0));
    }
    let start = place("starting_after")?.map_or(0, |after| after + 1);
    let page: Vec<Value> = all[start..].iter().take(limit).cloned().collect();
    let has_more = start + page.len() < all.len();
    Ok(list_json(url, page, has_more))
}

pub(crate) fn event(world: &World, id: &str) -> Result<Value, Trouble> {
    let found = world.events.iter().find(|event| event.gateway == Gateway::Stripe && event.id == id);
    found.map(|event| event.body.clone()).ok_or_else(|| Trouble::missing("event", id))
}

/// Puts the object in the place of its id: `payment_intent.latest_charge`, in a list `data.payment_intent`.
pub(crate) fn expand(world: &World, object: &mut Value, path: &str) -> Result<(), Trouble> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    if let (Some(data), "data") = (object.get_mut("data").and_then(Value::as_array_mut), first) {
        return data.iter_mut().try_for_each(|item| expand(world, item, rest));
    }
    if let Some(contained) = contained(world, object, first) {
        object[first] = contained;
    }
    let cannot = || {
        let message = format!("This property cannot be expanded ({first}).");
        Trouble::invalid("", message, "expand")
    };
    let place = object.get_mut(first).ok_or_else(cannot)?;
    if let Some(id) = place.as_str() {
        *place = world.stripe_object(id).ok_or_else(cannot)?;
    }
    // What is not there yet needs nothing.
    if rest.is_empty() || place.is_null() { Ok(()) } else { expand(world, place, rest) }
}

/// Lists that an object has only if they are asked for.
fn contained(world: &World, object: &Value, name: &str) -> Option<Value> {
    let id = object["id"].as_str()?;
    match (object["object"].as_str()?, name) {
        ("checkout.session", "line_items") => world.stripe.session(id).map(lines_json),
        ("charge", "refunds") => {
            let refunds = world.stripe.refunds.iter().rev().filter(|refund| refund.charge == id);
            Some(list_json(&format!("/v1/charges/{id}/refunds"), refunds.map(refund_json).collect(), false))
        }
        _ => None,
    }
}

/// All objects of a kind, oldest first, and where they are listed.
fn everything(world: &World, call: Call) -> (&'static str, Vec<Value>) {
    let books = &world.stripe;
    match call {
        Call::StripeSessionList => {
            let sessions = books.sessions.iter().map(|session| world.session_json(session));
            ("/v1/checkout/sessions", sessions.collect())
        }
        Call::StripeChargeList => ("/v1/charges", books.charges.iter().map(charge_json).collect()),
        Call::StripeRefundList => ("/v1/refunds", books.refunds.iter().map(refund_json).collect()),
        Call::StripeDisputeList => ("/v1/disputes", books.disputes.iter().map(dispute_json).collect()),
        _ => {
            let events = world.events.iter().filter(|event| event.gateway == Gateway::Stripe);
            ("/v1/events", events.map(|event| event.body.clone()).collect())
        }
    }
}

/// `created[gte]` and its kin.
fn is_in_time(form: &Form, created_s: i64) -> bool {
    let bound = |path: &[&str]| form.text(path).and_then(|text| text.parse::<i64>().ok());
    bound(&["created"]).is_none_or(|at| created_s == at)
        && bound(&["created", "gt"]).is_none_or(|at| created_s > at)
        && bound(&["created", "gte"]).is_none_or(|at| created_s >= at)
        && bound(&["created", "lt"]).is_none_or(|at| created_s < at)
        && bound(&["created", "lte"]).is_none_or(|at| created_s <= at)
}
