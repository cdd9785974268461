//! `order status`: staff's moves of an order.

use clap::{Subcommand, ValueEnum};
use contract::Code;
use domain::order::{OrderMove, OrderState};

use super::{Sentence, closed_shop, say};
use crate::config::Settings;
use crate::error::Error;
use crate::ledger::orders::StaffMove;
use crate::payments;

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
    let moved = payments::move_by_staff(&shop, &number, status.as_move(), &note).await;
    let unchanged = |why: &str| Err(Sentence(format!("{number} was not changed: {why}")));
    match moved {
        Ok(StaffMove::Moved { to, taken }) => {
            say(&format!("{number} is {to} now"));
            if to == OrderState::Cancelled {
                for money in taken {
                    say(&format!("{money} was paid for it and has to go back to the customer"));
                }
            }
            Ok(())
        }
        Ok(StaffMove::NoSuchOrder) => Err(Sentence(format!("there is no order {number}"))),
        Ok(StaffMove::Undeclared(error)) => unchanged(&error.to_string()),
        Ok(StaffMove::PaymentLive) => unchanged("a payment is under way. Try again when it has ended"),
        Ok(StaffMove::PaidMeanwhile) => unchanged(
            "it turned out to be paid. Say it again to cancel it all the same; the money has to go back then",
        ),
        Err(Error::Refused(failure)) if failure.code == Code::GatewayUnavailable => {
            unchanged("its gateway cannot tell whether it was paid. Try again later")
        }
        Err(error) => Err(error.into()),
    }
}
