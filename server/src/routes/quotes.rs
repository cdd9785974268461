//! Prices for a cart.

use axum::Json;
use axum::extract::State;
use contract::Failure;
use contract::api::{Quote, QuoteRequest};

use crate::auth::Signed;
use crate::body::{Body, PUSH_BODY_BYTES};
use crate::error::Error;
use crate::ledger::quotes;
use crate::state::Shop;

/// The server's priced answer to the lines; binding until it expires. 200 lines with long notes may be large.
#[utoipa::path(post, path = "/v1/quotes", tag = "desk", request_body = QuoteRequest, security(("token" = [])), responses(
    (status = 200, body = Quote),
    (status = 401, body = Failure),
    (status = 422, body = Failure, description = "cart_empty, too_many_lines, lines_unavailable, total_too_large")
))]
pub async fn quote(
    State(shop): State<Shop>,
    signed: Signed,
    Body(request): Body<QuoteRequest, PUSH_BODY_BYTES>,
) -> Result<Json<Quote>, Error> {
    let notes = request.lines.iter().map(|line| line.note.chars().count());
    if notes.max().is_some_and(|chars| chars > domain::limits::NOTE_CHARS) {
        return Err(Failure::new(contract::Code::Malformed).with("field", "lines.note").into());
    }
    let (terms, now_us) = (shop.settings.terms, shop.clock.now_us());
    let quote =
        move |tx: &mut crate::db::Tx<'_>| quotes::quote(tx, &signed.customer, &request.lines, terms, now_us);
    Ok(Json(shop.db.write(quote).await?))
}
