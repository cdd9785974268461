//! What an event of Stripe points to. Nothing in it is believed.

use serde::Deserialize;
use serde_json::Value;

use super::super::Hint;

#[derive(Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Value,
}

/// Where an event says to look; none if it is no event. One of an unknown kind points nowhere.
pub fn hint(body: &str) -> Option<Hint> {
    let event: Event = serde_json::from_str(body).ok()?;
    let object = &event.data.object;
    let text = |path: &str| object.pointer(path).and_then(Value::as_str).map(str::to_owned);
    let own_id = || text("/id");
    let mut hint = Hint { id: event.id, kind: event.kind, ..Hint::default() };
    hint.attempt = text("/metadata/attempt");
    match text("/object").as_deref() {
        Some("checkout.session") => hint.page = own_id(),
        Some("payment_intent") => hint.capture = own_id(),
        Some("refund") => (hint.refund, hint.capture) = (own_id(), text("/payment_intent")),
        Some("charge") => {
            hint.capture = text("/payment_intent");
            hint.refund = text("/refunds/data/0/id");
        }
        Some("dispute") => (hint.disputed, hint.capture) = (true, text("/payment_intent")),
        Some("radar.early_fraud_warning") => {
            (hint.suspected, hint.capture) = (true, text("/payment_intent"));
        }
        _ => {}
    }
    Some(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_point_to_what_they_are_about() {
        let session = hint(
            r#"{"id":"evt_1","type":"checkout.session.completed","data":{"object":
               {"object":"checkout.session","id":"cs_1","metadata":{"attempt":"a1"}}}}"#,
        )
        .expect("an event");
        assert_eq!((session.id.as_str(), session.page.as_deref()), ("evt_1", Some("cs_1")));
        assert_eq!(session.attempt.as_deref(), Some("a1"));
        let dispute = hint(
            r#"{"id":"evt_2","type":"charge.dispute.created","data":{"object":
               {"object":"dispute","id":"dp_1","payment_intent":"pi_1","metadata":{}}}}"#,
        )
        .expect("an event");
        assert!(dispute.disputed);
        assert_eq!((dispute.capture.as_deref(), dispute.attempt), (Some("pi_1"), None));
    }

    #[test]
    fn an_event_of_the_future_points_nowhere_and_other_texts_are_none() {
        let new = hint(r#"{"id":"evt_3","type":"x.y","data":{"object":{"object":"x","id":"x_1"}}}"#);
        assert_eq!(new.expect("an event").page, None);
        for text in ["", "{}", "[]", r#"{"id":1,"type":"x","data":{"object":{}}}"#] {
            assert!(hint(text).is_none(), "{text}");
        }
    }
}
