//! Money that goes back because staff says so: once per deed, and only of an order that is as it was seen, so that two who
//! mean the same refund do not make two.

use contract::{Code, Failure};
use domain::{CustomerId, DeedId, Money, OrderId, RefundId};

use super::deeds::{self, Deed};
use super::order::{moved_meanwhile, ver_and_owner};
use crate::db::Tx;
use crate::error::Error;
use crate::ledger::refunds::{self, Wish};
use crate::ledger::{head, orders, timeline};

/// A refund that a member of the staff asks for.
#[derive(Debug, Clone)]
pub struct Asked {
    pub id: DeedId,
    pub staff: CustomerId,
    pub order: OrderId,
    /// None: all that is left of one payment.
    pub amount: Option<Money>,
    /// For the customer to read.
    pub reason: String,
    pub seen_ver: i64,
}

/// Writes the refund down; none if that was done before.
pub fn request(tx: &mut Tx<'_>, asked: &Asked, now_us: i64) -> Result<Option<RefundId>, Error> {
    let (_, owner) = ver_and_owner(tx, &asked.order)?;
    head::next_ver(tx, &owner)?;
    let deed = asked.deed();
    if deeds::is_done(tx, &deed)? {
        return Ok(None);
    }
    // Only now nobody else moves it.
    let (ver, _) = ver_and_owner(tx, &asked.order)?;
    if ver != asked.seen_ver {
        let state = orders::state(tx, &asked.order)?;
        return Err(moved_meanwhile(tx, &asked.order, state)?.into());
    }
    match refunds::request(tx, &asked.order, asked.amount, &asked.reason, now_us)? {
        Wish::Requested(refund) => {
            timeline::sign(tx, &asked.order, &asked.staff)?;
            deeds::record(tx, &deed, now_us)?;
            Ok(Some(refund))
        }
        Wish::TooMuch { most } => Err(too_much(most).into()),
    }
}

fn too_much(most: Option<Money>) -> Failure {
    let failure = Failure::new(Code::RefundTooMuch);
    match most {
        Some(most) => failure.with("most_minor", most.minor).with("currency", most.currency.code()),
        None => failure,
    }
}

impl Asked {
    fn deed(&self) -> Deed {
        let amount = self.amount.map_or_else(|| "all".into(), |amount| amount.to_string());
        Deed {
            id: self.id.clone(),
            staff: self.staff.clone(),
            order: Some(self.order.clone()),
            word: "refund",
            content: format!("{amount}: {}", self.reason),
        }
    }
}
