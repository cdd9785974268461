//! PayPal: Orders v2, its page reached by a redirect. Only we take the money, after the person approved. Names and rules
//! are those of developer.paypal.com.

mod account;
mod dispute;
mod event;
mod objects;

use axum::http::HeaderMap;
use contract::api::Decline;
use domain::risk::Signs;
use futures::FutureExt;
use futures::future::BoxFuture;
use reqwest::StatusCode;
use serde_json::json;
use serde_json::value::RawValue;

use self::account::{Account, failure, read};
use self::dispute::{DisputeObject, Disputes};
use self::objects::{
    Amount, Capture, Failed, Order, Refund, Transaction, Transactions, Verification, Verified,
};
use super::http::Http;
use super::{
    CardTry, Dispute, GatewayClient, GatewayError, Hint, Opened, Opening, Payment, PaymentStatus, RefundAsk,
    RefundFacts, Taken,
};
use crate::clock::{Clock, HOUR_US};
use crate::config::PaypalSettings;

/// PayPal remembers the id of a request about an order for 6 hours.
const KEY_LIFE_US: i64 = 6 * HOUR_US;
/// Transactions in one page of a list, and pages that are read at most.
const LISTED_PER_PAGE: usize = 500;
const LISTED_PAGES: usize = 200;

pub struct Paypal {
    account: Account,
    clock: Clock,
    live: bool,
}

impl Paypal {
    pub fn new(http: Http, settings: PaypalSettings, clock: Clock, live: bool) -> Self {
        Self { account: Account::new(http, settings, clock.clone()), clock, live }
    }

    async fn created(&self, opening: &Opening) -> Result<Opened, GatewayError> {
        let body = json!({
            "intent": "CAPTURE",
            "purchase_units": [{
                "reference_id": opening.order,
                "custom_id": opening.attempt,
                // PayPal refuses a second payment of one invoice, and an order may have several attempts.
                "invoice_id": format!("{}/{}", opening.order_number, opening.attempt_number),
                "description": format!("{} {}", opening.provider, opening.order_number),
                "amount": Amount::of(opening.amount)?,
            }],
            "payment_source": { "paypal": { "experience_context": {
                "brand_name": opening.provider,
                "locale": locale(&opening.locale),
                "user_action": "PAY_NOW",
                // What is delivered, and where to, is agreed already.
                "shipping_preference": "NO_SHIPPING",
                "return_url": opening.return_url,
                "cancel_url": opening.cancel_url,
            }}},
        });
        let order: Order =
            read(&self.account.post("/v2/checkout/orders", &opening.idempotency_key, &body).await?)?;
        let pay_url =
            order.page().ok_or_else(|| GatewayError::Refused("the order has no page".into()))?.to_owned();
        Ok(Opened { gateway_ref: order.id, pay_url })
    }

    async fn fetched(&self, gateway_ref: &str) -> Result<Payment, GatewayError> {
        let reply = self.account.get(&format!("/v2/checkout/orders/{gateway_ref}")).await?;
        if reply.status == StatusCode::NOT_FOUND {
            // An order that nobody approved is forgotten after some hours.
            return Ok(Payment::without_facts(PaymentStatus::Expired, None));
        }
        self.payment(&read(&reply)?)
    }

    async fn captured(&self, gateway_ref: &str, key: &str) -> Result<Payment, GatewayError> {
        let path = format!("/v2/checkout/orders/{gateway_ref}/capture");
        let reply = self.account.post(&path, key, &json!({})).await?;
        if reply.status.is_success() {
            return self.payment(&reply.json()?);
        }
        let failed: Failed = reply.json().unwrap_or_default();
        match failed.details.first().map(|detail| detail.issue.as_str()) {
            Some("INSTRUMENT_DECLINED") => Ok(self.declined(gateway_ref, key).await),
            Some("ORDER_ALREADY_CAPTURED" | "ORDER_NOT_APPROVED") => self.fetched(gateway_ref).await,
            Some("ORDER_EXPIRED") => Ok(Payment::without_facts(PaymentStatus::Expired, None)),
            _ => Err(failure(&reply)),
        }
    }

    /// What was behind the account was refused. The refusal does not say whose account it was, and the order does.
    async fn declined(&self, gateway_ref: &str, key: &str) -> Payment {
        let reply = self.account.get(&format!("/v2/checkout/orders/{gateway_ref}")).await;
        let order: Option<Order> = reply.and_then(|reply| read(&reply)).ok();
        let card = order.and_then(|order| order.payer_id());
        let payment = Payment::without_facts(PaymentStatus::Failed, Some(Decline::CardDeclined));
        Payment { tries: vec![CardTry { reference: key.into(), card, declined: true }], ..payment }
    }

    async fn refunded(&self, ask: &RefundAsk) -> Result<RefundFacts, GatewayError> {
        let path = format!("/v2/payments/captures/{}/refund", ask.capture_ref);
        let body = json!({ "amount": Amount::of(ask.amount)?, "custom_id": ask.refund });
        let made: Refund = read(&self.account.post(&path, &ask.idempotency_key, &body).await?)?;
        Ok(made.facts())
    }

    async fn transactions_since(&self, since_us: i64) -> Result<Vec<Taken>, GatewayError> {
        let at = |at_us| jiff::Timestamp::from_microsecond(at_us).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let (from, until) = (at(since_us), at(self.clock.now_us()));
        let mut taken = Vec::new();
        for page in 1..=LISTED_PAGES {
            let path = format!(
                "/v1/reporting/transactions?start_date={from:.0}&end_date={until:.0}&fields=transaction_info\
                 &page_size={LISTED_PER_PAGE}&page={page}"
            );
            let found: Transactions = read(&self.account.get(&path).await?)?;
            taken.extend(found.transaction_details.iter().filter_map(Transaction::taken));
            if page >= found.total_pages {
                return Ok(taken);
            }
        }
        Err(GatewayError::Unavailable("its list is too long to be compared".into()))
    }

    /// PayPal verifies its own calls, given the very bytes that came. Without a webhook id nothing can be verified: the
    /// call then only makes us look.
    async fn verified(&self, headers: &HeaderMap, body: &str) -> Result<bool, GatewayError> {
        let Some(webhook_id) = &self.account.settings.webhook_id else { return Ok(true) };
        let Ok(event) = serde_json::from_str::<Box<RawValue>>(body) else { return Ok(false) };
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let asked = Verification {
            auth_algo: header("paypal-auth-algo"),
            cert_url: header("paypal-cert-url"),
            transmission_id: header("paypal-transmission-id"),
            transmission_sig: header("paypal-transmission-sig"),
            transmission_time: header("paypal-transmission-time"),
            webhook_id,
            webhook_event: &event,
        };
        let ask = |http: &Http, base: &str| {
            http.post(&format!("{base}/v1/notifications/verify-webhook-signature")).json(&asked)
        };
        match read::<Verified>(&self.account.ask(ask).await?) {
            Ok(verified) => Ok(verified.verification_status == "SUCCESS"),
            // Headers that it cannot read.
            Err(GatewayError::Refused(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn payment(&self, order: &Order) -> Result<Payment, GatewayError> {
        let unit = order.unit().ok_or_else(|| GatewayError::Unavailable("the order is empty".into()))?;
        let capture = order.capture();
        let status = match (order.status.as_str(), capture.map(|capture| capture.status.as_str())) {
            (_, Some("COMPLETED" | "REFUNDED" | "PARTIALLY_REFUNDED")) => PaymentStatus::Captured,
            (_, Some("PENDING")) => PaymentStatus::Processing,
            (_, Some("DECLINED" | "FAILED")) => PaymentStatus::Failed,
            ("APPROVED", _) => PaymentStatus::Approved,
            ("VOIDED", _) => PaymentStatus::Cancelled,
            // Completed, and the capture is not shown yet.
            ("COMPLETED", _) => PaymentStatus::Processing,
            _ => PaymentStatus::Open,
        };
        let amount = capture.map(|capture| &capture.amount).or(unit.amount.as_ref());
        let amount = amount.ok_or_else(|| GatewayError::Unavailable("the order has no amount".into()))?;
        let attempt = capture.and_then(|capture| capture.custom_id.as_ref()).or(unit.custom_id.as_ref());
        let merchant = unit.payee.as_ref().and_then(|payee| payee.merchant_id.as_ref());
        let wanted = self.account.settings.merchant_id.as_ref();
        Ok(Payment {
            status,
            decline: (status == PaymentStatus::Failed).then_some(Decline::CardDeclined),
            amount: Some(amount.money()?),
            attempt: attempt.cloned().unwrap_or_default(),
            order: unit.reference_id.clone().unwrap_or_default(),
            // PayPal's objects do not say it, but each mode has its own address.
            live: self.live,
            merchant_fits: wanted.is_none_or(|wanted| merchant == Some(wanted)),
            capture_ref: capture.map(|capture| capture.id.clone()).unwrap_or_default(),
            signs: Signs { country: order.payer_country(), ..Signs::default() },
            tries: capture.map(|capture| tried(capture, order.payer_id())).into_iter().collect(),
        })
    }
}

impl GatewayClient for Paypal {
    fn open<'a>(&'a self, opening: &'a Opening) -> BoxFuture<'a, Result<Opened, GatewayError>> {
        self.created(opening).boxed()
    }

    fn fetch<'a>(&'a self, gateway_ref: &'a str) -> BoxFuture<'a, Result<Payment, GatewayError>> {
        self.fetched(gateway_ref).boxed()
    }

    /// There is nothing to close: without our capture no money moves.
    fn cancel<'a>(&'a self, gateway_ref: &'a str) -> BoxFuture<'a, Result<Payment, GatewayError>> {
        self.fetched(gateway_ref).boxed()
    }

    fn capture<'a>(
        &'a self,
        gateway_ref: &'a str,
        key: &'a str,
    ) -> BoxFuture<'a, Result<Payment, GatewayError>> {
        self.captured(gateway_ref, key).boxed()
    }

    fn refund<'a>(&'a self, ask: &'a RefundAsk) -> BoxFuture<'a, Result<RefundFacts, GatewayError>> {
        self.refunded(ask).boxed()
    }

    fn fetch_refund<'a>(&'a self, gateway_ref: &'a str) -> BoxFuture<'a, Result<RefundFacts, GatewayError>> {
        async move {
            let refund: Refund =
                read(&self.account.get(&format!("/v2/payments/refunds/{gateway_ref}")).await?)?;
            Ok(refund.facts())
        }
        .boxed()
    }

    fn taken_since(&self, since_us: i64) -> BoxFuture<'_, Result<Option<Vec<Taken>>, GatewayError>> {
        async move { Ok(Some(self.transactions_since(since_us).await?)) }.boxed()
    }

    fn dispute<'a>(&'a self, capture_ref: &'a str) -> BoxFuture<'a, Result<Option<Dispute>, GatewayError>> {
        async move {
            let path = format!("/v1/customer/disputes?disputed_transaction_id={capture_ref}");
            let list: Disputes = read(&self.account.get(&path).await?)?;
            let Some(latest) = list.items.first() else { return Ok(None) };
            let path = format!("/v1/customer/disputes/{}", latest.dispute_id);
            let dispute: DisputeObject = read(&self.account.get(&path).await?)?;
            Ok(Some(dispute.stands()))
        }
        .boxed()
    }

    fn is_genuine<'a>(
        &'a self,
        headers: &'a HeaderMap,
        body: &'a str,
    ) -> BoxFuture<'a, Result<bool, GatewayError>> {
        self.verified(headers, body).boxed()
    }

    fn verifies(&self) -> bool {
        self.account.settings.webhook_id.is_some()
    }

    fn hint(&self, body: &str) -> Option<Hint> {
        event::hint(body)
    }

    fn check(&self) -> BoxFuture<'_, Result<String, GatewayError>> {
        async {
            self.account.token().await?;
            Ok(self
                .account
                .settings
                .merchant_id
                .clone()
                .unwrap_or_else(|| self.account.settings.client_id.clone()))
        }
        .boxed()
    }

    fn key_life_us(&self) -> i64 {
        KEY_LIFE_US
    }
}

fn tried(capture: &Capture, payer: Option<String>) -> CardTry {
    let declined = matches!(capture.status.as_str(), "DECLINED" | "FAILED");
    CardTry { reference: capture.id.clone(), card: payer, declined }
}

/// PayPal wants the country too.
fn locale(language: &str) -> &'static str {
    if language == "de" { "de-DE" } else { "en-US" }
}
