//! What the desk is told from outside: where its data lies, and the provider's address.

use std::path::PathBuf;

use app::{Keychain, Settings};
use tauri::Manager;

/// Reads `PANNIER_DATA_DIR` (default: the system's folder for application data), `PANNIER_SERVER_URL` and
/// `PANNIER_KEYCHAIN` (`memory`: keep no token on this machine).
pub fn read(app: &tauri::AppHandle) -> tauri::Result<Settings> {
    let data_dir = match std::env::var_os("PANNIER_DATA_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => app.path().app_data_dir()?,
    };
    Ok(Settings {
        data_dir,
        server_url: std::env::var("PANNIER_SERVER_URL").ok().filter(|url| !url.is_empty()),
        keychain: Keychain::detect(),
    })
}
