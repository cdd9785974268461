//! Passwords: hashed with Argon2id, a few at a time, so that guests cannot fill the memory.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::limits::PASSWORD_CHARS_MAX;
use tokio::sync::Semaphore;

use crate::db::DbError;
use crate::error::Error;

/// OWASP's password storage recommendation with room to spare: 64 MiB, 3 passes, 1 lane.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;

/// A hash of no password, made with the same cost: unknown people take as long as known ones. The accounts of keys have it.
pub const NOBODY: &str =
    "$argon2id$v=19$m=65536,t=3,p=1$bm9ib2R5aXNoZXJlISEh$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

#[derive(Clone)]
pub struct Passwords {
    permits: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { permits: Arc::new(Semaphore::new(cores)) }
    }
}

impl Passwords {
    /// A PHC string with a new salt.
    pub async fn hash(&self, password: String) -> Result<String, Error> {
        self.one_of_few(move || {
            let hash = hasher()?.hash_password(password.as_bytes()).map_err(broken)?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether the password fits; without a hash it takes as long and never fits.
    pub async fn fits(&self, password: String, hash: Option<String>) -> Result<bool, Error> {
        if password.chars().count() > PASSWORD_CHARS_MAX {
            return Ok(false);
        }
        self.one_of_few(move || {
            let parsed = PasswordHash::new(hash.as_deref().unwrap_or(NOBODY)).map_err(broken)?;
            let fits = hasher()?.verify_password(password.as_bytes(), &parsed).is_ok();
            Ok(fits && hash.is_some())
        })
        .await
    }

    async fn one_of_few<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let _permit = self.permits.acquire().await.map_err(|_| DbError::Stopped)?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| Error::Broken("hashing a password panicked".into()))?
    }
}

fn hasher() -> Result<Argon2<'static>, Error> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(broken)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn broken(error: impl std::fmt::Display) -> Error {
    Error::Broken(format!("hashing a password: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only_and_nobody_has_one() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse".into()).await.expect("hashed");
        assert!(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
        assert!(passwords.fits("correct horse".into(), Some(hash.clone())).await.expect("checked"));
        assert!(!passwords.fits("wrong horse".into(), Some(hash)).await.expect("checked"));
        assert!(!passwords.fits(String::new(), None).await.expect("the hash of nobody can be parsed"));
    }
}
