//! Webhooks: each event is kept until somebody delivers it, signed in its gateway's way.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use crate::exchange::Gateway;
use crate::world::{World, short_id, time_text};

/// Something that happened at a gateway.
#[derive(Debug, Clone)]
pub struct Event {
    pub id: String,
    pub gateway: Gateway,
    /// `checkout.session.completed`, `PAYMENT.CAPTURE.COMPLETED`
    pub kind: String,
    pub body: Value,
    pub at_us: i64,
    /// How often it was delivered and answered with 2xx.
    pub deliveries: u32,
}

/// A call to a webhook as PayPal sent it, to be recognised when it is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub transmission_id: String,
    pub transmission_time: String,
    pub transmission_sig: String,
    pub cert_url: String,
    pub webhook_id: String,
    pub body: Vec<u8>,
}

/// What goes over the wire to a webhook.
#[derive(Debug, Clone)]
pub struct Delivery {
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// How PayPal says that it signed.
pub(crate) const PAYPAL_ALGORITHM: &str = "SHA256withRSA";

impl World {
    /// A signed call for an event; none if that gateway has no webhook.
    pub fn delivery(&mut self, event: &Event) -> Option<Delivery> {
        let url = self.webhooks.url[usize::from(event.gateway == Gateway::Paypal)].clone()?;
        let body = event.body.to_string().into_bytes();
        let mut headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        match event.gateway {
            Gateway::Stripe => {
                let signature = stripe_signature(&self.webhooks.stripe_secret, self.now_s(), &body);
                headers.push(("stripe-signature".into(), signature));
            }
            Gateway::Paypal => headers.extend(self.transmission(&body)),
        }
        Some(Delivery { url, headers, body })
    }

    fn transmission(&mut self, body: &[u8]) -> Vec<(String, String)> {
        let now_us = self.now_us();
        let id = format!("{}-{}", short_id().to_lowercase(), short_id().to_lowercase());
        let time = time_text(now_us);
        let signed = format!("{id}|{time}|{}|", self.webhooks.paypal_id);
        // PayPal signs with a certificate; here nobody but PayPal itself is asked, and it remembers.
        let sig = STANDARD.encode(mac(b"paypal", &[signed.as_bytes(), body]));
        let sent = Sent {
            transmission_id: id,
            transmission_time: time,
            transmission_sig: sig,
            cert_url: format!("{}/v1/notifications/certs/CERT-fakepay", self.paypal_base),
            webhook_id: self.webhooks.paypal_id.clone(),
            body: body.to_vec(),
        };
        let headers = [
            ("paypal-transmission-id", &sent.transmission_id),
            ("paypal-transmission-time", &sent.transmission_time),
            ("paypal-transmission-sig", &sent.transmission_sig),
            ("paypal-cert-url", &sent.cert_url),
            ("paypal-auth-algo", &PAYPAL_ALGORITHM.to_owned()),
        ];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.clone())).to_vec();
        self.sent.push(sent);
        headers
    }

    /// Counts a call that was answered well.
    pub fn delivered(&mut self, event_id: &str) {
        if let Some(event) = self.events.iter_mut().find(|event| event.id == event_id) {
            event.deliveries += 1;
        }
    }
}

/// `t=1700000000,v1=...`: HMAC-SHA256 over `t.body` (docs.stripe.com/webhooks, "verify manually").
pub fn stripe_signature(secret: &str, at_s: i64, body: &[u8]) -> String {
    let signed = mac(secret.as_bytes(), &[at_s.to_string().as_bytes(), b".", body]);
    let hex: String = signed.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={at_s},v1={hex}")
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length is right for HMAC");
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}
