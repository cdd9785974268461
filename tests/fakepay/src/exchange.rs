//! What comes in and what goes out, as far as both gateways agree on it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::faults::Call;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gateway {
    Stripe,
    Paypal,
}

/// A request that was received, kept for whoever wants to look.
#[derive(Debug, Clone)]
pub struct Request {
    pub gateway: Gateway,
    /// None: a hosted page, or something that is not played here.
    pub call: Option<Call>,
    pub method: String,
    pub path: String,
    /// Without the question mark.
    pub query: String,
    /// Names in small letters.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
    /// A form or JSON; null if it is neither.
    pub parsed: Value,
    /// Microseconds since 1970 by the clock that was handed in.
    pub at_us: i64,
}

impl Request {
    /// The value of a header; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// `["v1", "refunds"]`
    pub(crate) fn segments(&self) -> Vec<&str> {
        self.path.split('/').filter(|segment| !segment.is_empty()).collect()
    }

    /// A parameter of the query.
    pub(crate) fn asked(&self, name: &str) -> Option<String> {
        let mut pairs = url::form_urlencoded::parse(self.query.as_bytes());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

/// What is answered.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn json(status: u16, body: &Value) -> Self {
        let headers = vec![("content-type", "application/json".to_owned())];
        Self { status, headers, body: body.to_string().into_bytes() }
    }

    pub fn html(status: u16, body: String) -> Self {
        let headers = vec![
            ("content-type", "text/html; charset=utf-8".to_owned()),
            ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'".to_owned()),
        ];
        Self { status, headers, body: body.into_bytes() }
    }

    pub fn redirect(to: &str) -> Self {
        Self { status: 303, headers: vec![("location", to.to_owned())], body: Vec::new() }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// How the connection goes on.
#[derive(Debug)]
pub(crate) enum Answer {
    Reply(Reply),
    /// It is closed without a word.
    Close,
    /// It stays open without a word.
    Never,
}
