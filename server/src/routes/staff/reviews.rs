//! What staff has to look at.

use axum::Json;
use axum::extract::State;
use contract::Failure;
use contract::staff::{CloseRequest, REASON_CHARS, Reviews};
use domain::ReviewId;

use super::texts;
use crate::auth::Staff;
use crate::body::{Body, Id};
use crate::error::Error;
use crate::ledger::staff::reviews;
use crate::state::Shop;

/// What is open, oldest first.
#[utoipa::path(get, path = "/v1/staff/reviews", tag = "staff", security(("token" = [])), responses(
    (status = 200, body = Reviews), (status = 401, body = Failure), (status = 404, body = Failure)
))]
pub async fn open(State(shop): State<Shop>, _: Staff) -> Result<Json<Reviews>, Error> {
    Ok(Json(Reviews { reviews: shop.db.read(reviews::open).await? }))
}

/// Closes one with a sentence; what is open then. The same again is harmless.
#[utoipa::path(post, path = "/v1/staff/reviews/{id}/close", tag = "staff", request_body = CloseRequest,
    params(("id" = String, Path)), security(("token" = [])), responses(
    (status = 200, body = Reviews),
    (status = 401, body = Failure),
    (status = 404, body = Failure),
    (status = 409, body = Failure, description = "review_closed"),
    (status = 422, body = Failure, description = "invalid_fields: sentence")
))]
pub async fn close(
    State(shop): State<Shop>,
    staff: Staff,
    Id(id): Id<ReviewId>,
    Body(request): Body<CloseRequest>,
) -> Result<Json<Reviews>, Error> {
    let sentence = texts::required("sentence", &request.sentence, REASON_CHARS)?;
    let now_us = shop.clock.now_us();
    let close = move |tx: &mut crate::db::Tx<'_>| {
        reviews::close(tx, &id, &staff.id, &sentence, now_us)?;
        reviews::open(tx)
    };
    Ok(Json(Reviews { reviews: shop.db.write(close).await? }))
}
