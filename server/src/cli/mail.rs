//! `mail`: what did not leave and how it is tried again, addresses that bounce, how mails look, and the key's record.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use jiff::Timestamp;

use super::{Sentence, closed_shop, say};
use crate::config::Settings;
use crate::ledger::mails::Mail;
use crate::ledger::{bounces, mails};
use crate::mail::samples::{AT_US, Sample};
use crate::mail::{Envelope, Kind, compose, preview};
use crate::state::Shop;

#[derive(Subcommand)]
pub enum Command {
    /// List mails that did not leave, with the reason: still tried, given up (dead), or dropped.
    List {
        /// The newest mails, also those that left.
        #[arg(long)]
        all: bool,
    },
    /// Try mails again that were given up, or one that was given up or dropped. A running server sends them.
    Retry {
        /// As the list shows it; all that were given up if it is left out.
        id: Option<String>,
    },
    /// List addresses that a mail server refused for good. Nothing is sent to them.
    Bounces,
    /// Say that an address works again.
    Unmark { address: String },
    /// Write a sample of every mail in every language into a folder, to be looked at.
    Preview { folder: PathBuf },
    /// Tell the DNS record that the key of `mail_dkim_key_file` needs.
    Dkim,
}

pub async fn run(command: Command, settings: Settings) -> Result<(), Sentence> {
    match command {
        Command::Preview { folder } => return write_samples(&settings, &folder),
        Command::Dkim => return tell_record(&settings),
        _ => {}
    }
    let shop = closed_shop(settings).await?;
    match command {
        Command::List { all } => list(&shop, all).await,
        Command::Retry { id } => retry(&shop, id).await,
        Command::Bounces => list_bounces(&shop).await,
        Command::Unmark { address } => unmark(&shop, address).await,
        Command::Preview { .. } | Command::Dkim => Ok(()),
    }
}

async fn list(shop: &Shop, all: bool) -> Result<(), Sentence> {
    let found = shop.db.read(if all { mails::newest } else { mails::stuck }).await?;
    if found.is_empty() {
        say(if all { "there are no mails yet" } else { "every mail left" });
    }
    for mail in found {
        let Mail { id, kind, number, state, problem, tries, created_us, .. } = mail;
        let number = number.as_deref().unwrap_or("no order");
        let problem = if problem.is_empty() { problem } else { format!(": {problem}") };
        say(&format!(
            "{id} {} {state:7} {number} {kind}, tries that failed: {tries}{problem}",
            time(created_us)
        ));
    }
    Ok(())
}

async fn retry(shop: &Shop, id: Option<String>) -> Result<(), Sentence> {
    let (wanted, now_us) = (id.clone(), shop.clock.now_us());
    let retried = shop.db.write(move |tx| mails::retry(tx, wanted.as_deref(), now_us)).await?;
    match (retried, id) {
        (0, Some(id)) => Err(Sentence(format!("there is no mail {id} that was given up or dropped"))),
        (0, None) => {
            say("no mail was given up");
            Ok(())
        }
        (retried, _) => {
            say(&format!("{retried} will be tried again"));
            Ok(())
        }
    }
}

async fn list_bounces(shop: &Shop) -> Result<(), Sentence> {
    let found = shop.db.read(bounces::all).await?;
    if found.is_empty() {
        say("no address bounces");
    }
    for bounced in found {
        say(&format!("{} {}: {}", bounced.email, time(bounced.at_us), bounced.problem));
    }
    Ok(())
}

async fn unmark(shop: &Shop, address: String) -> Result<(), Sentence> {
    let wanted = address.clone();
    if shop.db.write(move |tx| bounces::unmark(tx, &wanted)).await? {
        say(&format!("{address} gets mails again; `mail list` shows those that were dropped"));
        Ok(())
    } else {
        Err(Sentence(format!("{address} is not among the addresses that bounce")))
    }
}

fn tell_record(settings: &Settings) -> Result<(), Sentence> {
    let signer = settings.mail.dkim.as_ref().ok_or_else(|| {
        Sentence("there is no key: set `mail_dkim_domain` and `mail_dkim_key_file` first".into())
    })?;
    let (name, text) = signer.record();
    say(&format!("{name} IN TXT \"{text}\""));
    Ok(())
}

fn write_samples(settings: &Settings, folder: &Path) -> Result<(), Sentence> {
    let broken = |error: &dyn std::fmt::Display| Sentence(format!("the samples cannot be made: {error}"));
    let unwritable =
        |error: std::io::Error| Sentence(format!("cannot write into {}: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(unwritable)?;
    let mut written = 0;
    for kind in Kind::ALL {
        let sample = Sample::of(kind);
        for locale in ["en", "de"] {
            let envelope = Envelope {
                id: &format!("sample-{}-{locale}", kind.as_str().replace('_', "-")),
                is_first: true,
                provider: &settings.provider,
                from: &settings.mail.from,
                to: &sample.to,
                matter: &sample.matter,
                kind,
                locale,
                at_us: AT_US,
            };
            let mail = compose(envelope, settings.mail.dkim.as_deref()).map_err(|error| broken(&error))?;
            let shown = preview(&envelope).map_err(|error| broken(&error))?;
            for (ending, bytes) in
                [("eml", mail.bytes), ("html", shown.html.into_bytes()), ("txt", shown.text.into_bytes())]
            {
                let file = folder.join(format!("{}_{locale}.{ending}", kind.as_str()));
                std::fs::write(file, bytes).map_err(unwritable)?;
            }
            written += 1;
        }
    }
    say(&format!("{written} mails are in {}, each as .eml, .html and .txt", folder.display()));
    Ok(())
}

fn time(at_us: i64) -> String {
    format!("{:.0}", Timestamp::from_microsecond(at_us).unwrap_or(Timestamp::UNIX_EPOCH))
}
