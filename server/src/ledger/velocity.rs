//! Where attempts to pay come from, and which cards were tried for them: as hashes, and only for as long as it is counted.

use std::collections::{BTreeMap, HashSet};

use domain::risk::velocity::{Counted, LONGEST_WINDOW_US, Origin, Tally};
use domain::{Address, AttemptId, OrderId};
use sha2::{Digest, Sha256};

use super::head;
use crate::auth::{Signed, hex};
use crate::db::{DbError, Row, Tx};
use crate::error::Error;
use crate::gateways::CardTry;
use crate::params;

/// Rows are kept for twice the longest window: an attempt's page may stay open for a day.
const KEPT_US: i64 = 2 * LONGEST_WINDOW_US;
/// Tries of one attempt that are kept. A gateway's page gives up earlier.
const TRIES_PER_ATTEMPT: i64 = 200;

/// Whom an attempt is counted for.
#[derive(Debug, Clone, Default)]
pub struct Origins(Vec<(Origin, String)>);

impl Origins {
    /// Of somebody who is about to pay.
    pub fn of(tx: &mut Tx<'_>, signed: &Signed, address: Option<&Address>) -> Result<Self, Error> {
        let (epoch, _) = head::epoch(tx)?;
        let hashed = |origin: Origin, what: &str| (origin, hash(&epoch, origin.as_str(), what));
        let mut origins = vec![
            hashed(Origin::Customer, signed.customer.as_str()),
            hashed(Origin::Desk, signed.desk.as_str()),
        ];
        origins.extend(address.map(|address| hashed(Origin::Address, &place(address))));
        Ok(Self(origins))
    }

    /// Of somebody who pays this order.
    pub fn of_order(tx: &mut Tx<'_>, order: &OrderId, signed: &Signed) -> Result<Self, Error> {
        let row = tx.optional("SELECT address FROM orders WHERE id = ?1", params![order])?;
        let row = row.ok_or_else(Error::not_found)?;
        let address: Option<Address> = match row.get::<Option<String>>(0)? {
            Some(_) => Some(row.json(0)?),
            None => None,
        };
        Self::of(tx, signed, address.as_ref())
    }

    /// Of an attempt that was remembered; none for one from long ago.
    pub fn of_attempt(tx: &mut Tx<'_>, attempt: &AttemptId) -> Result<Self, Error> {
        let sql = "SELECT origin, subject FROM attempt_origins WHERE attempt_id = ?1";
        let origin = |row: &Row| -> Result<_, Error> { Ok((row.parsed(0, Origin::parse)?, row.get(1)?)) };
        Ok(Self(tx.query(sql, params![attempt])?.iter().map(origin).collect::<Result<_, _>>()?))
    }

    /// Counts a new attempt for them.
    pub fn remember(&self, tx: &mut Tx<'_>, attempt: &AttemptId, now_us: i64) -> Result<(), Error> {
        for (origin, subject) in &self.0 {
            let sql = "INSERT INTO attempt_origins (attempt_id, origin, subject, at_us) VALUES (?1, ?2, ?3, ?4) \
                       ON CONFLICT (attempt_id, origin) DO NOTHING";
            tx.execute(sql, params![attempt, origin.as_str(), subject, now_us])?;
        }
        Ok(())
    }

    /// What was counted, with an attempt more that begins now.
    pub fn with_one_more(&self, mut tallies: Vec<Tally>, now_us: i64) -> Vec<Tally> {
        for &(origin, _) in &self.0 {
            let counted = Counted::Attempts;
            let known = |tally: &&mut Tally| tally.origin == origin && tally.counted == counted;
            match tallies.iter_mut().find(known) {
                Some(tally) => *tally = Tally { number: tally.number + 1, last_us: now_us, ..*tally },
                None => tallies.push(Tally { origin, counted, number: 1, last_us: now_us }),
            }
        }
        tallies
    }

    /// How often it was tried from there.
    pub fn tallies(&self, tx: &mut Tx<'_>, now_us: i64) -> Result<Vec<Tally>, Error> {
        let subject = |wanted: Origin| {
            let known = self.0.iter().find(|(origin, _)| *origin == wanted);
            // A hash is never empty: nothing comes from there.
            known.map_or("", |(_, subject)| subject.as_str())
        };
        let [customer, desk, address] = Origin::ALL.map(subject);
        // A subject belongs to one origin, and is what the index has in order.
        let sql = "SELECT MIN(origin), COUNT(*), MAX(at_us) FROM attempt_origins \
                   WHERE subject IN (?1, ?2, ?3) AND at_us > ?4 GROUP BY subject";
        let since_us = now_us - Counted::Attempts.window_us();
        let attempt = |row: &Row| -> Result<_, Error> {
            let origin = row.parsed(0, Origin::parse)?;
            Ok(Tally { origin, counted: Counted::Attempts, number: row.get(1)?, last_us: row.get(2)? })
        };
        let begun = tx.query(sql, params![customer, desk, address, since_us])?;
        let mut tallies = begun.iter().map(attempt).collect::<Result<Vec<_>, _>>()?;
        let sql = "SELECT origins.origin, tries.declined, tries.at_us, tries.card \
                   FROM attempt_origins AS origins JOIN card_tries AS tries ON tries.attempt_id = origins.attempt_id \
                   WHERE origins.subject IN (?1, ?2, ?3) AND origins.at_us > ?4 AND tries.at_us > ?5";
        let since_us = now_us - Counted::Declines.window_us();
        let rows = tx.query(sql, params![customer, desk, address, now_us - KEPT_US, since_us])?;
        let mut tries = BTreeMap::<Origin, Tries>::new();
        for row in &rows {
            tries.entry(row.parsed(0, Origin::parse)?).or_default().add(row)?;
        }
        tallies.extend(tries.into_iter().flat_map(|(origin, tries)| tries.tallies(origin)));
        Ok(tallies)
    }
}

/// Cards that were tried from one origin. Counting them here spares the database a table for the different ones.
#[derive(Default)]
struct Tries {
    declined: i64,
    last_declined_us: i64,
    cards: HashSet<String>,
    last_card_us: i64,
}

impl Tries {
    /// A row of: origin, declined, at_us, card.
    fn add(&mut self, row: &Row) -> Result<(), DbError> {
        let at_us: i64 = row.get(2)?;
        if row.get(1)? {
            self.declined += 1;
            self.last_declined_us = self.last_declined_us.max(at_us);
        }
        if let Some(card) = row.get(3)? {
            self.cards.insert(card);
            self.last_card_us = self.last_card_us.max(at_us);
        }
        Ok(())
    }

    fn tallies(self, origin: Origin) -> [Tally; 2] {
        let (declined, cards) = (self.declined, self.cards.len() as i64);
        [
            Tally { origin, counted: Counted::Declines, number: declined, last_us: self.last_declined_us },
            Tally { origin, counted: Counted::Cards, number: cards, last_us: self.last_card_us },
        ]
    }
}

/// Whether a gateway tells of a try that is not known like that.
pub fn is_news(tx: &mut Tx<'_>, attempt: &AttemptId, told: &[CardTry]) -> Result<bool, Error> {
    for one in told {
        let sql = "SELECT declined FROM card_tries WHERE attempt_id = ?1 AND reference = ?2";
        let known = tx.optional(sql, params![attempt, &one.reference])?;
        if known.map(|row| row.get::<bool>(0)).transpose()? != Some(one.declined) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Keeps the tries that a gateway tells of. One that it tells again is counted once, and for when it was first heard of.
pub fn tried(tx: &mut Tx<'_>, attempt: &AttemptId, told: &[CardTry], now_us: i64) -> Result<(), Error> {
    if told.is_empty() {
        return Ok(());
    }
    let (epoch, _) = head::epoch(tx)?;
    let count = "SELECT COUNT(*) FROM card_tries WHERE attempt_id = ?1";
    let room = TRIES_PER_ATTEMPT - tx.one(count, params![attempt])?.get::<i64>(0)?;
    for one in told.iter().take(usize::try_from(room).unwrap_or(0)) {
        let sql = "INSERT INTO card_tries (attempt_id, reference, card, declined, at_us) VALUES (?1, ?2, ?3, ?4, ?5) \
                   ON CONFLICT (attempt_id, reference) DO UPDATE SET declined = excluded.declined";
        let card = one.card.as_ref().map(|card| hash(&epoch, "card", card));
        tx.execute(sql, params![attempt, &one.reference, card, one.declined, now_us])?;
    }
    Ok(())
}

/// Drops what is not counted any more.
pub fn drop_old(tx: &mut Tx<'_>, now_us: i64) -> Result<(), Error> {
    for table in ["attempt_origins", "card_tries"] {
        tx.execute(&format!("DELETE FROM {table} WHERE at_us <= ?1"), params![now_us - KEPT_US])?;
    }
    Ok(())
}

/// Only databases of the same epoch have the same hash of something.
fn hash(epoch: &str, kind: &str, what: &str) -> String {
    hex(&Sha256::digest(format!("{epoch}\n{kind}\n{what}")))
}

/// Where it goes, however it was typed: nobody's name, and no flat, because those are typed in many ways.
fn place(address: &Address) -> String {
    let plain = |text: &str| {
        let kept = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
        kept.collect::<String>()
    };
    [&address.street, &address.postal_code, &address.city, &address.country]
        .map(|text| plain(text))
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(street: &str, postal_code: &str) -> Address {
        let (street, postal_code) = (street.to_owned(), postal_code.to_owned());
        Address { street, postal_code, city: "Bonn".into(), country: "DE".into(), ..Address::default() }
    }

    #[test]
    fn the_same_place_is_the_same_however_it_is_typed() {
        let typed = place(&address("Am Hang 3", "53111"));
        assert_eq!(typed, place(&address("am hang  3.", "53 111")));
        assert_ne!(typed, place(&address("Am Hang 31", "53111")));
        // What ends one field does not begin the next.
        assert_ne!(place(&address("Am Hang 35", "3111")), place(&address("Am Hang 3", "53111")));
    }

    #[test]
    fn a_hash_tells_nothing_and_belongs_to_one_database() {
        let hashed = hash("epoch-1", "card", "fp_1");
        assert_eq!(hashed.len(), 64);
        assert_ne!(hashed, hash("epoch-2", "card", "fp_1"));
        assert_ne!(hashed, hash("epoch-1", "desk", "fp_1"));
    }
}
