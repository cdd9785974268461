//! Calls to PayPal with a token of our account, which is fetched when it is needed.

use std::sync::Arc;

use reqwest::{RequestBuilder, StatusCode};
use serde_json::Value;
use tokio::sync::Mutex;

use super::super::GatewayError;
use super::super::http::{Http, Reply, send};
use super::objects::{Failed, Token};
use crate::clock::{Clock, MINUTE_US, SECOND_US};
use crate::config::PaypalSettings;

/// A token is not used in its last minute.
const TOKEN_SPARE_US: i64 = MINUTE_US;

pub struct Account {
    http: Http,
    pub settings: PaypalSettings,
    clock: Clock,
    token: Arc<Mutex<Option<Valid>>>,
}

/// A token, and how long it counts.
#[derive(Clone)]
struct Valid {
    token: String,
    until_us: i64,
}

impl Account {
    pub fn new(http: Http, settings: PaypalSettings, clock: Clock) -> Self {
        Self { http, settings, clock, token: Arc::default() }
    }

    pub async fn token(&self) -> Result<String, GatewayError> {
        // One asks for all; where PayPal is silent, nobody waits for more than that one.
        let waited = tokio::time::timeout(self.http.timeout(), self.token.lock()).await;
        let mut kept = waited.map_err(|_| GatewayError::Unavailable("a token is waited for".into()))?;
        let now_us = self.clock.now_us();
        if let Some(valid) = kept.as_ref().filter(|valid| valid.until_us > now_us) {
            return Ok(valid.token.clone());
        }
        let request = self
            .http
            .post(&format!("{}/v1/oauth2/token", self.settings.api_base))
            .basic_auth(&self.settings.client_id, Some(self.settings.client_secret.reveal()))
            .header("content-type", "application/x-www-form-urlencoded")
            .body("grant_type=client_credentials");
        let new: Token = read(&send(request).await?)?;
        let until_us = now_us.saturating_add(new.expires_in.saturating_mul(SECOND_US)) - TOKEN_SPARE_US;
        *kept = Some(Valid { token: new.access_token.clone(), until_us });
        Ok(new.access_token)
    }

    /// Sends it with our token; with a new one if that one counts no more.
    pub async fn ask(&self, request: impl Fn(&Http, &str) -> RequestBuilder) -> Result<Reply, GatewayError> {
        let reply =
            send(request(&self.http, &self.settings.api_base).bearer_auth(self.token().await?)).await?;
        if reply.status != StatusCode::UNAUTHORIZED {
            return Ok(reply);
        }
        *self.token.lock().await = None;
        send(request(&self.http, &self.settings.api_base).bearer_auth(self.token().await?)).await
    }

    pub async fn get(&self, path: &str) -> Result<Reply, GatewayError> {
        self.ask(|http, base| http.get(&format!("{base}{path}"))).await
    }

    /// The same key does it once, however often it is sent.
    pub async fn post(&self, path: &str, key: &str, body: &Value) -> Result<Reply, GatewayError> {
        self.ask(|http, base| {
            http.post(&format!("{base}{path}"))
                .header("paypal-request-id", key)
                .header("prefer", "return=representation")
                .json(body)
        })
        .await
    }
}

/// The object of a reply, or why there is none.
pub fn read<T: serde::de::DeserializeOwned>(reply: &Reply) -> Result<T, GatewayError> {
    if reply.status.is_success() { reply.json() } else { Err(failure(reply)) }
}

pub fn failure(reply: &Reply) -> GatewayError {
    let failed: Failed = reply.json().unwrap_or_default();
    let issue = failed.details.first().map_or("", |detail| &detail.issue);
    reply.error(format!("{} {} {issue}", reply.status.as_u16(), failed.name))
}
