//! Coupons that staff makes and ends, each deed once.

use contract::Code;
use contract::staff::{AddCouponRequest, Coupons, StaffCoupon};
use domain::calendar::Calendar;
use domain::coupon::{Coupon, Worth};
use domain::{CouponCode, Currency, CustomerId, DeedId};

use super::deeds::{self, Deed};
use crate::coupon_draft;
use crate::db::Tx;
use crate::error::Error;
use crate::ledger::{calendar, catalogue, coupons};

/// Coupons that are listed at once; a search finds the others.
const LISTED: usize = 200;

/// Those whose code holds the text, newest first.
pub fn list(tx: &mut Tx<'_>, text: &str, now_us: i64) -> Result<Coupons, Error> {
    let mut found = coupons::newest(tx, text, LISTED as i64 + 1)?;
    let more = found.len() > LISTED;
    found.truncate(LISTED);
    let calendar = calendar::without_days(tx)?;
    let told = |(coupon, used)| staff_coupon(coupon, used, &calendar, now_us);
    let coupons = found.into_iter().map(told).collect();
    Ok(Coupons { coupons, more })
}

/// Makes a coupon, by the same rules as at the terminal.
pub fn add(
    tx: &mut Tx<'_>,
    wanted: &AddCouponRequest,
    staff: &CustomerId,
    currency: Currency,
    now_us: i64,
) -> Result<StaffCoupon, Error> {
    let known = catalogue::category_ids(tx)?;
    let coupon = coupon_draft::read(&wanted.coupon, currency, &calendar::without_days(tx)?, &known)
        .map_err(coupon_draft::refused)?;
    let deed = deed(&wanted.id, staff, format!("add {}", serde_json::json!(wanted.coupon)));
    // Of two at once, the second waits here for the first.
    if coupons::add(tx, &coupon, currency, now_us)? {
        must_be_new(tx, &deed)?;
        deeds::record(tx, &deed, now_us)?;
    } else if !deeds::is_done(tx, &deed)? {
        return Err(coupon_draft::refused(vec![coupon_draft::taken(&coupon.code)]));
    }
    shown(tx, &coupon.code, now_us)
}

/// Ends a coupon now. Orders that use it keep their discount.
pub fn end(
    tx: &mut Tx<'_>,
    id: &DeedId,
    staff: &CustomerId,
    code: &CouponCode,
    now_us: i64,
) -> Result<StaffCoupon, Error> {
    let deed = deed(id, staff, format!("end {code}"));
    if coupons::end(tx, code, now_us)? {
        must_be_new(tx, &deed)?;
        deeds::record(tx, &deed, now_us)?;
    } else if coupons::is_known(tx, code)? && !deeds::is_done(tx, &deed)? {
        return Err(Code::CouponEnded.into());
    }
    shown(tx, code, now_us)
}

/// The id of a deed that has an effect now was not used before: not for something else, and not for the same.
fn must_be_new(tx: &mut Tx<'_>, deed: &Deed) -> Result<(), Error> {
    if deeds::is_done(tx, deed)? { Err(deeds::used_before()) } else { Ok(()) }
}

fn shown(tx: &mut Tx<'_>, code: &CouponCode, now_us: i64) -> Result<StaffCoupon, Error> {
    let (coupon, used) = coupons::one(tx, code)?.ok_or_else(Error::not_found)?;
    Ok(staff_coupon(coupon, used, &calendar::without_days(tx)?, now_us))
}

fn deed(id: &DeedId, staff: &CustomerId, content: String) -> Deed {
    Deed { id: id.clone(), staff: staff.clone(), order: None, word: "coupon", content }
}

fn staff_coupon(coupon: Coupon, used: i64, calendar: &Calendar, now_us: i64) -> StaffCoupon {
    let standing = coupon.standing(used, now_us);
    let (percent_bp, amount) = match coupon.worth {
        Worth::Percent { rate, cap } => (Some(rate.0), cap),
        Worth::Amount(amount) => (None, Some(amount)),
    };
    StaffCoupon {
        code: coupon.code,
        standing,
        percent_bp,
        amount,
        minimum: coupon.minimum,
        categories: coupon.categories,
        from: coupon.from_us.map(|from_us| calendar.today(from_us)),
        // The last moment at which it counts.
        until: coupon.until_us.map(|until_us| calendar.today(until_us - 1)),
        used,
        uses_max: coupon.uses_max,
        uses_per_customer: coupon.uses_per_customer,
    }
}
