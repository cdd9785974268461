//! The open shop: what routes and jobs share.

use std::sync::Arc;

use contract::api::Hello;
use domain::attempt::Gateway;
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::config::{Opens, Settings};
use crate::db::{Db, OpenError};
use crate::gateways::Gateways;
use crate::passwords::Passwords;
use crate::pokes::Pokes;
use crate::tries::Tries;

/// Cheap to clone.
#[derive(Clone)]
pub struct Shop {
    pub db: Db,
    pub settings: Arc<Settings>,
    pub clock: Clock,
    pub gateways: Gateways,
    pub passwords: Passwords,
    pub tries: Arc<Tries>,
    pub wake: Arc<Wake>,
    pub pokes: Arc<Pokes>,
    /// How customers reach this server, without a slash at the end.
    pub public_url: Arc<str>,
}

/// Wakes the jobs when a commit left work for them. Losing a call costs only time: they also look by themselves.
#[derive(Default)]
pub struct Wake {
    pub outbox: Notify,
    pub sweeper: Notify,
    pub inbox: Notify,
    pub deliveries: Notify,
}

impl Shop {
    /// Opens the database and everything else. `public_url` is used where the settings name none.
    pub async fn open(settings: Settings, public_url: &str, clock: Clock) -> Result<Self, OpenError> {
        let db = Db::open(&settings.database).await?;
        let public_url: Arc<str> = settings.public_url.as_deref().unwrap_or(public_url).into();
        let gateways = Gateways::of(&settings, &db, &clock, &public_url);
        Ok(Self {
            db,
            clock,
            gateways,
            passwords: Passwords::default(),
            tries: Arc::default(),
            wake: Arc::default(),
            pokes: Arc::default(),
            public_url,
            settings: Arc::new(settings),
        })
    }

    fn in_browser(&self) -> Vec<Gateway> {
        let opens = |gateway: &Gateway| self.settings.opens(*gateway) == Opens::Browser;
        self.gateways.offered().into_iter().filter(opens).collect()
    }

    pub fn hello(&self) -> Hello {
        Hello {
            product: "pannier".into(),
            provider: self.settings.provider.clone(),
            version: env!("CARGO_PKG_VERSION").into(),
            protocol: contract::api::PROTOCOL,
            gateways: self.gateways.offered(),
            in_browser: self.in_browser(),
            live: self.settings.live,
            terms: self.settings.terms,
            countries: self.settings.countries.listed().to_vec(),
            policy: self.settings.policy,
        }
    }
}
