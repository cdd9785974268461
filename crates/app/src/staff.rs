//! The staff desk. It needs the server: nothing of it is kept here, so that orders of others never lie on a computer. On the
//! desk of a customer there is no such thing, and nobody is asked.

mod catalogue;

use std::sync::Arc;
use std::time::Duration;

use contract::ipc::{
    AddStaffNote, CloseReview, ListReviews, ListStaffOrders, MoveOrder, MoveOrders, RefundOrder, ShowBoard,
    ShowStaffOrder,
};
use contract::staff::{
    Board, CloseRequest, MoveMany, MoveRequest, MovedMany, NoteRequest, RefundRequest, Reviews, SeenOrder,
    StaffOrder, StaffOrders,
};
use contract::{Code, Failure};
use domain::DeedId;
use domain::staff::Role;
use tokio::time::sleep;
use uuid::Uuid;

use crate::account::Account;
use crate::desk::Desk;
use crate::sync::{CallError, Server};

/// The same deed is sent again when its reply was lost: its id makes that harmless.
const TRIES: usize = 3;
const TRY_EVERY: Duration = Duration::from_millis(300);

impl Desk {
    pub async fn staff_board(&self, _: ShowBoard) -> Result<Board, Failure> {
        let (account, server) = self.as_staff()?;
        Ok(self.ask(&account, &server, server.staff_board()).await?)
    }

    pub async fn staff_orders(&self, call: ListStaffOrders) -> Result<StaffOrders, Failure> {
        let (account, server) = self.as_staff()?;
        let page = server.staff_orders(&call.text, call.state, call.before.as_deref());
        Ok(self.ask(&account, &server, page).await?)
    }

    pub async fn staff_order(&self, call: ShowStaffOrder) -> Result<StaffOrder, Failure> {
        let (account, server) = self.as_staff()?;
        Ok(self.ask(&account, &server, server.staff_order(&call.id)).await?)
    }

    pub async fn staff_move(&self, call: MoveOrder) -> Result<(), Failure> {
        let MoveOrder { order, by, note, seen_ver } = call;
        let (account, server) = self.as_staff()?;
        let body = MoveRequest { id: deed_id(), by, note, seen_ver };
        self.insist(&account, &server, || server.staff_move(&order, &body)).await.map(drop)
    }

    pub async fn staff_move_many(&self, call: MoveOrders) -> Result<MovedMany, Failure> {
        let (account, server) = self.as_staff()?;
        let seen = |(order, seen_ver)| SeenOrder { id: deed_id(), order, seen_ver };
        let orders = call.orders.into_iter().map(seen).collect();
        let body = MoveMany { by: call.by, note: String::new(), orders };
        self.insist(&account, &server, || server.staff_move_many(&body)).await
    }

    pub async fn staff_note(&self, call: AddStaffNote) -> Result<(), Failure> {
        let (account, server) = self.as_staff()?;
        let body = NoteRequest { id: deed_id(), text: call.text };
        self.insist(&account, &server, || server.staff_note(&call.order, &body)).await.map(drop)
    }

    pub async fn staff_refund(&self, call: RefundOrder) -> Result<(), Failure> {
        let RefundOrder { order, amount, reason, password, seen_ver } = call;
        let (account, server) = self.as_staff()?;
        let body = RefundRequest { id: deed_id(), amount, reason, password, seen_ver };
        self.insist(&account, &server, || server.staff_refund(&order, &body)).await.map(drop)
    }

    pub async fn staff_reviews(&self, _: ListReviews) -> Result<Reviews, Failure> {
        let (account, server) = self.as_staff()?;
        Ok(self.ask(&account, &server, server.staff_reviews()).await?)
    }

    pub async fn staff_close_review(&self, call: CloseReview) -> Result<(), Failure> {
        let (account, server) = self.as_staff()?;
        let body = CloseRequest { sentence: call.sentence };
        self.insist(&account, &server, || server.staff_close_review(&call.review, &body)).await.map(drop)
    }

    /// Sends something that is harmless to repeat, again where no answer came.
    async fn insist<T, F>(
        &self,
        account: &Account,
        server: &Server,
        send: impl Fn() -> F,
    ) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, CallError>>,
    {
        let mut answer = self.ask(account, server, send()).await;
        for _ in 1..TRIES {
            if !matches!(answer, Err(CallError::Unreachable | CallError::Foreign { .. })) {
                break;
            }
            sleep(TRY_EVERY).await;
            answer = self.ask(account, server, send()).await;
        }
        Ok(answer?)
    }

    /// The account and the server, if the account is one of staff.
    fn as_staff(&self) -> Result<(Arc<Account>, Server), Failure> {
        let account = self.account()?;
        if account.customer().role != Role::Staff {
            return Err(Code::NotFound.into());
        }
        let server = self.server_of(&account)?;
        Ok((account, server))
    }
}

fn deed_id() -> DeedId {
    DeedId::new(Uuid::now_v7().to_string()).expect("a UUID is an id")
}
