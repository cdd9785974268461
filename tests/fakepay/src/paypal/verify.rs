//! Whether a call to a webhook is one of ours: PayPal is asked, and knows what it sent.

use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use super::Done;
use super::trouble::Trouble;
use crate::events::PAYPAL_ALGORITHM;
use crate::exchange::Request;
use crate::world::World;

#[derive(Deserialize)]
struct Question<'a> {
    auth_algo: String,
    cert_url: String,
    transmission_id: String,
    transmission_sig: String,
    transmission_time: String,
    webhook_id: String,
    /// The bytes of the call: written anew they have another signature.
    #[serde(borrow)]
    webhook_event: &'a RawValue,
}

pub(super) fn verify(world: &World, request: &Request) -> Result<Done, Trouble> {
    let question: Question<'_> =
        serde_json::from_slice(&request.body).map_err(|_| Trouble::invalid("MALFORMED_REQUEST_JSON", ""))?;
    if question.transmission_id.is_empty() || question.cert_url.is_empty() {
        return Err(Trouble::invalid("MISSING_REQUIRED_PARAMETER", "/transmission_id"));
    }
    let is_ours = world.sent.iter().any(|sent| {
        sent.transmission_id == question.transmission_id
            && sent.transmission_time == question.transmission_time
            && sent.transmission_sig == question.transmission_sig
            && sent.cert_url == question.cert_url
            && sent.webhook_id == question.webhook_id
            && question.auth_algo == PAYPAL_ALGORITHM
            && sent.body == question.webhook_event.get().as_bytes()
    });
    let status = if is_ours { "SUCCESS" } else { "FAILURE" };
    Ok(Done { object: json!({ "verification_status": status }), is_new: false })
}
