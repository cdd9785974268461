//! Asking the server as an account, and what its answers say about the connection and about the token.

use std::time::Duration;

use contract::ipc::{Changed, Connection};
use contract::{Code, Failure};
use tokio::time::sleep;

use super::http::{CallError, Server};
use crate::account::Account;
use crate::desk::Desk;

/// What has an id of its own is sent again so often when its reply was lost.
const TRIES: usize = 3;
const TRY_EVERY: Duration = Duration::from_millis(300);

/// Makes a call that is harmless to repeat, again while no answer comes.
pub(crate) async fn insist<T, F>(call: impl Fn() -> F) -> Result<T, CallError>
where
    F: Future<Output = Result<T, CallError>>,
{
    let mut answer = call().await;
    for _ in 1..TRIES {
        if !matches!(answer, Err(CallError::Unreachable | CallError::Foreign { .. })) {
            break;
        }
        sleep(TRY_EVERY).await;
        answer = call().await;
    }
    answer
}

/// Why a try did not come to its end.
#[derive(Debug)]
pub(crate) enum SyncError {
    Call(CallError),
    /// It failed here: nobody is signed in, or the store refused. Already logged.
    Here(Failure),
}

impl Desk {
    /// The server as this account, with the token that it has now.
    pub(crate) fn server_of(&self, account: &Account) -> Result<Server, Failure> {
        let provider = self.provider().ok_or(Code::NotConnected)?;
        let token = account.token().ok_or(Code::SignedOut)?;
        Ok(self.inner.http.server(&provider.url, Some(token)))
    }

    /// Waits for the answer to a call to `server`, and notes what it says about the connection and about the token
    /// that was sent with it, which may not be the account's any more.
    pub(crate) async fn ask<T>(
        &self,
        account: &Account,
        server: &Server,
        call: impl Future<Output = Result<T, CallError>>,
    ) -> Result<T, CallError> {
        call.await.inspect_err(|error| {
            if error.status() == Some(401) {
                self.token_refused(account, server);
            } else {
                self.not_answered(error);
            }
        })
    }

    /// What an error says about the connection.
    pub(super) fn not_answered(&self, error: &CallError) {
        match error {
            CallError::Unreachable | CallError::Foreign { .. } => self.reached(Connection::Offline),
            CallError::Answered { status: 426, .. } => self.reached(Connection::TooOld),
            // The provider is there; it is the gateway that is not.
            CallError::Answered { failure, .. } if failure.code == Code::GatewayUnavailable => {}
            CallError::Answered { status: 500..=599, .. } => self.reached(Connection::Offline),
            CallError::Answered { .. } => {}
        }
    }

    /// The server wants a new sign-in, unless there was one since.
    pub(super) fn token_refused(&self, account: &Account, server: &Server) {
        if let Some(token) = server.token()
            && account.token_refused(token)
        {
            self.tell(&[Changed::Session]);
            let (keychain, id, token) =
                (self.inner.keychain.clone(), account.customer().id, token.to_owned());
            // A keychain may take seconds to answer.
            tokio::task::spawn_blocking(move || keychain.forget(id.as_str(), &token));
        }
        if account.token().is_none() {
            self.reached(Connection::SignedOut);
        }
    }

    pub(super) fn reached(&self, connection: Connection) {
        if self.inner.engine.set_connection(connection) {
            self.tell(&[Changed::Sync]);
        }
    }
}

impl SyncError {
    /// An answer may come in a moment; not so after a refused token.
    pub fn is_worth_waiting(&self) -> bool {
        match self {
            Self::Call(error) => error.status() != Some(401) && error.retry_after().is_none(),
            Self::Here(_) => false,
        }
    }
}

impl From<CallError> for SyncError {
    fn from(error: CallError) -> Self {
        Self::Call(error)
    }
}

impl From<Failure> for SyncError {
    fn from(failure: Failure) -> Self {
        Self::Here(failure)
    }
}

impl From<SyncError> for Failure {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Call(error) => error.into(),
            SyncError::Here(failure) => failure,
        }
    }
}
