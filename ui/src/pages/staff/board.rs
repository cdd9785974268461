//! All orders by state, with a search over them, and moves of many at once.

use std::rc::Rc;

use contract::ipc::{Changed, ListStaffOrders, MoveOrders, ShowBoard};
use contract::staff::{Board, MovedMany, StaffRow};
use domain::order::OrderState;
use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::books::Books;
use super::bulk::{self, Outcome};
use super::{answered, pager, places, refused, use_fresh};
use crate::components::{
    EmptyState, PageHead, RouteLink, figures, icon_named, order_badge, promise_short, search_box,
};
use crate::hooks::{use_act, use_query};
use crate::i18n::{t, tr};
use crate::pages::keys::SEARCH_ID;
use crate::route::Route;
use crate::{format, words};

/// Typing has paused: only then the server is asked.
const SEARCH_AFTER_MS: u32 = 250;

/// What is looked at.
#[derive(Clone, PartialEq)]
struct Place {
    text: String,
    /// None: all states.
    state: Option<OrderState>,
    /// Where the pages before this one began, the newest first.
    before: Vec<String>,
}

#[component]
pub fn BoardPage() -> Html {
    let place = use_state_eq(|| Place {
        text: String::new(),
        state: Some(OrderState::Confirmed),
        before: Vec::new(),
    });
    let typed = use_state_eq(String::new);
    let picked = use_state_eq(Vec::<StaffRow>::new);
    let outcome = use_state_eq(|| None::<Outcome>);
    let board = use_query(ShowBoard {}, &[Changed::Session]);
    let before = place.before.last().cloned();
    let list = use_query(
        ListStaffOrders { text: place.text.clone(), state: place.state, before },
        &[Changed::Session],
    );
    let look_again = list.retry.reform({
        let board = board.retry.clone();
        move |()| board.emit(())
    });
    use_fresh(look_again.clone());
    let go = {
        let (place, picked) = (place.setter(), picked.setter());
        Callback::from(move |to: Place| {
            picked.set(Vec::new());
            place.set(to);
        })
    };
    use_effect_with((*typed).clone(), {
        let (go, place) = (go.clone(), place.clone());
        move |typed| {
            let text = typed.trim().to_owned();
            let pause = (text != place.text).then(|| {
                Timeout::new(SEARCH_AFTER_MS, move || {
                    // What is searched for may be in any state.
                    let state = if text.is_empty() { place.state } else { None };
                    go.emit(Place { text, state, before: Vec::new() });
                })
            });
            move || drop(pause)
        }
    });
    let moved = use_act::<MoveOrders>({
        let (picked, outcome, look_again) = (picked.clone(), outcome.setter(), look_again.clone());
        Callback::from(move |moved: MovedMany| {
            outcome.set(Some(Outcome::of(&picked, &moved)));
            picked.set(Vec::new());
            look_again.emit(());
        })
    });
    let oninput = {
        let typed = typed.setter();
        Callback::from(move |text: String| typed.set(text))
    };
    let pick = {
        let picked = picked.clone();
        Callback::from(move |rows: Vec<StaffRow>| picked.set(rows))
    };
    let turn = go.reform({
        let place = place.clone();
        move |before| Place { before, ..(*place).clone() }
    });
    let reviews = board.value.as_ref().map(|board| board.reviews);
    html! {
        <>
            <PageHead title={t("staff")}>{ places(&Route::Staff, reviews) }</PageHead>
            <div class="mb-4 flex flex-wrap items-end justify-between gap-4">
                { search_box(SEARCH_ID, t("staff-search"), (*typed).clone(), &oninput, "staff-search") }
                <Books />
            </div>
            { tabs(board.value.as_ref(), &place, &go) }
            if let Some(failure) = &moved.failure { <div class="mb-4">{ refused(failure) }</div> }
            { bulk::told(outcome.as_ref(), &Callback::from({
                let outcome = outcome.setter();
                move |()| outcome.set(None)
            })) }
            { bulk::bar(place.state, &picked, moved.busy, &moved.run, &pick) }
            { answered(&list, |page| html! {
                <>
                    { if page.orders.is_empty() { nothing(&place) } else { table(&page.orders, place.state, &picked, &pick) } }
                    { pager(&place.before, page.before.as_ref(), ["staff-newer", "staff-older"], &turn) }
                </>
            }) }
        </>
    }
}

/// The states with their counts, and all.
fn tabs(board: Option<&Rc<Board>>, place: &Place, go: &Callback<Place>) -> Html {
    let states = OrderState::ALL.into_iter().map(Some).chain([None]);
    let tab = |state: Option<OrderState>| {
        let on = state == place.state;
        let tone = if on { "soft-primary font-semibold" } else { "hover:bg-base-300/50" };
        let to = Place { text: place.text.clone(), state, before: Vec::new() };
        let of_state = |board: &Rc<Board>| match state {
            Some(state) => {
                board.columns.iter().find(|column| column.state == state).map_or(0, |column| column.count)
            }
            None => board.columns.iter().map(|column| column.count).sum(),
        };
        html! {
            <button type="button" class={classes!("rounded-field", "flex", "h-9", "items-center", "gap-2", "px-3", "text-sm", tone)}
                onclick={go.reform(move |_: MouseEvent| to.clone())} aria-pressed={if on { "true" } else { "false" }}
                data-test="staff-tab" data-state={state.map_or("all", OrderState::as_str)}>
                { state.map_or_else(|| t("filter-all"), words::order_state) }
                if let Some(board) = board { <span class="text-soft tabular-nums">{ format::count(of_state(board)) }</span> }
            </button>
        }
    };
    html! { <div class="mb-4 flex flex-wrap gap-1" role="group" aria-label={t("filters")}>{ for states.map(tab) }</div> }
}

fn nothing(place: &Place) -> Html {
    let text = if place.text.is_empty() { t("staff-none-text") } else { t("orders-nothing-text") };
    html! { <EmptyState icon="clipboard-list" title={t("orders-nothing")} {text} test="staff-none" /> }
}

/// Rows, each with a box to pick it where many can be moved at once.
fn table(
    rows: &[StaffRow],
    state: Option<OrderState>,
    picked: &[StaffRow],
    pick: &Callback<Vec<StaffRow>>,
) -> Html {
    let many = bulk::next(state).is_some();
    let all = rows.iter().all(|row| bulk::holds(picked, row));
    let pick_all = {
        let rows = if all { Vec::new() } else { rows.to_vec() };
        pick.reform(move |_: Event| rows.clone())
    };
    let head = |text: String, class: &'static str| {
        html! { <th scope="col" class={classes!("px-3", "py-2", "font-medium", class)}>{ text }</th> }
    };
    let body = |row: &StaffRow| {
        let (on, toggled) = (bulk::holds(picked, row), bulk::toggled(picked, row));
        html! {
            <tr key={row.id.as_str()} class={classes!(on.then_some("soft-primary"))} data-test="staff-row" data-number={row.number.clone()}>
                if many {
                    <td class="w-10 py-2 pl-4">
                        <input type="checkbox" class="checkbox checkbox-sm" checked={on} aria-label={tr("staff-pick", [("number", row.number.as_str().into())])}
                            onchange={pick.reform(move |_: Event| toggled.clone())} data-test="staff-pick" />
                    </td>
                }
                <td class="px-3 py-2 whitespace-nowrap">
                    <RouteLink to={Route::staff_order(&row.id)} class="link font-medium tabular-nums">{ &row.number }</RouteLink>
                    if row.review { <span class="text-warning ml-2" title={t("staff-review-open")}>{ icon_named("shield") }<span class="sr-only">{ t("staff-review-open") }</span></span> }
                </td>
                <td class="max-w-48 truncate px-3 py-2">{ &row.name }</td>
                // It gives way first: a scrollbar would lie over the last row.
                <td class="w-full max-w-0 truncate px-3 py-2">{ what(row) }</td>
                <td class="text-soft px-3 py-2 whitespace-nowrap max-lg:hidden">{ format::moment(row.placed_at_us) }</td>
                <td class="px-3 py-2 whitespace-nowrap max-lg:hidden">{ promise_short(row.promise) }</td>
                if state.is_none() { <td class="px-3 py-2">{ order_badge(row.state) }</td> }
                <td class="py-2 pr-4 pl-3 text-right">{ figures(format::money(row.total), "font-medium", None) }</td>
            </tr>
        }
    };
    html! {
        <div class="panel overflow-x-auto">
            <table class="w-full text-left text-sm">
                <thead class="text-soft border-base-300 border-b"><tr>
                    if many {
                        <th scope="col" class="w-10 py-2 pl-4">
                            <input type="checkbox" class="checkbox checkbox-sm" checked={all} aria-label={t("staff-pick-all")} onchange={pick_all} data-test="staff-pick-all" />
                        </th>
                    }
                    { head(t("order"), "") }
                    { head(t("name"), "") }
                    { head(t("services"), "min-w-48") }
                    { head(t("staff-placed"), "max-lg:hidden") }
                    { head(t("expected"), "max-lg:hidden") }
                    if state.is_none() { { head(t("staff-state"), "") } }
                    { head(t("total"), "pr-4 text-right") }
                </tr></thead>
                <tbody class="divide-base-300 divide-y">{ for rows.iter().map(body) }</tbody>
            </table>
        </div>
    }
}

/// The first service, and how many more.
fn what(row: &StaffRow) -> String {
    match row.lines.saturating_sub(1) {
        0 => row.first.clone(),
        more => tr("order-and-more", [("first", row.first.as_str().into()), ("more", more.into())]),
    }
}
