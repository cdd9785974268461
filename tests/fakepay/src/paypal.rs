//! PayPal's API: Orders v2, Payments v2, and what else a shop asks for.

mod disputes;
mod orders;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::books::{Books, Stored, text};
use crate::faults::{Endpoint, Fault};
use crate::form;
use crate::http::{Head, dropped, header, never, record, reply, stalled};
use crate::{PAYPAL_WEBHOOK, Shared};

const TOKEN_SECONDS: i64 = 9 * 3_600;
/// How long the id of a request about an order is remembered.
const KEY_SECONDS: i64 = 6 * 3_600;

/// A refusal in PayPal's words: status, name, issue.
type Refusal = (u16, &'static str, &'static str);
/// The status of success and the object.
type Answer = Result<(u16, Value), Refusal>;

pub fn router() -> Router<Shared> {
    Router::new()
        .route("/v1/oauth2/token", post(token))
        .route("/v2/checkout/orders", post(create))
        .route("/v2/checkout/orders/{id}", get(order))
        .route("/v2/checkout/orders/{id}/capture", post(capture))
        .route("/v2/payments/captures/{id}", get(get_capture))
        .route("/v2/payments/captures/{id}/refund", post(refund))
        .route("/v2/payments/refunds/{id}", get(get_refund))
        .route("/v1/notifications/verify-webhook-signature", post(verify))
        .route("/v1/reporting/transactions", get(transactions))
        .route("/v1/customer/disputes", get(disputes))
        .route("/v1/customer/disputes/{id}", get(dispute))
}

async fn token(State(shared): State<Shared>, head: Head, body: Bytes) -> Response {
    let mut books = shared.books();
    record(&mut books, &head, &body);
    if let Some(failed) = before(books.faults.next(Endpoint::PaypalToken)) {
        return failed;
    }
    let basic = header(&head, "authorization").and_then(|text| text.strip_prefix("Basic "));
    let known = basic.and_then(|text| STANDARD.decode(text).ok()).is_some_and(|bytes| bytes.contains(&b':'));
    let asked = form::parse(&body);
    if !known || asked.get("grant_type").map(String::as_str) != Some("client_credentials") {
        return reply(
            401,
            &json!({"error": "invalid_client", "error_description": "Client Authentication failed"}),
        );
    }
    let token = books.id("A21AA");
    let until = books.now() + TOKEN_SECONDS;
    books.tokens.insert(token.clone(), until);
    let scope = "https://uri.paypal.com/services/payments/payment";
    reply(
        200,
        &json!({
            "scope": scope, "access_token": token, "token_type": "Bearer", "app_id": "APP-FAKE",
            "expires_in": TOKEN_SECONDS, "nonce": "n",
        }),
    )
}

async fn create(State(shared): State<Shared>, head: Head, body: Bytes) -> Response {
    let url = shared.url.clone();
    call(&shared, &head, &body, Endpoint::PaypalCreate, |books, asked| orders::create(books, asked, &url))
}

async fn order(State(shared): State<Shared>, head: Head, Path(id): Path<String>) -> Response {
    call(&shared, &head, &[], Endpoint::PaypalGet, |books, _| Ok((200, books.paypal_order(&id)?)))
}

async fn capture(State(shared): State<Shared>, head: Head, Path(id): Path<String>, body: Bytes) -> Response {
    call(&shared, &head, &body, Endpoint::PaypalCapture, |books, _| orders::capture(books, &id))
}

async fn get_capture(State(shared): State<Shared>, head: Head, Path(id): Path<String>) -> Response {
    call(&shared, &head, &[], Endpoint::PaypalGet, |books, _| {
        books.captures.get(&id).cloned().map(|capture| (200, capture)).ok_or(NOT_FOUND)
    })
}

async fn refund(State(shared): State<Shared>, head: Head, Path(id): Path<String>, body: Bytes) -> Response {
    let url = shared.url.clone();
    call(&shared, &head, &body, Endpoint::PaypalRefund, |books, asked| {
        orders::refund(books, &id, asked, &url)
    })
}

async fn get_refund(State(shared): State<Shared>, head: Head, Path(id): Path<String>) -> Response {
    call(&shared, &head, &[], Endpoint::PaypalGet, |books, _| {
        books.paypal_refunds.get(&id).cloned().map(|refund| (200, refund)).ok_or(NOT_FOUND)
    })
}

/// Only what was sent by this gateway, byte for byte, is genuine.
async fn verify(State(shared): State<Shared>, head: Head, body: Bytes) -> Response {
    call(&shared, &head, &body, Endpoint::PaypalGet, |books, asked| {
        let sent = books.transmissions.get(&text(&asked["transmission_id"]));
        let whole = String::from_utf8_lossy(&body);
        let same =
            sent.is_some_and(|sent| whole.contains(sent.as_str())) && asked["webhook_id"] == PAYPAL_WEBHOOK;
        Ok((200, json!({"verification_status": if same { "SUCCESS" } else { "FAILURE" }})))
    })
}

async fn transactions(State(shared): State<Shared>, head: Head) -> Response {
    call(&shared, &head, &[], Endpoint::PaypalGet, |books, _| {
        let took = |capture: &&Value| {
            text(&capture["status"]) != "PENDING" && text(&capture["status"]) != "DECLINED"
        };
        let details = books.captures.values().filter(took).map(|capture| {
            json!({"transaction_info": {
                "transaction_id": capture["id"], "transaction_event_code": "T0006", "transaction_status": "S",
                "transaction_amount": capture["amount"], "custom_field": capture["custom_id"],
                "invoice_id": capture["invoice_id"],
            }})
        });
        let details: Vec<Value> = details.collect();
        Ok((
            200,
            json!({"transaction_details": details, "page": 1, "total_items": details.len(), "total_pages": 1}),
        ))
    })
}

async fn disputes(State(shared): State<Shared>, head: Head) -> Response {
    call(&shared, &head, &[], Endpoint::PaypalGet, |books, _| {
        let query = form::parse_list(head.query());
        let capture = query.iter().find(|(name, _)| name == "disputed_transaction_id");
        let capture = capture.ok_or((400, "INVALID_REQUEST", "MISSING_REQUIRED_PARAMETER"))?;
        Ok((200, books.paypal_disputes_of(&capture.1)))
    })
}

async fn dispute(State(shared): State<Shared>, head: Head, Path(id): Path<String>) -> Response {
    call(&shared, &head, &[], Endpoint::PaypalGet, |books, _| {
        books.paypal_disputes.get(&id).cloned().map(|dispute| (200, dispute)).ok_or(NOT_FOUND)
    })
}

pub const NOT_FOUND: Refusal = (404, "RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID");

fn call(
    shared: &Shared,
    head: &Head,
    body: &[u8],
    endpoint: Endpoint,
    work: impl FnOnce(&mut Books, &Value) -> Answer,
) -> Response {
    let mut books = shared.books();
    record(&mut books, head, body);
    let fault = books.faults.next(endpoint);
    if fault != Some(Fault::DropReply)
        && let Some(failed) = before(fault)
    {
        return failed;
    }
    let bearer = header(head, "authorization").and_then(|text| text.strip_prefix("Bearer "));
    let now = books.now();
    if bearer.and_then(|token| books.tokens.get(token)).is_none_or(|until| *until <= now) {
        return reply(401, &error((401, "AUTHENTICATION_FAILURE", "")));
    }
    let asked: Value = match body {
        [] => Value::Null,
        _ => match serde_json::from_slice(body) {
            Ok(asked) => asked,
            Err(_) => return reply(400, &error((400, "INVALID_REQUEST", "MALFORMED_REQUEST_JSON"))),
        },
    };
    let whole = String::from_utf8_lossy(body).into_owned();
    let key = header(head, "paypal-request-id").map(|key| format!("paypal {} {key}", head.path()));
    if let Some(stored) =
        key.as_ref().and_then(|key| books.keys.get(key)).filter(|known| now - known.at < KEY_SECONDS)
    {
        if stored.asked != whole {
            return reply(422, &error((422, "UNPROCESSABLE_ENTITY", "PREVIOUS_REQUEST_IN_PROGRESS")));
        }
        // What is there already is not created.
        return if fault == Some(Fault::DropReply) { dropped() } else { reply(200, &stored.body) };
    }
    if fault == Some(Fault::InstrumentDeclined) {
        return reply(422, &error((422, "UNPROCESSABLE_ENTITY", "INSTRUMENT_DECLINED")));
    }
    match work(&mut books, &asked) {
        Ok((status, mut object)) => {
            if let Some(key) = key {
                books.keys.insert(key, Stored { status, body: object.clone(), asked: whole, at: now });
            }
            match fault {
                Some(Fault::DropReply) => return dropped(),
                Some(Fault::WrongAmount) => orders::spoil(&mut object, "value", "0.01"),
                Some(Fault::WrongCurrency) => orders::spoil(&mut object, "currency_code", "USD"),
                _ => {}
            }
            reply(status, &object)
        }
        Err(refusal) => reply(refusal.0, &error(refusal)),
    }
}

fn before(fault: Option<Fault>) -> Option<Response> {
    match fault? {
        Fault::DropRequest | Fault::DropReply => Some(dropped()),
        Fault::NeverAnswers => Some(never()),
        Fault::NeverEnds => Some(stalled()),
        Fault::Error500 => Some(reply(500, &error((500, "INTERNAL_SERVER_ERROR", "")))),
        Fault::TooMany => Some(reply(429, &error((429, "RATE_LIMIT_REACHED", "")))),
        Fault::WrongAmount | Fault::WrongCurrency | Fault::InstrumentDeclined => None,
    }
}

fn error((_, name, issue): Refusal) -> Value {
    let details: Vec<Value> =
        if issue.is_empty() { vec![] } else { vec![json!({"issue": issue, "description": issue})] };
    json!({"name": name, "message": name, "debug_id": "fake", "details": details, "links": []})
}
