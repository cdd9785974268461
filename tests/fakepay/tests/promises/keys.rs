//! The same key gives the same thing once.

use fakepay::{Call, Fault};
use serde_json::json;

use crate::client::{Client, HOUR_US, SESSION, order};

const SESSIONS: &str = "/v1/checkout/sessions";

#[tokio::test]
async fn the_same_key_makes_one_session_for_a_day() {
    let client = Client::new().await;
    let (_, replayed, first) = client.stripe_post(SESSIONS, "k", SESSION).await.unwrap();
    assert!(!replayed);
    let (_, replayed, again) = client.stripe_post(SESSIONS, "k", SESSION).await.unwrap();
    assert!(replayed);
    assert_eq!(first, again);
    client.advance(24 * HOUR_US);
    let (_, replayed, later) = client.stripe_post(SESSIONS, "k", SESSION).await.unwrap();
    assert!(!replayed);
    assert_ne!(first["id"], later["id"]);
}

#[tokio::test]
async fn a_key_asks_for_one_thing_only() {
    let client = Client::new().await;
    client.stripe_post(SESSIONS, "k", SESSION).await.unwrap();
    let other = SESSION.replace("1250", "1251");
    let (status, _, error) = client.stripe_post(SESSIONS, "k", &other).await.unwrap();
    assert_eq!((status, &error["error"]["type"]), (400, &"idempotency_error".into()));
    assert_eq!(client.fake.sessions().len(), 1);
}

#[tokio::test]
async fn a_key_repeats_the_failure_of_the_server_but_no_mistake_of_ours() {
    let client = Client::new().await;
    client.fake.fail(Call::StripeSessionCreate, Fault::ServerError, 1);
    assert_eq!(client.stripe_post(SESSIONS, "k", SESSION).await.unwrap().0, 500);
    let (status, replayed, _) = client.stripe_post(SESSIONS, "k", SESSION).await.unwrap();
    assert_eq!((status, replayed), (500, true));
    assert_eq!(client.stripe_post(SESSIONS, "m", "mode=payment").await.unwrap().0, 400);
    assert_eq!(client.stripe_post(SESSIONS, "m", SESSION).await.unwrap().0, 200);
}

#[tokio::test]
async fn the_same_request_id_makes_one_order_and_takes_the_money_once() {
    let client = Client::new().await;
    let orders = "/v2/checkout/orders";
    let (status, _, first) = client.paypal_post(orders, "k", &order("12.50", "EUR")).await.unwrap();
    assert_eq!(status, 201);
    let (status, _, again) = client.paypal_post(orders, "k", &order("12.50", "EUR")).await.unwrap();
    assert_eq!((status, &again["id"]), (200, &first["id"]));
    let id = first["id"].as_str().unwrap();
    client.fake.approve(id).unwrap();
    let capture = format!("{orders}/{id}/capture");
    assert_eq!(client.paypal_post(&capture, "c", &json!({})).await.unwrap().0, 201);
    let (status, _, again) = client.paypal_post(&capture, "c", &json!({})).await.unwrap();
    assert_eq!((status, &again["status"]), (200, &"COMPLETED".into()));
    let (status, _, error) = client.paypal_post(&capture, "d", &json!({})).await.unwrap();
    assert_eq!((status, &error["details"][0]["issue"]), (422, &"ORDER_ALREADY_CAPTURED".into()));
    assert_eq!(client.fake.captures().len(), 1);
}
