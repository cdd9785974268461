//! Services of the catalogue one by one, for staff.

use axum::Json;
use axum::extract::State;
use contract::Failure;
use contract::staff::catalogue::{
    EditRequest, PLANNED_DAYS, PriceRequest, StaffService, StaffServices, WithdrawalRequest,
};
use domain::address::FieldReason;
use domain::{CustomerId, ServiceId};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

use super::texts;
use crate::body::{Body, Id, Part, Query};
use crate::db::Tx;
use crate::error::Error;
use crate::keys::Allowed;
use crate::keys::scope::{CatalogueRead, CatalogueWrite};
use crate::ledger::staff::services::{self, By};
use crate::ledger::{calendar, price_changes};
use crate::state::Shop;

/// Services in a page when nothing is said, and at most.
const PAGE_DEFAULT: i64 = 50;
const PAGE_MAX: i64 = 200;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Words that all have to be found in code, name or keywords.
    text: Option<String>,
    /// From the last page; none to begin.
    after: Option<String>,
    /// Services in the page: 1 to 200, 50 when nothing is said.
    limit: Option<i64>,
}

/// Services by their codes, withdrawn ones too.
#[utoipa::path(get, path = "/v1/staff/services", tag = "staff", params(PageQuery),
    security(("token" = []), ("key" = ["catalogue:read"])), responses(
    (status = 200, body = StaffServices),
    (status = 400, body = Failure, description = "malformed: `text` or `after` cannot be searched for"),
    (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"),
    (status = 404, body = Failure, description = "not_found: to who is not staff")
))]
pub async fn page(
    State(shop): State<Shop>,
    _: Allowed<CatalogueRead>,
    Query(query): Query<PageQuery>,
) -> Result<Json<StaffServices>, Error> {
    let (text, after) = (texts::search(query.text)?, texts::search(query.after)?);
    let limit = query.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX);
    Ok(Json(shop.db.read(move |tx| services::page(tx, &text, &after, limit)).await?))
}

/// A service with what can be edited of it, and the prices that are planned.
#[utoipa::path(get, path = "/v1/staff/services/{id}", tag = "staff", params(("id" = String, Path)),
    security(("token" = []), ("key" = ["catalogue:read"])), responses(
    (status = 200, body = StaffService), (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"), (status = 404, body = Failure)
))]
pub async fn one(
    State(shop): State<Shop>,
    _: Allowed<CatalogueRead>,
    Id(id): Id<ServiceId>,
) -> Result<Json<StaffService>, Error> {
    Ok(Json(shop.db.read(move |tx| services::load(tx, &id)).await?))
}

/// Edits a service that is as it was seen, by the rules of a catalogue file.
#[utoipa::path(put, path = "/v1/staff/services/{id}", tag = "staff", request_body = EditRequest,
    params(("id" = String, Path)), security(("token" = []), ("key" = ["catalogue:write"])), responses(
    (status = 200, body = StaffService),
    (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"),
    (status = 404, body = Failure),
    (status = 409, body = Failure, description = "catalogue_moved"),
    (status = 422, body = Failure, description = "invalid_fields: by their columns")
))]
pub async fn edit(
    State(shop): State<Shop>,
    staff: Allowed<CatalogueWrite>,
    Id(id): Id<ServiceId>,
    Body(request): Body<EditRequest>,
) -> Result<Json<StaffService>, Error> {
    let currency = shop.settings.terms.currency;
    changed(&shop, id, staff.id, move |tx, id, by| {
        services::edit(tx, id, request.seen_ver, &request.fields, currency, by)
    })
    .await
}

/// Withdraws a service that is as it was seen, or brings it back.
#[utoipa::path(post, path = "/v1/staff/services/{id}/withdrawal", tag = "staff", request_body = WithdrawalRequest,
    params(("id" = String, Path)), security(("token" = []), ("key" = ["catalogue:write"])), responses(
    (status = 200, body = StaffService),
    (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"),
    (status = 404, body = Failure),
    (status = 409, body = Failure, description = "catalogue_moved")
))]
pub async fn withdraw(
    State(shop): State<Shop>,
    staff: Allowed<CatalogueWrite>,
    Id(id): Id<ServiceId>,
    Body(request): Body<WithdrawalRequest>,
) -> Result<Json<StaffService>, Error> {
    let WithdrawalRequest { seen_ver, withdrawn } = request;
    changed(&shop, id, staff.id, move |tx, id, by| services::withdraw(tx, id, seen_ver, withdrawn, by)).await
}

/// Plans a price from the midnight of a day on, in the provider's time zone. Sending it twice is harmless.
#[utoipa::path(put, path = "/v1/staff/services/{id}/prices/{day}", tag = "staff", request_body = PriceRequest,
    params(("id" = String, Path), ("day" = String, Path, description = "Like 2027-01-01")),
    security(("token" = []), ("key" = ["catalogue:write"])), responses(
    (status = 200, body = StaffService),
    (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"),
    (status = 404, body = Failure),
    (status = 409, body = Failure, description = "catalogue_moved: another price is planned for this day"),
    (status = 422, body = Failure, description = "invalid_fields: day, price")
))]
pub async fn plan_price(
    State(shop): State<Shop>,
    staff: Allowed<CatalogueWrite>,
    Part(id, day): Part<ServiceId, Date>,
    Body(request): Body<PriceRequest>,
) -> Result<Json<StaffService>, Error> {
    let currency = shop.settings.terms.currency;
    changed(&shop, id, staff.id, move |tx, id, by| {
        let price = services::price_of(tx, id, &request.price, currency)?;
        let today = calendar::today(tx, by.now_us)?;
        let last = today.checked_add(PLANNED_DAYS.days()).unwrap_or(Date::MAX);
        if day <= today || day > last {
            return Err(texts::wrong("day", FieldReason::NotAhead));
        }
        if price_changes::plan(tx, id, day, price, by.staff, by.now_us)? {
            by.did(tx, format!("plan {price} for {id} from {day} on"))?;
        }
        Ok(())
    })
    .await
}

/// Removes the price that is planned for a day. Sending it twice is harmless.
#[utoipa::path(delete, path = "/v1/staff/services/{id}/prices/{day}", tag = "staff",
    params(("id" = String, Path), ("day" = String, Path, description = "Like 2027-01-01")),
    security(("token" = []), ("key" = ["catalogue:write"])), responses(
    (status = 200, body = StaffService), (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"), (status = 404, body = Failure)
))]
pub async fn remove_price(
    State(shop): State<Shop>,
    staff: Allowed<CatalogueWrite>,
    Part(id, day): Part<ServiceId, Date>,
) -> Result<Json<StaffService>, Error> {
    changed(&shop, id, staff.id, move |tx, id, by| {
        if price_changes::remove(tx, id, day)? {
            by.did(tx, format!("remove the price of {id} from {day} on"))?;
        }
        Ok(())
    })
    .await
}

/// Does something with a service; how it is then.
async fn changed(
    shop: &Shop,
    id: ServiceId,
    staff: CustomerId,
    change: impl Fn(&mut Tx<'_>, &ServiceId, By<'_>) -> Result<(), Error> + Send + Sync + 'static,
) -> Result<Json<StaffService>, Error> {
    let now_us = shop.clock.now_us();
    let done = shop.db.write(move |tx| {
        change(tx, &id, By { staff: &staff, now_us })?;
        services::load(tx, &id)
    });
    Ok(Json(done.await?))
}
