//! The rules of the shop, the same on the desk (for speed) and on the server (for truth).
//!
//! Nothing here reads a clock, makes an id, or touches a disk or a network: time and ids are given.

pub mod address;
pub mod amendment;
pub mod attempt;
pub mod books;
pub mod calendar;
pub mod cart;
pub mod cell;
pub mod coupon;
pub mod destination;
pub mod difference;
pub mod ids;
pub mod limits;
pub mod locale;
pub mod money;
pub mod order;
pub mod places;
pub mod policy;
pub mod promise;
pub mod quantity;
pub mod quote;
pub mod refund;
pub mod risk;
pub mod service;
pub mod shipping;
pub mod staff;
pub mod tax;

pub use address::{Address, Contact, FieldProblem};
pub use coupon::CouponCode;
pub use destination::Destination;
pub use ids::*;
pub use money::{Currency, Money};
pub use quantity::Quantity;
