//! What must be true after every schedule.

use std::collections::{BTreeMap, BTreeSet};

use server::mail::{Kind, caused_by};

use super::world::{Journey, World};

macro_rules! rule {
    ($holds:expr, $($said:tt)*) => {
        if !$holds {
            return Err(format!($($said)*));
        }
    };
}

pub async fn audit(world: &World, journey: &Journey) -> Result<(), String> {
    let mails = world.shop.mails(&journey.order).await;
    let mut kinds: Vec<String> = mails.iter().map(|mail| mail.kind.clone()).collect();
    kinds.sort();
    let caused = caused(journey);
    rule!(kinds == caused, "caused were {caused:?}, written down {kinds:?}");
    for mail in &mails {
        rule!(mail.state == "sent", "{} is {}: {}", mail.kind, mail.state, mail.problem);
    }
    let domain = world.shop.shop.settings.mail.from.email.domain();
    let ids: BTreeSet<String> = mails
        .iter()
        .map(|mail| match Kind::parse(&mail.kind) {
            Some(Kind::OrderReceived) => format!("<order-{}@{domain}>", journey.order),
            _ => format!("<{}@{domain}>", mail.id),
        })
        .collect();
    let got: Vec<String> = world.server.got().into_iter().skip(journey.taken_before).collect();
    let distinct: BTreeSet<String> = got.iter().cloned().collect();
    rule!(distinct == ids, "the mail server has {distinct:?}, caused were {ids:?}");
    // A mail comes again only if it was taken while nobody heard of it: under the same Message-ID.
    let (came, unheard) = (counted(&got), counted(&journey.unheard));
    for (id, times) in came {
        let may = 1 + unheard.get(&id).copied().unwrap_or_default();
        rule!(times <= may, "{id} came {times} times, and may come {may} times");
    }
    Ok(())
}

/// The kinds of mails that what happened to the order must have caused, sorted.
fn caused(journey: &Journey) -> Vec<String> {
    let mut caused = Vec::new();
    for event in &journey.happened {
        for kind in caused_by(*event) {
            let word = kind.as_str().to_owned();
            if kind.once().is_none() || !caused.contains(&word) {
                caused.push(word);
            }
        }
    }
    caused.sort();
    caused
}

fn counted(ids: &[String]) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for id in ids {
        *counted.entry(id.clone()).or_default() += 1;
    }
    counted
}
