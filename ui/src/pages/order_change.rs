//! Changing an order: less of something, another note or address, a later day. What it means is seen before it is done.

use contract::Failure;
use contract::api::{AmendPreview, Order};
use contract::ipc::{AmendOrder, PreviewAmendment};
use domain::amendment::Wish;
use domain::limits::NOTE_CHARS;
use domain::promise::{read_day, write_day};
use domain::quote::PricedLine;
use domain::{Address, Quantity};
use yew::prelude::*;

use super::order_actions::failed;
use crate::components::{Button, Field, Kind, QuantityStepper, Select, TextArea};
use crate::hooks::{use_act, use_toaster};
use crate::i18n::{t, tr};
use crate::{format, words};

/// The value of the first choice where the address is meant, and no line.
const ADDRESS: &str = "address";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Less,
    GiveUp,
    Note,
    Later,
}

const WAYS: [(How, &str); 4] =
    [(How::Less, "less"), (How::GiveUp, "give-up"), (How::Note, "note"), (How::Later, "later")];

/// What was chosen and typed so far.
#[derive(Debug, Clone, PartialEq)]
struct Draft {
    /// The id of a line, or [`ADDRESS`].
    about: String,
    how: How,
    quantity: i64,
    note: String,
    /// `2026-12-01`
    day: String,
    address: Address,
}

impl Draft {
    /// About a line, or the address, as it is.
    fn about(order: &Order, about: &str) -> Self {
        let line = order.lines.iter().find(|line| line.line.as_str() == about);
        let quantity = line.map_or(1, |line| line.quantity.get());
        let how = match line {
            Some(line) => ways(order, line)[0],
            None => How::Note,
        };
        Self {
            about: about.to_owned(),
            how,
            quantity: (quantity - 1).max(1),
            note: line.map(|line| line.note.clone()).unwrap_or_default(),
            day: line.map(|line| write_day(line.promise.earliest)).unwrap_or_default(),
            address: order.address.clone().unwrap_or_default(),
        }
    }

    fn line<'a>(&self, order: &'a Order) -> Option<&'a PricedLine> {
        order.lines.iter().find(|line| line.line.as_str() == self.about)
    }

    /// None while something of it cannot be read.
    fn wish(&self, order: &Order) -> Option<Wish> {
        let Some(line) = self.line(order) else {
            return Some(Wish::Address { address: self.address.clone() });
        };
        let line = line.line.clone();
        Some(match self.how {
            How::Less => Wish::Quantity { line, quantity: Quantity::new(self.quantity).ok()? },
            How::GiveUp => Wish::GiveUp { line },
            How::Note => Wish::Note { line, note: self.note.clone() },
            How::Later => Wish::Reschedule { line, earliest: read_day(self.day.trim())? },
        })
    }

    /// Money or days move: that is seen first.
    fn is_seen_first(&self, order: &Order) -> bool {
        self.line(order).is_some() && self.how != How::Note
    }
}

/// What can be done to a line.
fn ways(order: &Order, line: &PricedLine) -> Vec<How> {
    let all = WAYS.into_iter().map(|(how, _)| how);
    all.filter(|how| match how {
        How::Less => line.quantity.get() > 1,
        How::GiveUp => order.lines.len() > 1,
        How::Note | How::Later => true,
    })
    .collect()
}

#[derive(Properties, PartialEq)]
pub struct Props {
    pub order: Order,
    pub onclose: Callback<()>,
}

/// Inside a dialog.
#[component]
pub fn ChangeForm(props: &Props) -> Html {
    let order = &props.order;
    let toaster = use_toaster();
    let draft =
        use_state_eq(|| Draft::about(order, order.lines.first().map_or(ADDRESS, |line| line.line.as_str())));
    let seen = use_state_eq(|| None::<(Wish, AmendPreview)>);
    let wish = draft.wish(order);
    let look = use_act::<PreviewAmendment>({
        let (seen, wish) = (seen.setter(), wish.clone());
        Callback::from(move |preview| seen.set(wish.clone().map(|wish| (wish, preview))))
    });
    let amend = use_act::<AmendOrder>({
        let close = props.onclose.clone();
        Callback::from(move |_| {
            close.emit(());
            toaster.say(t("order-changed"));
        })
    });
    // What was seen counts for the wish that it was seen for.
    let agreed = seen.as_ref().filter(|(of, _)| Some(of) == wish.as_ref()).map(|(_, preview)| *preview);
    let ready = agreed.is_some() || !draft.is_seen_first(order);
    let onsubmit = {
        let (order, wish) = (order.id.clone(), wish.clone());
        let (look, amend) = (look.run.clone(), amend.run.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(wish) = wish.clone() else { return };
            let order = order.clone();
            if ready {
                amend.emit(AmendOrder { order, wish, agreed });
            } else {
                look.emit(PreviewAmendment { order, wish });
            }
        })
    };
    let failure = amend.failure.as_ref().or(look.failure.as_ref());
    html! {
        <form class="flex flex-col gap-5" {onsubmit} novalidate={true}>
            <h2 class="text-lg font-semibold">{ t("order-change") }</h2>
            { controls(order, &draft, failure) }
            if let Some(preview) = agreed { { outcome(order, &preview) } }
            if let Some(failure) = failure.filter(|failure| failure.fields.is_empty()) { { failed(failure) } }
            <div class="flex flex-row-reverse flex-wrap gap-3">
                <Button kind={Kind::Primary} submit={true} busy={look.busy || amend.busy} disabled={wish.is_none()} test="change-submit">
                    { t(if ready { "change-confirm" } else { "change-look" }) }
                </Button>
                <Button onclick={props.onclose.clone()} test="change-close">{ t("change-keep") }</Button>
            </div>
        </form>
    }
}

/// What is to be changed, how, and into what.
fn controls(order: &Order, draft: &UseStateHandle<Draft>, failure: Option<&Failure>) -> Html {
    let set = |put: fn(&mut Draft, String)| {
        let draft = draft.clone();
        Callback::from(move |text: String| {
            let mut next = (*draft).clone();
            put(&mut next, text);
            draft.set(next);
        })
    };
    let problem = |field: &str| -> Option<AttrValue> {
        let found = failure?.fields.iter().find(|problem| problem.field == field)?;
        Some(words::field(found.reason).into())
    };
    let about = {
        let (draft, order) = (draft.clone(), order.clone());
        Callback::from(move |about: String| draft.set(Draft::about(&order, &about)))
    };
    let mut subjects: Vec<(AttrValue, AttrValue)> =
        order.lines.iter().map(|line| (line.line.to_string().into(), line.name.clone().into())).collect();
    if order.address.is_some() {
        subjects.push((ADDRESS.into(), t("address").into()));
    }
    let text = |id: &'static str, label: &str, value: &str, optional: bool, put: fn(&mut Draft, String)| {
        html! {
            <Field {id} label={t(label)} value={value.to_owned()} {optional} oninput={set(put)}
                problem={problem(&id.replacen('-', ".", 1).replace('-', "_"))} test={id} />
        }
    };
    let Some(line) = draft.line(order) else {
        let Address { street, extra, postal_code, city, .. } = &draft.address;
        return html! {
            <>
                <Select id="change-about" label={t("change-what")} value={draft.about.clone()} options={subjects} onchange={about} test="change-about" />
                { text("address-street", "street", street, false, |draft, text| draft.address.street = text) }
                { text("address-extra", "address-extra", extra, true, |draft, text| draft.address.extra = text) }
                { text("address-postal-code", "postal-code", postal_code, false, |draft, text| draft.address.postal_code = text) }
                { text("address-city", "city", city, false, |draft, text| draft.address.city = text) }
                <p class="text-soft text-sm">{ t("change-same-country") }</p>
            </>
        };
    };
    let open = ways(order, line);
    let offered = WAYS.iter().filter(|(how, _)| open.contains(how));
    let options = offered
        .map(|(how, word)| (AttrValue::from(*word), AttrValue::from(words_of(*how))))
        .collect::<Vec<_>>();
    let chosen = WAYS.iter().find(|(how, _)| *how == draft.how).map_or("", |(_, word)| word);
    let most = line.quantity.get();
    let put_quantity = {
        let draft = draft.clone();
        Callback::from(move |quantity: i64| {
            draft.set(Draft { quantity: quantity.clamp(1, most), ..(*draft).clone() });
        })
    };
    let quantity = draft.quantity;
    html! {
        <>
            <Select id="change-about" label={t("change-what")} value={draft.about.clone()} options={subjects} onchange={about} test="change-about" />
            <Select id="change-how" label={t("change-how")} value={chosen} {options} test="change-how"
                onchange={set(|draft, word| draft.how = WAYS.iter().find(|(_, known)| *known == word).map_or(draft.how, |(how, _)| *how))} />
            { match draft.how {
                How::Less => html! {
                    <div class="flex items-center gap-4">
                        <QuantityStepper value={quantity} about={line.name.clone()} onstep={put_quantity.reform(move |by| quantity + by)} onset={put_quantity.clone()} />
                        <span class="text-soft text-sm">{ tr("change-of", [("count", most.into())]) }</span>
                    </div>
                },
                How::GiveUp => html! {},
                How::Note => html! {
                    <TextArea id="change-note" label={t("note")} value={draft.note.clone()} oninput={set(|draft, text| draft.note = text)}
                        limit={NOTE_CHARS} placeholder={t("note-placeholder")} test="change-note" />
                },
                How::Later => html! {
                    <Field id="change-day" kind="date" label={t("change-day")} value={draft.day.clone()} hint={t("change-day-hint")}
                        oninput={set(|draft, text| draft.day = text)} test="change-day" />
                },
            } }
        </>
    }
}

fn words_of(how: How) -> String {
    t(match how {
        How::Less => "change-less",
        How::GiveUp => "change-give-up",
        How::Note => "change-note",
        How::Later => "change-later",
    })
}

/// What the order will be.
fn outcome(order: &Order, preview: &AmendPreview) -> Html {
    let amount = |money| format::money(money).into();
    let mut sentences = Vec::new();
    if preview.total != order.totals.total {
        sentences.push(tr("change-total", [("total", amount(preview.total))]));
    }
    if preview.refund.minor > 0 {
        sentences.push(tr("cancel-back", [("refund", amount(preview.refund))]));
    }
    if let Some(promise) = preview.line {
        sentences.push(tr("promise", [("window", format::window(promise).into())]));
    }
    html! { <p class="soft-primary rounded-field px-3.5 py-2.5" role="status" data-test="change-outcome">{ sentences.join(" ") }</p> }
}
