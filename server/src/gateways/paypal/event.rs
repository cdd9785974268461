//! What an event of PayPal points to. Nothing in it is believed.

use serde::Deserialize;
use serde_json::Value;

use super::super::Hint;

#[derive(Deserialize)]
struct Event {
    id: String,
    event_type: String,
    resource: Value,
}

/// Where an event says to look; none if it is no event. One of an unknown kind points nowhere.
pub fn hint(body: &str) -> Option<Hint> {
    let event: Event = serde_json::from_str(body).ok()?;
    let resource = &event.resource;
    let text = |path: &str| resource.pointer(path).and_then(Value::as_str).map(str::to_owned);
    let mut hint = Hint { id: event.id, kind: event.event_type, ..Hint::default() };
    hint.attempt = text("/custom_id").or_else(|| text("/purchase_units/0/custom_id"));
    if hint.kind.starts_with("CHECKOUT.ORDER.") {
        hint.page = text("/id");
    } else if hint.kind.starts_with("PAYMENT.CAPTURE.REFUNDED") || hint.kind.starts_with("PAYMENT.REFUND.") {
        // Its custom id is the refund's, not the attempt's.
        (hint.refund, hint.attempt, hint.capture) = (text("/id"), None, up(resource));
    } else if hint.kind.starts_with("PAYMENT.CAPTURE.") {
        hint.capture = text("/id");
        hint.page = text("/supplementary_data/related_ids/order_id");
    } else if hint.kind.starts_with("CUSTOMER.DISPUTE.") {
        hint.disputed = true;
        hint.capture = text("/disputed_transactions/0/seller_transaction_id");
    }
    Some(hint)
}

/// The capture that a refund is of: the last part of its link `up`.
fn up(resource: &Value) -> Option<String> {
    let links = resource.get("links")?.as_array()?;
    let up = links.iter().find(|link| link.get("rel").and_then(Value::as_str) == Some("up"))?;
    Some(up.get("href")?.as_str()?.rsplit('/').next()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_point_to_what_they_are_about() {
        let approved = hint(
            r#"{"id":"WH-1","event_type":"CHECKOUT.ORDER.APPROVED","resource":
               {"id":"5O1","purchase_units":[{"custom_id":"a1"}]}}"#,
        )
        .expect("an event");
        assert_eq!((approved.page.as_deref(), approved.attempt.as_deref()), (Some("5O1"), Some("a1")));
        let refunded = hint(
            r#"{"id":"WH-2","event_type":"PAYMENT.CAPTURE.REFUNDED","resource":{"id":"R1","custom_id":"r1",
               "links":[{"rel":"up","href":"https://api.example/v2/payments/captures/C1"}]}}"#,
        )
        .expect("an event");
        assert_eq!((refunded.refund.as_deref(), refunded.capture.as_deref()), (Some("R1"), Some("C1")));
        assert_eq!(refunded.attempt, None);
    }

    #[test]
    fn other_texts_are_no_events() {
        for text in ["", "{}", r#"{"id":"WH-1","event_type":3,"resource":{}}"#] {
            assert!(hint(text).is_none(), "{text}");
        }
    }
}
