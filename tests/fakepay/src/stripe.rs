//! Stripe's API: what a shop with hosted Checkout asks for.

mod actions;
mod checkout;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use crate::Shared;
use crate::books::{Books, Recorded, Stored, text};
use crate::faults::{Endpoint, Fault};
use crate::form::{self, Form};

/// A key is forgotten after a day.
const KEY_SECONDS: i64 = 24 * 3_600;
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
        .route("/v1/payment_intents/{id}", get(intent))
        .route("/v1/charges", get(charges))
        .route("/v1/refunds", post(create_refund).get(refunds))
        .route("/v1/refunds/{id}", get(refund))
        .route("/v1/disputes", get(disputes))
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
        let expand = query.iter().find(|(name, _)| name == "expand[]").map(|(_, value)| value.as_str());
        if expand.is_some_and(|expand| expand.starts_with("payment_intent")) {
            let intent = text(&session["payment_intent"]);
            if let Some(mut intent) = books.intents.get(&intent).cloned() {
                if expand == Some("payment_intent.latest_charge") {
                    intent["latest_charge"] = books.stripe_charge(&text(&intent["id"]));
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
        Ok(list(books.sessions.values().rev().filter(fits).cloned().collect(), &query))
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
        let paid = books.intents.values().filter(|intent| intent["status"] == "succeeded");
        let all = paid
            .map(|intent| books.stripe_charge(&text(&intent["id"])))
            .filter(|charge| charge["created"].as_i64().unwrap_or_default() >= since.unwrap_or(i64::MIN));
        let mut all: Vec<Value> = all.collect();
        all.reverse();
        Ok(list(all, &query))
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
        Ok(list(books.refunds.values().rev().cloned().collect(), &query))
    })
}

async fn disputes(State(shared): State<Shared>, head: Head) -> Response {
    get_with(&shared, head, Endpoint::StripeRetrieve, |books, query| {
        let intent = query.iter().find(|(name, _)| name == "payment_intent").map(|(_, value)| value.clone());
        let fits =
            |dispute: &&Value| intent.as_ref().is_none_or(|intent| dispute["payment_intent"] == *intent);
        Ok(list(books.disputes.values().rev().filter(fits).cloned().collect(), &query))
    })
}

async fn account(State(shared): State<Shared>, head: Head) -> Response {
    get_with(&shared, head, Endpoint::StripeRetrieve, |_, _| {
        Ok(json!({"id": "acct_fake", "object": "account", "charges_enabled": true, "country": "DE"}))
    })
}

async fn unknown(State(shared): State<Shared>, head: Head) -> Response {
    record(&mut shared.books(), &head, &[]);
    reply(404, &error(&(404, "invalid_request_error", "", format!("Unrecognized request URL {}", head.path))))
}

/// What a request says beside its body.
pub struct Head {
    method: Method,
    path: String,
    query: Option<String>,
    headers: HeaderMap,
}

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Head {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        state: &S,
    ) -> Result<Self, Self::Rejection> {
        let RawQuery(query) = RawQuery::from_request_parts(parts, state).await?;
        let path = Uri::path(&parts.uri).to_owned();
        Ok(Self { method: parts.method.clone(), path, query, headers: parts.headers.clone() })
    }
}

impl Head {
    pub fn path(&self) -> &str {
        &self.path
    }
}

pub fn record(books: &mut Books, head: &Head, body: &[u8]) {
    let headers = head.headers.iter();
    let headers = headers
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    books.requests.push(Recorded {
        method: head.method.to_string(),
        path: match &head.query {
            Some(query) => format!("{}?{query}", head.path),
            None => head.path.clone(),
        },
        headers: headers.collect(),
        body: String::from_utf8_lossy(body).into_owned(),
    });
}

/// The value of a header, if it can be read.
pub fn header<'a>(head: &'a Head, name: &str) -> Option<&'a str> {
    head.headers.get(name).and_then(|value| value.to_str().ok())
}

fn signed(head: &Head) -> Result<(), Refusal> {
    let key = header(head, "authorization").and_then(|text| text.strip_prefix("Bearer "));
    match key {
        Some(key) if key.starts_with("sk_test_") || key.starts_with("rk_test_") => Ok(()),
        _ => Err((401, "invalid_request_error", "", "Invalid API Key provided".into())),
    }
}

fn get_with(
    shared: &Shared,
    head: Head,
    endpoint: Endpoint,
    work: impl FnOnce(&mut Books, Vec<(String, String)>) -> Answer,
) -> Response {
    let mut books = shared.books();
    record(&mut books, &head, &[]);
    let fault = books.faults.next(endpoint);
    if let Some(refused) = before(fault) {
        return refused;
    }
    let query = form::parse_list(head.query.as_deref().unwrap_or_default());
    let answer = signed(&head).and_then(|()| work(&mut books, query));
    after(fault, answer)
}

fn post_with(
    shared: &Shared,
    head: Head,
    body: &[u8],
    endpoint: Endpoint,
    work: impl FnOnce(&mut Books, &Form, &str) -> Answer,
) -> Response {
    let mut books = shared.books();
    record(&mut books, &head, body);
    let fault = books.faults.next(endpoint);
    if matches!(fault, Some(Fault::DropRequest | Fault::TooMany)) {
        return before(fault).expect("these fail before");
    }
    if let Err(refusal) = signed(&head) {
        return reply(refusal.0, &error(&refusal));
    }
    let asked = String::from_utf8_lossy(body).into_owned();
    let key = header(&head, "idempotency-key").map(|key| format!("{} {key}", head.path));
    let now = books.now();
    if let Some(stored) =
        key.as_ref().and_then(|key| books.keys.get(key)).filter(|known| now - known.at < KEY_SECONDS)
    {
        if stored.asked != asked {
            let sentence = "Keys for idempotent requests can only be used with the same parameters";
            return reply(400, &error(&(400, "idempotency_error", "", sentence.into())));
        }
        let mut again = reply(stored.status, &stored.body);
        again.headers_mut().insert("idempotent-replayed", "true".parse().expect("a header"));
        return if fault == Some(Fault::DropReply) { dropped() } else { again };
    }
    let answer = if fault == Some(Fault::Error500) {
        Err((500, "api_error", "", "Something went wrong on our side".into()))
    } else {
        work(&mut books, &form::parse(body), &shared.url)
    };
    let (status, shown) = match &answer {
        Ok(object) => (200, object.clone()),
        Err(refusal) => (refusal.0, error(refusal)),
    };
    // What was refused before it began is not kept; everything else is, a 500 too.
    if let Some(key) = key.filter(|_| !(400..500).contains(&status)) {
        books.keys.insert(key, Stored { status, body: shown.clone(), asked, at: now });
    }
    if fault == Some(Fault::DropReply) { dropped() } else { reply(status, &shown) }
}

fn before(fault: Option<Fault>) -> Option<Response> {
    match fault {
        Some(Fault::DropRequest | Fault::DropReply) => Some(dropped()),
        Some(Fault::Error500) => Some(reply(500, &error(&(500, "api_error", "", "try later".into())))),
        Some(Fault::TooMany) => {
            let mut busy = reply(429, &error(&(429, "invalid_request_error", "rate_limit", "slower".into())));
            busy.headers_mut().insert("retry-after", "1".parse().expect("a header"));
            Some(busy)
        }
        _ => None,
    }
}

fn after(fault: Option<Fault>, answer: Answer) -> Response {
    match answer {
        Ok(mut object) => {
            match fault {
                Some(Fault::WrongAmount) => spoil(
                    &mut object,
                    |amount| *amount = json!(amount.as_i64().unwrap_or(0) - 1),
                    "amount_total",
                    "amount_received",
                ),
                Some(Fault::WrongCurrency) => {
                    spoil(&mut object, |currency| *currency = json!("usd"), "currency", "currency")
                }
                _ => {}
            }
            reply(200, &object)
        }
        Err(refusal) => reply(refusal.0, &error(&refusal)),
    }
}

/// Changes a field of a session and of the intent in it.
fn spoil(object: &mut Value, change: impl Fn(&mut Value), own: &str, inner: &str) {
    change(&mut object[own]);
    if object["payment_intent"].is_object() {
        change(&mut object["payment_intent"][inner]);
    }
}

pub fn reply(status: u16, body: &Value) -> Response {
    let status = StatusCode::from_u16(status).expect("a status");
    (status, [("content-type", "application/json")], body.to_string()).into_response()
}

/// A reply that breaks off: the connection is closed.
pub fn dropped() -> Response {
    let broken = futures::stream::once(async {
        Err::<Bytes, _>(std::io::Error::new(std::io::ErrorKind::ConnectionReset, "dropped"))
    });
    Response::new(Body::from_stream(broken))
}

fn error((_, kind, code, message): &Refusal) -> Value {
    let mut error = json!({"type": kind, "message": message});
    if !code.is_empty() {
        error["code"] = json!(code);
    }
    json!({ "error": error })
}

pub fn missing(what: &str, id: &str) -> Refusal {
    (404, "invalid_request_error", "resource_missing", format!("No such {what}: '{id}'"))
}

/// A page of a list, newest first.
fn list(all: Vec<Value>, query: &[(String, String)]) -> Value {
    let asked = |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let limit = asked("limit").and_then(|limit| limit.parse().ok()).unwrap_or(10).min(PAGE);
    let after = asked("starting_after");
    let start = after.and_then(|after| all.iter().position(|one| one["id"] == after)).map_or(0, |at| at + 1);
    let rest = &all[start.min(all.len())..];
    let page = &rest[..limit.min(rest.len())];
    json!({"object": "list", "url": "/v1/list", "has_more": rest.len() > limit, "data": page})
}
