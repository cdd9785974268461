//! A secret in the settings: read from the environment or from a file of its own, and never printed.

use std::fmt;
use std::path::Path;

/// Longer is no key.
const SECRET_CHARS: usize = 1_000;

/// A key or a password. Its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() || text.len() > SECRET_CHARS || text.chars().any(char::is_control) {
            return Err("use one line with the key, as the gateway shows it".into());
        }
        Ok(Self(text.into()))
    }

    /// The content of a file that only its owner can read.
    pub fn from_file(path: &Path) -> Result<Self, String> {
        Self::new(&read_closed(path)?)
    }

    /// The secret itself, for the one who sends it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// What a file says that only its owner can read.
pub(super) fn read_closed(path: &Path) -> Result<String, String> {
    let unreadable = |error: std::io::Error| format!("it cannot be read: {error}");
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if is_open_to_others(&metadata) {
        return Err("others on this machine can read the file; say `chmod 600` to it".into());
    }
    std::fs::read_to_string(path).map_err(unreadable)
}

#[cfg(unix)]
fn is_open_to_others(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o007 != 0
}

#[cfg(not(unix))]
fn is_open_to_others(_: &std::fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_printed() {
        let secret = Secret::new(" whsec_abc\n").expect("a key");
        assert_eq!(secret.reveal(), "whsec_abc");
        assert_eq!(format!("{secret:?}"), "Secret");
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("key");
        std::fs::write(&file, "sk_test_1\n").expect("written");
        let allow = |mode| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode));
        allow(0o644).expect("allowed");
        assert!(Secret::from_file(&file).expect_err("open").contains("chmod 600"));
        allow(0o640).expect("allowed");
        assert_eq!(Secret::from_file(&file).expect("closed").reveal(), "sk_test_1");
    }
}
