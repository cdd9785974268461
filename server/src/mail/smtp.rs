//! One mail to an SMTP server, step by step: what a refusal means depends on the step.

use lettre::Address;
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};

use super::transport::{CONNECT_TIMEOUT, SendError};

/// Codes 530, 534, 535 and 538 (RFC 4954 6) refuse our password, not the mail: settings can be corrected.
const SIGN_IN_CODES: [u16; 4] = [530, 534, 535, 538];

/// A mail server, and how to speak to it.
pub struct Server {
    pub host: String,
    pub port: u16,
    pub encryption: Encryption,
    pub credentials: Option<Credentials>,
}

pub enum Encryption {
    /// TLS from the first byte.
    Wrapped(TlsParameters),
    /// STARTTLS, or no mail.
    StartTls(TlsParameters),
    /// Only to this machine.
    None,
}

/// How far a mail came.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Connect,
    StartTls,
    Auth,
    MailFrom,
    RcptTo,
    Data,
    Content,
}

impl Step {
    /// As protocols and people call it.
    fn name(self) -> &'static str {
        match self {
            Self::Connect => "the greeting",
            Self::StartTls => "STARTTLS",
            Self::Auth => "AUTH",
            Self::MailFrom => "MAIL FROM",
            Self::RcptTo => "RCPT TO",
            Self::Data => "DATA",
            Self::Content => "the mail",
        }
    }
}

impl Server {
    pub async fn send(&self, from: &Address, to: &Address, mail: &[u8]) -> Result<(), SendError> {
        let mut connection = self.connect().await?;
        let mut options = Vec::new();
        if !is_ascii(from) || !is_ascii(to) {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                let reason = "the mail server cannot send to or from an address with such letters".into();
                return Err(SendError { permanent: true, bounced: false, reason });
            }
            options.push(MailParameter::SmtpUtfEight);
        }
        let at = |step| move |error: smtp::Error| refused(step, &error);
        connection.command(Mail::new(Some(from.clone()), options)).await.map_err(at(Step::MailFrom))?;
        connection.command(Rcpt::new(to.clone(), Vec::new())).await.map_err(at(Step::RcptTo))?;
        connection.command(Data).await.map_err(at(Step::Data))?;
        connection.message(mail).await.map_err(at(Step::Content))?;
        // It has the mail: whatever it says to this does not matter.
        connection.quit().await.ok();
        Ok(())
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        let hello = ClientId::default();
        let wrapped = match &self.encryption {
            Encryption::Wrapped(parameters) => Some(parameters.clone()),
            Encryption::StartTls(_) | Encryption::None => None,
        };
        let server = (self.host.as_str(), self.port);
        let connecting =
            AsyncSmtpConnection::connect_tokio1(server, Some(CONNECT_TIMEOUT), &hello, wrapped, None);
        let mut connection = connecting.await.map_err(|error| refused(Step::Connect, &error))?;
        if let Encryption::StartTls(parameters) = &self.encryption {
            let starting = connection.starttls(parameters.clone(), &hello);
            starting.await.map_err(|error| refused(Step::StartTls, &error))?;
        }
        if let Some(credentials) = &self.credentials {
            let signing_in = connection.auth(DEFAULT_MECHANISMS, credentials);
            signing_in.await.map_err(|error| refused(Step::Auth, &error))?;
        }
        Ok(connection)
    }
}

fn is_ascii(address: &Address) -> bool {
    let text: &str = address.as_ref();
    text.is_ascii()
}

/// A refusal of the reader or of the content is meant for good. One of the greeting, of our password or of our sender
/// is about us: it can be corrected, and the mail waits. The server's own words often repeat an address, so only its
/// code is kept.
fn refused(step: Step, error: &smtp::Error) -> SendError {
    let Some(code) = error.status() else {
        return SendError { permanent: false, bounced: false, reason: unanswered(step, error).into() };
    };
    let code = u16::from(code);
    let detail = detail(error);
    let is_policy = detail.as_deref().is_some_and(|detail| detail.starts_with("5.7."));
    let is_about_us = SIGN_IN_CODES.contains(&code) || (step == Step::RcptTo && is_policy);
    let is_late = matches!(step, Step::RcptTo | Step::Data | Step::Content);
    let permanent = error.is_permanent() && is_late && !is_about_us;
    let detail = detail.map(|detail| format!(" {detail}")).unwrap_or_default();
    SendError {
        permanent,
        bounced: permanent && step == Step::RcptTo && names_the_address(&detail),
        reason: format!("the mail server answered {code}{detail} to {}", step.name()),
    }
}

/// Without an enhanced code, or with one about the address or the mailbox, but not about one that is full
/// (RFC 3463 3.2, 3.3).
fn names_the_address(detail: &str) -> bool {
    let detail = detail.trim();
    detail.is_empty() || detail.starts_with("5.1.") || detail == "5.2.0" || detail == "5.2.1"
}

/// The enhanced status code that an answer begins with, such as `5.1.1` (RFC 2034 4).
fn detail(error: &smtp::Error) -> Option<String> {
    use std::error::Error;
    let text = error.source()?.to_string();
    let code = text.split_ascii_whitespace().next()?;
    let parts: Vec<&str> = code.split('.').collect();
    let is_number = |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    (parts.len() == 3 && parts.iter().all(is_number)).then(|| code.to_owned())
}

fn unanswered(step: Step, error: &smtp::Error) -> &'static str {
    if error.is_timeout() {
        "the mail server took too long"
    } else if error.is_client() {
        "the mail server does not offer what the settings require"
    } else if error.is_response() {
        "the mail server broke off, or does not speak SMTP"
    } else if error.is_tls() || step == Step::StartTls {
        "the mail server's certificate is not trusted, or it does not speak TLS"
    } else {
        "the mail server cannot be reached"
    }
}
