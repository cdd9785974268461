//! What the fake promises to those who test against it.

mod client;
mod faults;
mod keys;
mod paypal;
mod stripe;
mod webhooks;
