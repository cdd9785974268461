//! A copy of what waits, in a file that people and programs can read: for whoever gives something up, or moves away.

use std::io::Write;
use std::path::PathBuf;

use contract::Failure;
use contract::ipc::{ExportUnsent, Notice};
use contract::unsent::{Deed, Exported, Stand};
use domain::CheckoutId;
use domain::cart::CartChange;
use jiff::Timestamp;
use serde::Serialize;

use crate::account::Account;
use crate::clock;
use crate::desk::{Desk, blocking};
use crate::saved_file::Name;
use crate::store::checkouts::{self, Waiting};
use crate::store::unsent::{self, Queued};
use crate::store::{StoreError, notices, services};
use crate::unsent::{deed, made_at_us, service_of};

/// The file. What its names say is English on every desk, so that a program can rely on them.
#[derive(Serialize)]
struct Export {
    about: &'static str,
    written_at: String,
    provider: String,
    account: String,
    changes: Vec<ExportedChange>,
    orders: Vec<ExportedOrder>,
    notices: Vec<ExportedNotice>,
}

#[derive(Serialize)]
struct ExportedChange {
    made_at: Option<String>,
    service: String,
    options: Vec<String>,
    #[serde(flatten)]
    deed: Deed,
    stand: Stand,
    /// As it is sent.
    change: CartChange,
}

#[derive(Serialize)]
struct ExportedOrder {
    made_at: String,
    id: CheckoutId,
    /// As it is sent.
    request: contract::api::CheckoutRequest,
}

#[derive(Serialize)]
struct ExportedNotice {
    at: String,
    about: String,
    notice: contract::ipc::NoticeKind,
}

impl Desk {
    /// Writes the file into the first of these folders that takes it, or else beside the desk's data.
    pub async fn export_unsent(&self, _: ExportUnsent, folders: Vec<PathBuf>) -> Result<Exported, Failure> {
        let account = self.account()?;
        let desk = self.clone();
        blocking(move || {
            let text = serde_json::to_vec_pretty(&desk.export_of(&account)?)?;
            let name = Name::new(&format!("pannier-{}", time(clock::now_us()).replace(':', "")), "json");
            desk.save_file(&folders, &name, |file| Ok(file.write_all(&text)?))
        })
        .await
    }

    fn export_of(&self, account: &Account) -> Result<Export, StoreError> {
        let (queue, lines, waiting, since, open) = account.store.read(|tx| {
            let queue = unsent::queue(tx)?;
            let lines = unsent::services(tx, &queue)?;
            let (waiting, since) = (checkouts::waiting(tx)?, checkouts::waiting_since(tx)?);
            Ok((queue, lines, waiting, since, notices::open(tx)?))
        })?;
        let mut changes = Vec::with_capacity(queue.len());
        for Queued { id, intent, stand, .. } in queue {
            let service = match service_of(&intent, &lines) {
                Some(service) => self.inner.catalogue.read(|tx| services::get(tx, service))?,
                None => None,
            };
            let options = match (&service, &intent) {
                (Some(service), CartChange::Add { choices, .. }) => service.choice_names(choices),
                _ => Vec::new(),
            };
            changes.push(ExportedChange {
                made_at: made_at_us(&id).map(time),
                service: service.map(|service| service.name).unwrap_or_default(),
                options,
                deed: deed(&intent),
                stand,
                change: intent,
            });
        }
        let order = |(Waiting { id, request }, (_, at_us)): (Waiting, (CheckoutId, i64))| ExportedOrder {
            made_at: time(at_us),
            id,
            request,
        };
        let notice = |Notice { at_us, kind, about, .. }: Notice| ExportedNotice {
            at: time(at_us),
            about,
            notice: kind,
        };
        Ok(Export {
            about: "What was done in Pannier on this computer and has not been answered by the provider.",
            written_at: time(clock::now_us()),
            provider: self.provider().map(|provider| provider.url).unwrap_or_default(),
            account: account.customer().email,
            changes,
            orders: waiting.into_iter().zip(since).map(order).collect(),
            notices: open.into_iter().map(notice).collect(),
        })
    }
}

/// `2026-11-25T06:01:33Z`
pub fn time(at_us: i64) -> String {
    let at = Timestamp::from_microsecond(at_us).unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{}Z", at.strftime("%Y-%m-%dT%H:%M:%S"))
}
