//! Events wait until they are delivered, and are signed as each gateway signs.

use std::sync::{Arc, Mutex};

use fakepay::{Event, Gateway, stripe_signature};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::client::Client;

/// A webhook that answers 200, and keeps what it heard.
async fn webhook() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let heard = Arc::new(Mutex::new(Vec::new()));
    let kept = heard.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut text = Vec::new();
            let mut piece = [0; 4096];
            while !is_whole(&text) {
                let read = stream.read(&mut piece).await.unwrap();
                text.extend_from_slice(&piece[..read]);
            }
            kept.lock().unwrap().push(String::from_utf8(text).unwrap());
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                .await
                .unwrap();
        }
    });
    (url, heard)
}

fn is_whole(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    length.is_some_and(|length| body.len() >= length.parse::<usize>().unwrap())
}

fn of_kind(events: Vec<Event>, kind: &str) -> Event {
    events.into_iter().find(|event| event.kind == kind).unwrap()
}

#[tokio::test]
async fn an_event_waits_until_the_webhook_takes_it_and_comes_as_often_as_one_likes() {
    let client = Client::new().await;
    let (url, heard) = webhook().await;
    client.fake.webhooks_to(Gateway::Stripe, &url, "whsec_test");
    let id = client.session().await;
    client.fake.pay(&id).unwrap();
    let event = of_kind(client.fake.pending_events(), "checkout.session.completed");
    assert!(heard.lock().unwrap().is_empty());
    assert_eq!(client.fake.deliver_times(&event, 2).await, Ok(vec![200, 200]));
    assert_eq!(heard.lock().unwrap().len(), 2);
    assert!(client.fake.pending_events().iter().all(|pending| pending.id != event.id));
}

#[tokio::test]
async fn stripe_signs_the_time_and_the_body() {
    let client = Client::new().await;
    client.fake.webhooks_to(Gateway::Stripe, "http://127.0.0.1:9/", "whsec_test");
    let id = client.session().await;
    client.fake.pay(&id).unwrap();
    let delivery = client.fake.delivery(&client.fake.events()[0]).unwrap();
    let (_, header) = delivery.headers.iter().find(|(name, _)| name == "stripe-signature").unwrap();
    assert_eq!(*header, stripe_signature("whsec_test", 1_780_000_000, &delivery.body));
    // `openssl dgst -sha256 -hmac whsec_test` of `1700000000.{"id":"evt_1"}`.
    let known = "t=1700000000,v1=c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925";
    assert_eq!(stripe_signature("whsec_test", 1_700_000_000, br#"{"id":"evt_1"}"#), known);
}

#[tokio::test]
async fn paypal_recognises_what_it_sent_and_nothing_else() {
    let client = Client::new().await;
    client.fake.webhooks_to(Gateway::Paypal, "http://127.0.0.1:9/", "WH-1");
    let id = client.order().await;
    client.fake.approve(&id).unwrap();
    let delivery = client.fake.delivery(&client.fake.events()[0]).unwrap();
    let header = |name: &str| delivery.headers.iter().find(|(known, _)| known == name).unwrap().1.clone();
    let event: Value = serde_json::from_slice(&delivery.body).unwrap();
    let question = json!({
        "auth_algo": header("paypal-auth-algo"),
        "cert_url": header("paypal-cert-url"),
        "transmission_id": header("paypal-transmission-id"),
        "transmission_sig": header("paypal-transmission-sig"),
        "transmission_time": header("paypal-transmission-time"),
        "webhook_id": "WH-1",
        "webhook_event": event,
    });
    let path = "/v1/notifications/verify-webhook-signature";
    let (_, _, said) = client.paypal_post(path, "", &question).await.unwrap();
    assert_eq!(said["verification_status"], "SUCCESS");
    for (name, value) in [("webhook_id", json!("WH-2")), ("webhook_event", json!({ "id": "WH-forged" }))] {
        let mut forged = question.clone();
        forged[name] = value;
        let (_, _, said) = client.paypal_post(path, "", &forged).await.unwrap();
        assert_eq!(said["verification_status"], "FAILURE", "{name}");
    }
}

#[tokio::test]
async fn disputes_and_warnings_are_told_and_can_be_looked_up() {
    let client = Client::new().await;
    let id = client.session().await;
    client.fake.pay(&id).unwrap();
    let intent = client.fake.intents()[0].id.clone();
    let dispute = client.fake.dispute(&intent).unwrap();
    let (_, _, list) = client.stripe_get(&format!("/v1/disputes?payment_intent={intent}&limit=1")).await;
    assert_eq!(list["data"][0]["status"], "needs_response");
    client.fake.close_dispute(&dispute, true).unwrap();
    client.fake.warn_of_fraud(&intent).unwrap();
    let kinds: Vec<String> = client.fake.events().into_iter().map(|event| event.kind).collect();
    for kind in ["charge.dispute.created", "charge.dispute.closed", "radar.early_fraud_warning.created"] {
        assert!(kinds.iter().any(|known| known == kind), "{kind}");
    }
}
