//! The built-in gateway: a real page with test cards, and no money. Its books are its own; the ledger hears of them
//! only through [`GatewayClient`], as it would from a stranger.

pub mod page;

use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;

use super::{GatewayClient, GatewayError, Opened, Opening, Payment, RefundAsk, RefundFacts, RefundStatus};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Error;
use crate::ledger::sandbox::{self, Action, SandboxPayment};

pub struct Sandbox {
    db: Db,
    clock: Clock,
    public_url: Arc<str>,
    late_us: i64,
}

impl Sandbox {
    pub fn new(db: Db, clock: Clock, public_url: &str, late_us: i64) -> Self {
        Self { db, clock, public_url: public_url.into(), late_us }
    }

    /// What a person does on the page.
    pub async fn act(&self, gateway_ref: &str, action: Action) -> Result<SandboxPayment, Error> {
        let (gateway_ref, now_us, late_us) = (gateway_ref.to_owned(), self.clock.now_us(), self.late_us);
        self.db.write(move |tx| sandbox::act(tx, &gateway_ref, action, now_us, late_us)).await
    }

    pub async fn payment(&self, gateway_ref: &str) -> Result<SandboxPayment, Error> {
        let (wanted, now_us) = (gateway_ref.to_owned(), self.clock.now_us());
        let payment = self.db.read(move |tx| sandbox::get(tx, &wanted, now_us)).await?;
        if !payment.overdue {
            return Ok(payment);
        }
        let gateway_ref = gateway_ref.to_owned();
        self.db.write(move |tx| sandbox::end_overdue(tx, &gateway_ref, now_us)).await
    }

    async fn opened(&self, opening: Opening) -> Result<Opened, Error> {
        let now_us = self.clock.now_us();
        // Nobody guesses it, and it goes to the end of its index.
        let fresh = format!("sbx_{now_us:014x}{:032x}", rand::random::<u128>());
        let gateway_ref = self.db.write(move |tx| sandbox::open(tx, &opening, &fresh, now_us)).await?;
        let pay_url = format!("{}/sandbox/pay/{gateway_ref}", self.public_url);
        Ok(Opened { gateway_ref, pay_url })
    }
}

impl GatewayClient for Sandbox {
    fn open<'a>(&'a self, opening: &'a Opening) -> BoxFuture<'a, Result<Opened, GatewayError>> {
        async { self.opened(opening.clone()).await.map_err(unavailable) }.boxed()
    }

    fn fetch<'a>(&'a self, gateway_ref: &'a str) -> BoxFuture<'a, Result<Payment, GatewayError>> {
        async { Ok(self.payment(gateway_ref).await.map_err(unavailable)?.payment) }.boxed()
    }

    fn cancel<'a>(&'a self, gateway_ref: &'a str) -> BoxFuture<'a, Result<Payment, GatewayError>> {
        async { Ok(self.act(gateway_ref, Action::Cancel).await.map_err(unavailable)?.payment) }.boxed()
    }

    /// No money moved, so it is back at once.
    fn refund<'a>(&'a self, ask: &'a RefundAsk) -> BoxFuture<'a, Result<RefundFacts, GatewayError>> {
        let gateway_ref = Some(format!("sbx_{}", ask.idempotency_key));
        async { Ok(RefundFacts { gateway_ref, status: RefundStatus::Succeeded, problem: String::new() }) }
            .boxed()
    }

    fn fetch_refund<'a>(&'a self, gateway_ref: &'a str) -> BoxFuture<'a, Result<RefundFacts, GatewayError>> {
        let gateway_ref = Some(gateway_ref.to_owned());
        async { Ok(RefundFacts { gateway_ref, status: RefundStatus::Succeeded, problem: String::new() }) }
            .boxed()
    }

    fn check(&self) -> BoxFuture<'_, Result<String, GatewayError>> {
        async { Ok("built in".to_owned()) }.boxed()
    }

    /// Its books are in the same database as the attempt.
    fn key_life_us(&self) -> i64 {
        i64::MAX
    }
}

fn unavailable(error: Error) -> GatewayError {
    GatewayError::Unavailable(error.to_string())
}
