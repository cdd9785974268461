//! The contents page of the server: every route, and what every request passes through.

use std::sync::LazyLock;

use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};
use utoipa_axum::routes;

use crate::routes::{
    amendments, attempts, cancellations, catalogue, checkouts, events, health, orders, pay, quotes, sandbox,
    sessions, staff, sync, webhooks,
};
use crate::state::Shop;
use crate::{door, openapi};

/// The routes for programs. Each says about itself what it takes and what it replies.
const DOCUMENTED: &[fn() -> UtoipaMethodRouter<Shop>] = &[
    || routes!(health::healthz),
    || routes!(health::readyz),
    || routes!(health::hello),
    || routes!(sessions::sign_in),
    || routes!(sessions::sign_out),
    || routes!(catalogue::page),
    || routes!(sync::sync),
    || routes!(events::events),
    || routes!(quotes::quote),
    || routes!(checkouts::place),
    || routes!(orders::page),
    || routes!(orders::one),
    || routes!(orders::try_again),
    || routes!(cancellations::preview, cancellations::cancel),
    || routes!(amendments::preview),
    || routes!(amendments::amend),
    || routes!(attempts::one),
    || routes!(attempts::reconcile),
    || routes!(staff::orders::board),
    || routes!(staff::orders::page),
    || routes!(staff::orders::one),
    || routes!(staff::orders::note),
    || routes!(staff::mails::of_order, staff::mails::again),
    || routes!(staff::moves::one),
    || routes!(staff::moves::many),
    || routes!(staff::refunds::request),
    || routes!(staff::calendar::show, staff::calendar::import),
    || routes!(staff::calendar::trial),
    || routes!(staff::calendar::edit),
    || routes!(staff::coupons::list, staff::coupons::add),
    || routes!(staff::coupons::end),
    || routes!(staff::exports::orders),
    || routes!(staff::exports::lines),
    || routes!(staff::exports::money),
    || routes!(staff::reviews::open),
    || routes!(staff::reviews::close),
    || routes!(staff::catalogue::trial),
    || routes!(staff::catalogue::import),
    || routes!(staff::services::page),
    || routes!(staff::services::one, staff::services::edit),
    || routes!(staff::services::withdraw),
    || routes!(staff::services::plan_price, staff::services::remove_price),
];

pub fn router(shop: Shop) -> Router {
    let router = DOCUMENTED
        .iter()
        .fold(Router::new(), |router, route| {
            let (_, paths, methods) = route();
            paths.paths.keys().fold(router, |router, path| router.route(path, methods.clone()))
        })
        .route("/webhooks/{gateway}", post(webhooks::receive))
        .route("/openapi.json", get(openapi_document))
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

/// Made when it is asked for first: most servers never are, and its tree takes megabytes.
async fn openapi_document() -> impl IntoResponse {
    static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| {
        let empty = OpenApiRouter::with_openapi(openapi::head());
        let document = DOCUMENTED.iter().fold(empty, |router, route| router.routes(route())).into_openapi();
        document.to_json().expect("names and texts are JSON").into()
    });
    ([(CONTENT_TYPE, "application/json")], DOCUMENT.clone())
}
