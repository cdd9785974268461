//! What the webview hands over, read into the contract's types. `serde_json` only makes a tree of it: would it read every
//! type itself, with words for each way of being wrong, which nobody here sees, the front end would be a fifteenth larger.

use std::fmt;

use js_sys::JSON;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use wasm_bindgen::JsValue;

/// A value as JSON has it.
#[derive(Debug)]
pub enum Value {
    Nothing,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

impl Value {
    /// Reads it as a `T`; none if it is not one.
    pub fn read<T: DeserializeOwned>(self) -> Option<T> {
        T::deserialize(self).ok()
    }
}

impl From<&JsValue> for Value {
    fn from(value: &JsValue) -> Self {
        // As a text it crosses the border in one piece, and not name by name.
        let text = JSON::stringify(value).ok().and_then(|text| text.as_string());
        // A reply of nothing comes as undefined, which has no JSON.
        text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(Self::Nothing)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Tree)
    }
}

struct Tree;

impl<'de> Visitor<'de> for Tree {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    // The webview has made floats of all numbers.
    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Value::Map(map))
    }
}

/// It is of another shape.
#[derive(Debug)]
pub struct Mismatch;

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("of another shape")
    }
}

impl std::error::Error for Mismatch {}

impl Error for Mismatch {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl IntoDeserializer<'_, Mismatch> for Value {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Value {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self {
            Self::Nothing => visitor.visit_unit(),
            Self::Bool(flag) => visitor.visit_bool(flag),
            Self::Number(_) => self.deserialize_i64(visitor),
            Self::Text(text) => visitor.visit_string(text),
            Self::List(_) => self.deserialize_seq(visitor),
            Self::Map(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self {
            Self::Nothing => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self {
            // The visitor knows how large it may be.
            Self::Number(number) if number.fract() == 0.0 => visitor.visit_i64(number as i64),
            Self::Number(number) => visitor.visit_f64(number),
            _ => Err(Mismatch),
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self {
            Self::Text(text) => visitor.visit_string(text),
            _ => Err(Mismatch),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_string(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self {
            Self::List(list) => visitor.visit_seq(SeqDeserializer::new(list.into_iter())),
            _ => Err(Mismatch),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self {
            Self::Map(map) => visitor.visit_map(MapDeserializer::new(map.into_iter())),
            _ => Err(Mismatch),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        self.deserialize_map(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_newtype_struct(self)
    }

    /// Only enums of words: those with contents have their word among their fields, and are read as such.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        match self {
            Self::Text(word) => visitor.visit_enum(word.into_deserializer()),
            _ => Err(Mismatch),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i128 u8 u16 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
        identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use contract::ipc::{NoticeKind, OrderSummary, PlaceReply, ServicePage, Session, SyncStatus};
    use contract::staff::{CalendarTrial, Coupons, OrderMails, StaffCalendar};
    use contract::unsent::Unsent;
    use contract::{Code, Failure};
    use domain::cart::Rejection;
    use serde::Serialize;
    use serde_json::{Value as Json, json};

    use super::*;

    fn value(json: &Json) -> Value {
        serde_json::from_str(&json.to_string()).expect("JSON")
    }

    /// Reads it, and writes it again.
    fn echo<T: DeserializeOwned + Serialize>(json: &Json) -> Option<Json> {
        let read: T = value(json).read()?;
        Some(serde_json::to_value(read).expect("what was read can be written"))
    }

    #[test]
    fn what_the_desk_says_is_read_as_it_was_meant() {
        let page = json!({"total": 1, "offset": 0, "services": [{
            "id": "s-1", "name": "Gärtner", "summary": "", "category": "garden", "icon": "tree-pine",
            "price": {"minor": 900_719_925_474_099_i64, "currency": "EUR"}, "price_from": true,
            "delivery": "on_site", "promise": {"earliest": "2026-11-24", "latest": "2026-11-26"}, "in_cart": 2,
        }]});
        assert_eq!(echo::<ServicePage>(&page), Some(page));
        let session = json!({"provider": null, "token": "missing", "recovered": "user_store",
            "customer": {"id": "c", "name": "Ada", "email": "ada@example.org", "role": "customer"}});
        assert_eq!(echo::<Session>(&session), Some(session));
        let status = json!({"connection": "online", "pending": 0, "checkouts_pending": 1,
            "last_sync_us": 1_795_500_000_000_000_i64, "services": 7, "notices": 0, "news": 0,
            "catalogue": {"have": 1, "total": 2, "complete": false}});
        assert_eq!(echo::<SyncStatus>(&status), Some(status));
    }

    #[test]
    fn what_staff_is_told_is_read_as_it_was_meant() {
        let mails = json!({"mails": [{"id": "m-1", "kind": "paid", "to": null, "subject": "Paid", "state": "sent",
            "problem": "", "created_at_us": 1, "settled_at_us": 2, "again_by": "anna"}]});
        assert_eq!(echo::<OrderMails>(&mails), Some(mails));
        let coupons = json!({"coupons": [{"code": "TEN", "standing": "used_up", "percent_bp": 1_000, "amount": null,
            "minimum": null, "categories": ["garden"], "from": null, "until": "2026-12-24", "used": 3, "uses_max": 3,
            "uses_per_customer": null}], "more": false});
        assert_eq!(echo::<Coupons>(&coupons), Some(coupons));
        let calendar = json!({"at": "a", "time_zone": "UTC", "cutoff_minutes": 840, "counts_from": "2026-11-24",
            "weekdays": [true, true, true, true, true, false, false],
            "days": [{"first": "2026-12-24", "last": "2027-01-01", "works": false, "name": "Closed"}]});
        assert_eq!(echo::<StaffCalendar>(&calendar), Some(calendar));
        let trial = json!({"at": "a", "added": [], "changed": ["cutoff"], "removed": [], "unchanged": 2,
            "mistakes": {"first": [{"line": 2, "column": "value", "reason": "is empty"}], "total": 1}});
        assert_eq!(echo::<CalendarTrial>(&trial), Some(trial));
    }

    #[test]
    fn a_kind_with_contents_is_read_by_its_word() {
        let kind = value(&json!({"kind": "rejected", "reason": "line_gone"})).read::<NoticeKind>();
        assert_eq!(kind, Some(NoticeKind::Rejected { reason: Rejection::LineGone }));
        let unsent = json!({"total": 1, "orders": [], "changes": [{"id": "c-1", "about": "Lawn", "at_us": null,
            "deed": {"deed": "stepped", "by": -2}, "stand": "sent"}]});
        assert_eq!(echo::<Unsent>(&unsent), Some(unsent));
        let reply = json!({"state": "waiting", "checkout": "c-1"});
        assert_eq!(echo::<PlaceReply>(&reply), Some(reply));
    }

    #[test]
    fn what_a_failure_leaves_out_is_empty() {
        let failure = value(&json!({"code": "busy", "values": {"seconds": "5"}})).read::<Failure>();
        assert_eq!(failure, Some(Failure::new(Code::Busy).with("seconds", "5")));
    }

    #[test]
    fn another_shape_is_not_read() {
        assert!(value(&json!({"total": -1, "offset": 0, "services": []})).read::<ServicePage>().is_none());
        assert!(value(&json!({"total": 1.5, "offset": 0, "services": []})).read::<ServicePage>().is_none());
        assert!(value(&json!({"total": 1, "services": []})).read::<ServicePage>().is_none());
        assert!(value(&json!([1, 2])).read::<OrderSummary>().is_none());
        assert!(value(&json!(null)).read::<()>().is_some());
    }
}
