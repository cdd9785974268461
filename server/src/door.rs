//! What every request passes: limits, time, the protocol's version, and headers that keep browsers strict.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use contract::api::{PROTOCOL, PROTOCOL_HEADER};
use contract::{Code, Failure};
use tokio::sync::Semaphore;

use crate::error::{Error, respond};

/// Requests at work at the same time; more are told to come back.
const REQUESTS_AT_ONCE: usize = 512;
/// The longest that a request may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Pages may do nothing unless they say otherwise themselves.
const STRICT_CSP: &str = "default-src 'none'; frame-ancestors 'none'";

pub fn behind(router: Router) -> Router {
    let places = Arc::new(Semaphore::new(REQUESTS_AT_ONCE));
    let pass = move |request: Request, next: Next| {
        let places = places.clone();
        async move { pass(request, next, &places).await }
    };
    router.layer(from_fn(pass))
}

pub async fn no_such_route() -> Error {
    Error::not_found()
}

async fn pass(request: Request, next: Next, places: &Semaphore) -> Response {
    let began = Instant::now();
    let (method, route) = (request.method().clone(), route_of(&request));
    let mut response = match answer(request, next, places).await {
        Ok(response) => response,
        Err(code) => respond(Failure::new(code)),
    };
    harden(response.headers_mut());
    let status = response.status().as_u16();
    let took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::debug!(%method, route, status, took_ms, "request");
    response
}

async fn answer(request: Request, next: Next, places: &Semaphore) -> Result<Response, Code> {
    if !speaks_our_protocol(request.headers()) {
        return Err(Code::UnsupportedProtocol);
    }
    let _place = places.try_acquire().map_err(|_| Code::Busy)?;
    tokio::time::timeout(REQUEST_TIMEOUT, next.run(request)).await.map_err(|_| Code::Busy)
}

/// Without the header, the sender is a browser or a person with curl.
fn speaks_our_protocol(headers: &HeaderMap) -> bool {
    match headers.get(PROTOCOL_HEADER) {
        None => true,
        Some(value) => value.to_str().ok().and_then(|text| text.parse().ok()) == Some(PROTOCOL),
    }
}

/// The first two parts of the path: enough to see where, and no id.
fn route_of(request: &Request) -> String {
    request.uri().path().split('/').take(3).collect::<Vec<_>>().join("/")
}

fn harden(headers: &mut HeaderMap) {
    let mut default = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(header::X_FRAME_OPTIONS, "DENY");
    default(header::REFERRER_POLICY, "no-referrer");
    default(header::CACHE_CONTROL, "no-store");
    default(header::CONTENT_SECURITY_POLICY, STRICT_CSP);
    headers.insert(PROTOCOL_HEADER, HeaderValue::from(PROTOCOL));
}
