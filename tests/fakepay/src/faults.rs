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
    /// The object that is shown has another amount.
    WrongAmount,
    /// The object that is shown has another currency.
    WrongCurrency,
    /// PayPal: the card behind the account is declined.
    InstrumentDeclined,
}

#[derive(Debug, Default)]
pub struct Faults {
    waiting: VecDeque<(Endpoint, Fault)>,
}

impl Faults {
    pub fn add(&mut self, endpoint: Endpoint, fault: Fault, times: usize) {
        self.waiting.extend(std::iter::repeat_n((endpoint, fault), times));
    }

    /// The fault of this call, if one was asked for.
    pub fn next(&mut self, endpoint: Endpoint) -> Option<Fault> {
        let at = self.waiting.iter().position(|(waiting, _)| *waiting == endpoint)?;
        self.waiting.remove(at).map(|(_, fault)| fault)
    }
}
