//! Brings mails of the outbox to their readers: each claimed for a while, sent outside any transaction, settled after.

use crate::error::Error;
use crate::ledger::bounces;
use crate::ledger::outbox::{self, Claimed, Outcome};
use crate::mail::{
    BadTransport, ComposeError, Composed, Envelope, Matter, SendError, Transport, addressee, compose,
    language,
};
use crate::state::Shop;

/// Why a mail is dropped: people read it in the list of mails.
const NO_STAFF: &str = "no address for staff is set";
const PASSED: &str = "it is no longer so";

/// A shop with its way to send.
pub struct Post {
    shop: Shop,
    transport: Transport,
}

/// A try to send, over.
#[derive(Debug, Clone)]
pub struct Tried {
    pub outcome: Outcome,
    /// An address that does not exist, as the mail server says.
    pub bounced: Option<String>,
}

impl Post {
    pub fn open(shop: Shop) -> Result<Self, BadTransport> {
        let transport = Transport::of(&shop.settings.mail)?;
        Ok(Self { shop, transport })
    }

    /// Takes the mail that is due for longest and brings it on its way; false if none is due.
    pub async fn send_next(&self) -> Result<bool, Error> {
        let now_us = self.shop.clock.now_us();
        let is_due = |due_us: i64| due_us <= now_us;
        // Looking first keeps an idle server from writing.
        if !self.shop.db.read(outbox::next_due_us).await?.is_some_and(is_due) {
            return Ok(false);
        }
        let Some(mail) = self.claim(now_us).await? else { return Ok(false) };
        let tried = self.deliver(&mail).await;
        self.settle(mail, tried, self.shop.clock.now_us()).await?;
        Ok(true)
    }

    pub async fn claim(&self, now_us: i64) -> Result<Option<Claimed>, Error> {
        self.shop.db.write(move |tx| outbox::claim(tx, now_us)).await
    }

    /// Makes a mail and sends it, unless there is a reason not to. Nothing is written down yet.
    pub async fn deliver(&self, mail: &Claimed) -> Tried {
        match self.made(mail).await {
            Ok(composed) => self.send(composed).await,
            Err(outcome) => Tried { outcome, bounced: None },
        }
    }

    /// Writes down what became of a mail.
    pub async fn settle(&self, mail: Claimed, tried: Tried, now_us: i64) -> Result<(), Error> {
        let (id, kind) = (mail.id.clone(), mail.kind.as_str());
        match &tried.outcome {
            Outcome::Sent => tracing::info!(mail = id, kind, "sent"),
            Outcome::Dropped(why) => tracing::info!(mail = id, kind, why, "a mail was dropped"),
            Outcome::Failed { permanent, problem } => {
                let tries = mail.tries + 1;
                tracing::warn!(mail = id, kind, tries, permanent, problem, "a mail could not be sent");
            }
        }
        let settle = move |tx: &mut crate::db::Tx<'_>| {
            if let (Some(email), Outcome::Failed { problem, .. }) = (&tried.bounced, &tried.outcome) {
                bounces::mark(tx, email, problem, now_us)?;
            }
            outbox::settle(tx, &mail, &tried.outcome, now_us)
        };
        if self.shop.db.write(settle).await? {
            tracing::error!(mail = id, kind, "a mail was given up: `pannier-server mail list` says why");
        }
        Ok(())
    }

    async fn send(&self, mail: Composed) -> Tried {
        match self.transport.send(&mail).await {
            Ok(()) => Tried { outcome: Outcome::Sent, bounced: None },
            Err(SendError { permanent, bounced, reason }) => Tried {
                outcome: Outcome::Failed { permanent, problem: reason },
                bounced: bounced.then(|| mail.to.to_string()),
            },
        }
    }

    async fn made(&self, mail: &Claimed) -> Result<Composed, Outcome> {
        let settings = &self.shop.settings;
        let (claimed, url) = (mail.clone(), self.shop.public_url.clone());
        let read = self.shop.db.read(move |tx| outbox::matter(tx, &claimed, &url)).await;
        let matter = read.map_err(|error| later(&error))?;
        if let Matter::Order { order, event, .. } = &matter
            && mail.kind.has_passed(order, event.as_ref())
        {
            return Err(Outcome::Dropped(PASSED));
        }
        let to = addressee(&settings.mail, mail.kind, &matter).ok_or(Outcome::Dropped(NO_STAFF))?;
        let email = to.email.clone();
        let marked = self.shop.db.read(move |tx| bounces::is_marked(tx, &email)).await;
        if marked.map_err(|error| later(&error))? {
            return Err(Outcome::Dropped(bounces::WHY_DROPPED));
        }
        let envelope = Envelope {
            id: &mail.id,
            is_first: mail.is_first,
            provider: &settings.provider,
            from: &settings.mail.from,
            to: &to,
            matter: &matter,
            kind: mail.kind,
            locale: language(&settings.mail, mail.kind, &mail.locale),
            at_us: mail.created_us,
        };
        compose(envelope, settings.mail.dkim.as_deref()).map_err(|error| Outcome::Failed {
            // The rest is ours to correct in time.
            permanent: matches!(error, ComposeError::To),
            problem: error.to_string(),
        })
    }
}

fn later(error: &Error) -> Outcome {
    Outcome::Failed { permanent: false, problem: format!("what it tells of cannot be read: {error}") }
}
