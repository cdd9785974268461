//! Money that goes back because staff says so.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use contract::staff::{REASON_CHARS, RefundRequest, StaffOrder};
use contract::{Code, Failure};
use domain::OrderId;

use super::{orders, texts};
use crate::auth::Staff;
use crate::body::{Body, Id};
use crate::error::Error;
use crate::ledger::staff::credentials;
use crate::ledger::staff::refunds::Asked;
use crate::staff;
use crate::state::Shop;
use crate::tries::Key;

/// Gives money of an order back, and asks for the password once more. Sending it twice is harmless.
#[utoipa::path(post, path = "/v1/staff/orders/{id}/refunds", tag = "staff", request_body = RefundRequest,
    params(("id" = String, Path)), security(("token" = [])), responses(
    (status = 200, body = StaffOrder),
    (status = 401, body = Failure),
    (status = 403, body = Failure, description = "wrong_password"),
    (status = 404, body = Failure),
    (status = 409, body = Failure, description = "order_moved"),
    (status = 422, body = Failure, description = "invalid_fields: reason; refund_too_much"),
    (status = 429, body = Failure, description = "too_many_tries: as for signing in")
))]
pub async fn request(
    State(shop): State<Shop>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    staff: Staff,
    Id(order): Id<OrderId>,
    Body(request): Body<RefundRequest>,
) -> Result<Json<StaffOrder>, Error> {
    let RefundRequest { id, amount, reason, password, seen_ver } = request;
    let reason = texts::optional("reason", &reason, REASON_CHARS)?;
    must_know_password(&shop, from, &staff, password).await?;
    let asked = Asked { id, staff: staff.id, order: order.clone(), amount, reason, seen_ver };
    staff::give_back(&shop, asked).await?;
    orders::shown(&shop, order).await
}

/// Wrong passwords count as they do for signing in: a stolen session guesses no faster than a stranger.
async fn must_know_password(
    shop: &Shop,
    from: SocketAddr,
    staff: &Staff,
    password: String,
) -> Result<(), Error> {
    let id = staff.id.clone();
    let (email, hash) = shop.db.read(move |tx| credentials(tx, &id)).await?;
    let keys = [Key::Account(email), Key::Address(from.ip())];
    if let Err(seconds) = shop.tries.begin(&keys, shop.clock.now_us()) {
        return Err(Failure::new(Code::TooManyTries).with("seconds", seconds).into());
    }
    if !shop.passwords.fits(password, Some(hash)).await? {
        return Err(Code::WrongPassword.into());
    }
    shop.tries.succeeded(&keys);
    Ok(())
}
