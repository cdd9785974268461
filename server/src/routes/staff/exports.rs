//! Tables of orders and of money, for the provider's bookkeeping.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use contract::Failure;
use domain::books::BookTable;
use futures::stream;
use jiff::civil::Date;
use serde::Deserialize;

use crate::body::Query;
use crate::error::Error;
use crate::exports::Export;
use crate::keys::Allowed;
use crate::keys::scope::BooksRead;
use crate::state::Shop;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DaysQuery {
    /// The first day, where the provider is: `2026-01-01`.
    #[param(value_type = String)]
    from: Date,
    /// The last day, at most 366 with it.
    #[param(value_type = String)]
    to: Date,
}

/// Orders by the day on which they were placed, as CSV.
#[utoipa::path(get, path = "/v1/staff/exports/orders.csv", tag = "staff", params(DaysQuery),
    security(("token" = []), ("key" = ["books:read"])),
    responses(
    (status = 200, content_type = "text/csv", body = String),
    (status = 400, body = Failure, description = "malformed: a day"),
    (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"),
    (status = 404, body = Failure)
))]
pub async fn orders(
    State(shop): State<Shop>,
    _: Allowed<BooksRead>,
    Query(days): Query<DaysQuery>,
) -> Result<Response, Error> {
    file(&shop, BookTable::Orders, &days).await
}

/// The lines of those orders, each with its order's number, as CSV.
#[utoipa::path(get, path = "/v1/staff/exports/lines.csv", tag = "staff", params(DaysQuery),
    security(("token" = []), ("key" = ["books:read"])), responses(
    (status = 200, content_type = "text/csv", body = String),
    (status = 400, body = Failure, description = "malformed: a day"),
    (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"),
    (status = 404, body = Failure)
))]
pub async fn lines(
    State(shop): State<Shop>,
    _: Allowed<BooksRead>,
    Query(days): Query<DaysQuery>,
) -> Result<Response, Error> {
    file(&shop, BookTable::Lines, &days).await
}

/// Money that moved, by the day on which it did, as CSV: what was taken counts up, what went back counts down.
#[utoipa::path(get, path = "/v1/staff/exports/money.csv", tag = "staff", params(DaysQuery),
    security(("token" = []), ("key" = ["books:read"])),
    responses(
    (status = 200, content_type = "text/csv", body = String),
    (status = 400, body = Failure, description = "malformed: a day"),
    (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"),
    (status = 404, body = Failure)
))]
pub async fn money(
    State(shop): State<Shop>,
    _: Allowed<BooksRead>,
    Query(days): Query<DaysQuery>,
) -> Result<Response, Error> {
    file(&shop, BookTable::Money, &days).await
}

async fn file(shop: &Shop, table: BookTable, days: &DaysQuery) -> Result<Response, Error> {
    let export = Export::of_days(&shop.db, table, days.from, days.to).await?;
    // A piece that cannot be read breaks the transfer off: half a file must not look like a whole one.
    let pieces = stream::try_unfold(export, async |mut export| {
        let piece = export.next().await.map_err(|error| std::io::Error::other(error.to_string()))?;
        Ok::<_, std::io::Error>(piece.map(|piece| (piece, export)))
    });
    let named = format!("attachment; filename=\"{}-{}-{}.csv\"", table.as_str(), days.from, days.to);
    let head = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, named)];
    Ok((head, Body::from_stream(pieces)).into_response())
}
