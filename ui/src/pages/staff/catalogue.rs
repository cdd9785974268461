//! All services for staff, withdrawn ones too.

use contract::ipc::{Changed, ListStaffServices};
use contract::staff::catalogue::ServiceRow;
use yew::prelude::*;

use super::{answered, pager, places};
use crate::components::{EmptyState, PageHead, RouteLink, figures, icon_named, search_box};
use crate::format;
use crate::hooks::use_query;
use crate::i18n::t;
use crate::pages::keys::SEARCH_ID;
use crate::route::Route;

/// What is looked at.
#[derive(Clone, Default, PartialEq)]
struct Place {
    text: String,
    /// After which codes the pages up to this one began.
    after: Vec<String>,
}

#[component]
pub fn CataloguePage() -> Html {
    let place = use_state_eq(Place::default);
    let call = ListStaffServices { text: place.text.clone(), after: place.after.last().cloned() };
    let query = use_query(call, &[Changed::Session, Changed::Catalogue]);
    let go = {
        let place = place.setter();
        Callback::from(move |to: Place| place.set(to))
    };
    let turn = go.reform({
        let text = place.text.clone();
        move |after| Place { text: text.clone(), after }
    });
    let oninput = go.reform(|text| Place { text, after: Vec::new() });
    html! {
        <>
            <PageHead title={t("catalogue")}>{ places(&Route::StaffCatalogue, None) }</PageHead>
            <div class="mb-4 flex flex-wrap items-end justify-between gap-4">
                { search_box(SEARCH_ID, t("services-search"), place.text.clone(), &oninput, "services-search") }
                <RouteLink to={Route::StaffImport} class="btn btn-primary font-medium" test="catalogue-import">{ icon_named("file-text") }{ t("catalogue-import") }</RouteLink>
            </div>
            { answered(&query, |page| html! {
                <>
                    { if page.services.is_empty() { nothing() } else { table(&page.services) } }
                    { pager(&place.after, page.after.as_ref(), ["services-back", "services-on"], &turn) }
                </>
            }) }
        </>
    }
}

fn nothing() -> Html {
    html! { <EmptyState icon="package-open" title={t("services-none")} text={t("services-none-text")} test="services-none" /> }
}

fn table(rows: &[ServiceRow]) -> Html {
    let head = |key: &str, class: &'static str| {
        html! { <th scope="col" class={classes!("px-4", "py-2", "font-medium", class)}>{ t(key) }</th> }
    };
    html! {
        <div class="panel overflow-x-auto">
            <table class="w-full text-left text-sm">
                <thead class="text-soft border-base-300 border-b"><tr>
                    { head("catalogue-code", "") }{ head("service", "") }{ head("category", "max-lg:hidden") }{ head("price", "text-right") }
                </tr></thead>
                <tbody class="divide-base-300 divide-y">{ for rows.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

fn row(row: &ServiceRow) -> Html {
    let planned = row.planned.then(|| {
        html! { <span class="text-warning mr-2" title={t("prices-planned")}>{ icon_named("calendar-clock") }<span class="sr-only">{ t("prices-planned") }</span></span> }
    });
    html! {
        <tr key={row.id.as_str()} data-test="service-row" data-code={row.code.clone()}>
            <td class="text-soft px-4 py-2 whitespace-nowrap">{ &row.code }</td>
            <td class="px-4 py-2">
                <RouteLink to={Route::staff_service(&row.id)} class="link font-medium">{ &row.name }</RouteLink>
                if row.withdrawn { <span class="soft-neutral rounded-field ml-2 px-2 py-0.5 text-xs" data-test="service-withdrawn">{ t("problem-withdrawn") }</span> }
            </td>
            <td class="text-soft px-4 py-2 max-lg:hidden">{ &row.category }</td>
            <td class="px-4 py-2 text-right">{ planned }{ figures(format::money(row.price), "", None) }</td>
        </tr>
    }
}
