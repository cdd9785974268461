//! Calls of the gateways. A call is answered with success only once it is kept: what is not kept comes again.

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use contract::Code;
use domain::attempt::Gateway;

use crate::body::read;
use crate::db::Tx;
use crate::error::Error;
use crate::gateways::GatewayError;
use crate::ledger::{entries, webhooks};
use crate::state::Shop;

/// Events have some kilobytes.
const CALL_BYTES: usize = 256 * 1024;

/// Verifies a call, keeps it, and lets it be acted upon.
pub async fn receive(
    State(shop): State<Shop>,
    Path(gateway): Path<String>,
    request: Request,
) -> Result<StatusCode, Error> {
    // The sandbox lives in this very program: it has nothing to call.
    let known = Gateway::parse(&gateway).filter(|gateway| *gateway != Gateway::Sandbox);
    let gateway = known.ok_or_else(Error::not_found)?;
    let client = shop.gateways.client(gateway).map_err(|_| Error::not_found())?;
    let headers = request.headers().clone();
    let body = read(request, CALL_BYTES).await?;
    let body = String::from_utf8(body.to_vec()).map_err(|_| Error::from(Code::Malformed))?;
    match client.is_genuine(&headers, &body).await {
        Ok(true) => {}
        Ok(false) => {
            tracing::warn!(gateway = gateway.as_str(), "a webhook was not signed by the gateway");
            return Err(Code::Malformed.into());
        }
        Err(GatewayError::Unavailable(reason) | GatewayError::Refused(reason)) => {
            tracing::warn!(gateway = gateway.as_str(), reason, "a webhook cannot be verified now");
            return Err(Code::GatewayUnavailable.into());
        }
    }
    let hint = client.hint(&body).filter(|hint| !hint.id.is_empty()).ok_or(Code::Malformed)?;
    let (now_us, verified) = (shop.clock.now_us(), client.verifies());
    let keep = move |tx: &mut Tx<'_>| {
        // A stranger must not fill our tables.
        if !verified && entries::attempt(tx, gateway, &hint)?.is_none() {
            return Ok(false);
        }
        webhooks::keep(tx, gateway, (&hint.id, &hint.kind), &body, now_us)
    };
    let is_new = shop.db.write(keep).await?;
    if is_new {
        shop.wake.inbox.notify_one();
    }
    Ok(StatusCode::OK)
}
