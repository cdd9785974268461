//! The provider's calendar: what it says, days off and extra days one by one, and a file that replaces it.

use contract::Code;
use contract::ipc::{Changed, EditCalendar, ImportCalendar, ShowCalendar, TryCalendar};
use contract::staff::{CALENDAR_BYTES, CalendarEdit, CalendarSpan, CalendarTrial, StaffCalendar};
use yew::prelude::*;

use super::calendar_days::{DraftSpan, add_form, days_list};
use super::findings::findings;
use super::{answered, places, refused, use_fresh};
use crate::components::{Banner, Button, Dialog, FilePick, Kind, PageHead, Tone};
use crate::hooks::{use_act, use_query, use_toaster};
use crate::i18n::{t, tr};
use crate::route::Route;
use crate::{dom, format};

#[component]
pub fn CalendarPage() -> Html {
    let toaster = use_toaster();
    let query = use_query(ShowCalendar {}, &[Changed::Session]);
    use_fresh(query.retry.clone());
    let draft = use_state_eq(DraftSpan::default);
    // With the calendar as it was seen when the question came up: what others do meanwhile is not agreed to.
    let asked = use_state_eq(|| None::<(String, CalendarSpan)>);
    let chosen = use_state_eq(|| None::<(String, String)>);
    let tried = use_state_eq(|| None::<CalendarTrial>);
    let done = {
        let (draft, asked, tried, retry) =
            (draft.setter(), asked.setter(), tried.setter(), query.retry.clone());
        Callback::from(move |()| {
            dom::focus_heading();
            draft.set(DraftSpan::default());
            asked.set(None);
            tried.set(None);
            retry.emit(());
            toaster.say(t("staff-done"));
        })
    };
    let edited = use_act::<EditCalendar>(done.clone());
    let imported = use_act::<ImportCalendar>(done);
    let trying = use_act::<TryCalendar>({
        let tried = tried.setter();
        Callback::from(move |trial| tried.set(Some(trial)))
    });
    let failure = edited.failure.as_ref().or(imported.failure.as_ref());
    let conflict = failure.filter(|failure| failure.code == Code::CalendarMoved).cloned();
    // Somebody else was first: what was tried out or asked is about a calendar that is no more.
    use_effect_with(conflict.clone(), {
        let (asked, tried, retry) = (asked.setter(), tried.setter(), query.retry.clone());
        move |conflict| {
            if conflict.is_some() {
                asked.set(None);
                tried.set(None);
                retry.emit(());
            }
        }
    });
    let onread = {
        let (chosen, tried, run) = (chosen.setter(), tried.setter(), trying.run.clone());
        Callback::from(move |(name, csv): (String, String)| {
            tried.set(None);
            chosen.set(Some((name, csv.clone())));
            run.emit(TryCalendar { csv });
        })
    };
    let onremove = {
        let asked = asked.setter();
        Callback::from(move |what| asked.set(Some(what)))
    };
    let onclose = {
        let asked = asked.setter();
        Callback::from(move |()| asked.set(None))
    };
    let ontyped = {
        let draft = draft.setter();
        Callback::from(move |typed| draft.set(typed))
    };
    let told = failure.filter(|failure| failure.code != Code::InvalidFields);
    html! {
        <>
            <PageHead title={t("calendar")}>{ places(&Route::StaffCalendar, None) }</PageHead>
            if let Some(failure) = told { <div class="mb-5">{ refused(failure) }</div> }
            { answered(&query, |calendar| html! {
                <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_24rem]">
                    <section class="panel p-5">
                        <h2 class="mb-4 font-semibold">{ t("calendar-days") }</h2>
                        { days_list(calendar, &onremove) }
                    </section>
                    <div class="flex min-w-0 flex-col gap-6">
                        { facts(calendar) }
                        <section class="panel p-5">
                            <h2 class="mb-4 font-semibold">{ t("calendar-add") }</h2>
                            { add_form(&draft, calendar, &edited, &ontyped) }
                        </section>
                    </div>
                </div>
            }) }
            <section class="mt-8 flex flex-col gap-4">
                <h2 class="font-semibold">{ t("calendar-import") }</h2>
                <p class="text-soft text-sm">{ t("calendar-import-text") }</p>
                <FilePick id="calendar-file" label={t("calendar-choose")} accept=".csv" max_bytes={CALENDAR_BYTES as u32} {onread} test="calendar-file" />
                if let Some(failure) = &trying.failure { { refused(failure) } }
                if let (Some(trial), Some((name, csv))) = (&*tried, &*chosen) {
                    { shown(trial, name) }
                    if trial.mistakes.total == 0 {
                        <div><Button kind={Kind::Primary} busy={imported.busy} test="calendar-import" onclick={imported.run.reform({
                            let (at, csv) = (trial.at.clone(), csv.clone());
                            move |()| ImportCalendar { at: at.clone(), csv: csv.clone() }
                        })}>{ t("calendar-import-now") }</Button></div>
                    }
                }
            </section>
            <Dialog open={asked.is_some()} title={t("calendar-remove")} onclose={onclose.clone()}>
                if let Some((at, span)) = &*asked {
                    <h2 class="text-lg font-semibold">{ t("calendar-remove") }</h2>
                    <p class="mt-2">{ format::days(span.first, span.last) }if !span.name.is_empty() { { " · " }{ &span.name } }</p>
                    <p class="mt-2">{ t("calendar-remove-text") }</p>
                    <div class="mt-6 flex flex-row-reverse flex-wrap gap-3">
                        <Button kind={Kind::Danger} busy={edited.busy} test="calendar-remove-confirm" onclick={edited.run.reform({
                            let (at, first, last) = (at.clone(), span.first, span.last);
                            move |()| EditCalendar { at: at.clone(), edit: CalendarEdit::Remove { first, last } }
                        })}>{ t("calendar-remove") }</Button>
                        <Button onclick={onclose.clone()}>{ t("back") }</Button>
                    </div>
                }
            </Dialog>
        </>
    }
}

/// Zone, weekdays, cut-off, and from when an order of now counts.
fn facts(calendar: &StaffCalendar) -> Html {
    let works = (0..).zip(calendar.weekdays).filter(|(_, works)| *works);
    let weekdays = works.map(|(index, _)| format::weekday(index)).collect::<Vec<_>>().join(", ");
    let cutoff = match calendar.cutoff_minutes {
        Some(minutes) => format!("{:02}:{:02}", minutes / 60, minutes % 60),
        None => t("calendar-no-cutoff"),
    };
    let counts_from = format::days(calendar.counts_from, calendar.counts_from);
    let fact = |key: &str, value: String| html! { <div><dt class="text-soft text-sm">{ t(key) }</dt><dd>{ value }</dd></div> };
    html! {
        <dl class="panel flex flex-col gap-3 p-5" data-test="calendar-facts">
            { fact("calendar-zone", calendar.time_zone.clone()) }
            { fact("calendar-weekdays", weekdays) }
            { fact("calendar-cutoff", cutoff) }
            { fact("calendar-counts-from", counts_from) }
        </dl>
    }
}

/// What a file would change, and what is wrong with it.
fn shown(trial: &CalendarTrial, name: &str) -> Html {
    let changes = [
        ("calendar-added", &trial.added),
        ("calendar-changed", &trial.changed),
        ("calendar-removed", &trial.removed),
    ];
    let mut counts: Vec<_> = changes.iter().map(|(key, names)| (t(key), names.len() as u64)).collect();
    counts.push((t("calendar-unchanged"), trial.unchanged));
    html! {
        <>
            <Banner tone={Tone::Calm} icon="file-text">{ tr("calendar-tried", [("name", name.into())]) }</Banner>
            { findings(&counts, &trial.mistakes) }
            { for changes.iter().filter(|(_, names)| !names.is_empty()).map(|(key, names)| html! {
                <p class="text-sm wrap-anywhere"><span class="font-medium">{ t(key) }{ ": " }</span>{ names.join(", ") }</p>
            }) }
        </>
    }
}
