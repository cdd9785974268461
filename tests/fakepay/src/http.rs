//! Requests as they come, and replies as they go, at both gateways.

use axum::body::{Body, Bytes};
use axum::extract::RawQuery;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::books::{Books, Recorded};

/// What a request says beside its body.
pub struct Head {
    method: Method,
    path: String,
    query: Option<String>,
    headers: HeaderMap,
}

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Head {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        state: &S,
    ) -> Result<Self, Self::Rejection> {
        let RawQuery(query) = RawQuery::from_request_parts(parts, state).await?;
        let path = Uri::path(&parts.uri).to_owned();
        Ok(Self { method: parts.method.clone(), path, query, headers: parts.headers.clone() })
    }
}

impl Head {
    pub fn path(&self) -> &str {
        &self.path
    }

    pub fn query(&self) -> &str {
        self.query.as_deref().unwrap_or_default()
    }
}

pub fn record(books: &mut Books, head: &Head, body: &[u8]) {
    let headers = head.headers.iter();
    let headers = headers
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    books.requests.push(Recorded {
        method: head.method.to_string(),
        path: match &head.query {
            Some(query) => format!("{}?{query}", head.path),
            None => head.path.clone(),
        },
        headers: headers.collect(),
        body: String::from_utf8_lossy(body).into_owned(),
    });
}

/// The value of a header, if it can be read.
pub fn header<'a>(head: &'a Head, name: &str) -> Option<&'a str> {
    head.headers.get(name).and_then(|value| value.to_str().ok())
}

pub fn reply(status: u16, body: &Value) -> Response {
    let status = StatusCode::from_u16(status).expect("a status");
    (status, [("content-type", "application/json")], body.to_string()).into_response()
}

/// A reply that breaks off: the connection is closed.
pub fn dropped() -> Response {
    let broken = futures::stream::once(async {
        Err::<Bytes, _>(std::io::Error::new(std::io::ErrorKind::ConnectionReset, "dropped"))
    });
    Response::new(Body::from_stream(broken))
}

/// Marks a reply that never comes.
#[derive(Clone, Copy)]
struct Never;

/// No reply: who asked waits for as long as they like.
pub fn never() -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Never);
    response
}

/// Holds back what never comes, until whoever asked has gone.
pub async fn hold_back(response: Response) -> Response {
    if response.extensions().get::<Never>().is_some() {
        std::future::pending::<()>().await;
    }
    response
}

/// The head of a reply whose body never comes.
pub fn stalled() -> Response {
    Response::new(Body::from_stream(futures::stream::pending::<Result<Bytes, std::io::Error>>()))
}
