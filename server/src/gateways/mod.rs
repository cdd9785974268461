//! Who takes the money: one small interface, one client per gateway.

mod http;
pub mod paypal;
pub mod sandbox;
pub mod stripe;

use std::sync::Arc;

use axum::http::HeaderMap;
use contract::Code;
use contract::api::Decline;
use domain::attempt::Gateway;
use domain::risk::Signs;
use domain::{AttemptId, Money, OrderId, RefundId};
use futures::FutureExt;
use futures::future::BoxFuture;

use crate::clock::Clock;
use crate::config::Settings;
use crate::db::Db;
use crate::error::Error;

/// What a gateway is asked for.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The same key gives the same payment, however often it is sent.
    pub idempotency_key: String,
    pub attempt: AttemptId,
    pub order: OrderId,
    pub order_number: String,
    /// Counts the attempts of the order.
    pub attempt_number: i64,
    pub amount: Money,
    /// Who takes the money, for people.
    pub provider: String,
    pub email: String,
    /// `en` or `de`.
    pub locale: String,
    /// The bank should ask the person to confirm.
    pub step_up: bool,
    /// When the attempt was made: the same each time that it is asked for.
    pub begun_us: i64,
    pub return_url: String,
    pub cancel_url: String,
}

/// The gateway's page exists.
#[derive(Debug, Clone)]
pub struct Opened {
    pub gateway_ref: String,
    pub pay_url: String,
}

/// The gateway's own object, folded to what matters here.
#[derive(Debug, Clone)]
pub struct Payment {
    pub status: PaymentStatus,
    /// Why the last card was refused.
    pub decline: Option<Decline>,
    /// None: nothing was taken, and the gateway keeps no more about it.
    pub amount: Option<Money>,
    pub attempt: String,
    pub order: String,
    /// Real money.
    pub live: bool,
    /// It goes to our own account there, as far as the gateway tells.
    pub merchant_fits: bool,
    /// The gateway's reference of the capture: what the ledger is unique by.
    pub capture_ref: String,
    /// What it says about the one who pays.
    pub signs: Signs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentStatus {
    Open,
    /// The person agreed, and the gateway waits for us to take the money: [`GatewayClient::capture`].
    Approved,
    Processing,
    Captured,
    Failed,
    Cancelled,
    Expired,
}

impl Payment {
    /// One that took nothing, and of which the gateway shows nothing to compare.
    pub fn without_facts(status: PaymentStatus, decline: Option<Decline>) -> Self {
        Self {
            status,
            decline,
            amount: None,
            attempt: String::new(),
            order: String::new(),
            live: false,
            merchant_fits: false,
            capture_ref: String::new(),
            signs: Signs::default(),
        }
    }
}

/// Money that is to go back.
#[derive(Debug, Clone)]
pub struct RefundAsk {
    /// The same key gives it back once, however often it is sent.
    pub idempotency_key: String,
    pub refund: RefundId,
    pub capture_ref: String,
    pub amount: Money,
}

/// The gateway's own object of a refund.
#[derive(Debug, Clone)]
pub struct RefundFacts {
    /// None: the gateway made none.
    pub gateway_ref: Option<String>,
    pub status: RefundStatus,
    /// Why it failed, for staff.
    pub problem: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundStatus {
    Pending,
    Succeeded,
    Failed,
}

/// One payment in a gateway's own list.
#[derive(Debug, Clone)]
pub struct Taken {
    pub capture_ref: String,
    /// Our mark on it.
    pub attempt: Option<String>,
    /// For people: `12.50 EUR`.
    pub amount: String,
}

/// Where a gateway's call says to look. None of it is believed.
#[derive(Debug, Clone, Default)]
pub struct Hint {
    /// Of the call itself.
    pub id: String,
    pub kind: String,
    /// An attempt of ours.
    pub attempt: Option<String>,
    /// The gateway's reference of an attempt, of a capture, of a refund.
    pub page: Option<String>,
    pub capture: Option<String>,
    pub refund: Option<String>,
    /// It is about a dispute.
    pub disputed: bool,
    /// The gateway suspects fraud.
    pub suspected: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dispute {
    Open,
    Won,
    Lost,
}

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
        let http = http::Http::new();
        let mut all: Vec<Known> = Vec::new();
        if let Some(stripe) = &settings.stripe {
            let client = stripe::Stripe::new(http.clone(), stripe.clone(), clock.clone());
            all.push(known(Gateway::Stripe, Arc::new(client), true));
        }
        if let Some(paypal) = &settings.paypal {
            let client = paypal::Paypal::new(http, paypal.clone(), clock.clone(), settings.live);
            all.push(known(Gateway::Paypal, Arc::new(client), true));
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
