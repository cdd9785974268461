//! The pages that people see: plain forms, without a script.

use axum::Router;
use axum::extract::{Form, Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use serde_json::Value;

use crate::Shared;
use crate::books::text;

pub fn router() -> Router<Shared> {
    Router::new()
        .route("/pay/stripe/{id}", get(stripe).post(stripe_pressed))
        .route("/pay/paypal/{id}", get(paypal).post(paypal_pressed))
}

async fn stripe(State(shared): State<Shared>, Path(id): Path<String>) -> Html<String> {
    let books = shared.books();
    let session = books.sessions.get(&id).cloned().unwrap_or_default();
    let amount = format!("{} {}", session["amount_total"], text(&session["currency"]));
    let buttons = [
        ("pay", "Pay"),
        ("decline", "Use a declined card"),
        ("late", "Pay by bank debit"),
        ("cancel", "Back"),
    ];
    page("Stripe (fake)", &amount, &session["status"], &buttons)
}

async fn stripe_pressed(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let mut books = shared.books();
    let Some(session) = books.sessions.get(&id).cloned() else { return Redirect::to("/").into_response() };
    match form.first().map(|(_, value)| value.as_str()) {
        Some("pay") => books.stripe_pay(&id),
        Some("late") => books.stripe_pay_late(&id),
        Some("decline") => {
            books.stripe_decline(&id, "generic_decline");
            return Redirect::to(&format!("/pay/stripe/{id}")).into_response();
        }
        _ => return Redirect::to(&text(&session["cancel_url"])).into_response(),
    }
    Redirect::to(&text(&session["success_url"])).into_response()
}

async fn paypal(State(shared): State<Shared>, Path(id): Path<String>) -> Html<String> {
    let books = shared.books();
    let order = books.orders.get(&id).cloned().unwrap_or_default();
    let amount = &order["purchase_units"][0]["amount"];
    let amount = format!("{} {}", text(&amount["value"]), text(&amount["currency_code"]));
    page(
        "PayPal (fake)",
        &amount,
        &order["status"],
        &[("approve", "Pay now"), ("cancel", "Cancel and return")],
    )
}

async fn paypal_pressed(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let mut books = shared.books();
    let Some(order) = books.orders.get(&id).cloned() else { return Redirect::to("/").into_response() };
    let context = &order["payment_source"]["paypal"]["experience_context"];
    if form.first().is_some_and(|(_, value)| value == "approve") {
        books.paypal_approve(&id);
        return Redirect::to(&format!("{}?token={id}&PayerID=PAYER1", text(&context["return_url"])))
            .into_response();
    }
    Redirect::to(&format!("{}?token={id}", text(&context["cancel_url"]))).into_response()
}

fn page(name: &str, amount: &str, status: &Value, buttons: &[(&str, &str)]) -> Html<String> {
    let buttons: String = buttons
        .iter()
        .map(|(value, label)| format!("<p><button name=\"press\" value=\"{value}\">{label}</button></p>"))
        .collect();
    Html(format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{name}</title>\
         <h1>{name}</h1><p>{amount}, {}</p><form method=\"post\">{buttons}</form>",
        text(status)
    ))
}
