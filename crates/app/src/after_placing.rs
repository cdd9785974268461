//! Cancelling and changing an order. It needs the server: a person must see what comes back, so nothing is queued.

use std::sync::Arc;

use contract::Failure;
use contract::api::{AmendPreview, AmendRequest, CancelRequest, Order};
use contract::ipc::{AmendOrder, CancelOrder, PreviewAmendment, PreviewCancellation};
use domain::RequestId;
use domain::policy::Preview;
use uuid::Uuid;

use crate::account::Account;
use crate::desk::Desk;
use crate::sync::insist;

impl Desk {
    pub async fn order_cancellation(&self, call: PreviewCancellation) -> Result<Preview, Failure> {
        let account = self.account()?;
        let server = self.server_of(&account)?;
        Ok(self.ask(&account, &server, server.cancellation(&call.order)).await?)
    }

    pub async fn order_cancel(&self, call: CancelOrder) -> Result<Order, Failure> {
        let account = self.account()?;
        let server = self.server_of(&account)?;
        let request = CancelRequest { id: new_id(), agreed: call.agreed };
        let cancelled = insist(|| self.ask(&account, &server, server.cancel(&call.order, &request))).await;
        self.pulled(&account, cancelled.map_err(Failure::from)).await
    }

    pub async fn order_amendment(&self, call: PreviewAmendment) -> Result<AmendPreview, Failure> {
        let account = self.account()?;
        let server = self.server_of(&account)?;
        Ok(self.ask(&account, &server, server.amendment(&call.order, &call.wish)).await?)
    }

    pub async fn order_amend(&self, call: AmendOrder) -> Result<Order, Failure> {
        let account = self.account()?;
        let server = self.server_of(&account)?;
        let request = AmendRequest { id: new_id(), wish: call.wish, agreed: call.agreed };
        let amended = insist(|| self.ask(&account, &server, server.amend(&call.order, &request))).await;
        self.pulled(&account, amended.map_err(Failure::from)).await
    }

    /// Whatever the answer was, the order may be another one now: the store takes orders from a pull only.
    async fn pulled(&self, account: &Arc<Account>, answer: Result<Order, Failure>) -> Result<Order, Failure> {
        self.pull_soon(account).await;
        answer
    }
}

fn new_id() -> RequestId {
    RequestId::new(Uuid::now_v7().to_string()).expect("a UUID is an id")
}
