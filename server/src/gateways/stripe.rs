//! Stripe: hosted Checkout Sessions. Names and rules are those of docs.stripe.com/api.

mod event;
mod objects;
pub mod signature;

use axum::http::HeaderMap;
use contract::api::Decline;
use domain::attempt::Gateway;
use futures::FutureExt;
use futures::future::BoxFuture;
use reqwest::RequestBuilder;
use url::form_urlencoded::Serializer;

use self::objects::{
    Account, Charge, DisputeObject, Failed, List, PaymentIntent, Refund, Session, TriedCharge,
};
use super::http::{Http, Reply, send};
use super::{
    CardTry, Dispute, GatewayClient, GatewayError, Hint, Opened, Opening, Payment, PaymentStatus, RefundAsk,
    RefundFacts, Taken,
};
use crate::clock::{Clock, HOUR_US, SECOND_US};
use crate::config::StripeSettings;

/// A session's page can be paid for 30 minutes at least and 24 hours at most; a bit less, for clocks differ.
const PAYABLE_US: i64 = 23 * HOUR_US;
/// Stripe remembers a key for 24 hours at least.
const KEY_LIFE_US: i64 = 23 * HOUR_US;
/// Charges in one page of a list, and pages that are read at most.
const LISTED_PER_PAGE: usize = 100;
const LISTED_PAGES: usize = 1_000;
/// What of a session matters here.
const EXPANDED: &str = "?expand[]=payment_intent.latest_charge";

pub struct Stripe {
    http: Http,
    settings: StripeSettings,
    clock: Clock,
}

impl Stripe {
    pub fn new(http: Http, settings: StripeSettings, clock: Clock) -> Self {
        Self { http, settings, clock }
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request
            .bearer_auth(self.settings.secret_key.reveal())
            .header("stripe-version", &self.settings.version)
    }

    async fn get(&self, path: &str) -> Result<Reply, GatewayError> {
        send(self.signed(self.http.get(&format!("{}{path}", self.settings.api_base)))).await
    }

    /// The same key with the same form gives the same reply.
    async fn post(
        &self,
        path: &str,
        key: Option<&str>,
        form: &[(&str, &str)],
    ) -> Result<Reply, GatewayError> {
        let body = Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = self.signed(self.http.post(&format!("{}{path}", self.settings.api_base)));
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        send(request.header("content-type", "application/x-www-form-urlencoded").body(body)).await
    }

    async fn created(&self, opening: &Opening) -> Result<Opened, GatewayError> {
        let amount = Gateway::Stripe
            .units(opening.amount)
            .map_err(|error| GatewayError::Refused(error.to_string()))?;
        let (amount, currency) = (amount.to_string(), opening.amount.currency.code().to_lowercase());
        let name = format!("{} {}", opening.provider, opening.order_number);
        let expires_at = ((opening.begun_us + PAYABLE_US) / SECOND_US).to_string();
        let (attempt, order) = (opening.attempt.as_str(), opening.order.as_str());
        let form = [
            ("mode", "payment"),
            ("client_reference_id", attempt),
            ("metadata[attempt]", attempt),
            ("metadata[order]", order),
            ("payment_intent_data[metadata][attempt]", attempt),
            ("payment_intent_data[metadata][order]", order),
            ("line_items[0][quantity]", "1"),
            ("line_items[0][price_data][currency]", &currency),
            ("line_items[0][price_data][unit_amount]", &amount),
            ("line_items[0][price_data][product_data][name]", &name),
            ("customer_email", &opening.email),
            ("locale", &opening.locale),
            ("expires_at", &expires_at),
            ("success_url", &opening.return_url),
            ("cancel_url", &opening.cancel_url),
            (
                "payment_method_options[card][request_three_d_secure]",
                if opening.step_up { "any" } else { "automatic" },
            ),
        ];
        let reply = self.post("/v1/checkout/sessions", Some(&opening.idempotency_key), &form).await?;
        let session: Session = read(&reply)?;
        let pay_url = session.url.ok_or_else(|| GatewayError::Refused("the session has no page".into()))?;
        Ok(Opened { gateway_ref: session.id, pay_url })
    }

    async fn session(&self, gateway_ref: &str) -> Result<Session, GatewayError> {
        read(&self.get(&format!("/v1/checkout/sessions/{gateway_ref}{EXPANDED}")).await?)
    }

    async fn refunded(&self, ask: &RefundAsk) -> Result<RefundFacts, GatewayError> {
        let units =
            Gateway::Stripe.units(ask.amount).map_err(|error| GatewayError::Refused(error.to_string()))?;
        let (amount, refund) = (units.to_string(), ask.refund.as_str());
        let form =
            [("payment_intent", ask.capture_ref.as_str()), ("amount", &amount), ("metadata[refund]", refund)];
        let made: Refund = read(&self.post("/v1/refunds", Some(&ask.idempotency_key), &form).await?)?;
        Ok(made.facts())
    }

    async fn charges_since(&self, since_us: i64) -> Result<Vec<Taken>, GatewayError> {
        let since = since_us / SECOND_US;
        let mut taken = Vec::new();
        let mut after = String::new();
        for _ in 0..LISTED_PAGES {
            let path = format!("/v1/charges?limit={LISTED_PER_PAGE}&created[gte]={since}{after}");
            let page: List<Charge> = read(&self.get(&path).await?)?;
            taken.extend(page.data.iter().filter_map(Charge::taken));
            match page.data.last() {
                Some(last) if page.has_more => after = format!("&starting_after={}", last.id),
                _ => return Ok(taken),
            }
        }
        Err(GatewayError::Unavailable("its list is too long to be compared".into()))
    }

    /// A session that is not open any more refuses to expire; where it stands is then in the session itself.
    async fn expired(&self, gateway_ref: &str) -> Result<Payment, GatewayError> {
        let reply = self.post(&format!("/v1/checkout/sessions/{gateway_ref}/expire"), None, &[]).await?;
        match read::<Session>(&reply) {
            Ok(_) | Err(GatewayError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
        let payment = payment(self.session(gateway_ref).await?)?;
        match payment.status {
            // We ended it, whoever asked first.
            PaymentStatus::Expired => Ok(Payment { status: PaymentStatus::Cancelled, ..payment }),
            PaymentStatus::Open => {
                Err(GatewayError::Unavailable("the session is open and does not expire".into()))
            }
            _ => Ok(payment),
        }
    }
}

impl GatewayClient for Stripe {
    fn open<'a>(&'a self, opening: &'a Opening) -> BoxFuture<'a, Result<Opened, GatewayError>> {
        self.created(opening).boxed()
    }

    fn fetch<'a>(&'a self, gateway_ref: &'a str) -> BoxFuture<'a, Result<Payment, GatewayError>> {
        async move { payment(self.session(gateway_ref).await?) }.boxed()
    }

    fn cancel<'a>(&'a self, gateway_ref: &'a str) -> BoxFuture<'a, Result<Payment, GatewayError>> {
        self.expired(gateway_ref).boxed()
    }

    /// Its page stays open after a card was refused, so there may be several.
    fn tries<'a>(&'a self, payment: &'a Payment) -> BoxFuture<'a, Result<Vec<CardTry>, GatewayError>> {
        async move {
            let path = format!("/v1/charges?payment_intent={}&limit={LISTED_PER_PAGE}", payment.capture_ref);
            let newest_first: List<TriedCharge> = read(&self.get(&path).await?)?;
            Ok(newest_first.data.iter().rev().map(TriedCharge::card_try).collect())
        }
        .boxed()
    }

    fn refund<'a>(&'a self, ask: &'a RefundAsk) -> BoxFuture<'a, Result<RefundFacts, GatewayError>> {
        self.refunded(ask).boxed()
    }

    fn fetch_refund<'a>(&'a self, gateway_ref: &'a str) -> BoxFuture<'a, Result<RefundFacts, GatewayError>> {
        async move {
            let refund: Refund = read(&self.get(&format!("/v1/refunds/{gateway_ref}")).await?)?;
            Ok(refund.facts())
        }
        .boxed()
    }

    fn taken_since(&self, since_us: i64) -> BoxFuture<'_, Result<Option<Vec<Taken>>, GatewayError>> {
        async move { Ok(Some(self.charges_since(since_us).await?)) }.boxed()
    }

    fn dispute<'a>(&'a self, capture_ref: &'a str) -> BoxFuture<'a, Result<Option<Dispute>, GatewayError>> {
        async move {
            let path = format!("/v1/disputes?payment_intent={capture_ref}&limit=1");
            let list: List<DisputeObject> = read(&self.get(&path).await?)?;
            Ok(list.data.first().and_then(DisputeObject::stands))
        }
        .boxed()
    }

    fn is_genuine<'a>(
        &'a self,
        headers: &'a HeaderMap,
        body: &'a str,
    ) -> BoxFuture<'a, Result<bool, GatewayError>> {
        let header = headers.get(signature::HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (secrets, now_us) = (&self.settings.webhook_secrets, self.clock.now_us());
        async move { Ok(signature::is_genuine(header, body.as_bytes(), secrets, now_us)) }.boxed()
    }

    fn hint(&self, body: &str) -> Option<Hint> {
        event::hint(body)
    }

    fn check(&self) -> BoxFuture<'_, Result<String, GatewayError>> {
        async {
            let account: Account = read(&self.get("/v1/account").await?)?;
            Ok(account.id)
        }
        .boxed()
    }

    fn key_life_us(&self) -> i64 {
        KEY_LIFE_US
    }
}

/// The object of a reply, or why there is none.
fn read<T: serde::de::DeserializeOwned>(reply: &Reply) -> Result<T, GatewayError> {
    if reply.status.is_success() {
        return reply.json();
    }
    let failed: Failed = reply.json().unwrap_or_default();
    let reason = format!("{} {} {}", reply.status.as_u16(), failed.error.kind, failed.error.code);
    // What a key failed with is said again for as long as the key lives.
    let forever = reply.status.is_server_error() && reply.replayed;
    Err(if forever { GatewayError::Refused(reason) } else { reply.error(reason) })
}

/// Folds a session. It may be complete and unpaid: some ways to pay take days.
fn payment(session: Session) -> Result<Payment, GatewayError> {
    let intent = session.payment_intent.as_ref();
    let status = match (session.status.as_deref(), session.payment_status.as_str()) {
        (_, "paid" | "no_payment_required") => PaymentStatus::Captured,
        (Some("expired"), _) => PaymentStatus::Expired,
        (Some("complete"), _) => match intent.map(PaymentIntent::status) {
            Some("requires_payment_method" | "canceled") => PaymentStatus::Failed,
            _ => PaymentStatus::Processing,
        },
        _ => PaymentStatus::Open,
    };
    let units = match (status, intent.and_then(PaymentIntent::amount_received)) {
        (PaymentStatus::Captured, Some(received)) => received,
        _ => session.amount_total,
    };
    let unreadable =
        |reason: String| GatewayError::Unavailable(format!("its amount cannot be read: {reason}"));
    let currency = domain::Currency::new(&session.currency.to_uppercase())
        .map_err(|error| unreadable(error.to_string()))?;
    let amount = Gateway::Stripe.amount(units, currency).map_err(|error| unreadable(error.to_string()))?;
    Ok(Payment {
        status,
        decline: intent.and_then(PaymentIntent::decline_words).map(|(code, decline)| refusal(code, decline)),
        amount: Some(amount),
        attempt: session.metadata.get("attempt").cloned().unwrap_or_default(),
        order: session.metadata.get("order").cloned().unwrap_or_default(),
        live: session.livemode,
        // The key is the account's: nobody else's session can be read with it.
        merchant_fits: true,
        capture_ref: intent.map_or(session.id.as_str(), PaymentIntent::id).to_owned(),
        signs: intent.map(PaymentIntent::signs).unwrap_or_default(),
        tries: intent.and_then(PaymentIntent::latest_charge).map(TriedCharge::card_try).into_iter().collect(),
    })
}

/// No finer than what Stripe would show to the person.
fn refusal(code: &str, decline_code: &str) -> Decline {
    match (code, decline_code) {
        (_, "insufficient_funds") => Decline::InsufficientFunds,
        ("payment_intent_authentication_failure", _) | (_, "authentication_required") => {
            Decline::AuthenticationFailed
        }
        ("processing_error", _) | (_, "processing_error") => Decline::GatewayError,
        _ => Decline::CardDeclined,
    }
}
