//! The sandbox gateway's own pages. Whoever knows the address of a payment may act on it, as with other gateways.

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::attempt::Gateway;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::body::{Id, read};
use crate::error::Error;
use crate::gateways::PaymentStatus;
use crate::gateways::sandbox::{Sandbox, page};
use crate::ledger::sandbox::{Action, Card, SandboxPayment};
use crate::state::Shop;

/// A form has one short field.
const FORM_BYTES: usize = 1_024;

/// The sandbox's name of a payment, such as `sbx_0123456789abcdef`, as addresses have it.
pub struct PaymentRef(String);

impl TryFrom<String> for PaymentRef {
    type Error = ();
    fn try_from(text: String) -> Result<Self, ()> {
        if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            Ok(Self(text))
        } else {
            Err(())
        }
    }
}

#[derive(Deserialize)]
struct PayForm {
    card: String,
}

#[derive(Deserialize)]
struct AuthenticateForm {
    answer: String,
}

pub async fn show(State(shop): State<Shop>, Id(payment): Id<PaymentRef>) -> Result<Response, Error> {
    let payment = sandbox(&shop)?.payment(&payment.0).await?;
    Ok(shown(&shop, &payment))
}

pub async fn pay(
    State(shop): State<Shop>,
    Id(payment): Id<PaymentRef>,
    request: Request,
) -> Result<Response, Error> {
    let form: PayForm = form(request).await?;
    let card = Card::parse(&form.card).ok_or(contract::Code::Malformed)?;
    act(&shop, &payment.0, Action::Pay(card)).await
}

pub async fn authenticate(
    State(shop): State<Shop>,
    Id(payment): Id<PaymentRef>,
    request: Request,
) -> Result<Response, Error> {
    let form: AuthenticateForm = form(request).await?;
    let confirmed = match form.answer.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(contract::Code::Malformed.into()),
    };
    act(&shop, &payment.0, Action::Authenticate(confirmed)).await
}

pub async fn leave(State(shop): State<Shop>, Id(payment): Id<PaymentRef>) -> Result<Response, Error> {
    act(&shop, &payment.0, Action::Leave).await
}

pub async fn cancel(State(shop): State<Shop>, Id(payment): Id<PaymentRef>) -> Result<Response, Error> {
    act(&shop, &payment.0, Action::Cancel).await
}

/// Back to the page while it can be paid, and to the shop afterwards.
async fn act(shop: &Shop, gateway_ref: &str, action: Action) -> Result<Response, Error> {
    let payment = sandbox(shop)?.act(gateway_ref, action).await?;
    let to = match payment.payment.status {
        PaymentStatus::Open => format!("/sandbox/pay/{gateway_ref}"),
        PaymentStatus::Cancelled => payment.cancel_url,
        _ => payment.return_url,
    };
    Ok(Redirect::to(&to).into_response())
}

fn shown(shop: &Shop, payment: &SandboxPayment) -> Response {
    let provider = &shop.settings.provider;
    match payment.payment.status {
        PaymentStatus::Open => page::payable(payment, provider),
        _ => page::ended(payment, provider),
    }
}

fn sandbox(shop: &Shop) -> Result<Sandbox, Error> {
    if !shop.gateways.offered().contains(&Gateway::Sandbox) {
        return Err(Error::not_found());
    }
    let late_us = shop.settings.sandbox_late_us;
    Ok(Sandbox::new(shop.db.clone(), shop.clock.clone(), &shop.public_url, late_us))
}

async fn form<T: DeserializeOwned>(request: Request) -> Result<T, Error> {
    let bytes: Bytes = read(request, FORM_BYTES).await?;
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(&bytes).into_owned().collect();
    let fields: serde_json::Map<String, serde_json::Value> =
        pairs.into_iter().map(|(name, value)| (name, value.into())).collect();
    serde_json::from_value(fields.into()).map_err(|_| contract::Code::Malformed.into())
}
