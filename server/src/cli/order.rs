//! `order`: staff's moves of an order, and money that goes back.

use clap::{Subcommand, ValueEnum};
use contract::Code;
use contract::api::Actor;
use domain::Money;
use domain::order::{OrderMove, OrderState};
use domain::promise::Promise;
use jiff::civil::Date;

use super::{Sentence, closed_shop, say};
use crate::config::Settings;
use crate::error::Error;
use crate::ledger::orders::StaffMove;
use crate::ledger::promises::{self, WindowMove};
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
    /// Move the delivery window of a line. Its places of the day move along, and the customer hears of it.
    Promise {
        /// Such as P-2026-000042.
        number: String,
        /// Which line, from 1, as they are listed on the order.
        #[arg(long, default_value_t = 1)]
        line: usize,
        /// Such as 2026-11-24, a working day; today or later.
        #[arg(long)]
        earliest: Date,
        /// Such as 2026-11-26, a working day.
        #[arg(long)]
        latest: Date,
        /// Why, for the customer to read.
        #[arg(long)]
        reason: String,
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
        Command::Promise { number, line, earliest, latest, reason } => {
            move_promise(settings, number, line, Promise { earliest, latest }, reason).await
        }
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

async fn move_promise(
    settings: Settings,
    number: String,
    line: usize,
    to: Promise,
    reason: String,
) -> Result<(), Sentence> {
    must_be_a_note(&reason)?;
    if reason.trim().is_empty() {
        return Err(Sentence("--reason: say why; the customer reads it".into()));
    }
    let shop = closed_shop(settings).await?;
    let (wanted, now_us) = (number.clone(), shop.clock.now_us());
    let moved = shop.db.write(move |tx| {
        let Some(order) = orders::by_number(tx, &wanted)? else { return Ok(None) };
        let lines = promises::lines(tx, &order)?;
        let Some(line) = line.checked_sub(1).and_then(|place| lines.get(place)) else {
            return Ok(Some(WindowMove::NoSuchLine));
        };
        promises::move_window(tx, &order, &line.line, to, &reason, Actor::Staff, now_us).map(Some)
    });
    let unchanged = |why: String| Err(Sentence(format!("{number} was not changed: {why}")));
    let Promise { earliest, latest } = to;
    match moved.await? {
        None => Err(Sentence(format!("there is no order {number}"))),
        Some(WindowMove::Moved { from }) => {
            let was = format!("{} to {}", from.earliest, from.latest);
            say(&format!("line {line} of {number} is promised for {earliest} to {latest} now; it was {was}"));
            Ok(())
        }
        Some(WindowMove::Same) => unchanged("it is promised for these days already".into()),
        Some(WindowMove::NoSuchLine) => unchanged(format!("it has no line {line}")),
        Some(WindowMove::Ended(state)) => unchanged(format!("it is {state}")),
        Some(WindowMove::Backwards) => unchanged(format!("{latest} is before {earliest}")),
        Some(WindowMove::Past { today }) => unchanged(format!("{earliest} is over; today is {today}")),
        Some(WindowMove::DayOff(day)) => unchanged(format!("{day} is no working day of the calendar")),
        Some(WindowMove::Full) => unchanged(
            "these days have no room for it. Choose later ones, or raise `capacity_per_day` in the catalogue"
                .into(),
        ),
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
