//! The staff desk. It needs the server: nothing of it is kept here, so that orders of others never lie on a computer. On the
//! desk of a customer there is no such thing, and nobody is asked.

mod books;
mod catalogue;

use std::sync::Arc;
use std::time::Duration;

use contract::ipc::{
    AddCoupon, AddStaffNote, CloseReview, EditCalendar, EndCoupon, ImportCalendar, ListCoupons, ListMails,
    ListReviews, ListStaffOrders, MoveOrder, MoveOrders, RefundOrder, ResendMail, ShowBoard, ShowCalendar,
    ShowStaffOrder, TryCalendar,
};
use contract::staff::{
    AddCouponRequest, Board, CalendarTrial, CloseRequest, Coupons, EditCalendarRequest, EndCouponRequest,
    ImportCalendarRequest, MoveMany, MoveRequest, MovedMany, NoteRequest, OrderMails, RefundRequest,
    ResendRequest, Reviews, SeenOrder, StaffCalendar, StaffOrder, StaffOrders, TryCalendarRequest,
};
use contract::{Code, Failure};
use domain::address::FieldReason;
use domain::staff::Role;
use domain::{DeedId, FieldProblem};
use jiff::civil::Date;
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

    pub async fn staff_mails(&self, call: ListMails) -> Result<OrderMails, Failure> {
        let (account, server) = self.as_staff()?;
        Ok(self.ask(&account, &server, server.staff_mails(&call.order)).await?)
    }

    pub async fn staff_resend(&self, call: ResendMail) -> Result<(), Failure> {
        let (account, server) = self.as_staff()?;
        let body = ResendRequest { id: deed_id(), mail: call.mail };
        self.insist(&account, &server, || server.staff_resend(&call.order, &body)).await.map(drop)
    }

    pub async fn staff_refund(&self, call: RefundOrder) -> Result<(), Failure> {
        let RefundOrder { order, amount, reason, password, seen_ver } = call;
        let (account, server) = self.as_staff()?;
        let body = RefundRequest { id: deed_id(), amount, reason, password, seen_ver };
        self.insist(&account, &server, || server.staff_refund(&order, &body)).await.map(drop)
    }

    pub async fn staff_calendar(&self, _: ShowCalendar) -> Result<StaffCalendar, Failure> {
        let (account, server) = self.as_staff()?;
        Ok(self.ask(&account, &server, server.staff_calendar()).await?)
    }

    pub async fn staff_try_calendar(&self, call: TryCalendar) -> Result<CalendarTrial, Failure> {
        let (account, server) = self.as_staff()?;
        let body = TryCalendarRequest { csv: call.csv };
        Ok(self.ask(&account, &server, server.staff_try_calendar(&body)).await?)
    }

    pub async fn staff_import_calendar(&self, call: ImportCalendar) -> Result<(), Failure> {
        let (account, server) = self.as_staff()?;
        let body = ImportCalendarRequest { id: deed_id(), at: call.at, csv: call.csv };
        self.insist(&account, &server, || server.staff_import_calendar(&body)).await.map(drop)
    }

    pub async fn staff_edit_calendar(&self, call: EditCalendar) -> Result<(), Failure> {
        let (account, server) = self.as_staff()?;
        let body = EditCalendarRequest { id: deed_id(), at: call.at, edit: call.edit };
        self.insist(&account, &server, || server.staff_edit_calendar(&body)).await.map(drop)
    }

    pub async fn staff_coupons(&self, call: ListCoupons) -> Result<Coupons, Failure> {
        let (account, server) = self.as_staff()?;
        Ok(self.ask(&account, &server, server.staff_coupons(&call.text)).await?)
    }

    pub async fn staff_add_coupon(&self, call: AddCoupon) -> Result<(), Failure> {
        let (account, server) = self.as_staff()?;
        let body = AddCouponRequest { id: deed_id(), coupon: call.coupon };
        self.insist(&account, &server, || server.staff_add_coupon(&body)).await.map(drop)
    }

    pub async fn staff_end_coupon(&self, call: EndCoupon) -> Result<(), Failure> {
        let (account, server) = self.as_staff()?;
        let body = EndCouponRequest { id: deed_id() };
        self.insist(&account, &server, || server.staff_end_coupon(&call.code, &body)).await.map(drop)
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

/// A day as it was typed into a field, or what is wrong with that.
fn day_of(field: &str, typed: &str, otherwise: FieldReason) -> Result<Date, Failure> {
    typed.parse().map_err(|_| wrong(field, otherwise))
}

/// What is refused because of one field.
fn wrong(field: &str, reason: FieldReason) -> Failure {
    Failure::fields(vec![FieldProblem { field: field.into(), reason }])
}

fn deed_id() -> DeedId {
    DeedId::new(Uuid::now_v7().to_string()).expect("a UUID is an id")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_was_not_typed_is_told_by_its_field() {
        let typed = |text| day_of("day", text, FieldReason::NotAhead);
        assert!(typed("2027-01-01").is_ok());
        for text in ["", "2027-02-30", "soon"] {
            let failure = typed(text).expect_err("no day");
            assert_eq!((&*failure.fields[0].field, failure.fields[0].reason), ("day", FieldReason::NotAhead));
        }
    }
}
