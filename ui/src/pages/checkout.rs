//! From the cart to the payment: contact, address where one is needed, and the server's binding prices.

use std::rc::Rc;

use contract::api::Quote;
use contract::ipc::{
    CartView, Changed, CheckoutDraft, Connection, GetCheckoutDraft, GetCountry, GetSyncStatus, MakeQuote,
    PlaceOrder, PlaceReply, ShowCart,
};
use contract::{Code, Failure};
use domain::address::{Country, FieldProblem};
use domain::difference::Seen;
use domain::quote::LineReason;
use domain::{Address, Contact, LineId, QuoteId};
use yew::prelude::*;
use yew_router::prelude::*;

use super::cart::ships;
use super::checkout_address::{AddressForm, address_form, address_problems, as_written};
use super::checkout_forms::{ContactForm, contact_form};
use super::checkout_moved::seen;
use super::checkout_review::Review;
use super::checkout_typed::{Wishes, use_kept, with_country};
use crate::components::{
    Banner, Button, EmptyState, Kind, PageHead, RouteLink, Sums, Tone, failed_state, icon_named, skeleton,
    totals_list,
};
use crate::hooks::{use_act, use_query};
use crate::i18n::{t, tr};
use crate::route::Route;
use crate::{dom, words};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Contact,
    Address,
    Review,
}

#[component]
pub fn CheckoutPage() -> Html {
    let draft = use_query(GetCheckoutDraft {}, &[Changed::Cart, Changed::Catalogue]);
    let body = match (&draft.value, &draft.failure) {
        (Some(draft), _) => html! { <Steps draft={(**draft).clone()} /> },
        (None, Some(failure)) => failed_state(failure, &draft.retry),
        (None, None) if draft.slow => skeleton(3),
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
    let address = use_state_eq(|| with_country(draft));
    let rules = use_query(GetCountry { code: address.country.clone() }, &[]).value;
    let rules = rules.unwrap_or_else(|| Rc::new(Country::unknown()));
    let problems = use_state_eq(Vec::<FieldProblem>::new);
    // How often something was found wrong.
    let refused = use_state_eq(|| 0_u32);
    let quote = use_state_eq(|| None::<Quote>);
    let waiting = use_state_eq(|| false);
    // The server knew of a line that needs an address before this desk did.
    let address_asked = use_state_eq(|| false);
    let needs_address = draft.needs_address || *address_asked;
    // Which quote Pay was pressed on: a failure belongs to it, and to no newer one.
    let pressed = use_state_eq(|| None::<QuoteId>);
    let left = use_mut_ref(|| false);
    let wishes = use_state_eq(|| Wishes::of(draft));
    use_kept(&contact, &address, &wishes);
    let cart = use_query(ShowCart {}, &[Changed::Cart]);
    let status = use_query(GetSyncStatus {}, &[Changed::Sync]);
    let offline = status.value.as_ref().is_some_and(|status| status.connection == Connection::Offline);
    let unsent = status.value.as_ref().map_or(0, |status| status.checkouts_pending);
    let estimate = cart.value.as_ref().and_then(|cart| cart.estimate);
    // What was shown when the checkout began: prices that move while it is under way are never moved silently.
    let shown = use_mut_ref(|| None::<Seen>);
    if shown.borrow().is_none() {
        *shown.borrow_mut() = cart.value.as_ref().and_then(|cart| seen(cart));
    }
    // The prices with which the person wished something else: what follows from that is no surprise.
    let wished = use_mut_ref(|| None::<Quote>);

    let ask = use_act::<MakeQuote>({
        let (quote, shown, wished) = (quote.setter(), shown.clone(), wished.clone());
        Callback::from(move |made: Quote| {
            if let Some(before) = wished.take() {
                shown.replace_with(|seen| {
                    seen.take().map(|seen| seen.expecting(&before.priced, &made.priced))
                });
            }
            quote.set(Some(made));
        })
    });
    let place = use_act::<PlaceOrder>({
        let (waiting, left) = (waiting.setter(), left.clone());
        Callback::from(move |reply| match reply {
            // The order is under Orders; whoever went elsewhere is not led away from there.
            _ if *left.borrow() => {}
            PlaceReply::Placed { placed } => navigator.replace(&Route::pay(&placed.order, &placed.attempt)),
            PlaceReply::Waiting { .. } => waiting.set(true),
        })
    });
    let ask_with = {
        let (contact, address) = (contact.clone(), as_written(&address, &rules));
        let (run, kept) = (ask.run.clone(), wishes.setter());
        Callback::from(move |wishes: Wishes| {
            kept.set(wishes.clone());
            run.emit(wishes.ask(&contact, needs_address.then_some(&address)));
        })
    };
    let ask_again = {
        let (wishes, quote, ask_with) = ((*wishes).clone(), quote.setter(), ask_with.clone());
        let wished = wished.clone();
        Callback::from(move |()| {
            wished.take();
            quote.set(None);
            ask_with.emit(wishes.clone());
        })
    };
    // The prices that are shown stay until there are others.
    let onwish = ask_with.reform({
        let quote = quote.clone();
        move |wishes: Wishes| {
            (*quote).clone_into(&mut wished.borrow_mut());
            wishes
        }
    });
    // The server may find fault with a field that passed here: back to where it was typed.
    use_effect_with((ask.failure.clone(), place.failure.clone()), {
        let (problems, step, address_asked) = (problems.setter(), step.setter(), address_asked.setter());
        let refused = refused.clone();
        move |(asking, placing): &(Option<Failure>, Option<Failure>)| {
            let mut failures = asking.iter().chain(placing);
            let Some(failure) = failures.rfind(|failure| !failure.fields.is_empty()) else { return };
            let of = |part: &str| failure.fields.iter().any(|problem| problem.field.starts_with(part));
            address_asked.set(of("address."));
            step.set(if of("contact.") { Step::Contact } else { Step::Address });
            problems.set(failure.fields.clone());
            refused.set(*refused + 1);
        }
    });
    use_effect_with((), {
        let left = left.clone();
        move |()| move || *left.borrow_mut() = true
    });
    // The focus goes to what is wrong, or to where the next step begins; not while the mistakes are being mended.
    let begun = use_mut_ref(|| false);
    use_effect_with((*step, *refused), {
        let (problems, countryless) = (problems.clone(), address.country.is_empty());
        move |(step, _): &(Step, u32)| match (problems.first(), step) {
            (Some(problem), _) => dom::focus_on(&problem.field.replace(['.', '_'], "-")),
            (None, _) if !begun.replace(true) => {}
            (None, Step::Contact) => dom::focus_on("contact-name"),
            (None, Step::Address) if countryless => dom::focus_on("address-country"),
            (None, Step::Address) => dom::focus_on("address-street"),
            (None, Step::Review) => dom::focus_heading(),
        }
    });
    let go_on = {
        let (step, contact, address, problems) =
            (step.clone(), contact.clone(), address.clone(), problems.setter());
        let (ask_again, needed, refused) = (ask_again.clone(), needs_address, refused.clone());
        let rules = rules.clone();
        Callback::from(move |()| {
            let found = match *step {
                Step::Contact => contact.trimmed().problems(),
                Step::Address | Step::Review => address_problems(&address, &rules),
            };
            let right = found.is_empty();
            problems.set(found);
            if !right {
                refused.set(*refused + 1);
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
                <RouteLink to={Route::Orders} class="btn btn-ghost">{ t("orders") }</RouteLink>
            </EmptyState>
        };
    }
    let set_contact = {
        let (contact, problems) = (contact.setter(), problems.clone());
        Callback::from(move |typed: Contact| {
            problems.set(still_wrong(&problems, &typed.trimmed().problems()));
            contact.set(typed);
        })
    };
    let set_address = {
        let (address, problems, rules) = (address.setter(), problems.clone(), rules.clone());
        Callback::from(move |typed: Address| {
            problems.set(still_wrong(&problems, &address_problems(&typed, &rules)));
            address.set(typed);
        })
    };
    let onplace = place.run.reform({
        let pressed = pressed.setter();
        move |call: PlaceOrder| {
            pressed.set(Some(call.quote.clone()));
            call
        }
    });
    let form = match *step {
        Step::Contact => contact_form(&ContactForm {
            value: &contact,
            onchange: set_contact,
            problems: &problems,
            onnext: go_on,
        }),
        Step::Address => address_form(&AddressForm {
            value: &address,
            onchange: set_address,
            problems: &problems,
            countries: &draft.countries,
            rules: &rules,
            onnext: go_on,
            onback: go_to.reform(|()| Step::Contact),
        }),
        Step::Review => match (&*quote, &ask.failure) {
            (Some(quote), _) => html! {
                <Review quote={quote.clone()} contact={contact.trimmed()} busy={place.busy}
                    failure={place.failure.clone().filter(|_| pressed.as_ref() == Some(&quote.id))}
                    address={needs_address.then(|| as_written(&address, &rules))} {go_to} onrenew={ask_again}
                    seen={shown.borrow().clone()} wishes={(*wishes).clone()} {onwish} asking={ask.busy}
                    not_asked={ask.failure.clone()} {onplace} />
            },
            (None, Some(failure)) => {
                quote_failed(failure, cart.value.as_deref(), ask_again, go_to.reform(|()| Step::Contact))
            }
            (None, None) => skeleton(3),
        },
    };
    let estimate = estimate.filter(|_| *step != Step::Review);
    let ships = cart.value.as_ref().is_some_and(|cart| ships(cart));
    html! {
        <div class="flex flex-col gap-6">
            { progress(*step, needs_address) }
            if unsent > 0 {
                <Banner tone={Tone::Waits} icon="cloud-off" test="checkout-unsent">{ tr("orders-waiting", [("count", unsent.into())]) }</Banner>
            }
            if offline && *step != Step::Review {
                <Banner tone={Tone::Waits} icon="cloud-off" test="checkout-offline">{ t("checkout-offline") }</Banner>
            }
            if let Some(totals) = estimate {
                <div class="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_21rem]">
                    <div class="min-w-0">{ form }</div>
                    <aside class="panel p-5" aria-label={t("summary")}>
                        { totals_list(Sums::estimate(totals, ships, None)) }
                        <p class="text-soft mt-4 text-sm">{ t("estimate-hint") }</p>
                    </aside>
                </div>
            } else {
                { form }
            }
        </div>
    }
}

/// Of the marked problems, those that the typing has not mended.
fn still_wrong(marked: &[FieldProblem], found: &[FieldProblem]) -> Vec<FieldProblem> {
    marked.iter().filter(|problem| found.iter().any(|now| now.field == problem.field)).cloned().collect()
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
                    if done { { icon_named("check") } } else { { index + 1 } }
                </span>
                <span class={if current { "font-semibold" } else { "text-soft max-sm:sr-only" }}>{ name }</span>
            </li>
        }
    };
    html! { <ol class="flex flex-wrap items-center gap-2.5">{ for steps.iter().enumerate().map(entry) }</ol> }
}

/// No binding prices: what it means, and that nothing is lost.
fn quote_failed(failure: &Failure, cart: Option<&CartView>, retry: Callback<()>, back: Callback<()>) -> Html {
    let retry = html! {
        <>
            <Button icon="refresh-cw" onclick={retry} test="quote-retry">{ t("try-again") }</Button>
            <Button kind={Kind::Quiet} icon="arrow-left" onclick={back}>{ t("back") }</Button>
        </>
    };
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
            <EmptyState icon="triangle-alert" title={t("quote-failed")} text={sold_out(failure, cart).unwrap_or_else(|| words::failure(failure))}>
                <RouteLink to={Route::Cart} class="btn btn-primary">{ t("back-to-cart") }</RouteLink>
                { retry }
            </EmptyState>
        },
    }
}

/// Which services have no day left: only the server knows, so the cart could not tell.
fn sold_out(failure: &Failure, cart: Option<&CartView>) -> Option<String> {
    let without_room = |line: &LineId| {
        failure.lines.iter().any(|bad| bad.line == *line && bad.reason == LineReason::SoldOut)
    };
    let lines = cart?.lines.iter().filter(|shown| without_room(&shown.line.id));
    let names = lines.map(|shown| shown.name.as_str()).collect::<Vec<_>>().join(", ");
    (!names.is_empty()).then(|| tr("failure-sold-out", [("names", names.into())]))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_goes_when_its_field_is_right_and_no_other_comes_while_typing() {
        let wrong = Contact { name: String::new(), email: "ada".into(), phone: String::new() };
        let marked = wrong.problems();
        assert_eq!(marked.len(), 2);
        let mended = Contact { name: "Ada".into(), phone: "x".into(), ..wrong };
        let left = still_wrong(&marked, &mended.problems());
        assert_eq!(left.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(), ["contact.email"]);
    }
}
