//! Stripe's errors.

use serde_json::{Value, json};

use crate::exchange::Reply;

#[derive(Debug)]
pub(crate) struct Trouble {
    status: u16,
    error: Value,
}

impl Trouble {
    pub fn new(status: u16, kind: &str, code: &str, message: impl Into<String>) -> Self {
        let mut error = json!({ "type": kind, "message": message.into() });
        if !code.is_empty() {
            error["code"] = code.into();
            error["doc_url"] =
                format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-")).into();
        }
        Self { status, error }
    }

    /// The request itself is wrong, at this parameter.
    pub fn invalid(code: &str, message: impl Into<String>, param: &str) -> Self {
        let mut trouble = Self::new(400, "invalid_request_error", code, message);
        if !param.is_empty() {
            trouble.error["param"] = param.into();
        }
        trouble
    }

    pub fn required(param: &str) -> Self {
        Self::invalid("parameter_missing", format!("Missing required param: {param}."), param)
    }

    pub fn missing(kind: &str, id: &str) -> Self {
        let mut trouble =
            Self::new(404, "invalid_request_error", "resource_missing", format!("No such {kind}: '{id}'"));
        trouble.error["param"] = "id".into();
        trouble
    }

    /// A card was refused.
    pub fn card(decline_code: &str, intent: Value) -> Self {
        let mut trouble = Self::new(402, "card_error", "card_declined", super::DECLINED);
        trouble.error["decline_code"] = decline_code.into();
        trouble.error["payment_intent"] = intent;
        trouble
    }

    pub fn body(&self) -> Value {
        json!({ "error": self.error })
    }

    pub fn reply(&self) -> Reply {
        Reply::json(self.status, &self.body())
    }
}
