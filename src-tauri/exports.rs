//! Where the person looks for files, and how such a folder is shown.

use std::path::{Path, PathBuf};

use contract::{Code, Failure};
use tauri::{AppHandle, Manager};

/// The folders for a file that the person keeps, the best first; which of them are there is another matter.
pub fn folders(app: &AppHandle) -> Vec<PathBuf> {
    let paths = app.path();
    [paths.document_dir(), paths.download_dir()].into_iter().flatten().collect()
}

/// Opens a folder in the system's own window for files, or a document in the system's own reader.
pub fn show(what: &Path) -> Result<(), Failure> {
    open::that_detached(what).map_err(|error| {
        tracing::error!(%error, "what was saved was not opened");
        Failure::new(Code::Internal)
    })
}
