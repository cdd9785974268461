//! Tables for the books: which one, over which days, and where it was saved.

use contract::Code;
use contract::ipc::{ExportBooks, ShowExport};
use domain::books::BookTable;
use jiff::civil::Date;
use yew::prelude::*;

use super::refused;
use crate::components::{Button, Dialog, Field, Kind, RadioCards, RadioOption, saved_file};
use crate::hooks::{Act, send, use_act, use_toaster};
use crate::i18n::{t, tr};
use crate::pages::checkout_forms::{self, problem};
use crate::{dom, format};

/// A button that opens the dialog, and the dialog.
#[component]
pub fn Books() -> Html {
    let toaster = use_toaster();
    let open = use_state_eq(|| false);
    let draft = use_state_eq(|| {
        let (from, to) = last_month(dom::today());
        ExportBooks { table: BookTable::Orders, from: format::iso(from), to: format::iso(to) }
    });
    let path = use_state_eq(|| None::<String>);
    let export = use_act::<ExportBooks>({
        let (path, toaster, is_open) = (path.setter(), toaster.clone(), *open);
        Callback::from(move |saved: contract::unsent::Exported| {
            if !is_open {
                toaster.say(tr("receipt-saved", [("path", saved.path.as_str().into())]));
            }
            path.set(Some(saved.path));
        })
    });
    let ondraft = {
        let (draft, path) = (draft.setter(), path.setter());
        Callback::from(move |typed: ExportBooks| {
            path.set(None);
            draft.set(typed);
        })
    };
    let onsave = {
        let (run, draft, path) = (export.run.clone(), draft.clone(), path.setter());
        Callback::from(move |()| {
            path.set(None);
            run.emit((*draft).clone());
        })
    };
    let show = Callback::from(move |()| send(&toaster, ShowExport {}, |()| ()));
    let set_open = |to: bool| {
        let open = open.setter();
        Callback::from(move |()| open.set(to))
    };
    let failure = export.failure.as_ref().filter(|failure| failure.code != Code::InvalidFields);
    html! {
        <>
            <Button icon="file-text" onclick={set_open(true)} test="books">{ t("books-open") }</Button>
            <Dialog open={*open} title={t("books")} onclose={set_open(false)} class="max-w-xl">
                <form class="flex flex-col gap-5" onsubmit={checkout_forms::send(&onsave)} novalidate={true}>
                    <div>
                        <h2 class="text-lg font-semibold">{ t("books") }</h2>
                        <p class="text-soft mt-1 text-sm">{ t("books-text") }</p>
                    </div>
                    { table_cards(&draft, &ondraft) }
                    { days(&draft, &export, &ondraft) }
                    if export.busy {
                        <div class="text-soft flex flex-col gap-1 text-sm" role="status" data-test="books-busy">
                            { t("books-busy") }
                            <progress class="progress progress-primary w-full" aria-label={t("books-busy")}></progress>
                        </div>
                    }
                    if let Some(failure) = failure { { refused(failure) } }
                    if let Some(path) = &*path { { saved_file("books-saved", path, &show, "books-saved") } }
                    <div class="flex flex-row-reverse flex-wrap gap-3">
                        <Button kind={Kind::Primary} submit={true} busy={export.busy} test="books-save">{ t("books-save") }</Button>
                        <Button onclick={set_open(false)} test="books-close">{ t("close") }</Button>
                    </div>
                </form>
            </Dialog>
        </>
    }
}

/// Orders, their lines, or money.
fn table_cards(draft: &ExportBooks, ondraft: &Callback<ExportBooks>) -> Html {
    let option = |table: BookTable| RadioOption {
        value: table.as_str().into(),
        text: t(match table {
            BookTable::Orders => "books-orders",
            BookTable::Lines => "books-lines",
            BookTable::Money => "books-money",
        })
        .into(),
        aside: "".into(),
    };
    let onselect = ondraft.reform({
        let draft = draft.clone();
        move |value: AttrValue| ExportBooks {
            table: BookTable::parse(&value).unwrap_or(draft.table),
            ..draft.clone()
        }
    });
    html! {
        <RadioCards name="books-table" legend={t("books-table")} selected={draft.table.as_str()} {onselect}
            options={BookTable::ALL.map(option).to_vec()} />
    }
}

/// The first and the last day, with what is wrong with them.
fn days(draft: &ExportBooks, export: &Act<ExportBooks>, ondraft: &Callback<ExportBooks>) -> Html {
    let problems = export.failure.as_ref().map_or(&[][..], |failure| &failure.fields);
    let field = |name: &'static str,
                 label: &str,
                 value: &str,
                 hint: Option<String>,
                 put: fn(&mut ExportBooks, String)| {
        let draft = draft.clone();
        let oninput = ondraft.reform(move |text| {
            let mut draft = draft.clone();
            put(&mut draft, text);
            draft
        });
        html! {
            <Field id={format!("books-{name}")} kind="date" label={t(label)} value={value.to_owned()} {oninput} hint={hint.map(AttrValue::from)}
                problem={problem(problems, name)} test={format!("books-{name}")} />
        }
    };
    html! {
        <div class="grid gap-5 sm:grid-cols-2">
            { field("from", "period-from", &draft.from, None, |draft, text| draft.from = text) }
            { field("to", "period-to", &draft.to, Some(t("books-days")), |draft, text| draft.to = text) }
        </div>
    }
}

/// The first and the last day of the month before that of a day.
fn last_month(today: Date) -> (Date, Date) {
    let last = today.first_of_month().yesterday().unwrap_or(today);
    (last.first_of_month(), last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_last_whole_month_ends_before_this_one_begins() {
        let months = [date(2026, 11, 27), date(2027, 1, 1), date(2028, 3, 31)].map(last_month);
        let (october, december) =
            ((date(2026, 10, 1), date(2026, 10, 31)), (date(2026, 12, 1), date(2026, 12, 31)));
        assert_eq!(months, [october, december, (date(2028, 2, 1), date(2028, 2, 29))]);
    }
}
