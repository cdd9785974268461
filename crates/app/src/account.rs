//! The account that is open: its store, its token, and the edits that can be taken back.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use contract::api::Customer;
use contract::ipc::TokenState;
use contract::{Code, Failure};
use domain::DeskId;
use rusqlite::Transaction;

use crate::keychain::Keychain;
use crate::store::{CheckoutLog, Database, History, StoreError, account, changes, checkouts, user};
use crate::undo::UndoStack;

pub struct Account {
    pub store: Database,
    pub log: CheckoutLog,
    pub history: History,
    /// The store was damaged and made from a copy.
    pub recovered: bool,
    /// It is being signed out, and takes nothing more from the person.
    closed: AtomicBool,
    customer: Mutex<Customer>,
    token: Mutex<Option<Token>>,
    undo: Mutex<UndoStack>,
}

#[derive(Clone)]
struct Token {
    text: String,
    state: TokenState,
}

impl Account {
    /// Opens the account's store below `accounts`, with the token that the keychain has for it.
    pub fn open(
        accounts: &Path,
        customer: Customer,
        desk: &DeskId,
        keychain: &Keychain,
    ) -> Result<Self, StoreError> {
        let opened = user::open(&accounts.join(customer.id.as_str()), desk)?;
        let token = keychain.read(customer.id.as_str()).map(|text| Token { text, state: keychain.state() });
        Ok(Self {
            store: opened.database,
            log: opened.log,
            history: History::default(),
            recovered: opened.recovered,
            closed: AtomicBool::new(false),
            customer: Mutex::new(customer),
            token: Mutex::new(token),
            undo: Mutex::default(),
        })
    }

    pub fn customer(&self) -> Customer {
        lock(&self.customer).clone()
    }

    pub fn token(&self) -> Option<String> {
        lock(&self.token).as_ref().map(|token| token.text.clone())
    }

    pub fn token_state(&self) -> TokenState {
        lock(&self.token).as_ref().map_or(TokenState::Missing, |token| token.state)
    }

    /// A new sign-in of the same customer.
    pub fn signed_in(
        &self,
        customer: Customer,
        token: String,
        desk: &DeskId,
        keychain: &Keychain,
    ) -> Result<(), Failure> {
        self.store.write(|tx| account::begin(tx, desk))?;
        let state = keychain.write(customer.id.as_str(), &token);
        *lock(&self.customer) = customer;
        *lock(&self.token) = Some(Token { text: token, state });
        Ok(())
    }

    /// The server no longer accepts this token. A newer one stays. Replies whether it was this one.
    pub fn token_refused(&self, refused: &str) -> bool {
        lock(&self.token).take_if(|token| token.text == refused).is_some()
    }

    /// Writes what the person did; refused with `signed_out` once the account is closed.
    pub fn edit<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.store.write(|tx| {
            if self.closed.load(Ordering::Relaxed) {
                return Err(Failure::new(Code::SignedOut).into());
            }
            work(tx)
        })
    }

    /// Takes no more edits from now on. Refused while something waits to be sent, unless that may be discarded.
    pub fn close(&self, discard: bool) -> Result<(), StoreError> {
        // Within a write, so that no edit comes between the count and the end.
        self.store.write(|tx| {
            let unsent = changes::count(tx)? + checkouts::count_waiting(tx)? as usize;
            if unsent > 0 && !discard {
                return Err(Failure::new(Code::UnsentChanges).with("pending", unsent).into());
            }
            self.closed.store(true, Ordering::Relaxed);
            Ok(())
        })
    }

    /// It was not signed out after all.
    pub fn reopen(&self) {
        self.closed.store(false, Ordering::Relaxed);
    }

    /// Keeps the log of checkouts short. It may say too much, so trouble with it stops nothing.
    pub fn forget_answered(&self) {
        if let Err(error) = self.log.forget_answered(&self.store) {
            tracing::warn!(code = ?Failure::from(error).code, "the log of checkouts was not shortened");
        }
    }

    pub fn undo(&self) -> MutexGuard<'_, UndoStack> {
        lock(&self.undo)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
