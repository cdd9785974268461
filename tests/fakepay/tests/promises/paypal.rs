//! PayPal's ways to pay, to give back, and to be refused.

use fakepay::paypal_books::Outcome;
use serde_json::{Value, json};

use crate::client::{Client, HOUR_US, order};

async fn capture(client: &Client, id: &str) -> (u16, Value) {
    let path = format!("/v2/checkout/orders/{id}/capture");
    let (status, _, body) = client.paypal_post(&path, &format!("capture-{id}"), &json!({})).await.unwrap();
    (status, body)
}

#[tokio::test]
async fn an_order_is_captured_only_after_a_person_approved_it() {
    let client = Client::new().await;
    let id = client.order().await;
    let (status, error) = capture(&client, &id).await;
    assert_eq!((status, &error["details"][0]["issue"]), (422, &"ORDER_NOT_APPROVED".into()));
    client.fake.approve(&id).unwrap();
    let (status, captured) = capture(&client, &id).await;
    assert_eq!((status, &captured["status"]), (201, &"COMPLETED".into()));
    let capture = &captured["purchase_units"][0]["payments"]["captures"][0];
    assert_eq!((&capture["status"], &capture["custom_id"]), (&"COMPLETED".into(), &"a1".into()));
    assert_eq!(capture["amount"], json!({ "currency_code": "EUR", "value": "12.50" }));
    assert_eq!(client.fake.balance("a1"), 1250);
}

#[tokio::test]
async fn a_refused_card_takes_nothing_and_another_one_can_be_chosen() {
    let client = Client::new().await;
    let id = client.order().await;
    client.fake.approve(&id).unwrap();
    client.fake.capture_will(&id, Outcome::InstrumentDeclined).unwrap();
    let (status, error) = capture(&client, &id).await;
    assert_eq!((status, &error["details"][0]["issue"]), (422, &"INSTRUMENT_DECLINED".into()));
    client.fake.approve(&id).unwrap();
    assert_eq!(capture(&client, &id).await.0, 201);
}

#[tokio::test]
async fn a_capture_under_review_is_no_money_yet() {
    let client = Client::new().await;
    let id = client.order().await;
    client.fake.approve(&id).unwrap();
    client.fake.capture_will(&id, Outcome::Pending("PENDING_REVIEW")).unwrap();
    let (status, captured) = capture(&client, &id).await;
    let waiting = &captured["purchase_units"][0]["payments"]["captures"][0];
    assert_eq!((status, &waiting["status"]), (201, &"PENDING".into()));
    assert_eq!(waiting["status_details"]["reason"], "PENDING_REVIEW");
    assert_eq!(client.fake.balance("a1"), 0);
    client.fake.settle_capture(waiting["id"].as_str().unwrap(), true).unwrap();
    assert_eq!(client.fake.balance("a1"), 1250);
}

#[tokio::test]
async fn a_capture_gives_back_a_part_then_the_rest_and_no_more() {
    let client = Client::new().await;
    let id = client.order().await;
    client.fake.approve(&id).unwrap();
    capture(&client, &id).await;
    let path = format!("/v2/payments/captures/{}/refund", client.fake.captures()[0].id);
    let part =
        |value: &str| json!({ "amount": { "currency_code": "EUR", "value": value }, "custom_id": "r1" });
    let (status, _, refund) = client.paypal_post(&path, "r1", &part("2.50")).await.unwrap();
    assert_eq!((status, &refund["status"]), (201, &"COMPLETED".into()));
    assert_eq!(client.fake.captures()[0].status, "PARTIALLY_REFUNDED");
    let (status, _, error) = client.paypal_post(&path, "r2", &part("10.01")).await.unwrap();
    assert_eq!((status, &error["details"][0]["issue"]), (422, &"REFUND_AMOUNT_EXCEEDED".into()));
    assert_eq!(client.paypal_post(&path, "r3", &json!({})).await.unwrap().0, 201);
    let (status, _, error) = client.paypal_post(&path, "r4", &json!({})).await.unwrap();
    assert_eq!((status, &error["details"][0]["issue"]), (422, &"CAPTURE_FULLY_REFUNDED".into()));
    assert_eq!(client.fake.balance("a1"), 0);
}

#[tokio::test]
async fn yen_have_no_decimals() {
    let client = Client::new().await;
    let (status, _, error) =
        client.paypal_post("/v2/checkout/orders", "a", &order("1200.00", "JPY")).await.unwrap();
    assert_eq!((status, &error["details"][0]["issue"]), (422, &"DECIMAL_PRECISION".into()));
    assert_eq!(client.paypal_post("/v2/checkout/orders", "b", &order("1200", "JPY")).await.unwrap().0, 201);
}

#[tokio::test]
async fn an_order_that_nobody_approves_is_forgotten() {
    let client = Client::new().await;
    let id = client.order().await;
    client.advance(6 * HOUR_US);
    assert_eq!(client.paypal_get(&format!("/v2/checkout/orders/{id}")).await.0, 404);
}

#[tokio::test]
async fn a_token_ends_and_another_one_is_to_be_had() {
    let mut client = Client::new().await;
    client.advance(10 * HOUR_US);
    assert_eq!(client.paypal_get("/v1/customer/disputes").await.0, 401);
    client.sign_in().await;
    assert_eq!(client.paypal_get("/v1/customer/disputes").await.0, 200);
}

#[tokio::test]
async fn the_list_of_transactions_has_what_came_and_what_went_back() {
    let client = Client::new().await;
    let id = client.order().await;
    client.fake.approve(&id).unwrap();
    capture(&client, &id).await;
    let path = format!("/v2/payments/captures/{}/refund", client.fake.captures()[0].id);
    client.paypal_post(&path, "r1", &json!({})).await.unwrap();
    let asked = "/v1/reporting/transactions?start_date=2026-05-28T00:00:00Z&end_date=2026-06-03T00:00:00Z";
    let (status, _, list) = client.paypal_get(asked).await;
    assert_eq!((status, &list["total_items"]), (200, &2.into()), "{list}");
    let value = |at: usize| {
        list["transaction_details"][at]["transaction_info"]["transaction_amount"]["value"].clone()
    };
    assert_eq!((value(0), value(1)), ("12.50".into(), "-12.50".into()));
}
