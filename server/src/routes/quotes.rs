//! Prices for a cart.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use contract::api::{Quote, QuoteRequest};
use contract::{Code, Failure};
use domain::cart::check_note;
use domain::limits::FIELD_CHARS;

use crate::auth::Token;
use crate::body::Body;
use crate::db::Tx;
use crate::error::Error;
use crate::ledger::quotes;
use crate::recipient;
use crate::state::Shop;

/// 200 lines, each with choices and a note of 500 characters of four bytes, are 700 KB.
const QUOTE_BODY_BYTES: usize = 1024 * 1024;

/// The server's priced answer to the lines; binding until it expires. A coupon that does not count is no failure: the
/// rest is priced, and `problems` say why.
#[utoipa::path(post, path = "/v1/quotes", tag = "desk", request_body = QuoteRequest, security(("token" = [])), responses(
    (status = 200, body = Quote),
    (status = 401, body = Failure),
    (status = 422, body = Failure, description = "cart_empty, too_many_lines, lines_unavailable, total_too_large, \
                                                  shipping_not_there, invalid_fields")
))]
pub async fn quote(
    State(shop): State<Shop>,
    token: Token,
    Body(request): Body<QuoteRequest, QUOTE_BODY_BYTES>,
) -> Result<Json<Quote>, Error> {
    if request.lines.iter().any(|line| check_note(&line.note).is_err()) {
        return Err(Failure::new(Code::Malformed).with("field", "lines.note").into());
    }
    let place = request.destination.as_ref();
    let wrong = recipient::problems(request.phone.as_deref(), place, &shop.settings.countries);
    if !wrong.is_empty() {
        return Err(Failure::fields(wrong).into());
    }
    if request.coupon.as_ref().is_some_and(|typed| typed.chars().count() > FIELD_CHARS) {
        return Err(Failure::new(Code::Malformed).with("field", "coupon").into());
    }
    let (terms, now_us) = (shop.settings.terms, shop.clock.now_us());
    let answer = move |tx: &mut Tx<'_>| {
        let customer = token.signed(tx, now_us)?.customer;
        quotes::answer(tx, customer, &request, terms, now_us)
    };
    // Pricing reads much and writes nothing: whoever writes does not wait for it.
    let answer = Arc::new(shop.db.read(answer).await?);
    let quote = answer.quote.clone();
    shop.db.write(move |tx| quotes::keep(tx, &answer)).await?;
    Ok(Json(quote))
}
