//! `payments`: whether the gateways can be reached, what they told in vain, and what staff has to look at.

use clap::Subcommand;
use domain::attempt::Gateway;

use super::{Sentence, closed_shop, say};
use crate::comparison::{self, Compared};
use crate::config::Settings;
use crate::ledger::{reviews, webhooks};
use crate::state::Shop;

/// Webhooks that are listed at once.
const LISTED: i64 = 200;
/// Characters of the sentence that closes a review.
const CLOSING_CHARS: usize = 500;

#[derive(Subcommand)]
pub enum Command {
    /// Ask every gateway whether our keys work.
    Check,
    /// Compare what the gateways took in the last week with our books, as a running server does each day.
    Compare,
    /// List webhooks that could not be acted upon yet.
    Webhooks,
    /// Act upon dead letters again, or upon one webhook. A running server does it.
    Replay {
        /// Such as evt_1NG8Du2eZvKYlo2CUI79vXWy; all dead letters if it is left out.
        id: Option<String>,
    },
    /// List what staff has to look at.
    Reviews,
    /// Say that staff looked at something, and what came of it.
    Close {
        /// As the list shows it.
        id: String,
        #[arg(long)]
        note: String,
    },
}

pub async fn run(command: Command, settings: Settings) -> Result<(), Sentence> {
    let shop = closed_shop(settings).await?;
    match command {
        Command::Check => check(&shop).await,
        Command::Compare => compare(&shop).await,
        Command::Webhooks => list_webhooks(&shop).await,
        Command::Replay { id } => replay(&shop, id).await,
        Command::Reviews => list_reviews(&shop).await,
        Command::Close { id, note } => close(&shop, id, note).await,
    }
}

async fn check(shop: &Shop) -> Result<(), Sentence> {
    let mode = if shop.settings.live { "with real money" } else { "in test mode" };
    let mut broken = 0;
    for gateway in shop.gateways.offered() {
        let name = gateway.as_str();
        match shop.gateways.client(gateway)?.check().await {
            Ok(account) => say(&format!("{name}: works {mode}, account {account}")),
            Err(error) => {
                say(&format!("{name}: does not work: {error}"));
                broken += 1;
            }
        }
    }
    let settings = &shop.settings;
    if settings.paypal.is_some() && !shop.gateways.offers(Gateway::Paypal) {
        say(&format!("paypal: is not offered, because it does not take {}", settings.terms.currency.code()));
    }
    if settings.stripe.as_ref().is_some_and(|stripe| stripe.webhook_secrets.is_empty()) {
        say(&without_webhook(shop, Gateway::Stripe, "stripe_webhook_secrets"));
    }
    if settings.paypal.as_ref().is_some_and(|paypal| paypal.webhook_id.is_none()) {
        say(&without_webhook(shop, Gateway::Paypal, "paypal_webhook_id"));
    }
    if broken == 0 { Ok(()) } else { Err(Sentence("look at the keys of the gateways above".into())) }
}

fn without_webhook(shop: &Shop, gateway: Gateway, setting: &str) -> String {
    format!(
        "{name}: `{setting}` is not set. Payments are right without it, but heard of later. The webhook leads to \
         {url}/webhooks/{name}",
        name = gateway.as_str(),
        url = shop.public_url
    )
}

async fn compare(shop: &Shop) -> Result<(), Sentence> {
    let all = comparison::compare(shop).await?;
    if all.is_empty() {
        say("there is no gateway with books of its own");
    }
    let mut unread = 0;
    for (gateway, compared) in all {
        let name = gateway.as_str();
        match compared {
            Ok(Compared { payments, mended, differences, .. }) => say(&format!(
                "{name}: {payments} payments of ours, {mended} that we did not have yet, {differences} to look at"
            )),
            Err(error) => {
                say(&format!("{name}: its books cannot be read: {error}"));
                unread += 1;
            }
        }
    }
    if unread == 0 {
        Ok(())
    } else {
        Err(Sentence("not every gateway could be compared; try again later".into()))
    }
}

async fn list_webhooks(shop: &Shop) -> Result<(), Sentence> {
    let found = shop.db.read(|tx| webhooks::unsettled(tx, LISTED)).await?;
    if found.is_empty() {
        say("every webhook was acted upon");
    }
    for webhook in found {
        let webhooks::Unsettled { gateway, id, kind, state, problem } = webhook;
        say(&format!("{state:8} {gateway:7} {id}  {kind}: {problem}"));
    }
    Ok(())
}

async fn replay(shop: &Shop, id: Option<String>) -> Result<(), Sentence> {
    let (wanted, now_us) = (id.clone(), shop.clock.now_us());
    let replayed = shop.db.write(move |tx| webhooks::replay(tx, wanted.as_deref(), now_us)).await?;
    match (replayed, id) {
        (0, Some(id)) => Err(Sentence(format!("there is no webhook {id}"))),
        (0, None) => {
            say("there are no dead letters");
            Ok(())
        }
        (replayed, _) => {
            say(&format!("{replayed} will be acted upon again"));
            Ok(())
        }
    }
}

async fn list_reviews(shop: &Shop) -> Result<(), Sentence> {
    let open = shop.db.read(reviews::open).await?;
    if open.is_empty() {
        say("there is nothing to look at");
    }
    for review in open {
        let number = review.number.as_deref().unwrap_or("no order");
        let at = jiff::Timestamp::from_microsecond(review.created_us).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        say(&format!("{} {at:.0} {number} {}: {}", review.id, review.why, review.detail));
    }
    Ok(())
}

async fn close(shop: &Shop, id: String, note: String) -> Result<(), Sentence> {
    let note = note.trim().to_owned();
    if note.is_empty() || note.chars().count() > CLOSING_CHARS {
        return Err(Sentence(format!("say what came of it in at most {CLOSING_CHARS} characters")));
    }
    let (wanted, now_us) = (id.clone(), shop.clock.now_us());
    if shop.db.write(move |tx| reviews::close(tx, &wanted, &note, now_us)).await? {
        say(&format!("{id} is closed"));
        Ok(())
    } else {
        Err(Sentence(format!("there is no open review {id}")))
    }
}
