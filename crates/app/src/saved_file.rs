//! Files that the person keeps: where they are put, and under which name.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use contract::ipc::ShowExport;
use contract::unsent::Exported;
use contract::{Code, Failure};

use crate::desk::Desk;
use crate::store::{StoreError, files};

/// Files of one name; a person makes fewer.
const NAMES_TRIED: u32 = 100;
/// Of the name of a file; numbers of orders are shorter.
const STEM_CHARS: usize = 60;

/// Before a table: by it, spreadsheets know that the text is UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What a file is called: `P-2026-000042`, `pdf`.
pub struct Name {
    stem: String,
    ending: &'static str,
}

impl Name {
    pub fn new(stem: &str, ending: &'static str) -> Self {
        // A part of it came from a server, and must not lead to another folder.
        let plain = |c: char| if c.is_alphanumeric() || c == '-' { c } else { '_' };
        Self { stem: stem.chars().take(STEM_CHARS).map(plain).collect(), ending }
    }

    /// Of the document of an order.
    pub fn of_order(number: &str) -> Self {
        Self::new(number, "pdf")
    }

    /// The `n`-th file of this name.
    fn nth(&self, n: u32) -> String {
        let Self { stem, ending } = self;
        if n == 1 { format!("{stem}.{ending}") } else { format!("{stem}-{n}.{ending}") }
    }
}

impl Desk {
    /// Writes a new file into the first of these folders that takes it, or else beside the desk's data.
    pub(crate) fn save_file(
        &self,
        folders: &[PathBuf],
        name: &Name,
        mut write: impl FnMut(&mut File) -> Result<(), StoreError>,
    ) -> Result<Exported, StoreError> {
        for folder in folders.iter().filter(|folder| folder.is_dir()) {
            match write_new(folder, name, &mut write) {
                // It may be full, or not ours: another one may do.
                Err(StoreError::File(_)) => continue,
                path => return Ok(self.saved(path?)),
            }
        }
        let beside = &self.inner.exports;
        files::make_private_folder(beside)?;
        Ok(self.saved(write_new(beside, name, &mut write)?))
    }

    /// The same for what may be there already, byte by byte: then that file is the one.
    pub(crate) fn save_bytes(
        &self,
        folders: &[PathBuf],
        name: &Name,
        bytes: &[u8],
    ) -> Result<Exported, StoreError> {
        let same = |path: &PathBuf| {
            let size = fs::metadata(path).map(|file| file.len());
            size.is_ok_and(|size| size == bytes.len() as u64)
                && fs::read(path).is_ok_and(|read| read == bytes)
        };
        let beside = std::iter::once(&self.inner.exports);
        let names =
            |folder: &PathBuf| (1..=NAMES_TRIED).map(|n| folder.join(name.nth(n))).collect::<Vec<_>>();
        let mut known = folders
            .iter()
            .chain(beside)
            .flat_map(|folder| names(folder).into_iter().take_while(|path| path.exists()).find(same));
        if let Some(path) = known.next() {
            return Ok(self.saved(path));
        }
        self.save_file(folders, name, |file| Ok(file.write_all(bytes)?))
    }

    /// The folder of the last file. The window names none: it could be made to name any.
    pub fn export_folder(&self, _: ShowExport) -> Result<PathBuf, Failure> {
        let exported = self.inner.exported.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = exported.as_deref().and_then(Path::parent);
        folder.map(Path::to_owned).ok_or_else(|| Code::NotFound.into())
    }

    fn saved(&self, path: PathBuf) -> Exported {
        let shown = path.display().to_string();
        *self.inner.exported.lock().unwrap_or_else(PoisonError::into_inner) = Some(path);
        Exported { path: shown }
    }
}

/// Writes a file that was not there before, for the owner only. Half a one is not left behind.
fn write_new(
    folder: &Path,
    name: &Name,
    write: &mut impl FnMut(&mut File) -> Result<(), StoreError>,
) -> Result<PathBuf, StoreError> {
    for n in 1..=NAMES_TRIED {
        let path = folder.join(name.nth(n));
        let mut file = match files::private_options().write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            file => file?,
        };
        let written = write(&mut file).and_then(|()| Ok(file.sync_all()?));
        if written.is_err() {
            let _ = fs::remove_file(&path);
        }
        return written.map(|()| path);
    }
    Err(StoreError::File(io::ErrorKind::AlreadyExists.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leads_out_of_its_folder() {
        assert_eq!(Name::of_order("../../etc/passwd").nth(1), "______etc_passwd.pdf");
        assert_eq!(Name::of_order("P-2026-000042").nth(2), "P-2026-000042-2.pdf");
    }

    #[test]
    fn half_a_file_is_not_left_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut write = |file: &mut File| {
            file.write_all(b"half")?;
            Err(StoreError::Damaged)
        };
        write_new(folder.path(), &Name::of_order("P-1"), &mut write).expect_err("not written");
        assert_eq!(fs::read_dir(folder.path()).expect("read").count(), 0);
    }
}
