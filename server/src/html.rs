//! The few pages that the server shows itself: plain, accessible, light and dark, and strict about what they may do.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use html_escape::encode_text;

/// A script that the page may run, with the word that allows it.
pub struct Script {
    pub code: &'static str,
    pub nonce: String,
}

impl Script {
    pub fn new(code: &'static str) -> Self {
        Self { code, nonce: format!("{:032x}", rand::random::<u128>()) }
    }
}

/// A page. `body` is HTML: whatever was typed by people is escaped already.
pub fn page(title: &str, body: &str, script: Option<&Script>) -> Response {
    let allowed = script.map(|script| format!("; script-src 'nonce-{}'", script.nonce)).unwrap_or_default();
    let csp = format!(
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; \
         base-uri 'none'{allowed}"
    );
    let script = script
        .map(|script| format!("<script nonce=\"{}\">{}</script>", script.nonce, script.code))
        .unwrap_or_default();
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\">\
         <title>{}</title><style>{STYLE}</style></head><body>{body}{script}</body></html>",
        encode_text(title)
    );
    let mut response = (StatusCode::OK, Html(html)).into_response();
    if let Ok(csp) = HeaderValue::from_str(&csp) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, csp);
    }
    response
}

const STYLE: &str = include_str!("html.css");
