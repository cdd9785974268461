//! Bodies and queries: read up to a limit, parsed, and refused with the name of the wrong field.

use std::str::FromStr;
use std::time::Duration;

use axum::body::BodyDataStream;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_LENGTH;
use axum::http::request::Parts;
use bytes::{Bytes, BytesMut};
use contract::{Code, Failure};
use domain::limits::PUSH_BYTES;
use futures::StreamExt;
use serde::de::{Deserialize, DeserializeOwned, Deserializer};

use crate::error::Error;

/// Of every body but a push and a file.
pub const BODY_BYTES: usize = 64 * 1024;
/// Of a push: its changes, and the request around them.
pub const PUSH_BODY_BYTES: usize = PUSH_BYTES + 4 * 1024;
/// What is still sent after a refusal is thrown away, so that the sender gets to read the answer; up to here.
const THROWN_AWAY_BYTES: u64 = 512 * 1024 * 1024;
const THROWN_AWAY_FOR: Duration = Duration::from_secs(10);
/// Characters of a reason that go back to the client.
const REASON_CHARS: usize = 200;

/// A JSON body of at most `LIMIT` bytes.
pub struct Body<T, const LIMIT: usize = BODY_BYTES>(pub T);

impl<T: DeserializeOwned, S: Send + Sync, const LIMIT: usize> FromRequest<S> for Body<T, LIMIT> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self, Error> {
        let bytes = read(request, LIMIT).await?;
        // serde_json does not look into the texts of fields that it skips.
        let text = std::str::from_utf8(&bytes).map_err(|_| malformed(".", "it is not UTF-8"))?;
        let mut json = serde_json::Deserializer::from_str(text);
        let value = parsed(&mut json)?;
        json.end().map_err(|error| malformed(".", &error.to_string()))?;
        Ok(Self(value))
    }
}

/// A body of at most `LIMIT` bytes, as it is.
pub struct Bare<const LIMIT: usize>(pub Bytes);

impl<S: Send + Sync, const LIMIT: usize> FromRequest<S> for Bare<LIMIT> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self, Error> {
        read(request, LIMIT).await.map(Self)
    }
}

/// What JSON means; an error names the wrong field.
pub fn parsed<'de, T: Deserialize<'de>>(
    json: impl Deserializer<'de, Error = serde_json::Error>,
) -> Result<T, Error> {
    serde_path_to_error::deserialize(json).map_err(|error| {
        let field = error.path().to_string();
        malformed(&field, &error.into_inner().to_string())
    })
}

/// The bytes of a body. What says that it is too large, or turns out to be, is refused at once.
pub async fn read(request: Request, limit: usize) -> Result<Bytes, Error> {
    let said = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let says_too_large =
        said.and_then(|text| text.parse::<u64>().ok()).is_some_and(|length| length > limit as u64);
    let mut pieces = request.into_body().into_data_stream();
    if !says_too_large && let Some(bytes) = up_to(&mut pieces, limit).await? {
        return Ok(bytes);
    }
    tokio::spawn(throw_away(pieces));
    Err(Failure::new(Code::TooLarge).with("bytes", limit).into())
}

/// The whole body, or none if there is more than `limit` bytes of it.
async fn up_to(pieces: &mut BodyDataStream, limit: usize) -> Result<Option<Bytes>, Error> {
    let mut bytes = BytesMut::new();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| malformed(".", "the body ended early"))?;
        if bytes.len() + piece.len() > limit {
            return Ok(None);
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(Some(bytes.freeze()))
}

async fn throw_away(mut pieces: BodyDataStream) {
    let all = async {
        let mut thrown = 0;
        while let Some(Ok(piece)) = pieces.next().await {
            thrown += piece.len() as u64;
            if thrown > THROWN_AWAY_BYTES {
                return;
            }
        }
    };
    // Whoever sends more slowly has had the answer for long.
    tokio::time::timeout(THROWN_AWAY_FOR, all).await.ok();
}

/// The part of the address after the question mark.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let query = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        query.map(|query| Self(query.0)).map_err(|error| malformed("query", &error.body_text()))
    }
}

/// An id in the address. What is not an id names nothing.
pub struct Id<T>(pub T);

impl<T: TryFrom<String> + Send, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let path = axum::extract::Path::<String>::from_request_parts(parts, state).await;
        let text = path.map_err(|_| Error::not_found())?.0;
        T::try_from(text).map(Self).map_err(|_| Error::not_found())
    }
}

/// The id of something in the address, and the name of one of its parts.
pub struct Part<T, P>(pub T, pub P);

impl<T: TryFrom<String> + Send, P: FromStr + Send, S: Send + Sync> FromRequestParts<S> for Part<T, P> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let path = axum::extract::Path::<(String, String)>::from_request_parts(parts, state).await;
        let (whole, part) = path.map_err(|_| Error::not_found())?.0;
        let whole = T::try_from(whole).map_err(|_| Error::not_found())?;
        Ok(Self(whole, part.parse().map_err(|_| Error::not_found())?))
    }
}

/// What cannot be read: which part of the request, and why.
pub fn malformed(field: &str, reason: &str) -> Error {
    let reason: String = reason.chars().take(REASON_CHARS).collect();
    Failure::new(Code::Malformed).with("field", field).with("reason", reason).into()
}
