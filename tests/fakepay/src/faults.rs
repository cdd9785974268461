//! What goes wrong on request: the next calls of a kind fail in a way that was asked for.

/// What can be asked of a gateway: one for each endpoint that is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Call {
    StripeSessionCreate,
    StripeSessionGet,
    StripeSessionList,
    StripeSessionExpire,
    StripeIntentCreate,
    StripeIntentGet,
    StripeIntentCancel,
    StripeIntentCapture,
    StripeChargeGet,
    StripeChargeList,
    StripeRefundCreate,
    StripeRefundGet,
    StripeRefundUpdate,
    StripeRefundList,
    StripeDisputeGet,
    StripeDisputeUpdate,
    StripeDisputeClose,
    StripeDisputeList,
    StripeEventGet,
    StripeEventList,
    StripeBalance,
    StripeAccount,
    /// Products, prices and payment methods, which only the vendor's own tool makes.
    StripeCatalogue,
    /// The page of a session as the vendor's own tool fills it in.
    StripePaymentPage,
    PaypalToken,
    PaypalOrderCreate,
    PaypalOrderGet,
    PaypalOrderCapture,
    PaypalCaptureGet,
    PaypalCaptureRefund,
    PaypalRefundGet,
    PaypalVerify,
    PaypalTransactions,
    PaypalDisputeGet,
    PaypalDisputeList,
}

/// How a call goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The connection is closed before anything happened.
    DropBefore,
    /// It happens, then the connection is closed.
    DropAfter,
    /// It happens, and no answer ever comes.
    NeverAnswer,
    /// 500, and nothing happened. Stripe says it again to the same key.
    ServerError,
    /// 429 with this `Retry-After`; nothing happened, and no key is used up.
    TooMany { retry_after_s: u32 },
    /// 403: the account may not do this.
    Refuse,
    /// The person's means of payment is refused. For [`Call::PaypalOrderCapture`].
    Decline,
    /// The capture or the refund waits for a review.
    PendingReview,
    /// The object shows one unit more than was asked for.
    WrongAmount,
    /// The object shows another currency.
    WrongCurrency,
}

/// The faults that are still to come.
#[derive(Debug, Default)]
pub(crate) struct Script {
    steps: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    call: Call,
    fault: Fault,
    times: u32,
}

impl Script {
    pub fn add(&mut self, call: Call, fault: Fault, times: u32) {
        self.steps.push(Step { call, fault, times });
    }

    /// What goes wrong now; in the order in which it was asked for.
    pub fn take(&mut self, call: Call) -> Option<Fault> {
        let step = self.steps.iter_mut().find(|step| step.call == call && step.times > 0)?;
        step.times -= 1;
        Some(step.fault.clone())
    }

    pub fn clear(&mut self) {
        self.steps.clear();
    }
}
