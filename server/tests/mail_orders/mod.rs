//! Mails about a made-up order with something of everything, for the tests of mails.

use std::sync::LazyLock;

use lettre::message::Mailbox;
use server::mail::samples::{self, AT_US, Sample};
use server::mail::{Envelope, Kind, Recipient};

static FROM: LazyLock<Mailbox> =
    LazyLock::new(|| "\"Korb & Söhne\" <orders@mail.example>".parse().expect("a sender"));

pub fn sample(kind: Kind) -> Sample {
    Sample::of(kind)
}

/// The sample about an order that a test has changed.
#[allow(dead_code, reason = "not every file of tests changes it")]
pub fn changed(kind: Kind, change: impl FnOnce(&mut contract::api::Order)) -> Sample {
    let mut order = samples::order();
    change(&mut order);
    Sample::about(kind, order)
}

pub fn envelope<'a>(sample: &'a Sample, locale: &'a str) -> Envelope<'a> {
    let Sample { matter, kind, to } = sample;
    Envelope {
        id: "0197-id",
        is_first: true,
        provider: "Korb & Söhne",
        from: &FROM,
        to,
        matter,
        kind: *kind,
        locale,
        at_us: AT_US,
    }
}

#[allow(dead_code, reason = "not every file of tests sends somewhere else")]
pub fn to(email: &str) -> Recipient {
    Recipient { name: "Zoë Åkesson".into(), email: email.into() }
}
