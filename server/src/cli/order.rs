//! `order`: staff's moves of an order, and money that goes back.

use clap::{Subcommand, ValueEnum};
use contract::Code;
use domain::Money;
use domain::order::{OrderMove, OrderState};

use super::{Sentence, closed_shop, say};
use crate::config::Settings;
use crate::error::Error;
use crate::ledger::orders::StaffMove;
use crate::ledger::refunds::Wish;
use crate::ledger::{orders, risk};
use crate::{payments, refunds};

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
    /// Tell which rules about fraud hit an order.
    Risk {
        /// Such as P-2026-000042.
        number: String,
    },
    /// Give money of an order back. A running server asks the gateway for it.
    Refund {
        /// Such as P-2026-000042.
        number: String,
        /// Such as 12.50, in the order's currency; everything that is left if it is left out.
        #[arg(long)]
        amount: Option<String>,
        /// Why, for the customer to read.
        #[arg(long, default_value = "")]
        reason: String,
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
    match command {
        Command::Status { number, status, note } => move_it(settings, number, status, note).await,
        Command::Risk { number } => tell_risk(settings, &number).await,
        Command::Refund { number, amount, reason } => refund(settings, number, amount, reason).await,
    }
}

async fn tell_risk(settings: Settings, number: &str) -> Result<(), Sentence> {
    let (shop, wanted) = (closed_shop(settings).await?, number.to_owned());
    let find = move |tx: &mut crate::db::Tx<'_>| match orders::by_number(tx, &wanted)? {
        Some(order) => risk::of_order(tx, &order).map(Some),
        None => Ok(None),
    };
    let hits = shop.db.read(find).await?.ok_or_else(|| Sentence(format!("there is no order {number}")))?;
    if hits.is_empty() {
        say(&format!("{number}: no rule hit it"));
    }
    for rule in hits {
        say(&format!("{number}: {} ({})", rule.reason(), rule.as_str()));
    }
    Ok(())
}

async fn refund(
    settings: Settings,
    number: String,
    amount: Option<String>,
    reason: String,
) -> Result<(), Sentence> {
    must_be_a_note(&reason)?;
    let currency = settings.terms.currency;
    let amount = amount.map(|text| Money::parse_decimal(&text, currency)).transpose();
    let amount = amount.map_err(|error| Sentence(format!("--amount: {error}")))?;
    let shop = closed_shop(settings).await?;
    match refunds::request(&shop, &number, amount, &reason).await? {
        None => Err(Sentence(format!("there is no order {number}"))),
        Some(Wish::TooMuch { most: None }) => {
            Err(Sentence(format!("{number} has nothing that could go back")))
        }
        Some(Wish::TooMuch { most: Some(most) }) => {
            Err(Sentence(format!("{number} was not changed: at most {most} can go back at once")))
        }
        Some(Wish::Requested(id)) => {
            match refunds::reconcile(&shop, &id).await {
                Ok(state) => say(&format!("refund {id} of {number}: {}", state.as_str())),
                // It is written down, and a running server goes on with it.
                Err(error) => say(&format!("refund {id} of {number} waits for the gateway: {error}")),
            }
            Ok(())
        }
    }
}

fn must_be_a_note(note: &str) -> Result<(), Sentence> {
    if note.chars().count() > NOTE_CHARS || note.chars().any(|c| c.is_control() && c != '\n') {
        return Err(Sentence(format!("a note has at most {NOTE_CHARS} characters, all of them printable")));
    }
    Ok(())
}

async fn move_it(settings: Settings, number: String, status: Status, note: String) -> Result<(), Sentence> {
    must_be_a_note(&note)?;
    let shop = closed_shop(settings).await?;
    let moved = payments::move_by_staff(&shop, &number, status.as_move(), &note).await;
    let unchanged = |why: &str| Err(Sentence(format!("{number} was not changed: {why}")));
    match moved {
        Ok(StaffMove::Moved { to, taken }) => {
            say(&format!("{number} is {to} now"));
            if to == OrderState::Cancelled {
                for money in taken {
                    say(&format!(
                        "{money} was paid for it and has to go back to the customer: `order refund {number}`"
                    ));
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
