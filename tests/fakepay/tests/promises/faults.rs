//! What goes wrong on request goes wrong exactly so.

use std::time::Duration;

use fakepay::{Call, Fault, Gateway};
use serde_json::json;

use crate::client::{Client, SESSION};

const SESSIONS: &str = "/v1/checkout/sessions";

#[tokio::test]
async fn a_reply_that_is_lost_leaves_what_was_done() {
    let client = Client::new().await;
    client.fake.fail(Call::StripeSessionCreate, Fault::DropAfter, 1);
    assert!(client.stripe_post(SESSIONS, "k", SESSION).await.is_none());
    assert_eq!(client.fake.sessions().len(), 1);
    let (status, replayed, _) = client.stripe_post(SESSIONS, "k", SESSION).await.unwrap();
    assert_eq!((status, replayed), (200, true));
    assert_eq!(client.fake.sessions().len(), 1);
}

#[tokio::test]
async fn a_request_that_is_lost_does_nothing() {
    let client = Client::new().await;
    client.fake.fail(Call::StripeSessionCreate, Fault::DropBefore, 1);
    assert!(client.stripe_post(SESSIONS, "k", SESSION).await.is_none());
    assert!(client.fake.sessions().is_empty());
    assert_eq!(client.fake.requests_of(Call::StripeSessionCreate).len(), 1);
}

#[tokio::test]
async fn an_answer_that_never_comes_leaves_what_was_done() {
    let client = Client::new().await;
    client.fake.fail(Call::StripeSessionCreate, Fault::NeverAnswer, 1);
    let patience = Duration::from_millis(300);
    assert!(tokio::time::timeout(patience, client.stripe_post(SESSIONS, "k", SESSION)).await.is_err());
    assert_eq!(client.fake.sessions().len(), 1);
}

#[tokio::test]
async fn too_many_requests_say_when_to_come_again_and_use_up_no_key() {
    let client = Client::new().await;
    client.fake.fail(Call::StripeSessionCreate, Fault::TooMany { retry_after_s: 7 }, 1);
    assert_eq!(client.stripe_post(SESSIONS, "k", SESSION).await.unwrap().0, 429);
    let (status, replayed, _) = client.stripe_post(SESSIONS, "k", SESSION).await.unwrap();
    assert_eq!((status, replayed), (200, false));
}

#[tokio::test]
async fn an_object_can_show_another_amount_or_currency_once() {
    let client = Client::new().await;
    let (session, order) = (client.session().await, client.order().await);
    client.fake.fail(Call::StripeSessionGet, Fault::WrongAmount, 1);
    client.fake.fail(Call::PaypalOrderGet, Fault::WrongCurrency, 1);
    let session = format!("{SESSIONS}/{session}");
    assert_eq!(client.stripe_get(&session).await.2["amount_total"], 1251);
    assert_eq!(client.stripe_get(&session).await.2["amount_total"], 1250);
    let order = format!("/v2/checkout/orders/{order}");
    let currency = |order: serde_json::Value| order["purchase_units"][0]["amount"]["currency_code"].clone();
    assert_eq!(currency(client.paypal_get(&order).await.2), "USD");
    assert_eq!(currency(client.paypal_get(&order).await.2), "EUR");
}

#[tokio::test]
async fn paypal_forgets_a_failure_but_not_a_capture_whose_reply_was_lost() {
    let client = Client::new().await;
    let id = client.order().await;
    client.fake.approve(&id).unwrap();
    let capture = format!("/v2/checkout/orders/{id}/capture");
    client.fake.fail(Call::PaypalOrderCapture, Fault::ServerError, 1);
    client.fake.fail(Call::PaypalOrderCapture, Fault::Decline, 1);
    client.fake.fail(Call::PaypalOrderCapture, Fault::DropAfter, 1);
    assert_eq!(client.paypal_post(&capture, "c", &json!({})).await.unwrap().0, 500);
    assert_eq!(client.paypal_post(&capture, "c", &json!({})).await.unwrap().0, 422);
    assert!(client.paypal_post(&capture, "c", &json!({})).await.is_none());
    assert_eq!(client.paypal_post(&capture, "c", &json!({})).await.unwrap().0, 200);
    assert_eq!(client.fake.captures().len(), 1);
    assert!(client.fake.requests().iter().any(|request| request.gateway == Gateway::Paypal));
}
