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
mod export;
mod keychain;
mod notices;
mod orders;
mod payment;
mod reorder;
mod session;
mod store;
mod sync;
mod undo;
mod unsent;

pub use desk::{Desk, Settings};
pub use keychain::Keychain;
pub use payment::PaymentPage;
