//! What customers do with an order that they placed: cancel and change it. A page that could still be paid is closed at its
//! gateway first; if it turns out to be paid, what is done is done to a paid order.

use contract::api::{AmendRequest, CancelRequest, Order};

use crate::db::Tx;
use crate::error::Error;
use crate::ledger::standing::Asked;
use crate::ledger::{amendments, cancellations};
use crate::payments;
use crate::state::Shop;

/// Cancels an order; the order as it is then. `hash` is that of the request as it was sent.
pub async fn cancel(shop: &Shop, asked: Asked, request: CancelRequest, hash: String) -> Result<Order, Error> {
    let (by, wanted, of) = (asked.clone(), request.clone(), hash.clone());
    let look = move |tx: &mut Tx<'_>| cancellations::is_to_be_done(tx, &by, &wanted, &of);
    if shop.db.read(look).await?.is_some() {
        payments::close_live(shop, &asked.order).await?;
        let by = asked.clone();
        shop.db.write(move |tx| cancellations::cancel(tx, &by, &request, &hash)).await?;
    }
    done(shop, asked).await
}

/// Changes an order; the order as it is then. `hash` is that of the request as it was sent.
pub async fn amend(shop: &Shop, asked: Asked, request: AmendRequest, hash: String) -> Result<Order, Error> {
    let (by, wanted, of) = (asked.clone(), request.clone(), hash.clone());
    let look = move |tx: &mut Tx<'_>| amendments::is_to_be_done(tx, &by, &wanted, &of);
    if shop.db.read(look).await? {
        if amendments::must_close(&request.wish) {
            payments::close_live(shop, &asked.order).await?;
        }
        let by = asked.clone();
        shop.db.write(move |tx| amendments::amend(tx, &by, &request, &hash)).await?;
    }
    done(shop, asked).await
}

/// Mails and refunds are due.
async fn done(shop: &Shop, asked: Asked) -> Result<Order, Error> {
    shop.wake.outbox.notify_one();
    shop.wake.sweeper.notify_one();
    shop.db.read(move |tx| asked.load(tx)).await
}
