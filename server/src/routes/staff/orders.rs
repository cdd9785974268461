//! All orders, for staff.

use axum::Json;
use axum::extract::State;
use contract::staff::{Board, NoteRequest, STAFF_NOTE_CHARS, StaffOrder, StaffOrders};
use contract::{Code, Failure};
use domain::OrderId;
use domain::order::OrderState;
use serde::Deserialize;

use super::texts;
use crate::body::{Body, Id, Query};
use crate::error::Error;
use crate::keys::Allowed;
use crate::keys::scope::{OrdersRead, OrdersWrite};
use crate::ledger::orders::Before;
use crate::ledger::staff::board::Wanted;
use crate::ledger::staff::{board, notes, order};
use crate::state::Shop;

/// Orders in a column of the board when nothing is said, and at most.
const COLUMN_DEFAULT: i64 = 20;
const COLUMN_MAX: i64 = 50;
/// Orders in a page when nothing is said, and at most.
const PAGE_DEFAULT: i64 = 50;
const PAGE_MAX: i64 = 100;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BoardQuery {
    /// Orders in each column: 0 to 50, 20 when nothing is said.
    limit: Option<i64>,
}

/// How many orders are in each state, and the newest of each.
#[utoipa::path(get, path = "/v1/staff/board", tag = "staff", params(BoardQuery),
    security(("token" = []), ("key" = ["orders:read"])), responses(
    (status = 200, body = Board),
    (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"),
    (status = 404, body = Failure, description = "not_found: to who is not staff")
))]
pub async fn board(
    State(shop): State<Shop>,
    _: Allowed<OrdersRead>,
    Query(query): Query<BoardQuery>,
) -> Result<Json<Board>, Error> {
    let limit = query.limit.unwrap_or(COLUMN_DEFAULT).clamp(0, COLUMN_MAX);
    Ok(Json(shop.db.read(move |tx| board::board(tx, limit)).await?))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Words that all have to be found in number, name, mail address or services.
    text: Option<String>,
    /// Only orders in this state.
    state: Option<OrderState>,
    /// From the last page; none to begin with the newest order.
    before: Option<String>,
    /// Orders in the page: 1 to 100, 50 when nothing is said.
    limit: Option<i64>,
}

/// Orders of everybody, newest first.
#[utoipa::path(get, path = "/v1/staff/orders", tag = "staff", params(PageQuery),
    security(("token" = []), ("key" = ["orders:read"])), responses(
    (status = 200, body = StaffOrders),
    (status = 400, body = Failure, description = "malformed: `before` is not from a page, or `text` cannot be searched for"),
    (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"),
    (status = 404, body = Failure)
))]
pub async fn page(
    State(shop): State<Shop>,
    _: Allowed<OrdersRead>,
    Query(query): Query<PageQuery>,
) -> Result<Json<StaffOrders>, Error> {
    let text = texts::search(query.text)?;
    let before = query.before.as_deref().map(str::parse::<Before>).transpose();
    let before = before.map_err(|()| Failure::new(Code::Malformed).with("field", "before"))?;
    let limit = query.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX);
    let wanted = Wanted { state: query.state, text, before, limit };
    Ok(Json(shop.db.read(move |tx| board::page(tx, &wanted)).await?))
}

/// An order with everything that staff knows about it, and what can be done next.
#[utoipa::path(get, path = "/v1/staff/orders/{id}", tag = "staff", params(("id" = String, Path)),
    security(("token" = []), ("key" = ["orders:read"])), responses(
    (status = 200, body = StaffOrder), (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"), (status = 404, body = Failure)
))]
pub async fn one(
    State(shop): State<Shop>,
    _: Allowed<OrdersRead>,
    Id(id): Id<OrderId>,
) -> Result<Json<StaffOrder>, Error> {
    shown(&shop, id).await
}

/// Adds a note that only staff reads. Sending it twice is harmless.
#[utoipa::path(post, path = "/v1/staff/orders/{id}/notes", tag = "staff", request_body = NoteRequest,
    params(("id" = String, Path)), security(("token" = []), ("key" = ["orders:write"])), responses(
    (status = 200, body = StaffOrder),
    (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"),
    (status = 404, body = Failure),
    (status = 422, body = Failure, description = "invalid_fields: text")
))]
pub async fn note(
    State(shop): State<Shop>,
    staff: Allowed<OrdersWrite>,
    Id(id): Id<OrderId>,
    Body(request): Body<NoteRequest>,
) -> Result<Json<StaffOrder>, Error> {
    let text = texts::required("text", &request.text, STAFF_NOTE_CHARS)?;
    let (order, now_us) = (id.clone(), shop.clock.now_us());
    let add = move |tx: &mut crate::db::Tx<'_>| notes::add(tx, &request.id, &staff.id, &order, &text, now_us);
    shop.db.write(add).await?;
    shown(&shop, id).await
}

/// The order as it is now.
pub async fn shown(shop: &Shop, id: OrderId) -> Result<Json<StaffOrder>, Error> {
    let url = shop.public_url.clone();
    Ok(Json(shop.db.read(move |tx| order::load(tx, &id, &url)).await?))
}
