//! Changes of an order by its customer.

use axum::Json;
use axum::extract::State;
use contract::Failure;
use contract::api::{AmendPreview, AmendRequest, Order};
use domain::OrderId;
use domain::amendment::Wish;
use serde_json::Value;

use super::orders::asked;
use crate::after_placing;
use crate::auth::Signed;
use crate::body::{Body, Id, parsed};
use crate::error::Error;
use crate::ledger::{amendments, quotes};
use crate::state::Shop;

/// What the order would be with a change.
#[utoipa::path(post, path = "/v1/orders/{id}/amendments/preview", tag = "desk", request_body = Wish,
    params(("id" = String, Path)), security(("token" = [])), responses(
    (status = 200, body = AmendPreview),
    (status = 401, body = Failure),
    (status = 404, body = Failure),
    (status = 409, body = Failure, description = "work_started, order_in_review, order_ended, too_late, ask_provider"),
    (status = 422, body = Failure, description = "invalid_fields, cancel_instead, costs_differ, not_then")
))]
pub async fn preview(
    State(shop): State<Shop>,
    signed: Signed,
    Id(id): Id<OrderId>,
    Body(wish): Body<Wish>,
) -> Result<Json<AmendPreview>, Error> {
    let asked = asked(&shop, signed, id);
    Ok(Json(shop.db.read(move |tx| amendments::preview(tx, &asked, &wish)).await?))
}

/// Changes the order; the whole order as it is then. The same body again changes nothing more.
#[utoipa::path(post, path = "/v1/orders/{id}/amendments", tag = "desk", request_body = AmendRequest,
    params(("id" = String, Path)), security(("token" = [])), responses(
    (status = 200, body = Order),
    (status = 401, body = Failure),
    (status = 404, body = Failure),
    (status = 409, body = Failure, description = "work_started, order_in_review, order_ended, too_late, ask_provider, \
                                                  payment_under_way, preview_moved"),
    (status = 422, body = Failure, description = "request_conflict, invalid_fields, cancel_instead, costs_differ, not_then"),
    (status = 503, body = Failure, description = "gateway_unavailable")
))]
pub async fn amend(
    State(shop): State<Shop>,
    signed: Signed,
    Id(id): Id<OrderId>,
    Body(sent): Body<Value>,
) -> Result<Json<Order>, Error> {
    let request: AmendRequest = parsed(&sent)?;
    let asked = asked(&shop, signed, id);
    Ok(Json(after_placing::amend(&shop, asked, request, quotes::hash_of(&sent)?).await?))
}
