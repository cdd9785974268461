//! What a mail says, in words and formatted amounts, before it becomes text or HTML.

use contract::api::{Actor, Order, OrderEvent};
use domain::Money;
use domain::service::DeliveryKind;
use jiff::civil::Date;

use super::changes::{self, Change};
use super::format::{Locale, moment, money, window};
use super::summary::Summary;
use super::wording::{About, Tone, Wording, fill, wording};
use super::{Kind, Matter};

pub struct Letter {
    pub wording: &'static Wording,
    pub provider: String,
    pub subject: String,
    /// Empty where nobody is addressed by name.
    pub greeting: String,
    pub heading: &'static str,
    pub intro: String,
    pub badge: &'static str,
    pub tone: Tone,
    /// What the mail belongs to: a name, and a number or an address.
    pub title: (&'static str, String),
    /// What stands out; the first more than the others.
    pub facts: Vec<(&'static str, String)>,
    /// What somebody gave as a reason; may be empty.
    pub reason: String,
    pub changes: Vec<Change>,
    pub summary: Option<Summary>,
    /// Over `next`.
    pub next_heading: &'static str,
    pub next: Vec<String>,
    /// Empty where nobody reads the answers.
    pub questions: &'static str,
    pub why: String,
}

/// Services that a fact names; the others are counted.
const SERVICES_NAMED: usize = 3;

impl Letter {
    pub fn new(provider: &str, matter: &Matter, kind: Kind, locale: Locale, at_us: i64) -> Self {
        match matter {
            Matter::Order { order, placed_on, event, about } => {
                let event = event.as_ref();
                AboutOrder { provider, order, placed_on: *placed_on, event, about, kind, locale }.letter()
            }
            Matter::NewDesk { name, email, desk } => {
                new_desk(provider, (name, email, desk), kind, locale, at_us)
            }
        }
    }

    /// What mail programs show beside the subject.
    pub fn preview(&self) -> String {
        let facts = self.facts.iter().map(|(name, value)| format!("{name}: {value}"));
        facts.collect::<Vec<_>>().join(" · ")
    }
}

fn new_desk(
    provider: &str,
    (name, email, desk): (&str, &str, &str),
    kind: Kind,
    locale: Locale,
    at_us: i64,
) -> Letter {
    let wording = wording(locale);
    let about = (wording.about)(kind);
    let values = [("provider", provider)];
    Letter {
        wording,
        provider: provider.into(),
        subject: fill(about.subject, &values),
        greeting: fill(wording.greeting, &[("name", name)]),
        heading: about.heading,
        intro: fill(about.intro, &values),
        badge: about.badge,
        tone: about.tone,
        title: (wording.facts.account, email.into()),
        facts: vec![(wording.facts.desk, desk.into()), (wording.facts.at, moment(at_us, locale))],
        reason: String::new(),
        changes: Vec::new(),
        summary: None,
        next_heading: wording.to_do,
        next: about.next.iter().map(|sentence| fill(sentence, &values)).collect(),
        questions: "",
        why: fill(wording.why_account, &values),
    }
}

struct AboutOrder<'a> {
    provider: &'a str,
    order: &'a Order,
    placed_on: Date,
    event: Option<&'a OrderEvent>,
    about: &'a str,
    kind: Kind,
    locale: Locale,
}

impl AboutOrder<'_> {
    fn letter(&self) -> Letter {
        let Self { provider, order, kind, locale, .. } = self;
        let wording = wording(*locale);
        let about = (wording.about)(*kind);
        let (total, amount) = (self.say(order.totals.total), self.say(self.amount()));
        let values = [
            ("number", order.number.as_str()),
            ("total", &total),
            ("amount", &amount),
            ("provider", provider),
        ];
        let (greeting, next_heading, questions, why) = if kind.is_for_staff() {
            (String::new(), wording.to_do, "", wording.why_staff)
        } else {
            let greeting = fill(wording.greeting, &[("name", &order.contact.name)]);
            (greeting, wording.what_next, wording.questions, wording.why)
        };
        let amendments = self.event.map_or(&[][..], |event| &event.amendments);
        let shows_order = matches!(kind, Kind::OrderReceived | Kind::Paid | Kind::Changed);
        Letter {
            wording,
            provider: (*provider).into(),
            subject: fill(about.subject, &values),
            greeting,
            heading: about.heading,
            intro: fill(about.intro, &values),
            badge: about.badge,
            tone: about.tone,
            title: (wording.order, order.number.clone()),
            facts: self.facts(wording),
            reason: self.reason().trim().into(),
            changes: changes::changes(order, amendments, wording, *locale),
            summary: shows_order.then(|| Summary::new(order, self.placed_on, wording, *locale)),
            next_heading,
            next: self.next(&about, wording, &values),
            questions,
            why: fill(why, &values),
        }
    }

    fn say(&self, amount: Money) -> String {
        money(amount, self.locale)
    }

    /// What goes back, or was to go back.
    fn amount(&self) -> Money {
        let refund = self.order.refunds.iter().find(|refund| refund.id.as_str() == self.about);
        refund.map_or(self.order.refunded, |refund| refund.amount)
    }

    /// What a cancellation gives back: what was asked for, and all that is left where staff still has to ask for it. A
    /// customer who cancels has agreed to what comes back, so nothing more is promised.
    fn goes_back(&self) -> Money {
        let Order { paid, refunded, refunds, .. } = self.order;
        let open = refunds.iter().filter(|refund| refund.state.is_open());
        let asked: i64 = open.map(|refund| refund.amount.minor).sum();
        let by_customer = self.event.is_some_and(|event| event.actor == Actor::Customer);
        let minor = if asked > 0 || by_customer { asked } else { paid.minor - refunded.minor };
        Money::new(minor, paid.currency)
    }

    fn reason(&self) -> &str {
        let refund = self.order.refunds.iter().find(|refund| refund.id.as_str() == self.about);
        match (self.event, refund) {
            (Some(event), _) if !event.note.is_empty() => &event.note,
            (_, Some(refund)) => &refund.reason,
            _ => "",
        }
    }

    fn facts(&self, wording: &'static Wording) -> Vec<(&'static str, String)> {
        let Self { order, kind, locale, .. } = self;
        let names = &wording.facts;
        let delivery = (wording.delivery, window(order.promise, *locale));
        let total = (wording.total, self.say(order.totals.total));
        let services = (wording.your_services, self.services(wording));
        let customer = (names.customer, order.contact.name.clone());
        match kind {
            Kind::OrderReceived | Kind::Paid | Kind::Changed => vec![delivery],
            Kind::Started | Kind::PromiseMoved => vec![delivery, services],
            Kind::Finished | Kind::Cancelled | Kind::Expired | Kind::PaymentFailed | Kind::BeingChecked => {
                vec![total, services]
            }
            Kind::Refunded => {
                let mut facts = vec![(names.refunded, self.say(self.amount())), total];
                if order.refunded != self.amount() {
                    facts.push((names.refunded_in_all, self.say(order.refunded)));
                }
                facts
            }
            Kind::RefundFailed => vec![(names.amount, self.say(self.amount())), total, customer],
            Kind::NeedsReview | Kind::Disputed | Kind::DisputeWon | Kind::DisputeLost => {
                vec![total, (names.paid, self.say(order.paid)), customer]
            }
            Kind::NewDesk => Vec::new(),
        }
    }

    /// `2 × Weekly house clean, 1 × Visiting cards and 4 more`
    fn services(&self, wording: &'static Wording) -> String {
        let lines = &self.order.lines;
        // One that is left over is named as well: counting it would not be shorter.
        let named = if lines.len() <= SERVICES_NAMED + 1 { lines.len() } else { SERVICES_NAMED };
        let names: Vec<String> = lines[..named]
            .iter()
            .map(|line| format!("{}\u{a0}×\u{a0}{}", line.quantity.get(), line.name))
            .collect();
        let names = names.join(", ");
        if named == lines.len() {
            return names;
        }
        fill(wording.and_more, &[("name", &names), ("number", &(lines.len() - named).to_string())])
    }

    fn next(&self, about: &About, wording: &'static Wording, values: &[(&str, &str)]) -> Vec<String> {
        let mut next: Vec<String> = Vec::new();
        if self.kind == Kind::Cancelled {
            let back = self.goes_back();
            if back.minor > 0 {
                next.push(fill(wording.goes_back, &[("amount", &self.say(back))]));
            } else if self.order.paid.minor == 0 {
                next.push(wording.nothing_taken.into());
            }
        }
        if self.kind == Kind::Paid {
            let by_delivery = [
                (DeliveryKind::OnSite, wording.on_site_next),
                (DeliveryKind::Shipped, wording.shipped_next),
                (DeliveryKind::Remote, wording.remote_next),
            ];
            let has = |delivery| self.order.lines.iter().any(|line| line.delivery == delivery);
            next.extend(by_delivery.into_iter().filter(|(kind, _)| has(*kind)).map(|(_, said)| said.into()));
        }
        next.extend(about.next.iter().map(|sentence| fill(sentence, values)));
        next
    }
}
