//! Who takes the money: one small interface, one client per gateway.

mod facts;
mod http;
pub mod paypal;
pub mod sandbox;
pub mod stripe;

pub use self::facts::*;
pub use self::http::CALL_TIMEOUT;

use std::sync::Arc;

use axum::http::HeaderMap;
use contract::Code;
use domain::attempt::Gateway;
use futures::FutureExt;
use futures::future::BoxFuture;

use crate::clock::Clock;
use crate::config::Settings;
use crate::db::Db;
use crate::error::Error;

#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// It may have happened or not: ask again with the same key.
    #[error("the gateway does not answer: {0}")]
    Unavailable(String),
    /// It will never happen.
    #[error("the gateway refuses: {0}")]
    Refused(String),
}

/// A gateway. Calls are made outside any transaction, and may be repeated.
pub trait GatewayClient: Send + Sync {
    fn open<'a>(&'a self, opening: &'a Opening) -> BoxFuture<'a, Result<Opened, GatewayError>>;
    fn fetch<'a>(&'a self, gateway_ref: &'a str) -> BoxFuture<'a, Result<Payment, GatewayError>>;
    /// Makes the page unpayable, if it is not too late; the payment as it is then. One that is `Open` or `Approved`
    /// even now can only be taken by us.
    fn cancel<'a>(&'a self, gateway_ref: &'a str) -> BoxFuture<'a, Result<Payment, GatewayError>>;

    /// Takes the money of an approved payment. The same key takes it once, however often it is sent.
    fn capture<'a>(
        &'a self,
        gateway_ref: &'a str,
        _key: &'a str,
    ) -> BoxFuture<'a, Result<Payment, GatewayError>> {
        self.fetch(gateway_ref)
    }

    /// All cards that were tried for a payment, oldest first.
    fn tries<'a>(&'a self, payment: &'a Payment) -> BoxFuture<'a, Result<Vec<CardTry>, GatewayError>> {
        async { Ok(payment.tries.clone()) }.boxed()
    }

    /// Gives money of a capture back.
    fn refund<'a>(&'a self, ask: &'a RefundAsk) -> BoxFuture<'a, Result<RefundFacts, GatewayError>>;

    fn fetch_refund<'a>(&'a self, gateway_ref: &'a str) -> BoxFuture<'a, Result<RefundFacts, GatewayError>>;

    /// The latest dispute of a capture.
    fn dispute<'a>(&'a self, _capture_ref: &'a str) -> BoxFuture<'a, Result<Option<Dispute>, GatewayError>> {
        async { Ok(None) }.boxed()
    }

    /// Everything that the account took since then, whoever asked for it. None: its books are ours.
    fn taken_since(&self, _since_us: i64) -> BoxFuture<'_, Result<Option<Vec<Taken>>, GatewayError>> {
        async { Ok(None) }.boxed()
    }

    /// Whether a call to our webhook comes from the gateway. One that has no webhook takes none.
    fn is_genuine<'a>(
        &'a self,
        _headers: &'a HeaderMap,
        _body: &'a str,
    ) -> BoxFuture<'a, Result<bool, GatewayError>> {
        async { Ok(false) }.boxed()
    }

    /// Whether [`Self::is_genuine`] can tell. Where it cannot, only a call about a payment of ours is worth keeping.
    fn verifies(&self) -> bool {
        true
    }

    /// Where a call says to look; none if it is no call of this gateway.
    fn hint(&self, _body: &str) -> Option<Hint> {
        None
    }

    /// Whether the keys work; the account that they belong to.
    fn check(&self) -> BoxFuture<'_, Result<String, GatewayError>>;

    /// How long the same key gives the same page. Afterwards another attempt is made instead.
    fn key_life_us(&self) -> i64;
}

/// The gateways that can be asked. Not all of them are offered: what was begun at one is finished there, also when it
/// is not offered any more.
#[derive(Clone, Default)]
pub struct Gateways {
    known: Arc<Vec<Known>>,
}

#[derive(Clone)]
struct Known {
    gateway: Gateway,
    client: Arc<dyn GatewayClient>,
    offered: bool,
}

impl Gateways {
    pub fn of(settings: &Settings, db: &Db, clock: &Clock, public_url: &str) -> Self {
        let sandbox = sandbox::Sandbox::new(db.clone(), clock.clone(), public_url, settings.sandbox_late_us);
        let known = |gateway, client, offered| Known { gateway, client, offered };
        let http = http::Http::new(settings.gateway_timeout);
        let mut all: Vec<Known> = Vec::new();
        if let Some(stripe) = &settings.stripe {
            let client = stripe::Stripe::new(http.clone(), stripe.clone(), clock.clone());
            all.push(known(Gateway::Stripe, Arc::new(client), true));
        }
        if let Some(paypal) = &settings.paypal {
            let client = paypal::Paypal::new(http, paypal.clone(), clock.clone(), settings.live);
            let takes = Gateway::Paypal.takes(settings.terms.currency);
            all.push(known(Gateway::Paypal, Arc::new(client), takes));
        }
        // Beside real keys in test mode it is for trying the shop itself.
        all.push(known(Gateway::Sandbox, Arc::new(sandbox), !settings.live));
        Self { known: Arc::new(all) }
    }

    /// Offers a gateway with this client, in the place of one that was there.
    pub fn with(&self, gateway: Gateway, client: Arc<dyn GatewayClient>) -> Self {
        let others = self.known.iter().filter(|known| known.gateway != gateway).cloned();
        Self { known: Arc::new(others.chain([Known { gateway, client, offered: true }]).collect()) }
    }

    pub fn offered(&self) -> Vec<Gateway> {
        self.known.iter().filter(|known| known.offered).map(|known| known.gateway).collect()
    }

    /// All that can be asked, offered or not.
    pub fn known(&self) -> Vec<Gateway> {
        self.known.iter().map(|known| known.gateway).collect()
    }

    pub fn offers(&self, gateway: Gateway) -> bool {
        self.offered().contains(&gateway)
    }

    /// Who can be asked about payments that were begun at this gateway.
    pub fn client(&self, gateway: Gateway) -> Result<Arc<dyn GatewayClient>, Error> {
        let known = self.known.iter().find(|known| known.gateway == gateway);
        // Its keys are missing, and may come back.
        known.map(|known| known.client.clone()).ok_or_else(|| Code::GatewayUnavailable.into())
    }
}
