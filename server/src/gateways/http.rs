//! Calls to a gateway: bounded in time and size, never redirected; their errors hold no address and no key.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, StatusCode};
use serde::de::DeserializeOwned;

use super::GatewayError;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Gateways take some seconds for a card at times. Must fit into the time of a request to us.
pub const CALL_TIMEOUT: Duration = Duration::from_secs(20);
/// A reply about one payment has some kilobytes, a list of a hundred some hundreds.
const REPLY_BYTES: usize = 4 * 1024 * 1024;

#[derive(Clone)]
pub struct Http {
    client: Client,
    timeout: Duration,
}

/// What came back, whatever it says.
pub struct Reply {
    pub status: StatusCode,
    /// The gateway repeats what it said to this key before.
    pub replayed: bool,
    pub body: Vec<u8>,
}

impl Http {
    /// `timeout`: for a whole call, until the last byte of its reply.
    pub fn new(timeout: Duration) -> Self {
        let client = Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(timeout)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("Pannier/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { client: client.expect("the certificates of the TLS library can be read"), timeout }
    }

    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    pub fn get(&self, url: &str) -> RequestBuilder {
        self.client.get(url)
    }

    pub fn post(&self, url: &str) -> RequestBuilder {
        self.client.post(url)
    }
}

/// Sends a request and reads the reply.
pub async fn send(request: RequestBuilder) -> Result<Reply, GatewayError> {
    let mut response = request.send().await.map_err(no_reply)?;
    let status = response.status();
    let replayed = response.headers().get("idempotent-replayed").is_some_and(|value| value == "true");
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(no_reply)? {
        if body.len() + piece.len() > REPLY_BYTES {
            return Err(GatewayError::Unavailable("its reply is too large".into()));
        }
        body.extend_from_slice(&piece);
    }
    Ok(Reply { status, replayed, body })
}

impl Reply {
    /// What a reply that is no success means. Wrong keys can be corrected, and lose nothing until then.
    pub fn error(&self, reason: String) -> GatewayError {
        match self.status {
            StatusCode::UNAUTHORIZED
            | StatusCode::FORBIDDEN
            | StatusCode::NOT_FOUND
            | StatusCode::CONFLICT
            | StatusCode::TOO_MANY_REQUESTS => GatewayError::Unavailable(reason),
            status if status.is_client_error() => GatewayError::Refused(reason),
            _ => GatewayError::Unavailable(reason),
        }
    }

    /// A reply in another shape than the gateway documents may mean anything: it is asked again.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, GatewayError> {
        serde_json::from_slice(&self.body)
            .map_err(|error| GatewayError::Unavailable(format!("its reply cannot be read: {error}")))
    }
}

fn no_reply(error: reqwest::Error) -> GatewayError {
    GatewayError::Unavailable(error.without_url().to_string())
}
