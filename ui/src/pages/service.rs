//! One service: what it is, how it is wanted, what it costs, when it comes.

use contract::Code;
use contract::ipc::{Changed, GetSyncStatus, ServiceView, ShowCart, ShowService};
use domain::cart::Line;
use domain::service::{Choices, Chosen, OptionGroup, Service};
use domain::{LineId, Money, OptionId, ServiceId};
use yew::prelude::*;

use super::buy::{Buy, Replace};
use super::frame::not_found;
use crate::components::{
    Banner, EmptyState, PageHead, RadioCards, RadioOption, RouteLink, Tone, delivery_text, failed_state,
    icon_named, large_tile, promise_text, skeleton,
};
use crate::format;
use crate::hooks::use_query;
use crate::i18n::{t, tr};
use crate::route::Route;

/// The page of an id, as it stands in the address; and of the line of the cart to choose again for.
pub fn page(id: String, line: Option<String>) -> Html {
    match (ServiceId::new(id), line.map(LineId::new).transpose()) {
        (Ok(id), Ok(line)) => html! { <Known key={id.as_str()} id={id.clone()} {line} /> },
        _ => not_found(),
    }
}

#[derive(Properties, PartialEq)]
struct KnownProps {
    id: ServiceId,
    line: Option<LineId>,
}

#[component]
fn Known(props: &KnownProps) -> Html {
    let query = use_query(ShowService { id: props.id.clone() }, &[Changed::Catalogue, Changed::Cart]);
    let cart = use_query(ShowCart {}, &[Changed::Cart]);
    let status = use_query(GetSyncStatus {}, &[Changed::Sync, Changed::Catalogue]);
    let coming = status.value.as_ref().is_some_and(|status| !status.catalogue.complete);
    match (&query.value, &query.failure) {
        (None, Some(failure)) if coming && failure.code == Code::NotFound => html! {
            <>
                <h1 class="sr-only">{ t("service") }</h1>
                <EmptyState icon="package-open" title={t("service-coming")} text={t("service-coming-text")} />
            </>
        },
        // What was chosen before is the beginning, so the cart is waited for; a line that has left it is a new one.
        (Some(_), _) if props.line.is_some() && cart.value.is_none() && cart.failure.is_none() => html! {},
        (Some(view), _) => {
            let lines = cart.value.iter().flat_map(|cart| &cart.lines).map(|shown| &shown.line);
            let line = lines
                .filter(|line| line.service == props.id)
                .find(|line| Some(&line.id) == props.line.as_ref());
            html! { <Shown view={(**view).clone()} line={line.cloned()} /> }
        }
        (None, Some(failure)) => html! {
            <><h1 class="sr-only">{ t("service") }</h1>{ failed_state(failure, &query.retry) }</>
        },
        (None, None) if query.slow => skeleton(4),
        (None, None) => html! {},
    }
}

#[derive(Properties, PartialEq)]
struct ShownProps {
    view: ServiceView,
    /// The line of the cart to choose again for.
    line: Option<Line>,
}

#[component]
fn Shown(props: &ShownProps) -> Html {
    let ServiceView { service, category, promise, in_cart } = &props.view;
    let chosen = use_state_eq(|| props.line.as_ref().map(|line| line.choices.clone()).unwrap_or_default());
    let choose = {
        let chosen = chosen.clone();
        Callback::from(move |(group, choice)| chosen.set(with_choice(&chosen, group, choice)))
    };
    let choices = offered(service, &chosen);
    let unit = service.unit_price(&choices).ok();
    let group = |group: &OptionGroup| option_group(group, service.price, &choices, &choose);
    // The provider may have taken the category out from under its services.
    let (up, above) = match category.name.as_str() {
        _ if props.line.is_some() => (Route::Cart, t("cart")),
        "" => (Route::Browse, t("browse-title")),
        name => (Route::category(&category.id), name.to_owned()),
    };
    html! {
        <>
            <nav class="mb-4 text-sm" aria-label={t("breadcrumb")}>
                <RouteLink to={up} class="text-soft hover:text-base-content inline-flex items-center gap-1.5">
                    { icon_named("arrow-left") }{ above }
                </RouteLink>
            </nav>
            <div class="grid gap-8 lg:grid-cols-[minmax(0,1fr)_22rem] xl:gap-12">
                <div class="min-w-0">
                    <div class="flex items-start gap-5">
                        { large_tile(&category.icon, category.id.as_str()) }
                        <div class="min-w-0 flex-1">
                            <PageHead title={service.name.clone()} lead={html! {
                                <p class="text-soft mt-1.5 max-w-prose text-base">{ &service.summary }</p>
                            }} />
                        </div>
                    </div>
                    if let Some(line) = &props.line {
                        <div class="mb-6"><Banner tone={Tone::Waits} icon="triangle-alert" test="choose-again-text">
                            { tr("choose-again-text", [("quantity", line.quantity.get().into())]) }
                        </Banner></div>
                    }
                    if service.withdrawn {
                        <div class="mb-6"><Banner tone={Tone::Waits} icon="circle-alert">{ t("service-withdrawn") }</Banner></div>
                    }
                    <div class="flex flex-col gap-7">
                        { for service.options.iter().map(group) }
                        if !service.description.is_empty() {
                            <section class="max-w-prose">
                                <h2 class="mb-2 font-semibold">{ t("about-service") }</h2>
                                { for service.description.split("\n\n").map(|part| html! { <p class="mb-3 whitespace-pre-line">{ part }</p> }) }
                            </section>
                        }
                        <p class="text-soft text-sm">{ tr("service-code", [("code", service.code.as_str().into())]) }</p>
                    </div>
                </div>
                <aside aria-label={t("order-it")}>
                    <div class="panel sticky top-7 p-5">
                        if let Some(line) = &props.line {
                            <Replace line={line.clone()} name={service.name.clone()} choices={choices.clone()} {unit} />
                        } else {
                            <Buy service={service.id.clone()} name={service.name.clone()} choices={choices.clone()} {unit} />
                        }
                        <ul class="border-base-300 mt-5 flex flex-col gap-2.5 border-t pt-4 text-sm">
                            <li>{ delivery_text(service.delivery) }</li>
                            <li>{ promise_text(*promise) }<p class="text-soft">{ t("promise-estimate") }</p></li>
                            <li class="inline-flex items-center gap-1.5">{ icon_named("receipt") }
                                { tr("tax-rate", [("rate", format::percent(service.tax.0).into())]) }</li>
                        </ul>
                        if *in_cart > 0 && props.line.is_none() {
                            <RouteLink to={Route::Cart} class="soft-primary rounded-field mt-4 flex items-center gap-2 px-3 py-2.5 text-sm font-medium" test="in-cart">
                                { icon_named("shopping-basket") }
                                <span class="flex-1">{ tr("already-in-cart", [("count", (*in_cart).into())]) }</span>
                                { icon_named("chevron-right") }
                            </RouteLink>
                        }
                    </div>
                </aside>
            </div>
        </>
    }
}

/// The choices of a group, each with what it costs more than the base price.
fn option_group(
    group: &OptionGroup,
    base: Money,
    choices: &Choices,
    choose: &Callback<(OptionId, OptionId)>,
) -> Html {
    let options = group.choices.iter().map(|choice| RadioOption {
        value: choice.id.to_string().into(),
        text: choice.name.clone().into(),
        aside: match choice.surcharge_minor {
            0 => AttrValue::from(t("surcharge-none")),
            minor => format!("+ {}", format::money(Money::new(minor, base.currency))).into(),
        },
    });
    let onselect = {
        let (id, offered) = (group.id.clone(), group.choices.clone());
        choose.reform(move |value: AttrValue| {
            let chosen = offered.iter().find(|choice| choice.id.as_str() == value.as_str());
            (id.clone(), chosen.unwrap_or(&offered[0]).id.clone())
        })
    };
    let selected = choices.of(&group.id).map(OptionId::to_string).unwrap_or_default();
    html! {
        <RadioCards key={group.id.as_str()} name={format!("option-{}", group.id)} legend={group.name.clone()} options={options.collect::<Vec<_>>()}
            {selected} {onselect} />
    }
}

fn with_choice(choices: &Choices, group: OptionId, choice: OptionId) -> Choices {
    let others = choices.iter().filter(|chosen| chosen.group != group).cloned();
    Choices::from(others.chain([Chosen { group: group.clone(), choice }]).collect::<Vec<_>>())
}

/// What was chosen, as far as it is still offered, and the default of every other group.
fn offered(service: &Service, chosen: &Choices) -> Choices {
    let choice = |group: &OptionGroup| {
        let wanted = chosen.of(&group.id);
        let found = group.choices.iter().find(|choice| Some(&choice.id) == wanted);
        let choice = found.or(group.choices.first())?;
        Some(Chosen { group: group.id.clone(), choice: choice.id.clone() })
    };
    Choices::from(service.options.iter().filter_map(choice).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_that_is_no_longer_offered_gives_way_to_the_default() {
        let service: Service = serde_json::from_value(serde_json::json!({
            "id": "s", "code": "S", "category": "c", "name": "Cards", "summary": "", "description": "",
            "price": {"minor": 100, "currency": "EUR"}, "tax": 1900, "delivery": "shipped",
            "lead": {"min_days": 1, "max_days": 2}, "keywords": "", "withdrawn": false,
            "options": [
                {"id": "size", "name": "Size", "choices": [
                    {"id": "small", "name": "Small", "surcharge_minor": 0},
                    {"id": "large", "name": "Large", "surcharge_minor": 50},
                ]},
                {"id": "paper", "name": "Paper", "choices": [{"id": "matt", "name": "Matt", "surcharge_minor": 0}]},
            ],
        }))
        .expect("a service");
        let id = |text: &str| OptionId::new(text).expect("an id");
        let chosen = with_choice(&Choices::default(), id("size"), id("large"));
        let chosen = with_choice(&with_choice(&chosen, id("paper"), id("glossy")), id("gone"), id("gone"));
        let offered = offered(&service, &chosen);
        assert_eq!(offered.of(&id("size")), Some(&id("large")));
        assert_eq!(offered.of(&id("paper")), Some(&id("matt")));
        assert!(service.unit_price(&offered).is_ok());
    }

    #[test]
    fn choosing_replaces_the_choice_of_that_group_only() {
        let id = |text: &str| OptionId::new(text).expect("an id");
        let begin = with_choice(&Choices::default(), id("size"), id("small"));
        let both = with_choice(&begin, id("colour"), id("red"));
        let changed = with_choice(&both, id("size"), id("large"));
        assert_eq!(changed.of(&id("size")), Some(&id("large")));
        assert_eq!(changed.of(&id("colour")), Some(&id("red")));
        assert_eq!(changed.len(), 2);
    }
}
