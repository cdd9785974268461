//! The pages that people see: plain forms, without a script, unless a test asks for a hostile one.

mod hostile;

use axum::Router;
use axum::extract::{Form, Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde_json::Value;

use crate::books::text;
use crate::{CARD, DECLINED_CARD, Shared};

/// The first button has the size and colour of the sandbox's, by which tests find it in the window's pixels; the next
/// one stands as far below it.
const STYLE: &str = "<style>body{font:16px sans-serif;margin:2rem;background:#fff;color:#222}\
    button{display:block;width:414px;height:44px;margin:0 auto 12px;border:1px solid #888;background:#eee}\
    button:first-of-type{background:#176b50;color:#fff;border:0}</style>";

pub fn router() -> Router<Shared> {
    Router::new()
        .route("/pay/stripe/{id}", get(stripe).post(stripe_pressed))
        .route("/pay/paypal/{id}", get(paypal).post(paypal_pressed))
        .route("/hostile/report", post(hostile::report))
}

async fn stripe(State(shared): State<Shared>, Path(id): Path<String>) -> Html<String> {
    let books = shared.books();
    let session = books.sessions.get(&id).cloned().unwrap_or_default();
    let amount = format!("{} {}", session["amount_total"], text(&session["currency"]));
    let intent = books.intents.get(&text(&session["payment_intent"]));
    let buttons: &[_] = if intent.is_some_and(|intent| intent["status"] == "requires_action") {
        &[("confirm", "Confirm with the bank"), ("refuse", "Refuse")]
    } else {
        &[
            ("pay", "Pay"),
            ("cancel", "Back"),
            ("decline", "Use a declined card"),
            ("late", "Pay by bank debit"),
            ("ask", "Use a card whose bank asks"),
        ]
    };
    page("Stripe (fake)", &amount, &session["status"], buttons, &books.hostile)
}

async fn stripe_pressed(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let mut books = shared.books();
    let Some(session) = books.sessions.get(&id).cloned() else { return Redirect::to("/").into_response() };
    match form.first().map(|(_, value)| value.as_str()) {
        Some("pay") => books.stripe_pay(&id, CARD),
        Some("confirm") => books.stripe_answer_bank(&id, true),
        Some("late") => books.stripe_pay_late(&id),
        Some(stays @ ("decline" | "ask" | "refuse")) => {
            match stays {
                "decline" => books.stripe_decline(&id, "generic_decline", DECLINED_CARD),
                "ask" => books.stripe_ask_bank(&id, CARD),
                _ => books.stripe_answer_bank(&id, false),
            }
            return Redirect::to(&format!("/pay/stripe/{id}")).into_response();
        }
        _ => return Redirect::to(&text(&session["cancel_url"])).into_response(),
    }
    Redirect::to(&text(&session["success_url"]).replace("{CHECKOUT_SESSION_ID}", &id)).into_response()
}

async fn paypal(State(shared): State<Shared>, Path(id): Path<String>) -> Html<String> {
    let books = shared.books();
    let order = books.orders.get(&id).cloned().unwrap_or_default();
    let amount = &order["purchase_units"][0]["amount"];
    let amount = format!("{} {}", text(&amount["value"]), text(&amount["currency_code"]));
    let buttons =
        [("approve", "Pay now"), ("cancel", "Cancel and return"), ("review", "Pay, and have it reviewed")];
    page("PayPal (fake)", &amount, &order["status"], &buttons, &books.hostile)
}

async fn paypal_pressed(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let mut books = shared.books();
    let Some(order) = books.orders.get(&id).cloned() else { return Redirect::to("/").into_response() };
    let context = &order["payment_source"]["paypal"]["experience_context"];
    let pressed = form.first().map_or("", |(_, value)| value.as_str());
    if matches!(pressed, "approve" | "review") {
        if pressed == "review" {
            books.paypal_pending.push(id.clone());
        }
        books.paypal_approve(&id);
        return Redirect::to(&format!("{}?token={id}&PayerID=PAYER1", text(&context["return_url"])))
            .into_response();
    }
    Redirect::to(&format!("{}?token={id}", text(&context["cancel_url"]))).into_response()
}

fn page(
    name: &str,
    amount: &str,
    status: &Value,
    buttons: &[(&str, &str)],
    hostile: &[String],
) -> Html<String> {
    let buttons: String = buttons
        .iter()
        .map(|(value, label)| format!("<button name=\"press\" value=\"{value}\">{label}</button>"))
        .collect();
    let script = if hostile.is_empty() { String::new() } else { hostile::script(hostile) };
    Html(format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{name}</title>{STYLE}\
         <h1>{name}</h1><p>{amount}, {}</p><form method=\"post\">{buttons}</form>{script}",
        text(status)
    ))
}
