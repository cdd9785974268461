//! The few pages that the server shows itself: plain, accessible, light and dark, and strict about what they may do.

use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use html_escape::encode_text;

/// A page. `body` is HTML: whatever was typed by people is escaped already.
pub fn page(title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\">\
         <title>{}</title><style>{STYLE}</style></head><body>{body}</body></html>",
        encode_text(title)
    );
    let csp = HeaderValue::from_static(POLICY);
    ([(header::CONTENT_SECURITY_POLICY, csp)], Html(html)).into_response()
}

/// No script, nothing from elsewhere, and in nobody's frame.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; \
                      base-uri 'none'";

const STYLE: &str = include_str!("html.css");
