//! PayPal: which endpoint a request is for, and who asks.

pub(crate) mod books;
mod disputes;
pub(crate) mod objects;
mod orders;
mod payments;
mod reports;
mod tokens;
mod trouble;
mod verify;

use serde_json::{Value, json};

pub(crate) use self::books::Books;
pub(crate) use self::orders::forget_overdue;
use self::trouble::Trouble;
use crate::exchange::{Reply, Request};
use crate::faults::{Call, Fault};
use crate::money::paypal_units;
use crate::world::{World, short_id, too_many};

/// The endpoint of a request; none for a hosted page.
pub(crate) fn call_of(request: &Request) -> Option<Call> {
    use Call::*;
    let segments = request.segments();
    Some(match (request.method.as_str(), segments.as_slice()) {
        ("POST", ["v1", "oauth2", "token"]) => PaypalToken,
        ("POST", ["v2", "checkout", "orders"]) => PaypalOrderCreate,
        ("GET", ["v2", "checkout", "orders", _]) => PaypalOrderGet,
        ("POST", ["v2", "checkout", "orders", _, "capture"]) => PaypalOrderCapture,
        ("GET", ["v2", "payments", "captures", _]) => PaypalCaptureGet,
        ("POST", ["v2", "payments", "captures", _, "refund"]) => PaypalCaptureRefund,
        ("GET", ["v2", "payments", "refunds", _]) => PaypalRefundGet,
        ("POST", ["v1", "notifications", "verify-webhook-signature"]) => PaypalVerify,
        ("GET", ["v1", "reporting", "transactions"]) => PaypalTransactions,
        ("GET", ["v1", "customer", "disputes"]) => PaypalDisputeList,
        ("GET", ["v1", "customer", "disputes", _]) => PaypalDisputeGet,
        _ => return None,
    })
}

/// An object, and whether it is new.
struct Done {
    object: Value,
    is_new: bool,
}

pub(crate) fn answer(world: &mut World, call: Call, request: &Request, fault: Option<&Fault>) -> Reply {
    match fault {
        Some(Fault::TooMany { retry_after_s }) => {
            let body = json!({
                "name": "RATE_LIMIT_REACHED",
                "message": "Too many requests. Blocked due to rate limiting.",
                "debug_id": short_id().to_lowercase(),
            });
            return too_many(*retry_after_s, &body);
        }
        Some(Fault::ServerError) => return Trouble::new(500, "INTERNAL_SERVER_ERROR", "", "").reply(),
        Some(Fault::Refuse) => {
            return Trouble::new(403, "NOT_AUTHORIZED", "PERMISSION_DENIED", "").reply();
        }
        _ => {}
    }
    if call == Call::PaypalToken {
        return tokens::make(world, request);
    }
    if !tokens::is_signed(world, request) {
        let body =
            json!({ "error": "invalid_token", "error_description": "Token signature verification failed" });
        return Reply::json(401, &body);
    }
    let mut done = match perform(world, call, request, fault) {
        Ok(done) => done,
        Err(trouble) => return trouble.reply(),
    };
    match fault {
        Some(Fault::WrongAmount) => spoil(&mut done.object, |amount| {
            let currency = amount["currency_code"].as_str().unwrap_or_default().to_owned();
            let units = paypal_units(amount["value"].as_str().unwrap_or_default(), &currency);
            *amount = objects::amount(units.unwrap_or_default() + 1, &currency);
        }),
        Some(Fault::WrongCurrency) => spoil(&mut done.object, |amount| {
            amount["currency_code"] = if amount["currency_code"] == "USD" { "EUR" } else { "USD" }.into();
        }),
        _ => {}
    }
    let status = if done.is_new { 201 } else { 200 };
    Reply::json(status, &done.object).with("paypal-debug-id", short_id().to_lowercase())
}

fn perform(world: &mut World, call: Call, request: &Request, fault: Option<&Fault>) -> Result<Done, Trouble> {
    let segments = request.segments();
    let id = segments.get(3).copied().unwrap_or_default();
    let known = |object: Option<Value>| {
        object.map(|object| Done { object, is_new: false }).ok_or_else(Trouble::missing)
    };
    match call {
        Call::PaypalOrderCreate => orders::create(world, request),
        Call::PaypalOrderGet => known(world.paypal.order(id).map(|order| world.order_json(order))),
        Call::PaypalOrderCapture => payments::capture(world, id, request, fault),
        Call::PaypalCaptureGet => known(world.paypal.capture(id).map(|capture| world.capture_json(capture))),
        Call::PaypalCaptureRefund => {
            payments::refund(world, id, request, fault == Some(&Fault::PendingReview))
        }
        Call::PaypalRefundGet => known(world.paypal.refund(id).map(|refund| world.refund_json(refund))),
        Call::PaypalVerify => verify::verify(world, request),
        Call::PaypalTransactions => reports::transactions(world, request),
        Call::PaypalDisputeList => known(Some(disputes::list(world, request))),
        _ => known(disputes::get(world, id)),
    }
}

/// Changes the amount of an order, and of the capture in it.
fn spoil(object: &mut Value, change: impl Fn(&mut Value)) {
    let paths = ["/amount", "/purchase_units/0/amount", "/purchase_units/0/payments/captures/0/amount"];
    for path in paths {
        if let Some(amount) = object.pointer_mut(path) {
            change(amount);
        }
    }
}

/// Whether the whole object is wanted.
fn wants_whole(request: &Request) -> bool {
    request.header("prefer").contains("return=representation")
}
