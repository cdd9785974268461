//! The ways to fail that tests ask for.

use std::collections::VecDeque;

/// A call that can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    StripeCreate,
    StripeRetrieve,
    StripeExpire,
    StripeRefund,
    PaypalToken,
    PaypalCreate,
    PaypalGet,
    PaypalCapture,
    PaypalRefund,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing happened, and the connection is closed.
    DropRequest,
    /// It happened, and the connection is closed before the reply.
    DropReply,
    /// Nothing happened; with an idempotency key, Stripe says so again for as long as the key lives.
    Error500,
    TooMany,
    /// Nothing happened, and nothing is said, for as long as somebody waits.
    NeverAnswers,
    /// The same, after the head of a reply.
    NeverEnds,
    /// The object that is shown has another amount.
    WrongAmount,
    /// The object that is shown has another currency.
    WrongCurrency,
    /// PayPal: the card behind the account is declined.
    InstrumentDeclined,
}

#[derive(Debug)]
struct Waiting {
    endpoint: Endpoint,
    /// Calls that go well before.
    after: usize,
    fault: Fault,
}

#[derive(Debug, Default)]
pub struct Faults {
    waiting: VecDeque<Waiting>,
}

impl Faults {
    pub fn add(&mut self, endpoint: Endpoint, fault: Fault, times: usize) {
        self.waiting.extend((0..times).map(|_| Waiting { endpoint, after: 0, fault }));
    }

    pub fn add_after(&mut self, endpoint: Endpoint, after: usize, fault: Fault) {
        self.waiting.push_back(Waiting { endpoint, after, fault });
    }

    /// The fault of this call, if one was asked for.
    pub fn next(&mut self, endpoint: Endpoint) -> Option<Fault> {
        let at = self.waiting.iter().position(|waiting| waiting.endpoint == endpoint)?;
        if self.waiting[at].after > 0 {
            self.waiting[at].after -= 1;
            return None;
        }
        self.waiting.remove(at).map(|waiting| waiting.fault)
    }
}
