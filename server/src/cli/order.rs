//! `order status`: staff's moves of an order.

use clap::{Subcommand, ValueEnum};
use domain::order::OrderMove;

use super::{Sentence, closed_shop, say};
use crate::config::Settings;
use crate::ledger::orders::{self, StaffMove};

/// Characters of a note to the customer.
const NOTE_CHARS: usize = 500;

#[derive(Subcommand)]
pub enum Command {
    /// Say that work on an order was started or finished, that it is cancelled, or approved after a review.
    Status {
        /// Such as P-2026-000042.
        number: String,
        status: Status,
        /// A reason, for the customer to read.
        #[arg(long, default_value = "")]
        note: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Status {
    Started,
    Finished,
    Cancelled,
    Approved,
}

impl Status {
    fn as_move(self) -> OrderMove {
        match self {
            Self::Started => OrderMove::Started,
            Self::Finished => OrderMove::Finished,
            Self::Cancelled => OrderMove::Cancelled,
            Self::Approved => OrderMove::Approved,
        }
    }
}

pub async fn run(command: Command, settings: Settings) -> Result<(), Sentence> {
    let Command::Status { number, status, note } = command;
    if note.chars().count() > NOTE_CHARS || note.chars().any(|c| c.is_control() && c != '\n') {
        return Err(Sentence(format!("a note has at most {NOTE_CHARS} characters, all of them printable")));
    }
    let shop = closed_shop(settings).await?;
    let (by, wanted, now_us) = (status.as_move(), number.clone(), shop.clock.now_us());
    let moved = shop.db.write(move |tx| orders::move_by_staff(tx, &wanted, by, &note, now_us)).await?;
    match moved {
        StaffMove::Moved(state) => {
            say(&format!("{number} is {state} now"));
            Ok(())
        }
        StaffMove::NoSuchOrder => Err(Sentence(format!("there is no order {number}"))),
        StaffMove::Undeclared(error) => Err(Sentence(format!("{number} was not changed: {error}"))),
        StaffMove::PaymentLive => Err(Sentence(format!(
            "{number} was not changed: it could still be paid. Try again when its payment ended"
        ))),
    }
}
