//! The loops: one for what the person did and for orders, one for the catalogue, so that a long load holds up
//! nothing, and one that listens for pokes.

use std::sync::Arc;
use std::time::Duration;

use contract::Code;
use contract::ipc::{Changed, Connection};
use tokio::time::sleep;

use super::ask::SyncError;
use super::backoff::Backoff;
use super::http::CallError;
use super::lock;
use crate::account::Account;
use crate::desk::{Desk, blocking};
use crate::store::{orders, user};

/// Online with nothing to do.
const POLL: Duration = Duration::from_secs(15);
/// The same, while an order waits for its payment.
const POLL_PAYMENT: Duration = Duration::from_secs(5);
/// Terms and gateways of the provider seldom change.
const HELLO_EVERY: Duration = Duration::from_secs(3600);

/// What a try came to, and so what to wait for.
enum Tried {
    Done {
        next: Duration,
    },
    /// Nobody is signed in, or the server wants a new sign-in: there is nothing to try before that.
    Pointless,
    Failed {
        error: CallError,
    },
    /// The store refused: trying again soon would not help.
    Broken,
}

impl Desk {
    /// Starts to sync in the background, within a Tokio runtime. Once is enough.
    pub fn start_sync(&self) {
        let mut tasks = lock(&self.inner.engine.tasks);
        if !tasks.is_empty() {
            return;
        }
        let (desk, other, listener) = (self.clone(), self.clone(), self.clone());
        tasks.push(tokio::spawn(async move { desk.keep_in_step().await }));
        tasks.push(tokio::spawn(async move { other.keep_catalogue().await }));
        tasks.push(tokio::spawn(async move { listener.keep_listening().await }));
    }

    /// Stops syncing. What is recorded stays, and is sent after the next start.
    pub async fn stop(&self) {
        let tasks = std::mem::take(&mut *lock(&self.inner.engine.tasks));
        for task in tasks {
            task.abort();
            // A task that was aborted has nothing to tell.
            let _ = task.await;
        }
    }

    async fn keep_in_step(&self) {
        let mut backoff = Backoff::default();
        let mut hello_at: Option<tokio::time::Instant> = None;
        loop {
            if hello_at.is_none_or(|at| at.elapsed() > HELLO_EVERY) && self.say_hello().await {
                hello_at = Some(tokio::time::Instant::now());
            }
            let engine = &self.inner.engine;
            match self.try_once().await {
                Tried::Done { next } => {
                    backoff.reset();
                    tokio::select! {
                        () = engine.work.notified() => {}
                        () = engine.poke.notified() => {}
                        () = sleep(next) => {}
                    }
                }
                Tried::Pointless => {
                    backoff.reset();
                    tokio::select! {
                        () = engine.poke.notified() => {}
                        () = sleep(POLL) => {}
                    }
                }
                Tried::Failed { error } => {
                    let wait = backoff.next(error.retry_after());
                    tokio::select! {
                        () = engine.poke.notified() => backoff.reset(),
                        () = sleep(wait) => {}
                    }
                }
                Tried::Broken => {
                    let wait = backoff.next(Some(POLL));
                    tokio::select! {
                        () = engine.poke.notified() => {}
                        () = sleep(wait) => {}
                    }
                }
            }
        }
    }

    async fn try_once(&self) -> Tried {
        let Some(account) = self.open_account() else { return Tried::Pointless };
        // Before anything that a desk without a network cannot do: what it did is nowhere else.
        copy_daily(Arc::clone(&account)).await;
        let tried = match self.sync_account(&account).await {
            Ok(()) => self.send_checkouts(&account).await,
            failed => failed,
        };
        match tried {
            Ok(()) => Tried::Done { next: self.pause(account).await },
            Err(SyncError::Call(error)) if error.status() == Some(401) => Tried::Pointless,
            Err(SyncError::Call(error)) => Tried::Failed { error },
            Err(SyncError::Here(failure)) if matches!(failure.code, Code::SignedOut | Code::NotConnected) => {
                Tried::Pointless
            }
            Err(SyncError::Here(_)) => Tried::Broken,
        }
    }

    async fn pause(&self, account: Arc<Account>) -> Duration {
        let to_pay = blocking(move || account.store.read(|tx| orders::any_to_pay(tx))).await;
        if to_pay.unwrap_or(false) { POLL_PAYMENT } else { POLL }
    }

    /// Asks the provider who it is; works without a sign-in. Replies whether it answered.
    async fn say_hello(&self) -> bool {
        let Some(provider) = self.provider() else { return false };
        let hello = match self.inner.http.server(&provider.url, None).hello().await {
            Ok(hello) => hello,
            Err(error) => {
                self.not_answered(&error);
                return false;
            }
        };
        if self.provider().is_none_or(|now| now.url != provider.url) {
            return false;
        }
        let (desk, url) = (self.clone(), provider.url.clone());
        match blocking(move || desk.remember(&url, hello)).await {
            Ok(()) => self.reached(Connection::Online),
            Err(failure) if failure.code == Code::UnsupportedProtocol => self.reached(Connection::TooOld),
            Err(failure) => tracing::warn!(code = ?failure.code, "not a provider any more"),
        }
        if self.provider().as_ref() != Some(&provider) {
            self.tell(&[Changed::Session, Changed::Cart]);
        }
        true
    }
}

async fn copy_daily(account: Arc<Account>) {
    let copied = blocking(move || user::copy_daily(&account.store)).await;
    if let Err(failure) = copied {
        tracing::warn!(code = ?failure.code, "today's copy of the store was not made");
    }
}
