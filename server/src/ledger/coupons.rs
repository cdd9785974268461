//! Coupons: made and ended by the provider, used by orders. An order takes its use when it is placed, and gives it back
//! when it ends unpaid.

use domain::coupon::{Coupon, Uses, Worth};
use domain::money::BasisPoints;
use domain::{CategoryId, CouponCode, Currency, CustomerId, Money, OrderId};

use super::staff::search::containing;
use crate::db::{DbError, Row, Tx};
use crate::error::Error;
use crate::params;

const COLUMNS: &str = "code, percent_bp, amount_minor, cap_minor, minimum_minor, currency, from_us, until_us, \
                       uses_max, uses_per_customer, categories, used";

/// Adds a coupon whose amounts are in `currency`; false if its code was used before, by one that ended too.
pub fn add(tx: &mut Tx<'_>, new: &Coupon, currency: Currency, now_us: i64) -> Result<bool, Error> {
    let (percent, amount, cap) = match new.worth {
        Worth::Percent { rate, cap } => (Some(i64::from(rate.0)), None, cap),
        Worth::Amount(amount) => (None, Some(amount.minor), None),
    };
    let sql = "INSERT INTO coupons (code, percent_bp, amount_minor, cap_minor, minimum_minor, currency, from_us, \
               until_us, uses_max, uses_per_customer, categories, created_us) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT (code) DO NOTHING";
    let params = params![
        new.code.as_str(),
        percent,
        amount,
        cap.map(|cap| cap.minor),
        new.minimum.map(|minimum| minimum.minor),
        currency.code(),
        new.from_us,
        new.until_us,
        new.uses_max,
        new.uses_per_customer,
        super::json(&new.categories)?,
        now_us
    ];
    Ok(tx.changed(sql, params)? == 1)
}

/// All coupons by their codes, with the number of orders that use them.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<(Coupon, i64)>, Error> {
    let rows = tx.query(&format!("SELECT {COLUMNS} FROM coupons ORDER BY code"), params![])?;
    rows.iter().map(with_uses).collect()
}

/// Coupons whose code holds a text, the newest first, with the number of orders that use them.
pub fn newest(tx: &mut Tx<'_>, text: &str, limit: i64) -> Result<Vec<(Coupon, i64)>, Error> {
    let sql = format!(
        r"SELECT {COLUMNS} FROM coupons WHERE code LIKE ?1 ESCAPE '\' ORDER BY created_us DESC, code LIMIT ?2"
    );
    let rows = tx.query(&sql, params![containing(text.trim()).to_uppercase(), limit])?;
    rows.iter().map(with_uses).collect()
}

/// The coupon of a code, with the number of orders that use it.
pub fn one(tx: &mut Tx<'_>, code: &CouponCode) -> Result<Option<(Coupon, i64)>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM coupons WHERE code = ?1");
    tx.optional(&sql, params![code.as_str()])?.as_ref().map(with_uses).transpose()
}

/// The coupon of a code, and how often it was used, also by a customer.
pub fn find(
    tx: &mut Tx<'_>,
    code: &CouponCode,
    customer: &CustomerId,
) -> Result<Option<(Coupon, Uses)>, Error> {
    let Some((coupon, all)) = one(tx, code)? else { return Ok(None) };
    let own = "SELECT count(*) FROM coupon_uses WHERE customer_id = ?1 AND code = ?2";
    let own = tx.one(own, params![customer, code.as_str()])?.get(0)?;
    Ok(Some((coupon, Uses { all, own })))
}

/// Ends a coupon now; false if there is none, or it has ended already. Orders that use it keep their discount.
pub fn end(tx: &mut Tx<'_>, code: &CouponCode, now_us: i64) -> Result<bool, Error> {
    let sql = "UPDATE coupons SET until_us = ?2 WHERE code = ?1 AND (until_us IS NULL OR until_us > ?2)";
    Ok(tx.changed(sql, params![code.as_str(), now_us])? == 1)
}

/// Whether there is a coupon of this code.
pub fn is_known(tx: &mut Tx<'_>, code: &CouponCode) -> Result<bool, Error> {
    Ok(tx.optional("SELECT code FROM coupons WHERE code = ?1", params![code.as_str()])?.is_some())
}

/// Takes one use for an order that is being placed; false if none is left, however many ask at once. The limit of one
/// customer was checked behind the lock on that customer's head.
pub fn take(
    tx: &mut Tx<'_>,
    code: &CouponCode,
    customer: &CustomerId,
    order: &OrderId,
    now_us: i64,
) -> Result<bool, Error> {
    let one_more =
        "UPDATE coupons SET used = used + 1 WHERE code = ?1 AND (uses_max IS NULL OR used < uses_max)";
    if tx.changed(one_more, params![code.as_str()])? == 0 {
        return Ok(false);
    }
    let sql = "INSERT INTO coupon_uses (order_id, code, customer_id, at_us) VALUES (?1, ?2, ?3, ?4)";
    tx.execute(sql, params![order, code.as_str(), customer, now_us])?;
    Ok(true)
}

/// Gives the use of an order back, if it has one.
pub fn give_back(tx: &mut Tx<'_>, order: &OrderId) -> Result<(), Error> {
    let sql = "DELETE FROM coupon_uses WHERE order_id = ?1 RETURNING code";
    if let Some(row) = tx.optional(sql, params![order])? {
        let code: String = row.get(0)?;
        tx.execute("UPDATE coupons SET used = used - 1 WHERE code = ?1", params![code])?;
    }
    Ok(())
}

fn with_uses(row: &Row) -> Result<(Coupon, i64), Error> {
    Ok((coupon(row)?, row.get(11)?))
}

fn coupon(row: &Row) -> Result<Coupon, DbError> {
    let currency = row.parsed(5, |code| Currency::new(code).ok())?;
    let amount = |column| -> Result<Option<Money>, DbError> {
        Ok(row.get::<Option<i64>>(column)?.map(|minor| Money::new(minor, currency)))
    };
    let percent: Option<i64> = row.get(1)?;
    let worth = match (percent, amount(2)?) {
        (Some(rate), None) => {
            let rate = u32::try_from(rate).map_err(|_| DbError::Shape { column: 1 })?;
            Worth::Percent { rate: BasisPoints(rate), cap: amount(3)? }
        }
        (None, Some(amount)) => Worth::Amount(amount),
        _ => return Err(DbError::Shape { column: 1 }),
    };
    Ok(Coupon {
        code: row.parsed(0, |code| CouponCode::new(code).ok())?,
        worth,
        minimum: amount(4)?,
        from_us: row.get(6)?,
        until_us: row.get(7)?,
        uses_max: row.get(8)?,
        uses_per_customer: row.get(9)?,
        categories: row.json::<Vec<CategoryId>>(10)?,
    })
}
