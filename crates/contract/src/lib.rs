//! What crosses a border: the HTTP API, the sync messages, and the calls between front end and desk.

pub mod api;
pub mod failure;
pub mod history;
pub mod import;
pub mod ipc;
pub mod staff;
pub mod sync;
pub mod unsent;

pub use failure::{Code, Failure};
