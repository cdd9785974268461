//! PayPal's errors.

use serde_json::{Value, json};

use crate::exchange::Reply;
use crate::world::short_id;

#[derive(Debug)]
pub(crate) struct Trouble {
    status: u16,
    body: Value,
}

impl Trouble {
    pub fn new(status: u16, name: &str, issue: &str, field: &str) -> Self {
        let message = match status {
            400 => "Request is not well-formed, syntactically incorrect, or violates schema.",
            401 => {
                "Authentication failed due to invalid authentication credentials or a missing Authorization header."
            }
            403 => "Authorization failed due to insufficient permissions.",
            404 => "The specified resource does not exist.",
            422 => {
                "The requested action could not be performed, semantically incorrect, or failed business validation."
            }
            _ => "An internal server error has occurred.",
        };
        let mut body =
            json!({ "name": name, "message": message, "debug_id": short_id().to_lowercase(), "links": [] });
        if !issue.is_empty() {
            let mut detail = json!({ "issue": issue, "description": issue.replace('_', " ").to_lowercase() });
            if !field.is_empty() {
                detail["field"] = field.into();
                detail["location"] = "body".into();
            }
            body["details"] = json!([detail]);
        }
        Self { status, body }
    }

    /// The request says something that PayPal cannot read.
    pub fn invalid(issue: &str, field: &str) -> Self {
        Self::new(400, "INVALID_REQUEST", issue, field)
    }

    /// The request can be read, and cannot be done.
    pub fn unprocessable(issue: &str, field: &str) -> Self {
        Self::new(422, "UNPROCESSABLE_ENTITY", issue, field)
    }

    pub fn missing() -> Self {
        Self::new(404, "RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID", "")
    }

    /// Where to go on.
    pub fn with_link(mut self, rel: &str, href: &str) -> Self {
        self.body["links"] = json!([{ "href": href, "rel": rel, "method": "GET" }]);
        self
    }

    pub fn reply(self) -> Reply {
        let debug_id = self.body["debug_id"].as_str().unwrap_or_default().to_owned();
        Reply::json(self.status, &self.body).with("paypal-debug-id", debug_id)
    }
}
