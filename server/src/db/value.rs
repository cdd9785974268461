//! Values and rows, the same for both engines: whole numbers and texts are all that the tables hold.

use super::DbError;

/// One value of a row or a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
}

/// One row of a result, by position of its columns.
#[derive(Debug, Clone)]
pub struct Row(pub(super) Vec<Value>);

impl Row {
    /// The value of a column; an error if it is of another type, which is a bug in the query.
    pub fn get<T: FromValue>(&self, column: usize) -> Result<T, DbError> {
        let value = self.0.get(column).ok_or(DbError::Shape { column })?;
        T::from_value(value).ok_or(DbError::Shape { column })
    }

    pub fn into_values(self) -> impl Iterator<Item = Value> {
        self.0.into_iter()
    }

    /// A column that holds a word of a list or JSON, parsed by `parse`.
    pub fn parsed<T>(&self, column: usize, parse: impl FnOnce(&str) -> Option<T>) -> Result<T, DbError> {
        match self.0.get(column) {
            Some(Value::Text(text)) => parse(text).ok_or(DbError::Shape { column }),
            _ => Err(DbError::Shape { column }),
        }
    }

    /// A column that holds JSON.
    pub fn json<T: serde::de::DeserializeOwned>(&self, column: usize) -> Result<T, DbError> {
        self.parsed(column, |text| serde_json::from_str(text).ok())
    }
}

/// What can be read from a column.
pub trait FromValue: Sized {
    fn from_value(value: &Value) -> Option<Self>;
}

impl FromValue for i64 {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Int(number) = value { Some(*number) } else { None }
    }
}

impl FromValue for bool {
    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value).map(|number| number != 0)
    }
}

impl FromValue for String {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Text(text) = value { Some(text.clone()) } else { None }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Option<Self> {
        if *value == Value::Null { Some(None) } else { T::from_value(value).map(Some) }
    }
}

macro_rules! ids {
    ($($name:ident),*) => {$(
        impl FromValue for domain::$name {
            fn from_value(value: &Value) -> Option<Self> {
                String::from_value(value).and_then(|text| Self::new(text).ok())
            }
        }
        impl From<&domain::$name> for Value {
            fn from(id: &domain::$name) -> Self {
                Self::Text(id.as_str().into())
            }
        }
    )*};
}

ids!(
    CustomerId, DeskId, CartId, LineId, ChangeId, ServiceId, CategoryId, QuoteId, CheckoutId, OrderId,
    AttemptId, RefundId, RequestId, DeedId, ReviewId, MailId
);

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Int(truth.into())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A list of parameters: `params![id, 3, "open"]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::db::Value::from($value)),*][..] };
}
