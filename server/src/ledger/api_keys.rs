//! Keys of the provider's other systems. Each acts as an account of its own: what it does is signed like a person's.

use contract::Code;
use domain::CustomerId;
use domain::staff::Role;

use super::customers::{self, NewCustomer};
use crate::db::{DbError, Row, Tx};
use crate::error::Error;
use crate::keys::Scope;
use crate::params;
use crate::passwords;

/// A key to be made.
#[derive(Debug, Clone)]
pub struct NewKey {
    pub id: CustomerId,
    /// As it signs what it does.
    pub name: String,
    pub hash: String,
    pub scopes: Vec<Scope>,
    /// Until when it counts; none: until it is ended.
    pub expires_us: Option<i64>,
}

/// A key that counts.
#[derive(Debug, Clone)]
pub struct Known {
    pub id: CustomerId,
    pub scopes: Vec<Scope>,
    pub used_us: Option<i64>,
}

/// A key as the provider sees it.
#[derive(Debug, Clone)]
pub struct Listed {
    pub id: CustomerId,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub expires_us: Option<i64>,
    /// When it was used last, to the hour.
    pub used_us: Option<i64>,
}

pub fn add(tx: &mut Tx<'_>, new: &NewKey, now_us: i64) -> Result<(), Error> {
    let account = NewCustomer {
        id: new.id.clone(),
        // No mail address, and so none that somebody signs in with.
        email: format!("key:{}", new.id),
        name: new.name.clone(),
        password_hash: passwords::NOBODY.into(),
        role: Role::Staff,
        at_us: now_us,
    };
    if !customers::add(tx, &account)? {
        return Err(Code::Busy.into());
    }
    let sql = "INSERT INTO api_keys (account_id, key_hash, scopes, created_us, expires_us) \
               VALUES (?1, ?2, ?3, ?4, ?5)";
    let scopes = new.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ");
    tx.execute(sql, params![&new.id, &new.hash, scopes, now_us, new.expires_us])?;
    Ok(())
}

/// The key with this hash, if it counts now.
pub fn by_hash(tx: &mut Tx<'_>, hash: &str, now_us: i64) -> Result<Option<Known>, Error> {
    let sql = "SELECT account_id, scopes, used_us FROM api_keys WHERE key_hash = ?1 AND ended_us IS NULL \
               AND (expires_us IS NULL OR expires_us > ?2)";
    let Some(row) = tx.optional(sql, params![hash, now_us])? else { return Ok(None) };
    Ok(Some(Known { id: row.get(0)?, scopes: scopes(&row, 1)?, used_us: row.get(2)? }))
}

pub fn used(tx: &mut Tx<'_>, id: &CustomerId, now_us: i64) -> Result<(), Error> {
    tx.execute("UPDATE api_keys SET used_us = ?2 WHERE account_id = ?1", params![id, now_us])?;
    Ok(())
}

/// Those that were not ended, oldest first; expired ones too.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Listed>, Error> {
    let sql = "SELECT account_id, customers.name, scopes, expires_us, used_us FROM api_keys \
               JOIN customers ON customers.id = account_id WHERE ended_us IS NULL \
               ORDER BY api_keys.created_us, account_id";
    let listed = |row: &Row| -> Result<Listed, DbError> {
        Ok(Listed {
            id: row.get(0)?,
            name: row.get(1)?,
            scopes: scopes(row, 2)?,
            expires_us: row.get(3)?,
            used_us: row.get(4)?,
        })
    };
    Ok(tx.query(sql, params![])?.iter().map(listed).collect::<Result<_, _>>()?)
}

/// Ends a key; false if there is none, or it has ended already.
pub fn end(tx: &mut Tx<'_>, id: &str, now_us: i64) -> Result<bool, Error> {
    let sql = "UPDATE api_keys SET ended_us = ?2 WHERE account_id = ?1 AND ended_us IS NULL";
    Ok(tx.changed(sql, params![id, now_us])? == 1)
}

fn scopes(row: &Row, column: usize) -> Result<Vec<Scope>, DbError> {
    row.parsed(column, |words| words.split(' ').map(Scope::parse).collect())
}
