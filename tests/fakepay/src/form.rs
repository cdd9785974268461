//! Stripe's form encoding: `metadata[attempt]=a1`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A form with its brackets left in the names.
pub type Form = BTreeMap<String, String>;

pub fn parse(body: &[u8]) -> Form {
    url::form_urlencoded::parse(body).into_owned().collect()
}

/// The texts below `name`, such as `metadata`.
pub fn below(form: &Form, name: &str) -> Map<String, Value> {
    let prefix = format!("{name}[");
    form.iter()
        .filter_map(|(key, value)| Some((key.strip_prefix(&prefix)?.strip_suffix(']')?, value)))
        .map(|(key, value)| (key.to_owned(), Value::String(value.clone())))
        .collect()
}

/// A query, in its order: `expand[]` may come several times.
pub fn parse_list(query: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}
