//! What gateways call to tell us: kept as it came, acted upon afterwards, and never lost by a fault of ours.

use domain::attempt::Gateway;

use super::checks::Backoff;
use crate::clock::{DAY_US, HOUR_US, SECOND_US};
use crate::db::Tx;
use crate::error::Error;
use crate::params;

/// A worker that claimed one has so long; then another one may.
const LEASE_US: i64 = 120 * SECOND_US;
const BACKOFF: Backoff = Backoff { first_us: 10 * SECOND_US, longest_us: HOUR_US };
/// One that could not be acted upon for so long is a dead letter: staff has to look.
const DEAD_AFTER_US: i64 = 3 * DAY_US;
/// Those that were acted upon are kept so long, to recognise a repetition.
const KEPT_US: i64 = 30 * DAY_US;
/// Characters of a problem that are kept.
const PROBLEM_CHARS: usize = 300;

/// A call that this worker may act upon now.
#[derive(Debug, Clone)]
pub struct Claimed {
    pub gateway: Gateway,
    pub id: String,
    pub kind: String,
    pub body: String,
    /// Those that failed before.
    pub tries: i64,
    pub received_us: i64,
}

/// Keeps a call; false if it was there already.
pub fn keep(
    tx: &mut Tx<'_>,
    gateway: Gateway,
    (id, kind): (&str, &str),
    body: &str,
    now_us: i64,
) -> Result<bool, Error> {
    let sql = "INSERT INTO webhooks (gateway, id, kind, body, state, next_us, received_us) \
               VALUES (?1, ?2, ?3, ?4, 'waiting', ?5, ?5) ON CONFLICT (gateway, id) DO NOTHING";
    Ok(tx.changed(sql, params![gateway.as_str(), id, kind, body, now_us])? == 1)
}

/// When the next call is due.
pub fn next_due_us(tx: &mut Tx<'_>) -> Result<Option<i64>, Error> {
    Ok(tx.one("SELECT MIN(next_us) FROM webhooks WHERE state = 'waiting'", params![])?.get(0)?)
}

/// Takes the call that is due for longest, for as long as the lease.
pub fn claim(tx: &mut Tx<'_>, now_us: i64) -> Result<Option<Claimed>, Error> {
    let skip = tx.skip_locked();
    let sql = format!(
        "SELECT gateway, id, kind, body, tries, received_us FROM webhooks \
         WHERE state = 'waiting' AND next_us <= ?1 ORDER BY next_us LIMIT 1 {skip}"
    );
    let Some(row) = tx.optional(&sql, params![now_us])? else { return Ok(None) };
    let claimed = Claimed {
        gateway: row.parsed(0, Gateway::parse)?,
        id: row.get(1)?,
        kind: row.get(2)?,
        body: row.get(3)?,
        tries: row.get(4)?,
        received_us: row.get(5)?,
    };
    let sql = "UPDATE webhooks SET next_us = ?3 WHERE gateway = ?1 AND id = ?2";
    tx.execute(sql, params![claimed.gateway.as_str(), &claimed.id, now_us + LEASE_US])?;
    Ok(Some(claimed))
}

pub fn done(tx: &mut Tx<'_>, call: &Claimed) -> Result<(), Error> {
    let sql = "UPDATE webhooks SET state = 'done', problem = '' WHERE gateway = ?1 AND id = ?2";
    tx.execute(sql, params![call.gateway.as_str(), &call.id])?;
    Ok(())
}

/// Puts a call off, longer each time, or makes it a dead letter; true if it is one now.
pub fn failed(tx: &mut Tx<'_>, call: &Claimed, problem: &str, now_us: i64) -> Result<bool, Error> {
    let dead = now_us - call.received_us >= DEAD_AFTER_US;
    let wait_us = BACKOFF.wait_us(call.tries);
    let state = if dead { "dead" } else { "waiting" };
    let problem: String = problem.chars().take(PROBLEM_CHARS).collect();
    let sql = "UPDATE webhooks SET state = ?3, tries = tries + 1, problem = ?4, next_us = ?5 \
               WHERE gateway = ?1 AND id = ?2 AND state = 'waiting'";
    tx.execute(sql, params![call.gateway.as_str(), &call.id, state, problem, now_us + wait_us])?;
    Ok(dead)
}

/// A call that waits in vain, or waits still.
#[derive(Debug, Clone)]
pub struct Unsettled {
    pub gateway: String,
    pub id: String,
    pub kind: String,
    pub state: String,
    pub problem: String,
}

/// Dead letters, and those that failed at least once, oldest first.
pub fn unsettled(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Unsettled>, Error> {
    let sql = "SELECT gateway, id, kind, state, problem FROM webhooks \
               WHERE state = 'dead' OR (state = 'waiting' AND tries > 0) ORDER BY received_us, id LIMIT ?1";
    let mut found = Vec::new();
    for row in tx.query(sql, params![limit])? {
        found.push(Unsettled {
            gateway: row.get(0)?,
            id: row.get(1)?,
            kind: row.get(2)?,
            state: row.get(3)?,
            problem: row.get(4)?,
        });
    }
    Ok(found)
}

/// Lets dead letters, or one call however it ended, be acted upon again; how many.
pub fn replay(tx: &mut Tx<'_>, id: Option<&str>, now_us: i64) -> Result<u64, Error> {
    let again = "UPDATE webhooks SET state = 'waiting', tries = 0, next_us = ?1, received_us = ?1";
    Ok(match id {
        Some(id) => tx.changed(&format!("{again} WHERE id = ?2"), params![now_us, id])?,
        None => tx.changed(&format!("{again} WHERE state = 'dead'"), params![now_us])?,
    })
}

/// Drops calls that were acted upon long ago.
pub fn drop_old(tx: &mut Tx<'_>, now_us: i64) -> Result<u64, Error> {
    let sql = "DELETE FROM webhooks WHERE received_us < ?1 AND state = 'done'";
    Ok(tx.changed(sql, params![now_us - KEPT_US])?)
}
