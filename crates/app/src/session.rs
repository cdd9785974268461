//! Who is connected and signed in.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use contract::api::{self, Hello, PROTOCOL};
use contract::ipc::{
    Changed, Connect, Connection, Disconnect, GetPreferences, GetSession, Preferences, Provider, Recovery,
    SavePreferences, Session, SignIn, SignOut, TokenState,
};
use contract::{Code, Failure};
use domain::FieldProblem;
use domain::address::{FieldReason, is_email};
use domain::limits::PASSWORD_CHARS_MAX;

use crate::account::Account;
use crate::desk::{Desk, blocking};
use crate::store::profile::Profile;
use crate::store::{StoreError, changes};
use crate::sync::CallError;
use crate::sync::address::provider_address;

/// Leaving does not wait long for a server: the token is forgotten here in any case.
const SIGN_OUT_WITHIN: Duration = Duration::from_secs(3);
/// Characters of the machine's name in the list of desks.
const DESK_NAME_CHARS: usize = 60;

impl Desk {
    pub async fn session(&self, _: GetSession) -> Result<Session, Failure> {
        Ok(self.session_now())
    }

    pub async fn connect(&self, call: Connect) -> Result<Session, Failure> {
        let _one = self.inner.session.lock().await;
        let url = provider_address(&call.url)?;
        if self.provider().is_some_and(|known| known.url != url) {
            self.refuse_if_signed_in().await?;
        }
        let hello = self.inner.http.server(&url, None).hello().await.map_err(at_the_door)?;
        let desk = self.clone();
        blocking(move || desk.remember(&url, hello)).await?;
        self.tell(&[Changed::Session, Changed::Catalogue, Changed::Cart]);
        self.inner.engine.try_now();
        Ok(self.session_now())
    }

    pub async fn disconnect(&self, _: Disconnect) -> Result<Session, Failure> {
        let _one = self.inner.session.lock().await;
        self.refuse_if_signed_in().await?;
        self.update_profile(|profile| profile.provider = None).await?;
        self.inner.engine.set_connection(Connection::Unknown);
        self.tell(&[Changed::Session, Changed::Sync]);
        Ok(self.session_now())
    }

    pub async fn sign_in(&self, call: SignIn) -> Result<Session, Failure> {
        let _one = self.inner.session.lock().await;
        let email = call.email.trim().to_owned();
        check_credentials(&email, &call.password)?;
        let provider = self.provider().ok_or(Code::NotConnected)?;
        let desk_id = self.inner.profile.get().desk_of(&email);
        let body =
            api::SignIn { email, password: call.password, desk: desk_id.clone(), desk_name: machine_name() };
        let signed =
            self.inner.http.server(&provider.url, None).sign_in(&body).await.map_err(Failure::from)?;

        let desk = self.clone();
        blocking(move || {
            let api::SignedIn { token, customer } = signed;
            let inner = &desk.inner;
            let account = match desk.open_account().filter(|open| open.customer().id == customer.id) {
                Some(open) => open,
                None => {
                    Arc::new(Account::open(&inner.accounts, customer.clone(), &desk_id, &inner.keychain)?)
                }
            };
            account.signed_in(customer.clone(), token, &desk_id, &inner.keychain)?;
            inner.profile.update(|profile| profile.account = Some(customer))?;
            desk.set_account(Some(account));
            Ok(())
        })
        .await?;
        self.tell(&[Changed::Session, Changed::Cart, Changed::Orders, Changed::Notices, Changed::Sync]);
        self.inner.engine.try_now();
        Ok(self.session_now())
    }

    /// Forgets the token and wipes the account's store, which the server has all of, unless changes wait.
    pub async fn sign_out(&self, call: SignOut) -> Result<Session, Failure> {
        let _one = self.inner.session.lock().await;
        let Some(account) = self.open_account() else { return Ok(self.session_now()) };
        let server = self.server_of(&account);
        let desk = self.clone();
        blocking(move || {
            account.close(call.discard)?;
            if let Err(error) = desk.inner.profile.update(|profile| profile.account = None) {
                account.reopen();
                return Err(error);
            }
            desk.set_account(None);
            let id = account.customer().id;
            desk.inner.keychain.delete(id.as_str());
            drop(account);
            if let Err(error) = fs::remove_dir_all(desk.inner.accounts.join(id.as_str())) {
                tracing::warn!(kind = ?error.kind(), "the account's store was not wiped");
            }
            Ok(())
        })
        .await?;
        if let Ok(server) = server
            && let Err(error) = server.sign_out(SIGN_OUT_WITHIN).await
        {
            tracing::info!(code = ?error.code(), "the server was not told of the sign-out");
        }
        self.inner.engine.set_connection(Connection::Unknown);
        self.tell(&[Changed::Session, Changed::Cart, Changed::Orders, Changed::Notices, Changed::Sync]);
        Ok(self.session_now())
    }

    pub async fn preferences(&self, _: GetPreferences) -> Result<Preferences, Failure> {
        Ok(self.inner.profile.get().preferences)
    }

    pub async fn save_preferences(&self, call: SavePreferences) -> Result<(), Failure> {
        self.update_profile(|profile| profile.preferences = call.preferences).await
    }

    pub(crate) fn session_now(&self) -> Session {
        let account = self.open_account();
        let recovered = match &account {
            Some(account) if account.recovered => Some(Recovery::UserStore),
            _ => self.inner.catalogue.was_recovered().then_some(Recovery::Catalogue),
        };
        Session {
            provider: self.provider(),
            token: account.as_ref().map_or(TokenState::Missing, |account| account.token_state()),
            customer: account.map(|account| account.customer()),
            recovered,
        }
    }

    /// Takes what a server says of itself, if it is a provider that this desk can speak to.
    pub(crate) fn remember(&self, url: &str, hello: Hello) -> Result<(), StoreError> {
        if hello.product != "pannier" {
            return Err(Failure::new(Code::NotAProvider).into());
        }
        if hello.protocol != PROTOCOL {
            return Err(Failure::new(Code::UnsupportedProtocol).into());
        }
        let Hello { provider: name, gateways, in_browser, live, terms, countries, policy, .. } = hello;
        self.use_provider(Provider {
            url: url.to_owned(),
            name,
            gateways,
            in_browser,
            live,
            terms,
            countries,
            policy,
        })
    }

    async fn refuse_if_signed_in(&self) -> Result<(), Failure> {
        let Some(account) = self.open_account() else { return Ok(()) };
        let pending = blocking(move || account.store.read(|tx| changes::count(tx))).await?;
        Err(Failure::new(Code::UnsentChanges).with("pending", pending))
    }

    async fn update_profile(
        &self,
        change: impl FnOnce(&mut Profile) + Send + 'static,
    ) -> Result<(), Failure> {
        let desk = self.clone();
        blocking(move || desk.inner.profile.update(change).map(|_| ())).await
    }
}

/// Before a provider is known, an answer that is not Pannier's means that there is none at this address.
fn at_the_door(error: CallError) -> Failure {
    match error {
        CallError::Foreign { status: ..500, .. } => Code::NotAProvider.into(),
        error => error.into(),
    }
}

fn check_credentials(email: &str, password: &str) -> Result<(), Failure> {
    let problem = |field: &str, reason| FieldProblem { field: field.into(), reason };
    let mut problems = Vec::new();
    if email.is_empty() {
        problems.push(problem("email", FieldReason::Required));
    } else if !is_email(email) {
        problems.push(problem("email", FieldReason::NotAnEmail));
    }
    if password.is_empty() {
        problems.push(problem("password", FieldReason::Required));
    } else if password.chars().count() > PASSWORD_CHARS_MAX {
        problems.push(problem("password", FieldReason::TooLong));
    }
    if problems.is_empty() { Ok(()) } else { Err(Failure::fields(problems)) }
}

fn machine_name() -> String {
    let named = ["HOSTNAME", "COMPUTERNAME"].iter().find_map(|name| std::env::var(name).ok());
    let name = named.or_else(|| fs::read_to_string("/etc/hostname").ok()).unwrap_or_default();
    let name: String = name.trim().chars().filter(|c| !c.is_control()).take(DESK_NAME_CHARS).collect();
    if name.is_empty() { std::env::consts::OS.into() } else { name }
}
