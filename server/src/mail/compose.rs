//! Makes the mail: headers here, words in `letter`, their two shapes in `text` and `html`.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};

use super::dkim::Signer;
use super::format::Locale;
use super::letter::Letter;
use super::{Kind, Matter, Recipient, html, order_data, text};

/// One mail to be made.
#[derive(Clone, Copy)]
pub struct Envelope<'a> {
    /// The same for every try to send it.
    pub id: &'a str,
    /// Not sent again by staff: the first one of an order opens its thread.
    pub is_first: bool,
    /// The provider's name.
    pub provider: &'a str,
    pub from: &'a Mailbox,
    pub to: &'a Recipient,
    pub matter: &'a Matter,
    pub kind: Kind,
    /// `en` or `de`.
    pub locale: &'a str,
    /// When it was caused: the date of the mail.
    pub at_us: i64,
}

/// A mail as it leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    pub from: Address,
    pub to: Address,
    /// With the signature, if there is a key.
    pub bytes: Vec<u8>,
    /// Its name as a file: `20261122-101500-P-2026-000042-paid`.
    pub file_stem: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    #[error("the reader's e-mail address cannot be used")]
    To,
    #[error("a mail's id has letters, digits, and . - _ only")]
    Id,
    #[error("the mail could not be built")]
    Build(#[from] lettre::error::Error),
    #[error("the HTML could not be made")]
    Html(#[from] askama::Error),
    #[error("the order's data could not be written")]
    OrderData(#[from] serde_json::Error),
}

/// A mail as people see it.
pub struct Shown {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// The end of an id is random: so much of it tells mails of one second apart.
const ID_CHARS_IN_NAME: usize = 8;
/// RFC 2046 5.1.1 allows 70 with the two that are added.
const BOUNDARY_CHARS: usize = 60;

/// Makes the mail: text and HTML, threaded with the others about the same order. The same envelope gives the same bytes.
pub fn compose(envelope: Envelope<'_>, signer: Option<&Signer>) -> Result<Composed, ComposeError> {
    let to: Address = envelope.to.email.parse().map_err(|_| ComposeError::To)?;
    let bytes = message(&envelope, to.clone())?.formatted();
    let bytes = match signer {
        Some(signer) => signer.signed(&bytes, envelope.at_us),
        None => bytes,
    };
    Ok(Composed { from: envelope.from.email.clone(), to, bytes, file_stem: file_stem(&envelope) })
}

/// What the mail shows.
pub fn preview(envelope: &Envelope<'_>) -> Result<Shown, ComposeError> {
    let Envelope { provider, matter, kind, locale, at_us, .. } = *envelope;
    let letter = Letter::new(provider, matter, kind, Locale::of(locale), at_us);
    let html = html::render(&letter, &order_data::json_ld(provider, matter, kind)?)?;
    Ok(Shown { text: text::render(&letter), subject: one_line(&letter.subject), html })
}

/// The line that mail programs list it by.
pub fn subject(provider: &str, matter: &Matter, kind: Kind, locale: &str, at_us: i64) -> String {
    one_line(&Letter::new(provider, matter, kind, Locale::of(locale), at_us).subject)
}

fn message(envelope: &Envelope<'_>, to: Address) -> Result<Message, ComposeError> {
    let Envelope { from, matter, kind, at_us, .. } = *envelope;
    let id = checked(envelope.id)?;
    let thread = thread(matter, kind, from.email.domain());
    let opens_thread = kind == Kind::OrderReceived && envelope.is_first;
    let message_id = match &thread {
        Some(thread) if opens_thread => thread.clone(),
        _ => format!("<{id}@{}>", from.email.domain()),
    };
    let Shown { subject, text, html } = preview(envelope)?;
    let boundary: String = id.chars().filter(char::is_ascii_alphanumeric).take(BOUNDARY_CHARS).collect();
    let bodies = MultiPart::alternative()
        // Quoted-printable text never has "=_" in it (RFC 2045 6.7).
        .boundary(format!("=_{boundary}"))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(text))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(html));
    let name = one_line(&envelope.to.name);
    let mut builder = Message::builder()
        .message_id(Some(message_id))
        .date(SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(at_us).unwrap_or(0)))
        .from(from.clone())
        .to(Mailbox::new((!name.trim().is_empty()).then_some(name), to))
        .subject(subject)
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("Content-Language", Locale::of(envelope.locale).tag()));
    if let Some(thread) = thread.filter(|_| !opens_thread) {
        builder = builder.in_reply_to(thread.clone()).references(thread);
    }
    Ok(builder.multipart(bodies)?)
}

/// The Message-ID of the first mail of an order, which all later ones answer; staff has a thread of its own.
fn thread(matter: &Matter, kind: Kind, domain: &str) -> Option<String> {
    let Matter::Order { order, .. } = matter else { return None };
    let whose = if kind.is_for_staff() { "-staff" } else { "" };
    Some(format!("<order-{}{whose}@{domain}>", order.id))
}

fn checked(id: &str) -> Result<&str, ComposeError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if id.is_empty() || !id.chars().all(fits) { Err(ComposeError::Id) } else { Ok(id) }
}

/// What can be told again, or was sent again, has the end of its id in its name: no mail replaces another one.
fn file_stem(envelope: &Envelope<'_>) -> String {
    let at = Timestamp::from_microsecond(envelope.at_us).unwrap_or(Timestamp::UNIX_EPOCH);
    let at = at.to_zoned(TimeZone::UTC).strftime("%Y%m%d-%H%M%S").to_string();
    let kind = envelope.kind.as_str();
    let stem = match envelope.matter {
        Matter::Order { order, .. } => format!("{at}-{}-{kind}", order.number),
        Matter::NewDesk { .. } => format!("{at}-{kind}"),
    };
    if envelope.kind.once().is_some() && envelope.is_first {
        return stem;
    }
    let id: Vec<char> = envelope.id.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{stem}-{}", id[id.len().saturating_sub(ID_CHARS_IN_NAME)..].iter().collect::<String>())
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.into())
}

/// A line break in a name must not begin a new header.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
