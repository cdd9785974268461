//! The staff desk: what staff sees of all orders, and what it does with them. Nobody else gets any of it.

mod board;
mod calendar;
mod catalogue;
mod coupons;
mod exports;
mod mails;
mod money;
mod moves;
mod prices;
mod services;

use contract::api::Placed;
use contract::staff::catalogue::StaffService;
use contract::staff::{MoveRequest, SeenOrder, StaffOrder};
use domain::order::OrderMove;
use domain::{DeedId, OrderId, ServiceId};
use jiff::civil::Date;
use reqwest::Method;
use server::clock::{Clock, DAY_US};

use crate::shop::{Person, TestShop};

pub fn deed_id() -> DeedId {
    DeedId::new(server::ledger::new_id()).expect("an id")
}

/// The date in UTC after so many days.
pub fn in_days(clock: &Clock, days: i64) -> Date {
    Clock::date(clock.now_us() + days * DAY_US)
}

pub async fn service_seen(staff: &Person, id: &ServiceId) -> StaffService {
    staff.get(&format!("/v1/staff/services/{id}")).await
}

pub async fn seen(staff: &Person, id: &OrderId) -> StaffOrder {
    staff.get(&format!("/v1/staff/orders/{id}")).await
}

pub fn path(id: &OrderId, what: &str) -> String {
    format!("/v1/staff/orders/{id}/{what}")
}

pub fn to(by: OrderMove, seen_ver: i64) -> MoveRequest {
    MoveRequest { id: deed_id(), by, note: String::new(), seen_ver }
}

pub fn seen_order(order: &StaffOrder) -> SeenOrder {
    SeenOrder { id: deed_id(), order: order.order.id.clone(), seen_ver: order.ver }
}

/// Moves an order as it is now.
pub async fn move_now(staff: &Person, id: &OrderId, by: OrderMove) -> StaffOrder {
    let ver = seen(staff, id).await.ver;
    staff.ok(Method::POST, &path(id, "moves"), &to(by, ver)).await
}

/// An order of one service that is paid.
pub async fn paid(shop: &TestShop, customer: &Person, code: &str) -> Placed {
    let placed = customer.order(&shop.service(code).await).await;
    customer.pay(&placed.attempt).await;
    placed
}
