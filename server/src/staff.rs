//! What staff does with orders where a gateway may have to be asked in between.

use contract::Failure;
use domain::RefundId;
use domain::order::OrderMove;
use domain::staff::may_make;

use crate::db::Tx;
use crate::error::Error;
use crate::ledger::staff::moves::{self, Before, Move};
use crate::ledger::staff::refunds::{self as asked_refunds, Asked};
use crate::state::Shop;
use crate::{payments, refunds};

/// Moves an order. Harmless to repeat; refused if the order is not as it was seen. Before one is cancelled, its page is closed
/// at the gateway: if it turns out that it was paid, nothing is cancelled.
pub async fn move_order(shop: &Shop, wanted: Move) -> Result<(), Error> {
    let looked_for = wanted.clone();
    let state = match shop.db.read(move |tx| moves::look(tx, &looked_for)).await? {
        Before::Made => return Ok(()),
        Before::AsSeen(state) => state,
    };
    if !may_make(wanted.by, false) || state.after(wanted.by).is_err() {
        return Err(moves::not_allowed(state).into());
    }
    let mut closed = None;
    if wanted.by == OrderMove::Cancelled {
        if payments::close_before_cancelling(shop, &wanted.order).await? {
            let order = wanted.order.clone();
            let paid = move |tx: &mut Tx<'_>| moves::paid_meanwhile(tx, &order);
            return Err(shop.db.read(paid).await?.into());
        }
        closed = Some(state);
    }
    let now_us = shop.clock.now_us();
    shop.db.write(move |tx| moves::make(tx, &wanted, closed, now_us)).await?;
    shop.wake.outbox.notify_one();
    Ok(())
}

/// The same for one of many: what was refused, if it was.
pub async fn move_one_of_many(shop: &Shop, wanted: Move) -> Result<Option<Failure>, Error> {
    match move_order(shop, wanted).await {
        Ok(()) => Ok(None),
        Err(Error::Refused(failure)) => Ok(Some(failure)),
        Err(error) => Err(error),
    }
}

/// Writes a refund down, then asks the gateway for it. Where that does not answer, a job goes on.
pub async fn give_back(shop: &Shop, asked: Asked) -> Result<(), Error> {
    let now_us = shop.clock.now_us();
    let requested: Option<RefundId> =
        shop.db.write(move |tx| asked_refunds::request(tx, &asked, now_us)).await?;
    let Some(refund) = requested else { return Ok(()) };
    shop.wake.sweeper.notify_one();
    match refunds::reconcile(shop, &refund).await {
        Ok(_) | Err(Error::Refused(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
