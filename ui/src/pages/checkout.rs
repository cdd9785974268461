//! From the cart to the payment: contact, address where one is needed, and the server's binding prices.

use contract::api::Quote;
use contract::ipc::{
    Changed, CheckoutDraft, Connection, GetCheckoutDraft, GetSyncStatus, MakeQuote, PlaceOrder, PlaceReply,
    ShowCart,
};
use contract::{Code, Failure};
use domain::address::FieldProblem;
use domain::{Address, Contact};
use yew::prelude::*;
use yew_router::prelude::*;

use super::checkout_forms::{AddressForm, ContactForm};
use super::checkout_review::Review;
use crate::components::{
    Banner, Button, EmptyState, FailedState, Icon, PageHead, RouteLink, Skeleton, Tone, TotalsList,
};
use crate::hooks::{use_act, use_query};
use crate::i18n::t;
use crate::route::Route;
use crate::words;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Contact,
    Address,
    Review,
}

#[component]
pub fn CheckoutPage() -> Html {
    let draft = use_query(GetCheckoutDraft {}, &[]);
    let body = match (&draft.value, &draft.failure) {
        (Some(draft), _) => html! { <Steps draft={(**draft).clone()} /> },
        (None, Some(failure)) => {
            html! { <FailedState failure={failure.clone()} retry={draft.retry.clone()} /> }
        }
        (None, None) if draft.slow => html! { <Skeleton /> },
        (None, None) => html! {},
    };
    html! { <><PageHead title={t("checkout")} />{ body }</> }
}

#[derive(Properties, PartialEq)]
struct StepsProps {
    draft: CheckoutDraft,
}

#[component]
fn Steps(props: &StepsProps) -> Html {
    let draft = &props.draft;
    let navigator = use_navigator().expect("pages stand inside the router");
    let step = use_state_eq(|| Step::Contact);
    let contact = use_state_eq(|| draft.contact.clone());
    let address = use_state_eq(|| draft.address.clone());
    let problems = use_state_eq(Vec::<FieldProblem>::new);
    let quote = use_state_eq(|| None::<Quote>);
    let waiting = use_state_eq(|| false);
    let cart = use_query(ShowCart {}, &[Changed::Cart]);
    let status = use_query(GetSyncStatus {}, &[Changed::Sync]);
    let offline = status.value.as_ref().is_some_and(|status| status.connection == Connection::Offline);

    let ask = use_act::<MakeQuote>({
        let quote = quote.setter();
        Callback::from(move |made| quote.set(Some(made)))
    });
    let place = use_act::<PlaceOrder>({
        let waiting = waiting.setter();
        Callback::from(move |reply| match reply {
            PlaceReply::Placed { placed } => navigator.replace(&Route::pay(&placed.order, &placed.attempt)),
            PlaceReply::Waiting { .. } => waiting.set(true),
        })
    });
    let ask_again = {
        let (contact, address, run) = (contact.clone(), address.clone(), ask.run.clone());
        let (quote, needed) = (quote.setter(), draft.needs_address);
        Callback::from(move |()| {
            quote.set(None);
            run.emit(MakeQuote { contact: contact.trimmed(), address: needed.then(|| address.trimmed()) });
        })
    };
    // The server may find fault with a field that passed here: back to where it was typed.
    use_effect_with(ask.failure.clone(), {
        let (problems, step) = (problems.setter(), step.setter());
        move |failure: &Option<Failure>| {
            let Some(failure) = failure.as_ref().filter(|failure| !failure.fields.is_empty()) else { return };
            let at_contact = failure.fields.iter().any(|problem| problem.field.starts_with("contact."));
            step.set(if at_contact { Step::Contact } else { Step::Address });
            problems.set(failure.fields.clone());
        }
    });
    let go_on = {
        let (step, contact, address, problems) =
            (step.clone(), contact.clone(), address.clone(), problems.setter());
        let (ask_again, needed) = (ask_again.clone(), draft.needs_address);
        Callback::from(move |()| {
            let found = match *step {
                Step::Contact => contact.trimmed().problems(),
                Step::Address | Step::Review => address.trimmed().problems(),
            };
            let right = found.is_empty();
            problems.set(found);
            if !right {
                return;
            }
            if *step == Step::Contact && needed {
                step.set(Step::Address);
            } else {
                step.set(Step::Review);
                ask_again.emit(());
            }
        })
    };
    let go_to = {
        let step = step.setter();
        Callback::from(move |wanted| step.set(wanted))
    };
    if *waiting {
        return order_waiting();
    }
    if cart.value.as_ref().is_some_and(|cart| cart.lines.is_empty()) && quote.is_none() {
        return html! {
            <EmptyState icon="shopping-basket" title={t("cart-empty")} text={t("cart-empty-text")}>
                <RouteLink to={Route::Browse} class="btn btn-primary">{ t("to-browse") }</RouteLink>
            </EmptyState>
        };
    }
    let set_contact = {
        let contact = contact.setter();
        Callback::from(move |typed: Contact| contact.set(typed))
    };
    let set_address = {
        let address = address.setter();
        Callback::from(move |typed: Address| address.set(typed))
    };
    let form = match *step {
        Step::Contact => html! {
            <ContactForm value={(*contact).clone()} onchange={set_contact} problems={(*problems).clone()} onnext={go_on} />
        },
        Step::Address => html! {
            <AddressForm value={(*address).clone()} onchange={set_address} problems={(*problems).clone()} onnext={go_on}
                countries={draft.countries.clone()} onback={go_to.reform(|()| Step::Contact)} />
        },
        Step::Review => match (&*quote, &ask.failure) {
            (Some(quote), _) => html! {
                <Review quote={quote.clone()} contact={contact.trimmed()} busy={place.busy} failure={place.failure.clone()}
                    address={draft.needs_address.then(|| address.trimmed())} {go_to} onrenew={ask_again}
                    estimate={cart.value.as_ref().and_then(|cart| cart.estimate)} onplace={place.run.clone()} />
            },
            (None, Some(failure)) => quote_failed(failure, ask_again),
            (None, None) => html! { <Skeleton rows={3} /> },
        },
    };
    let estimate = cart.value.as_ref().and_then(|cart| cart.estimate).filter(|_| *step != Step::Review);
    html! {
        <div class="flex flex-col gap-6">
            { progress(*step, draft.needs_address) }
            if offline && *step != Step::Review {
                <Banner tone={Tone::Waits} icon="cloud-off" test="checkout-offline">{ t("checkout-offline") }</Banner>
            }
            if let Some(totals) = estimate {
                <div class="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_21rem]">
                    <div class="min-w-0">{ form }</div>
                    <aside class="panel p-5" aria-label={t("summary")}>
                        <TotalsList {totals} estimate={true} />
                        <p class="text-soft mt-4 text-sm">{ t("estimate-hint") }</p>
                    </aside>
                </div>
            } else {
                { form }
            }
        </div>
    }
}

fn progress(at: Step, address: bool) -> Html {
    let mut steps = vec![(Some(Step::Contact), t("contact"))];
    if address {
        steps.push((Some(Step::Address), t("address")));
    }
    steps.push((Some(Step::Review), t("review")));
    steps.push((None, t("payment")));
    let entry = |(index, (step, name)): (usize, &(Option<Step>, String))| {
        let current = *step == Some(at);
        let done = step.is_some_and(|step| step < at);
        let dot = if current || done { "bg-primary text-primary-content" } else { "soft-neutral" };
        html! {
            <li key={index} class="flex items-center gap-2.5" aria-current={current.then_some("step")}>
                if index > 0 { <span class="bg-base-300 h-px w-5 sm:w-9" aria-hidden="true"></span> }
                <span class={classes!("grid", "size-7", "place-items-center", "rounded-full", "text-sm", "font-semibold", dot)}>
                    if done { <Icon name="check" /> } else { { index + 1 } }
                </span>
                <span class={if current { "font-semibold" } else { "text-soft max-sm:sr-only" }}>{ name }</span>
            </li>
        }
    };
    html! { <ol class="flex flex-wrap items-center gap-2.5">{ for steps.iter().enumerate().map(entry) }</ol> }
}

/// No binding prices: what it means, and that nothing is lost.
fn quote_failed(failure: &Failure, retry: Callback<()>) -> Html {
    let retry =
        html! { <Button icon="refresh-cw" onclick={retry} test="quote-retry">{ t("try-again") }</Button> };
    match failure.code {
        Code::Unreachable | Code::Busy => html! {
            <EmptyState icon="cloud-off" title={t("quote-offline")} text={t("checkout-offline")} test="checkout-offline">{ retry }</EmptyState>
        },
        Code::SignedOut => html! {
            <EmptyState icon="key-round" title={t("sign-in-again")} text={words::failure(failure)}>
                <RouteLink to={Route::SignIn} class="btn btn-primary">{ t("sign-in-submit") }</RouteLink>
            </EmptyState>
        },
        _ => html! {
            <EmptyState icon="triangle-alert" title={t("quote-failed")} text={words::failure(failure)}>
                <RouteLink to={Route::Cart} class="btn btn-primary">{ t("back-to-cart") }</RouteLink>
                { retry }
            </EmptyState>
        },
    }
}

/// The order is recorded on this machine and could not be sent yet.
fn order_waiting() -> Html {
    html! {
        <EmptyState icon="cloud-off" title={t("order-waiting")} text={t("order-waiting-text")} test="order-waiting">
            <RouteLink to={Route::Orders} class="btn btn-primary">{ t("orders") }</RouteLink>
            <RouteLink to={Route::Browse} class="btn btn-ghost">{ t("to-browse") }</RouteLink>
        </EmptyState>
    }
}
