//! `key`: what other systems of the provider call the server with.

use clap::Subcommand;
use domain::CustomerId;
use domain::calendar::Calendar;
use domain::limits::FIELD_CHARS;
use jiff::civil::Date;

use super::{Sentence, closed_shop, say};
use crate::config::Settings;
use crate::keys::{Scope, new_key};
use crate::ledger::api_keys::{self, Listed, NewKey};
use crate::ledger::{calendar, new_id};
use crate::state::Shop;

#[derive(Subcommand)]
pub enum Command {
    /// Make a key and print it, once.
    Add {
        /// Who uses it, such as "Bookkeeping": what is done with the key is signed so.
        name: String,
        /// What it may do, such as orders:read; may be said several times. A scope to write covers reading the same.
        #[arg(long, required = true, value_parser = scope)]
        scope: Vec<Scope>,
        /// The last day on which it counts, where the provider is: 2027-12-31. It counts until it is ended if this is left
        /// out.
        #[arg(long, value_name = "DAY")]
        until: Option<Date>,
    },
    /// Show which there are, what they may do, and when they were used last.
    List,
    /// Let one count no more, at once.
    End {
        /// As the list shows it.
        id: String,
    },
}

pub async fn run(command: Command, settings: Settings) -> Result<(), Sentence> {
    let shop = closed_shop(settings).await?;
    match command {
        Command::Add { name, scope, until } => add(&shop, name.trim(), scope, until).await,
        Command::List => list(&shop).await,
        Command::End { id } => end(&shop, id).await,
    }
}

fn scope(word: &str) -> Result<Scope, String> {
    Scope::parse(word).ok_or_else(|| {
        let known: Vec<_> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
        format!("there is no such scope; there are: {}", known.join(", "))
    })
}

async fn add(shop: &Shop, name: &str, mut scopes: Vec<Scope>, until: Option<Date>) -> Result<(), Sentence> {
    if name.is_empty() || name.chars().count() > FIELD_CHARS || name.chars().any(char::is_control) {
        return Err(Sentence(format!("a name has 1 to {FIELD_CHARS} characters, all of them printable")));
    }
    scopes.sort_by_key(|scope| scope.as_str());
    scopes.dedup();
    let now_us = shop.clock.now_us();
    let expires_us = match until {
        None => None,
        Some(day) => {
            let calendar = shop.db.read(calendar::without_days).await?;
            let over_us = day.tomorrow().ok().map(|after| calendar.begins_us(after));
            Some(over_us.filter(|over_us| *over_us > now_us).ok_or_else(|| {
                Sentence(format!("{day} is over already; leave --until out for a key without an end"))
            })?)
        }
    };
    let key = new_key();
    let new = NewKey {
        id: CustomerId::new(new_id()).map_err(|error| Sentence(error.to_string()))?,
        name: name.to_owned(),
        hash: crate::auth::hash_of(&key),
        scopes,
        expires_us,
    };
    let id = new.id.clone();
    shop.db.write(move |tx| api_keys::add(tx, &new, now_us)).await?;
    say(&format!("the key of {name} is made; this is its number: {id}"));
    say(&format!("It is shown only now; programs send it as a bearer token: {key}"));
    Ok(())
}

async fn list(shop: &Shop) -> Result<(), Sentence> {
    let now_us = shop.clock.now_us();
    let (calendar, all) = shop.db.read(|tx| Ok((calendar::without_days(tx)?, api_keys::all(tx)?))).await?;
    if all.is_empty() {
        say("there are no keys");
    }
    for key in all {
        say(&line(&key, &calendar, now_us));
    }
    Ok(())
}

fn line(key: &Listed, calendar: &Calendar, now_us: i64) -> String {
    let scopes = key.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(", ");
    let used = key
        .used_us
        .map_or_else(|| "never used".into(), |at_us| format!("last used {}", calendar.today(at_us)));
    let end = match key.expires_us {
        None => String::new(),
        Some(at_us) if at_us <= now_us => "; expired".into(),
        Some(at_us) => format!("; until {}", calendar.today(at_us - 1)),
    };
    format!("{}  {}: {scopes}; {used}{end}", key.id, key.name)
}

async fn end(shop: &Shop, id: String) -> Result<(), Sentence> {
    let (wanted, now_us) = (id.clone(), shop.clock.now_us());
    if shop.db.write(move |tx| api_keys::end(tx, &wanted, now_us)).await? {
        say(&format!("the key {id} counts no more"));
        Ok(())
    } else {
        Err(Sentence(format!("there is no key with the number {id}; `key list` shows them")))
    }
}
