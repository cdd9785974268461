//! Mails about orders: what they say, and how they leave.

mod compose;
mod format;
mod html;
mod letter;
mod order_data;
mod text;
mod transport;
mod wording;

pub use compose::{ComposeError, Envelope, compose};
pub use transport::{BadTransport, SEND_TIMEOUT, SendError, Transport};

/// What a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The order exists and waits to be paid.
    OrderReceived,
    /// The whole amount has arrived; with the delivery window.
    Paid,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::OrderReceived, Self::Paid];

    /// The word used in tables and file names.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OrderReceived => "order_received",
            Self::Paid => "paid",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}
