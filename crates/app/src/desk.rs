//! The desk: what the shell holds. Its calls are in the files of their nouns.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use contract::history::ExportProgress;
use contract::ipc::{Changed, Provider};
use contract::{Code, Failure};
use domain::Currency;
use domain::money::BasisPoints;
use domain::policy::Policy;
use domain::quote::Terms;
use tokio::sync::broadcast;

use crate::account::Account;
use crate::keychain::Keychain;
use crate::store::error::internal;
use crate::store::{CatalogueStore, ProfileFile, StoreError, files};
use crate::sync::address::provider_address;
use crate::sync::{Engine, Http};

/// Notices that a slow window may lag behind; it fetches everything again ([`Changed::ALL`]) when it missed some.
const NOTICES_AHEAD: usize = 256;

pub struct Settings {
    /// Made if it does not exist; everything that the desk keeps is in here.
    pub data_dir: PathBuf,
    /// The provider to use instead of the remembered one.
    pub server_url: Option<String>,
    pub keychain: Keychain,
}

/// The desk's brain. Clones are the same desk.
#[derive(Clone)]
pub struct Desk {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub profile: ProfileFile,
    pub catalogue: CatalogueStore,
    pub keychain: Keychain,
    pub http: Http,
    pub engine: Engine,
    pub accounts: PathBuf,
    /// Where a file for the person is put if there is no better folder for it.
    pub exports: PathBuf,
    /// The last file of this run that the person keeps.
    pub exported: Mutex<Option<PathBuf>>,
    /// How far an export of orders is, while one is written.
    pub exporting: Mutex<Option<ExportProgress>>,
    account: RwLock<Option<Arc<Account>>>,
    changed: broadcast::Sender<Changed>,
    /// Sign-in, sign-out and connect are done one after the other.
    pub session: tokio::sync::Mutex<()>,
}

impl Desk {
    /// Opens the stores. Needs no network; fails only when the folder cannot be used, holds data of a newer
    /// version, or `server_url` is no address.
    pub fn open(settings: Settings) -> Result<Self, Failure> {
        let Settings { data_dir, server_url, keychain } = settings;
        files::make_private_folder(&data_dir).map_err(StoreError::File)?;
        let profile = ProfileFile::open(&data_dir.join("desk.json"))?;
        let catalogue = CatalogueStore::open(&data_dir.join("catalogue.db"))?;
        let desk = Self {
            inner: Arc::new(Inner {
                profile,
                catalogue,
                keychain,
                http: Http::new()?,
                engine: Engine::default(),
                accounts: data_dir.join("accounts"),
                exports: data_dir.join("exports"),
                exported: Mutex::default(),
                exporting: Mutex::default(),
                account: RwLock::default(),
                changed: broadcast::channel(NOTICES_AHEAD).0,
                session: tokio::sync::Mutex::default(),
            }),
        };
        if let Some(url) = server_url {
            let url = provider_address(&url)?;
            let known = desk.provider();
            if known.is_none_or(|known| known.url != url) {
                desk.use_provider(Provider {
                    url,
                    name: String::new(),
                    gateways: Vec::new(),
                    in_browser: Vec::new(),
                    live: false,
                    terms: default_terms(),
                    countries: Vec::new(),
                    policy: Policy::default(),
                })?;
            }
        }
        if let Some(provider) = desk.provider() {
            desk.inner.catalogue.begin(&provider.url)?;
        }
        let profile = desk.inner.profile.get();
        if let Some(customer) = profile.account.clone() {
            let desk_id = profile.desk_of(&customer.email);
            let account = Account::open(&desk.inner.accounts, customer, &desk_id, &desk.inner.keychain)?;
            desk.set_account(Some(Arc::new(account)));
        }
        Ok(desk)
    }

    /// What the window should fetch again, as it happens.
    pub fn subscribe(&self) -> broadcast::Receiver<Changed> {
        self.inner.changed.subscribe()
    }

    pub(crate) fn tell(&self, changed: &[Changed]) {
        for changed in changed {
            // Without a window nobody listens.
            let _ = self.inner.changed.send(*changed);
        }
    }

    pub(crate) fn provider(&self) -> Option<Provider> {
        self.inner.profile.get().provider
    }

    pub(crate) fn terms(&self) -> Terms {
        self.provider().map_or_else(default_terms, |provider| provider.terms)
    }

    pub(crate) fn open_account(&self) -> Option<Arc<Account>> {
        self.inner.account.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The open account; refused with `signed_out` when there is none.
    pub(crate) fn account(&self) -> Result<Arc<Account>, Failure> {
        self.open_account().ok_or_else(|| Code::SignedOut.into())
    }

    pub(crate) fn set_account(&self, account: Option<Arc<Account>>) {
        *self.inner.account.write().unwrap_or_else(PoisonError::into_inner) = account;
    }

    /// Remembers a provider. The account of another one is closed; its store stays for the next sign-in.
    pub(crate) fn use_provider(&self, provider: Provider) -> Result<(), StoreError> {
        let url = provider.url.clone();
        let other = self.provider().is_none_or(|known| known.url != url);
        self.inner.profile.update(|profile| {
            if other {
                profile.account = None;
            }
            profile.provider = Some(provider);
        })?;
        if other {
            self.set_account(None);
        }
        self.inner.catalogue.begin(&url)
    }
}

/// Runs work that waits for a disk where it does not hold up the others.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => Ok(result?),
        Err(error) => Err(internal(&error)),
    }
}

/// Until the provider has told its own.
fn default_terms() -> Terms {
    Terms {
        currency: Currency::new("EUR").expect("in the table of currencies"),
        shipping_minor: 0,
        shipping_tax: BasisPoints(0),
    }
}
