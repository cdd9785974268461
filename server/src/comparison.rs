//! Comparing books: what the gateways took in the last days against what ours say, both ways. A difference that cannot be
//! mended by looking again is for staff.

use std::collections::BTreeSet;

use domain::attempt::Gateway;

use crate::clock::{DAY_US, HOUR_US};
use crate::db::Tx;
use crate::error::Error;
use crate::gateways::{GatewayError, Hint, Taken};
use crate::ledger::entries;
use crate::ledger::reviews::{self, Why};
use crate::payments;
use crate::state::Shop;

/// How far back it looks.
const DAYS: i64 = 7;
/// Lists of gateways lag behind: PayPal says up to three hours.
const LAG_US: i64 = 4 * HOUR_US;

/// What came of comparing one gateway's books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    pub gateway: Gateway,
    /// Payments in the gateway's list that are ours.
    pub payments: usize,
    /// Those that our books did not have until now.
    pub mended: usize,
    /// New items for staff.
    pub differences: usize,
}

/// Compares every gateway that can be asked; those that do not answer are left for the next time.
pub async fn compare(shop: &Shop) -> Result<Vec<(Gateway, Result<Compared, GatewayError>)>, Error> {
    let mut all = Vec::new();
    for gateway in shop.gateways.known() {
        let since_us = shop.clock.now_us() - DAYS * DAY_US;
        let compared = match shop.gateways.client(gateway)?.taken_since(since_us).await {
            Ok(Some(taken)) => Ok(compare_one(shop, gateway, &taken, since_us).await?),
            Ok(None) => continue,
            Err(error) => Err(error),
        };
        all.push((gateway, compared));
    }
    Ok(all)
}

async fn compare_one(
    shop: &Shop,
    gateway: Gateway,
    taken: &[Taken],
    since_us: i64,
) -> Result<Compared, Error> {
    let mut compared = Compared { gateway, payments: 0, mended: 0, differences: 0 };
    // Without our mark it is money of something else that uses the same account.
    for payment in taken.iter().filter(|payment| payment.attempt.is_some()) {
        compared.payments += 1;
        if is_entered(shop, gateway, payment).await? {
            continue;
        }
        if let Some(attempt) = known_attempt(shop, gateway, payment).await? {
            payments::look(shop, &attempt).await?;
        }
        if is_entered(shop, gateway, payment).await? {
            compared.mended += 1;
        } else {
            let detail = format!("{} has {} of {}", gateway.as_str(), payment.amount, payment.capture_ref);
            tell(shop, Why::MoneyWithoutOrder, payment.capture_ref.clone(), detail).await?;
            compared.differences += 1;
        }
    }
    let theirs: BTreeSet<&str> = taken.iter().map(|payment| payment.capture_ref.as_str()).collect();
    let until_us = shop.clock.now_us() - LAG_US;
    let ours = move |tx: &mut Tx<'_>| entries::captured(tx, gateway, since_us + DAY_US, until_us);
    for capture_ref in shop.db.read(ours).await? {
        if !theirs.contains(capture_ref.as_str()) {
            let detail =
                format!("{} does not list {capture_ref}, which counts as paid here", gateway.as_str());
            tell(shop, Why::PaidWithoutMoney, capture_ref, detail).await?;
            compared.differences += 1;
        }
    }
    Ok(compared)
}

async fn is_entered(shop: &Shop, gateway: Gateway, payment: &Taken) -> Result<bool, Error> {
    let capture_ref = payment.capture_ref.clone();
    shop.db.read(move |tx| entries::is_captured(tx, gateway, &capture_ref)).await
}

async fn known_attempt(
    shop: &Shop,
    gateway: Gateway,
    payment: &Taken,
) -> Result<Option<domain::AttemptId>, Error> {
    let marked = Hint { attempt: payment.attempt.clone(), ..Hint::default() };
    let find = move |tx: &mut Tx<'_>| entries::attempt(tx, gateway, &marked);
    Ok(shop.db.read(find).await?.map(|(attempt, _)| attempt))
}

async fn tell(shop: &Shop, why: Why, subject: String, detail: String) -> Result<(), Error> {
    let now_us = shop.clock.now_us();
    shop.db.write(move |tx| reviews::add(tx, why, &subject, None, &detail, now_us)).await
}
