//! Stripe's API: what a shop with hosted Checkout asks for.

mod actions;
mod calls;
mod checkout;
mod tool;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::{Value, json};

use self::calls::{error, get_with, post_with};
use crate::Shared;
use crate::books::text;
use crate::faults::Endpoint;
use crate::http::{Head, record, reply};

/// The largest page of a list.
const PAGE: usize = 100;

/// A refusal in Stripe's words: status, type, code, parameter.
type Refusal = (u16, &'static str, &'static str, String);
type Answer = Result<Value, Refusal>;

pub fn router() -> Router<Shared> {
    Router::new()
        .route("/v1/checkout/sessions", post(create_session).get(list_sessions))
        .route("/v1/checkout/sessions/{id}", get(session))
        .route("/v1/checkout/sessions/{id}/expire", post(expire))
        .route("/v1/payment_intents", post(tool::create_intent))
        .route("/v1/payment_intents/{id}", get(intent))
        .route("/v1/charges", get(charges))
        .route("/v1/refunds", post(create_refund).get(refunds))
        .route("/v1/refunds/{id}", get(refund))
        .route("/v1/disputes", get(disputes))
        .route("/v1/disputes/{id}/close", post(tool::close_dispute))
        .route("/v1/products", post(tool::make))
        .route("/v1/prices", post(tool::make))
        .route("/v1/payment_methods", post(tool::make))
        .route("/v1/payment_pages/{id}", get(session))
        .route("/v1/payment_pages/{id}/confirm", post(tool::confirm_page))
        .route("/v1/account", get(account))
        .fallback(unknown)
}

async fn create_session(State(shared): State<Shared>, head: Head, body: Bytes) -> Response {
    post_with(&shared, head, &body, Endpoint::StripeCreate, |books, form, url| {
        checkout::create(books, form, url)
    })
}

async fn session(State(shared): State<Shared>, head: Head, Path(id): Path<String>) -> Response {
    get_with(&shared, head, Endpoint::StripeRetrieve, |books, query| {
        let mut session = books.sessions.get(&id).cloned().ok_or_else(|| missing("session", &id))?;
        // Some clients number what they ask for.
        let expand =
            query.iter().find(|(name, _)| name.starts_with("expand[")).map(|(_, value)| value.as_str());
        if expand.is_some_and(|expand| expand.starts_with("payment_intent")) {
            let intent = text(&session["payment_intent"]);
            if let Some(mut intent) = books.intents.get(&intent).cloned() {
                if expand == Some("payment_intent.latest_charge") {
                    let charges = books.stripe_charges(&text(&intent["id"]));
                    intent["latest_charge"] = charges.into_iter().next().unwrap_or_default();
                }
                session["payment_intent"] = intent;
            }
        }
        Ok(session)
    })
}

async fn list_sessions(State(shared): State<Shared>, head: Head) -> Response {
    get_with(&shared, head, Endpoint::StripeRetrieve, |books, query| {
        let intent = query.iter().find(|(name, _)| name == "payment_intent").map(|(_, value)| value.clone());
        let fits =
            |session: &&Value| intent.as_ref().is_none_or(|intent| session["payment_intent"] == *intent);
        Ok(list("checkout/sessions", books.sessions.values().rev().filter(fits).cloned().collect(), &query))
    })
}

async fn expire(State(shared): State<Shared>, head: Head, Path(id): Path<String>, body: Bytes) -> Response {
    post_with(&shared, head, &body, Endpoint::StripeExpire, |books, _, _| {
        let session = books.sessions.get(&id).ok_or_else(|| missing("session", &id))?;
        if session["status"] != "open" {
            return Err((400, "invalid_request_error", "", "Only open sessions can be expired".into()));
        }
        books.stripe_expire(&id);
        Ok(books.sessions[&id].clone())
    })
}

async fn intent(State(shared): State<Shared>, head: Head, Path(id): Path<String>) -> Response {
    get_with(&shared, head, Endpoint::StripeRetrieve, |books, _| {
        books.intents.get(&id).cloned().ok_or_else(|| missing("payment_intent", &id))
    })
}

async fn charges(State(shared): State<Shared>, head: Head) -> Response {
    get_with(&shared, head, Endpoint::StripeRetrieve, |books, query| {
        let since = query.iter().find(|(name, _)| name == "created[gte]").and_then(|(_, at)| at.parse().ok());
        let wanted = query.iter().find(|(name, _)| name == "payment_intent").map(|(_, value)| value.clone());
        let of_it =
            books.intents.keys().rev().filter(|id| wanted.as_ref().is_none_or(|wanted| wanted == *id));
        let all = of_it
            .flat_map(|id| books.stripe_charges(id))
            .filter(|charge| charge["created"].as_i64().unwrap_or_default() >= since.unwrap_or(i64::MIN));
        Ok(list("charges", all.collect(), &query))
    })
}

async fn create_refund(State(shared): State<Shared>, head: Head, body: Bytes) -> Response {
    post_with(&shared, head, &body, Endpoint::StripeRefund, |books, form, _| checkout::refund(books, form))
}

async fn refund(State(shared): State<Shared>, head: Head, Path(id): Path<String>) -> Response {
    get_with(&shared, head, Endpoint::StripeRetrieve, |books, _| {
        books.refunds.get(&id).cloned().ok_or_else(|| missing("refund", &id))
    })
}

async fn refunds(State(shared): State<Shared>, head: Head) -> Response {
    get_with(&shared, head, Endpoint::StripeRetrieve, |books, query| {
        let intent = query.iter().find(|(name, _)| name == "payment_intent").map(|(_, value)| value.clone());
        let fits = |refund: &&Value| intent.as_ref().is_none_or(|intent| refund["payment_intent"] == *intent);
        Ok(list("refunds", books.refunds.values().rev().filter(fits).cloned().collect(), &query))
    })
}

async fn disputes(State(shared): State<Shared>, head: Head) -> Response {
    get_with(&shared, head, Endpoint::StripeRetrieve, |books, query| {
        let intent = query.iter().find(|(name, _)| name == "payment_intent").map(|(_, value)| value.clone());
        let fits =
            |dispute: &&Value| intent.as_ref().is_none_or(|intent| dispute["payment_intent"] == *intent);
        Ok(list("disputes", books.disputes.values().rev().filter(fits).cloned().collect(), &query))
    })
}

async fn account(State(shared): State<Shared>, head: Head) -> Response {
    get_with(&shared, head, Endpoint::StripeRetrieve, |_, _| {
        Ok(json!({"id": "acct_fake", "object": "account", "charges_enabled": true, "country": "DE"}))
    })
}

async fn unknown(State(shared): State<Shared>, head: Head) -> Response {
    record(&mut shared.books(), &head, &[]);
    reply(
        404,
        &error(&(404, "invalid_request_error", "", format!("Unrecognized request URL {}", head.path()))),
    )
}

pub fn missing(what: &str, id: &str) -> Refusal {
    (404, "invalid_request_error", "resource_missing", format!("No such {what}: '{id}'"))
}

/// A page of a list, newest first. Clients ask for the next page where `url` says.
fn list(noun: &str, all: Vec<Value>, query: &[(String, String)]) -> Value {
    let asked = |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let limit = asked("limit").and_then(|limit| limit.parse().ok()).unwrap_or(10).min(PAGE);
    let after = asked("starting_after");
    let start = after.and_then(|after| all.iter().position(|one| one["id"] == after)).map_or(0, |at| at + 1);
    let rest = &all[start.min(all.len())..];
    let page = &rest[..limit.min(rest.len())];
    json!({"object": "list", "url": format!("/v1/{noun}"), "has_more": rest.len() > limit, "data": page})
}
