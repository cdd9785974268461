//! The shop: search, categories, cards.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use contract::ipc::{
    AddToCart, CategoryCount, Changed, GetSyncStatus, ListCategories, SearchServices, ServiceCard,
    ShowService,
};
use domain::CategoryId;
use web_sys::HtmlInputElement;
use yew::prelude::*;
use yew_router::prelude::*;

use super::keys::SEARCH_ID;
use crate::components::{
    Banner, Button, EmptyState, FailedState, Icon, PageHead, RouteLink, Select, ServiceCardItem, Tone,
    VirtualList, service_card_skeleton,
};
use crate::hooks::{Pages, Toaster, send, use_pages, use_query, use_toaster};
use crate::i18n::{t, tr};
use crate::route::Route;
use crate::{dom, format};

const CARD_HEIGHT: u32 = 212;
const CARD_WIDTH: u32 = 228;
const CARD_GAP: u32 = 16;
/// Cards that stand for what is coming.
const SKELETONS: usize = 9;

thread_local! {
    /// What was searched last, for who comes back from a service.
    static LAST_SEARCH: RefCell<String> = RefCell::default();
}

#[derive(Properties, PartialEq)]
pub struct Props {
    pub category: Option<String>,
}

#[component]
pub fn BrowsePage(props: &Props) -> Html {
    let category = props.category.clone().and_then(|id| CategoryId::new(id).ok());
    let text = use_state_eq(|| LAST_SEARCH.with(|last| last.borrow().clone()));
    let seen = use_state_eq(|| 0..1_u32);
    let categories = use_query(ListCategories {}, &[Changed::Catalogue]);
    let status = use_query(GetSyncStatus {}, &[Changed::Sync, Changed::Catalogue]);
    let search = SearchServices { text: (*text).clone(), category: category.clone(), offset: 0, limit: 0 };
    let pages = use_pages(search, (*seen).clone(), &[Changed::Catalogue, Changed::Cart]);
    let toaster = use_toaster();

    // Another question begins at the top.
    use_effect_with((text.clone(), category.clone()), |_| {
        if let Some(main) = dom::by_id(dom::MAIN_ID) {
            main.set_scroll_top(0);
        }
    });
    let type_text = {
        let text = text.setter();
        use_callback((), move |typed: String, ()| {
            LAST_SEARCH.with(|last| last.borrow_mut().clone_from(&typed));
            text.set(typed);
        })
    };
    let onseen = {
        let seen = seen.setter();
        use_callback((), move |range: Range<u32>, ()| seen.set(range))
    };
    let onadd = use_callback(toaster, |card: ServiceCard, toaster| add_one(toaster, card));
    let incomplete =
        status.value.as_ref().map(|status| status.catalogue).filter(|progress| !progress.complete);
    let known = categories.value.clone().unwrap_or_default();
    let title = known.iter().find(|count| Some(&count.category.id) == category.as_ref());
    let title = title.map_or_else(|| t("browse-title"), |count| count.category.name.clone());
    html! {
        <>
            <PageHead {title}>
                if let Some(total) = pages.total() {
                    <p class="text-soft text-sm tabular-nums" role="status">
                        { tr("browse-count", [("count", total.into())]) }
                    </p>
                }
            </PageHead>
            <div class="md:grid md:grid-cols-[11.5rem_minmax(0,1fr)] md:gap-7">
                <Categories counts={known} current={category.clone()} />
                <section class="min-w-0" aria-label={t("services")}>
                    <SearchField text={(*text).clone()} ontext={type_text.clone()} />
                    if let Some(progress) = incomplete {
                        <div class="mt-4">
                            <Banner tone={Tone::Calm} icon="package-open" test="catalogue-loading">
                                <span>{ tr("catalogue-loading", [("have", progress.have.into()), ("total", progress.total.into())]) }</span>
                                <progress class="progress progress-primary w-40" value={progress.have.to_string()}
                                    max={progress.total.max(1).to_string()} aria-label={t("catalogue-loading-label")}></progress>
                            </Banner>
                        </div>
                    }
                    <div class="mt-5">
                        { results(&pages, &text, category.is_some(), incomplete.is_some(), &onadd, &onseen, &type_text) }
                    </div>
                </section>
            </div>
        </>
    }
}

fn results(
    pages: &Pages<ServiceCard>,
    text: &str,
    in_category: bool,
    incomplete: bool,
    onadd: &Callback<ServiceCard>,
    onseen: &Callback<Range<u32>>,
    ontext: &Callback<String>,
) -> Html {
    let Some(total) = pages.total() else {
        return match pages.failure() {
            Some(failure) => html! { <FailedState failure={failure.clone()} retry={pages.retry.clone()} /> },
            None if pages.slow() => html! {
                <div class="grid gap-4" role="status" style={format!("grid-template-columns: repeat(auto-fill, minmax({CARD_WIDTH}px, 1fr)); grid-auto-rows: {CARD_HEIGHT}px")}>
                    <span class="sr-only">{ t("loading") }</span>
                    { for (0..SKELETONS).map(|index| html! { <div key={index}>{ service_card_skeleton() }</div> }) }
                </div>
            },
            None => html! {},
        };
    };
    if total == 0 {
        return nothing(text, in_category, incomplete, ontext);
    }
    let item = {
        let cards = pages.reader();
        let onadd = onadd.clone();
        Callback::from(move |index| match cards(index) {
            Some(card) => html! { <ServiceCardItem {card} onadd={onadd.clone()} /> },
            None => service_card_skeleton(),
        })
    };
    html! {
        <VirtualList {total} row_height={CARD_HEIGHT} column_width={CARD_WIDTH} gap={CARD_GAP} {item}
            onseen={onseen.clone()} label={t("services")} />
    }
}

fn nothing(text: &str, in_category: bool, incomplete: bool, ontext: &Callback<String>) -> Html {
    if !text.trim().is_empty() {
        let clear = ontext.reform(|()| String::new());
        return html! {
            <EmptyState icon="search" title={tr("search-nothing", [("text", text.trim().into())])}
                text={t("search-nothing-text")} test="search-nothing">
                <Button onclick={clear} icon="x">{ t("search-clear") }</Button>
                if in_category {
                    <RouteLink to={Route::Browse} class="btn btn-ghost">{ t("search-everywhere") }</RouteLink>
                }
            </EmptyState>
        };
    }
    if incomplete {
        return html! {
            <EmptyState icon="package-open" title={t("catalogue-coming")} text={t("catalogue-coming-text")} />
        };
    }
    html! { <EmptyState icon="store" title={t("catalogue-empty")} text={t("catalogue-empty-text")} /> }
}

/// The card does not know the choices: the service is asked first, then added with its defaults.
fn add_one(toaster: &Toaster, card: ServiceCard) {
    let adder = toaster.clone();
    send(toaster, ShowService { id: card.id }, move |view| {
        let choices = view.service.default_choices();
        let name = view.service.name.clone();
        let call = AddToCart { service: view.service.id, choices, quantity: 1, note: String::new() };
        let said = adder.clone();
        send(&adder, call, move |_| said.offer_undo(tr("added", [("service", name.into())])));
    });
}

#[derive(Properties, PartialEq)]
struct SearchProps {
    text: AttrValue,
    ontext: Callback<String>,
}

#[component]
fn SearchField(props: &SearchProps) -> Html {
    let oninput =
        props.ontext.reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    html! {
        <label class="input h-11 w-full text-base">
            <Icon name="search" class="text-soft" />
            <input id={SEARCH_ID} type="search" value={&props.text} {oninput} placeholder={t("search-placeholder")}
                aria-label={t("search-placeholder")} autocomplete="off" spellcheck="false" data-test="search" />
            <kbd class="kbd kbd-sm" aria-hidden="true">{ "/" }</kbd>
        </label>
    }
}

#[derive(Properties, PartialEq)]
struct CategoriesProps {
    counts: Rc<Vec<CategoryCount>>,
    current: Option<CategoryId>,
}

#[component]
fn Categories(props: &CategoriesProps) -> Html {
    let navigator = use_navigator().expect("pages stand inside the router");
    let all: i64 = props.counts.iter().map(|count| i64::from(count.services)).sum();
    let entry = |to: Route, icon: AttrValue, name: AttrValue, services: i64, current: bool| {
        let tone = if current { "soft-primary font-semibold" } else { "hover:bg-base-300/50" };
        html! {
            <li key={to.to_path()}>
                <RouteLink {to} {current} class={classes!("rounded-field", "flex", "items-center", "gap-2.5", "px-2.5", "py-2", "text-sm", tone)}>
                    <Icon name={icon} class="text-base" />
                    <span class="min-w-0 flex-1 leading-snug hyphens-auto">{ name }</span>
                    <span class="text-soft text-xs font-normal tabular-nums">{ format::count(services) }</span>
                </RouteLink>
            </li>
        }
    };
    let options = [(AttrValue::from(""), AttrValue::from(t("category-all")))].into_iter();
    let options = options.chain(
        props
            .counts
            .iter()
            .map(|count| (count.category.id.to_string().into(), count.category.name.clone().into())),
    );
    let onchange = Callback::from(move |id: String| {
        let route = if id.is_empty() { Route::Browse } else { Route::Category { category: id } };
        navigator.push(&route);
    });
    let current = props.current.as_ref().map(CategoryId::to_string).unwrap_or_default();
    html! {
        <>
            <nav class="max-md:hidden" aria-label={t("categories")}>
                <ul class="sticky top-7 flex flex-col gap-0.5">
                    { entry(Route::Browse, "store".into(), t("category-all").into(), all, props.current.is_none()) }
                    { for props.counts.iter().map(|count| entry(
                        Route::category(&count.category.id),
                        count.category.icon.clone().into(),
                        count.category.name.clone().into(),
                        count.services.into(),
                        Some(&count.category.id) == props.current.as_ref(),
                    )) }
                </ul>
            </nav>
            <div class="mb-4 md:hidden">
                <Select id="category" label={t("categories")} value={current} options={options.collect::<Vec<_>>()} {onchange} />
            </div>
        </>
    }
}
