//! Listens for the server's pokes. They only say that there is something to pull: without them, the desk finds it when
//! it looks by itself.

use std::time::Duration;

use contract::api::{POKE_EVENT, Poke};
use contract::ipc::Changed;
use tokio::time::sleep;

use super::backoff::Backoff;
use super::http::{CallError, Events, Server};
use crate::desk::{Desk, blocking};
use crate::store::account;

/// Nobody is signed in: there is nothing to hear before that.
const LOOK_AGAIN: Duration = Duration::from_secs(15);

impl Desk {
    pub(super) async fn keep_listening(&self) {
        let mut backoff = Backoff::default();
        let engine = &self.inner.engine;
        loop {
            let wait = match self.server_of_account() {
                None => LOOK_AGAIN,
                Some(server) => {
                    let lost = tokio::select! {
                        lost = self.listen(&server, &mut backoff) => lost,
                        () = self.signed_in_anew(&server) => continue,
                    };
                    backoff.next(lost.retry_after())
                }
            };
            tokio::select! {
                () = engine.poke_listener.notified() => backoff.reset(),
                () = sleep(wait) => {}
            }
        }
    }

    /// Listens until the line is lost, and syncs at each poke.
    async fn listen(&self, server: &Server, backoff: &mut Backoff) -> CallError {
        let mut events = match server.events().await {
            Ok(events) => events,
            Err(error) => return error,
        };
        loop {
            match events.next().await {
                Ok(Some(event)) => {
                    backoff.reset();
                    if let Some(poke) = poke_of(&event) {
                        self.poked(poke).await;
                    }
                }
                Ok(None) => return CallError::Unreachable,
                Err(error) => return error,
            }
        }
    }

    async fn poked(&self, poke: Poke) {
        if poke.orders_at_us.is_some() {
            self.tell(&[Changed::Staff]);
        }
        let Some(account) = self.open_account() else { return };
        let cursor = blocking(move || Ok(account.store.read(|tx| account::standing(tx))?.cursor)).await;
        let catalogue = self.inner.catalogue.progress().ok().and_then(|here| here.cursor);
        // What the desk did itself comes back as a poke: it stands there already.
        if cursor.ok().flatten().as_ref() != Some(&poke.cursor) || catalogue.as_ref() != Some(&poke.catalogue)
        {
            self.inner.engine.poke.notify_one();
        }
    }

    fn server_of_account(&self) -> Option<Server> {
        self.open_account().and_then(|account| self.server_of(&account).ok())
    }

    /// Ends when somebody else is signed in, or somewhere else, than `server` listens for.
    async fn signed_in_anew(&self, server: &Server) {
        loop {
            self.inner.engine.poke_listener.notified().await;
            if self.server_of_account().is_none_or(|now| !now.is_same(server)) {
                return;
            }
        }
    }
}

/// The poke of an event in the format of server-sent events; none for a comment or an event that is not known here.
fn poke_of(event: &str) -> Option<Poke> {
    let field = |name: &str| {
        let value = event.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        Some(value.strip_prefix(' ').unwrap_or(value))
    };
    if field("event")? != POKE_EVENT {
        return None;
    }
    serde_json::from_str(field("data")?).ok()
}

impl Events {
    /// The next event, without the empty line that ends it; none when the server ended the stream.
    async fn next(&mut self) -> Result<Option<String>, CallError> {
        loop {
            if let Some(end) = self.read.windows(2).position(|two| two == b"\n\n") {
                let rest = self.read.split_off(end + 2);
                let event = std::mem::replace(&mut self.read, rest);
                return Ok(Some(String::from_utf8_lossy(&event[..end]).into_owned()));
            }
            if !self.more().await? {
                return Ok(None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poke_is_read_and_everything_else_is_none() {
        let poke = Poke { cursor: "e:2".into(), catalogue: "e:1".into(), orders_at_us: None };
        let data = r#"{"cursor":"e:2","catalogue":"e:1","later":true}"#;
        assert_eq!(poke_of(&format!("event: poke\ndata: {data}")), Some(poke.clone()));
        assert_eq!(poke_of(&format!("data:{data}\nevent:poke\nid: 7")), Some(poke));
        for other in [":", "", "event: poke", "event: poke\ndata: {}", "event: party\ndata: {}"] {
            assert_eq!(poke_of(other), None, "{other:?}");
        }
    }
}
