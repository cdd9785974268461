//! Checkouts that wait: sent again, the same, until there is a definitive answer.

use std::sync::Arc;

use contract::ipc::{Changed, NoticeKind};
use domain::CheckoutId;

use super::ask::SyncError;
use crate::account::Account;
use crate::clock;
use crate::desk::{Desk, blocking};
use crate::store::checkouts::{self, Answer, Stored};
use crate::store::notices;

/// Who hears of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// The person who pressed Pay.
    Somebody,
    /// The person went on: a notice tells.
    Nobody,
}

impl Desk {
    /// Sends every waiting checkout once; one without an answer does not hold up the others, and is the error. After
    /// an order, cart and orders are pulled.
    pub(crate) async fn send_checkouts(&self, account: &Arc<Account>) -> Result<(), SyncError> {
        let of = Arc::clone(account);
        let waiting = blocking(move || of.store.read(|tx| checkouts::waiting(tx))).await?;
        let mut placed = false;
        let mut all = Ok(());
        for checkout in waiting {
            match self.send_checkout(account, checkout.id, Waits::Nobody).await {
                Ok(answer) => placed |= matches!(answer, Answer::Placed(_)),
                Err(error) => all = Err(error),
            }
        }
        if placed {
            self.sync_account(account).await?;
        }
        all
    }

    /// Sends one checkout once, and settles it in the store if the answer is definitive.
    pub(crate) async fn send_checkout(
        &self,
        account: &Arc<Account>,
        id: CheckoutId,
        waits: Waits,
    ) -> Result<Answer, SyncError> {
        let turn = Arc::clone(&self.inner.engine.checkout).lock_owned().await;
        let (of, wanted) = (Arc::clone(account), id.clone());
        // Whoever had the turn before may have been given the answer.
        let request = match blocking(move || of.store.read(|tx| checkouts::get(tx, &wanted))).await? {
            Stored::Waiting(request) => request,
            Stored::Answered(answer) => return Ok(answer),
        };
        let server = self.server_of(account)?;
        let answer = match self.ask(account, &server, server.place(&id, &request)).await {
            Ok(placed) => Answer::Placed(placed),
            Err(error) if error.is_retryable() => return Err(error.into()),
            Err(error) => Answer::Refused(error.into()),
        };
        let (desk, of) = (self.clone(), Arc::clone(account));
        let settled = blocking(move || {
            let first = of.store.write(|tx| {
                let first = checkouts::settle(tx, &id, &answer)?;
                match &answer {
                    Answer::Placed(placed) if first && waits == Waits::Nobody => {
                        notices::add(tx, clock::now_us(), NoticeKind::CheckoutPlaced, &placed.number)?;
                    }
                    Answer::Refused(failure) if first => {
                        let kind = NoticeKind::CheckoutRefused { code: failure.code };
                        notices::add(tx, clock::now_us(), kind, "")?;
                    }
                    _ => {}
                }
                Ok(first)
            })?;
            of.forget_answered();
            if matches!(answer, Answer::Placed(_)) {
                // What was ordered cannot be taken back by an undo.
                of.undo().clear();
            }
            if first {
                desk.tell(&[Changed::Sync, Changed::Notices, Changed::Orders]);
            }
            drop(turn);
            Ok(answer)
        });
        Ok(settled.await?)
    }
}
