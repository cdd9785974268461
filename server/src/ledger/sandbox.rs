//! The sandbox gateway's own books.

use contract::api::Decline;
use domain::risk::Signs;
use domain::{Currency, Money};

use super::attempts::{decline, decline_word};
use crate::clock::{DAY_US, MINUTE_US};
use crate::db::{DbError, Row, Tx};
use crate::error::Error;
use crate::gateways::{CardTry, Opening, Payment, PaymentStatus};
use crate::params;

/// A page can be paid for a day, as with other gateways.
const PAYABLE_US: i64 = DAY_US;
/// The page gives up after so many refused cards.
const DECLINES_MAX: i64 = 3;
/// A person has so long to answer the bank's question.
const AUTHENTICATION_US: i64 = 15 * MINUTE_US;

/// What a person does on the page, or the shop does with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Pay(Card),
    /// The answer to the bank's question.
    Authenticate(bool),
    /// Back to the shop after a card was refused.
    Leave,
    Cancel,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Card {
    Pays,
    Declined,
    InsufficientFunds,
    ThreeDSecure,
    Late,
}

/// A payment as the page shows it.
#[derive(Debug, Clone)]
pub struct SandboxPayment {
    pub gateway_ref: String,
    pub order_number: String,
    pub amount: Money,
    pub return_url: String,
    pub cancel_url: String,
    /// The bank asks the person to confirm.
    pub authenticating: bool,
    pub payment: Payment,
    /// Its time is over, which is not written down yet: [`end_overdue`] does.
    pub overdue: bool,
    declines: i64,
    /// Words of the cards that were tried; the first `declines` of them were refused.
    cards: Vec<String>,
}

impl Card {
    pub const ALL: [Self; 5] =
        [Self::Pays, Self::ThreeDSecure, Self::Late, Self::Declined, Self::InsufficientFunds];

    /// The word in the page's form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pays => "pays",
            Self::Declined => "declined",
            Self::InsufficientFunds => "insufficient_funds",
            Self::ThreeDSecure => "three_d_secure",
            Self::Late => "late",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|card| card.as_str() == word)
    }
}

/// Makes a payment named `fresh`, or finds the one that this key made before; its name.
pub fn open(tx: &mut Tx<'_>, opening: &Opening, fresh: &str, now_us: i64) -> Result<String, Error> {
    let sql = "INSERT INTO sandbox_payments (ref, idempotency_key, attempt_id, order_id, order_number, \
               amount_minor, currency, return_url, cancel_url, state, expires_us, created_us) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'open', ?10, ?11) \
               ON CONFLICT (idempotency_key) DO NOTHING";
    let params = params![
        fresh,
        &opening.idempotency_key,
        &opening.attempt,
        &opening.order,
        &opening.order_number,
        opening.amount.minor,
        opening.amount.currency.code(),
        &opening.return_url,
        &opening.cancel_url,
        now_us + PAYABLE_US,
        now_us
    ];
    tx.execute(sql, params)?;
    let known = "SELECT ref FROM sandbox_payments WHERE idempotency_key = ?1";
    Ok(tx.one(known, params![&opening.idempotency_key])?.get(0)?)
}

pub fn get(tx: &mut Tx<'_>, gateway_ref: &str, now_us: i64) -> Result<SandboxPayment, Error> {
    let sql = "SELECT ref, order_number, return_url, cancel_url, state, decline, declines, settles_us, \
               expires_us, amount_minor, currency, attempt_id, order_id, cards FROM sandbox_payments WHERE ref = ?1";
    let row = tx.optional(sql, params![gateway_ref])?.ok_or_else(Error::not_found)?;
    Ok(payment(&row, now_us)?)
}

/// Ends the payment if its time is over, so that nobody can pay it by another clock. Until this transaction ends, nobody
/// else acts on it.
pub fn end_overdue(tx: &mut Tx<'_>, gateway_ref: &str, now_us: i64) -> Result<SandboxPayment, Error> {
    let sql = "UPDATE sandbox_payments SET state = CASE \
               WHEN state IN ('open', 'authenticating') AND expires_us <= ?2 THEN 'expired' ELSE state END \
               WHERE ref = ?1";
    tx.execute(sql, params![gateway_ref, now_us])?;
    get(tx, gateway_ref, now_us)
}

/// Does what was asked if it can be done now, and nothing otherwise; the payment as it is then.
pub fn act(
    tx: &mut Tx<'_>,
    gateway_ref: &str,
    action: Action,
    now_us: i64,
    late_us: i64,
) -> Result<SandboxPayment, Error> {
    let before = end_overdue(tx, gateway_ref, now_us)?;
    if before.payment.status != PaymentStatus::Open {
        return Ok(before);
    }
    let Some((state, refused)) = before.after(action) else { return Ok(before) };
    let settles_us = (state == "processing").then_some(now_us + late_us);
    let answer_by_us = (state == "authenticating").then_some(now_us + AUTHENTICATION_US);
    // Once the bank's question is answered, the page has its own time again.
    let sql = "UPDATE sandbox_payments SET state = ?2, decline = ?3, declines = declines + ?4, settles_us = ?5, \
               expires_us = COALESCE(?6, created_us + ?7), cards = ?8 WHERE ref = ?1";
    let mut cards = before.cards;
    if let Action::Pay(card) = action {
        cards.push(card.as_str().into());
    }
    let (reason, counted) = match refused {
        Some(reason) => (Some(reason), 1),
        None => (before.payment.decline.filter(|_| state == "failed"), 0),
    };
    let reason = reason.map(decline_word);
    let params =
        params![gateway_ref, state, reason, counted, settles_us, answer_by_us, PAYABLE_US, cards.join(",")];
    tx.execute(sql, params)?;
    get(tx, gateway_ref, now_us)
}

impl SandboxPayment {
    /// The state after an action on an open payment, and why a card was refused; none if it cannot be done.
    fn after(&self, action: Action) -> Option<(&'static str, Option<Decline>)> {
        let refuse = |reason| {
            let last = self.declines + 1 >= DECLINES_MAX;
            (if last { "failed" } else { "open" }, Some(reason))
        };
        Some(match (action, self.authenticating) {
            (Action::Cancel, _) => ("cancelled", None),
            (Action::Authenticate(true), true) => ("paid", None),
            (Action::Authenticate(false), true) => refuse(Decline::AuthenticationFailed),
            (Action::Leave, _) if self.payment.decline.is_some() => ("failed", None),
            (Action::Leave, _) => ("cancelled", None),
            (Action::Pay(card), false) => match card {
                Card::Pays => ("paid", None),
                Card::Declined => refuse(Decline::CardDeclined),
                Card::InsufficientFunds => refuse(Decline::InsufficientFunds),
                Card::ThreeDSecure => ("authenticating", None),
                Card::Late => ("processing", None),
            },
            (Action::Pay(_), true) | (Action::Authenticate(_), false) => return None,
        })
    }
}

fn payment(row: &Row, now_us: i64) -> Result<SandboxPayment, DbError> {
    let state: String = row.get(4)?;
    let reason: Option<String> = row.get(5)?;
    let settled = row.get::<Option<i64>>(7)?.is_some_and(|settles_us| settles_us <= now_us);
    let overdue = matches!(state.as_str(), "open" | "authenticating") && row.get::<i64>(8)? <= now_us;
    let status = match state.as_str() {
        _ if overdue => PaymentStatus::Expired,
        "open" | "authenticating" => PaymentStatus::Open,
        "processing" if settled => PaymentStatus::Captured,
        "processing" => PaymentStatus::Processing,
        "paid" => PaymentStatus::Captured,
        "failed" => PaymentStatus::Failed,
        "cancelled" => PaymentStatus::Cancelled,
        "expired" => PaymentStatus::Expired,
        _ => return Err(DbError::Shape { column: 4 }),
    };
    let gateway_ref: String = row.get(0)?;
    let declines: i64 = row.get(6)?;
    let cards: Vec<String> =
        row.get::<String>(13)?.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let tries = (0_i64..).zip(&cards).map(|(at, card)| CardTry {
        reference: at.to_string(),
        card: Some(card.clone()),
        declined: at < declines,
    });
    let tries = tries.collect();
    let currency = row.parsed(10, |code| Currency::new(code).ok())?;
    let amount = Money::new(row.get(9)?, currency);
    Ok(SandboxPayment {
        order_number: row.get(1)?,
        amount,
        return_url: row.get(2)?,
        cancel_url: row.get(3)?,
        authenticating: state == "authenticating" && !overdue,
        overdue,
        declines,
        payment: Payment {
            status,
            decline: reason.as_deref().and_then(decline),
            amount: Some(amount),
            attempt: row.get(11)?,
            order: row.get(12)?,
            live: false,
            merchant_fits: true,
            capture_ref: format!("{gateway_ref}-capture"),
            signs: Signs::default(),
            tries,
        },
        cards,
        gateway_ref,
    })
}
