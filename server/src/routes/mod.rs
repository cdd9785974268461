//! The routes, one file per noun: each parses the request, calls the ledger, and shapes the reply.

pub mod amendments;
pub mod attempts;
pub mod cancellations;
pub mod catalogue;
pub mod checkouts;
pub mod events;
pub mod health;
pub mod orders;
pub mod pay;
pub mod quotes;
pub mod sandbox;
pub mod sessions;
pub mod staff;
pub mod sync;
pub mod webhooks;
