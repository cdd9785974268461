//! The OpenAPI document: what the routes say about themselves, with a head.

use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

/// Title, licence, and how a token is sent.
pub fn head() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        info(
            title = "Pannier",
            description = "Ordering services from a provider. Times are microseconds since 1970 in UTC, money is in \
                           minor units. Every error is a Failure; match its code.",
            license(name = "MIT OR Apache-2.0")
        ),
        tags(
            (name = "desk", description = "What desks call"),
            (name = "staff", description = "What the desks of staff call, and other systems with a key; to everybody else these routes do not exist"),
            (name = "operation", description = "Health")
        )
    )]
    struct Head;
    let mut document = Head::openapi();
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    let mut key = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    key.description = Some("An API key, with the scope that the route names.".into());
    let components = document.components.get_or_insert_with(Default::default);
    components.add_security_scheme("token", SecurityScheme::Http(token));
    components.add_security_scheme("key", SecurityScheme::Http(key));
    document
}
