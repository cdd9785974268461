//! Paying an attempt: where its page is, and what came of it. What counts is the gateway's answer, asked by the
//! server.

use std::time::Duration;

use contract::api::{Attempt, AttemptRequest, Order};
use contract::ipc::{CheckPayment, GetAttempt, RetryPayment};
use contract::{Code, Failure};
use domain::AttemptId;
use domain::attempt::{AttemptState, Gateway};
use tokio::time::{Instant, sleep};
use url::Url;
use uuid::Uuid;

use crate::desk::Desk;
use crate::sync::address::{is_loopback, is_safe};
use crate::sync::insist;

/// The gateway is asked by the server after the order exists: its page may take a moment.
const PAGE_WITHIN: Duration = Duration::from_secs(10);
const ASK_EVERY: Duration = Duration::from_millis(300);

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
            let server = self.server_of(&account)?;
            let attempt = self.ask(&account, &server, server.attempt(&call.attempt)).await?;
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

    /// Whether the page's host answers: a webview shows an error page as if it were the page.
    pub async fn page_answers(&self, page: &PaymentPage) -> bool {
        match Url::parse(&page.pay_url) {
            Ok(url) => self.inner.http.answers(&url).await,
            Err(_) => false,
        }
    }

    pub async fn payment_check(&self, call: CheckPayment) -> Result<Order, Failure> {
        let account = self.account()?;
        let server = self.server_of(&account)?;
        let order = self.ask(&account, &server, server.reconcile(&call.attempt)).await?;
        // The store takes orders from a pull only: this reply may be older than what came with one meanwhile.
        self.pull_soon(&account).await;
        Ok(order)
    }

    pub async fn payment_retry(&self, call: RetryPayment) -> Result<Attempt, Failure> {
        let account = self.account()?;
        let attempt = AttemptId::new(Uuid::now_v7().to_string()).expect("a UUID is an id");
        let request = AttemptRequest { attempt, gateway: call.gateway };
        let server = self.server_of(&account)?;
        let attempt = insist(|| self.ask(&account, &server, server.try_again(&call.order, &request))).await?;
        self.inner.engine.try_now();
        Ok(attempt)
    }
}

/// The page of a gateway is on https, or on this machine together with its provider: for trying it out. The sandbox's, and
/// where all lead back to, are the provider's own.
fn page(pay_url: &str, attempt: &Attempt, provider: &str) -> Result<PaymentPage, Failure> {
    let refused = || Failure::new(Code::BadAddress);
    let url = Url::parse(pay_url).map_err(|_| refused())?;
    let provider = Url::parse(provider).map_err(|_| refused())?;
    let is_own = |url: &Url| is_safe(url) && url.origin() == provider.origin();
    let fits = match attempt.gateway {
        Gateway::Sandbox => is_own(&url),
        Gateway::Stripe | Gateway::Paypal if is_loopback(&provider) => is_safe(&url),
        Gateway::Stripe | Gateway::Paypal => url.has_host() && url.scheme() == "https",
    };
    if !fits || !url.username().is_empty() {
        return Err(refused());
    }
    let prefixes = [&attempt.return_prefix, &attempt.cancel_prefix];
    if prefixes.iter().any(|prefix| !Url::parse(prefix).is_ok_and(|url| is_own(&url))) {
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

    const HERE: &str = "http://127.0.0.1:7433";
    const SHOP: &str = "https://shop.example";

    /// Leads back to `origin`.
    fn attempt(gateway: Gateway, origin: &str) -> Attempt {
        Attempt {
            id: AttemptId::new("a1").expect("an id"),
            order: OrderId::new("o1").expect("an id"),
            gateway,
            state: AttemptState::Open,
            amount: Money::new(100, Currency::new("EUR").expect("known")),
            pay_url: None,
            return_prefix: format!("{origin}/pay/return/a1"),
            cancel_prefix: format!("{origin}/pay/cancel/a1"),
            decline: None,
            created_at_us: 0,
        }
    }

    fn opens(pay_url: &str, gateway: Gateway, provider: &str) -> bool {
        page(pay_url, &attempt(gateway, provider), provider).is_ok()
    }

    #[test]
    fn a_gateway_on_https_and_the_sandbox_on_our_own_origin_can_be_opened() {
        assert!(opens("https://pay.example/x?y=1", Gateway::Stripe, SHOP));
        assert!(opens("https://pay.example/x?y=1", Gateway::Paypal, HERE));
        assert!(opens("http://127.0.0.1:9999/x", Gateway::Paypal, HERE));
        assert!(opens("http://127.0.0.1:7433/sandbox/pay/a1", Gateway::Sandbox, HERE));
        assert!(opens(
            "https://shop.example/sandbox/pay/a1",
            Gateway::Sandbox,
            "https://shop.example/under/a/path"
        ));
    }

    #[test]
    fn nothing_else_can_be_opened() {
        for (pay_url, gateway, provider) in [
            ("https://pay.example/x", Gateway::Sandbox, SHOP),
            ("http://127.0.0.1:9999/x", Gateway::Sandbox, HERE),
            ("http://127.0.0.1:7433/x", Gateway::Sandbox, SHOP),
            ("http://shop.example/x", Gateway::Sandbox, "http://shop.example"),
            ("http://127.0.0.1:9999/x", Gateway::Stripe, SHOP),
            ("http://pay.example/x", Gateway::Stripe, HERE),
            ("http://pay.example/x", Gateway::Stripe, SHOP),
            ("javascript:alert(1)", Gateway::Stripe, SHOP),
            ("file:///etc/passwd", Gateway::Stripe, SHOP),
            ("https://u:p@pay.example/x", Gateway::Stripe, SHOP),
        ] {
            assert!(!opens(pay_url, gateway, provider), "{gateway:?} {pay_url}");
        }
    }

    #[test]
    fn a_payment_leads_back_to_the_provider_and_nowhere_else() {
        let page = |attempt| page("https://pay.example/x", &attempt, SHOP).err().map(|failure| failure.code);
        assert_eq!(page(attempt(Gateway::Stripe, SHOP)), None);
        assert_eq!(page(attempt(Gateway::Stripe, "https://pay.example")), Some(Code::BadAddress));
        let half =
            Attempt { cancel_prefix: "https://pay.example/cancel".into(), ..attempt(Gateway::Stripe, SHOP) };
        assert_eq!(page(half), Some(Code::BadAddress));
    }
}
