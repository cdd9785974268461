//! Paying an attempt: where its page is, and what came of it. What counts is the gateway's answer, asked by the
//! server.

use std::sync::Arc;
use std::time::Duration;

use contract::api::{Attempt, AttemptRequest, Order};
use contract::ipc::{Changed, CheckPayment, GetAttempt, RetryPayment};
use contract::{Code, Failure};
use domain::AttemptId;
use domain::attempt::AttemptState;
use tokio::time::{Instant, sleep};
use url::Url;
use uuid::Uuid;

use crate::account::Account;
use crate::desk::{Desk, blocking};
use crate::store::orders;
use crate::sync::CallError;
use crate::sync::address::is_safe;

/// The gateway is asked by the server after the order exists: its page may take a moment.
const PAGE_WITHIN: Duration = Duration::from_secs(10);
const ASK_EVERY: Duration = Duration::from_millis(300);
/// The same attempt is sent again when its reply was lost.
const TRIES: usize = 3;

/// Where to pay, checked. Only the shell sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentPage {
    pub pay_url: String,
    /// A navigation to an address with this prefix means that the person came back.
    pub return_prefix: String,
    pub cancel_prefix: String,
    /// For the title of the window.
    pub host: String,
}

impl Desk {
    /// Waits a moment for the pay address; without one yet, the attempt says so.
    pub async fn payment_attempt(&self, call: GetAttempt) -> Result<Attempt, Failure> {
        let account = self.account()?;
        let until = Instant::now() + PAGE_WITHIN;
        loop {
            let attempt = self.ask(&account, self.server_of(&account)?.attempt(&call.attempt).await)?;
            let settled = attempt.pay_url.is_some() || attempt.state != AttemptState::Creating;
            if settled || Instant::now() + ASK_EVERY > until {
                return Ok(attempt);
            }
            sleep(ASK_EVERY).await;
        }
    }

    /// The page to pay an attempt on. The address comes from the server by attempt id, never from a window.
    pub async fn payment_page(&self, attempt: AttemptId) -> Result<PaymentPage, Failure> {
        let provider = self.provider().ok_or(Code::NotConnected)?;
        let attempt = self.payment_attempt(GetAttempt { attempt }).await?;
        if !attempt.state.is_live() {
            return Err(Code::OrderNotPayable.into());
        }
        let pay_url = attempt.pay_url.as_deref().ok_or(Code::GatewayUnavailable)?;
        page(pay_url, &attempt, &provider.url)
    }

    pub async fn payment_check(&self, call: CheckPayment) -> Result<Order, Failure> {
        let account = self.account()?;
        let order = self.ask(&account, self.server_of(&account)?.reconcile(&call.attempt).await)?;
        self.keep(account, &order).await?;
        Ok(order)
    }

    pub async fn payment_retry(&self, call: RetryPayment) -> Result<Attempt, Failure> {
        let account = self.account()?;
        let attempt = AttemptId::new(Uuid::now_v7().to_string()).expect("a UUID is an id");
        let request = AttemptRequest { attempt, gateway: call.gateway };
        let server = self.server_of(&account)?;
        let mut answer = server.try_again(&call.order, &request).await;
        for _ in 1..TRIES {
            if !matches!(answer, Err(CallError::Unreachable)) {
                break;
            }
            sleep(ASK_EVERY).await;
            answer = server.try_again(&call.order, &request).await;
        }
        let attempt = self.ask(&account, answer)?;
        self.inner.engine.try_now();
        Ok(attempt)
    }

    /// Notes what an answer says about connection and token.
    pub(crate) fn ask<T>(&self, account: &Account, answer: Result<T, CallError>) -> Result<T, Failure> {
        answer.map_err(|error| {
            let token = account.token().unwrap_or_default();
            self.failed(&error, Some((account, &token)));
            error.into()
        })
    }

    async fn keep(&self, account: Arc<Account>, order: &Order) -> Result<(), Failure> {
        let order = order.clone();
        let moved = blocking(move || {
            account.store.write(|tx| {
                let known = orders::get(tx, &order.id)?;
                if known.as_ref() == Some(&order) {
                    return Ok(false);
                }
                orders::put(tx, &order)?;
                Ok(true)
            })
        })
        .await?;
        if moved {
            self.tell(&[Changed::Orders]);
            self.inner.engine.try_now();
        }
        Ok(())
    }
}

/// https anywhere; plain http only on this machine, and only where the provider itself is.
fn page(pay_url: &str, attempt: &Attempt, provider: &str) -> Result<PaymentPage, Failure> {
    let refused = || Failure::new(Code::BadAddress);
    let url = Url::parse(pay_url).map_err(|_| refused())?;
    let provider = Url::parse(provider).map_err(|_| refused())?;
    let own_origin = url.origin() == provider.origin();
    if !is_safe(&url) || (url.scheme() != "https" && !own_origin) || !url.username().is_empty() {
        return Err(refused());
    }
    let prefixes = [&attempt.return_prefix, &attempt.cancel_prefix];
    if prefixes.iter().any(|prefix| !Url::parse(prefix).is_ok_and(|url| is_safe(&url))) {
        return Err(refused());
    }
    Ok(PaymentPage {
        host: url.host_str().unwrap_or_default().to_owned(),
        pay_url: url.into(),
        return_prefix: attempt.return_prefix.clone(),
        cancel_prefix: attempt.cancel_prefix.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::attempt::Gateway;
    use domain::{Currency, Money, OrderId};

    fn attempt() -> Attempt {
        Attempt {
            id: AttemptId::new("a1").expect("an id"),
            order: OrderId::new("o1").expect("an id"),
            gateway: Gateway::Sandbox,
            state: AttemptState::Open,
            amount: Money::new(100, Currency::new("EUR").expect("known")),
            pay_url: None,
            return_prefix: "http://127.0.0.1:7433/pay/return/a1".into(),
            cancel_prefix: "http://127.0.0.1:7433/pay/cancel/a1".into(),
            decline: None,
            created_at_us: 0,
        }
    }

    fn code(pay_url: &str, provider: &str) -> Option<Code> {
        page(pay_url, &attempt(), provider).err().map(|failure| failure.code)
    }

    #[test]
    fn a_gateway_on_https_and_the_sandbox_on_our_own_origin_can_be_opened() {
        assert_eq!(code("https://pay.example/x?y=1", "https://shop.example"), None);
        assert_eq!(code("http://127.0.0.1:7433/sandbox/pay/a1", "http://127.0.0.1:7433"), None);
    }

    #[test]
    fn nothing_else_can_be_opened() {
        for (pay_url, provider) in [
            ("http://pay.example/x", "http://pay.example"),
            ("http://127.0.0.1:9999/x", "http://127.0.0.1:7433"),
            ("http://127.0.0.1:7433/x", "https://shop.example"),
            ("javascript:alert(1)", "https://shop.example"),
            ("file:///etc/passwd", "https://shop.example"),
            ("https://u:p@pay.example/x", "https://shop.example"),
        ] {
            assert_eq!(code(pay_url, provider), Some(Code::BadAddress), "{pay_url}");
        }
    }
}
