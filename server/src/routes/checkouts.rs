//! Placing an order.

use axum::Json;
use axum::extract::State;
use contract::Failure;
use contract::api::{CheckoutRequest, Placed};
use domain::CheckoutId;
use serde_json::Value;

use crate::auth::Token;
use crate::body::{Body, Id, parsed};
use crate::db::Tx;
use crate::error::Error;
use crate::ledger::checkout::{self, Checkout, Placement};
use crate::ledger::quotes;
use crate::payments;
use crate::state::Shop;

/// Places the order of a quote. The same body again gives the same reply, for ever.
#[utoipa::path(put, path = "/v1/checkouts/{id}", tag = "desk", request_body = CheckoutRequest,
    params(("id" = String, Path, description = "made by the desk")), security(("token" = [])), responses(
    (status = 200, body = Placed),
    (status = 401, body = Failure),
    (status = 422, body = Failure, description = "quote_expired, quote_changed, checkout_conflict, invalid_fields, \
                                                  lines_unavailable, gateway_not_offered, coupon_refused, \
                                                  shipping_not_there")
))]
pub async fn place(
    State(shop): State<Shop>,
    token: Token,
    Id(id): Id<CheckoutId>,
    Body(sent): Body<Value>,
) -> Result<Json<Placed>, Error> {
    let request: CheckoutRequest = parsed(&sent)?;
    let checkout = Checkout {
        id,
        request_hash: quotes::hash_of(&sent)?,
        gateway_offered: shop.gateways.offers(request.gateway),
        request,
        terms: shop.settings.terms,
        countries: shop.settings.countries.clone(),
        live: shop.settings.live,
        order_expiry_us: shop.settings.order_expiry_us,
        high_value_minor: shop.settings.high_value_minor,
        now_us: shop.clock.now_us(),
    };
    let place = move |tx: &mut Tx<'_>| {
        let signed = token.signed(tx, checkout.now_us)?;
        checkout::place(tx, &signed, &checkout)
    };
    let Placement { placed, unopened } = shop.db.write(place).await?;
    shop.wake.outbox.notify_one();
    let opened = match unopened {
        Some(fresh) => payments::open(&shop, fresh).await,
        None => payments::ensure_open(&shop, &placed.attempt).await,
    };
    match opened {
        Err(error @ Error::Db(_)) => return Err(error),
        // The order stands all the same; the page is asked for again by whoever looks next.
        Err(error) => tracing::warn!(attempt = %placed.attempt, %error, "a page could not be opened yet"),
        Ok(_) => {}
    }
    Ok(Json(placed))
}
