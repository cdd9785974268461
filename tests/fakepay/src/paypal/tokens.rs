//! Tokens: made for an id and a secret, good for some hours.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::exchange::{Reply, Request};
use crate::world::{World, long_id, short_id};

/// Nine hours, as PayPal's tokens have it.
const LIFE_S: i64 = 9 * 3600;

pub(super) fn make(world: &mut World, request: &Request) -> Reply {
    let basic = request.header("authorization").strip_prefix("Basic ");
    let pair = basic.and_then(|text| String::from_utf8(STANDARD.decode(text).ok()?).ok()).unwrap_or_default();
    let is_pair = pair.split_once(':').is_some_and(|(id, secret)| !id.is_empty() && !secret.is_empty());
    if !is_pair {
        let body = json!({ "error": "invalid_client", "error_description": "Client Authentication failed" });
        return Reply::json(401, &body);
    }
    if request.parsed["grant_type"] != "client_credentials" {
        let body =
            json!({ "error": "unsupported_grant_type", "error_description": "Grant Type is not supported" });
        return Reply::json(400, &body);
    }
    let token = long_id("A21AA");
    world.paypal.tokens.push((token.clone(), world.now_s() + LIFE_S));
    let body = json!({
        "scope": "https://uri.paypal.com/services/payments/payment",
        "access_token": token,
        "token_type": "Bearer",
        "app_id": "APP-FAKEPAY",
        "expires_in": LIFE_S,
        "nonce": short_id(),
    });
    Reply::json(200, &body)
}

pub(super) fn is_signed(world: &World, request: &Request) -> bool {
    let token = request.header("authorization").strip_prefix("Bearer ").unwrap_or_default();
    world.paypal.tokens.iter().any(|(known, until_s)| known == token && *until_s > world.now_s())
}
