//! The finer filters of the list of orders: when, which service, how much.

use contract::history::OrderedService;
use contract::ipc::{Changed, FindOrderedServices};
use domain::Currency;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::orders_wish::{Period, Wish, amount, year_of};
use crate::components::{Button, Kind, Select, icon_named};
use crate::hooks::use_query;
use crate::i18n::{t, tr};

/// More years than a list of them should have are found by two days.
const YEARS_MAX: u32 = 15;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub wish: Wish,
    pub currency: Currency,
    /// When the oldest order was placed.
    pub oldest_us: Option<i64>,
    pub onchange: Callback<Wish>,
}

#[component]
pub fn Filters(props: &Props) -> Html {
    let typed = use_state_eq(String::new);
    let services = use_query(FindOrderedServices { text: (*typed).clone() }, &[Changed::Orders]);
    let wish = &props.wish;
    let change = |with: fn(&mut Wish, String)| {
        let (wish, onchange) = (wish.clone(), props.onchange.clone());
        Callback::from(move |value: String| {
            let mut wish = wish.clone();
            with(&mut wish, value);
            onchange.emit(wish);
        })
    };
    let choose = {
        let (wish, onchange, typed) = (wish.clone(), props.onchange.clone(), typed.setter());
        Callback::from(move |service: OrderedService| {
            typed.set(String::new());
            onchange.emit(Wish { service: Some((service.id, service.name)), ..wish.clone() });
        })
    };
    let type_service = {
        let typed = typed.setter();
        Callback::from(move |text: String| typed.set(text))
    };
    let found = services.value.as_ref().filter(|_| !typed.trim().is_empty());
    html! {
        <section id="order-filters" class="panel mb-4 grid gap-5 p-5 md:grid-cols-3" aria-label={t("filters")} data-test="order-filters">
            <div class="flex min-w-0 flex-col gap-3">
                <Select id="period" label={t("period")} value={key(&wish.period)} options={periods(props.oldest_us)}
                    onchange={change(|wish, value| wish.period = period(&value))} test="period" />
                if let Period::Between { from, to } = &wish.period {
                    <div class="grid grid-cols-2 gap-3">
                        { entry("period-from", t("period-from"), "date", from, change(|wish, day| {
                            if let Period::Between { from, .. } = &mut wish.period { *from = day; }
                        }), None) }
                        { entry("period-to", t("period-to"), "date", to, change(|wish, day| {
                            if let Period::Between { to, .. } = &mut wish.period { *to = day; }
                        }), None) }
                    </div>
                }
            </div>
            <div class="flex min-w-0 flex-col gap-2">
                { entry("with-service", t("with-service"), "search", &typed, type_service, None) }
                if let Some(found) = found {
                    <ul class="flex flex-col" role="status">
                        { for found.iter().map(|service| service_choice(service, &choose)) }
                        if found.is_empty() { <li class="text-soft text-sm">{ t("with-service-none") }</li> }
                    </ul>
                }
            </div>
            <div class="grid min-w-0 grid-cols-2 content-start gap-3">
                { entry("amount-from", t("amount-from"), "text", &wish.least, change(|wish, typed| wish.least = typed),
                    wrong(&wish.least, props.currency)) }
                { entry("amount-to", t("amount-to"), "text", &wish.most, change(|wish, typed| wish.most = typed),
                    wrong(&wish.most, props.currency)) }
            </div>
        </section>
    }
}

fn service_choice(service: &OrderedService, choose: &Callback<OrderedService>) -> Html {
    let chosen = service.clone();
    html! {
        <li key={service.id.to_string()}>
            <Button kind={Kind::Quiet} small={true} wide={true} onclick={choose.reform(move |()| chosen.clone())} test="with-service-choice">
                <span class="min-w-0 flex-1 truncate text-left">{ &service.name }</span>
                <span class="text-soft shrink-0 font-normal">{ tr("ordered-in", [("count", service.orders.into())]) }</span>
            </Button>
        </li>
    }
}

/// A field with its label, and what is wrong with what is in it.
fn entry(
    id: &'static str,
    label: String,
    kind: &'static str,
    value: &str,
    oninput: Callback<String>,
    wrong: Option<String>,
) -> Html {
    let oninput =
        oninput.reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    let told = wrong.is_some().then(|| format!("{id}-told"));
    html! {
        <div class="flex min-w-0 flex-col gap-1.5">
            <label for={id} class="text-sm font-medium">{ label }</label>
            <input {id} class={classes!("input", "w-full", wrong.is_some().then_some("input-error"))} type={kind}
                value={value.to_owned()} {oninput} inputmode={(kind == "text").then_some("decimal")} autocomplete="off"
                aria-invalid={wrong.is_some().then_some("true")} aria-describedby={told.clone()} data-test={id} />
            if let Some(wrong) = wrong {
                <p id={told} class="text-error flex items-center gap-1.5 text-sm">{ icon_named("circle-alert") }{ wrong }</p>
            }
        </div>
    }
}

fn wrong(typed: &str, currency: Currency) -> Option<String> {
    let fine = typed.trim().is_empty() || amount(typed, currency).is_some();
    (!fine).then(|| tr("amount-wrong", [("currency", currency.code().into())]))
}

/// The periods to choose from; years back to the oldest order.
fn periods(oldest_us: Option<i64>) -> Vec<(AttrValue, AttrValue)> {
    let now = year_of(None);
    let oldest = oldest_us.map_or(now, |at_us| year_of(Some(at_us))).max(now.saturating_sub(YEARS_MAX));
    let years = (oldest..=now).rev().map(Period::Year);
    let between = Period::Between { from: String::new(), to: String::new() };
    let word = |period: Period| {
        let words =
            if matches!(period, Period::Between { .. }) { t("period-between") } else { period.words() };
        (AttrValue::from(key(&period)), AttrValue::from(words))
    };
    [Period::Any, Period::Last30Days].into_iter().chain(years).chain([between]).map(word).collect()
}

fn key(period: &Period) -> String {
    match period {
        Period::Any => "any".into(),
        Period::Last30Days => "30".into(),
        Period::Year(year) => format!("y{year}"),
        Period::Between { .. } => "between".into(),
    }
}

fn period(key: &str) -> Period {
    match (key, key.strip_prefix('y').and_then(|year| year.parse().ok())) {
        (_, Some(year)) => Period::Year(year),
        ("30", _) => Period::Last30Days,
        ("between", _) => Period::Between { from: String::new(), to: String::new() },
        _ => Period::Any,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_period_is_found_by_its_key() {
        let between = Period::Between { from: String::new(), to: String::new() };
        for chosen in [Period::Any, Period::Last30Days, Period::Year(2024), between] {
            assert_eq!(period(&key(&chosen)), chosen);
        }
    }
}
