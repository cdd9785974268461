//! How a mail leaves: to an SMTP server, or as a file in a folder until there is one.

use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, TlsParameters};
use percent_encoding::percent_decode_str;
use tokio::io::AsyncWriteExt;
use url::Url;

use super::compose::Composed;
use super::smtp::{Encryption, Server};
use crate::config::MailSettings;

pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// Everything from connecting to the last answer: lettre limits only the connecting.
pub const SEND_TIMEOUT: Duration = Duration::from_secs(60);
/// RFC 8314 3.3 and RFC 6409 3.1.
const SUBMISSIONS_PORT: u16 = 465;
const SUBMISSION_PORT: u16 = 587;

pub enum Transport {
    /// One `.eml` file per mail.
    Eml {
        folder: PathBuf,
    },
    Smtp(Box<Server>),
}

/// The settings do not lead to a mail server. The password is not part of the sentence.
#[derive(Debug, thiserror::Error)]
pub enum BadTransport {
    #[error("the mail server must be given as smtp://host:587 or smtps://host")]
    NotAUrl,
    #[error("tls= must be required or none")]
    UnknownTls,
    #[error("mail leaves this machine only with TLS; tls=none is for a server on this machine")]
    PlainBeyondLoopback,
    #[error("the certificate file cannot be read: {0}")]
    Certificate(String),
    #[error("the mail server's user or password is not text in UTF-8")]
    NotText,
    #[error("mails cannot be written to {}: {}", .0.display(), .1.kind())]
    Folder(PathBuf, io::Error),
}

/// A mail did not leave. Neither the mail's content nor an address is part of it.
#[derive(Debug, thiserror::Error)]
#[error("{reason}")]
pub struct SendError {
    /// Trying again is useless.
    pub permanent: bool,
    /// The mail server says that there is no such address.
    pub bounced: bool,
    pub reason: String,
}

impl Transport {
    /// As the settings say.
    pub fn of(settings: &MailSettings) -> Result<Self, BadTransport> {
        Self::from_settings(settings.smtp_url.as_deref(), settings.ca_file.as_deref(), &settings.folder)
    }

    /// SMTP when there is an address, files in `folder` otherwise. `smtps://` is TLS from the first byte; `smtp://`
    /// requires STARTTLS, except on this machine, where `?tls=required` asks for it. `ca_file` (PEM) is trusted too.
    pub fn from_settings(
        smtp_url: Option<&str>,
        ca_file: Option<&Path>,
        folder: &Path,
    ) -> Result<Self, BadTransport> {
        let Some(address) = smtp_url else { return Ok(Self::Eml { folder: folder.into() }) };
        let url = Url::parse(address).map_err(|_| BadTransport::NotAUrl)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(BadTransport::NotAUrl)?;
        // An address of IPv6 has brackets in a URL only.
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let (port, encryption) = match wanted(&url, &host)? {
            Wanted::Wrapped => (SUBMISSIONS_PORT, Encryption::Wrapped(parameters(&host, ca_file)?)),
            Wanted::StartTls => (SUBMISSION_PORT, Encryption::StartTls(parameters(&host, ca_file)?)),
            Wanted::Plain => (SUBMISSION_PORT, Encryption::None),
        };
        let port = url.port().unwrap_or(port);
        Ok(Self::Smtp(Box::new(Server { host, port, encryption, credentials: credentials(&url)? })))
    }

    /// Sees whether mails can be written, and makes the folder for them. A mail server is not asked: it may be away for
    /// a while.
    pub fn check(&self) -> Result<(), BadTransport> {
        let Self::Eml { folder } = self else { return Ok(()) };
        let probe = folder.join(".probe");
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&probe, ""))
            .and_then(|()| std::fs::remove_file(&probe))
            .map_err(|error| BadTransport::Folder(folder.clone(), error))
    }

    /// Sends one mail. As a file, the same mail again replaces it.
    pub async fn send(&self, mail: &Composed) -> Result<(), SendError> {
        let later = |reason| SendError { permanent: false, bounced: false, reason };
        let sending = async {
            match self {
                Self::Eml { folder } => write(folder, &mail.file_stem, &mail.bytes)
                    .await
                    .map_err(|error| later(format!("the mail could not be written: {}", error.kind()))),
                Self::Smtp(server) => server.send(&mail.from, &mail.to, &mail.bytes).await,
            }
        };
        let too_long = |_| later("sending took too long".into());
        tokio::time::timeout(SEND_TIMEOUT, sending).await.map_err(too_long)?
    }
}

#[derive(Debug, PartialEq)]
enum Wanted {
    Wrapped,
    StartTls,
    Plain,
}

fn wanted(url: &Url, host: &str) -> Result<Wanted, BadTransport> {
    let loopback = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    let tls = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
    match (url.scheme(), tls.as_deref()) {
        ("smtps", None | Some("required")) => Ok(Wanted::Wrapped),
        ("smtp", Some("required")) => Ok(Wanted::StartTls),
        ("smtp", None) if !loopback => Ok(Wanted::StartTls),
        ("smtp", None | Some("none")) if loopback => Ok(Wanted::Plain),
        ("smtp", Some("none")) => Err(BadTransport::PlainBeyondLoopback),
        ("smtp" | "smtps", _) => Err(BadTransport::UnknownTls),
        _ => Err(BadTransport::NotAUrl),
    }
}

/// None if the URL names no user.
fn credentials(url: &Url) -> Result<Option<Credentials>, BadTransport> {
    let decoded = |text: &str| {
        percent_decode_str(text).decode_utf8().map(Into::into).map_err(|_| BadTransport::NotText)
    };
    let user: String = decoded(url.username())?;
    let password = decoded(url.password().unwrap_or_default())?;
    Ok((!user.is_empty()).then(|| Credentials::new(user, password)))
}

fn parameters(host: &str, ca_file: Option<&Path>) -> Result<TlsParameters, BadTransport> {
    let mut builder = TlsParameters::builder(host.to_string());
    if let Some(file) = ca_file {
        let pem = std::fs::read(file).map_err(|error| BadTransport::Certificate(error.kind().to_string()))?;
        let certificate =
            Certificate::from_pem(&pem).map_err(|_| BadTransport::Certificate("it is not PEM".into()))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build().map_err(|_| BadTransport::Certificate("it is not a certificate".into()))
}

/// Under another name first, so that nobody reads half a mail.
async fn write(folder: &Path, stem: &str, mail: &[u8]) -> io::Result<()> {
    let stem = file_name(stem);
    tokio::fs::create_dir_all(folder).await?;
    let unfinished = folder.join(format!(".{stem}.tmp"));
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    // The mail has a name and perhaps an address in it.
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(&unfinished).await?;
    file.write_all(mail).await?;
    file.sync_all().await?;
    tokio::fs::rename(&unfinished, folder.join(format!("{stem}.eml"))).await
}

fn file_name(stem: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' };
    stem.chars().map(safe).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smtp(url: &str) -> Result<Transport, BadTransport> {
        Transport::from_settings(Some(url), None, Path::new("mail"))
    }

    #[test]
    fn mail_never_leaves_this_machine_in_the_clear() {
        assert!(matches!(smtp("smtp://mail.example?tls=none"), Err(BadTransport::PlainBeyondLoopback)));
        for url in ["smtp://mail.example", "smtps://mail.example", "smtp://mail.example:25?tls=required"] {
            assert!(matches!(smtp(url), Ok(Transport::Smtp(_))), "{url}");
        }
        let of = |text: &str| {
            let url = Url::parse(text).expect("a url");
            wanted(&url, url.host_str().expect("a host"))
        };
        assert!(matches!(of("smtp://mail.example"), Ok(Wanted::StartTls)));
        assert!(matches!(of("smtp://127.0.0.1"), Ok(Wanted::Plain)));
        assert!(matches!(of("smtp://127.0.0.1?tls=required"), Ok(Wanted::StartTls)));
    }

    #[test]
    fn what_is_no_mail_server_is_refused() {
        assert!(matches!(smtp("mail.example"), Err(BadTransport::NotAUrl)));
        assert!(matches!(smtp("https://mail.example"), Err(BadTransport::NotAUrl)));
        assert!(matches!(smtp("smtp://mail.example?tls=maybe"), Err(BadTransport::UnknownTls)));
    }

    #[test]
    fn a_file_name_cannot_leave_its_folder() {
        assert_eq!(file_name("20261122-101500-../../P 1"), "20261122-101500-------P-1");
    }
}
