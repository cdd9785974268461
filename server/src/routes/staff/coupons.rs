//! Coupons, made and ended by staff.

use axum::Json;
use axum::extract::State;
use contract::staff::{AddCouponRequest, Coupons, EndCouponRequest, StaffCoupon};
use contract::{Code, Failure};
use domain::CouponCode;
use serde::Deserialize;

use crate::body::{Body, Id, Query};
use crate::db::Tx;
use crate::error::Error;
use crate::keys::Allowed;
use crate::keys::scope::{CouponsRead, CouponsWrite};
use crate::ledger::staff::coupons;
use crate::state::Shop;

/// Characters of a search; no code is longer.
const SEARCH_CHARS: usize = 40;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// What the code holds, in any case.
    text: Option<String>,
}

/// Coupons with their limits and how often they were used, newest first.
#[utoipa::path(get, path = "/v1/staff/coupons", tag = "staff", params(ListQuery),
    security(("token" = []), ("key" = ["coupons:read"])), responses(
    (status = 200, body = Coupons),
    (status = 400, body = Failure, description = "malformed: `text` cannot be searched for"),
    (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"),
    (status = 404, body = Failure)
))]
pub async fn list(
    State(shop): State<Shop>,
    _: Allowed<CouponsRead>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Coupons>, Error> {
    let (text, now_us) = (query.text.unwrap_or_default(), shop.clock.now_us());
    // PostgreSQL takes no NUL in a text.
    if text.chars().count() > SEARCH_CHARS || text.contains('\0') {
        return Err(Failure::new(Code::Malformed).with("field", "text").into());
    }
    Ok(Json(shop.db.read(move |tx| coupons::list(tx, &text, now_us)).await?))
}

/// Makes a coupon, by the rules of `coupon add`. Sending it twice is harmless.
#[utoipa::path(post, path = "/v1/staff/coupons", tag = "staff", request_body = AddCouponRequest,
    security(("token" = []), ("key" = ["coupons:write"])), responses(
    (status = 200, body = StaffCoupon),
    (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"),
    (status = 404, body = Failure),
    (status = 422, body = Failure, description = "invalid_fields: code, percent, at_most, amount, minimum, from, until, uses, \
        per_customer, categories")
))]
pub async fn add(
    State(shop): State<Shop>,
    staff: Allowed<CouponsWrite>,
    Body(request): Body<AddCouponRequest>,
) -> Result<Json<StaffCoupon>, Error> {
    let (currency, now_us) = (shop.settings.terms.currency, shop.clock.now_us());
    let add = move |tx: &mut Tx<'_>| coupons::add(tx, &request, &staff.id, currency, now_us);
    Ok(Json(shop.db.write(add).await?))
}

/// Ends a coupon at once; orders that use it keep their discount. Sending it twice is harmless.
#[utoipa::path(post, path = "/v1/staff/coupons/{code}/end", tag = "staff", request_body = EndCouponRequest,
    params(("code" = String, Path)), security(("token" = []), ("key" = ["coupons:write"])), responses(
    (status = 200, body = StaffCoupon),
    (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"),
    (status = 404, body = Failure),
    (status = 409, body = Failure, description = "coupon_ended: it had ended before")
))]
pub async fn end(
    State(shop): State<Shop>,
    staff: Allowed<CouponsWrite>,
    Id(code): Id<CouponCode>,
    Body(request): Body<EndCouponRequest>,
) -> Result<Json<StaffCoupon>, Error> {
    let now_us = shop.clock.now_us();
    let end = move |tx: &mut Tx<'_>| coupons::end(tx, &request.id, &staff.id, &code, now_us);
    Ok(Json(shop.db.write(end).await?))
}
