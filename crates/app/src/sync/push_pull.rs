//! Push and pull in one round trip.

use std::sync::Arc;
use std::time::Duration;

use contract::Code;
use contract::ipc::{Changed, Connection};
use contract::sync::SyncRequest;
use domain::ServiceId;
use domain::limits::CHANGES_PER_PUSH;
use tokio::time::timeout;
use uuid::Uuid;

use super::ask::SyncError;
use super::http::Server;
use super::lock;
use super::receive::{Applied, receive};
use crate::account::Account;
use crate::clock;
use crate::desk::{Desk, blocking};
use crate::store::{account, changes};

/// Round trips in one go; a queue that is longer goes on with the next try.
const ROUNDS_MAX: usize = 1_000;
/// After an order or a payment, cart and orders should be right before the next screen; but not at any price.
const PULL_WITHIN: Duration = Duration::from_secs(3);

impl Desk {
    /// Sends what is pending and pulls what is new, until both are at their end.
    pub(crate) async fn sync_account(&self, account: &Arc<Account>) -> Result<(), SyncError> {
        let _round = self.inner.engine.round.lock().await;
        let server = self.server_of(account)?;
        let mut push_limit = CHANGES_PER_PUSH;
        for _ in 0..ROUNDS_MAX {
            let request = prepare(Arc::clone(account), push_limit).await?;
            let sent = request.changes.len();
            match self.round_trip(account, &server, request).await {
                Ok((applied, pending)) => {
                    let goes_on = applied.more || (pending > 0 && (sent > 0 || applied.queue));
                    // A server that handles none of what was sent is asked again later, not at once.
                    if !goes_on || (sent > 0 && !applied.queue && !applied.more) {
                        return Ok(());
                    }
                }
                Err(SyncError::Call(error)) if error.is_too_large() && push_limit > 1 => {
                    push_limit /= 2;
                }
                // What was shared before the histories parted gets its results; then it is known where they did.
                Err(SyncError::Call(error)) if error.code() == Code::ForkedDesk && sent > 1 => {
                    push_limit = sent / 2;
                }
                Err(SyncError::Call(error)) if error.code() == Code::ForkedDesk => {
                    self.leave_forked_desk(account).await?;
                    return Err(self.needs_sign_in(account, &server));
                }
                // The server does not know this desk, or not any more.
                Err(SyncError::Call(error)) if error.status() == Some(404) => {
                    return Err(self.needs_sign_in(account, &server));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Pulls what the server has just done for the person, who is not held up for long: if it does not come now, it
    /// comes with the next sync.
    pub(crate) async fn pull_soon(&self, account: &Arc<Account>) {
        if !matches!(timeout(PULL_WITHIN, self.sync_account(account)).await, Ok(Ok(()))) {
            self.inner.engine.has_work();
        }
    }

    async fn round_trip(
        &self,
        account: &Arc<Account>,
        server: &Server,
        request: SyncRequest,
    ) -> Result<(Applied, usize), SyncError> {
        let asked = request.cursor.clone();
        let reply = self.ask(account, server, server.sync(&request)).await?;
        let (desk, of) = (self.clone(), Arc::clone(account));
        // All in one piece: who asked may have given up meanwhile, and the window must hear of what is stored.
        let received = blocking(move || {
            let catalogue = reply.catalogue.clone();
            let name = |service: &ServiceId| desk.service_name(service);
            let applied = receive(&of.store, asked.as_deref(), reply, clock::now_us(), name)?;
            desk.tell_applied(applied);
            let here = desk.inner.catalogue.progress()?;
            if here.cursor.as_deref() != Some(&catalogue) || !here.counts.complete {
                desk.inner.engine.catalogue.notify_one();
            }
            Ok((applied, of.store.read(|tx| changes::count(tx))?))
        });
        Ok(received.await?)
    }

    fn tell_applied(&self, applied: Applied) {
        *lock(&self.inner.engine.last_sync_us) = Some(clock::now_us());
        self.inner.engine.set_connection(Connection::Online);
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
    fn needs_sign_in(&self, account: &Account, server: &Server) -> SyncError {
        self.token_refused(account, server);
        SyncError::Here(Code::SignedOut.into())
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
