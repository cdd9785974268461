//! Sends the mails of the outbox: claimed for a while, sent outside any transaction, marked afterwards.

use std::time::Duration;

use tokio::sync::watch;

use super::awake;
use crate::error::Error;
use crate::ledger::orders;
use crate::ledger::outbox::{self, Claimed};
use crate::mail::{Envelope, SendError, Transport, compose};
use crate::state::Shop;

/// Mails that a worker takes at once.
const MAILS_PER_CLAIM: i64 = 10;
/// How often the outbox is looked at when nobody calls: for mails that are tried again.
const LOOK_EVERY: Duration = Duration::from_secs(5);

pub async fn run(shop: Shop, mut stopped: watch::Receiver<bool>) {
    let mail = &shop.settings.mail;
    let transport =
        match Transport::from_settings(mail.smtp_url.as_deref(), mail.ca_file.as_deref(), &mail.folder) {
            Ok(transport) => transport,
            Err(error) => {
                tracing::error!(%error, "mails wait: the settings of mail are wrong");
                return;
            }
        };
    loop {
        match send_due(&shop, &transport).await {
            // A full claim may have left more behind.
            Ok(sent) if sent == MAILS_PER_CLAIM as usize && !*stopped.borrow() => continue,
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "the outbox could not be worked on");
            }
        }
        if !awake(&shop.wake.outbox, LOOK_EVERY, &mut stopped).await {
            return;
        }
    }
}

/// Sends what is due; the number of mails that were tried.
async fn send_due(shop: &Shop, transport: &Transport) -> Result<usize, Error> {
    let now_us = shop.clock.now_us();
    let is_due = move |due_us: i64| due_us <= now_us;
    // Looking first keeps an idle server from writing.
    if !shop.db.read(outbox::next_due_us).await?.is_some_and(is_due) {
        return Ok(0);
    }
    let claimed = shop.db.write(move |tx| outbox::claim(tx, now_us, MAILS_PER_CLAIM)).await?;
    for mail in &claimed {
        send(shop, transport, mail).await?;
    }
    Ok(claimed.len())
}

async fn send(shop: &Shop, transport: &Transport, mail: &Claimed) -> Result<(), Error> {
    let result = try_to_send(shop, transport, mail).await?;
    let (mail, now_us) = (mail.clone(), shop.clock.now_us());
    match result {
        Ok(()) => {
            tracing::info!(mail = mail.id, kind = mail.kind.as_str(), "sent");
            shop.db.write(move |tx| outbox::sent(tx, &mail.id)).await
        }
        Err(SendError { permanent, reason }) => {
            tracing::warn!(mail = mail.id, tries = mail.tries, permanent, reason, "a mail could not be sent");
            let id = mail.id.clone();
            if shop.db.write(move |tx| outbox::failed(tx, &mail, permanent, now_us)).await? {
                tracing::error!(mail = id, "a mail was given up");
            }
            Ok(())
        }
    }
}

async fn try_to_send(
    shop: &Shop,
    transport: &Transport,
    mail: &Claimed,
) -> Result<Result<(), SendError>, Error> {
    let (id, url) = (mail.order.clone(), shop.public_url.clone());
    let order = shop.db.read(move |tx| orders::load(tx, &id, &url)).await?;
    let envelope = Envelope {
        message_id: &mail.id,
        provider: &shop.settings.provider,
        from: &shop.settings.mail.from,
        order: &order,
        kind: mail.kind,
        locale: &mail.locale,
        at_us: mail.created_us,
    };
    let stem = envelope.file_stem();
    Ok(match compose(envelope) {
        Ok(message) => transport.send(&message, &stem).await,
        Err(error) => Err(SendError { permanent: true, reason: error.to_string() }),
    })
}
