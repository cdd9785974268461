//! The catalogue: first whole, then what changed. Each page is stored with its cursor, so that a load that was cut
//! off goes on where it was.

use std::time::Duration;

use contract::api::CataloguePage;
use contract::ipc::Changed;
use tokio::time::sleep;

use super::backoff::Backoff;
use super::http::{CallError, Server};
use super::running::SyncError;
use crate::desk::{Desk, blocking};

/// Without a wake-up, the catalogue is looked at this often.
const LOOK_EVERY: Duration = Duration::from_secs(600);

impl Desk {
    pub(super) async fn keep_catalogue(&self) {
        let mut backoff = Backoff::default();
        loop {
            let wait = match self.fetch_catalogue().await {
                Ok(()) => {
                    backoff.reset();
                    LOOK_EVERY
                }
                Err(SyncError::Call(error)) => backoff.next(error.retry_after()),
                Err(SyncError::Store) => backoff.next(None),
            };
            tokio::select! {
                () = self.inner.engine.catalogue.notified() => {}
                () = sleep(wait) => {}
            }
        }
    }

    /// Fetches pages until there are no more; the next one comes while one is stored.
    async fn fetch_catalogue(&self) -> Result<(), SyncError> {
        let Some(provider) = self.provider() else { return Ok(()) };
        let Some(account) = self.open_account() else { return Ok(()) };
        let Some(token) = account.token() else { return Ok(()) };
        let server = self.inner.http.server(&provider.url, Some(token.clone()));
        let url = provider.url;
        let desk = self.clone();
        let begun = url.clone();
        let here = blocking(move || {
            desk.inner.catalogue.begin(&begun)?;
            desk.inner.catalogue.progress()
        })
        .await?;

        let mut asked = here.cursor;
        let mut page = self.page(&server, asked.as_deref(), Some((&account, &token))).await?;
        loop {
            let (more, cursor) = (page.more, page.cursor.clone());
            let has_news = page.reset || !page.services.is_empty() || asked.as_ref() != Some(&cursor);
            let storing = self.store_page(url.clone(), asked.clone(), page, has_news);
            let stored = if more {
                let next = self.page(&server, Some(&cursor), Some((&account, &token)));
                let (stored, next) = tokio::join!(storing, next);
                page = next?;
                stored?
            } else {
                return storing.await.map(|_| ());
            };
            if !stored {
                return Ok(());
            }
            asked = Some(cursor);
        }
    }

    async fn page(
        &self,
        server: &Server,
        cursor: Option<&str>,
        used: Option<(&crate::account::Account, &str)>,
    ) -> Result<CataloguePage, CallError> {
        server.catalogue(cursor).await.inspect_err(|error| self.failed(error, used))
    }

    async fn store_page(
        &self,
        url: String,
        asked: Option<String>,
        page: CataloguePage,
        has_news: bool,
    ) -> Result<bool, SyncError> {
        if !has_news && self.inner.catalogue.progress().is_ok_and(|here| here.counts.complete) {
            return Ok(true);
        }
        let desk = self.clone();
        let whole = !page.more;
        let stored = blocking(move || desk.inner.catalogue.store_page(&url, asked.as_deref(), &page)).await?;
        self.tell(&[Changed::Catalogue, Changed::Sync]);
        if whole {
            // Lines may have new prices, or problems.
            self.tell(&[Changed::Cart]);
        }
        Ok(stored)
    }
}
