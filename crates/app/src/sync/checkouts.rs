//! Checkouts that wait: sent again, the same, until there is a definitive answer.

use std::sync::Arc;

use contract::Failure;
use contract::api::Placed;
use contract::ipc::{Changed, NoticeKind};

use super::http::CallError;
use super::running::SyncError;
use crate::account::Account;
use crate::clock;
use crate::desk::{Desk, blocking};
use crate::store::checkouts::{self, Waiting};
use crate::store::notices;

/// What the server answered to a checkout, for good.
pub enum Answer {
    Placed(Placed),
    Refused(Failure),
}

/// Who hears of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// The person who pressed Pay.
    Somebody,
    /// The person went on: a notice tells.
    Nobody,
}

impl Desk {
    /// Sends every waiting checkout once. After an order, cart and orders are pulled.
    pub(crate) async fn send_checkouts(&self, account: &Arc<Account>) -> Result<(), SyncError> {
        let of = Arc::clone(account);
        let waiting = blocking(move || of.store.read(|tx| checkouts::waiting(tx))).await?;
        let mut placed = false;
        for checkout in waiting {
            placed |=
                matches!(self.send_checkout(account, checkout, Waits::Nobody).await?, Answer::Placed(_));
        }
        if placed { self.sync_account(account).await } else { Ok(()) }
    }

    /// Sends one checkout once, and settles it in the store if the answer is definitive.
    pub(crate) async fn send_checkout(
        &self,
        account: &Arc<Account>,
        checkout: Waiting,
        waits: Waits,
    ) -> Result<Answer, SyncError> {
        let Waiting { id, request } = checkout;
        let token = account.token().unwrap_or_default();
        let server = self.server_of(account)?;
        let answer = match server.place(&id, &request).await {
            Ok(placed) => Answer::Placed(placed),
            Err(CallError::Answered { status, failure, retry_after }) => {
                let error = CallError::Answered { status, failure: failure.clone(), retry_after };
                if error.is_retryable() || (200..300).contains(&status) {
                    self.failed(&error, Some((account, &token)));
                    return Err(error.into());
                }
                Answer::Refused(failure)
            }
            Err(error) => {
                self.failed(&error, None);
                return Err(error.into());
            }
        };
        let of = Arc::clone(account);
        let (answer, told) = blocking(move || {
            let told = of.store.write(|tx| match &answer {
                Answer::Placed(placed) => {
                    let first = checkouts::placed(tx, &id, placed)?;
                    if first && waits == Waits::Nobody {
                        notices::add(tx, clock::now_us(), NoticeKind::CheckoutPlaced, &placed.number)?;
                    }
                    Ok(first)
                }
                Answer::Refused(failure) => {
                    let first = checkouts::refused(tx, &id)?;
                    if first {
                        let kind = NoticeKind::CheckoutRefused { code: failure.code };
                        notices::add(tx, clock::now_us(), kind, "")?;
                    }
                    Ok(first)
                }
            })?;
            Ok((answer, told))
        })
        .await?;
        if matches!(answer, Answer::Placed(_)) {
            // What was ordered cannot be taken back by an undo.
            account.undo().clear();
        }
        if told {
            self.tell(&[Changed::Sync, Changed::Notices, Changed::Orders]);
        }
        Ok(answer)
    }
}
