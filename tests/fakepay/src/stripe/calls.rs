//! How a call of Stripe's API is answered: signed, once per key, and with the faults that a test asked for.

use axum::response::Response;
use serde_json::{Value, json};

use super::{Answer, Refusal};
use crate::Shared;
use crate::books::{Books, Stored};
use crate::faults::{Endpoint, Fault};
use crate::form::{self, Form};
use crate::http::{Head, dropped, header, never, record, reply, stalled};

/// A key is forgotten after a day.
const KEY_SECONDS: i64 = 24 * 3_600;

fn signed(head: &Head) -> Result<(), Refusal> {
    let key = header(head, "authorization").and_then(|text| text.strip_prefix("Bearer "));
    match key {
        Some(key) if key.starts_with("sk_test_") || key.starts_with("rk_test_") => Ok(()),
        _ => Err((401, "invalid_request_error", "", "Invalid API Key provided".into())),
    }
}

pub fn get_with(
    shared: &Shared,
    head: Head,
    endpoint: Endpoint,
    work: impl FnOnce(&mut Books, Vec<(String, String)>) -> Answer,
) -> Response {
    let mut books = shared.books();
    record(&mut books, &head, &[]);
    let fault = books.faults.next(endpoint);
    if let Some(failed) = before(fault) {
        return failed;
    }
    let query = form::parse_list(head.query());
    let answer = signed(&head).and_then(|()| work(&mut books, query));
    after(fault, answer)
}

pub fn post_with(
    shared: &Shared,
    head: Head,
    body: &[u8],
    endpoint: Endpoint,
    work: impl FnOnce(&mut Books, &Form, &str) -> Answer,
) -> Response {
    let mut books = shared.books();
    record(&mut books, &head, body);
    let fault = books.faults.next(endpoint);
    // The others happen, or are remembered for the key.
    if let Some(failed) = before(fault.filter(|fault| !matches!(fault, Fault::DropReply | Fault::Error500))) {
        return failed;
    }
    if let Err(refusal) = signed(&head) {
        return reply(refusal.0, &error(&refusal));
    }
    let asked = String::from_utf8_lossy(body).into_owned();
    let key = header(&head, "idempotency-key").map(|key| format!("{} {key}", head.path()));
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
        Some(Fault::NeverAnswers) => Some(never()),
        Some(Fault::NeverEnds) => Some(stalled()),
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

pub fn error((_, kind, code, message): &Refusal) -> Value {
    let mut error = json!({"type": kind, "message": message});
    if !code.is_empty() {
        error["code"] = json!(code);
    }
    json!({ "error": error })
}
