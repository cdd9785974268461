//! API keys: other systems of the provider do with them what staff does, each as far as its scopes go.

use std::fmt;
use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use contract::{Code, Failure};
use domain::CustomerId;

use crate::auth::{self, Staff};
use crate::clock::HOUR_US;
use crate::db::Tx;
use crate::error::Error;
use crate::ledger::api_keys;
use crate::state::Shop;

/// Every key begins with it: programs that look for leaked secrets know what they found, and a route for people only knows
/// a key without looking for it.
pub const PREFIX: &str = "pannier_key_";

/// When a key was used last is written down at most so often: a busy one costs no commit per request.
const USE_NOTED_US: i64 = HOUR_US;

/// A new key: the prefix and 256 random bits in base64url.
pub fn new_key() -> String {
    format!("{PREFIX}{}", auth::new_token())
}

macro_rules! scopes {
    ($($(#[$doc:meta])* $name:ident $word:literal;)*) => {
        /// What a key may do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Scope {
            $($(#[$doc])* $name,)*
        }

        impl Scope {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word at the terminal, in tables and in refusals: `orders:read`.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }

        /// The scopes as types, for [`Allowed`].
        pub mod scope {
            $($(#[$doc])* #[derive(Debug, Clone, Copy)] pub struct $name;
            impl super::Scoped for $name {
                const SCOPE: super::Scope = super::Scope::$name;
            })*
        }
    };
}

scopes! {
    /// All orders with their notes and mails, and the board.
    OrdersRead "orders:read";
    /// Moves and notes.
    OrdersWrite "orders:write";
    /// Services with planned prices, and what an import would do.
    CatalogueRead "catalogue:read";
    /// Imports, edits, withdrawals, planned prices.
    CatalogueWrite "catalogue:write";
    CalendarRead "calendar:read";
    CalendarWrite "calendar:write";
    CouponsRead "coupons:read";
    /// Adds and ends coupons.
    CouponsWrite "coupons:write";
    /// Tables of orders and of money.
    BooksRead "books:read";
}

impl Scope {
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|scope| scope.as_str() == word)
    }

    /// Whoever may write something may read it: every answer to a change shows how it is then.
    pub fn covers(self, wanted: Self) -> bool {
        let reading = match self {
            Self::OrdersWrite => Self::OrdersRead,
            Self::CatalogueWrite => Self::CatalogueRead,
            Self::CalendarWrite => Self::CalendarRead,
            Self::CouponsWrite => Self::CouponsRead,
            itself => itself,
        };
        wanted == self || wanted == reading
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A type that stands for a scope.
pub trait Scoped {
    const SCOPE: Scope;
}

/// Somebody of the staff, or a key with the scope `S` or one that covers it.
#[derive(Debug)]
pub struct Allowed<S> {
    /// The account that signs what is done.
    pub id: CustomerId,
    scope: PhantomData<S>,
}

impl<S: Scoped> FromRequestParts<Shop> for Allowed<S> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, shop: &Shop) -> Result<Self, Error> {
        let id = match auth::bearer(parts) {
            Some(key) if key.starts_with(PREFIX) => by_key(shop, key, S::SCOPE).await?,
            _ => Staff::from_request_parts(parts, shop).await?.id,
        };
        Ok(Self { id, scope: PhantomData })
    }
}

/// The account of a key that has the scope. One that ended, one that expired and one that never was are the same.
async fn by_key(shop: &Shop, key: &str, wanted: Scope) -> Result<CustomerId, Error> {
    let (hash, now_us) = (auth::hash_of(key), shop.clock.now_us());
    let known = shop.db.read(move |tx| api_keys::by_hash(tx, &hash, now_us)).await?.ok_or(Code::SignedOut)?;
    if !known.scopes.iter().any(|scope| scope.covers(wanted)) {
        return Err(Failure::new(Code::NotForKey).with("scope", wanted).into());
    }
    if known.used_us.is_none_or(|used_us| now_us - used_us >= USE_NOTED_US) {
        let id = known.id.clone();
        shop.db.write(move |tx: &mut Tx<'_>| api_keys::used(tx, &id, now_us)).await?;
    }
    Ok(known.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_to_write_covers_reading_the_same_and_nothing_else() {
        for scope in Scope::ALL {
            let covered: Vec<_> = Scope::ALL.iter().filter(|other| scope.covers(**other)).collect();
            let area = scope.as_str().split(':').next();
            assert!(covered.iter().all(|other| other.as_str().split(':').next() == area), "{scope}");
            assert_eq!(covered.len() == 2, scope.as_str().ends_with(":write"), "{scope}");
        }
    }

    #[test]
    fn the_word_of_a_scope_is_read_again() {
        assert!(Scope::ALL.iter().all(|scope| Scope::parse(scope.as_str()) == Some(*scope)));
        assert_eq!(Scope::parse("orders"), None);
    }
}
