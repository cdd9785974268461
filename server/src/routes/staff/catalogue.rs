//! A catalogue file, tried out and imported by staff.

use axum::Json;
use axum::extract::State;
use bytes::Bytes;
use contract::Failure;
use contract::staff::catalogue::{CATALOGUE_BYTES, CatalogueImported, CatalogueTrial};
use serde::Deserialize;

use crate::body::{Bare, Query, malformed};
use crate::catalogue_file::{self, Format, Parsed};
use crate::db::Tx;
use crate::error::Error;
use crate::keys::Allowed;
use crate::keys::scope::{CatalogueRead, CatalogueWrite};
use crate::ledger::staff::catalogue;
use crate::ledger::staff::services::By;
use crate::state::Shop;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TrialQuery {
    /// How the file is written.
    format: Format,
}

/// What an import of a file would do, and every mistake in it; changes nothing.
#[utoipa::path(post, path = "/v1/staff/catalogue/trial", tag = "staff", params(TrialQuery),
    security(("token" = []), ("key" = ["catalogue:read"])),
    request_body(content = String, content_type = "text/plain", description = "The file, at most 64 MiB"), responses(
    (status = 200, body = CatalogueTrial),
    (status = 400, body = Failure),
    (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"),
    (status = 404, body = Failure, description = "not_found: to who is not staff"),
    (status = 413, body = Failure)
))]
pub async fn trial(
    State(shop): State<Shop>,
    _: Allowed<CatalogueRead>,
    Query(query): Query<TrialQuery>,
    Bare(file): Bare<CATALOGUE_BYTES>,
) -> Result<Json<CatalogueTrial>, Error> {
    let currency = shop.settings.terms.currency;
    let parsed = parsed(&shop, file, query.format).await?;
    Ok(Json(shop.db.read(move |tx| catalogue::trial(tx, &parsed, currency)).await?))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// How the file is written.
    format: Format,
    /// Where the catalogue stood when the file was tried out.
    at: String,
}

/// Replaces the catalogue by a file: all of it or nothing. Services that it lacks are withdrawn.
#[utoipa::path(post, path = "/v1/staff/catalogue/import", tag = "staff", params(ImportQuery),
    security(("token" = []), ("key" = ["catalogue:write"])),
    request_body(content = String, content_type = "text/plain", description = "The file, at most 64 MiB"), responses(
    (status = 200, body = CatalogueImported),
    (status = 400, body = Failure, description = "malformed: a mistake in the file"),
    (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"),
    (status = 404, body = Failure),
    (status = 409, body = Failure, description = "catalogue_moved"),
    (status = 413, body = Failure)
))]
pub async fn import(
    State(shop): State<Shop>,
    staff: Allowed<CatalogueWrite>,
    Query(query): Query<ImportQuery>,
    Bare(file): Bare<CATALOGUE_BYTES>,
) -> Result<Json<CatalogueImported>, Error> {
    let parsed = parsed(&shop, file, query.format).await?;
    if let Some(bad) = parsed.bad.first() {
        return Err(malformed(&format!("line {} {}", bad.line, bad.column), &bad.reason));
    }
    let now_us = shop.clock.now_us();
    let import = move |tx: &mut Tx<'_>| {
        catalogue::import(tx, &parsed.rows, &query.at, By { staff: &staff.id, now_us })
    };
    let plan = shop.db.write(import).await?;
    let count = |codes: &[String]| codes.len() as u64;
    Ok(Json(CatalogueImported {
        added: count(&plan.added),
        changed: count(&plan.changed),
        withdrawn: count(&plan.withdrawn),
        unchanged: plan.unchanged,
    }))
}

/// A large file takes a second: not on a thread that serves others.
async fn parsed(shop: &Shop, file: Bytes, format: Format) -> Result<Parsed, Error> {
    let currency = shop.settings.terms.currency;
    let parse = move || catalogue_file::parse(&file[..], format, currency);
    tokio::task::spawn_blocking(parse)
        .await
        .map_err(|error| Error::Broken(format!("reading a catalogue: {error}")))
}
