//! What the rules about fraud need to know, and what they found.

use contract::Code;
use contract::Failure;
use domain::risk::velocity::{self, Tally};
use domain::risk::{self, Facts, Rule, Signs, Verdict};
use domain::{Address, AttemptId, Currency, Money, OrderId};

use super::velocity::Origins;
use crate::clock::SECOND_US;
use crate::db::{Row, Tx};
use crate::error::Error;
use crate::params;

/// After many tries from the same customer, desk or address the next one has to wait, longer each time.
pub fn must_not_wait(tallies: &[Tally], now_us: i64) -> Result<(), Error> {
    let left_us = velocity::wait_us(tallies, now_us);
    if left_us == 0 {
        return Ok(());
    }
    Err(Failure::new(Code::TooManyTries).with("seconds", left_us.div_euclid(SECOND_US) + 1).into())
}

/// What is judged.
pub struct Case<'a> {
    pub order: &'a OrderId,
    pub attempt: &'a AttemptId,
    /// Of the attempt's origins, itself included.
    pub tallies: Vec<Tally>,
    pub signs: Signs,
}

/// Counts an attempt that was just made, and judges it before its page is opened. `before` is what its origins had been
/// counted.
pub fn judge_new(
    tx: &mut Tx<'_>,
    order: &OrderId,
    attempt: &AttemptId,
    origins: &Origins,
    before: Vec<Tally>,
    high_value_minor: i64,
    now_us: i64,
) -> Result<Verdict, Error> {
    origins.remember(tx, attempt, now_us)?;
    let tallies = origins.with_one_more(before, now_us);
    let case = Case { order, attempt, tallies, signs: Signs::default() };
    judge(tx, case, high_value_minor, now_us)
}

/// Whether the bank should ask the person to confirm. It stays as it was when the attempt was made, so that a gateway that
/// is asked twice is asked the same.
pub fn asks_bank(tx: &mut Tx<'_>, id: &AttemptId) -> Result<bool, Error> {
    let sql = "SELECT rule FROM risk_hits WHERE attempt_id = ?1";
    let words: Vec<String> =
        tx.query(sql, params![id])?.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?;
    let hit = |rule: &Rule| words.iter().any(|word| word == rule.as_str());
    Ok(Rule::ALL.iter().any(|rule| rule.verdict().asks_bank() && hit(rule)))
}

/// Judges an attempt by what is known of it, and keeps each rule that hits.
pub fn judge(tx: &mut Tx<'_>, case: Case<'_>, high_value_minor: i64, now_us: i64) -> Result<Verdict, Error> {
    let (order, attempt) = (case.order, case.attempt);
    let hits = risk::hits(&facts(tx, case, high_value_minor, now_us)?);
    for rule in &hits {
        let sql = "INSERT INTO risk_hits (order_id, attempt_id, rule, at_us) VALUES (?1, ?2, ?3, ?4) \
                   ON CONFLICT (order_id, attempt_id, rule) DO NOTHING";
        tx.execute(sql, params![order, attempt, rule.as_str(), now_us])?;
    }
    Ok(risk::verdict(&hits))
}

/// Rules that hit attempts of an order, for staff.
pub fn of_order(tx: &mut Tx<'_>, order: &OrderId) -> Result<Vec<Rule>, Error> {
    let sql = "SELECT DISTINCT rule FROM risk_hits WHERE order_id = ?1 ORDER BY rule";
    let rule =
        |row: &Row| Ok(row.parsed(0, |word| Rule::ALL.into_iter().find(|rule| rule.as_str() == word))?);
    tx.query(sql, params![order])?.iter().map(rule).collect()
}

fn facts(tx: &mut Tx<'_>, case: Case<'_>, high_value_minor: i64, now_us: i64) -> Result<Facts, Error> {
    let sql = "SELECT customers.created_us, orders.address, orders.total_minor, orders.currency FROM orders \
               JOIN customers ON customers.id = orders.customer_id WHERE orders.id = ?1";
    let row = tx.one(sql, params![case.order])?;
    let address: Option<Address> = match row.get::<Option<String>>(1)? {
        Some(_) => Some(row.json(1)?),
        None => None,
    };
    let currency = row.parsed(3, |code| Currency::new(code).ok())?;
    Ok(Facts {
        account_age_us: now_us - row.get::<i64>(0)?,
        total: Some(Money::new(row.get(2)?, currency)),
        high_value_minor,
        tallies: case.tallies,
        delivery_country: address.map(|address| address.country),
        signs: case.signs,
    })
}
