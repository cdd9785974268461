//! Signing in and out.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use contract::api::{SignIn, SignedIn};
use contract::{Code, Failure};
use domain::limits::EMAIL_CHARS;

use crate::auth::{self, Signed};
use crate::body::Body;
use crate::error::Error;
use crate::ledger::customers;
use crate::state::Shop;
use crate::tries::Key;

/// Opens a session at a desk. Whether the account exists can be told neither from the answer nor from its time.
#[utoipa::path(post, path = "/v1/sign-in", tag = "desk", request_body = SignIn, responses(
    (status = 200, body = SignedIn),
    (status = 401, body = Failure),
    (status = 409, body = Failure, description = "too_many_desks"),
    (status = 429, body = Failure)
))]
pub async fn sign_in(
    State(shop): State<Shop>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Body(request): Body<SignIn>,
) -> Result<Json<SignedIn>, Error> {
    let email = customers::canonical_email(&request.email);
    // No account has such an address, and PostgreSQL does not even look for one with a NUL.
    if email.chars().count() > EMAIL_CHARS || email.chars().any(char::is_control) {
        return Err(Code::WrongCredentials.into());
    }
    let keys = [Key::Account(email.clone()), Key::Address(from.ip())];
    if let Err(seconds) = shop.tries.begin(&keys, shop.clock.now_us()) {
        return Err(Failure::new(Code::TooManyTries).with("seconds", seconds).into());
    }
    let known = shop.db.read(move |tx| customers::by_email(tx, &email)).await?;
    let hash = known.as_ref().map(|(_, hash)| hash.clone());
    let fits = shop.passwords.fits(request.password, hash).await?;
    let Some((customer, _)) = known.filter(|_| fits) else { return Err(Code::WrongCredentials.into()) };
    shop.tries.succeeded(&keys);
    let token = auth::new_token();
    let (id, token_hash, now_us) = (customer.id.clone(), auth::hash_of(&token), shop.clock.now_us());
    let (desk, name) = (request.desk, request.desk_name);
    shop.db.write(move |tx| customers::open_session(tx, &id, &desk, &name, &token_hash, now_us)).await?;
    Ok(Json(SignedIn { token, customer }))
}

/// Ends the session of the token.
#[utoipa::path(post, path = "/v1/sign-out", tag = "desk", security(("token" = [])), responses(
    (status = 204),
    (status = 401, body = Failure)
))]
pub async fn sign_out(State(shop): State<Shop>, signed: Signed) -> Result<StatusCode, Error> {
    shop.db.write(move |tx| customers::close_session(tx, &signed.token_hash)).await?;
    Ok(StatusCode::NO_CONTENT)
}
