//! The routes of the staff desk.

use contract::staff::{
    AddCouponRequest, Board, CalendarTrial, CloseRequest, Coupons, EditCalendarRequest, EndCouponRequest,
    ImportCalendarRequest, MoveMany, MoveRequest, MovedMany, NoteRequest, OrderMails, RefundRequest,
    ResendRequest, Reviews, StaffCalendar, StaffCoupon, StaffOrder, StaffOrders, TryCalendarRequest,
};
use domain::order::OrderState;
use domain::{CouponCode, OrderId, ReviewId};
use reqwest::Method;

use super::{CallError, Server, encoded};

impl Server {
    /// The counts alone.
    pub async fn staff_board(&self) -> Result<Board, CallError> {
        self.reply(self.request(Method::GET, "/v1/staff/board?limit=0")).await
    }

    pub async fn staff_orders(
        &self,
        text: &str,
        state: Option<OrderState>,
        before: Option<&str>,
    ) -> Result<StaffOrders, CallError> {
        let mut path = format!("/v1/staff/orders?text={}", encoded(text));
        if let Some(state) = state {
            path += &format!("&state={}", state.as_str());
        }
        if let Some(before) = before {
            path += &format!("&before={}", encoded(before));
        }
        self.reply(self.request(Method::GET, &path)).await
    }

    pub async fn staff_order(&self, id: &OrderId) -> Result<StaffOrder, CallError> {
        self.reply(self.request(Method::GET, &format!("/v1/staff/orders/{id}"))).await
    }

    pub async fn staff_move(&self, order: &OrderId, body: &MoveRequest) -> Result<StaffOrder, CallError> {
        self.send(Method::POST, &format!("/v1/staff/orders/{order}/moves"), body).await
    }

    pub async fn staff_move_many(&self, body: &MoveMany) -> Result<MovedMany, CallError> {
        self.send(Method::POST, "/v1/staff/moves", body).await
    }

    pub async fn staff_note(&self, order: &OrderId, body: &NoteRequest) -> Result<StaffOrder, CallError> {
        self.send(Method::POST, &format!("/v1/staff/orders/{order}/notes"), body).await
    }

    pub async fn staff_mails(&self, order: &OrderId) -> Result<OrderMails, CallError> {
        self.reply(self.request(Method::GET, &format!("/v1/staff/orders/{order}/mails"))).await
    }

    pub async fn staff_resend(&self, order: &OrderId, body: &ResendRequest) -> Result<OrderMails, CallError> {
        self.send(Method::POST, &format!("/v1/staff/orders/{order}/mails"), body).await
    }

    pub async fn staff_refund(&self, order: &OrderId, body: &RefundRequest) -> Result<StaffOrder, CallError> {
        self.send(Method::POST, &format!("/v1/staff/orders/{order}/refunds"), body).await
    }

    pub async fn staff_calendar(&self) -> Result<StaffCalendar, CallError> {
        self.reply(self.request(Method::GET, "/v1/staff/calendar")).await
    }

    pub async fn staff_try_calendar(&self, body: &TryCalendarRequest) -> Result<CalendarTrial, CallError> {
        self.send(Method::POST, "/v1/staff/calendar/trial", body).await
    }

    pub async fn staff_import_calendar(
        &self,
        body: &ImportCalendarRequest,
    ) -> Result<StaffCalendar, CallError> {
        self.send(Method::POST, "/v1/staff/calendar", body).await
    }

    pub async fn staff_edit_calendar(&self, body: &EditCalendarRequest) -> Result<StaffCalendar, CallError> {
        self.send(Method::POST, "/v1/staff/calendar/edits", body).await
    }

    pub async fn staff_coupons(&self, text: &str) -> Result<Coupons, CallError> {
        self.reply(self.request(Method::GET, &format!("/v1/staff/coupons?text={}", encoded(text)))).await
    }

    pub async fn staff_add_coupon(&self, body: &AddCouponRequest) -> Result<StaffCoupon, CallError> {
        self.send(Method::POST, "/v1/staff/coupons", body).await
    }

    pub async fn staff_end_coupon(
        &self,
        code: &CouponCode,
        body: &EndCouponRequest,
    ) -> Result<StaffCoupon, CallError> {
        self.send(Method::POST, &format!("/v1/staff/coupons/{code}/end"), body).await
    }

    pub async fn staff_reviews(&self) -> Result<Reviews, CallError> {
        self.reply(self.request(Method::GET, "/v1/staff/reviews")).await
    }

    pub async fn staff_close_review(
        &self,
        review: &ReviewId,
        body: &CloseRequest,
    ) -> Result<Reviews, CallError> {
        self.send(Method::POST, &format!("/v1/staff/reviews/{review}/close"), body).await
    }
}
