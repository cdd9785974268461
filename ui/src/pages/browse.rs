//! The shop: search, categories, cards.

use std::cell::RefCell;
use std::collections::HashSet;
use std::ops::Range;
use std::rc::Rc;

use contract::ipc::{
    AddToCart, CatalogueProgress, CategoryCount, Changed, Connection, GetSyncStatus, ListCategories,
    SearchServices, ServiceCard, SyncStatus,
};
use domain::service::Choices;
use domain::{CategoryId, ServiceId};
use web_sys::HtmlInputElement;
use yew::prelude::*;
use yew_router::prelude::*;

use super::keys::SEARCH_ID;
use crate::components::{
    Banner, Button, EmptyState, PageHead, RouteLink, Select, ServiceCardItem, Tone, VirtualList,
    failed_state, icon_styled, service_card_skeleton,
};
use crate::hooks::{Pages, use_pages, use_query, use_toaster};
use crate::i18n::{t, tr};
use crate::route::Route;
use crate::{dom, format, ipc, words};

const CARD_HEIGHT: u32 = 212;
const CARD_WIDTH: u32 = 228;
const CARD_GAP: u32 = 16;
/// Cards that stand for what is coming.
const SKELETONS: usize = 9;
/// The desk finds no more than this for a text; there may be others.
const FOUND_MAX: u32 = 1_000;

thread_local! {
    /// Where one was last, for who comes back from a service.
    static LAST: RefCell<Place> = RefCell::default();
}

#[derive(Default)]
struct Place {
    text: String,
    category: Option<CategoryId>,
    /// Pixels above the window.
    scroll: i32,
}

/// Forgets where one was last: somebody else may come.
pub fn forget_place() {
    LAST.take();
}

#[derive(Properties, PartialEq)]
pub struct Props {
    pub category: Option<String>,
}

#[component]
pub fn BrowsePage(props: &Props) -> Html {
    let category = props.category.clone().and_then(|id| CategoryId::new(id).ok());
    let text = use_state_eq(|| LAST.with_borrow(|last| last.text.clone()));
    let back_to =
        use_mut_ref(|| LAST.with_borrow(|last| if last.category == category { last.scroll } else { 0 }));
    let seen = use_state_eq(|| 0..1_u32);
    let categories = use_query(ListCategories {}, &[Changed::Catalogue]);
    let status = use_query(GetSyncStatus {}, &[Changed::Sync, Changed::Catalogue]);
    let search = SearchServices { text: (*text).clone(), category: category.clone(), offset: 0, limit: 0 };
    let pages = use_pages(search, (*seen).clone(), &[Changed::Catalogue, Changed::Cart]);
    let toaster = use_toaster();

    // Another question begins at the top.
    use_effect_with(((*text).clone(), category.clone()), |(text, category)| {
        LAST.replace(Place { text: text.clone(), category: category.clone(), scroll: 0 });
        dom::scroll_to(0);
    });
    // Who comes back goes on where they were, as soon as there is something to scroll.
    use_effect_with(pages.total().is_some(), move |here| {
        if *here {
            dom::scroll_to(back_to.take());
        }
    });
    let type_text = {
        let text = text.setter();
        use_callback((), move |typed: String, ()| text.set(typed))
    };
    let onseen = {
        let seen = seen.setter();
        use_callback((), move |range: Range<u32>, ()| {
            let scrolled = dom::by_id(dom::MAIN_ID).map_or(0, |main| main.scroll_top());
            LAST.with_borrow_mut(|last| last.scroll = scrolled);
            seen.set(range);
        })
    };
    let adding = use_mut_ref(HashSet::<ServiceId>::new);
    let onadd = use_callback(toaster, move |card: ServiceCard, toaster| {
        // Pressed twice, it is added once.
        if !adding.borrow_mut().insert(card.id.clone()) {
            return;
        }
        let (adding, toaster) = (adding.clone(), toaster.clone());
        wasm_bindgen_futures::spawn_local(async move {
            // No choices: the desk takes the defaults.
            let (service, choices) = (card.id.clone(), Choices::default());
            let added = ipc::invoke(AddToCart { service, choices, quantity: 1, note: String::new() }).await;
            adding.borrow_mut().remove(&card.id);
            match added {
                Ok(_) => toaster.offer_undo(tr("added", [("service", card.name.into())])),
                Err(failure) => toaster.failed(&failure),
            }
        });
    });
    let loading = status.value.as_ref().and_then(|status| Loading::of(status));
    let known = categories.value.clone().unwrap_or_default();
    let title = known.iter().find(|count| Some(&count.category.id) == category.as_ref());
    let title = title.map_or_else(|| t("browse-title"), |count| count.category.name.clone());
    html! {
        <>
            <PageHead {title}>
                if let Some(total) = pages.total() {
                    <p class="text-soft text-sm tabular-nums" role="status">
                        { tr(if capped(&text, total) { "browse-count-many" } else { "browse-count" }, [("count", total.into())]) }
                    </p>
                }
            </PageHead>
            <div class="md:grid md:grid-cols-[11.5rem_minmax(0,1fr)] md:gap-7">
                <Categories counts={known} current={category.clone()} />
                <section class="min-w-0" aria-label={t("services")}>
                    { search_field(&text, &type_text) }
                    if let Some(Loading { progress, waits }) = loading {
                        <div class="mt-4">
                            <Banner tone={Tone::Calm} icon="package-open" test="catalogue-loading">
                                <span>{ if waits {
                                    t("catalogue-waits")
                                } else {
                                    tr("catalogue-loading", [("have", progress.have.into()), ("total", progress.total.into())])
                                } }</span>
                                <progress class="progress progress-primary w-40" value={progress.have.to_string()}
                                    max={progress.total.max(1).to_string()} aria-label={t("catalogue-loading-label")}></progress>
                            </Banner>
                        </div>
                    }
                    <div class="mt-5">
                        { results(&pages, &text, category.is_some(), loading, &onadd, &onseen, &type_text) }
                    </div>
                </section>
            </div>
        </>
    }
}

/// The first load of the catalogue.
#[derive(Clone, Copy)]
struct Loading {
    progress: CatalogueProgress,
    /// Nothing comes until there is a connection again.
    waits: bool,
}

impl Loading {
    fn of(status: &SyncStatus) -> Option<Self> {
        let waits = !matches!(status.connection, Connection::Unknown | Connection::Online);
        (!status.catalogue.complete).then_some(Self { progress: status.catalogue, waits })
    }
}

fn capped(text: &str, total: u32) -> bool {
    total == FOUND_MAX && !text.trim().is_empty()
}

fn results(
    pages: &Pages<ServiceCard>,
    text: &str,
    in_category: bool,
    loading: Option<Loading>,
    onadd: &Callback<ServiceCard>,
    onseen: &Callback<Range<u32>>,
    ontext: &Callback<String>,
) -> Html {
    let total = match (pages.total(), pages.failure()) {
        // Nothing was found for an older text: of the new one nothing is known.
        (None | Some(0), Some(failure)) => {
            return failed_state(failure, &pages.retry);
        }
        (None, None) if pages.slow() => return skeletons(),
        (None, None) => return html! {},
        (Some(0), None) => return nothing(text, in_category, loading, ontext),
        (Some(total), _) => total,
    };
    let item = {
        let cards = pages.reader();
        let onadd = onadd.clone();
        Callback::from(move |index| match cards(index) {
            Some(card) => html! { <ServiceCardItem {card} onadd={onadd.clone()} /> },
            None => service_card_skeleton(),
        })
    };
    html! {
        <>
            if let Some(failure) = pages.failure() {
                <div class="mb-5">
                    <Banner tone={Tone::Wrong} icon="circle-alert" alert={true}>
                        <span class="flex-1">{ words::failure(failure) }</span>
                        <Button small={true} icon="refresh-cw" onclick={pages.retry.clone()}>{ t("try-again") }</Button>
                    </Banner>
                </div>
            }
            <VirtualList {total} row_height={CARD_HEIGHT} column_width={CARD_WIDTH} gap={CARD_GAP} {item}
                onseen={onseen.clone()} label={t("services")} />
        </>
    }
}

fn skeletons() -> Html {
    html! {
        <div class="grid gap-4" role="status" style={format!("grid-template-columns: repeat(auto-fill, minmax({CARD_WIDTH}px, 1fr)); grid-auto-rows: {CARD_HEIGHT}px")}>
            <span class="sr-only">{ t("loading") }</span>
            { for (0..SKELETONS).map(|index| html! { <div key={index}>{ service_card_skeleton() }</div> }) }
        </div>
    }
}

fn nothing(text: &str, in_category: bool, loading: Option<Loading>, ontext: &Callback<String>) -> Html {
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
    if let Some(loading) = loading {
        let text = if loading.waits { "catalogue-waits" } else { "catalogue-coming-text" };
        return html! { <EmptyState icon="package-open" title={t("catalogue-coming")} text={t(text)} /> };
    }
    if in_category {
        return html! {
            <EmptyState icon="store" title={t("category-empty")} text={t("category-empty-text")}>
                <RouteLink to={Route::Browse} class="btn btn-primary">{ t("category-all") }</RouteLink>
            </EmptyState>
        };
    }
    html! { <EmptyState icon="store" title={t("catalogue-empty")} text={t("catalogue-empty-text")} /> }
}

fn search_field(text: &str, ontext: &Callback<String>) -> Html {
    let oninput =
        ontext.reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    html! {
        <label class="input h-11 w-full text-base">
            { icon_styled("search", "text-soft") }
            <input id={SEARCH_ID} type="search" value={text.to_owned()} {oninput} placeholder={t("search-placeholder")}
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
    let entry = |to: Route, icon: &str, name: AttrValue, services: i64, current: bool| {
        let tone = if current { "soft-primary font-semibold" } else { "hover:bg-base-300/50" };
        html! {
            <li key={to.to_path()}>
                <RouteLink {to} {current} class={classes!("rounded-field", "flex", "items-center", "gap-2.5", "px-2.5", "py-2", "text-sm", tone)}>
                    { icon_styled(icon, "text-base") }
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
                <ul class="sticky top-7 -m-1 flex max-h-[calc(100dvh-3.5rem)] flex-col gap-0.5 overflow-y-auto p-1">
                    { entry(Route::Browse, "store", t("category-all").into(), all, props.current.is_none()) }
                    { for props.counts.iter().map(|count| entry(
                        Route::category(&count.category.id),
                        &count.category.icon,
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
