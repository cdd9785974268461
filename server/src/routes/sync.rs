//! Push and pull in one round trip.

use axum::Json;
use axum::extract::State;
use contract::sync::{SyncReply, SyncRequest};
use contract::{Code, Failure};
use domain::limits::CHANGES_PER_PUSH;

use crate::auth::Signed;
use crate::body::{Body, PUSH_BODY_BYTES};
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
    signed: Signed,
    Body(request): Body<SyncRequest, PUSH_BODY_BYTES>,
) -> Result<Json<SyncReply>, Error> {
    if request.changes.len() > CHANGES_PER_PUSH {
        return Err(Failure::new(Code::TooLarge).with("changes", CHANGES_PER_PUSH).into());
    }
    let (desk, cursor) = (request.desk.clone(), request.cursor.clone());
    let results = if request.changes.is_empty() {
        Vec::new()
    } else {
        let (customer, now_us) = (signed.customer.clone(), shop.clock.now_us());
        shop.db.write(move |tx| sync::push(tx, &customer, &request, now_us)).await?
    };
    let url = shop.public_url.clone();
    let pull =
        move |tx: &mut crate::db::Tx<'_>| sync::pull(tx, &signed.customer, &desk, cursor.as_deref(), &url);
    let pulled = shop.db.read(pull).await?;
    Ok(Json(SyncReply {
        reset: pulled.reset,
        results,
        rows: pulled.rows,
        cursor: pulled.cursor,
        more: pulled.more,
        last_seq: pulled.last_seq,
        catalogue: pulled.catalogue,
    }))
}
