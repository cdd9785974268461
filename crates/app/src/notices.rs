//! The sync centre: what waits, what became of it, trying now.

use contract::Failure;
use contract::ipc::{
    Changed, DismissNews, DismissNotice, GetSyncStatus, ListNotices, Notice, SyncNow, SyncStatus,
};

use crate::desk::{Desk, blocking};
use crate::store::{account, changes, checkouts, news, notices};

impl Desk {
    pub async fn sync_status(&self, _: GetSyncStatus) -> Result<SyncStatus, Failure> {
        let desk = self.clone();
        blocking(move || {
            let catalogue = desk.inner.catalogue.progress()?.counts;
            let mut status = SyncStatus {
                connection: desk.inner.engine.connection(),
                pending: 0,
                checkouts_pending: 0,
                last_sync_us: desk.inner.engine.last_sync_us(),
                services: if catalogue.complete { desk.inner.catalogue.on_sale()? } else { 0 },
                catalogue,
                notices: 0,
                news: 0,
            };
            if let Some(account) = desk.open_account() {
                account.store.read(|tx| {
                    status.pending = u32::try_from(changes::count(tx)?).unwrap_or(u32::MAX);
                    status.checkouts_pending = checkouts::count_waiting(tx)?;
                    status.last_sync_us = status.last_sync_us.max(account::last_sync_us(tx)?);
                    status.notices = notices::count(tx)?;
                    status.news = news::count(tx)?;
                    Ok(())
                })?;
            }
            Ok(status)
        })
        .await
    }

    pub async fn sync_now(&self, _: SyncNow) -> Result<(), Failure> {
        self.inner.engine.try_now();
        Ok(())
    }

    pub async fn notices(&self, _: ListNotices) -> Result<Vec<Notice>, Failure> {
        let account = self.account()?;
        blocking(move || account.store.read(|tx| notices::open(tx))).await
    }

    pub async fn dismiss_notice(&self, call: DismissNotice) -> Result<(), Failure> {
        let account = self.account()?;
        blocking(move || account.store.write(|tx| notices::dismiss(tx, call.id))).await?;
        self.tell(&[Changed::Notices, Changed::Sync]);
        Ok(())
    }

    pub async fn dismiss_news(&self, call: DismissNews) -> Result<(), Failure> {
        let account = self.account()?;
        let seen = move || account.store.write(|tx| news::dismiss(tx, call.order.as_ref()));
        if blocking(seen).await? {
            self.tell(&[Changed::Notices, Changed::Sync]);
        }
        Ok(())
    }
}
