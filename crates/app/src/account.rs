//! The account that is open: its store, its token, and the edits that can be taken back.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use contract::Failure;
use contract::api::Customer;
use contract::ipc::TokenState;
use domain::DeskId;

use crate::keychain::Keychain;
use crate::store::{Database, StoreError, account, user};
use crate::undo::UndoStack;

pub struct Account {
    pub store: Database,
    /// The store was damaged and made from a copy.
    pub recovered: bool,
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
            recovered: opened.recovered,
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

    /// The server no longer accepts this token. A newer one stays.
    pub fn token_refused(&self, refused: &str, keychain: &Keychain) -> bool {
        let mut token = lock(&self.token);
        if token.as_ref().is_none_or(|token| token.text != refused) {
            return false;
        }
        *token = None;
        keychain.delete(lock(&self.customer).id.as_str());
        true
    }

    pub fn undo(&self) -> MutexGuard<'_, UndoStack> {
        lock(&self.undo)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
