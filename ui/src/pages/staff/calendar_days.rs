//! Days off and extra working days: the ones to come, and a form for another.

use contract::ipc::EditCalendar;
use contract::staff::{CalendarEdit, CalendarSpan, StaffCalendar};
use jiff::civil::Date;
use yew::prelude::*;

use crate::components::{Button, Field, Kind, RadioCards, RadioOption};
use crate::format;
use crate::hooks::Act;
use crate::i18n::{t, tr};
use crate::pages::checkout_forms::problem;

/// Days while they are typed.
#[derive(Clone, Default, PartialEq)]
pub struct DraftSpan {
    first: String,
    /// Empty: one day.
    last: String,
    works: bool,
    name: String,
}

/// What is to come, with a button to remove each. It is told with the calendar as it was seen.
pub fn days_list(calendar: &StaffCalendar, onremove: &Callback<(String, CalendarSpan)>) -> Html {
    if calendar.days.is_empty() {
        return html! { <p class="text-soft">{ t("calendar-no-days") }</p> };
    }
    let row = |span: &CalendarSpan| {
        let what = (calendar.at.clone(), span.clone());
        let days = format::days(span.first, span.last);
        let kind = if span.works { t("calendar-works") } else { t("calendar-off") };
        html! {
            <li key={days.clone()} class="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 first:pt-0 last:pb-0" data-test="calendar-row">
                <div class="min-w-56 flex-1">
                    <p class="font-medium">{ &days }</p>
                    <p class="text-soft text-sm wrap-anywhere">{ kind }if !span.name.is_empty() { { " · " }{ &span.name } }</p>
                </div>
                <Button small={true} icon="trash-2" onclick={onremove.reform(move |()| what.clone())} test="calendar-remove">
                    { t("calendar-remove") }<span class="sr-only">{ tr("calendar-remove-what", [("days", days.into())]) }</span>
                </Button>
            </li>
        }
    };
    html! { <ul class="divide-base-300 divide-y">{ for calendar.days.iter().map(row) }</ul> }
}

/// A form for more days.
pub fn add_form(
    draft: &DraftSpan,
    calendar: &StaffCalendar,
    editing: &Act<EditCalendar>,
    ontyped: &Callback<DraftSpan>,
) -> Html {
    let fields = editing.failure.as_ref().map_or(&[][..], |failure| &failure.fields);
    let field = |name: &'static str,
                 label: &str,
                 value: &str,
                 kind: &'static str,
                 put: fn(&mut DraftSpan, String)| {
        let draft = draft.clone();
        let oninput = ontyped.reform(move |text| {
            let mut draft = draft.clone();
            put(&mut draft, text);
            draft
        });
        html! {
            <Field id={format!("calendar-{name}")} label={t(label)} value={value.to_owned()} {kind} optional={name != "first"} {oninput}
                problem={problem(fields, name)} test={format!("calendar-{name}")} />
        }
    };
    let option = |value: &'static str, key: &str| RadioOption {
        value: value.into(),
        text: t(key).into(),
        aside: "".into(),
    };
    let onselect = {
        let draft = draft.clone();
        ontyped.reform(move |value: AttrValue| DraftSpan { works: value == "works", ..draft.clone() })
    };
    let span = draft.span();
    let disabled = span.is_none();
    let onsubmit = {
        let (at, run) = (calendar.at.clone(), editing.run.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(span) = span.clone() {
                run.emit(EditCalendar { at: at.clone(), edit: CalendarEdit::Add(span) });
            }
        })
    };
    html! {
        <form class="flex flex-col gap-4" {onsubmit} novalidate={true}>
            { field("first", "calendar-first", &draft.first, "date", |draft, text| draft.first = text) }
            { field("last", "calendar-last", &draft.last, "date", |draft, text| draft.last = text) }
            <RadioCards name="calendar-kind" legend={t("calendar-kind")} selected={if draft.works { "works" } else { "off" }} {onselect}
                options={vec![option("off", "calendar-off"), option("works", "calendar-works")]} />
            { field("name", "calendar-name", &draft.name, "text", |draft, text| draft.name = text) }
            <div><Button kind={Kind::Primary} submit={true} {disabled} busy={editing.busy} test="calendar-add">{ t("add") }</Button></div>
        </form>
    }
}

impl DraftSpan {
    /// None while the first day is none.
    fn span(&self) -> Option<CalendarSpan> {
        let first: Date = self.first.parse().ok()?;
        let last = if self.last.is_empty() { first } else { self.last.parse().ok()? };
        Some(CalendarSpan { first, last, works: self.works, name: self.name.clone() })
    }
}
