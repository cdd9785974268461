//! Mails about orders and accounts: what they say, and how they leave.

mod changes;
mod compose;
mod dkim;
mod format;
mod html;
mod kind;
mod letter;
mod matter;
mod order_data;
pub mod samples;
mod smtp;
mod summary;
mod text;
mod transport;
mod wording;

pub use compose::{ComposeError, Composed, Envelope, Shown, compose, preview, subject};
pub use dkim::{BadKey, Signer};
pub use kind::{Kind, caused_by};
pub use matter::{Matter, Recipient, addressee, language};
pub use transport::{BadTransport, SEND_TIMEOUT, SendError, Transport};
