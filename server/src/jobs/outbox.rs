//! Sends the mails of the outbox, one after the other.

use std::time::Duration;

use tokio::sync::watch;

use super::awake;
use crate::error::Error;
use crate::ledger::outbox;
use crate::post::Post;
use crate::state::Shop;

/// How often the outbox is looked at when nobody calls: for mails that are tried again.
const LOOK_EVERY: Duration = Duration::from_secs(5);

pub async fn run(shop: Shop, mut stopped: watch::Receiver<bool>) {
    let post = match Post::open(shop.clone()) {
        Ok(post) => post,
        Err(error) => {
            tracing::error!(%error, "mails wait: the settings of mail are wrong");
            return;
        }
    };
    tell_what_is_left_behind(&shop).await;
    loop {
        if let Err(error) = send_due(&post, &stopped).await {
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

/// Until nothing is due or the server stops.
async fn send_due(post: &Post, stopped: &watch::Receiver<bool>) -> Result<(), Error> {
    while !*stopped.borrow() && post.send_next().await? {}
    Ok(())
}
