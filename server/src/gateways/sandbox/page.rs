//! The sandbox's page: what a person sees in the payment window.

use axum::response::Response;
use contract::api::Decline;
use domain::Money;
use html_escape::encode_text;

use crate::html::page;
use crate::ledger::sandbox::{Card, SandboxPayment};

/// The same sentence on every page of the sandbox.
const RIBBON: &str = "<div class=\"ribbon\" role=\"note\">Sandbox: no money moves</div>";

/// The page of an open payment.
pub fn payable(payment: &SandboxPayment, provider: &str) -> Response {
    let body = if payment.authenticating { question(payment, provider) } else { form(payment, provider) };
    page(&format!("Pay {provider} - sandbox"), &body)
}

/// The page of a payment at which nothing can be done any more.
pub fn ended(payment: &SandboxPayment, provider: &str) -> Response {
    let body = format!(
        "{RIBBON}<main><p class=\"provider\">{}</p><h1>This payment has ended</h1><p>Order {}. You can go back to \
         Pannier to see where it stands.</p><p><a href=\"{}\">Back to the shop</a></p></main>",
        encode_text(provider),
        encode_text(&payment.order_number),
        html_escape::encode_double_quoted_attribute(&payment.return_url),
    );
    page("Payment ended - sandbox", &body)
}

fn form(payment: &SandboxPayment, provider: &str) -> String {
    let cards: String = Card::ALL.into_iter().map(|card| choice(card, card == Card::Pays)).collect();
    let problem = payment.payment.decline.map(|decline| {
        format!(
            "<p class=\"problem\" role=\"alert\">{}. Try another card, or go back.</p>",
            sentence(decline)
        )
    });
    let gateway_ref = &payment.gateway_ref;
    let (leave_action, leave_label) = match payment.payment.decline {
        Some(_) => ("leave", "Back to the shop"),
        None => ("cancel", "Cancel"),
    };
    format!(
        "{RIBBON}<main>{head}{problem}<form method=\"post\" action=\"/sandbox/pay/{gateway_ref}\">\
         <fieldset><legend>Test card</legend>{cards}</fieldset>\
         <button type=\"submit\">Pay {amount}</button></form>\
         <form method=\"post\" action=\"/sandbox/pay/{gateway_ref}/{leave_action}\">\
         <button type=\"submit\" class=\"quiet\">{leave_label}</button></form></main>",
        head = head(payment, provider),
        problem = problem.unwrap_or_default(),
        amount = amount(payment.amount),
    )
}

/// The bank's question, as 3-D Secure asks it.
fn question(payment: &SandboxPayment, provider: &str) -> String {
    let gateway_ref = &payment.gateway_ref;
    format!(
        "{RIBBON}<main>{}<h2>Your bank asks</h2><p>Do you want to make this payment?</p>\
         <form method=\"post\" action=\"/sandbox/pay/{gateway_ref}/authenticate\">\
         <button type=\"submit\" name=\"answer\" value=\"yes\">Yes, confirm</button>\
         <button type=\"submit\" name=\"answer\" value=\"no\" class=\"quiet\">No, refuse</button></form></main>",
        head(payment, provider)
    )
}

fn head(payment: &SandboxPayment, provider: &str) -> String {
    format!(
        "<p class=\"provider\">{}</p><h1 class=\"amount\">{}</h1><p class=\"order\">Order {}</p>",
        encode_text(provider),
        amount(payment.amount),
        encode_text(&payment.order_number)
    )
}

fn choice(card: Card, chosen: bool) -> String {
    let (number, what) = match card {
        Card::Pays => ("4242 4242 4242 4242", "Pays at once"),
        Card::ThreeDSecure => ("4000 0000 0000 3220", "3-D Secure, then pays"),
        Card::Late => ("4000 0000 0000 0077", "Pays later"),
        Card::Declined => ("4000 0000 0000 0002", "Is declined"),
        Card::InsufficientFunds => ("4000 0000 0000 9995", "Insufficient funds"),
    };
    let checked = if chosen { " checked" } else { "" };
    format!(
        "<label><input type=\"radio\" name=\"card\" value=\"{}\" required{checked}><span><b>{number}</b>\
         <small>{what}</small></span></label>",
        card.as_str()
    )
}

fn sentence(decline: Decline) -> &'static str {
    match decline {
        Decline::CardDeclined => "The card was declined",
        Decline::InsufficientFunds => "The card has insufficient funds",
        Decline::AuthenticationFailed => "The bank did not confirm the payment",
        Decline::GatewayError => "Something went wrong at the gateway",
    }
}

/// `EUR 1,249.50`.
fn amount(money: Money) -> String {
    let decimal = money.to_decimal();
    let (whole, fraction) = decimal.split_once('.').map_or((decimal.as_str(), None), |(w, f)| (w, Some(f)));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let fraction = fraction.map(|fraction| format!(".{fraction}")).unwrap_or_default();
    format!("{} {grouped}{fraction}", money.currency.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped() {
        let eur = domain::Currency::new("EUR").expect("known");
        assert_eq!(amount(Money::new(124_950, eur)), "EUR 1,249.50");
        assert_eq!(amount(Money::new(5, eur)), "EUR 0.05");
        assert_eq!(amount(Money::new(100_000_000, eur)), "EUR 1,000,000.00");
    }
}
