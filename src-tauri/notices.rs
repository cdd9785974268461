//! Tells the main window what has changed in the desk.

use app::Desk;
use contract::ipc::CHANGED_EVENT;
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
                Ok(change) => {
                    if let Err(error) = app.emit_to(main_window::LABEL, CHANGED_EVENT, change) {
                        tracing::warn!(%error, "the window did not hear of a change");
                    }
                }
                // The window fetches whole states, so a missed notice only costs time until the next.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    });
}
