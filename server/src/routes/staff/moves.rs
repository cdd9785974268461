//! Moves of orders by staff, one or many.

use axum::Json;
use axum::extract::State;
use contract::Failure;
use contract::staff::{
    MOVES_AT_ONCE, MoveMany, MoveRequest, MoveResult, MovedMany, REASON_CHARS, StaffOrder,
};
use domain::OrderId;
use domain::address::FieldReason;
use domain::staff::may_make;
use futures::{StreamExt, TryStreamExt, stream};

use super::{orders, texts};
use crate::body::{Body, Id};
use crate::error::Error;
use crate::keys::Allowed;
use crate::keys::scope::OrdersWrite;
use crate::ledger::staff::moves::Move;
use crate::staff;
use crate::state::Shop;

/// Orders of one request that are moved at the same time: enough to share a commit, few enough to leave others room.
const AT_THE_SAME_TIME: usize = 8;

/// Moves an order that is as it was seen. Sending it twice is harmless.
#[utoipa::path(post, path = "/v1/staff/orders/{id}/moves", tag = "staff", request_body = MoveRequest,
    params(("id" = String, Path)), security(("token" = []), ("key" = ["orders:write"])), responses(
    (status = 200, body = StaffOrder),
    (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"),
    (status = 404, body = Failure),
    (status = 409, body = Failure, description = "order_moved, move_not_allowed, attempt_live"),
    (status = 422, body = Failure, description = "invalid_fields: note"),
    (status = 503, body = Failure, description = "gateway_unavailable: whether it was paid cannot be told")
))]
pub async fn one(
    State(shop): State<Shop>,
    staff: Allowed<OrdersWrite>,
    Id(order): Id<OrderId>,
    Body(request): Body<MoveRequest>,
) -> Result<Json<StaffOrder>, Error> {
    let MoveRequest { id, by, note, seen_ver } = request;
    let note = texts::optional("note", &note, REASON_CHARS)?;
    let wanted = Move { id, staff: staff.id, order: order.clone(), by, note, seen_ver };
    staff::move_order(&shop, wanted).await?;
    orders::shown(&shop, order).await
}

/// Starts or finishes up to 100 orders. Each is moved for itself: one that is not as it was seen stops no other.
#[utoipa::path(post, path = "/v1/staff/moves", tag = "staff", request_body = MoveMany,
    security(("token" = []), ("key" = ["orders:write"])),
    responses(
    (status = 200, body = MovedMany),
    (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"),
    (status = 404, body = Failure),
    (status = 422, body = Failure, description = "invalid_fields: orders, move, note")
))]
pub async fn many(
    State(shop): State<Shop>,
    staff: Allowed<OrdersWrite>,
    Body(request): Body<MoveMany>,
) -> Result<Json<MovedMany>, Error> {
    let MoveMany { by, note, orders } = request;
    let note = texts::optional("note", &note, REASON_CHARS)?;
    if orders.len() > MOVES_AT_ONCE {
        return Err(texts::wrong("orders", FieldReason::TooLong));
    }
    if !may_make(by, true) {
        return Err(texts::wrong("move", FieldReason::Required));
    }
    let moves = orders.into_iter().map(|seen| {
        let (order, note) = (seen.order.clone(), note.clone());
        Move { id: seen.id, staff: staff.id.clone(), order, by, note, seen_ver: seen.seen_ver }
    });
    let moved = moves.map(|wanted| moved(&shop, wanted));
    let results: Result<Vec<_>, Error> = stream::iter(moved).buffered(AT_THE_SAME_TIME).try_collect().await;
    Ok(Json(MovedMany { results: results? }))
}

async fn moved(shop: &Shop, wanted: Move) -> Result<MoveResult, Error> {
    let order = wanted.order.clone();
    let refused: Option<Failure> = staff::move_one_of_many(shop, wanted).await?;
    Ok(MoveResult { order, refused })
}
