//! The staff desk. Every route asks for [`crate::auth::Staff`] before it reads anything else of the request.

pub mod calendar;
pub mod catalogue;
pub mod coupons;
pub mod exports;
pub mod mails;
pub mod moves;
pub mod orders;
pub mod refunds;
pub mod reviews;
pub mod services;
mod texts;
