//! `fakepay` plays Stripe and PayPal over real HTTP on this machine, with state, hosted pages, webhooks, and faults on
//! request. The vendors' own clients judge it (`tests/judged_by_*.rs`).
//!
//! ```no_run
//! # async fn story() {
//! use fakepay::{Call, Fault, FakePay};
//! let fake = FakePay::start();
//! fake.webhooks_to(fakepay::Gateway::Stripe, "http://127.0.0.1:8080/v1/webhooks/stripe", "whsec_test");
//! // The program under test is given `fake.stripe_base()` and makes a session; then a person pays it:
//! let session = fake.sessions()[0].id.clone();
//! fake.pay(&session).unwrap();
//! for event in fake.pending_events() {
//!     fake.deliver(&event).await.unwrap();
//! }
//! fake.fail(Call::StripeRefundCreate, Fault::DropAfter, 1);
//! # }
//! ```

#![recursion_limit = "256"] // Stripe's session is one JSON object of some fifty fields.

mod audit;
mod deliver;
mod events;
mod exchange;
mod faults;
mod form;
mod keys;
mod money;
mod pages;
mod paypal;
mod persons;
mod serve;
mod stripe;
mod world;

use std::sync::Arc;

pub use audit::Moved;
pub use events::{Delivery, Event, stripe_signature};
pub use exchange::{Gateway, Request};
pub use faults::{Call, Fault};

/// What PayPal has written down.
pub mod paypal_books {
    pub use crate::paypal::books::{Capture, Dispute, Order, Outcome, Refund};
}

/// What Stripe has written down.
pub mod stripe_books {
    pub use crate::stripe::books::{Charge, Dispute, Intent, Line, Metadata, Refund, Session};
}

use crate::serve::{Servers, lock};
use crate::world::World;

/// Both gateways, until it is dropped.
pub struct FakePay {
    servers: Servers,
}

impl FakePay {
    /// With the system's clock.
    pub fn start() -> Self {
        Self::start_at(|| jiff::Timestamp::now().as_microsecond())
    }

    /// With a clock of microseconds since 1970, such as `move || clock.now_us()` over one that tests move.
    pub fn start_at(now_us: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        let servers = Servers::start(Arc::new(now_us)).expect("two free ports on this machine");
        Self { servers }
    }

    /// `http://127.0.0.1:PORT`, in the place of `https://api.stripe.com`. Any `sk_test_...` is a key.
    pub fn stripe_base(&self) -> String {
        self.world(|world| world.stripe_base.clone())
    }

    /// `http://127.0.0.1:PORT`, in the place of `https://api-m.sandbox.paypal.com`. Any pair is an id and a secret.
    pub fn paypal_base(&self) -> String {
        self.world(|world| world.paypal_base.clone())
    }

    /// The merchant that takes PayPal's money; Stripe's account has it in its id.
    pub fn merchant_id(&self) -> String {
        self.world(|world| world.merchant_id.clone())
    }

    pub fn set_merchant_id(&self, id: &str) {
        self.world(|world| world.merchant_id = id.into());
    }

    /// Where a gateway's events go; Stripe signs them with this secret, PayPal for this webhook id.
    pub fn webhooks_to(&self, gateway: Gateway, url: &str, secret_or_id: &str) {
        self.world(|world| match gateway {
            Gateway::Stripe => {
                world.webhooks.url[0] = Some(url.into());
                world.webhooks.stripe_secret = secret_or_id.into();
            }
            Gateway::Paypal => {
                world.webhooks.url[1] = Some(url.into());
                world.webhooks.paypal_id = secret_or_id.into();
            }
        });
    }

    /// Sends each event by itself from now on, once. For demonstrations; tests deliver by hand.
    pub fn deliver_automatically(&self) {
        self.world(|world| world.webhooks.automatic = true);
    }

    /// Refunds wait from now on, until [`Self::settle_refund`].
    pub fn let_refunds_wait(&self, wait: bool) {
        self.world(|world| world.refunds_wait = wait);
    }

    /// Lets the next calls of a kind go wrong.
    pub fn fail(&self, call: Call, fault: Fault, times: u32) {
        self.world(|world| world.script.add(call, fault, times));
    }

    /// Nothing goes wrong any more.
    pub fn heal(&self) {
        self.world(|world| world.script.clear());
    }

    /// A gateway forgets what was said to which key, as it does after a while.
    pub fn forget_keys(&self, gateway: Gateway) {
        self.world(|world| world.keys.forget(gateway));
    }

    /// Every request that was received, oldest first.
    pub fn requests(&self) -> Vec<Request> {
        self.world(|world| world.requests.clone())
    }

    /// The requests of one kind.
    pub fn requests_of(&self, call: Call) -> Vec<Request> {
        self.requests().into_iter().filter(|request| request.call == Some(call)).collect()
    }

    /// Every event, oldest first.
    pub fn events(&self) -> Vec<Event> {
        self.world(|world| {
            world.catch_up();
            world.events.clone()
        })
    }

    /// The events that nobody took yet, oldest first.
    pub fn pending_events(&self) -> Vec<Event> {
        self.events().into_iter().filter(|event| event.deliveries == 0).collect()
    }

    /// Calls the webhook about an event; the status of its answer.
    pub async fn deliver(&self, event: &Event) -> Result<u16, String> {
        deliver::send(&self.servers.world, event).await
    }

    /// The same event several times, each newly signed.
    pub async fn deliver_times(&self, event: &Event, times: u32) -> Result<Vec<u16>, String> {
        let mut answers = Vec::new();
        for _ in 0..times {
            answers.push(self.deliver(event).await?);
        }
        Ok(answers)
    }

    /// A signed call that was not sent, to change it or to send it later with [`Self::post`].
    pub fn delivery(&self, event: &Event) -> Option<Delivery> {
        self.world(|world| world.delivery(event))
    }

    /// Sends a call as it is.
    pub async fn post(&self, delivery: &Delivery) -> Result<u16, String> {
        deliver::post(delivery).await
    }

    fn world<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        look(&mut lock(&self.servers.world))
    }
}
