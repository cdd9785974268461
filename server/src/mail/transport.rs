//! How a mail leaves: to an SMTP server, or as a file in a folder until there is one.

use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::{self, AsyncSmtpTransport};
use lettre::{AsyncTransport, Message, Tokio1Executor};
use tokio::io::AsyncWriteExt;
use url::Url;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// Everything from connecting to the last answer: lettre limits only the connecting.
pub const SEND_TIMEOUT: Duration = Duration::from_secs(60);
/// RFC 8314 3.3 and RFC 6409 3.1.
const SUBMISSIONS_PORT: u16 = 465;
const SUBMISSION_PORT: u16 = 587;
/// Codes 530, 534, 535 and 538 (RFC 4954 6) refuse our password, not the mail: settings can be corrected.
const SIGN_IN_CODES: [u16; 4] = [530, 534, 535, 538];

pub enum Transport {
    /// One `.eml` file per mail.
    Eml {
        folder: PathBuf,
    },
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
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
    #[error("the mail server's address cannot be used: {0}")]
    Refused(smtp::Error),
    #[error("mails cannot be written to {}: {}", .0.display(), .1.kind())]
    Folder(PathBuf, io::Error),
}

/// A mail did not leave. Neither the mail's content nor an address is part of it.
#[derive(Debug, thiserror::Error)]
#[error("{reason}")]
pub struct SendError {
    /// Trying again is useless.
    pub permanent: bool,
    pub reason: String,
}

impl Transport {
    /// SMTP when there is an address, files in `folder` otherwise. `smtps://` is TLS from the first byte; `smtp://`
    /// requires STARTTLS, except on this machine, where `?tls=required` asks for it. `ca_file` (PEM) is trusted too.
    pub fn from_settings(
        smtp_url: Option<&str>,
        ca_file: Option<&Path>,
        folder: &Path,
    ) -> Result<Self, BadTransport> {
        let Some(address) = smtp_url else { return Ok(Self::Eml { folder: folder.into() }) };
        let mut url = Url::parse(address).map_err(|_| BadTransport::NotAUrl)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(BadTransport::NotAUrl)?.to_owned();
        let encryption = encryption(&url, &host)?;
        // What is left is read by lettre: host, user and password.
        url.set_query(None);
        let port = url.port().unwrap_or(match encryption {
            Encryption::Wrapped => SUBMISSIONS_PORT,
            Encryption::StartTls | Encryption::None => SUBMISSION_PORT,
        });
        let tls = match encryption {
            Encryption::Wrapped => Tls::Wrapper(parameters(&host, ca_file)?),
            Encryption::StartTls => Tls::Required(parameters(&host, ca_file)?),
            Encryption::None => Tls::None,
        };
        let builder =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str()).map_err(BadTransport::Refused)?;
        Ok(Self::Smtp(builder.port(port).tls(tls).timeout(Some(CONNECT_TIMEOUT)).build()))
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

    /// Sends one mail. `file_stem` names its file; the same stem again replaces the file.
    pub async fn send(&self, message: &Message, file_stem: &str) -> Result<(), SendError> {
        let sending = async {
            match self {
                Self::Eml { folder } => {
                    write(folder, file_stem, &message.formatted()).await.map_err(|error| SendError {
                        permanent: false,
                        reason: format!("the mail could not be written: {}", error.kind()),
                    })
                }
                Self::Smtp(smtp) => {
                    smtp.send(message.clone()).await.map(drop).map_err(|error| refused(&error))
                }
            }
        };
        let too_long = |_| SendError { permanent: false, reason: "sending took too long".into() };
        tokio::time::timeout(SEND_TIMEOUT, sending).await.map_err(too_long)?
    }
}

enum Encryption {
    Wrapped,
    StartTls,
    None,
}

fn encryption(url: &Url, host: &str) -> Result<Encryption, BadTransport> {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let loopback = host == "localhost" || address.is_ok_and(|address| address.is_loopback());
    let tls = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
    match (url.scheme(), tls.as_deref()) {
        ("smtps", None | Some("required")) => Ok(Encryption::Wrapped),
        ("smtp", Some("required")) => Ok(Encryption::StartTls),
        ("smtp", None) if !loopback => Ok(Encryption::StartTls),
        ("smtp", None | Some("none")) if loopback => Ok(Encryption::None),
        ("smtp", Some("none")) => Err(BadTransport::PlainBeyondLoopback),
        ("smtp" | "smtps", _) => Err(BadTransport::UnknownTls),
        _ => Err(BadTransport::NotAUrl),
    }
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

/// The server's own words often repeat an address, so only its code is kept.
fn refused(error: &smtp::Error) -> SendError {
    if let Some(code) = error.status() {
        let code = u16::from(code);
        let permanent = error.is_permanent() && !SIGN_IN_CODES.contains(&code);
        return SendError { permanent, reason: format!("the mail server answered {code}") };
    }
    let reason = if error.is_timeout() {
        "the mail server took too long"
    } else if error.is_tls() {
        "the mail server's certificate is not trusted, or it does not speak TLS"
    } else if error.is_client() {
        "the mail server does not offer what the settings require"
    } else {
        "the mail server cannot be reached"
    };
    SendError { permanent: false, reason: reason.into() }
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
            encryption(&url, url.host_str().expect("a host"))
        };
        assert!(matches!(of("smtp://mail.example"), Ok(Encryption::StartTls)));
        assert!(matches!(of("smtp://127.0.0.1"), Ok(Encryption::None)));
        assert!(matches!(of("smtp://127.0.0.1?tls=required"), Ok(Encryption::StartTls)));
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
