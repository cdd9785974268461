//! The mails of an order, and one of them sent once more.

use axum::Json;
use axum::extract::State;
use contract::Failure;
use contract::staff::{OrderMails, ResendRequest};
use domain::OrderId;

use crate::auth::Staff;
use crate::body::{Body, Id};
use crate::db::Tx;
use crate::error::Error;
use crate::keys::Allowed;
use crate::keys::scope::OrdersRead;
use crate::ledger::staff::mails::{self, Again};
use crate::state::Shop;

/// What was told about an order, to whom, and what became of it; oldest first.
#[utoipa::path(get, path = "/v1/staff/orders/{id}/mails", tag = "staff", params(("id" = String, Path)),
    security(("token" = []), ("key" = ["orders:read"])), responses(
    (status = 200, body = OrderMails), (status = 401, body = Failure),
    (status = 403, body = Failure, description = "not_for_key"), (status = 404, body = Failure)
))]
pub async fn of_order(
    State(shop): State<Shop>,
    _: Allowed<OrdersRead>,
    Id(order): Id<OrderId>,
) -> Result<Json<OrderMails>, Error> {
    shown(&shop, order).await
}

/// Sends a mail of an order once more: the same one if it did not leave, another one that says the same if it did. Sending it
/// twice is harmless.
#[utoipa::path(post, path = "/v1/staff/orders/{id}/mails", tag = "staff", request_body = ResendRequest,
    params(("id" = String, Path)), security(("token" = [])), responses(
    (status = 200, body = OrderMails),
    (status = 401, body = Failure),
    (status = 404, body = Failure),
    (status = 409, body = Failure, description = "mail_waits, address_bounces")
))]
pub async fn again(
    State(shop): State<Shop>,
    staff: Staff,
    Id(order): Id<OrderId>,
    Body(request): Body<ResendRequest>,
) -> Result<Json<OrderMails>, Error> {
    let wanted = Again { id: request.id, staff: staff.id, order: order.clone(), mail: request.mail };
    let (settings, url, now_us) = (shop.settings.clone(), shop.public_url.clone(), shop.clock.now_us());
    let send = move |tx: &mut Tx<'_>| mails::again(tx, &wanted, &settings, &url, now_us);
    shop.db.write(send).await?;
    shop.wake.outbox.notify_one();
    shown(&shop, order).await
}

async fn shown(shop: &Shop, order: OrderId) -> Result<Json<OrderMails>, Error> {
    let (settings, url) = (shop.settings.clone(), shop.public_url.clone());
    let mails = shop.db.read(move |tx| mails::of_order(tx, &order, &settings, &url)).await?;
    Ok(Json(OrderMails { mails }))
}
