//! The hosted pages: small forms without scripts, for people and for tests that press buttons.

use html_escape::{encode_double_quoted_attribute, encode_text};

use crate::exchange::{Gateway, Reply, Request};
use crate::form::Form;
use crate::money::{paypal_value, stripe_shown};
use crate::paypal::books::Outcome;
use crate::stripe::pay::Act;
use crate::world::World;

const STYLE: &str = "body{font:16px/1.5 sans-serif;margin:0;color:#222}p.note{background:#ffd;margin:0;padding:.5rem}\
                     main{max-width:26rem;margin:2rem auto;padding:0 1rem}button{display:block;width:100%;\
                     margin:.5rem 0;padding:.6rem;font:inherit}";

/// A button: what it sends, and what stands on it.
type Button = (&'static str, &'static str);

const STRIPE_BUTTONS: [Button; 6] = [
    ("pay", "Pay"),
    ("decline", "Pay with a card that is declined"),
    ("challenge", "Pay with a card that asks the bank (3-D Secure)"),
    ("late", "Pay late (the money comes in some days)"),
    ("late_paid", "Pay late, and let the money come now"),
    ("cancel", "Back to the shop"),
];
const BANK_BUTTONS: [Button; 2] = [("confirm", "Your bank asks: yes, confirm"), ("refuse", "No, refuse")];
const PAYPAL_BUTTONS: [Button; 4] = [
    ("approve", "Pay"),
    ("decline", "Pay with a card that is declined"),
    ("review", "Pay, and let PayPal review it"),
    ("cancel", "Cancel and return to the shop"),
];

/// Shows a page, or does what a button says.
pub(crate) fn answer(world: &mut World, request: &Request) -> Reply {
    let form = Form::parse(&request.body);
    let action = form.text(&["action"]).filter(|_| request.method == "POST");
    match (request.gateway, request.segments().as_slice()) {
        (Gateway::Stripe, ["c", "pay", id]) => stripe(world, id, action),
        (Gateway::Paypal, ["checkoutnow"]) => {
            paypal(world, &request.asked("token").unwrap_or_default(), action)
        }
        (Gateway::Stripe, _) => {
            let message = format!("Unrecognized request URL ({}: {}).", request.method, request.path);
            let error =
                serde_json::json!({ "error": { "type": "invalid_request_error", "message": message } });
            Reply::json(404, &error)
        }
        (Gateway::Paypal, _) => {
            let error =
                serde_json::json!({ "name": "NOT_FOUND", "message": "No such endpoint is played here." });
            Reply::json(404, &error)
        }
    }
}

fn stripe(world: &mut World, id: &str, action: Option<&str>) -> Reply {
    let Some(session) = world.stripe.session(id).cloned() else { return ended("There is no such payment") };
    let intent = session.payment_intent.as_ref().and_then(|intent| world.stripe.intent(intent));
    let done = match action {
        Some("cancel") => {
            return session.cancel_url.map_or_else(|| ended("Go back"), |url| Reply::redirect(&url));
        }
        Some("pay") => world.stripe_act(id, Act::Pay),
        Some("decline") => world.stripe_act(id, Act::Decline("generic_decline")),
        Some("challenge") => world.stripe_act(id, Act::Challenge),
        Some("confirm") => world.stripe_act(id, Act::Authenticate(true)),
        Some("refuse") => world.stripe_act(id, Act::Authenticate(false)),
        Some("late") => world.stripe_act(id, Act::PayLate),
        Some("late_paid") => world.stripe_act(id, Act::PayLate).and_then(|()| world.stripe_settle(id, true)),
        _ if session.status != "open" => return ended(&format!("This payment is {}", session.status)),
        _ => {
            let is_challenged = intent.is_some_and(|intent| intent.status == "requires_action");
            let problem =
                intent.and_then(|intent| intent.last_payment_error.as_ref()).map(|_| crate::stripe::DECLINED);
            let amount = stripe_shown(session.amount_total, &session.currency);
            let what = session.lines.first().map_or("", |line| line.name.as_str());
            let buttons: &[Button] = if is_challenged { &BANK_BUTTONS } else { &STRIPE_BUTTONS };
            return page("Stripe", what, &amount, problem, &format!("/c/pay/{id}"), buttons);
        }
    };
    if let Err(reason) = done {
        return ended(&format!("That cannot be done: {reason}"));
    }
    match world.stripe.session(id).map(|session| session.status) {
        Some("complete") => Reply::redirect(&session.success_url.replace("{CHECKOUT_SESSION_ID}", id)),
        _ => Reply::redirect(&format!("/c/pay/{id}")),
    }
}

fn paypal(world: &mut World, id: &str, action: Option<&str>) -> Reply {
    let Some(order) = world.paypal.order(id).cloned() else { return ended("There is no such payment") };
    let back = |url: &Option<String>, more: &str| match url.as_ref().and_then(|url| url::Url::parse(url).ok())
    {
        Some(mut url) => {
            url.query_pairs_mut().append_pair("token", id);
            if !more.is_empty() {
                url.query_pairs_mut().append_pair("PayerID", more);
            }
            Reply::redirect(url.as_str())
        }
        None => ended("You can close this page"),
    };
    let outcome = match action {
        Some("cancel") => return back(&order.cancel_url, ""),
        Some("approve") => Outcome::Completed,
        Some("decline") => Outcome::InstrumentDeclined,
        Some("review") => Outcome::Pending("PENDING_REVIEW"),
        _ if order.status == "COMPLETED" => return ended("This payment is completed"),
        _ => {
            let amount = format!("{} {}", paypal_value(order.units, &order.currency), order.currency);
            let what = order.description.as_deref().or(order.brand_name.as_deref()).unwrap_or_default();
            let path = format!("/checkoutnow?token={id}");
            return page("PayPal", what, &amount, None, &path, &PAYPAL_BUTTONS);
        }
    };
    match world.paypal_approve(id).and_then(|()| world.paypal_will(id, outcome)) {
        Ok(()) => back(&order.return_url, "FAKEPAYER1234"),
        Err(reason) => ended(&format!("That cannot be done: {reason}")),
    }
}

fn page(
    name: &str,
    what: &str,
    amount: &str,
    problem: Option<&str>,
    path: &str,
    buttons: &[Button],
) -> Reply {
    let buttons: String = buttons
        .iter()
        .map(|(action, label)| {
            format!(
                "<button type=\"submit\" name=\"action\" value=\"{action}\">{}</button>",
                encode_text(label)
            )
        })
        .collect();
    let problem = problem.map(|problem| format!("<p role=\"alert\">{}</p>", encode_text(problem)));
    let body = format!(
        "<main><p>{}</p><h1>{}</h1>{}<form method=\"post\" action=\"{}\">{buttons}</form></main>",
        encode_text(what),
        encode_text(amount),
        problem.unwrap_or_default(),
        encode_double_quoted_attribute(path),
    );
    Reply::html(200, document(&format!("{name} (played by fakepay)"), &body))
}

fn ended(sentence: &str) -> Reply {
    let body = format!("<main><h1>{}</h1></main>", encode_text(sentence));
    Reply::html(410, document("Payment ended", &body))
}

fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style>\
         <p class=\"note\">A test gateway: no money moves</p>{body}</html>"
    )
}
