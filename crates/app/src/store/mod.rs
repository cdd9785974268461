//! The local stores. All SQL of the desk is below here; a use case is one closure over a transaction.

pub mod account;
pub mod cart;
pub mod catalogue;
pub mod changes;
pub mod checkout_log;
pub mod checkouts;
pub mod database;
pub mod error;
pub mod files;
pub mod history;
pub mod news;
pub mod notices;
pub mod orders;
pub mod profile;
pub mod search;
pub mod services;
pub mod staged;
pub mod unsent;
pub mod user;

pub use catalogue::{CatalogueStore, Tidy};
pub use checkout_log::CheckoutLog;
pub use database::Database;
pub use error::StoreError;
pub use history::History;
pub use profile::ProfileFile;
