//! What an event changed about its order, before and after, in words.

use contract::api::Order;
use domain::LineId;
use domain::amendment::Amendment;

use super::format::{Locale, window};
use super::summary::address_lines;
use super::wording::{Wording, fill};

pub struct Change {
    /// The service, or what else was changed.
    pub what: String,
    /// `Quantity`, `Note`; empty if `what` says it.
    pub of: &'static str,
    pub from: String,
    pub to: String,
}

pub fn changes(
    order: &Order,
    amendments: &[Amendment],
    wording: &'static Wording,
    locale: Locale,
) -> Vec<Change> {
    let names = &wording.changes;
    let service = |wanted: &LineId| {
        let line = order.lines.iter().chain(&order.given_up).find(|line| line.line == *wanted);
        line.map_or(names.a_service, |line| line.name.as_str()).to_owned()
    };
    let note = |text: &str| match text.trim() {
        "" => names.none.to_owned(),
        text => fill(names.quoted, &[("text", text)]),
    };
    let change = |amendment: &Amendment| match amendment {
        Amendment::Quantity { line, from, to } => Change {
            what: service(line),
            of: names.quantity,
            from: from.get().to_string(),
            to: to.map_or(names.gone.into(), |left| left.get().to_string()),
        },
        Amendment::Note { line, from, to } => {
            Change { what: service(line), of: names.note, from: note(from), to: note(to) }
        }
        Amendment::Address { from, to } => Change {
            what: names.address.into(),
            of: "",
            from: address_lines(from, locale).join(", "),
            to: address_lines(to, locale).join(", "),
        },
        Amendment::Promise { line, from, to } => Change {
            what: service(line),
            of: names.delivery,
            from: window(*from, locale),
            to: window(*to, locale),
        },
    };
    amendments.iter().map(change).collect()
}
