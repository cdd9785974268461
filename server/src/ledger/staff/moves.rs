//! Moves by staff: each made once, and only of an order that is as it was seen.

use contract::{Code, Failure};
use domain::order::{OrderMove, OrderState};
use domain::{CustomerId, DeedId, OrderId};

use super::deeds::{self, Deed};
use super::order::{moved_meanwhile, ver_and_owner};
use crate::db::Tx;
use crate::error::Error;
use crate::ledger::orders::StaffMove;
use crate::ledger::{head, orders, timeline};

/// A move that a member of the staff makes.
#[derive(Debug, Clone)]
pub struct Move {
    pub id: DeedId,
    pub staff: CustomerId,
    pub order: OrderId,
    pub by: OrderMove,
    /// For the customer to read.
    pub note: String,
    pub seen_ver: i64,
}

/// How the order stands before a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// The move was made before: nothing is left to do.
    Made,
    /// As it was seen.
    AsSeen(OrderState),
}

/// Refuses a move of an order that is not as it was seen.
pub fn look(tx: &mut Tx<'_>, wanted: &Move) -> Result<Before, Error> {
    if deeds::is_done(tx, &wanted.deed())? {
        return Ok(Before::Made);
    }
    let (ver, _) = ver_and_owner(tx, &wanted.order)?;
    let state = orders::state(tx, &wanted.order)?;
    if ver == wanted.seen_ver {
        Ok(Before::AsSeen(state))
    } else {
        Err(moved_meanwhile(tx, &wanted.order, state)?.into())
    }
}

/// Makes a move. `closed` is the state in which the order was seen, if its page was closed at the gateway since then: that
/// alone raises the version. An order never comes back to a state, so whoever finds it there finds it unmoved.
pub fn make(tx: &mut Tx<'_>, wanted: &Move, closed: Option<OrderState>, now_us: i64) -> Result<(), Error> {
    let (_, owner) = ver_and_owner(tx, &wanted.order)?;
    head::next_ver(tx, &owner)?;
    // Read again: only now nobody else moves it.
    let deed = wanted.deed();
    if deeds::is_done(tx, &deed)? {
        return Ok(());
    }
    let (ver, _) = ver_and_owner(tx, &wanted.order)?;
    let state = orders::state(tx, &wanted.order)?;
    if ver != wanted.seen_ver && closed != Some(state) {
        return Err(moved_meanwhile(tx, &wanted.order, state)?.into());
    }
    match orders::move_by_staff(tx, &wanted.order, wanted.by, &wanted.note, now_us)? {
        StaffMove::Moved { .. } => {}
        StaffMove::NoSuchOrder => return Err(Error::not_found()),
        StaffMove::Undeclared(_) => return Err(not_allowed(state).into()),
        StaffMove::PaymentLive => return Err(Code::AttemptLive.into()),
        StaffMove::PaidMeanwhile => return Err(moved_meanwhile(tx, &wanted.order, state)?.into()),
    }
    timeline::sign(tx, &wanted.order, &wanted.staff)?;
    deeds::record(tx, &deed, now_us)
}

/// The order was to be cancelled, and turned out to be paid.
pub fn paid_meanwhile(tx: &mut Tx<'_>, order: &OrderId) -> Result<Failure, Error> {
    let state = orders::state(tx, order)?;
    moved_meanwhile(tx, order, state)
}

/// The move is not declared for the state, or not staff's to make.
pub fn not_allowed(state: OrderState) -> Failure {
    Failure::new(Code::MoveNotAllowed).with("state", state.as_str())
}

impl Move {
    fn deed(&self) -> Deed {
        Deed {
            id: self.id.clone(),
            staff: self.staff.clone(),
            order: Some(self.order.clone()),
            word: "move",
            content: format!("{}: {}", self.by, self.note),
        }
    }
}
