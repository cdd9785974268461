//! What only Stripe's own command line asks for, when it sets off an event: prices, means of payment, and payments
//! without a page.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::json;

use super::calls::post_with;
use super::{Answer, missing};
use crate::books::{Books, text};
use crate::faults::Endpoint;
use crate::form::{Form, below};
use crate::http::Head;
use crate::{CARD, DECLINED_CARD, Shared};

/// The account at a bank that never pays, of those that Stripe gives for tests.
const NEVER_PAYS: &str = "IT60X0542811101000000123456";

/// Makes a product, a price or a means of payment.
pub async fn make(State(shared): State<Shared>, head: Head, body: Bytes) -> Response {
    let kind = head.path().rsplit('/').next().unwrap_or_default().trim_end_matches('s').to_owned();
    post_with(&shared, head, &body, Endpoint::StripeCreate, |books, form, _| {
        let id = books.id(&format!("{kind}_"));
        let mut object = json!(form);
        object["id"] = json!(id);
        object["object"] = json!(kind);
        books.catalogue.insert(id, object.clone());
        Ok(object)
    })
}

/// Pays the page of a session with a means of payment that was made before.
pub async fn confirm_page(
    State(shared): State<Shared>,
    head: Head,
    Path(session): Path<String>,
    body: Bytes,
) -> Response {
    post_with(&shared, head, &body, Endpoint::StripeCreate, |books, form, _| {
        let method = form.get("payment_method").and_then(|id| books.catalogue.get(id)).cloned();
        let method = method.ok_or_else(|| missing("payment_method", ""))?;
        if method["type"] == "sepa_debit" {
            books.stripe_pay_late(&session);
            books.stripe_settle_late(&session, method["sepa_debit[iban]"] != NEVER_PAYS);
        } else {
            books.stripe_pay(&session, CARD);
        }
        books.sessions.get(&session).cloned().ok_or_else(|| missing("payment_page", &session))
    })
}

/// A payment without a page.
pub async fn create_intent(State(shared): State<Shared>, head: Head, body: Bytes) -> Response {
    post_with(&shared, head, &body, Endpoint::StripeCreate, |books, form, _| pay(books, form))
}

/// The merchant gives in.
pub async fn close_dispute(
    State(shared): State<Shared>,
    head: Head,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    post_with(&shared, head, &body, Endpoint::StripeCreate, |books, _, _| {
        let dispute = books.disputes.get(&id).cloned().ok_or_else(|| missing("dispute", &id))?;
        books.stripe_close_dispute(&text(&dispute["payment_intent"]), "lost");
        Ok(books.disputes[&id].clone())
    })
}

/// Stripe's means of payment for tests say what happens (docs.stripe.com/testing).
fn pay(books: &mut Books, form: &Form) -> Answer {
    let amount: i64 = form.get("amount").and_then(|text| text.parse().ok()).unwrap_or_default();
    let id = books.id("pi_");
    books.new_intent(&id, &json!(amount), &json!(form.get("currency")), &below(form, "metadata").into());
    let method = form.get("payment_method").map_or("", String::as_str);
    if form.get("confirm").is_some_and(|confirm| confirm == "true") {
        if method.ends_with("chargeDeclined") {
            books.refuse(&id, "generic_decline", DECLINED_CARD);
            return Err((402, "card_error", "card_declined", "Your card was declined.".into()));
        }
        books.take(&id);
        let shown = books.intents[&id].clone();
        books.event("stripe", "payment_intent.succeeded", &shown);
        if method.starts_with("pm_card_createDispute") {
            books.stripe_dispute(&id);
        }
    }
    Ok(books.intents[&id].clone())
}
