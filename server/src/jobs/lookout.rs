//! Looks for what is new for the desks that listen: at once after a commit of this process, and by itself for what
//! others wrote, such as another server on the same database or a command at the terminal.

use std::time::Duration;

use tokio::sync::watch;

use crate::error::Error;
use crate::ledger::news;
use crate::state::Shop;

/// Commits of others are noticed within this.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Commits that come one upon the other are looked at together.
const GATHER: Duration = Duration::from_millis(30);

pub async fn run(shop: Shop, mut stopped: watch::Receiver<bool>) {
    let mut commits = shop.db.commits();
    loop {
        let committed = tokio::select! {
            // The database outlives its jobs: there is always another commit to wait for.
            _ = commits.changed() => true,
            () = tokio::time::sleep(LOOK_EVERY) => false,
            _ = stopped.wait_for(|stopped| *stopped) => break,
        };
        if committed {
            tokio::time::sleep(GATHER).await;
        }
        commits.mark_unchanged();
        if let Err(error) = look(&shop).await {
            tracing::warn!(%error, "nobody could be told what is new");
        }
    }
    shop.pokes.close();
}

async fn look(shop: &Shop) -> Result<(), Error> {
    let people = shop.pokes.listening();
    if people.is_empty() {
        return Ok(());
    }
    for (customer, poke) in shop.db.read(move |tx| news::of(tx, &people)).await? {
        shop.pokes.tell(&customer, poke);
    }
    Ok(())
}
