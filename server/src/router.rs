//! The contents page of the server: every route, and what every request passes through.

use axum::Router;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::routes::{catalogue, health, sessions, sync};
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
        .split_for_parts();
    let document = axum::Json(document);
    let router = router
        .route("/openapi.json", get(async move || document.clone()))
        .fallback(door::no_such_route)
        .method_not_allowed_fallback(door::no_such_route)
        .with_state(shop);
    door::behind(router)
}
