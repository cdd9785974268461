//! `desk.json`: what this installation knows before any account is opened.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use contract::api::Customer;
use contract::ipc::{Preferences, Provider, Theme};
use domain::DeskId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::error::StoreError;
use super::files;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// This installation; each account's desk id is derived from it.
    pub installation: String,
    pub provider: Option<Provider>,
    /// The account that was used last and not signed out.
    pub account: Option<Customer>,
    pub preferences: Preferences,
}

impl Profile {
    fn new() -> Self {
        Self {
            installation: Uuid::now_v7().to_string(),
            provider: None,
            account: None,
            preferences: Preferences { theme: Theme::System, locale: None },
        }
    }

    /// The desk id of an account here. A desk belongs to one customer, so two accounts on one installation
    /// are two desks; the same account is always the same one.
    pub fn desk_of(&self, email: &str) -> DeskId {
        let digest = Sha256::digest(format!("{}\n{}", self.installation, email.trim().to_lowercase()));
        let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        DeskId::new(format!("desk-{hex}")).expect("letters, digits and a dash")
    }
}

/// The profile in memory, written through to its file.
pub struct ProfileFile {
    path: PathBuf,
    current: Mutex<Profile>,
    /// Held while the file is written: who only reads the profile does not wait for a disk.
    writing: Mutex<()>,
}

impl ProfileFile {
    /// Reads the file, or begins a new profile. A file that cannot be understood is kept aside: it holds nothing
    /// that signing in again would not bring back.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let profile = match fs::read(path) {
            Ok(bytes) => match serde_json::from_slice(&bytes) {
                Ok(profile) => profile,
                Err(error) => {
                    tracing::warn!(kind = ?error.classify(), "the profile is damaged and is begun anew");
                    fs::rename(path, files::beside(path, "damaged"))?;
                    begin(path)?
                }
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => begin(path)?,
            Err(error) => return Err(error.into()),
        };
        Ok(Self { path: path.to_owned(), current: Mutex::new(profile), writing: Mutex::default() })
    }

    pub fn get(&self) -> Profile {
        lock(&self.current).clone()
    }

    /// Changes the profile, on the disk first.
    pub fn update(&self, change: impl FnOnce(&mut Profile)) -> Result<Profile, StoreError> {
        let _one = lock(&self.writing);
        let known = self.get();
        let mut next = known.clone();
        change(&mut next);
        if next != known {
            write(&self.path, &next)?;
            *lock(&self.current) = next.clone();
        }
        Ok(next)
    }
}

fn begin(path: &Path) -> Result<Profile, StoreError> {
    let profile = Profile::new();
    write(path, &profile)?;
    Ok(profile)
}

fn write(path: &Path, profile: &Profile) -> Result<(), StoreError> {
    Ok(files::write_atomically(path, &serde_json::to_vec_pretty(profile)?)?)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_the_same_after_a_restart() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.json");
        let first = ProfileFile::open(&path).expect("opened");
        first.update(|profile| profile.preferences.theme = Theme::Dark).expect("written");
        assert_eq!(ProfileFile::open(&path).expect("opened").get(), first.get());
    }

    #[test]
    fn a_start_that_changes_nothing_needs_no_room_on_the_disk() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.json");
        let first = ProfileFile::open(&path).expect("opened").get();
        // Where a new file would be written to, there is no place.
        fs::create_dir(files::beside(&path, "new")).expect("made");
        let profile = ProfileFile::open(&path).expect("opened again");
        assert_eq!(profile.get(), first);
        profile.update(|profile| profile.account = None).expect("the same as before");
        assert!(profile.update(|profile| profile.preferences.theme = Theme::Dark).is_err());
        assert_eq!(profile.get(), first);
    }

    #[test]
    fn a_damaged_profile_is_kept_aside() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.json");
        fs::write(&path, b"{\"installation\":").expect("written");
        ProfileFile::open(&path).expect("opened");
        assert!(files::beside(&path, "damaged").exists());
    }

    #[test]
    fn two_accounts_on_one_installation_are_two_desks() {
        let profile = Profile::new();
        assert_ne!(profile.desk_of("ada@example.org"), profile.desk_of("bo@example.org"));
        assert_eq!(profile.desk_of("ada@example.org"), profile.desk_of(" Ada@Example.org"));
    }
}
