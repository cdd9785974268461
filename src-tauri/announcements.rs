//! Notifications of the system, and the badge of the desk's icon. Quiet hours are the system's to keep.

use std::sync::atomic::{AtomicUsize, Ordering};

use contract::ipc::{Announce, OPEN_ORDER_EVENT};
use domain::OrderId;
use notify_rust::{Notification, NotificationResponse};
use tauri::{AppHandle, Emitter, Manager};

use crate::main_window;

/// Notifications that wait for a click at the same time; each holds a thread. News are in the window all the same.
const WAITING_MAX: usize = 8;
static WAITING: AtomicUsize = AtomicUsize::new(0);

/// Shows a notification, unless the person looks at the window already.
pub fn show(app: &AppHandle, announce: Announce) {
    let looks = app.get_webview_window(main_window::LABEL).and_then(|window| window.is_focused().ok());
    if looks == Some(true) {
        return;
    }
    if WAITING.fetch_add(1, Ordering::Relaxed) >= WAITING_MAX {
        WAITING.fetch_sub(1, Ordering::Relaxed);
        return;
    }
    let app = app.clone();
    // Waiting for a click blocks.
    std::thread::spawn(move || {
        if let Err(error) = show_and_wait(&app, &announce) {
            tracing::info!(%error, "the system shows no notifications");
        }
        WAITING.fetch_sub(1, Ordering::Relaxed);
    });
}

/// Shows a number at the desk's icon where the system can, and none for zero.
pub fn badge(app: &AppHandle, count: u32) {
    let Some(window) = app.get_webview_window(main_window::LABEL) else { return };
    let shown = window.set_badge_count(Some(i64::from(count)).filter(|count| *count > 0));
    if let Err(error) = shown {
        tracing::debug!(%error, "the icon has no badge here");
    }
}

fn show_and_wait(app: &AppHandle, announce: &Announce) -> notify_rust::error::Result<()> {
    let handle = Notification::new()
        .appname("Pannier")
        .summary(&announce.title)
        .body(&announce.text)
        .icon("pannier")
        .action("default", &announce.title)
        .show()?;
    let (app, order) = (app.clone(), announce.order.clone());
    handle.wait_for_response(move |response: &NotificationResponse| {
        if response.is_default_action() {
            open(&app, order);
        }
    })
}

fn open(app: &AppHandle, order: Option<OrderId>) {
    main_window::show(app);
    if let Err(error) = app.emit_to(main_window::LABEL, OPEN_ORDER_EVENT, order) {
        tracing::warn!(%error, "the window did not hear which order to open");
    }
}
