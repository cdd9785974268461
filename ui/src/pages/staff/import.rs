//! A catalogue file: chosen, tried out, and imported once somebody has seen what it does.

use std::rc::Rc;

use contract::Code;
use contract::ipc::{Changed, ImportCatalogue, TryCatalogue};
use contract::staff::catalogue::{
    CATALOGUE_BYTES, CatalogueImported, CatalogueTrial, ChangedField, ChangedService, Codes,
};
use domain::{Currency, Money};
use yew::prelude::*;

use super::findings::findings;
use super::{answered, places, refused, way_back};
use crate::components::{Banner, Button, FilePick, Kind, PageHead, Tone};
use crate::format;
use crate::hooks::{use_act, use_query};
use crate::i18n::{t, tr};
use crate::route::Route;

#[derive(Debug, PartialEq)]
struct Chosen {
    name: String,
    text: String,
}

#[component]
pub fn ImportPage() -> Html {
    // With a number: the same file may be chosen again.
    let chosen = use_state(|| None::<(u32, Rc<Chosen>)>);
    let onread = {
        let chosen = chosen.clone();
        Callback::from(move |(name, text)| {
            let number = chosen.as_ref().map_or(0, |(number, _)| number + 1);
            chosen.set(Some((number, Rc::new(Chosen { name, text }))));
        })
    };
    html! {
        <>
            { way_back(Route::StaffCatalogue, t("catalogue")) }
            <PageHead title={t("catalogue-import")}>{ places(&Route::StaffCatalogue, None) }</PageHead>
            <p class="text-soft mb-4 max-w-2xl">{ t("catalogue-import-text") }</p>
            <FilePick id="catalogue-file" label={t("catalogue-file")} accept=".csv,.json" max_bytes={CATALOGUE_BYTES as u32} {onread} test="catalogue-file" />
            if let Some((number, file)) = &*chosen { <Trial key={*number} file={file.clone()} /> }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct Props {
    file: Rc<Chosen>,
}

#[component]
fn Trial(props: &Props) -> Html {
    let Chosen { name, text } = &*props.file;
    let query = use_query(TryCatalogue { name: name.clone(), text: text.clone() }, &[Changed::Session]);
    let done = use_state_eq(|| None::<CatalogueImported>);
    let imported = use_act::<ImportCatalogue>({
        let done = done.setter();
        Callback::from(move |counts| done.set(Some(counts)))
    });
    // Somebody else was first: what the file does now is something else.
    use_effect_with(imported.failure.clone(), {
        let retry = query.retry.clone();
        move |failure| {
            if failure.as_ref().is_some_and(|failure| failure.code == Code::CatalogueMoved) {
                retry.emit(());
            }
        }
    });
    if let Some(counts) = *done {
        let changed = counts.added + counts.changed + counts.withdrawn;
        return html! {
            <div class="mt-5"><Banner tone={Tone::Good} icon="check" alert={true} test="catalogue-imported">{ tr("catalogue-imported", [("file", name.as_str().into()), ("count", changed.into())]) }</Banner></div>
        };
    }
    let onimport = |trial: &CatalogueTrial| {
        let (file, at) = (props.file.clone(), trial.at.clone());
        imported.run.reform(move |()| {
            let (name, text) = (file.name.clone(), file.text.clone());
            ImportCatalogue { name, text, at: at.clone() }
        })
    };
    html! {
        <section class="mt-5 flex flex-col gap-5" aria-label={name.clone()}>
            <h2 class="font-semibold">{ name }</h2>
            if let Some(failure) = &imported.failure { { refused(failure) } }
            { answered(&query, |trial| html! {
                <>
                    { told(trial) }
                    if trial.mistakes.total == 0 {
                        <div><Button kind={Kind::Primary} busy={imported.busy} onclick={onimport(trial)} test="catalogue-import-now">{ t("catalogue-import-now") }</Button></div>
                    }
                </>
            }) }
        </section>
    }
}

fn told(trial: &CatalogueTrial) -> Html {
    let counts = [
        (t("import-added"), trial.added.total),
        (t("import-changed"), trial.changed.total),
        (t("import-withdrawn"), trial.withdrawn.total),
        (t("import-unchanged"), trial.unchanged),
    ];
    html! {
        <>
            { findings(&counts, &trial.mistakes) }
            if !trial.whole { <p class="text-soft text-sm">{ t("import-not-whole") }</p> }
            { codes("import-added", &trial.added) }
            if trial.changed.total > 0 {
                <div class="panel px-5 py-4">
                    <h3 class="mb-3 text-sm font-medium">{ t("import-changed") }</h3>
                    <ul class="flex flex-col gap-3 text-sm">{ for trial.changed.first.iter().map(|service| changed(service, trial.currency)) }</ul>
                    { more(trial.changed.total, trial.changed.first.len()) }
                </div>
            }
            { codes("import-withdrawn", &trial.withdrawn) }
        </>
    }
}

fn codes(key: &str, codes: &Codes) -> Html {
    if codes.total == 0 {
        return html! {};
    }
    html! {
        <div class="panel px-5 py-4">
            <h3 class="mb-2 text-sm font-medium">{ t(key) }</h3>
            <p class="text-sm">{ codes.first.join(", ") }</p>
            { more(codes.total, codes.first.len()) }
        </div>
    }
}

fn more(total: u64, told: usize) -> Html {
    match total.saturating_sub(told as u64) {
        0 => html! {},
        count => {
            html! { <p class="text-soft mt-2 text-sm">{ tr("import-more", [("count", count.into())]) }</p> }
        }
    }
}

fn changed(service: &ChangedService, currency: Currency) -> Html {
    let field = |ChangedField { column, old, new }: &ChangedField| {
        html! {
            <p key={column.clone()} class="break-words">
                <span class="text-soft">{ column }{ ": " }<del>{ value(column, old, currency) }</del></span>{ " → " }<ins class="font-medium no-underline">{ value(column, new, currency) }</ins>
            </p>
        }
    };
    html! {
        <li key={service.code.clone()} data-test="import-changed" data-code={service.code.clone()}>
            <p class="font-medium">{ &service.name }<span class="text-soft ml-2 font-normal">{ &service.code }</span></p>
            if service.back { <p>{ t("import-back") }</p> }
            { for service.fields.iter().map(field) }
        </li>
    }
}

/// What a column holds, for people.
fn value(column: &str, text: &str, currency: Currency) -> String {
    match Money::parse_decimal(text, currency) {
        Ok(price) if column == "price" => format::money(price),
        _ if text.is_empty() => "–".into(),
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_shown_as_money_and_nothing_as_a_dash() {
        let currency = Currency::new("EUR").expect("known");
        assert_eq!(value("price", "1249.50", currency), "1249.50 EUR");
        assert_eq!(value("lead_days", "2", currency), "2");
        assert_eq!(value("summary", "", currency), "–");
    }
}
