//! The staff desk. Before it reads anything else of the request, every route asks for [`crate::keys::Allowed`], or
//! for [`crate::auth::Staff`] where no key may do it.

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
