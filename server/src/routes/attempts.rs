//! Tries to pay.

use axum::Json;
use axum::extract::State;
use contract::Failure;
use contract::api::{Attempt, Order};
use domain::AttemptId;

use crate::auth::{Signed, Token};
use crate::body::Id;
use crate::db::Tx;
use crate::error::Error;
use crate::ledger::{attempts, orders};
use crate::payments;
use crate::state::Shop;

/// One attempt. If the gateway has not answered yet, it is asked again.
#[utoipa::path(get, path = "/v1/attempts/{id}", tag = "desk", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Attempt), (status = 401, body = Failure), (status = 404, body = Failure)))]
pub async fn one(
    State(shop): State<Shop>,
    token: Token,
    Id(id): Id<AttemptId>,
) -> Result<Json<Attempt>, Error> {
    let now_us = shop.clock.now_us();
    let find = move |tx: &mut Tx<'_>| {
        let reader = token.signed(tx, now_us)?.reader();
        attempts::find(tx, &id, &reader)
    };
    let found = shop.db.read(find).await?;
    Ok(Json(payments::with_page(&shop, found).await?))
}

/// Asks the gateway where the payment stands; the whole order as it is then.
#[utoipa::path(post, path = "/v1/attempts/{id}/reconcile", tag = "desk", params(("id" = String, Path)),
    security(("token" = [])), responses(
    (status = 200, body = Order),
    (status = 401, body = Failure),
    (status = 404, body = Failure),
    (status = 503, body = Failure, description = "gateway_unavailable")
))]
pub async fn reconcile(
    State(shop): State<Shop>,
    signed: Signed,
    Id(id): Id<AttemptId>,
) -> Result<Json<Order>, Error> {
    let (wanted, reader) = (id.clone(), signed.reader());
    let attempt = shop.db.read(move |tx| attempts::find(tx, &wanted, &reader)).await?;
    payments::reconcile(&shop, &id).await?;
    let url = shop.public_url.clone();
    Ok(Json(shop.db.read(move |tx| orders::load(tx, &attempt.order, &url)).await?))
}
