//! The desk's own window: shows the bundled front end and nothing else.

use tauri::plugin::TauriPlugin;
use tauri::utils::config::Color;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, Url, WebviewUrl, WebviewWindowBuilder, WindowEvent, Wry};

pub const LABEL: &str = "main";

/// Opens the window; its size and place come from the last time.
pub fn open(app: &AppHandle) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("Pannier")
        .inner_size(1280.0, 800.0)
        .min_inner_size(720.0, 520.0)
        .background_color(Color(250, 248, 244, 255))
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .build()?;
    let app = app.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::Destroyed = event {
            // A payment window that was left open would keep a desk alive that nobody can see.
            app.exit(0);
        }
    });
    Ok(())
}

/// Brings the window to the front: somebody started Pannier a second time.
pub fn show(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let shown = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
        if let Err(error) = shown {
            tracing::warn!(%error, "the window could not be brought to the front");
        }
    }
}

/// Remembers the main window's size and place; payment windows are always new.
pub fn remembered() -> TauriPlugin<Wry> {
    tauri_plugin_window_state::Builder::default()
        .with_filter(|label| label == LABEL)
        .with_state_flags(
            tauri_plugin_window_state::StateFlags::all() - tauri_plugin_window_state::StateFlags::VISIBLE,
        )
        .build()
}

/// The bundled pages: `tauri://localhost`, on Windows `http(s)://tauri.localhost`.
fn is_ours(url: &Url) -> bool {
    url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost") || url.as_str() == "about:blank"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_window_never_leaves_the_bundled_pages() {
        let url = |text: &str| Url::parse(text).expect("an address");
        assert!(is_ours(&url("tauri://localhost/index.html#/cart")));
        assert!(is_ours(&url("http://tauri.localhost/")));
        for foreign in ["https://example.org/", "file:///etc/passwd", "http://tauri.localhost.example.org/"] {
            assert!(!is_ours(&url(foreign)), "{foreign}");
        }
    }
}
