//! The desk's brain without Tauri: the use cases behind every call of `contract::ipc`, the local stores, and sync.
//!
//! [`Desk`] has one method per call. The use cases are in the file of their noun; only `store` holds SQL, and only
//! `sync` speaks to a network.

mod account;
mod after_placing;
mod cart;
mod cart_view;
mod catalogue;
mod checkout;
mod clock;
mod desk;
#[cfg(test)]
mod example;
mod export;
mod keychain;
mod notices;
mod order_sheet;
mod orders;
mod payment;
mod receipt;
mod reorder;
mod saved_file;
mod session;
mod staff;
mod store;
mod sync;
mod undo;
mod unsent;

pub use desk::{Desk, Settings};
pub use keychain::Keychain;
pub use payment::PaymentPage;
