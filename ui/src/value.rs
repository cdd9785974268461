//! What the webview hands over, read into the contract's types. `serde_json` would do it, too: but with its parser, and
//! with words for every way of being wrong, which nobody here reads, the front end would be a twelfth larger.

use std::fmt;

use js_sys::{Array, Object};
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use wasm_bindgen::{JsCast, JsValue};

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
        if let Some(flag) = value.as_bool() {
            Self::Bool(flag)
        } else if let Some(number) = value.as_f64() {
            Self::Number(number)
        } else if let Some(text) = value.as_string() {
            Self::Text(text)
        } else if let Some(list) = value.dyn_ref::<Array>() {
            Self::List(list.iter().map(|item| Self::from(&item)).collect())
        } else if let Some(map) = value.dyn_ref::<Object>() {
            let (names, items) = (Object::keys(map), Object::values(map));
            let names = names.iter().filter_map(|name| name.as_string());
            Self::Map(names.zip(items.iter().map(|item| Self::from(&item))).collect())
        } else {
            Self::Nothing
        }
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
    use contract::{Code, Failure};
    use domain::cart::Rejection;
    use serde::Serialize;
    use serde_json::{Value as Json, json};

    use super::*;

    fn value(json: &Json) -> Value {
        match json {
            Json::Null => Value::Nothing,
            Json::Bool(flag) => Value::Bool(*flag),
            Json::Number(number) => Value::Number(number.as_f64().expect("a number")),
            Json::String(text) => Value::Text(text.clone()),
            Json::Array(list) => Value::List(list.iter().map(value).collect()),
            Json::Object(map) => {
                Value::Map(map.iter().map(|(name, item)| (name.clone(), value(item))).collect())
            }
        }
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
            "last_sync_us": 1_795_500_000_000_000_i64, "notices": 0,
            "catalogue": {"have": 1, "total": 2, "complete": false}});
        assert_eq!(echo::<SyncStatus>(&status), Some(status));
    }

    #[test]
    fn a_kind_with_contents_is_read_by_its_word() {
        let kind = value(&json!({"kind": "rejected", "reason": "line_gone"})).read::<NoticeKind>();
        assert_eq!(kind, Some(NoticeKind::Rejected { reason: Rejection::LineGone }));
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
