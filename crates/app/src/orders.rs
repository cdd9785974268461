//! Orders: a list that works offline, and one order.

use contract::Failure;
use contract::api::Order;
use contract::history::{OrderPage, OrderedService};
use contract::ipc::{FindOrderedServices, ListOrders, ShowOrder};

use crate::desk::{Desk, blocking};
use crate::store::orders;

/// Orders in one page of a list.
const ORDERS_PER_PAGE: u32 = 100;

impl Desk {
    pub async fn orders(&self, call: ListOrders) -> Result<OrderPage, Failure> {
        let account = self.account()?;
        blocking(move || {
            let limit = call.limit.min(ORDERS_PER_PAGE);
            account.history.page(&account.store, &call.wanted, call.offset, limit)
        })
        .await
    }

    pub async fn ordered_services(&self, call: FindOrderedServices) -> Result<Vec<OrderedService>, Failure> {
        let account = self.account()?;
        blocking(move || account.history.services(&account.store, &call.text)).await
    }

    /// From the store; one that was placed a moment ago may be on the server only.
    pub async fn order(&self, call: ShowOrder) -> Result<Order, Failure> {
        let account = self.account()?;
        let (of, id) = (account.clone(), call.id.clone());
        if let Some(order) = blocking(move || of.store.read(|tx| orders::get(tx, &id))).await? {
            return Ok(order);
        }
        let server = self.server_of(&account)?;
        Ok(self.ask(&account, &server, server.order(&call.id)).await?)
    }
}
