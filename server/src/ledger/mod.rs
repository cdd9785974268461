//! The use cases and their SQL, one file per noun. Each public function works inside one transaction.
//!
//! One order of locks everywhere: head of the customer, order, attempt, outbox.

pub mod amendments;
pub mod api_keys;
pub mod attempts;
pub mod bounces;
pub mod calendar;
pub mod cancellations;
pub mod capacity;
pub mod cart;
pub mod catalogue;
pub mod checkout;
pub mod checks;
pub mod coupons;
pub mod customers;
pub mod entries;
pub mod exports;
pub mod head;
pub mod import;
pub mod mails;
pub mod news;
pub mod orders;
pub mod outbox;
pub mod payments;
pub mod price_changes;
pub mod price_tables;
pub mod pricing;
pub mod promises;
pub mod quotes;
pub mod refunds;
pub mod requests;
pub mod reviews;
pub mod risk;
pub mod sandbox;
pub mod staff;
pub mod standing;
pub mod subscriptions;
pub mod sync;
pub mod timeline;
pub mod velocity;
pub mod webhooks;

use crate::error::Error;

/// Words of [`domain::quote`] and others for a JSON column.
fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Broken(format!("writing a column of JSON: {error}")))
}

/// A new id, sortable by time.
pub fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
