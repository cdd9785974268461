//! What waits to be sent: for the sync centre, and for whoever is about to leave.

use std::rc::Rc;

use contract::Failure;
use contract::ipc::{Changed, DiscardChanges, DiscardOrder, ExportUnsent, ListUnsent, ShowExport};
use contract::unsent::{Stand, Unsent, UnsentChange};
use domain::{ChangeId, CheckoutId};
use yew::prelude::*;

use crate::components::{Banner, Button, Dialog, Kind, Tone, icon_named, saved_file};
use crate::dom;
use crate::hooks::{Toaster, send, use_act, use_query, use_toaster};
use crate::i18n::{t, tr};
use crate::{format, words};

/// What the person is asked about before it goes.
#[derive(Debug, Clone, PartialEq)]
pub enum Doomed {
    Change(UnsentChange),
    AllChanges { count: u32, sent: bool },
    Order(CheckoutId),
}

/// Everything that waits, with a way to keep a copy of it and to give it up. Nothing while nothing waits.
#[component]
pub fn UnsentPanel() -> Html {
    let query = use_query(ListUnsent {}, &[Changed::Sync, Changed::Session]);
    let doomed = use_state_eq(|| None::<Doomed>);
    let toaster = use_toaster();
    let ask = {
        let doomed = doomed.setter();
        Callback::from(move |what| doomed.set(Some(what)))
    };
    let keep = {
        let doomed = doomed.setter();
        Callback::from(move |()| doomed.set(None))
    };
    let confirm = {
        let (keep, asked) = (keep.clone(), doomed.clone());
        Callback::from(move |()| {
            if let Some(doomed) = &*asked {
                // The row with its button goes; the focus must not.
                dom::focus_heading();
                discard(&toaster, doomed);
            }
            keep.emit(());
        })
    };
    let Some(unsent) = query.value.filter(|unsent| unsent.total > 0 || !unsent.orders.is_empty()) else {
        return html! {};
    };
    html! {
        <section aria-labelledby="unsent" data-test="unsent">
            <div class="mt-9 mb-3 flex flex-wrap items-center justify-between gap-3">
                <h2 id="unsent" class="font-semibold">{ t("unsent") }</h2>
                if let Some(all) = all_changes(&unsent) {
                    <Button kind={Kind::Quiet} small={true} icon="trash-2" onclick={ask.reform(move |()| all.clone())} test="discard-all">{ t("discard-all") }</Button>
                }
            </div>
            <ul class="panel divide-base-300 divide-y">{ rows(&unsent, usize::MAX, Some(&ask)) }</ul>
            <div class="mt-4"><KeepCopy /></div>
            { question(doomed.as_ref(), &keep, &confirm) }
        </section>
    }
}

/// All that has not arrived yet, if there is more than one.
fn all_changes(unsent: &Unsent) -> Option<Doomed> {
    let sent = unsent.changes.iter().any(|change| change.stand == Stand::Sent);
    (unsent.total > 1).then_some(Doomed::AllChanges { count: unsent.total, sent })
}

/// A row for each, orders first; of many changes only the first.
pub fn rows(unsent: &Rc<Unsent>, most: usize, ask: Option<&Callback<Doomed>>) -> Html {
    let shown = unsent.changes.len().min(most);
    let more = (unsent.total as usize).saturating_sub(shown);
    let button = |doomed: Doomed, about: &str| {
        let about = about.to_owned();
        ask.map(|ask| {
            html! {
                <Button kind={Kind::Quiet} small={true} onclick={ask.reform(move |()| doomed.clone())} test="discard">
                    { t("discard") }<span class="sr-only">{ tr("discard-what", [("what", about.into())]) }</span>
                </Button>
            }
        })
    };
    let row = |key: String, icon: &str, what: Html, more: String, button: Option<Html>| {
        html! {
            <li {key} class="flex items-center gap-3.5 px-4 py-3" data-test="unsent-row">
                <span class="soft-neutral grid size-8 shrink-0 place-items-center rounded-full">{ icon_named(icon) }</span>
                <div class="min-w-0 flex-1">
                    <p class="wrap-anywhere">{ what }</p>
                    <p class="text-soft text-sm">{ more }</p>
                </div>
                { button.unwrap_or_default() }
            </li>
        }
    };
    let stands = |at: Option<i64>, stand: String| match at {
        Some(at) => format!("{} · {stand}", format::moment(at)),
        None => stand,
    };
    html! {
        <>
            { for unsent.orders.iter().map(|order| {
                let doomed = Doomed::Order(order.id.clone());
                row(order.id.to_string(), "receipt", html! { <span class="font-medium">{ t("unsent-order") }</span> },
                    stands(Some(order.at_us), words::stand(Stand::Sent)), button(doomed, &t("unsent-order")))
            }) }
            { for unsent.changes.iter().take(shown).map(|change| {
                let doomed = (change.stand != Stand::Arrived).then(|| Doomed::Change(change.clone()));
                row(change.id.to_string(), "hard-drive", sentence(change),
                    stands(change.at_us, words::stand(change.stand)),
                    doomed.and_then(|doomed| button(doomed, &words::deed(change.deed, &change.about))))
            }) }
            if more > 0 {
                <li class="text-soft px-4 py-3 text-sm">{ tr("unsent-more", [("count", more.into())]) }</li>
            }
        </>
    }
}

fn sentence(change: &UnsentChange) -> Html {
    html! { <span class="font-medium">{ words::deed(change.deed, &change.about) }</span> }
}

fn discard(toaster: &Toaster, doomed: &Doomed) {
    let said = toaster.clone();
    let tell = move |went: bool| said.say(t(if went { "discarded" } else { "discarded-too-late" }));
    let one_or_all = |only: Option<ChangeId>| DiscardChanges { only };
    match doomed {
        Doomed::Change(change) => {
            send(toaster, one_or_all(Some(change.id.clone())), move |count| tell(count > 0));
        }
        Doomed::AllChanges { .. } => send(toaster, one_or_all(None), move |count| tell(count > 0)),
        Doomed::Order(order) => send(toaster, DiscardOrder { order: order.clone() }, tell),
    }
}

/// Asks once more, and says what will be lost.
fn question(doomed: Option<&Doomed>, keep: &Callback<()>, confirm: &Callback<()>) -> Html {
    let title = doomed.map(title).unwrap_or_default();
    html! {
        <Dialog open={doomed.is_some()} title={title.clone()} onclose={keep.clone()}>
            <h2 class="text-lg font-semibold">{ title }</h2>
            if let Some(doomed) = doomed {
                { for lost(doomed).into_iter().map(|sentence| html! { <p class="mt-2">{ sentence }</p> }) }
            }
            // The first button gets the focus: the one that loses nothing.
            <div class="mt-6 flex flex-row-reverse flex-wrap gap-3">
                <Button kind={Kind::Primary} onclick={keep.clone()} test="discard-keep">{ t("discard-keep") }</Button>
                <Button kind={Kind::Danger} icon="trash-2" onclick={confirm.clone()} test="discard-confirm">{ t("discard") }</Button>
            </div>
        </Dialog>
    }
}

fn title(doomed: &Doomed) -> String {
    match doomed {
        Doomed::Change(_) => t("discard-title"),
        Doomed::AllChanges { count, .. } => tr("discard-all-title", [("count", (*count).into())]),
        Doomed::Order(_) => t("discard-order-title"),
    }
}

/// What giving it up means. What was sent may be in effect already, and that is said.
fn lost(doomed: &Doomed) -> Vec<String> {
    let mut sentences = match doomed {
        Doomed::Change(change) => {
            vec![tr("discard-text", [("what", words::deed(change.deed, &change.about).into())])]
        }
        Doomed::AllChanges { .. } => vec![t("discard-all-text")],
        Doomed::Order(_) => return vec![t("discard-order-sent"), t("discard-order-text")],
    };
    let sent = match doomed {
        Doomed::Change(change) => change.stand != Stand::Saved,
        Doomed::AllChanges { sent, .. } => *sent,
        Doomed::Order(_) => true,
    };
    if sent {
        sentences.push(t("discard-sent"));
    }
    sentences
}

/// Writes a copy into a file, and says where it is.
#[component]
pub fn KeepCopy() -> Html {
    let path = use_state_eq(|| None::<String>);
    let toaster = use_toaster();
    let export = use_act::<ExportUnsent>({
        let path = path.setter();
        Callback::from(move |exported: contract::unsent::Exported| path.set(Some(exported.path)))
    });
    let show = Callback::from(move |()| send(&toaster, ShowExport {}, |()| ()));
    html! {
        <div class="flex flex-col items-start gap-3">
            <Button icon="file-text" busy={export.busy} onclick={export.run.reform(|()| ExportUnsent {})} test="export">{ t("export") }</Button>
            if let Some(failure) = &export.failure { { failed(failure) } }
            if let Some(path) = &*path { { saved_file("exported", path, &show, "exported") } }
        </div>
    }
}

/// Why it did not work, read out.
pub fn failed(failure: &Failure) -> Html {
    html! { <Banner tone={Tone::Wrong} icon="circle-alert" alert={true}>{ words::failure(failure) }</Banner> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::unsent::Deed;

    fn change(id: &str, stand: Stand) -> UnsentChange {
        UnsentChange {
            id: ChangeId::new(id).expect("an id"),
            deed: Deed::Added { quantity: 2 },
            about: "Lawn mowing".into(),
            at_us: None,
            stand,
        }
    }

    #[test]
    fn a_change_that_was_sent_is_said_to_have_arrived_perhaps() {
        let saved = lost(&Doomed::Change(change("c1", Stand::Saved)));
        assert!(saved[0].contains("Lawn mowing: 2 added"), "{saved:?}");
        assert_eq!(saved.len(), 1);
        let sent = lost(&Doomed::Change(change("c1", Stand::Sent)));
        assert_eq!(sent[1], t("discard-sent"));
    }

    #[test]
    fn an_order_is_never_given_up_without_the_word_that_it_may_have_arrived() {
        let order = CheckoutId::new("o1").expect("an id");
        assert!(lost(&Doomed::Order(order))[0].contains("may already have reached"));
    }

    #[test]
    fn all_is_offered_for_more_than_one_and_tells_if_any_was_sent() {
        let unsent = |changes: Vec<UnsentChange>| {
            let total = u32::try_from(changes.len()).expect("few");
            Unsent { changes, total, orders: Vec::new() }
        };
        let saved = || change("c1", Stand::Saved);
        assert_eq!(all_changes(&unsent(vec![saved()])), None);
        let both = unsent(vec![change("c0", Stand::Sent), saved()]);
        assert_eq!(all_changes(&both), Some(Doomed::AllChanges { count: 2, sent: true }));
        let none_sent = all_changes(&unsent(vec![saved(), saved()])).expect("two");
        assert_eq!(lost(&none_sent).len(), 1);
    }
}
