//! Cancelling an order by its customer.

use axum::Json;
use axum::extract::State;
use contract::Failure;
use contract::api::{CancelRequest, Order};
use domain::OrderId;
use domain::policy::Preview;
use serde_json::Value;

use super::orders::asked;
use crate::after_placing;
use crate::auth::Signed;
use crate::body::{Body, Id, parsed};
use crate::error::Error;
use crate::ledger::{cancellations, quotes};
use crate::state::Shop;

/// What comes back if the order is cancelled now.
#[utoipa::path(get, path = "/v1/orders/{id}/cancellation", tag = "desk", params(("id" = String, Path)),
    security(("token" = [])), responses(
    (status = 200, body = Preview),
    (status = 401, body = Failure),
    (status = 404, body = Failure),
    (status = 409, body = Failure, description = "work_started, order_in_review, order_ended, too_late, ask_provider")
))]
pub async fn preview(
    State(shop): State<Shop>,
    signed: Signed,
    Id(id): Id<OrderId>,
) -> Result<Json<Preview>, Error> {
    let asked = asked(&shop, signed, id);
    Ok(Json(shop.db.read(move |tx| cancellations::preview(tx, &asked)).await?))
}

/// Cancels the order; the whole order as it is then. The same body again changes nothing more.
#[utoipa::path(post, path = "/v1/orders/{id}/cancellation", tag = "desk", request_body = CancelRequest,
    params(("id" = String, Path)), security(("token" = [])), responses(
    (status = 200, body = Order),
    (status = 401, body = Failure),
    (status = 404, body = Failure),
    (status = 409, body = Failure, description = "work_started, order_in_review, order_ended, too_late, ask_provider, \
                                                  payment_under_way, preview_moved"),
    (status = 422, body = Failure, description = "request_conflict"),
    (status = 503, body = Failure, description = "gateway_unavailable")
))]
pub async fn cancel(
    State(shop): State<Shop>,
    signed: Signed,
    Id(id): Id<OrderId>,
    Body(sent): Body<Value>,
) -> Result<Json<Order>, Error> {
    let request: CancelRequest = parsed(&sent)?;
    let asked = asked(&shop, signed, id);
    Ok(Json(after_placing::cancel(&shop, asked, request, quotes::hash_of(&sent)?).await?))
}
