//! What every request passes: limits, time, the protocol's version, and headers that keep browsers strict.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use contract::api::{PROTOCOL, PROTOCOL_HEADER};
use contract::{Code, Failure};
use tokio::sync::Semaphore;

use crate::error::{Error, respond};

/// Requests at work at the same time; more are told to come back.
const REQUESTS_AT_ONCE: usize = 512;
/// The longest that a request may take, unless it brings a file.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// The same for a file of 64 MiB: over a slow line it takes minutes until it is there.
const FILE_TIMEOUT: Duration = Duration::from_secs(600);
const FILE_ROUTES: [&str; 2] = ["/v1/staff/catalogue/trial", "/v1/staff/catalogue/import"];

/// Whom a proxy says it speaks for, last hop last.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// Asked every few seconds by whatever watches the server: that would drown the rest of a log.
const HEALTH_ROUTES: [&str; 2] = ["/healthz", "/readyz"];

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

/// Where a request comes from: `peer`, or, as far as the proxies are trusted, whom they speak for.
pub fn caller(peer: IpAddr, headers: &HeaderMap, trusted_proxies: &[IpAddr]) -> IpAddr {
    let mut caller = peer.to_canonical();
    let headers = headers.get_all(FORWARDED_FOR).iter().rev();
    let hops = headers.flat_map(|value| value.to_str().unwrap_or_default().rsplit(','));
    // From the last hop to the first: each is believed only if the one after it is.
    for hop in hops {
        let Ok(before) = hop.trim().parse::<IpAddr>() else { break };
        if !trusted_proxies.contains(&caller) {
            break;
        }
        caller = before.to_canonical();
    }
    caller
}

pub async fn no_such_route() -> Error {
    Error::not_found()
}

async fn pass(request: Request, next: Next, places: &Semaphore) -> Response {
    let began = Instant::now();
    let (method, route) = (request.method().clone(), route_of(&request));
    let within = if FILE_ROUTES.contains(&route.as_str()) { FILE_TIMEOUT } else { REQUEST_TIMEOUT };
    let mut response = match answer(request, next, places, within).await {
        Ok(response) => response,
        Err(code) => respond(Failure::new(code)),
    };
    harden(response.headers_mut());
    let status = response.status().as_u16();
    let took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    if HEALTH_ROUTES.contains(&route.as_str()) {
        tracing::debug!(%method, route, status, took_ms, "request");
    } else {
        tracing::info!(%method, route, status, took_ms, "request");
    }
    response
}

async fn answer(
    request: Request,
    next: Next,
    places: &Semaphore,
    within: Duration,
) -> Result<Response, Code> {
    if !speaks_our_protocol(request.headers()) {
        return Err(Code::UnsupportedProtocol);
    }
    let _place = places.try_acquire().map_err(|_| Code::Busy)?;
    tokio::time::timeout(within, next.run(request)).await.map_err(|_| Code::Busy)
}

/// Without the header, the sender is a browser or a person with curl.
fn speaks_our_protocol(headers: &HeaderMap) -> bool {
    match headers.get(PROTOCOL_HEADER) {
        None => true,
        Some(value) => value.to_str().ok().and_then(|text| text.parse().ok()) == Some(PROTOCOL),
    }
}

/// The pattern of the path, such as `/v1/orders/{id}`: where, and no id.
fn route_of(request: &Request) -> String {
    let pattern = request.extensions().get::<MatchedPath>();
    pattern.map_or_else(|| "none".into(), |pattern| pattern.as_str().to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Where a request from `peer` comes from when `10.0.0.1` and `10.0.0.2` are trusted.
    fn caller_of(peer: &str, forwarded_for: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded_for {
            headers.append(FORWARDED_FOR, HeaderValue::from_str(value).expect("a header"));
        }
        let address = |text: &str| text.parse::<IpAddr>().expect("an address");
        caller(address(peer), &headers, &[address("10.0.0.1"), address("10.0.0.2")]).to_string()
    }

    #[test]
    fn a_proxy_of_the_list_is_believed_and_nobody_else() {
        assert_eq!(caller_of("10.0.0.1", &["203.0.113.7"]), "203.0.113.7");
        assert_eq!(caller_of("::ffff:10.0.0.1", &["203.0.113.7"]), "203.0.113.7");
        assert_eq!(caller_of("198.51.100.9", &["203.0.113.7"]), "198.51.100.9");
        assert_eq!(caller_of("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn only_the_last_hop_that_is_no_proxy_counts() {
        assert_eq!(caller_of("10.0.0.1", &["1.1.1.1, 203.0.113.7, 10.0.0.2"]), "203.0.113.7");
        assert_eq!(caller_of("10.0.0.1", &["1.1.1.1", "203.0.113.7"]), "203.0.113.7");
        assert_eq!(caller_of("10.0.0.1", &["10.0.0.2"]), "10.0.0.2");
        assert_eq!(caller_of("10.0.0.1", &["203.0.113.7, unknown"]), "10.0.0.1");
    }
}
