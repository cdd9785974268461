//! Tells the main window, and the desk's icon, what has changed in the desk.

use app::Desk;
use contract::ipc::{CHANGED_EVENT, Changed, GetSyncStatus};
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::error::RecvError;

use crate::{announcements, main_window};

/// Forwards every notice of the desk to the main window for as long as both live.
pub fn forward(app: &AppHandle, desk: &Desk) {
    let (app, desk) = (app.clone(), desk.clone());
    let mut changes = desk.subscribe();
    tauri::async_runtime::spawn(async move {
        loop {
            match changes.recv().await {
                Ok(change) => {
                    tell(&app, change);
                    if matches!(change, Changed::Notices | Changed::Session) {
                        count_news(&app, &desk).await;
                    }
                }
                Err(RecvError::Lagged(_)) => {
                    Changed::ALL.into_iter().for_each(|change| tell(&app, change));
                    count_news(&app, &desk).await;
                }
                Err(RecvError::Closed) => return,
            }
        }
    });
}

async fn count_news(app: &AppHandle, desk: &Desk) {
    match desk.sync_status(GetSyncStatus {}).await {
        Ok(status) => announcements::badge(app, status.news),
        Err(failure) => tracing::warn!(code = ?failure.code, "the news could not be counted"),
    }
}

fn tell(app: &AppHandle, change: Changed) {
    if let Err(error) = app.emit_to(main_window::LABEL, CHANGED_EVENT, change) {
        tracing::warn!(%error, "the window did not hear of a change");
    }
}
