//! What a mail tells of, and who reads it.

use contract::api::{Order, OrderEvent};
use jiff::civil::Date;
use lettre::message::Mailbox;

use super::Kind;
use crate::config::MailSettings;

/// What a mail tells of.
#[derive(Debug, Clone)]
pub enum Matter {
    Order {
        order: Box<Order>,
        /// The day on which it was placed, where the provider is.
        placed_on: Date,
        /// The entry of its timeline; none in rows that older versions wrote.
        event: Option<OrderEvent>,
        /// The id of the refund that the event is about; may be empty.
        about: String,
    },
    NewDesk {
        name: String,
        email: String,
        /// What the desk calls itself.
        desk: String,
    },
}

/// Who reads a mail.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// May be empty.
    pub name: String,
    pub email: String,
}

/// Whom a mail goes to. None: it is for staff, and no address for staff is set.
pub fn addressee(settings: &MailSettings, kind: Kind, matter: &Matter) -> Option<Recipient> {
    if kind.is_for_staff() { settings.staff.clone().map(Recipient::staff) } else { Some(matter.reader()) }
}

/// The language of a mail, `en` or `de`: `locale` is that of what it tells of.
pub fn language<'a>(settings: &'a MailSettings, kind: Kind, locale: &'a str) -> &'a str {
    if kind.is_for_staff() { &settings.staff_locale } else { locale }
}

impl Matter {
    /// The customer.
    pub fn reader(&self) -> Recipient {
        let (name, email) = match self {
            Self::Order { order, .. } => (&order.contact.name, &order.contact.email),
            Self::NewDesk { name, email, .. } => (name, email),
        };
        Recipient { name: name.clone(), email: email.clone() }
    }
}

impl Recipient {
    /// The provider's address for its staff.
    pub fn staff(address: Mailbox) -> Self {
        Self { name: address.name.unwrap_or_default(), email: address.email.to_string() }
    }
}
