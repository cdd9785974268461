//! Settings of mails: who sends them, how they leave, and the key that signs them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lettre::message::Mailbox;

use super::secret;
use super::settings::{BadSettings, Given, bad, path};
use crate::db::DatabaseSettings;
use crate::mail::Signer;

/// RFC 1035 2.3.4.
const DOMAIN_CHARS: usize = 253;

#[derive(Debug, Clone)]
pub struct MailSettings {
    pub from: Mailbox,
    pub smtp_url: Option<String>,
    pub ca_file: Option<PathBuf>,
    pub folder: PathBuf,
    /// Where mails for staff go; none: they are dropped.
    pub staff: Option<Mailbox>,
    /// `en` or `de`.
    pub staff_locale: String,
    pub dkim: Option<Arc<Signer>>,
}

pub(super) fn settings(given: &Given, database: &DatabaseSettings) -> Result<MailSettings, BadSettings> {
    let folder = given.optional("mail_folder", path)?;
    Ok(MailSettings {
        from: given.parsed("mail_from", |text| parse_mailbox(text, "Shop <orders@example.org>"))?,
        smtp_url: given.optional("mail_smtp_url", |text| Ok(text.to_owned()))?,
        ca_file: given.optional("mail_ca_file", path)?,
        folder: folder.unwrap_or_else(|| beside(database, "mail")),
        staff: given.optional("mail_staff", |text| parse_mailbox(text, "staff@example.org"))?,
        staff_locale: given.parsed("mail_staff_language", |text| match text {
            "en" | "de" => Ok(text.to_owned()),
            _ => Err("use en or de".to_owned()),
        })?,
        dkim: signer(given)?,
    })
}

/// None if no domain signs.
fn signer(given: &Given) -> Result<Option<Arc<Signer>>, BadSettings> {
    let file = given.optional("mail_dkim_key_file", path)?;
    let Some(domain) = given.optional("mail_dkim_domain", parse_domain)? else {
        return match file {
            Some(_) => Err(bad("mail_dkim_domain", "", "name the domain that the key is of")),
            None => Ok(None),
        };
    };
    let selector = given.parsed("mail_dkim_selector", parse_domain)?;
    let Some(file) = file else {
        return Err(bad("mail_dkim_key_file", "", "name the file with the key of the domain"));
    };
    let wrong = |reason: String| bad("mail_dkim_key_file", &file.display().to_string(), &reason);
    let pem = secret::read_closed(&file).map_err(wrong)?;
    let signer = Signer::new(&domain, &selector, &pem).map_err(|error| wrong(error.to_string()))?;
    Ok(Some(Arc::new(signer)))
}

/// It stands in a header, so nothing else may be in it.
fn parse_domain(text: &str) -> Result<String, String> {
    let text = text.to_lowercase();
    let fits = |label: &str| {
        let inside = label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        !label.is_empty() && label.len() <= 63 && inside
    };
    if text.len() <= DOMAIN_CHARS && text.split('.').all(fits) {
        Ok(text)
    } else {
        Err("use letters, digits, - and dots, like example.org".into())
    }
}

fn parse_mailbox(text: &str, example: &str) -> Result<Mailbox, String> {
    let reason = || format!("use one address, like {example}");
    let mailbox: Mailbox = text.parse().map_err(|_| reason())?;
    // The parser stops after the first address.
    let ends_with_it = text.trim_end().trim_end_matches('>').ends_with(mailbox.email.as_ref() as &str);
    if ends_with_it { Ok(mailbox) } else { Err(reason()) }
}

fn beside(database: &DatabaseSettings, name: &str) -> PathBuf {
    match database {
        DatabaseSettings::Sqlite(path) => path.parent().unwrap_or(Path::new("")).join(name),
        DatabaseSettings::Postgres(_) => name.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::settings::Settings;
    use super::*;

    const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIEWMtPkOUxaHOdSrh3Ppc8y5vqSGZyNDyt2uMUmAFOyY\n-----END PRIVATE KEY-----\n";

    fn with(pairs: &[(&str, &str)]) -> Result<Settings, BadSettings> {
        let value = |name: &str| pairs.iter().find(|(known, _)| *known == name).map(|(_, v)| (*v).to_owned());
        Settings::load(None, value)
    }

    #[test]
    fn a_key_without_its_domain_or_a_domain_without_its_key_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("key.pem");
        std::fs::write(&file, KEY).expect("written");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("closed");
        }
        let file = file.display().to_string();
        let key = ("PANNIER_MAIL_DKIM_KEY_FILE", file.as_str());
        let domain = ("PANNIER_MAIL_DKIM_DOMAIN", "mail.example");
        assert!(with(&[key]).expect_err("no domain").to_string().contains("mail_dkim_domain"));
        assert!(with(&[domain]).expect_err("no key").to_string().contains("mail_dkim_key_file"));
        let signer = with(&[key, domain]).expect("both").mail.dkim.expect("a key");
        assert_eq!(signer.record().0, "pannier._domainkey.mail.example");
        let spoiled = ("PANNIER_MAIL_DKIM_SELECTOR", "a; b");
        assert!(with(&[key, domain, spoiled]).is_err());
    }

    #[test]
    fn staff_has_one_address_and_one_language() {
        assert!(with(&[]).expect("right").mail.staff.is_none());
        let staff = with(&[("PANNIER_MAIL_STAFF", "Staff <staff@example.org>")]).expect("right").mail.staff;
        assert_eq!(staff.expect("an address").email.to_string(), "staff@example.org");
        assert!(with(&[("PANNIER_MAIL_STAFF", "a@example.org, b@example.org")]).is_err());
        assert!(with(&[("PANNIER_MAIL_STAFF_LANGUAGE", "fr")]).is_err());
    }
}
