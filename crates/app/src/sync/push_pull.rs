//! Push and pull in one round trip.

use std::sync::Arc;

use contract::Code;
use contract::ipc::{Changed, Connection};
use contract::sync::SyncRequest;
use domain::ServiceId;
use domain::limits::CHANGES_PER_PUSH;
use uuid::Uuid;

use super::http::CallError;
use super::lock;
use super::receive::{Applied, receive};
use super::running::SyncError;
use crate::account::Account;
use crate::clock;
use crate::desk::{Desk, blocking};
use crate::store::{account, changes};

/// Round trips in one go; a queue that is longer goes on with the next try.
const ROUNDS_MAX: usize = 1_000;

impl Desk {
    /// Sends what is pending and pulls what is new, until both are at their end.
    pub(crate) async fn sync_account(&self, account: &Arc<Account>) -> Result<(), SyncError> {
        let _round = self.inner.engine.round.lock().await;
        let mut push_limit = CHANGES_PER_PUSH;
        for _ in 0..ROUNDS_MAX {
            let request = prepare(Arc::clone(account), push_limit).await?;
            let sent = request.changes.len();
            match self.round_trip(account, request).await {
                Ok((applied, pending)) => {
                    let goes_on = applied.more || (pending > 0 && (sent > 0 || applied.queue));
                    // A server that handles none of what was sent is asked again later, not at once.
                    if !goes_on || (sent > 0 && !applied.queue && !applied.more) {
                        return Ok(());
                    }
                }
                Err(SyncError::Call(error)) if error.status() == Some(413) && push_limit > 1 => {
                    push_limit /= 2;
                }
                // What was shared before the histories parted gets its results; then it is known where they did.
                Err(SyncError::Call(error)) if error.code() == Code::ForkedDesk && sent > 1 => {
                    push_limit = sent / 2;
                }
                Err(SyncError::Call(error)) if error.code() == Code::ForkedDesk => {
                    self.leave_forked_desk(account).await?;
                    return Err(self.needs_sign_in(account));
                }
                // The server does not know this desk, or not any more.
                Err(SyncError::Call(error)) if error.status() == Some(404) => {
                    return Err(self.needs_sign_in(account));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn round_trip(
        &self,
        account: &Arc<Account>,
        request: SyncRequest,
    ) -> Result<(Applied, usize), SyncError> {
        let Some(token) = account.token() else { return Err(signed_out().into()) };
        let server = self.server_of(account).map_err(|_| SyncError::from(signed_out()))?;
        let asked = request.cursor.clone();
        let reply = match server.sync(&request).await {
            Ok(reply) => reply,
            Err(error) => {
                self.failed(&error, Some((account, &token)));
                return Err(error.into());
            }
        };
        let catalogue = reply.catalogue.clone();
        let (desk, of) = (self.clone(), Arc::clone(account));
        let (applied, pending) = blocking(move || {
            let name = |service: &ServiceId| desk.service_name(service);
            let applied = receive(&of.store, asked.as_deref(), reply, clock::now_us(), name)?;
            Ok((applied, of.store.read(|tx| changes::count(tx))?))
        })
        .await?;
        *lock(&self.inner.engine.last_sync_us) = Some(clock::now_us());
        self.inner.engine.set_connection(Connection::Online);
        self.tell_applied(applied);
        let here = self.inner.catalogue.progress().map_err(contract::Failure::from)?;
        if here.cursor.as_deref() != Some(&catalogue) || !here.counts.complete {
            self.inner.engine.catalogue.notify_one();
        }
        Ok((applied, pending))
    }

    fn tell_applied(&self, applied: Applied) {
        let told = [
            (applied.cart, Changed::Cart),
            (applied.orders, Changed::Orders),
            (applied.notices, Changed::Notices),
            (true, Changed::Sync),
        ];
        for (_, changed) in told.into_iter().filter(|(holds, _)| *holds) {
            self.tell(&[changed]);
        }
    }

    /// A desk becomes known to the server by signing in.
    fn needs_sign_in(&self, account: &Account) -> SyncError {
        let token = account.token().unwrap_or_default();
        let error = signed_out();
        self.failed(&error, Some((account, &token)));
        error.into()
    }

    /// This profile was copied, and the copy was used: from here on, it is another desk.
    async fn leave_forked_desk(&self, account: &Arc<Account>) -> Result<(), SyncError> {
        tracing::warn!("the profile was copied: taking a new desk id");
        let (desk, account) = (self.clone(), Arc::clone(account));
        blocking(move || {
            let email = account.customer().email;
            let profile =
                desk.inner.profile.update(|profile| profile.installation = Uuid::now_v7().to_string())?;
            account.store.write(|tx| account::adopt_desk(tx, &profile.desk_of(&email)))
        })
        .await?;
        Ok(())
    }
}

async fn prepare(account: Arc<Account>, push_limit: usize) -> Result<SyncRequest, SyncError> {
    let request = blocking(move || {
        let standing = account.store.read(|tx| account::standing(tx))?;
        let idle = account.store.read(|tx| Ok(changes::count(tx)? == 0))?;
        // A desk does not number its changes before it knows where it stands, nor send within a pull.
        let changes = if idle || standing.staging || !standing.numbered {
            Vec::new()
        } else {
            account.store.write(|tx| changes::take_for_push(tx, push_limit))?
        };
        Ok(SyncRequest { desk: standing.desk, cursor: standing.cursor, changes })
    });
    Ok(request.await?)
}

fn signed_out() -> CallError {
    CallError::Answered { status: 401, failure: Code::SignedOut.into(), retry_after: None }
}
