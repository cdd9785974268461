//! Files and folders that only their owner may read.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Makes the folder and those above it; the folder itself is for the owner only.
pub fn make_private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Makes an empty file for the owner only, if there is none. SQLite gives its side files the same rights.
pub fn make_private_file(path: &Path) -> io::Result<()> {
    private_options().append(true).create(true).open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}

/// To open a file that is for the owner only, if it is made thereby.
pub fn private_options() -> OpenOptions {
    #[cfg_attr(not(unix), allow(unused_mut))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

/// Replaces a file whole or not at all: `write` fills a temporary one, which is empty and for the owner only; it is
/// flushed to the disk, then renamed. When that fails, nothing is left of it.
pub fn replace<E: From<io::Error>>(path: &Path, write: impl FnOnce(&Path) -> Result<(), E>) -> Result<(), E> {
    let temporary = beside(path, "new");
    let replaced = fill_and_rename(&temporary, path, write);
    if replaced.is_err() {
        // On a full disk, half a file would take the room that is needed to go on.
        let _ = fs::remove_file(&temporary);
    }
    replaced
}

pub fn write_atomically(path: &Path, content: &[u8]) -> io::Result<()> {
    replace(path, |temporary| fs::write(temporary, content))
}

/// `desk.json` -> `desk.json.new`
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

/// A database and its side files.
pub fn database_files(path: &Path) -> [PathBuf; 3] {
    let side = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    [path.to_owned(), side("-wal"), side("-shm")]
}

pub fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes a rename durable where folders can be flushed; elsewhere the file system sees to it.
pub fn sync_folder_of(path: &Path) {
    if let Some(folder) = path.parent().and_then(|folder| File::open(folder).ok()) {
        let _ = folder.sync_all();
    }
}

fn fill_and_rename<E: From<io::Error>>(
    temporary: &Path,
    path: &Path,
    write: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<(), E> {
    remove_if_there(temporary)?;
    make_private_file(temporary)?;
    write(temporary)?;
    OpenOptions::new().write(true).open(temporary)?.sync_all()?;
    fs::rename(temporary, path)?;
    sync_folder_of(path);
    Ok(())
}
