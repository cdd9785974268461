//! The contents page of the server: every route, and what every request passes through.

use axum::Router;
use axum::routing::{get, post};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::routes::{
    amendments, attempts, cancellations, catalogue, checkouts, events, health, orders, pay, quotes, sandbox,
    sessions, staff, sync, webhooks,
};
use crate::state::Shop;
use crate::{door, openapi};

pub fn router(shop: Shop) -> Router {
    let (router, document) = OpenApiRouter::with_openapi(openapi::head())
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(health::hello))
        .routes(routes!(sessions::sign_in))
        .routes(routes!(sessions::sign_out))
        .routes(routes!(catalogue::page))
        .routes(routes!(sync::sync))
        .routes(routes!(events::events))
        .routes(routes!(quotes::quote))
        .routes(routes!(checkouts::place))
        .routes(routes!(orders::page))
        .routes(routes!(orders::one))
        .routes(routes!(orders::try_again))
        .routes(routes!(cancellations::preview, cancellations::cancel))
        .routes(routes!(amendments::preview))
        .routes(routes!(amendments::amend))
        .routes(routes!(attempts::one))
        .routes(routes!(attempts::reconcile))
        .routes(routes!(staff::orders::board))
        .routes(routes!(staff::orders::page))
        .routes(routes!(staff::orders::one))
        .routes(routes!(staff::orders::note))
        .routes(routes!(staff::mails::of_order, staff::mails::again))
        .routes(routes!(staff::moves::one))
        .routes(routes!(staff::moves::many))
        .routes(routes!(staff::refunds::request))
        .routes(routes!(staff::calendar::show, staff::calendar::import))
        .routes(routes!(staff::calendar::trial))
        .routes(routes!(staff::calendar::edit))
        .routes(routes!(staff::coupons::list, staff::coupons::add))
        .routes(routes!(staff::coupons::end))
        .routes(routes!(staff::exports::orders))
        .routes(routes!(staff::exports::lines))
        .routes(routes!(staff::exports::money))
        .routes(routes!(staff::reviews::open))
        .routes(routes!(staff::reviews::close))
        .routes(routes!(staff::catalogue::trial))
        .routes(routes!(staff::catalogue::import))
        .routes(routes!(staff::services::page))
        .routes(routes!(staff::services::one, staff::services::edit))
        .routes(routes!(staff::services::withdraw))
        .routes(routes!(staff::services::plan_price, staff::services::remove_price))
        .split_for_parts();
    let document = axum::Json(document);
    let router = router
        .route("/webhooks/{gateway}", post(webhooks::receive))
        .route("/openapi.json", get(async move || document.clone()))
        // Pages for people, not for programs.
        .route("/pay/return/{attempt}", get(pay::back))
        .route("/pay/cancel/{attempt}", get(pay::cancelled))
        .route("/sandbox/pay/{payment}", get(sandbox::show).post(sandbox::pay))
        .route("/sandbox/pay/{payment}/authenticate", post(sandbox::authenticate))
        .route("/sandbox/pay/{payment}/leave", post(sandbox::leave))
        .route("/sandbox/pay/{payment}/cancel", post(sandbox::cancel))
        .fallback(door::no_such_route)
        .method_not_allowed_fallback(door::no_such_route)
        .with_state(shop);
    door::behind(router)
}
