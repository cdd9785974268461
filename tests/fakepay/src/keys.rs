//! What was said to a key before.

use std::collections::HashMap;

use crate::exchange::{Gateway, Reply};

/// Stripe keeps a key for 24 hours at least (docs.stripe.com/api/idempotent_requests).
const STRIPE_LIFE_US: i64 = 24 * 3600 * 1_000_000;
/// PayPal keeps the id of a request about an order for 6 hours.
pub(crate) const PAYPAL_ORDER_LIFE_US: i64 = 6 * 3600 * 1_000_000;
/// And about a payment for 45 days.
pub(crate) const PAYPAL_PAYMENT_LIFE_US: i64 = 45 * 24 * 3600 * 1_000_000;

#[derive(Debug, Default)]
pub(crate) struct Keys {
    stripe: HashMap<String, Stored>,
    /// By what was called and the id of the request; what it made.
    paypal: HashMap<(String, String), (String, i64)>,
}

#[derive(Debug)]
struct Stored {
    /// What was asked with the key.
    asked: String,
    reply: Reply,
    at_us: i64,
}

/// What a key is good for.
#[derive(Debug)]
pub(crate) enum Known {
    Fresh,
    Replay(Reply),
    /// It was used to ask for something else.
    Other,
}

impl Keys {
    pub fn stripe(&self, key: &str, asked: &str, now_us: i64) -> Known {
        match self.stripe.get(key).filter(|stored| now_us - stored.at_us < STRIPE_LIFE_US) {
            None => Known::Fresh,
            Some(stored) if stored.asked != asked => Known::Other,
            Some(stored) => Known::Replay(stored.reply.clone().with("idempotent-replayed", "true")),
        }
    }

    pub fn keep_stripe(&mut self, key: &str, asked: &str, reply: &Reply, now_us: i64) {
        let stored = Stored { asked: asked.into(), reply: reply.clone(), at_us: now_us };
        self.stripe.insert(key.into(), stored);
    }

    /// What this request made before.
    pub fn paypal(&self, path: &str, id: &str, life_us: i64, now_us: i64) -> Option<String> {
        let (made, at_us) = self.paypal.get(&(path.to_owned(), id.to_owned()))?;
        (now_us - at_us < life_us).then(|| made.clone())
    }

    pub fn keep_paypal(&mut self, path: &str, id: &str, made: &str, now_us: i64) {
        self.paypal.insert((path.to_owned(), id.to_owned()), (made.to_owned(), now_us));
    }

    /// Lets a gateway forget all keys, as if they had aged.
    pub fn forget(&mut self, gateway: Gateway) {
        match gateway {
            Gateway::Stripe => self.stripe.clear(),
            Gateway::Paypal => self.paypal.clear(),
        }
    }
}
