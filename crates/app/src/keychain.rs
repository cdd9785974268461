//! Where tokens are kept: the keychain of the operating system, or memory where there is none.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use contract::ipc::TokenState;

/// The name under which entries appear in the system's keychain.
const SERVICE: &str = "pannier";
/// A keychain that asks the person to unlock it must not hold up the desk for longer.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// A place for tokens, by account.
#[derive(Clone)]
pub enum Keychain {
    System,
    /// The system's did not answer when it was asked. It may do so later, and hold a token of an earlier day.
    Silent(Tokens),
    Memory(Tokens),
}

type Tokens = Arc<Mutex<HashMap<String, String>>>;

impl Keychain {
    /// The system's keychain if there is one that answers; `PANNIER_KEYCHAIN=memory` forces memory.
    pub fn detect() -> Self {
        if std::env::var("PANNIER_KEYCHAIN").is_ok_and(|value| value == "memory") {
            return Self::memory();
        }
        let works = on_thread(|| {
            let probe = keyring::Entry::new(SERVICE, "probe").and_then(|entry| entry.get_password());
            Some(matches!(probe, Ok(_) | Err(keyring::Error::NoEntry)))
        });
        if works == Some(true) {
            return Self::System;
        }
        tracing::info!("no keychain answers: tokens are kept in memory only");
        Self::Silent(Arc::default())
    }

    /// Forgets everything when the program ends.
    pub fn memory() -> Self {
        Self::Memory(Arc::default())
    }

    pub fn read(&self, account: &str) -> Option<String> {
        match self {
            Self::Memory(tokens) | Self::Silent(tokens) => lock(tokens).get(account).cloned(),
            Self::System => {
                let account = account.to_owned();
                on_thread(move || keyring::Entry::new(SERVICE, &account).ok()?.get_password().ok())
            }
        }
    }

    /// Keeps a token and says how well: a keychain that refuses leaves it to the caller's memory.
    pub fn write(&self, account: &str, token: &str) -> TokenState {
        match self {
            Self::Memory(tokens) | Self::Silent(tokens) => {
                lock(tokens).insert(account.into(), token.into());
                TokenState::Memory
            }
            Self::System => {
                let (account, token) = (account.to_owned(), token.to_owned());
                let kept =
                    on_thread(move || keyring::Entry::new(SERVICE, &account).ok()?.set_password(&token).ok());
                if kept.is_some() { TokenState::Keychain } else { TokenState::Memory }
            }
        }
    }

    /// Forgets the token of an account, also where one of an earlier day may be.
    pub fn delete(&self, account: &str) {
        if let Self::Memory(tokens) | Self::Silent(tokens) = self {
            lock(tokens).remove(account);
        }
        if let Self::System | Self::Silent(_) = self {
            let account = account.to_owned();
            on_thread(move || keyring::Entry::new(SERVICE, &account).ok()?.delete_credential().ok());
        }
    }

    /// Forgets this token. One that was written since stays.
    pub fn forget(&self, account: &str, token: &str) {
        match self {
            Self::Memory(tokens) | Self::Silent(tokens) => {
                let mut tokens = lock(tokens);
                if tokens.get(account).is_some_and(|known| known == token) {
                    tokens.remove(account);
                }
            }
            Self::System => {
                let (account, token) = (account.to_owned(), token.to_owned());
                on_thread(move || {
                    let entry = keyring::Entry::new(SERVICE, &account).ok()?;
                    (entry.get_password().ok()? == token).then(|| entry.delete_credential().ok())?
                });
            }
        }
    }

    /// What a token read from here is called.
    pub fn state(&self) -> TokenState {
        match self {
            Self::System => TokenState::Keychain,
            Self::Silent(_) | Self::Memory(_) => TokenState::Memory,
        }
    }
}

fn lock(tokens: &Tokens) -> std::sync::MutexGuard<'_, HashMap<String, String>> {
    tokens.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keychains block, and some start a runtime of their own: each question gets a plain thread and a limit.
fn on_thread<T: Send + 'static>(ask: impl FnOnce() -> Option<T> + Send + 'static) -> Option<T> {
    let (answer, answered) = mpsc::channel();
    thread::Builder::new()
        .name("keychain".into())
        .spawn(move || {
            // Nobody listens any more when the answer came too late.
            let _ = answer.send(ask());
        })
        .ok()?;
    answered.recv_timeout(ANSWER_WITHIN).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_keeps_a_token_until_it_is_deleted() {
        let keychain = Keychain::memory();
        assert_eq!(keychain.write("c1", "secret"), TokenState::Memory);
        assert_eq!(keychain.read("c1").as_deref(), Some("secret"));
        assert_eq!(keychain.read("c2"), None);
        keychain.delete("c1");
        assert_eq!(keychain.read("c1"), None);
    }

    #[test]
    fn a_token_that_was_refused_is_forgotten_and_a_newer_one_stays() {
        let keychain = Keychain::memory();
        keychain.write("c1", "newer");
        keychain.forget("c1", "refused");
        assert_eq!(keychain.read("c1").as_deref(), Some("newer"));
        keychain.forget("c1", "newer");
        assert_eq!(keychain.read("c1"), None);
    }
}
