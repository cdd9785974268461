//! Tries to pay, as rows.

use contract::api::{Attempt, Decline};
use domain::attempt::{AttemptMove, AttemptState, Gateway};
use domain::{AttemptId, Currency, CustomerId, Money, OrderId};

use super::checks::{self, Backoff};
use super::orders::{self, ForGateway, Reader};
use super::risk;
use crate::clock::{HOUR_US, SECOND_US};
use crate::db::{DbError, Row, Tx};
use crate::error::Error;
use crate::params;

const COLUMNS: &str = "id, order_id, gateway, state, amount_minor, currency, pay_url, decline, created_us, gateway_ref, live, \
     idempotency_key, number";

/// How soon a live attempt is looked at again; doubled with each look, up to the longest.
pub const FIRST_CHECK_US: i64 = 15 * SECOND_US;
const LONGEST_CHECK_US: i64 = HOUR_US;

/// An attempt with what only the server knows about it.
#[derive(Debug, Clone)]
pub struct Stored {
    pub id: AttemptId,
    pub order: OrderId,
    pub gateway: Gateway,
    pub state: AttemptState,
    pub amount: Money,
    pub pay_url: Option<String>,
    pub decline: Option<Decline>,
    pub created_us: i64,
    pub gateway_ref: Option<String>,
    pub live: bool,
    pub idempotency_key: String,
    /// Counts the attempts of its order.
    pub number: i64,
}

/// An attempt without a page, and what its gateway is told to make one.
pub struct Unopened {
    pub attempt: Stored,
    pub order: ForGateway,
    /// The bank should ask the person to confirm.
    pub step_up: bool,
}

/// An attempt to be made.
pub struct New<'a> {
    pub id: &'a AttemptId,
    pub order: &'a OrderId,
    pub customer: &'a CustomerId,
    /// Counts the attempts of its order, from 1.
    pub number: i64,
    pub gateway: Gateway,
    pub live: bool,
    pub amount: Money,
    pub now_us: i64,
}

/// Adds an attempt of an order; as it is then. The order's earlier ones must be dead; an index sees to it.
pub fn insert(tx: &mut Tx<'_>, new: &New<'_>) -> Result<Stored, Error> {
    let sql = "INSERT INTO attempts (id, order_id, customer_id, number, gateway, live, state, amount_minor, \
               currency, idempotency_key, next_check_us, created_us) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'creating', ?7, ?8, ?9, ?10, ?11)";
    let idempotency_key = format!("att-{}-create", new.id);
    let params = params![
        new.id,
        new.order,
        new.customer,
        new.number,
        new.gateway.as_str(),
        new.live,
        new.amount.minor,
        new.amount.currency.code(),
        &idempotency_key,
        new.now_us + FIRST_CHECK_US,
        new.now_us
    ];
    tx.execute(sql, params)?;
    Ok(Stored {
        id: new.id.clone(),
        order: new.order.clone(),
        gateway: new.gateway,
        state: AttemptState::Creating,
        amount: new.amount,
        pay_url: None,
        decline: None,
        created_us: new.now_us,
        gateway_ref: None,
        live: new.live,
        idempotency_key,
        number: new.number,
    })
}

/// An attempt without a page, with what its gateway is told.
pub fn unopened(tx: &mut Tx<'_>, attempt: &Stored) -> Result<Unopened, Error> {
    let order = orders::for_gateway(tx, &attempt.order)?;
    let step_up = risk::asks_bank(tx, &attempt.id)?;
    Ok(Unopened { attempt: attempt.clone(), order, step_up })
}

/// The attempt, if the reader may know that it exists.
pub fn find(tx: &mut Tx<'_>, id: &AttemptId, reader: &Reader) -> Result<Stored, Error> {
    let sql = format!("SELECT {COLUMNS} FROM attempts WHERE id = ?1 AND (customer_id = ?2 OR ?3 = 'staff')");
    let row = tx.optional(&sql, params![id, &reader.customer, reader.role.as_str()])?;
    Ok(stored(&row.ok_or_else(Error::not_found)?)?)
}

/// The attempt, for the server's own work.
pub fn get(tx: &mut Tx<'_>, id: &AttemptId) -> Result<Option<Stored>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM attempts WHERE id = ?1");
    Ok(tx.optional(&sql, params![id])?.as_ref().map(stored).transpose()?)
}

/// The attempt of an order that could still take money.
pub fn live_of(tx: &mut Tx<'_>, order: &OrderId) -> Result<Option<Stored>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM attempts WHERE order_id = ?1 AND state IN ('creating', 'open', 'processing')"
    );
    Ok(tx.optional(&sql, params![order])?.as_ref().map(stored).transpose()?)
}

pub fn of_order(tx: &mut Tx<'_>, order: &OrderId, public_url: &str) -> Result<Vec<Attempt>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM attempts WHERE order_id = ?1 ORDER BY number");
    let rows = tx.query(&sql, params![order])?;
    rows.iter().map(|row| Ok(stored(row)?.for_people(public_url))).collect()
}

/// How many attempts an order has had.
pub fn count(tx: &mut Tx<'_>, order: &OrderId) -> Result<i64, Error> {
    Ok(tx.one("SELECT count(*) FROM attempts WHERE order_id = ?1", params![order])?.get(0)?)
}

/// Remembers the gateway's page of an attempt that waited for it. The person gets it only after this is committed.
pub fn opened(tx: &mut Tx<'_>, attempt: Stored, gateway_ref: &str, pay_url: &str) -> Result<Stored, Error> {
    let sql = "UPDATE attempts SET state = 'open', gateway_ref = ?2, pay_url = ?3 WHERE id = ?1";
    tx.execute(sql, params![&attempt.id, gateway_ref, pay_url])?;
    let (gateway_ref, pay_url) = (Some(gateway_ref.to_owned()), Some(pay_url.to_owned()));
    Ok(Stored { state: AttemptState::Open, gateway_ref, pay_url, ..attempt })
}

/// Moves an attempt by the declared table; none, and nothing changed, if the move is not declared.
pub fn apply(
    tx: &mut Tx<'_>,
    attempt: &Stored,
    by: AttemptMove,
    decline: Option<Decline>,
) -> Result<Option<AttemptState>, Error> {
    let Ok(to) = attempt.state.after(by) else { return Ok(None) };
    let sql = "UPDATE attempts SET state = ?2, decline = ?3, \
               next_check_us = CASE WHEN CAST(?4 AS BIGINT) = 1 THEN next_check_us ELSE NULL END WHERE id = ?1";
    tx.execute(sql, params![&attempt.id, to.as_str(), decline.map(decline_word), to.is_live()])?;
    Ok(Some(to))
}

/// Remembers why the last card was refused while the page is still open.
pub fn set_decline(tx: &mut Tx<'_>, id: &AttemptId, decline: Decline) -> Result<(), Error> {
    tx.execute("UPDATE attempts SET decline = ?2 WHERE id = ?1", params![id, decline_word(decline)])?;
    Ok(())
}

/// Whether a live attempt is due to be looked at.
pub fn any_due(tx: &mut Tx<'_>, now_us: i64) -> Result<bool, Error> {
    checks::any_due(tx, "attempts", now_us)
}

/// Live attempts that are due, which are thereby put off: later each time.
pub fn claim_due(tx: &mut Tx<'_>, now_us: i64, limit: i64) -> Result<Vec<AttemptId>, Error> {
    let backoff = Backoff { first_us: FIRST_CHECK_US, longest_us: LONGEST_CHECK_US };
    checks::claim_due(tx, "attempts", backoff, now_us, limit)
}

impl Stored {
    /// Under which its money is taken, where we take it.
    pub fn capture_key(&self) -> String {
        format!("att-{}-capture", self.id)
    }

    /// As the API shows it.
    pub fn for_people(self, public_url: &str) -> Attempt {
        Attempt {
            return_prefix: return_url(public_url, &self.id),
            cancel_prefix: cancel_url(public_url, &self.id),
            id: self.id,
            order: self.order,
            gateway: self.gateway,
            state: self.state,
            amount: self.amount,
            pay_url: self.pay_url,
            decline: self.decline,
            created_at_us: self.created_us,
        }
    }
}

/// Where the gateway sends a person who finished.
pub fn return_url(public_url: &str, attempt: &AttemptId) -> String {
    format!("{public_url}/pay/return/{attempt}")
}

/// Where the gateway sends a person who gave up.
pub fn cancel_url(public_url: &str, attempt: &AttemptId) -> String {
    format!("{public_url}/pay/cancel/{attempt}")
}

const DECLINES: [Decline; 4] =
    [Decline::CardDeclined, Decline::InsufficientFunds, Decline::AuthenticationFailed, Decline::GatewayError];

/// The word used in tables and on the wire.
pub fn decline_word(decline: Decline) -> &'static str {
    match decline {
        Decline::CardDeclined => "card_declined",
        Decline::InsufficientFunds => "insufficient_funds",
        Decline::AuthenticationFailed => "authentication_failed",
        Decline::GatewayError => "gateway_error",
    }
}

pub fn decline(word: &str) -> Option<Decline> {
    DECLINES.into_iter().find(|decline| decline_word(*decline) == word)
}

fn stored(row: &Row) -> Result<Stored, DbError> {
    let currency = row.parsed(5, |code| Currency::new(code).ok())?;
    let declined: Option<String> = row.get(7)?;
    Ok(Stored {
        id: row.get(0)?,
        order: row.get(1)?,
        gateway: row.parsed(2, Gateway::parse)?,
        state: row.parsed(3, AttemptState::parse)?,
        amount: Money::new(row.get(4)?, currency),
        pay_url: row.get(6)?,
        decline: declined.as_deref().and_then(decline),
        created_us: row.get(8)?,
        gateway_ref: row.get(9)?,
        live: row.get(10)?,
        idempotency_key: row.get(11)?,
        number: row.get(12)?,
    })
}
