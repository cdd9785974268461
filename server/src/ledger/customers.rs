//! People with an account, their desks and their sessions.

use contract::Code;
use contract::api::Customer;
use domain::limits::DESKS_PER_CUSTOMER;
use domain::staff::Role;
use domain::{CustomerId, DeskId};

use super::outbox;
use crate::auth::Signed;
use crate::clock::DAY_US;
use crate::db::Tx;
use crate::error::Error;
use crate::params;

/// A session ends so long after the sign-in.
const SESSION_US: i64 = 90 * DAY_US;
/// Characters of a desk's name that are kept.
const DESK_NAME_CHARS: usize = 120;

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewCustomer {
    pub id: CustomerId,
    pub email: String,
    pub name: String,
    pub password_hash: String,
    pub role: Role,
    pub at_us: i64,
}

/// Mail addresses are compared in lower case.
pub fn canonical_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// False if there is an account of this mail address already.
pub fn add(tx: &mut Tx<'_>, new: &NewCustomer) -> Result<bool, Error> {
    let sql = "INSERT INTO customers (id, email, name, password_hash, role, locale, created_us) \
               VALUES (?1, ?2, ?3, ?4, ?5, 'en', ?6) ON CONFLICT (email) DO NOTHING";
    let email = canonical_email(&new.email);
    let role = new.role.as_str();
    Ok(tx.changed(sql, params![&new.id, email, &new.name, &new.password_hash, role, new.at_us])? == 1)
}

/// The account of a mail address and the hash of its password.
pub fn by_email(tx: &mut Tx<'_>, email: &str) -> Result<Option<(Customer, String)>, Error> {
    let sql = "SELECT id, name, email, role, password_hash FROM customers WHERE email = ?1";
    let Some(row) = tx.optional(sql, params![canonical_email(email)])? else { return Ok(None) };
    let customer = Customer {
        id: row.get(0)?,
        name: row.get(1)?,
        email: row.get(2)?,
        role: row.parsed(3, Role::parse)?,
    };
    Ok(Some((customer, row.get(4)?)))
}

/// Opens a session at a desk; what was open there before ends.
pub fn open_session(
    tx: &mut Tx<'_>,
    customer: &CustomerId,
    desk: &DeskId,
    desk_name: &str,
    token_hash: &str,
    now_us: i64,
) -> Result<(), Error> {
    super::head::next_ver(tx, customer)?;
    let known = "UPDATE desks SET name = ?3, seen_us = ?4 WHERE customer_id = ?1 AND id = ?2";
    let name: String = desk_name.chars().filter(|c| !c.is_control()).take(DESK_NAME_CHARS).collect();
    if tx.changed(known, params![customer, desk, &name, now_us])? == 0 {
        let count: i64 =
            tx.one("SELECT count(*) FROM desks WHERE customer_id = ?1", params![customer])?.get(0)?;
        if count >= DESKS_PER_CUSTOMER as i64 {
            return Err(Code::TooManyDesks.into());
        }
        let new = "INSERT INTO desks (customer_id, id, name, seen_us) VALUES (?1, ?2, ?3, ?4)";
        tx.execute(new, params![customer, desk, &name, now_us])?;
        // With the first desk an account begins: its owner knows.
        if count > 0 {
            outbox::add_new_desk(tx, customer, desk, &name, now_us)?;
        }
    }
    tx.execute("DELETE FROM sessions WHERE customer_id = ?1 AND desk_id = ?2", params![customer, desk])?;
    let open = "INSERT INTO sessions (token_hash, customer_id, desk_id, created_us, expires_us) \
                VALUES (?1, ?2, ?3, ?4, ?5)";
    tx.execute(open, params![token_hash, customer, desk, now_us, now_us + SESSION_US])?;
    Ok(())
}

/// Who a token belongs to, while its session lasts.
pub fn by_token(tx: &mut Tx<'_>, token_hash: &str, now_us: i64) -> Result<Option<Signed>, Error> {
    let sql = "SELECT customers.id, customers.role, sessions.desk_id FROM sessions \
               JOIN customers ON customers.id = sessions.customer_id \
               WHERE sessions.token_hash = ?1 AND sessions.expires_us > ?2";
    let Some(row) = tx.optional(sql, params![token_hash, now_us])? else { return Ok(None) };
    let (customer, role, desk) = (row.get(0)?, row.parsed(1, Role::parse)?, row.get(2)?);
    Ok(Some(Signed { customer, role, desk, token_hash: token_hash.to_owned() }))
}

pub fn close_session(tx: &mut Tx<'_>, token_hash: &str) -> Result<(), Error> {
    tx.execute("DELETE FROM sessions WHERE token_hash = ?1", params![token_hash])?;
    Ok(())
}

/// Drops sessions that ended.
pub fn drop_ended_sessions(tx: &mut Tx<'_>, now_us: i64) -> Result<u64, Error> {
    Ok(tx.changed("DELETE FROM sessions WHERE expires_us <= ?1", params![now_us])?)
}
