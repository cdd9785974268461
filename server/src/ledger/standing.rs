//! Where an order stands, as far as the provider's policy asks.

use contract::Code;
use contract::api::Order;
use domain::attempt::AttemptState;
use domain::policy::{Facts, Policy, Refusal};
use domain::quote::PricedLine;
use domain::{CustomerId, Money, OrderId};

use super::{calendar, orders, refunds};
use crate::db::Tx;
use crate::error::Error;

/// Who asks for what order, and by which rules.
#[derive(Debug, Clone)]
pub struct Asked {
    pub customer: CustomerId,
    pub order: OrderId,
    pub policy: Policy,
    pub public_url: std::sync::Arc<str>,
    pub now_us: i64,
}

impl Asked {
    /// The order, which is the asker's own; staff only looks.
    pub fn load(&self, tx: &mut Tx<'_>) -> Result<Order, Error> {
        if orders::owner(tx, &self.order)? != self.customer {
            return Err(Error::not_found());
        }
        orders::load(tx, &self.order, &self.public_url)
    }
}

/// What the policy judges by, for something about these lines of the order.
pub fn facts<'a>(
    tx: &mut Tx<'_>,
    order: &Order,
    lines: impl IntoIterator<Item = &'a PricedLine>,
) -> Result<Facts, Error> {
    let currency = order.totals.total.currency;
    let left = refunds::refundable(tx, &order.id)?;
    let of_order = left.iter().filter(|(_, left)| left.currency == currency);
    let still_here: i64 = of_order.map(|(_, left)| left.minor).sum();
    let foreign = left.iter().any(|(_, left)| left.currency != currency && left.minor > 0);
    let disputed = order.attempts.iter().any(|attempt| attempt.state == AttemptState::Disputed);
    let first = lines.into_iter().map(|line| line.promise.earliest).min();
    Ok(Facts {
        state: order.state,
        captured: order.paid,
        returned: Money::new(order.paid.minor - still_here, currency),
        begins_us: calendar::without_days(tx)?.begins_us(first.unwrap_or(order.promise.earliest)),
        contested: foreign || disputed,
    })
}

/// How a client hears of a refusal.
pub fn code(refusal: Refusal) -> Code {
    match refusal {
        Refusal::Started => Code::WorkStarted,
        Refusal::InReview => Code::OrderInReview,
        Refusal::Ended => Code::OrderEnded,
        Refusal::TooLate => Code::TooLate,
        Refusal::AskProvider => Code::AskProvider,
    }
}
