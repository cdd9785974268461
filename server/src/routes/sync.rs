//! Push and pull in one round trip.

use axum::Json;
use axum::extract::State;
use contract::sync::{SyncReply, SyncRequest};
use contract::{Code, Failure};
use domain::limits::CHANGES_PER_PUSH;

use crate::auth::Token;
use crate::body::{Body, PUSH_BODY_BYTES};
use crate::db::Tx;
use crate::error::Error;
use crate::ledger::sync;
use crate::state::Shop;

/// Applies the desk's changes once each, and replies with what is newer than its cursor.
#[utoipa::path(post, path = "/v1/sync", tag = "desk", request_body = SyncRequest, security(("token" = [])), responses(
    (status = 200, body = SyncReply),
    (status = 401, body = Failure),
    (status = 404, body = Failure, description = "not a desk of this customer: sign in there again"),
    (status = 409, body = Failure, description = "forked_desk"),
    (status = 413, body = Failure)
))]
pub async fn sync(
    State(shop): State<Shop>,
    token: Token,
    Body(request): Body<SyncRequest, PUSH_BODY_BYTES>,
) -> Result<Json<SyncReply>, Error> {
    if request.changes.len() > CHANGES_PER_PUSH {
        return Err(Failure::new(Code::TooLarge).with("changes", CHANGES_PER_PUSH).into());
    }
    let only_pulls = request.changes.is_empty();
    let (url, now_us) = (shop.public_url.clone(), shop.clock.now_us());
    let exchange = move |tx: &mut Tx<'_>| {
        let customer = token.signed(tx, now_us)?.customer;
        sync::exchange(tx, &customer, &request, now_us, &url)
    };
    let reply = if only_pulls { shop.db.read(exchange).await? } else { shop.db.write(exchange).await? };
    Ok(Json(reply))
}
