//! Stripe: which endpoint a request is for, who asks, and what was said to its key before.

pub(crate) mod books;
mod catalogue;
mod disputes;
mod lists;
pub(crate) mod objects;
mod params;
pub(crate) mod pay;
mod refunds;
mod sessions;
mod trouble;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

pub(crate) use self::books::Books;
pub(crate) use self::sessions::expire_overdue;
use self::trouble::Trouble;
use crate::exchange::{Reply, Request};
use crate::faults::{Call, Fault};
use crate::form::Form;
use crate::keys::Known;
use crate::world::{World, long_id, too_many};

/// The version of the objects here, and of events.
pub(crate) const VERSION: &str = "2026-01-28.clover";
pub(crate) const DECLINED: &str = "Your card was declined.";
/// docs.stripe.com/api/idempotent_requests
const KEY_CHARACTERS: usize = 255;

/// The endpoint of a request; none for a hosted page.
pub(crate) fn call_of(request: &Request) -> Option<Call> {
    use Call::*;
    let segments = request.segments();
    Some(match (request.method.as_str(), segments.as_slice()) {
        ("POST", ["v1", "checkout", "sessions"]) => StripeSessionCreate,
        ("GET", ["v1", "checkout", "sessions"]) => StripeSessionList,
        ("GET", ["v1", "checkout", "sessions", _] | ["v1", "checkout", "sessions", _, "line_items"]) => {
            StripeSessionGet
        }
        ("POST", ["v1", "checkout", "sessions", _, "expire"]) => StripeSessionExpire,
        ("POST", ["v1", "payment_intents"]) => StripeIntentCreate,
        ("GET", ["v1", "payment_intents", _]) => StripeIntentGet,
        ("POST", ["v1", "payment_intents", _, "cancel"]) => StripeIntentCancel,
        ("POST", ["v1", "payment_intents", _, "capture"]) => StripeIntentCapture,
        ("GET", ["v1", "charges"]) => StripeChargeList,
        ("GET", ["v1", "charges", _]) => StripeChargeGet,
        ("POST", ["v1", "refunds"]) => StripeRefundCreate,
        ("GET", ["v1", "refunds"]) => StripeRefundList,
        ("GET", ["v1", "refunds", _]) => StripeRefundGet,
        ("POST", ["v1", "refunds", _]) => StripeRefundUpdate,
        ("GET", ["v1", "disputes"]) => StripeDisputeList,
        ("GET", ["v1", "disputes", _]) => StripeDisputeGet,
        ("POST", ["v1", "disputes", _]) => StripeDisputeUpdate,
        ("POST", ["v1", "disputes", _, "close"]) => StripeDisputeClose,
        ("GET", ["v1", "events"]) => StripeEventList,
        ("GET", ["v1", "events", _]) => StripeEventGet,
        ("GET", ["v1", "balance"]) => StripeBalance,
        ("GET", ["v1", "account"]) => StripeAccount,
        ("POST", ["v1", "products" | "prices" | "payment_methods"]) => StripeCatalogue,
        ("GET", ["v1", "payment_pages", _]) | ("POST", ["v1", "payment_pages", _, "confirm"]) => {
            StripePaymentPage
        }
        _ => return None,
    })
}

pub(crate) fn answer(world: &mut World, call: Call, request: &Request, fault: Option<&Fault>) -> Reply {
    if !is_signed(request) {
        let message = "Invalid API Key provided.";
        return Trouble::new(401, "invalid_request_error", "", message).reply();
    }
    if let Some(Fault::TooMany { retry_after_s }) = fault {
        let trouble = Trouble::new(429, "invalid_request_error", "rate_limit", "Too many requests.");
        return too_many(*retry_after_s, &trouble.body());
    }
    let is_post = request.method == "POST";
    let form = Form::parse(if is_post { &request.body } else { request.query.as_bytes() });
    let key = Some(request.header("idempotency-key")).filter(|key| is_post && !key.is_empty());
    let asked = format!("{} {}", request.path, form.fingerprint());
    if let Some(reply) = key.and_then(|key| said_before(world, key, &asked)) {
        return reply;
    }
    let reply = match fault {
        Some(Fault::ServerError) => Trouble::new(500, "api_error", "", "An unknown error occurred.").reply(),
        Some(Fault::Refuse) => {
            let message = "Your account cannot currently make this call.";
            Trouble::new(403, "invalid_request_error", "", message).reply()
        }
        _ => match perform(world, call, request, &form, fault) {
            Ok(object) => Reply::json(200, &object),
            Err(trouble) => trouble.reply(),
        },
    };
    // What was refused before it began is not kept.
    if let Some(key) = key
        && (reply.is_success() || matches!(reply.status, 402 | 500..))
    {
        world.keys.keep_stripe(key, &asked, &reply, world.now_us());
    }
    reply.with("request-id", long_id("req_"))
}

/// The answer that a key alone decides.
fn said_before(world: &World, key: &str, asked: &str) -> Option<Reply> {
    if key.chars().count() > KEY_CHARACTERS {
        let message = "Idempotency keys may be at most 255 characters long.";
        return Some(Trouble::invalid("", message, "").reply());
    }
    match world.keys.stripe(key, asked, world.now_us()) {
        Known::Fresh => None,
        Known::Replay(reply) => Some(reply),
        Known::Other => {
            let message = format!(
                "Keys for idempotent requests can only be used with the same parameters they were first used with. \
                 Try using a key other than '{key}' if you meant to execute a different request."
            );
            Some(Trouble::new(400, "idempotency_error", "", message).reply())
        }
    }
}

fn perform(
    world: &mut World,
    call: Call,
    request: &Request,
    form: &Form,
    fault: Option<&Fault>,
) -> Result<Value, Trouble> {
    if let Some(unknown) = form.unknown(params::known(call)) {
        let message = format!("Received unknown parameter: {unknown}");
        return Err(Trouble::invalid("parameter_unknown", message, &unknown));
    }
    let segments = request.segments();
    let place = if segments.get(1) == Some(&"checkout") { 3 } else { 2 };
    let id = segments.get(place).copied().unwrap_or_default();
    let waits = fault == Some(&Fault::PendingReview);
    let is_lines = segments.last() == Some(&"line_items");
    let mut object = match call {
        Call::StripeSessionCreate => sessions::create(world, form)?,
        Call::StripeSessionExpire => sessions::expire(world, id)?,
        Call::StripeSessionGet if is_lines => sessions::lines_of(world, id)?,
        Call::StripeIntentCreate => catalogue::create_intent(world, form)?,
        Call::StripeIntentCancel => catalogue::cancel_intent(world, id)?,
        Call::StripeIntentCapture => catalogue::capture_intent(world, id)?,
        Call::StripeRefundCreate => refunds::create(world, form, waits)?,
        Call::StripeRefundUpdate => refunds::update(world, id, form)?,
        Call::StripeDisputeUpdate => disputes::update(world, id, form)?,
        Call::StripeDisputeClose => disputes::close(world, id)?,
        Call::StripeCatalogue => catalogue::create(world, segments[1], form)?,
        Call::StripePaymentPage if request.method == "POST" => catalogue::confirm_page(world, id, form)?,
        Call::StripeSessionGet | Call::StripePaymentPage => get(world, "cs_", "checkout.session", id)?,
        Call::StripeIntentGet => get(world, "pi_", "payment_intent", id)?,
        Call::StripeChargeGet => get(world, "ch_", "charge", id)?,
        Call::StripeRefundGet => get(world, "re_", "refund", id)?,
        Call::StripeDisputeGet => get(world, "dp_", "dispute", id)?,
        Call::StripeEventGet => lists::event(world, id)?,
        Call::StripeBalance => balance(),
        Call::StripeAccount => account(world),
        _ => lists::list(world, call, form)?,
    };
    for path in form.list("expand") {
        lists::expand(world, &mut object, path)?;
    }
    match fault {
        Some(Fault::WrongAmount) => {
            let more = |old: &Value| Value::from(old.as_i64().unwrap_or_default() + 1);
            spoil(&mut object, ["/amount_total", "/payment_intent/amount_received"], more);
        }
        Some(Fault::WrongCurrency) => {
            let other = |old: &Value| Value::from(if *old == "usd" { "eur" } else { "usd" });
            spoil(&mut object, ["/currency", "/payment_intent/currency"], other);
        }
        _ => {}
    }
    Ok(object)
}

/// Any secret or restricted test key, as a bearer's token or in Stripe's older way, as the name of a user.
fn is_signed(request: &Request) -> bool {
    let header = request.header("authorization");
    let basic =
        header.strip_prefix("Basic ").and_then(|text| String::from_utf8(STANDARD.decode(text).ok()?).ok());
    let key = header.strip_prefix("Bearer ").map(str::to_owned).or(basic).unwrap_or_default();
    key.starts_with("sk_test_") || key.starts_with("rk_test_")
}

fn get(world: &World, prefix: &str, kind: &str, id: &str) -> Result<Value, Trouble> {
    let object = world.stripe_object(id).filter(|_| id.starts_with(prefix));
    object.ok_or_else(|| Trouble::missing(kind, id))
}

fn spoil(object: &mut Value, paths: [&str; 2], change: impl Fn(&Value) -> Value) {
    for path in paths {
        if let Some(place) = object.pointer_mut(path) {
            *place = change(place);
        }
    }
}

fn balance() -> Value {
    let nothing = json!([{ "amount": 0, "currency": "eur", "source_types": { "card": 0 } }]);
    json!({ "object": "balance", "available": nothing, "pending": nothing, "livemode": false })
}

fn account(world: &World) -> Value {
    json!({
        "id": format!("acct_{}", world.merchant_id),
        "object": "account",
        "charges_enabled": true,
        "country": "DE",
        "default_currency": "eur",
        "details_submitted": true,
        "payouts_enabled": true,
        "type": "standard",
    })
}
