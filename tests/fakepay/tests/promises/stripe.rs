//! Stripe's ways to pay, to give back, and to be refused.

use crate::client::{Client, HOUR_US, SESSION};

#[tokio::test]
async fn a_session_is_paid_and_its_charge_can_be_seen_through_it() {
    let client = Client::new().await;
    let id = client.session().await;
    client.fake.pay(&id).unwrap();
    let path = format!("/v1/checkout/sessions/{id}?expand[]=payment_intent.latest_charge");
    let (status, _, session) = client.stripe_get(&path).await;
    assert_eq!(
        (status, &session["status"], &session["payment_status"]),
        (200, &"complete".into(), &"paid".into())
    );
    assert_eq!(session["payment_intent"]["amount_received"], 1250);
    assert_eq!(session["payment_intent"]["latest_charge"]["status"], "succeeded");
    assert_eq!(session["url"], serde_json::Value::Null);
    assert_eq!(client.fake.balance("a1"), 1250);
}

#[tokio::test]
async fn a_declined_card_leaves_the_session_open_for_another_one() {
    let client = Client::new().await;
    let id = client.session().await;
    client.fake.decline(&id, "insufficient_funds").unwrap();
    let path = format!("/v1/checkout/sessions/{id}?expand[]=payment_intent");
    let (_, _, session) = client.stripe_get(&path).await;
    assert_eq!(session["status"], "open");
    assert_eq!(session["payment_intent"]["last_payment_error"]["decline_code"], "insufficient_funds");
    client.fake.challenge(&id).unwrap();
    client.fake.authenticate(&id, true).unwrap();
    assert_eq!(client.fake.balance("a1"), 1250);
}

#[tokio::test]
async fn late_money_completes_the_session_before_it_comes() {
    let client = Client::new().await;
    let id = client.session().await;
    client.fake.pay_late(&id).unwrap();
    let session = &client.fake.sessions()[0];
    assert_eq!((session.status, session.payment_status), ("complete", "unpaid"));
    client.fake.settle_late(&id, true).unwrap();
    assert_eq!(client.fake.sessions()[0].payment_status, "paid");
    let kinds: Vec<String> = client.fake.pending_events().into_iter().map(|event| event.kind).collect();
    assert!(kinds.contains(&"checkout.session.async_payment_succeeded".to_owned()), "{kinds:?}");
}

#[tokio::test]
async fn a_session_ends_by_the_clock_or_on_request_and_only_once() {
    let client = Client::new().await;
    let (one, other) = (client.session().await, client.session().await);
    let expire = format!("/v1/checkout/sessions/{other}/expire");
    assert_eq!(client.stripe_post(&expire, "", "").await.unwrap().0, 200);
    assert_eq!(client.stripe_post(&expire, "", "").await.unwrap().0, 400);
    client.advance(24 * HOUR_US);
    assert!(client.fake.pay(&one).is_err());
    let (_, _, session) = client.stripe_get(&format!("/v1/checkout/sessions/{one}")).await;
    assert_eq!(session["status"], "expired");
    let ended = client.fake.events().iter().filter(|event| event.kind == "checkout.session.expired").count();
    assert_eq!(ended, 2);
}

#[tokio::test]
async fn no_more_goes_back_than_came() {
    let client = Client::new().await;
    let id = client.session().await;
    client.fake.pay(&id).unwrap();
    let intent = client.fake.intents()[0].id.clone();
    let refund = |amount: u32| format!("payment_intent={intent}&amount={amount}&metadata[refund]=r1");
    assert_eq!(client.stripe_post("/v1/refunds", "", &refund(1000)).await.unwrap().0, 200);
    let (status, _, error) = client.stripe_post("/v1/refunds", "", &refund(251)).await.unwrap();
    assert_eq!((status, &error["error"]["param"]), (400, &"amount".into()));
    assert_eq!(client.stripe_post("/v1/refunds", "", &refund(250)).await.unwrap().0, 200);
    let (_, _, error) = client.stripe_post("/v1/refunds", "", &refund(1)).await.unwrap();
    assert_eq!(error["error"]["code"], "charge_already_refunded");
    assert_eq!(client.fake.balance("a1"), 0);
}

#[tokio::test]
async fn a_refund_that_fails_later_gives_the_amount_back_to_the_charge() {
    let client = Client::new().await;
    let id = client.session().await;
    client.fake.pay(&id).unwrap();
    client.fake.let_refunds_wait(true);
    let form = format!("payment_intent={}", client.fake.intents()[0].id);
    let (_, _, refund) = client.stripe_post("/v1/refunds", "", &form).await.unwrap();
    assert_eq!(refund["status"], "pending");
    client.fake.settle_refund(refund["id"].as_str().unwrap(), false).unwrap();
    assert_eq!(client.fake.refunds()[0].status, "failed");
    assert_eq!(client.fake.charges()[0].amount_refunded, 0);
    assert_eq!(client.fake.balance("a1"), 1250);
}

#[tokio::test]
async fn what_stripe_does_not_know_is_refused_by_name() {
    let client = Client::new().await;
    let form = format!("{SESSION}&line_items[0][colour]=red");
    let (status, _, error) = client.stripe_post("/v1/checkout/sessions", "", &form).await.unwrap();
    assert_eq!(status, 400);
    assert_eq!(error["error"]["code"], "parameter_unknown");
    assert_eq!(error["error"]["param"], "line_items[0][colour]");
    assert!(client.fake.sessions().is_empty());
}

#[tokio::test]
async fn a_list_is_read_page_by_page_from_the_newest() {
    let client = Client::new().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(client.session().await);
        client.advance(HOUR_US);
    }
    let (_, _, page) = client.stripe_get("/v1/checkout/sessions?limit=2").await;
    assert_eq!((&page["data"][0]["id"], &page["has_more"]), (&ids[2].as_str().into(), &true.into()));
    let path = format!("/v1/checkout/sessions?limit=2&starting_after={}", ids[1]);
    let (_, _, page) = client.stripe_get(&path).await;
    assert_eq!((&page["data"][0]["id"], &page["has_more"]), (&ids[0].as_str().into(), &false.into()));
    let since = client.fake.sessions()[1].created_s;
    let (_, _, page) = client.stripe_get(&format!("/v1/checkout/sessions?created[gte]={since}")).await;
    assert_eq!(page["data"].as_array().unwrap().len(), 2);
}
