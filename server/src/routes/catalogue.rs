//! The catalogue, page by page.

use axum::Json;
use axum::extract::State;
use contract::Failure;
use contract::api::CataloguePage;
use serde::Deserialize;

use crate::auth::Signed;
use crate::body::Query;
use crate::error::Error;
use crate::ledger::catalogue;
use crate::state::Shop;

/// Services in a page when nothing is said, and at most.
const PAGE_DEFAULT: i64 = 500;
const PAGE_MAX: i64 = 2_000;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CatalogueQuery {
    /// From the last page; none to begin.
    cursor: Option<String>,
    /// Services in the page: 1 to 2000, 500 when nothing is said.
    limit: Option<i64>,
}

/// Services changed after the cursor, oldest change first; withdrawn ones too, marked.
#[utoipa::path(get, path = "/v1/catalogue", tag = "desk", params(CatalogueQuery), security(("token" = [])), responses(
    (status = 200, body = CataloguePage),
    (status = 401, body = Failure)
))]
pub async fn page(
    State(shop): State<Shop>,
    _signed: Signed,
    Query(query): Query<CatalogueQuery>,
) -> Result<Json<CataloguePage>, Error> {
    let limit = query.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX);
    let page = shop.db.read(move |tx| catalogue::page(tx, query.cursor.as_deref(), limit)).await?;
    Ok(Json(page))
}
