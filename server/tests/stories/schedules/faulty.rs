//! Between the shop and a gateway: where the server dies just before a call, or just after it, and where bugs are planted.

use std::sync::{Arc, Mutex};

use axum::http::HeaderMap;
use contract::api::Decline;
use domain::attempt::Gateway;
use futures::FutureExt;
use futures::future::BoxFuture;
use server::gateways::{
    CardTry, Dispute, GatewayClient, GatewayError, Hint, Opened, Opening, Payment, PaymentStatus, RefundAsk,
    RefundFacts, RefundStatus, Taken,
};

use super::plants::Plant;

/// Where the server dies: nothing after it is done, and nothing in its memory is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crash {
    BeforeOpen,
    AfterOpen,
    AfterFetch,
    BeforeCapture,
    AfterCapture,
    AfterCancel,
    BeforeRefund,
    AfterRefund,
}

impl Crash {
    pub const ALL: [Self; 8] = [
        Self::BeforeOpen,
        Self::AfterOpen,
        Self::AfterFetch,
        Self::BeforeCapture,
        Self::AfterCapture,
        Self::AfterCancel,
        Self::BeforeRefund,
        Self::AfterRefund,
    ];
}

/// What a schedule has in store, and what people were seen to do.
#[derive(Default)]
pub struct Plan {
    pub crashes: Vec<Crash>,
    /// Attempts of which somebody came back by the return address, or by Cancel.
    pub returned: Vec<String>,
    pub cancelled: Vec<String>,
}

pub struct Faulty {
    pub inner: Arc<dyn GatewayClient>,
    pub gateway: Gateway,
    pub plan: Arc<Mutex<Plan>>,
    pub plant: Option<Plant>,
    /// What the attempt of each page was made for.
    pub asked: Mutex<Vec<(String, Opening)>>,
}

impl Faulty {
    fn dies(&self, crash: Crash) -> Result<(), GatewayError> {
        let mut plan = self.plan.lock().expect("no panic");
        match plan.crashes.iter().position(|planned| *planned == crash) {
            Some(at) => {
                plan.crashes.remove(at);
                Err(GatewayError::Unavailable(format!("the server died: {crash:?}")))
            }
            None => Ok(()),
        }
    }

    fn has(&self, plant: Plant) -> bool {
        self.plant == Some(plant)
    }

    fn opening_of(&self, gateway_ref: &str) -> Option<Opening> {
        let asked = self.asked.lock().expect("no panic");
        asked.iter().find(|(known, _)| known == gateway_ref).map(|(_, opening)| opening.clone())
    }

    fn random_key() -> String {
        format!("random-{:016x}", rand::random::<u64>())
    }

    /// What the planted bugs make of an answer.
    async fn bent(&self, gateway_ref: &str, mut payment: Payment) -> Result<Payment, GatewayError> {
        let Some(opening) = self.opening_of(gateway_ref) else { return Ok(payment) };
        let attempt = opening.attempt.as_str().to_owned();
        let seen =
            |list: fn(&Plan) -> &Vec<String>| list(&self.plan.lock().expect("no panic")).contains(&attempt);
        let captured = |payment: &mut Payment| {
            payment.status = PaymentStatus::Captured;
            payment.amount = Some(opening.amount);
            payment.attempt = opening.attempt.to_string();
            payment.order = opening.order.to_string();
            payment.merchant_fits = true;
            if payment.capture_ref.is_empty() || payment.capture_ref == gateway_ref {
                payment.capture_ref = format!("believed-{attempt}");
            }
        };
        if self.has(Plant::CaptureBeforeCommit) && payment.status == PaymentStatus::Approved {
            payment = self.inner.capture(gateway_ref, &format!("att-{attempt}-capture")).await?;
        }
        if self.has(Plant::RedirectBelieved)
            && payment.status == PaymentStatus::Open
            && seen(|plan| &plan.returned)
        {
            captured(&mut payment);
        }
        if self.has(Plant::CancelBelieved)
            && payment.status == PaymentStatus::Open
            && seen(|plan| &plan.cancelled)
        {
            payment.status = PaymentStatus::Cancelled;
        }
        if self.has(Plant::PendingIsPaid) && payment.status == PaymentStatus::Processing {
            captured(&mut payment);
        }
        let asked = opening.amount;
        if let Some(amount) = payment.amount {
            if self.has(Plant::AmountNotCompared) && amount.currency == asked.currency {
                payment.amount = Some(asked);
            }
            if self.has(Plant::CurrencyNotCompared) && amount.minor == asked.minor {
                payment.amount = Some(asked);
            }
        }
        if self.has(Plant::MerchantNotCompared) {
            payment.merchant_fits = true;
        }
        Ok(payment)
    }
}

impl GatewayClient for Faulty {
    fn open<'a>(&'a self, opening: &'a Opening) -> BoxFuture<'a, Result<Opened, GatewayError>> {
        async move {
            self.dies(Crash::BeforeOpen)?;
            let mut sent = opening.clone();
            if self.has(Plant::NoIdempotencyKey) {
                sent.idempotency_key = Self::random_key();
            }
            let opened = self.inner.open(&sent).await?;
            self.asked.lock().expect("no panic").push((opened.gateway_ref.clone(), opening.clone()));
            self.dies(Crash::AfterOpen)?;
            Ok(opened)
        }
        .boxed()
    }

    fn fetch<'a>(&'a self, gateway_ref: &'a str) -> BoxFuture<'a, Result<Payment, GatewayError>> {
        async move {
            let answer = self.inner.fetch(gateway_ref).await;
            if self.has(Plant::SilenceIsFailure) && answer.is_err() {
                return Ok(Payment::without_facts(PaymentStatus::Failed, Some(Decline::GatewayError)));
            }
            let payment = answer?;
            self.dies(Crash::AfterFetch)?;
            self.bent(gateway_ref, payment).await
        }
        .boxed()
    }

    fn cancel<'a>(&'a self, gateway_ref: &'a str) -> BoxFuture<'a, Result<Payment, GatewayError>> {
        async move {
            if self.has(Plant::ExpireSkipped) && self.gateway == Gateway::Stripe {
                return Ok(Payment::without_facts(PaymentStatus::Cancelled, None));
            }
            let payment = self.inner.cancel(gateway_ref).await?;
            self.dies(Crash::AfterCancel)?;
            self.bent(gateway_ref, payment).await
        }
        .boxed()
    }

    fn capture<'a>(
        &'a self,
        gateway_ref: &'a str,
        key: &'a str,
    ) -> BoxFuture<'a, Result<Payment, GatewayError>> {
        async move {
            self.dies(Crash::BeforeCapture)?;
            let mut answer = self.inner.capture(gateway_ref, key).await;
            if self.has(Plant::SilenceIsFailure) && matches!(answer, Err(GatewayError::Unavailable(_))) {
                answer = Ok(Payment::without_facts(PaymentStatus::Failed, Some(Decline::GatewayError)));
            }
            let mut payment = answer?;
            if self.has(Plant::DeclineIsPaid) && payment.status == PaymentStatus::Failed {
                let opening = self.opening_of(gateway_ref).expect("it was opened");
                payment.status = PaymentStatus::Captured;
                payment.amount = Some(opening.amount);
                payment.attempt = opening.attempt.to_string();
                payment.order = opening.order.to_string();
                payment.merchant_fits = true;
                payment.capture_ref = format!("declined-{}", opening.attempt);
            }
            self.dies(Crash::AfterCapture)?;
            self.bent(gateway_ref, payment).await
        }
        .boxed()
    }

    fn tries<'a>(&'a self, payment: &'a Payment) -> BoxFuture<'a, Result<Vec<CardTry>, GatewayError>> {
        self.inner.tries(payment)
    }

    fn refund<'a>(&'a self, ask: &'a RefundAsk) -> BoxFuture<'a, Result<RefundFacts, GatewayError>> {
        async move {
            self.dies(Crash::BeforeRefund)?;
            let mut sent = ask.clone();
            if self.has(Plant::NoRefundKey) {
                sent.idempotency_key = Self::random_key();
            }
            if self.has(Plant::RefundOfTheWhole) {
                let asked = self.asked.lock().expect("no panic");
                let whole = asked
                    .iter()
                    .map(|(_, opening)| opening.amount)
                    .find(|whole| whole.minor > sent.amount.minor);
                sent.amount = whole.unwrap_or(sent.amount);
            }
            if self.has(Plant::RefundBelieved) {
                let gateway_ref = Some(format!("believed-{}", ask.refund));
                return Ok(RefundFacts {
                    gateway_ref,
                    status: RefundStatus::Succeeded,
                    problem: String::new(),
                });
            }
            let facts = self.inner.refund(&sent).await?;
            self.dies(Crash::AfterRefund)?;
            Ok(facts)
        }
        .boxed()
    }

    fn fetch_refund<'a>(&'a self, gateway_ref: &'a str) -> BoxFuture<'a, Result<RefundFacts, GatewayError>> {
        self.inner.fetch_refund(gateway_ref)
    }

    fn dispute<'a>(&'a self, capture_ref: &'a str) -> BoxFuture<'a, Result<Option<Dispute>, GatewayError>> {
        self.inner.dispute(capture_ref)
    }

    fn taken_since(&self, since_us: i64) -> BoxFuture<'_, Result<Option<Vec<Taken>>, GatewayError>> {
        self.inner.taken_since(since_us)
    }

    fn is_genuine<'a>(
        &'a self,
        headers: &'a HeaderMap,
        body: &'a str,
    ) -> BoxFuture<'a, Result<bool, GatewayError>> {
        self.inner.is_genuine(headers, body)
    }

    fn hint(&self, body: &str) -> Option<Hint> {
        // What is lost right after its answer leads nowhere.
        if self.has(Plant::WebhookLost) {
            Some(Hint { attempt: None, page: None, capture: None, ..self.inner.hint(body)? })
        } else {
            self.inner.hint(body)
        }
    }

    fn check(&self) -> BoxFuture<'_, Result<String, GatewayError>> {
        self.inner.check()
    }

    fn key_life_us(&self) -> i64 {
        self.inner.key_life_us()
    }
}
