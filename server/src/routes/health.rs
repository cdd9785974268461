//! Who answers here, and whether it can work.

use axum::Json;
use axum::extract::State;
use contract::api::Hello;

use crate::error::Error;
use crate::ledger::head;
use crate::state::Shop;

/// The process is alive.
#[utoipa::path(get, path = "/healthz", tag = "operation", responses((status = 200, body = str)))]
pub async fn healthz() -> &'static str {
    "ok"
}

/// The database answers.
#[utoipa::path(get, path = "/readyz", tag = "operation", responses((status = 200, body = str), (status = 503)))]
pub async fn readyz(State(shop): State<Shop>) -> Result<&'static str, Error> {
    shop.db.read(head::epoch).await?;
    Ok("ready")
}

/// Who answers here, and on what terms.
#[utoipa::path(get, path = "/v1/hello", tag = "desk", responses((status = 200, body = Hello)))]
pub async fn hello(State(shop): State<Shop>) -> Json<Hello> {
    Json(shop.hello())
}
