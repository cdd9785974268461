//! Telling another system of the provider what happened: a small signed message by HTTP (the convention of
//! standardwebhooks.com), so that it knows who speaks, and fetches the rest.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::redirect::Policy;
use serde_json::json;
use sha2::Sha256;
use url::{Host, Url};

use crate::clock::SECOND_US;
use crate::config::Secret;
use crate::ledger::subscriptions::{Delivery, Outcome};

/// How long the other side may take to answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(15);
/// Bytes of the key in a secret.
const KEY_BYTES: usize = 24;
const SECRET_PREFIX: &str = "whsec_";
/// An address longer than this is a mistake.
const URL_CHARS: usize = 2_000;

/// Speaks to other systems.
#[derive(Clone)]
pub struct Courier {
    http: reqwest::Client,
}

impl Courier {
    pub fn new() -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .timeout(ANSWER_TIMEOUT)
            // A signature is for whom it was sent to.
            .redirect(Policy::none())
            .user_agent(concat!("pannier-server/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { http })
    }

    /// Makes one try.
    pub async fn deliver(&self, delivery: &Delivery, now_us: i64) -> Outcome {
        let body = body_of(delivery);
        let seconds = now_us / SECOND_US;
        let Some(signature) = signature(&delivery.secret, &delivery.id, seconds, &body) else {
            return Outcome::Failed("the secret of the subscription cannot be read".into());
        };
        let request = self
            .http
            .post(&delivery.url)
            .header("content-type", "application/json")
            .header("webhook-id", &delivery.id)
            .header("webhook-timestamp", seconds.to_string())
            .header("webhook-signature", signature)
            .body(body);
        match request.send().await {
            Ok(answer) if answer.status().is_success() => Outcome::Delivered,
            Ok(answer) if answer.status() == reqwest::StatusCode::GONE => Outcome::Gone,
            Ok(answer) => Outcome::Failed(format!("it answered {}", answer.status().as_u16())),
            Err(error) if error.is_timeout() => Outcome::Failed("it did not answer in time".into()),
            Err(error) if error.is_connect() => Outcome::Failed("it could not be reached".into()),
            Err(_) => Outcome::Failed("the connection broke".into()),
        }
    }
}

/// A new secret: `whsec_` and 24 random bytes in base64.
pub fn new_secret() -> Secret {
    let key: [u8; KEY_BYTES] = rand::random();
    Secret::new(&format!("{SECRET_PREFIX}{}", STANDARD.encode(key))).expect("base64 is one line")
}

/// Where deliveries may go: https, or http on this machine, without a password in it.
pub fn address(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|_| "is no address, such as https://erp.example.org/hooks/pannier")?;
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return Err("names no host"),
    };
    match url.scheme() {
        _ if text.len() > URL_CHARS => Err("is longer than 2,000 characters"),
        _ if !url.username().is_empty() || url.password().is_some() => {
            Err("must not hold a password: what is sent is signed instead")
        }
        "https" => Ok(url),
        "http" if is_here => Ok(url),
        _ => Err("must begin with https:// (http:// only on this machine)"),
    }
}

/// What is told: which order, and what happened. No names, no addresses; who may know more fetches it with a key.
fn body_of(delivery: &Delivery) -> String {
    let at = jiff::Timestamp::from_microsecond(delivery.at_us).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    json!({
        "type": format!("order.{}", delivery.kind),
        "timestamp": at.to_string(),
        "data": {
            "order": &delivery.order,
            "number": &delivery.number,
            "state": &delivery.state,
            "event": delivery.event_seq,
        },
    })
    .to_string()
}

/// `v1,` and HMAC-SHA256 over `id.timestamp.body` in base64; none if the secret is none.
fn signature(secret: &Secret, id: &str, seconds: i64, body: &str) -> Option<String> {
    let key = STANDARD.decode(secret.reveal().strip_prefix(SECRET_PREFIX)?).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{seconds}.{body}").as_bytes());
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_goes_to_https_or_to_this_machine() {
        for right in ["https://erp.example.org/hook?x=1", "http://127.0.0.1:9000/", "http://localhost/hook"] {
            assert!(address(right).is_ok(), "{right}");
        }
        for wrong in [
            "http://erp.example.org/",
            "ftp://erp.example.org/",
            "https://me:secret@erp.example.org/",
            "erp.example.org",
            "file:///etc/passwd",
        ] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_secret_is_another_one_and_signs() {
        let (one, two) = (new_secret(), new_secret());
        assert_ne!(one.reveal(), two.reveal());
        assert!(signature(&one, "d", 1, "{}").is_some());
        assert_ne!(signature(&one, "d", 1, "{}"), signature(&two, "d", 1, "{}"));
    }
}
