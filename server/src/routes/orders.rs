//! Orders of the customer; staff sees all.

use axum::Json;
use axum::extract::State;
use contract::api::{Attempt, AttemptRequest, Order};
use contract::{Code, Failure};
use domain::OrderId;
use serde::{Deserialize, Serialize};

use crate::auth::Signed;
use crate::body::{Body, Id, Query};
use crate::error::Error;
use crate::ledger::orders::{self, Before};
use crate::ledger::standing::Asked;
use crate::payments;
use crate::state::Shop;

/// Orders in a page when nothing is said, and at most.
const PAGE_DEFAULT: i64 = 20;
const PAGE_MAX: i64 = 50;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OrdersQuery {
    /// From the last page; none to begin with the newest order.
    before: Option<String>,
    /// Orders in the page: 1 to 50, 20 when nothing is said.
    limit: Option<i64>,
}

#[derive(Serialize, utoipa::ToSchema)]
pub struct OrdersPage {
    orders: Vec<Order>,
    /// None when there are no older ones.
    before: Option<String>,
}

/// The customer's own orders, newest first.
#[utoipa::path(get, path = "/v1/orders", tag = "desk", params(OrdersQuery), security(("token" = [])), responses(
    (status = 200, body = OrdersPage),
    (status = 400, body = Failure, description = "malformed: `before` is not from a page"),
    (status = 401, body = Failure)
))]
pub async fn page(
    State(shop): State<Shop>,
    signed: Signed,
    Query(query): Query<OrdersQuery>,
) -> Result<Json<OrdersPage>, Error> {
    let limit = query.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX);
    let (reader, url) = (signed.reader(), shop.public_url.clone());
    let before = query.before.as_deref().map(str::parse::<Before>).transpose();
    let before = before.map_err(|()| Failure::new(Code::Malformed).with("field", "before"))?;
    let page = move |tx: &mut crate::db::Tx<'_>| orders::page(tx, &reader, before.as_ref(), limit, &url);
    let (orders, before) = shop.db.read(page).await?;
    Ok(Json(OrdersPage { orders, before }))
}

/// One order, with its attempts and its timeline.
#[utoipa::path(get, path = "/v1/orders/{id}", tag = "desk", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Order), (status = 401, body = Failure), (status = 404, body = Failure)))]
pub async fn one(
    State(shop): State<Shop>,
    signed: Signed,
    Id(id): Id<OrderId>,
) -> Result<Json<Order>, Error> {
    let (reader, url) = (signed.reader(), shop.public_url.clone());
    Ok(Json(shop.db.read(move |tx| orders::find(tx, &id, &reader, &url)).await?))
}

/// Who asks for something about an order, and by which rules.
pub(super) fn asked(shop: &Shop, signed: Signed, order: OrderId) -> Asked {
    let (policy, public_url) = (shop.settings.policy, shop.public_url.clone());
    Asked { customer: signed.customer, order, policy, public_url, now_us: shop.clock.now_us() }
}

/// Tries to pay again, once the last attempt is dead; a page that is still open is closed first.
#[utoipa::path(post, path = "/v1/orders/{id}/attempts", tag = "desk", request_body = AttemptRequest,
    params(("id" = String, Path)), security(("token" = [])), responses(
    (status = 200, body = Attempt),
    (status = 401, body = Failure),
    (status = 404, body = Failure),
    (status = 409, body = Failure, description = "order_not_payable, attempt_live"),
    (status = 429, body = Failure, description = "too_many_tries"),
    (status = 503, body = Failure, description = "gateway_unavailable")
))]
pub async fn try_again(
    State(shop): State<Shop>,
    signed: Signed,
    Id(id): Id<OrderId>,
    Body(request): Body<AttemptRequest>,
) -> Result<Json<Attempt>, Error> {
    Ok(Json(payments::try_again(&shop, &signed, &id, &request).await?))
}
