//! Sends the mails of the outbox: each claimed for a while, sent outside any transaction, marked afterwards.

use std::time::Duration;

use tokio::sync::watch;

use super::awake;
use crate::error::Error;
use crate::ledger::orders;
use crate::ledger::outbox::{self, Claimed};
use crate::mail::{ComposeError, Envelope, SendError, Transport, compose};
use crate::state::Shop;

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
    tell_what_is_left_behind(&shop).await;
    loop {
        if let Err(error) = send_due(&shop, &transport, &stopped).await {
            tracing::error!(%error, "the outbox could not be worked on");
        }
        if !awake(&shop.wake.outbox, LOOK_EVERY, &mut stopped).await {
            return;
        }
    }
}

async fn tell_what_is_left_behind(shop: &Shop) {
    match shop.db.read(outbox::left_behind).await {
        Ok(0) => {}
        Ok(mails) => {
            tracing::error!(mails, "mails were given up, or are of a kind that this version does not know")
        }
        Err(error) => tracing::error!(%error, "the outbox could not be read"),
    }
}

/// Sends what is due, one mail after the other, until nothing is or the server stops.
async fn send_due(shop: &Shop, transport: &Transport, stopped: &watch::Receiver<bool>) -> Result<(), Error> {
    while !*stopped.borrow() {
        let now_us = shop.clock.now_us();
        let is_due = move |due_us: i64| due_us <= now_us;
        // Looking first keeps an idle server from writing.
        if !shop.db.read(outbox::next_due_us).await?.is_some_and(is_due) {
            break;
        }
        let Some(mail) = shop.db.write(move |tx| outbox::claim(tx, now_us)).await? else { break };
        send(shop, transport, mail).await?;
    }
    Ok(())
}

async fn send(shop: &Shop, transport: &Transport, mail: Claimed) -> Result<(), Error> {
    let (id, kind) = (mail.id.clone(), mail.kind.as_str());
    let Err(SendError { permanent, reason }) = try_to_send(shop, transport, &mail).await else {
        tracing::info!(mail = id, kind, "sent");
        return shop.db.write(move |tx| outbox::sent(tx, &mail.id)).await;
    };
    let (order, tries, now_us) = (mail.order.clone(), mail.tries + 1, shop.clock.now_us());
    tracing::warn!(mail = id, kind, tries, permanent, reason, "a mail could not be sent");
    if shop.db.write(move |tx| outbox::failed(tx, &mail, permanent, now_us)).await? {
        tracing::error!(mail = id, kind, %order, tries, reason, "a mail was given up: nobody will get it");
    }
    Ok(())
}

async fn try_to_send(shop: &Shop, transport: &Transport, mail: &Claimed) -> Result<(), SendError> {
    let (id, url) = (mail.order.clone(), shop.public_url.clone());
    let order = shop.db.read(move |tx| orders::load(tx, &id, &url)).await.map_err(|error| SendError {
        permanent: false,
        reason: format!("its order cannot be read: {error}"),
    })?;
    let envelope = Envelope {
        message_id: &mail.id,
        provider: &shop.settings.provider,
        from: &shop.settings.mail.from,
        order: &order,
        kind: mail.kind,
        locale: &mail.locale,
        at_us: mail.created_us,
    };
    let message = compose(envelope).map_err(|error| SendError {
        // The rest is ours to correct in time.
        permanent: matches!(error, ComposeError::To),
        reason: error.to_string(),
    })?;
    transport.send(&message, &envelope.file_stem()).await
}
