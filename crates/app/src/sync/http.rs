//! The provider's HTTP API: one method per route, with limits on time and size.

mod staff;
mod staff_books;
mod staff_catalogue;

use std::time::Duration;

use contract::api::{
    AmendPreview, AmendRequest, Attempt, AttemptRequest, CancelRequest, CataloguePage, CheckoutRequest,
    Hello, Order, PROTOCOL, PROTOCOL_HEADER, Placed, Quote, QuoteRequest, SignIn, SignedIn,
};
use contract::sync::{SyncReply, SyncRequest};
use contract::{Code, Failure};
use domain::amendment::Wish;
use domain::policy::Preview;
use domain::{AttemptId, CheckoutId, OrderId};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::address::is_loopback;
use crate::store::error::internal;

const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// A whole answer, unless it is a page.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// A page may take its time on a slow line, as long as something comes: a line that is silent for this long is dead.
const SILENT_FOR: Duration = Duration::from_secs(15);
/// A page of 10 MB over a slow line: 20 KB a second.
const PAGE_WITHIN: Duration = Duration::from_secs(600);
/// A page of 1,000 services with the longest texts is about 10 MB.
const REPLY_BYTES: usize = 32 * 1024 * 1024;
/// A server says something on a stream every 20 seconds: after this, the line is dead.
const STREAM_SILENT_FOR: Duration = Duration::from_secs(45);
/// A stream of events is opened again after this; the server ends it earlier.
const STREAM_WITHIN: Duration = Duration::from_secs(3600);
/// An event is a line or two.
const EVENT_BYTES: usize = 64 * 1024;
/// A file of 64 MiB over a slow line: nothing comes back before it is there, and read.
const FILE_WITHIN: Duration = Duration::from_secs(600);
/// A table over a slow line, for as long as something comes.
const TABLE_WITHIN: Duration = Duration::from_secs(3600);
/// A row is some 250 bytes: eight million of them.
const TABLE_BYTES: usize = 2_000_000_000;
/// Services in one page of the catalogue.
const SERVICES_PER_PAGE: u32 = 1_000;

/// Clients, made once: they keep connections open between requests.
#[derive(Clone)]
pub struct Http {
    calls: Clients,
    /// A stream of events rests between them.
    streams: Clients,
    files: Clients,
}

#[derive(Clone)]
struct Clients {
    outside: Client,
    /// A proxy has no business between two programs on one machine.
    loopback: Client,
}

/// One provider, spoken to with or without a token.
pub struct Server {
    client: Client,
    streams: Client,
    files: Client,
    base: String,
    token: Option<String>,
}

/// A stream of server-sent events, as it comes.
pub struct Events {
    response: Response,
    /// What came of the next event.
    pub(super) read: Vec<u8>,
}

/// A file, as it comes.
pub struct Coming {
    response: Response,
    bytes: usize,
}

/// Why there is no reply.
#[derive(Debug, Clone, PartialEq)]
pub enum CallError {
    /// No answer: no network, a refused connection, a timeout.
    Unreachable,
    /// Somebody between answered: a proxy, the portal of a hotel. It says nothing about what was asked for.
    Foreign { status: u16, retry_after: Option<Duration> },
    /// Pannier answered.
    Answered { status: u16, failure: Failure, retry_after: Option<Duration> },
}

impl CallError {
    /// Trying the same again later may help; everything else is an answer.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unreachable | Self::Foreign { .. } => true,
            Self::Answered { status, .. } => matches!(status, 401 | 413 | 426 | 429 | 500..=599),
        }
    }

    /// Pannier's own status: that of somebody between decides nothing.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Unreachable | Self::Foreign { .. } => None,
            Self::Answered { status, .. } => Some(*status),
        }
    }

    /// Less has to be sent, whoever on the way says so.
    pub fn is_too_large(&self) -> bool {
        matches!(self, Self::Foreign { status: 413, .. } | Self::Answered { status: 413, .. })
    }

    pub fn code(&self) -> Code {
        match self {
            Self::Unreachable | Self::Foreign { .. } => Code::Unreachable,
            Self::Answered { failure, .. } => failure.code,
        }
    }

    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Unreachable => None,
            Self::Foreign { retry_after, .. } | Self::Answered { retry_after, .. } => *retry_after,
        }
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Answered { failure, .. } => failure,
            error => error.code().into(),
        }
    }
}

impl Http {
    pub fn new() -> Result<Self, Failure> {
        Ok(Self {
            calls: Clients::new(SILENT_FOR)?,
            streams: Clients::new(STREAM_SILENT_FOR)?,
            files: Clients::new(FILE_WITHIN)?,
        })
    }

    /// `base` is an address without a slash at its end.
    pub fn server(&self, base: &str, token: Option<String>) -> Server {
        let url = Url::parse(base).ok();
        let of = |clients: &Clients| clients.for_url(url.as_ref()).clone();
        let (client, streams, files) = (of(&self.calls), of(&self.streams), of(&self.files));
        Server { client, streams, files, base: base.to_owned(), token }
    }

    /// Whether anybody answers at an address, whatever they say.
    pub async fn answers(&self, url: &Url) -> bool {
        let client = self.calls.for_url(Some(url));
        client.head(url.origin().ascii_serialization()).send().await.is_ok()
    }
}

impl Clients {
    fn new(silent_for: Duration) -> Result<Self, Failure> {
        let builder = || {
            Client::builder()
                .connect_timeout(CONNECT_WITHIN)
                .timeout(ANSWER_WITHIN)
                .read_timeout(silent_for)
                .redirect(Policy::none())
                .user_agent(concat!("pannier/", env!("CARGO_PKG_VERSION")))
        };
        let outside = builder().build().map_err(|error| internal(&error))?;
        let loopback = builder().no_proxy().build().map_err(|error| internal(&error))?;
        Ok(Self { outside, loopback })
    }

    fn for_url(&self, url: Option<&Url>) -> &Client {
        if url.is_some_and(is_loopback) { &self.loopback } else { &self.outside }
    }
}

impl Server {
    /// The token that every request carries.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

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
        self.reply(self.request(Method::GET, &path).timeout(PAGE_WITHIN)).await
    }

    pub async fn sync(&self, body: &SyncRequest) -> Result<SyncReply, CallError> {
        self.reply(self.request(Method::POST, "/v1/sync").json(body).timeout(PAGE_WITHIN)).await
    }

    /// Begins to listen for pokes.
    pub async fn events(&self) -> Result<Events, CallError> {
        let request = self.request_by(&self.streams, Method::GET, "/v1/events").timeout(STREAM_WITHIN);
        let response = request.send().await.map_err(|_| CallError::Unreachable)?;
        if is_of_kind(&response, "text/event-stream") {
            return Ok(Events { response, read: Vec::new() });
        }
        Err(refusal(response).await?)
    }

    /// Whether both speak to the same provider as the same person.
    pub fn is_same(&self, other: &Self) -> bool {
        self.base == other.base && self.token == other.token
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

    pub async fn cancellation(&self, order: &OrderId) -> Result<Preview, CallError> {
        self.reply(self.request(Method::GET, &format!("/v1/orders/{order}/cancellation"))).await
    }

    pub async fn cancel(&self, order: &OrderId, body: &CancelRequest) -> Result<Order, CallError> {
        self.send(Method::POST, &format!("/v1/orders/{order}/cancellation"), body).await
    }

    pub async fn amendment(&self, order: &OrderId, wish: &Wish) -> Result<AmendPreview, CallError> {
        self.send(Method::POST, &format!("/v1/orders/{order}/amendments/preview"), wish).await
    }

    pub async fn amend(&self, order: &OrderId, body: &AmendRequest) -> Result<Order, CallError> {
        self.send(Method::POST, &format!("/v1/orders/{order}/amendments"), body).await
    }

    pub async fn reconcile(&self, id: &AttemptId) -> Result<Order, CallError> {
        self.reply(self.request(Method::POST, &format!("/v1/attempts/{id}/reconcile"))).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.request_by(&self.client, method, path)
    }

    fn request_by(&self, client: &Client, method: Method, path: &str) -> RequestBuilder {
        let request = client
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
        serde_json::from_slice(&bytes).map_err(|error| foreign(status, None, &error))
    }

    async fn answer(&self, request: RequestBuilder) -> Result<(StatusCode, Vec<u8>), CallError> {
        let response = request.send().await.map_err(|_| CallError::Unreachable)?;
        let status = response.status();
        if status.is_success() {
            return Ok((status, body(response).await?));
        }
        Err(refusal(response).await?)
    }
}

impl Events {
    /// Waits for more to come; false when the server ended the stream.
    pub(super) async fn more(&mut self) -> Result<bool, CallError> {
        let Some(chunk) = self.response.chunk().await.map_err(|_| CallError::Unreachable)? else {
            return Ok(false);
        };
        if self.read.len() + chunk.len() > EVENT_BYTES {
            return Err(CallError::Unreachable);
        }
        self.read.extend_from_slice(&chunk);
        Ok(true)
    }
}

impl Coming {
    fn new(response: Response) -> Self {
        Self { response, bytes: 0 }
    }

    /// Waits for the next piece; none when the file is whole. A line that breaks is no end of it.
    pub async fn next(&mut self) -> Result<Option<impl AsRef<[u8]> + use<>>, CallError> {
        let piece = self.response.chunk().await.map_err(|_| CallError::Unreachable)?;
        self.bytes += piece.as_ref().map_or(0, |piece| piece.len());
        if self.bytes > TABLE_BYTES {
            return Err(CallError::Unreachable);
        }
        Ok(piece)
    }
}

/// Whether it is what was asked for, and no refusal or page of somebody between.
fn is_of_kind(response: &Response, kind: &str) -> bool {
    let told = response.headers().get("content-type").and_then(|value| value.to_str().ok());
    response.status().is_success() && told.is_some_and(|told| told.starts_with(kind))
}

/// What an answer that is none says.
async fn refusal(response: Response) -> Result<CallError, CallError> {
    let status = response.status();
    let retry_after = retry_after(&response);
    let bytes = body(response).await?;
    Ok(match serde_json::from_slice(&bytes) {
        Ok(failure) => CallError::Answered { status: status.as_u16(), failure, retry_after },
        Err(error) => foreign(status, retry_after, &error),
    })
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

/// Pannier always answers with the JSON of its messages.
fn foreign(status: StatusCode, retry_after: Option<Duration>, error: &serde_json::Error) -> CallError {
    let status = status.as_u16();
    // The texts of the error could quote what the answer holds: only its kind is logged.
    tracing::info!(status, kind = ?error.classify(), "an answer that is not Pannier's");
    CallError::Foreign { status, retry_after }
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::time::sleep;

    /// Writes a page in 20 pieces, one every three seconds: in a test, time passes when nothing else happens.
    async fn slow(mut stream: TcpStream) {
        let page = CataloguePage {
            reset: true,
            categories: Vec::new(),
            services: Vec::new(),
            cursor: "c".repeat(1000),
            more: false,
            calendar: None,
            total: 0,
        };
        let body = serde_json::to_string(&page).expect("JSON");
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all(head.as_bytes()).await.expect("written");
        for piece in body.as_bytes().chunks(body.len().div_ceil(20)) {
            sleep(Duration::from_secs(3)).await;
            if stream.write_all(piece).await.is_err() {
                return;
            }
        }
    }

    async fn silent(mut stream: TcpStream) {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{").await.expect("written");
        sleep(PAGE_WITHIN).await;
    }

    /// A server that answers one call like this.
    async fn server<F: Future<Output = ()> + Send + 'static>(answer: fn(TcpStream) -> F) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a call");
            // What was not read when it is closed would cut the answer off.
            assert!(stream.read(&mut [0; 4096]).await.expect("read") > 0);
            answer(stream).await;
        });
        Http::new().expect("clients").server(&base, None)
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_may_take_its_time_as_long_as_something_comes() {
        let page = server(slow).await.catalogue(None).await.expect("a page");
        assert_eq!(page.cursor.len(), 1000);
        assert_eq!(server(silent).await.catalogue(None).await, Err(CallError::Unreachable));
    }

    #[tokio::test(start_paused = true)]
    async fn a_small_answer_that_takes_long_is_not_waited_for() {
        assert_eq!(server(slow).await.hello().await, Err(CallError::Unreachable));
    }
}
