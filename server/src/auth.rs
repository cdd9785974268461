//! Tokens, and who is signed in with one.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::Code;
use domain::staff::Role;
use domain::{CustomerId, DeskId};
use sha2::{Digest, Sha256};

use crate::db::Tx;
use crate::error::Error;
use crate::keys;
use crate::ledger::customers;
use crate::ledger::orders::Reader;
use crate::state::Shop;

/// A new token: 256 random bits in base64url.
pub fn new_token() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What is stored of a token, so that a copy of the database opens no session.
pub fn hash_of(token: &str) -> String {
    hex(&Sha256::digest(token))
}

/// The bearer token that came with a request: of a session, or an API key.
pub fn bearer(parts: &Parts) -> Option<&str> {
    parts.headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The person whose token came with the request.
#[derive(Debug, Clone)]
pub struct Signed {
    pub customer: CustomerId,
    pub role: Role,
    /// From which.
    pub desk: DeskId,
    pub token_hash: String,
}

impl Signed {
    pub fn reader(&self) -> Reader {
        Reader { customer: self.customer.clone(), role: self.role }
    }
}

impl FromRequestParts<Shop> for Signed {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, shop: &Shop) -> Result<Self, Error> {
        let (token, now_us) = (Token::of(parts)?, shop.clock.now_us());
        shop.db.read(move |tx| token.signed(tx, now_us)).await
    }
}

/// Somebody of the staff, and no key. To everybody else who is signed in, what they ask for does not exist.
#[derive(Debug, Clone)]
pub struct Staff {
    pub id: CustomerId,
}

impl FromRequestParts<Shop> for Staff {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, shop: &Shop) -> Result<Self, Error> {
        let signed = Signed::from_request_parts(parts, shop).await?;
        if signed.role == Role::Staff { Ok(Self { id: signed.customer }) } else { Err(Error::not_found()) }
    }
}

/// A token that came with the request; whose it is, is asked in the request's own transaction. Saves the busiest
/// route a transaction.
#[derive(Debug, Clone)]
pub struct Token {
    hash: String,
}

impl Token {
    /// Who is signed in with it, or that nobody is.
    pub fn signed(&self, tx: &mut Tx<'_>, now_us: i64) -> Result<Signed, Error> {
        Ok(customers::by_token(tx, &self.hash, now_us)?.ok_or(Code::SignedOut)?)
    }

    fn of(parts: &Parts) -> Result<Self, Error> {
        let token = bearer(parts).ok_or(Code::SignedOut)?;
        // Whatever the key is: this is for people.
        if token.starts_with(keys::PREFIX) {
            Err(Code::NotForKey.into())
        } else {
            Ok(Self { hash: hash_of(token) })
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Token {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        Self::of(parts)
    }
}
