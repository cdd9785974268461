//! The routes, one file per noun: each parses the request, calls the ledger, and shapes the reply.

pub mod catalogue;
pub mod health;
pub mod sessions;
pub mod sync;
