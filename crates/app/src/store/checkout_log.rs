//! `checkouts.log`: the checkouts that wait, beside `user.db`, so that an order on its way outlives a damaged store.
//!
//! A line is a SHA-256 in hex, a space, and the checkout as JSON; a line that does not fit its sum does not count.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::checkouts::{self, Waiting};
use super::database::Database;
use super::error::StoreError;
use super::files;

pub struct CheckoutLog {
    path: PathBuf,
}

impl CheckoutLog {
    /// The one that belongs to the store in this file.
    pub fn beside(store: &Path) -> Self {
        Self { path: store.with_file_name("checkouts.log") }
    }

    /// Keeps one more, durable when this returns. Called before the store commits it, so that the log never has less.
    pub fn add(&self, checkout: &Waiting) -> Result<(), StoreError> {
        let begins = !self.path.exists();
        let mut file = files::private_options().append(true).create(true).open(&self.path)?;
        // The break before it ends a line that was cut off.
        file.write_all(format!("\n{}", line(checkout)?).as_bytes())?;
        file.sync_all()?;
        if begins {
            files::sync_folder_of(&self.path);
        }
        Ok(())
    }

    /// Forgets those that wait no longer.
    pub fn forget_answered(&self, store: &Database) -> Result<(), StoreError> {
        // Within a write, so that none is added meanwhile.
        store.write(|tx| {
            let lines: Result<String, StoreError> = checkouts::waiting(tx)?.iter().map(line).collect();
            Ok(files::write_atomically(&self.path, lines?.as_bytes())?)
        })
    }

    /// Those that are readable, the oldest first.
    pub fn read(&self) -> io::Result<Vec<Waiting>> {
        match fs::read(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            bytes => Ok(bytes?.split(|byte| *byte == b'\n').filter_map(checkout).collect()),
        }
    }
}

fn line(checkout: &Waiting) -> Result<String, StoreError> {
    let json = serde_json::to_string(checkout)?;
    Ok(format!("{} {json}\n", sum(json.as_bytes())))
}

fn checkout(line: &[u8]) -> Option<Waiting> {
    let (found, json) = line.split_at_checked(SUM_CHARS)?;
    let json = json.strip_prefix(b" ")?;
    if found != sum(json).as_bytes() {
        return None;
    }
    serde_json::from_slice(json).ok()
}

/// Hexadecimal digits of a SHA-256.
const SUM_CHARS: usize = 64;

fn sum(json: &[u8]) -> String {
    Sha256::digest(json).iter().map(|byte| format!("{byte:02x}")).collect()
}
