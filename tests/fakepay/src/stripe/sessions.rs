//! Checkout Sessions: made, ended.

use serde_json::Value;

use super::books::{Line, Metadata, Session};
use super::objects::lines_json;
use super::trouble::Trouble;
use crate::form::Form;
use crate::money::stripe_refuses;
use crate::world::{World, long_id};

/// A page can be paid for half an hour at least and a day at most.
const SHORTEST_S: i64 = 30 * 60;
const LONGEST_S: i64 = 24 * 3600;
const METADATA_KEYS: usize = 50;
const METADATA_KEY_CHARACTERS: usize = 40;
const METADATA_VALUE_CHARACTERS: usize = 500;
const REFERENCE_CHARACTERS: usize = 200;
const LOCALES: &[&str] = &[
    "auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA",
    "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "pt-BR", "ro", "ru",
    "sk", "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
];

pub(crate) fn create(world: &mut World, form: &Form) -> Result<Value, Trouble> {
    let text = |name: &str| form.text(&[name]).map(str::to_owned);
    if form.text(&["mode"]) != Some("payment") {
        let message = "You must provide a mode; only `payment` is played here.";
        return Err(Trouble::invalid("", message, "mode"));
    }
    let success_url = text("success_url").ok_or_else(|| Trouble::required("success_url"))?;
    for (name, url) in [("success_url", Some(&success_url)), ("cancel_url", text("cancel_url").as_ref())] {
        if url.is_some_and(|url| url::Url::parse(&url.replace(['{', '}'], "")).is_err()) {
            return Err(Trouble::invalid("url_invalid", "Not a valid URL", name));
        }
    }
    let (lines, currency) = lines(world, form)?;
    let amount_total: i64 = lines.iter().map(|line| line.unit_amount * line.quantity).sum();
    if let Some((code, message)) = stripe_refuses(amount_total, &currency) {
        return Err(Trouble::invalid(code, message, "line_items"));
    }
    let (client_reference_id, customer_email) = (text("client_reference_id"), text("customer_email"));
    if client_reference_id.as_ref().is_some_and(|text| text.chars().count() > REFERENCE_CHARACTERS) {
        return Err(Trouble::invalid("", "Must be at most 200 characters.", "client_reference_id"));
    }
    if customer_email.as_ref().is_some_and(|email| !email.contains('@')) {
        return Err(Trouble::invalid("email_invalid", "Invalid email address", "customer_email"));
    }
    let locale = text("locale");
    if locale.as_ref().is_some_and(|locale| !LOCALES.contains(&locale.as_str())) {
        return Err(Trouble::invalid("", "Invalid locale", "locale"));
    }
    let now_s = world.now_s();
    let mut payment_method_types: Vec<String> =
        form.list("payment_method_types").into_iter().map(Into::into).collect();
    if payment_method_types.is_empty() {
        payment_method_types.push("card".into());
    }
    let session = Session {
        id: long_id("cs_test_"),
        status: "open",
        payment_status: if amount_total == 0 { "no_payment_required" } else { "unpaid" },
        amount_total,
        currency,
        client_reference_id,
        customer_email,
        locale,
        metadata: metadata(form, &["metadata"])?,
        intent_metadata: metadata(form, &["payment_intent_data", "metadata"])?,
        payment_intent: None,
        payment_method_types,
        success_url,
        cancel_url: text("cancel_url"),
        lines,
        created_s: now_s,
        expires_at_s: expires_at(form, now_s)?,
    };
    let json = world.session_json(&session);
    world.stripe.sessions.push(session);
    Ok(json)
}

pub(crate) fn lines_of(world: &World, id: &str) -> Result<Value, Trouble> {
    world.stripe.session(id).map(lines_json).ok_or_else(|| Trouble::missing("checkout.session", id))
}

pub(crate) fn expire(world: &mut World, id: &str) -> Result<Value, Trouble> {
    let missing = || Trouble::missing("checkout.session", id);
    let status = world.stripe.session(id).ok_or_else(missing)?.status;
    if status != "open" {
        let message = format!(
            "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status \
             of {status}."
        );
        return Err(Trouble::invalid("", message, ""));
    }
    end(world, id);
    world.stripe_object(id).ok_or_else(missing)
}

/// Ends the sessions whose time is over.
pub(crate) fn expire_overdue(world: &mut World) {
    let now_s = world.now_s();
    let overdue = |session: &&Session| session.status == "open" && session.expires_at_s <= now_s;
    let overdue: Vec<String> =
        world.stripe.sessions.iter().filter(overdue).map(|session| session.id.clone()).collect();
    overdue.iter().for_each(|id| end(world, id));
}

fn end(world: &mut World, id: &str) {
    let Some(session) = world.stripe.session_mut(id) else { return };
    session.status = "expired";
    let intent = session.payment_intent.clone();
    if let Some(intent) = intent.and_then(|intent| world.stripe.intent_mut(&intent)) {
        intent.status = "canceled";
    }
    if let Some(object) = world.stripe_object(id) {
        world.stripe_event("checkout.session.expired", object);
    }
}

fn expires_at(form: &Form, now_s: i64) -> Result<i64, Trouble> {
    let Some(text) = form.text(&["expires_at"]) else { return Ok(now_s + LONGEST_S) };
    let wrong = |code: &str, message: &str| Trouble::invalid(code, message, "expires_at");
    let at_s: i64 = text.parse().map_err(|_| wrong("parameter_invalid_integer", "Invalid integer"))?;
    match at_s - now_s {
        short if short < SHORTEST_S => {
            Err(wrong("", "`expires_at` must be at least 30 minutes from Checkout Session creation."))
        }
        long if long > LONGEST_S => {
            Err(wrong("", "`expires_at` must be less than 24 hours from Checkout Session creation."))
        }
        _ => Ok(at_s),
    }
}

pub(crate) fn metadata(form: &Form, path: &[&str]) -> Result<Metadata, Trouble> {
    let map = form.map(path);
    let too_long = map.iter().any(|(key, value)| {
        let value = value.as_str().unwrap_or_default();
        key.chars().count() > METADATA_KEY_CHARACTERS || value.chars().count() > METADATA_VALUE_CHARACTERS
    });
    if map.len() > METADATA_KEYS || too_long {
        let message = "Metadata has at most 50 keys of 40 and values of 500 characters.";
        return Err(Trouble::invalid("", message, "metadata"));
    }
    Ok(map)
}

fn lines(world: &World, form: &Form) -> Result<(Vec<Line>, String), Trouble> {
    let mut lines = Vec::new();
    let mut currencies: Vec<String> = Vec::new();
    for item in form.items("line_items") {
        let (line, currency) = line(world, form, &item)?;
        lines.push(line);
        currencies.push(currency);
    }
    let currency = currencies.first().cloned().ok_or_else(|| Trouble::required("line_items"))?;
    if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Err(Trouble::invalid("", format!("Invalid currency: {currency}."), "line_items"));
    }
    if currencies.iter().any(|other| *other != currency) {
        return Err(Trouble::invalid("", "All line items must have the same currency.", "line_items"));
    }
    Ok((lines, currency))
}

fn line(world: &World, form: &Form, item: &str) -> Result<(Line, String), Trouble> {
    let at = |path: &[&str]| {
        let path: Vec<&str> = ["line_items", item].into_iter().chain(path.iter().copied()).collect();
        form.text(&path).filter(|text| !text.is_empty())
    };
    let param = |path: &[&str]| format!("line_items[{item}][{}]", path.join("]["));
    let needed = |path: &[&str]| at(path).ok_or_else(|| Trouble::required(&param(path)));
    let whole = |path: &[&str], least: i64| -> Result<i64, Trouble> {
        let text = needed(path)?;
        text.parse::<i64>().ok().filter(|number| *number >= least).ok_or_else(|| {
            Trouble::invalid("parameter_invalid_integer", format!("Invalid integer: {text}"), &param(path))
        })
    };
    let (name, unit_amount, currency) = match at(&["price"]) {
        Some(price) => priced(world, price)?,
        None => (
            needed(&["price_data", "product_data", "name"])?.to_owned(),
            whole(&["price_data", "unit_amount"], 0)?,
            needed(&["price_data", "currency"])?.to_lowercase(),
        ),
    };
    let quantity = whole(&["quantity"], 1)?;
    Ok((Line { id: long_id("li_"), name, unit_amount, quantity }, currency))
}

/// Name, amount and currency of a price that was made before.
fn priced(world: &World, id: &str) -> Result<(String, i64, String), Trouble> {
    let price = world.stripe_object(id).ok_or_else(|| Trouble::missing("price", id))?;
    let text = |name: &str| price[name].as_str().unwrap_or_default().to_owned();
    Ok((text("product"), price["unit_amount"].as_i64().unwrap_or_default(), text("currency")))
}
