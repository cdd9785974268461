//! What the gateways call to tell: signed as each of them does it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::{STRIPE_WEBHOOK_SECRET, Shared};

/// One call to a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// `stripe` or `paypal`.
    pub gateway: &'static str,
    pub id: String,
    pub kind: String,
    pub body: String,
}

pub async fn deliver(shared: &Shared, server: &str, event: &Event, now: i64) -> u16 {
    let mut request = shared
        .http
        .post(format!("{server}/webhooks/{}", event.gateway))
        .header("content-type", "application/json")
        .body(event.body.clone());
    if event.gateway == "stripe" {
        request = request.header("stripe-signature", signature(&event.body, STRIPE_WEBHOOK_SECRET, now));
    } else {
        let id = format!("transmission-{}", event.id);
        shared.books().transmissions.insert(id.clone(), event.body.clone());
        request = request
            .header("paypal-transmission-id", &id)
            .header("paypal-transmission-time", "2026-01-01T00:00:00Z")
            .header("paypal-transmission-sig", STANDARD.encode(Sha256::digest(&event.body)))
            .header("paypal-cert-url", "https://api.paypal.com/v1/notifications/certs/CERT-1")
            .header("paypal-auth-algo", "SHA256withRSA");
    }
    request.send().await.map_or(0, |response| response.status().as_u16())
}

/// `t=...,v1=...`
pub fn signature(body: &str, secret: &str, now: i64) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key is right");
    mac.update(format!("{now}.{body}").as_bytes());
    let bytes = mac.finalize().into_bytes();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={now},v1={hex}")
}
