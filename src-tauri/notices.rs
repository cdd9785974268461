//! Tells the main window what has changed in the desk.

use app::Desk;
use contract::ipc::{CHANGED_EVENT, Changed};
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::error::RecvError;

use crate::main_window;

/// Forwards every notice of the desk to the main window for as long as both live.
pub fn forward(app: &AppHandle, desk: &Desk) {
    let app = app.clone();
    let mut changes = desk.subscribe();
    tauri::async_runtime::spawn(async move {
        loop {
            match changes.recv().await {
                Ok(change) => tell(&app, change),
                Err(RecvError::Lagged(_)) => Changed::ALL.into_iter().for_each(|change| tell(&app, change)),
                Err(RecvError::Closed) => return,
            }
        }
    });
}

fn tell(app: &AppHandle, change: Changed) {
    if let Err(error) = app.emit_to(main_window::LABEL, CHANGED_EVENT, change) {
        tracing::warn!(%error, "the window did not hear of a change");
    }
}
