//! Makes the mail: headers here, words in `letter`, their two shapes in `text` and `html`.

use std::time::{Duration, SystemTime};

use contract::api::Order;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};

use super::format::Locale;
use super::letter::Letter;
use super::{Kind, html, order_data, text};

/// One mail to be made.
#[derive(Clone, Copy)]
pub struct Envelope<'a> {
    /// The same for every try to send it; with or without a domain and angle brackets.
    pub message_id: &'a str,
    /// The provider's name.
    pub provider: &'a str,
    pub from: &'a Mailbox,
    /// The mail goes to its contact.
    pub order: &'a Order,
    pub kind: Kind,
    /// `en` or `de`.
    pub locale: &'a str,
    /// When it was caused: the date of the mail.
    pub at_us: i64,
}

#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    #[error("the contact's e-mail address cannot be used")]
    To,
    #[error("a message id has letters, digits, and . - _ @ only")]
    MessageId,
    #[error("the mail could not be built")]
    Build(#[from] lettre::error::Error),
    #[error("the HTML could not be made")]
    Html(#[from] askama::Error),
    #[error("the order's data could not be written")]
    OrderData(#[from] serde_json::Error),
}

impl Envelope<'_> {
    /// The name of the mail as a file: `20261122-101500-P-2026-000042-paid`.
    pub fn file_stem(&self) -> String {
        let at = Timestamp::from_microsecond(self.at_us).unwrap_or(Timestamp::UNIX_EPOCH);
        let at = at.to_zoned(TimeZone::UTC).datetime();
        format!(
            "{:04}{:02}{:02}-{:02}{:02}{:02}-{}-{}",
            at.year(),
            at.month(),
            at.day(),
            at.hour(),
            at.minute(),
            at.second(),
            self.order.number,
            self.kind.as_str()
        )
    }
}

/// Makes the mail: text and HTML, threaded with the others about the same order. The same envelope gives the same bytes.
pub fn compose(envelope: Envelope<'_>) -> Result<Message, ComposeError> {
    let Envelope { from, order, kind, .. } = envelope;
    let to: Address = order.contact.email.parse().map_err(|_| ComposeError::To)?;
    let domain = from.email.domain();
    let message_id = message_id(envelope.message_id, domain)?;
    let thread = format!("<order-{}@{domain}>", order.id);
    let letter = Letter::new(envelope.provider, order, kind, Locale::of(envelope.locale));
    let html = html::render(&letter, &order_data::json_ld(envelope.provider, order, kind)?)?;
    let boundary: String =
        message_id.chars().filter(char::is_ascii_alphanumeric).take(BOUNDARY_CHARS).collect();
    let bodies = MultiPart::alternative()
        // Quoted-printable text never has "=_" in it (RFC 2045 6.7).
        .boundary(format!("=_{boundary}"))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(text::render(&letter)))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(html));
    let message = Message::builder()
        .message_id(Some(message_id))
        .date(SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(envelope.at_us).unwrap_or(0)))
        .from(from.clone())
        .to(Mailbox::new(Some(one_line(&order.contact.name)), to))
        .subject(one_line(&letter.subject))
        .in_reply_to(thread.clone())
        .references(thread)
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("Content-Language", letter.wording.tag))
        .multipart(bodies)?;
    Ok(message)
}

/// RFC 2046 5.1.1 allows 70 with the two that are added.
const BOUNDARY_CHARS: usize = 60;

fn message_id(id: &str, domain: &str) -> Result<String, ComposeError> {
    let id = id.trim_start_matches('<').trim_end_matches('>');
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
    if id.is_empty() || !id.chars().all(fits) {
        return Err(ComposeError::MessageId);
    }
    Ok(if id.contains('@') { format!("<{id}>") } else { format!("<{id}@{domain}>") })
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.into())
}

/// A line break in a name must not begin a new header.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
