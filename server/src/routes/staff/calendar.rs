//! The provider's calendar: shown, edited, and replaced by a file that was tried out before.

use axum::Json;
use axum::extract::State;
use contract::staff::{
    CALENDAR_BYTES, CalendarTrial, EditCalendarRequest, ImportCalendarRequest, StaffCalendar,
    TryCalendarRequest,
};
use contract::{Code, Failure};

use crate::body::Body;
use crate::db::Tx;
use crate::error::Error;
use crate::keys::Allowed;
use crate::keys::scope::{CalendarRead, CalendarWrite};
use crate::ledger::staff::calendar::{self, Change};
use crate::pricing_file;
use crate::state::Shop;

/// When the provider works, with its days off and extra working days from today on.
#[utoipa::path(get, path = "/v1/staff/calendar", tag = "staff",
    security(("token" = []), ("key" = ["calendar:read"])), responses(
    (status = 200, body = StaffCalendar), (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"), (status = 404, body = Failure)
))]
pub async fn show(State(shop): State<Shop>, _: Allowed<CalendarRead>) -> Result<Json<StaffCalendar>, Error> {
    shown(&shop).await
}

/// Adds days off, a closure or extra working days, or removes some. Sending it twice is harmless.
#[utoipa::path(post, path = "/v1/staff/calendar/edits", tag = "staff", request_body = EditCalendarRequest,
    security(("token" = []), ("key" = ["calendar:write"])), responses(
    (status = 200, body = StaffCalendar),
    (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"),
    (status = 404, body = Failure, description = "not_found: also if there is nothing to remove"),
    (status = 409, body = Failure, description = "calendar_moved"),
    (status = 422, body = Failure, description = "invalid_fields: first, last, name")
))]
pub async fn edit(
    State(shop): State<Shop>,
    staff: Allowed<CalendarWrite>,
    Body(request): Body<EditCalendarRequest>,
) -> Result<Json<StaffCalendar>, Error> {
    let EditCalendarRequest { id, at, edit } = request;
    let (change, now_us) = (Change { id, staff: staff.id, at }, shop.clock.now_us());
    shop.db.write(move |tx: &mut Tx<'_>| calendar::edit(tx, &change, &edit, now_us)).await?;
    shown(&shop).await
}

/// What an import of a file would do, and every mistake in it. Changes nothing.
#[utoipa::path(post, path = "/v1/staff/calendar/trial", tag = "staff", request_body = TryCalendarRequest,
    security(("token" = []), ("key" = ["calendar:read"])), responses(
    (status = 200, body = CalendarTrial),
    (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"),
    (status = 404, body = Failure),
    (status = 413, body = Failure, description = "too_large: more than 1 MiB")
))]
pub async fn trial(
    State(shop): State<Shop>,
    _: Allowed<CalendarRead>,
    Body(request): Body<TryCalendarRequest, CALENDAR_BYTES>,
) -> Result<Json<CalendarTrial>, Error> {
    let (read, bad) = pricing_file::calendar(request.csv.as_bytes());
    Ok(Json(shop.db.read(move |tx| calendar::trial(tx, read.as_ref(), &bad)).await?))
}

/// Replaces the calendar by a file: all of it or nothing. Sending it twice is harmless.
#[utoipa::path(post, path = "/v1/staff/calendar", tag = "staff", request_body = ImportCalendarRequest,
    security(("token" = []), ("key" = ["calendar:write"])), responses(
    (status = 200, body = StaffCalendar),
    (status = 400, body = Failure, description = "malformed: there are mistakes in the file, which `trial` shows"),
    (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"),
    (status = 404, body = Failure),
    (status = 409, body = Failure, description = "calendar_moved"),
    (status = 413, body = Failure, description = "too_large: more than 1 MiB")
))]
pub async fn import(
    State(shop): State<Shop>,
    staff: Allowed<CalendarWrite>,
    Body(request): Body<ImportCalendarRequest, CALENDAR_BYTES>,
) -> Result<Json<StaffCalendar>, Error> {
    let ImportCalendarRequest { id, at, csv } = request;
    let (Some(new), _) = pricing_file::calendar(csv.as_bytes()) else {
        return Err(Failure::new(Code::Malformed).with("field", "csv").into());
    };
    let (change, now_us) = (Change { id, staff: staff.id, at }, shop.clock.now_us());
    shop.db.write(move |tx: &mut Tx<'_>| calendar::import(tx, &change, &new, now_us)).await?;
    shown(&shop).await
}

async fn shown(shop: &Shop) -> Result<Json<StaffCalendar>, Error> {
    let now_us = shop.clock.now_us();
    Ok(Json(shop.db.read(move |tx| calendar::show(tx, now_us)).await?))
}
