//! The provider's HTTP API: one method per route, with limits on time and size.

use std::time::Duration;

use contract::api::{
    Attempt, AttemptRequest, CataloguePage, CheckoutRequest, Hello, Order, PROTOCOL, PROTOCOL_HEADER, Placed,
    Quote, QuoteRequest, SignIn, SignedIn,
};
use contract::sync::{SyncReply, SyncRequest};
use contract::{Code, Failure};
use domain::{AttemptId, CheckoutId, OrderId};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::address::is_loopback;
use crate::store::error::internal;

const CONNECT_WITHIN: Duration = Duration::from_secs(5);
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// A page of 1,000 services with the longest texts is about 10 MB.
const REPLY_BYTES: usize = 32 * 1024 * 1024;
/// Services in one page of the catalogue.
const SERVICES_PER_PAGE: u32 = 1_000;

/// Clients, made once: they keep connections open between requests.
#[derive(Clone)]
pub struct Http {
    outside: Client,
    /// A proxy has no business between two programs on one machine.
    loopback: Client,
}

/// One provider, spoken to with or without a token.
pub struct Server {
    client: Client,
    base: String,
    token: Option<String>,
}

/// Why there is no reply.
#[derive(Debug, Clone, PartialEq)]
pub enum CallError {
    /// No answer: no network, a refused connection, a timeout.
    Unreachable,
    Answered {
        status: u16,
        failure: Failure,
        retry_after: Option<Duration>,
    },
}

impl CallError {
    /// Trying the same again later may help; everything else is an answer.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unreachable => true,
            Self::Answered { status, .. } => matches!(status, 401 | 413 | 426 | 429 | 500..=599),
        }
    }

    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Unreachable => None,
            Self::Answered { status, .. } => Some(*status),
        }
    }

    pub fn code(&self) -> Code {
        match self {
            Self::Unreachable => Code::Unreachable,
            Self::Answered { failure, .. } => failure.code,
        }
    }

    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Unreachable => None,
            Self::Answered { retry_after, .. } => *retry_after,
        }
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Unreachable => Code::Unreachable.into(),
            CallError::Answered { failure, .. } => failure,
        }
    }
}

impl Http {
    pub fn new() -> Result<Self, Failure> {
        let builder = || {
            Client::builder()
                .connect_timeout(CONNECT_WITHIN)
                .timeout(ANSWER_WITHIN)
                .redirect(Policy::none())
                .user_agent(concat!("pannier/", env!("CARGO_PKG_VERSION")))
        };
        let outside = builder().build().map_err(|error| internal(&error))?;
        let loopback = builder().no_proxy().build().map_err(|error| internal(&error))?;
        Ok(Self { outside, loopback })
    }

    /// `base` is an address without a slash at its end.
    pub fn server(&self, base: &str, token: Option<String>) -> Server {
        let near = Url::parse(base).is_ok_and(|url| is_loopback(&url));
        let client = if near { self.loopback.clone() } else { self.outside.clone() };
        Server { client, base: base.to_owned(), token }
    }
}

impl Server {
    pub async fn hello(&self) -> Result<Hello, CallError> {
        self.reply(self.request(Method::GET, "/v1/hello")).await
    }

    pub async fn sign_in(&self, body: &SignIn) -> Result<SignedIn, CallError> {
        self.send(Method::POST, "/v1/sign-in", body).await
    }

    /// Ends the session on the server.
    pub async fn sign_out(&self, within: Duration) -> Result<(), CallError> {
        let request = self.request(Method::POST, "/v1/sign-out").timeout(within);
        self.answer(request).await.map(|_| ())
    }

    pub async fn catalogue(&self, cursor: Option<&str>) -> Result<CataloguePage, CallError> {
        let cursor = cursor.map(|cursor| format!("&cursor={}", encoded(cursor))).unwrap_or_default();
        let path = format!("/v1/catalogue?limit={SERVICES_PER_PAGE}{cursor}");
        self.reply(self.request(Method::GET, &path)).await
    }

    pub async fn sync(&self, body: &SyncRequest) -> Result<SyncReply, CallError> {
        self.send(Method::POST, "/v1/sync", body).await
    }

    pub async fn quote(&self, body: &QuoteRequest) -> Result<Quote, CallError> {
        self.send(Method::POST, "/v1/quotes", body).await
    }

    pub async fn place(&self, id: &CheckoutId, body: &CheckoutRequest) -> Result<Placed, CallError> {
        self.send(Method::PUT, &format!("/v1/checkouts/{id}"), body).await
    }

    pub async fn order(&self, id: &OrderId) -> Result<Order, CallError> {
        self.reply(self.request(Method::GET, &format!("/v1/orders/{id}"))).await
    }

    pub async fn attempt(&self, id: &AttemptId) -> Result<Attempt, CallError> {
        self.reply(self.request(Method::GET, &format!("/v1/attempts/{id}"))).await
    }

    pub async fn try_again(&self, order: &OrderId, body: &AttemptRequest) -> Result<Attempt, CallError> {
        self.send(Method::POST, &format!("/v1/orders/{order}/attempts"), body).await
    }

    pub async fn reconcile(&self, id: &AttemptId) -> Result<Order, CallError> {
        self.reply(self.request(Method::POST, &format!("/v1/attempts/{id}/reconcile"))).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self
            .client
            .request(method, format!("{}{path}", self.base))
            .header(PROTOCOL_HEADER, PROTOCOL.to_string());
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, CallError> {
        self.reply(self.request(method, path).json(body)).await
    }

    async fn reply<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, CallError> {
        let (status, bytes) = self.answer(request).await?;
        serde_json::from_slice(&bytes).map_err(|error| {
            // The texts of the error could quote what the reply holds: only its kind is logged.
            let cause = format!("the server's reply is not understood: {:?}", error.classify());
            CallError::Answered { status: status.as_u16(), failure: internal(&cause), retry_after: None }
        })
    }

    async fn answer(&self, request: RequestBuilder) -> Result<(StatusCode, Vec<u8>), CallError> {
        let response = request.send().await.map_err(|_| CallError::Unreachable)?;
        let status = response.status();
        let retry_after = retry_after(&response);
        let bytes = body(response).await?;
        if status.is_success() {
            return Ok((status, bytes));
        }
        let failure = serde_json::from_slice(&bytes).unwrap_or_else(|_| code_of(status).into());
        Err(CallError::Answered { status: status.as_u16(), failure, retry_after })
    }
}

async fn body(mut response: Response) -> Result<Vec<u8>, CallError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| CallError::Unreachable)? {
        if bytes.len() + chunk.len() > REPLY_BYTES {
            return Err(CallError::Unreachable);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response.headers().get("retry-after")?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// For answers that do not come from Pannier: a proxy, a portal of a hotel.
fn code_of(status: StatusCode) -> Code {
    match status.as_u16() {
        401 => Code::SignedOut,
        404 => Code::NotFound,
        413 => Code::TooLarge,
        426 => Code::UnsupportedProtocol,
        429 => Code::TooManyTries,
        500..=599 => Code::Busy,
        _ => Code::NotAProvider,
    }
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
