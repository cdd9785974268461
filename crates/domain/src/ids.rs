//! Names of things. An id is made by the author of the thing and is never reused.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What was offered as an id is not one: 1 to 64 characters of `a-z A-Z 0-9 - _`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an id is 1 to 64 letters, digits, - or _")]
pub struct NotAnId;

fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name(String);

        impl $name {
            /// Parses 1 to 64 characters of `a-z A-Z 0-9 - _`.
            pub fn new(text: impl Into<String>) -> Result<Self, NotAnId> {
                let text = text.into();
                if is_id(&text) { Ok(Self(text)) } else { Err(NotAnId) }
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// A person with an account: customer or staff.
    CustomerId;
    /// One installation of the application.
    DeskId;
    /// A cart of a customer. The first one is [`CartId::main`].
    CartId;
    /// Money on its way back.
    RefundId;
    /// One incarnation of a line in a cart; it is the id of the change that created it.
    LineId;
    /// A named intent made on a desk.
    ChangeId;
    ServiceId;
    /// A category's slug, made from its name.
    CategoryId;
    /// An option group or a choice of a service: a slug.
    OptionId;
    QuoteId;
    /// Made on the desk when Pay is pressed; sending it twice is harmless.
    CheckoutId;
    OrderId;
    AttemptId;
    /// Made on the desk when an order is cancelled or changed; sending it twice is harmless.
    RequestId;
    /// A way to send an order: the provider's own code for it.
    ShippingId;
    /// Something that staff did. Made on the desk; sending it twice is harmless.
    DeedId;
    /// Something that staff has to look at.
    ReviewId;
    /// A mail of the outbox.
    MailId;
}

impl ShippingId {
    /// The way of a provider who has named none.
    pub fn standard() -> Self {
        Self("standard".into())
    }
}

impl CartId {
    /// The cart that every customer has.
    pub fn main() -> Self {
        Self("main".into())
    }
}

impl From<ChangeId> for LineId {
    fn from(change: ChangeId) -> Self {
        Self(change.0)
    }
}

/// Makes a slug of a name: lower-case letters and digits, other runs become one `-`; at most 64 characters.
///
/// ```
/// assert_eq!(domain::ids::slug("Computers & phones"), "computers-phones");
/// ```
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars() {
        if slug.len() >= 60 {
            break;
        }
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() {
            // Letters outside ASCII keep their identity, so that "Öl" and "Al" stay apart.
            for digit in format!("{:x}", u32::from(c)).chars() {
                slug.push(digit);
            }
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let trimmed = slug.trim_end_matches('-');
    if trimmed.is_empty() { "x".into() } else { trimmed.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_with_a_slash_is_refused_at_the_door() {
        assert_eq!(OrderId::new("../etc"), Err(NotAnId));
        assert_eq!(OrderId::new(""), Err(NotAnId));
        assert!(serde_json::from_str::<OrderId>("\"a b\"").is_err());
    }

    #[test]
    fn names_that_differ_outside_ascii_have_different_slugs() {
        assert_ne!(slug("Öl"), slug("Al"));
        assert_eq!(slug("  Up to 60 m²! "), "up-to-60-mb2");
        assert_eq!(slug("---"), "x");
    }
}
