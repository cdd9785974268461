//! `webhook`: other systems of the provider that are told what happens to orders.

use clap::Subcommand;
use contract::api::EventKind;

use super::{Sentence, closed_shop, say};
use crate::config::Settings;
use crate::deliveries::{address, new_secret};
use crate::ledger::subscriptions;
use crate::state::Shop;

/// Deliveries that are listed at once.
const LISTED: i64 = 200;

#[derive(Subcommand)]
pub enum Command {
    /// Tell a system of yours about orders. Prints the secret that its messages are signed with, once.
    Add {
        /// Such as https://erp.example.org/hooks/pannier.
        url: String,
        /// Only of this, such as paid; may be said several times. Of everything if it is left out.
        #[arg(long, value_parser = event)]
        event: Vec<EventKind>,
    },
    /// Show who is told.
    List,
    /// Tell one nothing more.
    End {
        /// As the list shows it.
        id: String,
    },
    /// List what could not be delivered yet.
    Deliveries,
    /// Make dead letters again, or one delivery. A running server does it.
    Replay {
        /// As the list shows it; all dead letters if it is left out.
        id: Option<String>,
    },
}

pub async fn run(command: Command, settings: Settings) -> Result<(), Sentence> {
    let shop = closed_shop(settings).await?;
    match command {
        Command::Add { url, event } => add(&shop, &url, event).await,
        Command::List => list(&shop).await,
        Command::End { id } => end(&shop, id).await,
        Command::Deliveries => list_deliveries(&shop).await,
        Command::Replay { id } => replay(&shop, id).await,
    }
}

fn event(word: &str) -> Result<EventKind, String> {
    EventKind::parse(word).ok_or_else(|| {
        let known = EventKind::ALL.map(EventKind::as_str).join(", ");
        format!("there is no such event; there are: {known}")
    })
}

async fn add(shop: &Shop, url: &str, kinds: Vec<EventKind>) -> Result<(), Sentence> {
    let url = address(url).map_err(|reason| Sentence(format!("{url} {reason}")))?;
    let subscription = subscriptions::new(url.as_str(), kinds, new_secret());
    let (new, now_us) = (subscription.clone(), shop.clock.now_us());
    shop.db.write(move |tx| subscriptions::add(tx, &new, now_us)).await?;
    say(&format!("{} will be told; this is its number: {}", subscription.url, subscription.id));
    say(&format!(
        "Its messages are signed with this, which is shown only now: {}",
        subscription.secret.reveal()
    ));
    Ok(())
}

async fn list(shop: &Shop) -> Result<(), Sentence> {
    let all = shop.db.read(subscriptions::all).await?;
    if all.is_empty() {
        say("nobody is told");
    }
    for subscription in all {
        let kinds = subscription.kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
        let what = if kinds.is_empty() { "everything" } else { &kinds };
        say(&format!("{}  {}: {what}", subscription.id, subscription.url));
    }
    Ok(())
}

async fn end(shop: &Shop, id: String) -> Result<(), Sentence> {
    let (wanted, now_us) = (id.clone(), shop.clock.now_us());
    if shop.db.write(move |tx| subscriptions::end(tx, &wanted, now_us)).await? {
        say(&format!("{id} is told nothing more"));
        Ok(())
    } else {
        Err(Sentence(format!("nobody with the number {id} is told; `webhook list` shows who is")))
    }
}

async fn list_deliveries(shop: &Shop) -> Result<(), Sentence> {
    let unsettled = shop.db.read(|tx| subscriptions::unsettled(tx, LISTED)).await?;
    if unsettled.is_empty() {
        say("everything was delivered at once, or waits for its first try");
    }
    for delivery in unsettled {
        let state = if delivery.state == "dead" { "given up" } else { "tried again" };
        say(&format!(
            "{}  {} of {}: {state}, {}",
            delivery.id, delivery.kind, delivery.number, delivery.problem
        ));
    }
    Ok(())
}

async fn replay(shop: &Shop, id: Option<String>) -> Result<(), Sentence> {
    let (wanted, now_us) = (id.clone(), shop.clock.now_us());
    let count = shop.db.write(move |tx| subscriptions::replay(tx, wanted.as_deref(), now_us)).await?;
    match (count, id) {
        (0, Some(id)) => Err(Sentence(format!("there is no delivery {id} to anybody who is still told"))),
        (count, _) => {
            say(&format!("{count} to be made again by the running server"));
            Ok(())
        }
    }
}
