//! The catalogue: first whole, then what changed. Each page is stored with its cursor, so that a load that was cut
//! off goes on where it was.

use std::time::Duration;

use contract::api::CataloguePage;
use contract::ipc::{Changed, Provider};
use tokio::time::sleep;

use super::ask::SyncError;
use super::backoff::Backoff;
use crate::desk::{Desk, blocking};
use crate::store::Tidy;

/// Pages of a long load that are stored in one transaction.
const PAGES_TOGETHER: usize = 10;
/// Without a wake-up, the catalogue is looked at this often.
const LOOK_EVERY: Duration = Duration::from_secs(600);

impl Desk {
    pub(super) async fn keep_catalogue(&self) {
        let mut backoff = Backoff::default();
        let engine = &self.inner.engine;
        loop {
            let put_off = match self.fetch_catalogue().await {
                Ok(()) => {
                    backoff.reset();
                    None
                }
                Err(SyncError::Call(error)) => Some(backoff.next(error.retry_after())),
                Err(SyncError::Here(_)) => Some(backoff.next(None)),
            };
            tokio::select! {
                // Every sync tells that the catalogue is another one: that does not shorten a wait after an error.
                () = engine.catalogue.notified(), if put_off.is_none() => {}
                () = engine.poke_catalogue.notified() => backoff.reset(),
                () = sleep(put_off.unwrap_or(LOOK_EVERY)) => {}
            }
        }
    }

    /// Fetches pages until there are no more; the next one comes while one is stored.
    async fn fetch_catalogue(&self) -> Result<(), SyncError> {
        let Some(account) = self.open_account() else { return Ok(()) };
        let Some(Provider { url, .. }) = self.provider() else { return Ok(()) };
        let Ok(server) = self.server_of(&account) else { return Ok(()) };
        let (desk, begun) = (self.clone(), url.clone());
        let (here, calendar) = blocking(move || {
            desk.inner.catalogue.begin(&begun)?;
            Ok((desk.inner.catalogue.progress()?, desk.inner.catalogue.calendar()?))
        })
        .await?;

        let mut asked = here.cursor;
        let mut page = self.ask(&account, &server, server.catalogue(asked.as_deref())).await?;
        let same_days = page.calendar.as_ref().is_none_or(|told| *told == *calendar);
        if here.counts.complete && !page.reset && asked.as_ref() == Some(&page.cursor) && same_days {
            return Ok(());
        }
        let mut everything = !here.counts.complete;
        // The first page is stored at once, to be browsed; then many together, because large transactions load
        // several times faster.
        let mut gathered = Vec::new();
        let mut together = 1;
        loop {
            everything |= page.reset;
            let (more, cursor) = (page.more, page.cursor.clone());
            gathered.push(page);
            let full = gathered.len() >= together || !more;
            let pages = if full { std::mem::take(&mut gathered) } else { Vec::new() };
            let storing = self.store_pages(&url, asked.clone(), pages);
            if !more {
                storing.await?;
                return if everything { self.tidy().await } else { Ok(()) };
            }
            let next = self.ask(&account, &server, server.catalogue(Some(&cursor)));
            let (stored, next) = tokio::join!(storing, next);
            if !stored? {
                return Ok(());
            }
            if full {
                asked = Some(cursor);
                together = PAGES_TOGETHER;
            }
            page = next?;
        }
    }

    async fn tidy(&self) -> Result<(), SyncError> {
        let mut step = Tidy::Begin;
        loop {
            let desk = self.clone();
            if !blocking(move || desk.inner.catalogue.tidy(step)).await? {
                return Ok(());
            }
            step = Tidy::GoOn;
        }
    }

    async fn store_pages(
        &self,
        url: &str,
        asked: Option<String>,
        pages: Vec<CataloguePage>,
    ) -> Result<bool, SyncError> {
        let Some(whole) = pages.last().map(|page| !page.more) else { return Ok(true) };
        let (desk, url) = (self.clone(), url.to_owned());
        let stored =
            blocking(move || desk.inner.catalogue.store_pages(&url, asked.as_deref(), &pages)).await?;
        self.tell(&[Changed::Catalogue, Changed::Sync]);
        if whole {
            // Lines may have new prices, or problems.
            self.tell(&[Changed::Cart]);
        }
        Ok(stored)
    }
}
