//! A test gateway that plays Stripe and PayPal over real HTTP on this machine. It keeps books like they do, so that tests
//! can ask it what was really taken, and it fails in the ways that tests ask for.
//!
//! Its shapes follow the vendors' API documents; their own clients judge it (`tests/judged`).

mod books;
mod events;
mod faults;
mod form;
mod http;
mod pages;
mod paypal;
mod stripe;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use tokio::sync::oneshot;

pub use books::{Money, Recorded, Taken, Tampering};
pub use events::Event;
pub use faults::{Endpoint, Fault};

use books::Books;

/// Signs what Stripe sends.
pub const STRIPE_WEBHOOK_SECRET: &str = "whsec_of_the_fake";
/// The merchant of the only account at PayPal.
pub const PAYPAL_MERCHANT: &str = "FAKEMERCHANT1";
pub const PAYPAL_WEBHOOK: &str = "FAKEWEBHOOK1";
/// The cards that people use when a test does not say which, by the marks that Stripe gives them.
pub const CARD: &str = "fpCard4242";
pub const DECLINED_CARD: &str = "fpCard0002";

/// A running gateway; dropping it ends it.
pub struct FakePay {
    shared: Shared,
    url: String,
    _stop: oneshot::Sender<()>,
}

/// What all requests share.
#[derive(Clone)]
pub(crate) struct Shared {
    books: Arc<Mutex<Books>>,
    url: Arc<str>,
    /// For what it tells.
    http: reqwest::Client,
}

impl Shared {
    pub(crate) fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FakePay {
    /// Listens on a free port of this machine.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let shared = Shared { books: Arc::default(), url: url.as_str().into(), http };
        let router = Router::new()
            .nest("/stripe", stripe::router())
            .nest("/paypal", paypal::router())
            .merge(pages::router())
            // Stripe's own tool leaves the path of its address out.
            .merge(stripe::router())
            .layer(axum::middleware::map_response(http::hold_back))
            .with_state(shared.clone());
        let (stop, stopped) = oneshot::channel();
        let serving = axum::serve(listener, router).with_graceful_shutdown(async {
            stopped.await.ok();
        });
        tokio::spawn(async move { serving.await });
        Self { shared, url, _stop: stop }
    }

    /// What `PANNIER_STRIPE_API_BASE` is set to.
    pub fn stripe_base(&self) -> String {
        format!("{}/stripe", self.url)
    }

    /// What `PANNIER_PAYPAL_API_BASE` is set to.
    pub fn paypal_base(&self) -> String {
        format!("{}/paypal", self.url)
    }

    /// The next `times` calls of an endpoint fail in this way.
    pub fn fail(&self, endpoint: Endpoint, fault: Fault, times: usize) {
        self.shared.books().faults.add(endpoint, fault, times);
    }

    /// One call of an endpoint fails, after so many that go well.
    pub fn fail_after(&self, endpoint: Endpoint, after: usize, fault: Fault) {
        self.shared.books().faults.add_after(endpoint, after, fault);
    }

    /// Faults that were asked for and did not happen are forgotten.
    pub fn heal(&self) {
        self.shared.books().faults = faults::Faults::default();
    }

    /// Moves the time of the gateway, so that keys are forgotten and sessions expire.
    pub fn advance(&self, seconds: i64) {
        self.shared.books().advance(seconds);
    }

    /// A person pays a session of Stripe with a card that works.
    pub fn pay(&self, session: &str) {
        self.pay_with(session, CARD);
    }

    /// The same with a card of this mark.
    pub fn pay_with(&self, session: &str, card: &str) {
        self.shared.books().stripe_pay(session, card);
    }

    /// The card is declined; the page stays open.
    pub fn decline(&self, session: &str, decline_code: &str) {
        self.decline_with(session, decline_code, DECLINED_CARD);
    }

    /// The same with a card of this mark.
    pub fn decline_with(&self, session: &str, decline_code: &str, card: &str) {
        self.shared.books().stripe_decline(session, decline_code, card);
    }

    /// The bank asks the person to confirm the payment; [`Self::answer_bank`] ends that.
    pub fn ask_bank(&self, session: &str) {
        self.shared.books().stripe_ask_bank(session, CARD);
    }

    pub fn answer_bank(&self, session: &str, confirms: bool) {
        self.shared.books().stripe_answer_bank(session, confirms);
    }

    /// The person finishes with a way to pay that takes days.
    pub fn pay_late(&self, session: &str) {
        self.shared.books().stripe_pay_late(session);
    }

    /// The days are over.
    pub fn settle_late(&self, session: &str, succeeds: bool) {
        self.shared.books().stripe_settle_late(session, succeeds);
    }

    /// The person approves an order of PayPal.
    pub fn approve(&self, order: &str) {
        self.shared.books().paypal_approve(order);
    }

    /// The next capture of this order is pending; [`Self::settle_pending`] ends that.
    pub fn capture_pending(&self, order: &str) {
        self.shared.books().paypal_pending.push(order.into());
    }

    pub fn settle_pending(&self, order: &str, succeeds: bool) {
        self.shared.books().paypal_settle(order, succeeds);
    }

    /// The customer's bank disputes a payment of Stripe (`pi_...`).
    pub fn dispute(&self, intent: &str) {
        self.shared.books().stripe_dispute(intent);
    }

    /// `won` or `lost`.
    pub fn close_dispute(&self, intent: &str, status: &str) {
        self.shared.books().stripe_close_dispute(intent, status);
    }

    /// The customer disputes a capture of PayPal.
    pub fn dispute_capture(&self, capture: &str) {
        self.shared.books().paypal_dispute(capture);
    }

    /// In PayPal's words; `debited` is what the merchant loses by it, such as `12.50`.
    pub fn close_capture_dispute(&self, capture: &str, outcome_code: &str, debited: Option<&str>) {
        self.shared.books().paypal_close_dispute(capture, outcome_code, debited);
    }

    /// A refund is sent back by the bank.
    pub fn refund_fails(&self, refund: &str) {
        let mut books = self.shared.books();
        books.stripe_refund_fails(refund);
        books.paypal_refund_ends(refund, false);
    }

    /// From now on refunds are pending at first; [`Self::refund_arrives`] or [`Self::refund_fails`] ends that.
    pub fn refunds_take_days(&self) {
        self.shared.books().refunds_pending = true;
    }

    pub fn refund_arrives(&self, refund: &str) {
        let mut books = self.shared.books();
        books.stripe_refund_arrives(refund);
        books.paypal_refund_ends(refund, true);
    }

    /// How many pages were made for one of the shop's attempts.
    pub fn pages_of(&self, attempt: &str) -> usize {
        let books = self.shared.books();
        let sessions =
            books.sessions.values().filter(|session| session["metadata"]["attempt"] == attempt).count();
        let of_it = |order: &&serde_json::Value| order["purchase_units"][0]["custom_id"] == attempt;
        sessions + books.orders.values().filter(of_it).count()
    }

    /// From now on, a page takes something else than was asked for.
    pub fn tamper(&self, reference: &str, how: Tampering) {
        self.shared.books().tamper(reference, how);
    }

    /// From now on the pages try to call these commands of the desk, and whatever else they must not get.
    pub fn be_hostile(&self, commands: &[&str]) {
        self.shared.books().hostile = commands.iter().map(|name| (*name).to_owned()).collect();
    }

    /// What came of it: `popup: refused: none`.
    pub fn reports(&self) -> Vec<String> {
        self.shared.books().reports.clone()
    }

    /// Pages whose payment takes days, and is not over.
    pub fn unsettled(&self) -> Vec<String> {
        self.shared.books().unsettled()
    }

    /// Ids of Stripe's refunds and then of PayPal's, oldest first.
    pub fn refunds(&self) -> Vec<String> {
        let books = self.shared.books();
        books.refunds.keys().chain(books.paypal_refunds.keys()).cloned().collect()
    }

    /// What was taken, by our own mark on it.
    pub fn taken(&self) -> Vec<Taken> {
        self.shared.books().taken()
    }

    /// Everything that was asked, oldest first.
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared.books().requests.clone()
    }

    /// Events that were not delivered yet, oldest first.
    pub fn events(&self) -> Vec<Event> {
        self.shared.books().events.clone()
    }

    /// Takes the events that wait, for a test to deliver as it likes: doubled, in another order, or not at all.
    pub fn take_events(&self) -> Vec<Event> {
        std::mem::take(&mut self.shared.books().events)
    }

    /// Sends an event to `server`, the shop's address, signed at the gateway's time; the status that came back.
    pub async fn deliver(&self, server: &str, event: &Event) -> u16 {
        let now = self.shared.books().now();
        events::deliver(&self.shared, server, event, now).await
    }
}
