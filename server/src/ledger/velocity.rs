//! Where attempts to pay come from, and which cards were tried for them: as hashes, and only for as long as it is counted.

use domain::risk::velocity::{Counted, LONGEST_WINDOW_US, Origin, Tally};
use domain::{Address, AttemptId, CustomerId, DeskId, OrderId};
use sha2::{Digest, Sha256};

use super::head;
use crate::auth::hex;
use crate::db::{Row, Tx};
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
    /// Of somebody who is about to pay, from the desk that the session is of.
    pub fn of(
        tx: &mut Tx<'_>,
        customer: &CustomerId,
        session: &str,
        address: Option<&Address>,
    ) -> Result<Self, Error> {
        let (epoch, _) = head::epoch(tx)?;
        let desk: Option<DeskId> = tx
            .optional("SELECT desk_id FROM sessions WHERE token_hash = ?1", params![session])?
            .map(|row| row.get(0))
            .transpose()?;
        let hashed = |origin: Origin, what: &str| (origin, hash(&epoch, origin.as_str(), what));
        let mut origins = vec![hashed(Origin::Customer, customer.as_str())];
        origins.extend(desk.map(|desk| hashed(Origin::Desk, desk.as_str())));
        origins.extend(address.map(|address| hashed(Origin::Address, &place(address))));
        Ok(Self(origins))
    }

    /// Of somebody who pays this order.
    pub fn of_order(
        tx: &mut Tx<'_>,
        order: &OrderId,
        customer: &CustomerId,
        session: &str,
    ) -> Result<Self, Error> {
        let row = tx.optional("SELECT address FROM orders WHERE id = ?1", params![order])?;
        let row = row.ok_or_else(Error::not_found)?;
        let address: Option<Address> = match row.get::<Option<String>>(0)? {
            Some(_) => Some(row.json(0)?),
            None => None,
        };
        Self::of(tx, customer, session, address.as_ref())
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

    /// How often it was tried from there.
    pub fn tallies(&self, tx: &mut Tx<'_>, now_us: i64) -> Result<Vec<Tally>, Error> {
        let subject = |wanted: Origin| {
            let known = self.0.iter().find(|(origin, _)| *origin == wanted);
            // A hash is never empty: nothing comes from there.
            known.map_or("", |(_, subject)| subject.as_str())
        };
        let [customer, desk, address] = Origin::ALL.map(subject);
        let sql = "SELECT origin, COUNT(*), MAX(at_us) FROM attempt_origins \
                   WHERE subject IN (?1, ?2, ?3) AND at_us > ?4 GROUP BY origin";
        let since_us = now_us - Counted::Attempts.window_us();
        let attempts = tx.query(sql, params![customer, desk, address, since_us])?;
        let sql = "SELECT origins.origin, CAST(SUM(tries.declined) AS BIGINT), \
                   MAX(CASE WHEN tries.declined = 1 THEN tries.at_us ELSE 0 END), COUNT(DISTINCT tries.card), \
                   MAX(CASE WHEN tries.card IS NOT NULL THEN tries.at_us ELSE 0 END) \
                   FROM attempt_origins AS origins JOIN card_tries AS tries ON tries.attempt_id = origins.attempt_id \
                   WHERE origins.subject IN (?1, ?2, ?3) AND origins.at_us > ?4 AND tries.at_us > ?5 \
                   GROUP BY origins.origin";
        let since_us = now_us - Counted::Declines.window_us();
        let tries = tx.query(sql, params![customer, desk, address, now_us - KEPT_US, since_us])?;
        let mut tallies = Vec::new();
        let mut add = |row: &Row, counted, at: usize| -> Result<(), Error> {
            let origin = row.parsed(0, Origin::parse)?;
            tallies.push(Tally { origin, counted, number: row.get(at)?, last_us: row.get(at + 1)? });
            Ok(())
        };
        for row in &attempts {
            add(row, Counted::Attempts, 1)?;
        }
        for row in &tries {
            add(row, Counted::Declines, 1)?;
            add(row, Counted::Cards, 3)?;
        }
        Ok(tallies)
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
