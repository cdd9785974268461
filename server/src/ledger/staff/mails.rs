//! The mails of an order: which left, which did not and why, and one of them once more because staff says so.

use contract::Code;
use contract::api::Order;
use contract::staff::{MailState, StaffMail};
use domain::{CustomerId, DeedId, MailId, OrderId};
use jiff::civil::Date;

use super::deeds::{self, Deed};
use super::order::ver_and_owner;
use crate::config::Settings;
use crate::db::Tx;
use crate::error::Error;
use crate::ledger::mails::{Mail, Resend};
use crate::ledger::{bounces, calendar, head, mails, orders, outbox};
use crate::mail::{Kind, Matter, addressee, language, subject};

/// A mail that a member of the staff sends once more.
#[derive(Debug, Clone)]
pub struct Again {
    pub id: DeedId,
    pub staff: CustomerId,
    pub order: OrderId,
    pub mail: MailId,
}

/// All of an order, oldest first.
pub fn of_order(
    tx: &mut Tx<'_>,
    order: &OrderId,
    settings: &Settings,
    public_url: &str,
) -> Result<Vec<StaffMail>, Error> {
    let (order, mails) = (orders::load(tx, order, public_url)?, mails::of_order(tx, order)?);
    let placed_on = calendar::today(tx, order.placed_at_us)?;
    mails.into_iter().map(|mail| staff_mail(tx, mail, (&order, placed_on), settings)).collect()
}

/// Sends one once more, however often it is said under the same id. It has no new cause: what its event caused stays as it is.
pub fn again(
    tx: &mut Tx<'_>,
    wanted: &Again,
    settings: &Settings,
    public_url: &str,
    now_us: i64,
) -> Result<(), Error> {
    let (_, owner) = ver_and_owner(tx, &wanted.order)?;
    // The lock alone: the same wish, sent twice at once, is one mail.
    head::next_ver(tx, &owner)?;
    let deed = wanted.deed();
    if deeds::is_done(tx, &deed)? {
        return Ok(());
    }
    let mails = of_order(tx, &wanted.order, settings, public_url)?;
    let mail = mails.into_iter().find(|mail| mail.id == wanted.mail);
    let to = mail.ok_or_else(Error::not_found)?.to;
    if let Some(to) = to
        && bounces::is_marked(tx, &to)?
    {
        return Err(Code::AddressBounces.into());
    }
    match mails::resend(tx, &wanted.order, wanted.mail.as_str(), now_us)? {
        Resend::NoSuchMail => Err(Error::not_found()),
        Resend::StillWaits => Err(Code::MailWaits.into()),
        Resend::Queued { id } => {
            mails::sign(tx, &id, &wanted.staff)?;
            deeds::record(tx, &deed, now_us)
        }
    }
}

fn staff_mail(
    tx: &mut Tx<'_>,
    mail: Mail,
    (order, placed_on): (&Order, Date),
    settings: &Settings,
) -> Result<StaffMail, Error> {
    let (mut to, mut shown) = (None, String::new());
    // What a newer program wrote stays without.
    if let Some(kind) = Kind::parse(&mail.kind) {
        let event = outbox::event_of(&order.events, mail.event_seq).cloned();
        let (order, about) = (Box::new(order.clone()), mail.about.clone());
        let matter = Matter::Order { order, placed_on, event, about };
        let locale = language(&settings.mail, kind, mail.locale.as_deref().unwrap_or_default());
        shown = subject(&settings.provider, &matter, kind, locale, mail.created_us);
        to = addressee(&settings.mail, kind, &matter).map(|to| to.email);
    }
    Ok(StaffMail {
        state: state(tx, &mail, to.as_deref())?,
        kind: serde_json::from_value(mail.kind.into())
            .map_err(|error| Error::Broken(format!("reading the kind of a mail: {error}")))?,
        to,
        subject: shown,
        id: MailId::new(mail.id).map_err(|error| Error::Broken(format!("reading a mail: {error}")))?,
        problem: mail.problem,
        created_at_us: mail.created_us,
        settled_at_us: mail.settled_us,
        again_by: mail.again_by,
    })
}

fn state(tx: &mut Tx<'_>, mail: &Mail, to: Option<&str>) -> Result<MailState, Error> {
    Ok(match (mail.state.as_str(), to) {
        ("waiting", _) => MailState::Waiting,
        ("sent", _) => MailState::Sent,
        ("dropped", _) if mail.problem == bounces::WHY_DROPPED => MailState::Bounced,
        ("dropped", _) => MailState::Dropped,
        (_, Some(to)) if bounces::is_marked(tx, to)? => MailState::Bounced,
        _ => MailState::Failed,
    })
}

impl Again {
    fn deed(&self) -> Deed {
        Deed {
            id: self.id.clone(),
            staff: self.staff.clone(),
            order: Some(self.order.clone()),
            word: "mail",
            content: self.mail.to_string(),
        }
    }
}
