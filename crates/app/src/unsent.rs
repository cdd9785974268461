//! What waits to be sent: looked through, sent now, or given up by the person.

use std::collections::HashMap;

use contract::ipc::{Changed, DiscardChanges, DiscardOrder, ListUnsent, SendUnsent};
use contract::unsent::{Deed, Unsent, UnsentChange, UnsentOrder};
use contract::{Code, Failure};
use domain::cart::CartChange;
use domain::{ChangeId, LineId, ServiceId};
use uuid::Uuid;

use crate::desk::{Desk, blocking};
use crate::store::checkouts::{self, Answer};
use crate::store::unsent::{self, Queued};

/// Changes in one list; more than this nobody looks through one by one. An export has all.
const LISTED: usize = 200;

impl Desk {
    pub async fn unsent(&self, _: ListUnsent) -> Result<Unsent, Failure> {
        let account = self.account()?;
        let desk = self.clone();
        blocking(move || {
            let (queue, services, orders) = account.store.read(|tx| {
                let queue = unsent::queue(tx)?;
                let services = unsent::services(tx, &queue)?;
                Ok((queue, services, checkouts::waiting_since(tx)?))
            })?;
            let listed = queue.iter().take(LISTED);
            let shown = |change: &Queued| {
                let service = service_of(&change.intent, &services);
                UnsentChange {
                    id: change.id.clone(),
                    deed: deed(&change.intent),
                    about: service.map(|service| desk.service_name(service)).unwrap_or_default(),
                    at_us: made_at_us(&change.id),
                    stand: change.stand,
                }
            };
            Ok(Unsent {
                changes: listed.map(shown).collect(),
                total: u32::try_from(queue.len()).unwrap_or(u32::MAX),
                orders: orders.into_iter().map(|(id, at_us)| UnsentOrder { id, at_us }).collect(),
            })
        })
        .await
    }

    pub async fn send_unsent(&self, _: SendUnsent) -> Result<(), Failure> {
        let account = self.account()?;
        self.sync_account(&account).await?;
        self.send_checkouts(&account).await?;
        Ok(())
    }

    pub async fn discard_changes(&self, call: DiscardChanges) -> Result<u32, Failure> {
        let account = self.account()?;
        let discarded = blocking(move || {
            let discarded = account.edit(|tx| unsent::discard(tx, call.only.as_ref()))?;
            if discarded > 0 {
                // What would be taken back may never have been.
                account.undo().clear();
            }
            Ok(discarded)
        })
        .await?;
        if discarded > 0 {
            self.cart_changed();
        }
        Ok(discarded)
    }

    pub async fn discard_order(&self, call: DiscardOrder) -> Result<bool, Failure> {
        let account = self.account()?;
        let discarded = blocking(move || {
            // Whoever still waits for the answer hears that it is not here any more.
            let given_up = Answer::Refused(Code::NotFound.into());
            let discarded = account.edit(|tx| checkouts::settle(tx, &call.order, &given_up))?;
            account.forget_answered();
            Ok(discarded)
        })
        .await?;
        if discarded {
            self.tell(&[Changed::Sync, Changed::Orders]);
        }
        Ok(discarded)
    }
}

/// What a change does, in the words of the screen.
pub(crate) fn deed(change: &CartChange) -> Deed {
    match change {
        CartChange::Add { quantity, .. } => Deed::Added { quantity: quantity.get() },
        CartChange::Step { by, .. } => Deed::Stepped { by: *by },
        CartChange::SetQuantity { quantity, .. } => Deed::Set { quantity: quantity.get() },
        CartChange::Remove { .. } => Deed::Removed,
        CartChange::Clear { .. } => Deed::Cleared,
        CartChange::SetNote { .. } => Deed::Noted,
    }
}

/// The service that a change is about, if it is about one.
pub(crate) fn service_of<'a>(
    change: &'a CartChange,
    services: &'a HashMap<LineId, ServiceId>,
) -> Option<&'a ServiceId> {
    match change {
        CartChange::Add { service, .. } => Some(service),
        CartChange::Step { line, .. }
        | CartChange::SetQuantity { line, .. }
        | CartChange::Remove { line, .. }
        | CartChange::SetNote { line, .. } => services.get(line),
        CartChange::Clear { .. } => None,
    }
}

/// When a change was made, by this desk's clock: its id is a UUID that begins with the time. For people only; no rule
/// uses it.
pub(crate) fn made_at_us(id: &ChangeId) -> Option<i64> {
    let (seconds, nanos) = Uuid::parse_str(id.as_str()).ok()?.get_timestamp()?.to_unix();
    i64::try_from(seconds).ok()?.checked_mul(1_000_000)?.checked_add(i64::from(nanos / 1_000))
}
