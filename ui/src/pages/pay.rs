//! While the payment is made, in its own window or in the browser. What the gateway says is all that counts.

use contract::Code;
use contract::ipc::{CheckPayment, GetAttempt, OpenPayment, PayInBrowser, PaymentEnd, RetryPayment};
use domain::attempt::Gateway;
use domain::{AttemptId, OrderId};
use yew::prelude::*;
use yew_router::prelude::*;

use super::frame::not_found;
use super::other_ways::other_ways;
use super::pay_phase::{Offer, Phase, Verdict, can_switch, is_live, offer, told, verdict, word};
use crate::components::{Banner, Button, Kind, PageHead, RouteLink, Tone, icon_named, icon_styled};
use crate::hooks::{send, use_act, use_interval, use_session, use_toaster};
use crate::i18n::t;
use crate::route::Route;
use crate::{format, ipc, words};

/// Often enough to feel immediate, seldom enough for the gateway's limits.
const CHECK_EVERY_MS: u32 = 2_000;

/// The page of an order's attempt, by the ids in the address.
pub fn page(order: String, attempt: String) -> Html {
    match (OrderId::new(order), AttemptId::new(attempt)) {
        (Ok(order), Ok(attempt)) => {
            html! { <Paying key={attempt.as_str()} {order} attempt={attempt.clone()} /> }
        }
        _ => not_found(),
    }
}

/// What the page remembers without drawing it.
#[derive(Default)]
struct Memory {
    /// The person went to another page: late replies must not lead them away from there.
    left: bool,
    /// One question at a time: an older answer must not overtake a newer one.
    asking: bool,
    window: Option<PaymentEnd>,
}

#[derive(Properties, PartialEq)]
struct PayingProps {
    order: OrderId,
    attempt: AttemptId,
}

#[component]
fn Paying(props: &PayingProps) -> Html {
    let navigator = use_navigator().expect("pages stand inside the router");
    let session = use_session().session;
    let toaster = use_toaster();
    let phase = use_state_eq(|| Phase::Preparing);
    let known = use_state_eq(|| None::<(domain::Money, Gateway)>);
    let memory = use_mut_ref(Memory::default);
    use_effect_with((), {
        let memory = memory.clone();
        move |()| move || memory.borrow_mut().left = true
    });

    let check = {
        let (phase, navigator, memory) = (phase.setter(), navigator.clone(), memory.clone());
        use_callback((props.order.clone(), props.attempt.clone()), move |(), (order, attempt)| {
            if std::mem::replace(&mut memory.borrow_mut().asking, true) {
                return;
            }
            let (phase, navigator, memory) = (phase.clone(), navigator.clone(), memory.clone());
            let (order, attempt) = (order.clone(), attempt.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let answer = ipc::invoke(CheckPayment { attempt: attempt.clone() }).await;
                let (left, window) = {
                    let mut memory = memory.borrow_mut();
                    memory.asking = false;
                    (memory.left, memory.window)
                };
                if left {
                    return;
                }
                match answer.map(|order| verdict(&order, &attempt, window)) {
                    Ok(Verdict::Settled) => navigator.replace(&Route::confirmation(&order)),
                    Ok(Verdict::Now(now)) => phase.set(now),
                    Ok(Verdict::Undecided) => {}
                    // No answer decides nothing; but nobody can finish in a window that is gone.
                    Err(_) if window.is_some() => phase.set(Phase::Asking),
                    Err(_) => {}
                }
            });
        })
    };
    let in_browser =
        session.provider.as_ref().map(|provider| provider.in_browser.clone()).unwrap_or_default();
    let open = {
        let (phase, known, memory, check) = (phase.setter(), known.setter(), memory.clone(), check.clone());
        let in_browser = in_browser.clone();
        use_callback(props.attempt.clone(), move |by_itself: bool, attempt| {
            let (phase, known, attempt) = (phase.clone(), known.clone(), attempt.clone());
            let in_browser = in_browser.clone();
            let (memory, check) = (memory.clone(), check.clone());
            memory.borrow_mut().window = None;
            phase.set(Phase::Preparing);
            wasm_bindgen_futures::spawn_local(async move {
                let opened = match ipc::invoke(GetAttempt { attempt: attempt.clone() }).await {
                    Ok(_) if memory.borrow().left => return,
                    Ok(ready) => {
                        known.set(Some((ready.amount, ready.gateway)));
                        if by_itself && in_browser.contains(&ready.gateway) {
                            ipc::invoke(PayInBrowser { attempt }).await.map(|()| Phase::InBrowser)
                        } else {
                            ipc::invoke(OpenPayment { attempt }).await.map(|()| Phase::Waiting)
                        }
                    }
                    Err(failure) => Err(failure),
                };
                match opened {
                    Ok(now) => phase.set(now),
                    // It is paid or dead already: the gateway knows which.
                    Err(failure) if failure.code == Code::OrderNotPayable => {
                        phase.set(Phase::Asking);
                        check.emit(());
                    }
                    Err(failure) => phase.set(Phase::Failed(failure)),
                }
            });
        })
    };
    use_effect_with((), {
        let open = open.clone();
        move |()| open.emit(true)
    });
    use_effect_with(props.attempt.clone(), {
        let (check, phase, memory) = (check.clone(), phase.setter(), memory.clone());
        move |attempt| {
            let attempt = attempt.clone();
            let heard = ipc::on_payment_closed(move |closed| {
                if closed.attempt != attempt {
                    return;
                }
                match closed.how {
                    PaymentEnd::NotLoaded => phase.set(Phase::NotLoaded),
                    PaymentEnd::WindowDenied => phase.set(Phase::WindowDenied),
                    PaymentEnd::Closed | PaymentEnd::Returned | PaymentEnd::Cancelled => {
                        memory.borrow_mut().window = Some(closed.how);
                        check.emit(());
                    }
                }
            });
            move || drop(heard)
        }
    });
    use_interval(is_live(&phase), CHECK_EVERY_MS, check);

    let browser = {
        let (attempt, phase, memory) = (props.attempt.clone(), phase.setter(), memory);
        Callback::from(move |()| {
            let (phase, memory) = (phase.clone(), memory.clone());
            send(&toaster, PayInBrowser { attempt: attempt.clone() }, move |()| {
                memory.borrow_mut().window = None;
                phase.set(Phase::InBrowser);
            });
        })
    };
    let retry = use_act::<RetryPayment>(Callback::from(move |attempt: contract::api::Attempt| {
        navigator.replace(&Route::pay(&attempt.order, &attempt.id));
    }));
    let gateway = known.map_or(Gateway::Sandbox, |(_, gateway)| gateway);
    let pay_with = {
        let order = props.order.clone();
        retry.run.reform(move |gateway| RetryPayment { order: order.clone(), gateway })
    };
    let try_again = pay_with.reform(move |()| gateway);
    let amount = known.map(|(amount, _)| format::money(amount)).unwrap_or_default();
    let provider = session.provider.as_ref().map(|provider| provider.name.clone()).unwrap_or_default();
    let offered = session.provider.as_ref().map(|provider| provider.gateways.clone()).unwrap_or_default();
    let in_a_window = || {
        let onclick = open.reform(|()| false);
        html! { <Button kind={Kind::Secondary} icon="credit-card" {onclick} test="pay-open">{ t("pay-open") }</Button> }
    };
    let in_its_browser = |kind: Kind| {
        let onclick = browser.clone();
        html! { <Button {kind} icon="external-link" {onclick} test="pay-browser">{ t("pay-browser") }</Button> }
    };
    let pages =
        |ways: [Html; 2]| html! { <div class="flex flex-wrap justify-center gap-3">{ for ways }</div> };
    let told = told(&phase, &amount, &provider);
    html! {
        <div class="mx-auto max-w-xl">
            <PageHead title={t("payment")} />
            <div class="panel flex flex-col items-center gap-5 p-8 text-center" data-test="pay-phase" data-phase={word(&phase)}>
                <span class={classes!("grid", "size-16", "place-items-center", "rounded-full", "text-2xl", if told.goes_on { "soft-primary" } else { "soft-neutral" })}>
                    if told.goes_on { <span class="loading loading-spinner" aria-hidden="true"></span> } else { { icon_named(told.icon) } }
                </span>
                <div role="status">
                    <h2 class="text-lg font-semibold text-balance">{ told.title }</h2>
                    <p class="text-soft mt-1.5 text-balance">{ told.text }</p>
                </div>
                if let Some(failure) = &retry.failure {
                    <Banner tone={Tone::Wrong} icon="circle-alert" alert={true}>{ words::failure(failure) }</Banner>
                }
                { match offer(&phase) {
                    Offer::Nothing => html! {},
                    Offer::Retry => html! {
                        <Button kind={Kind::Primary} icon="refresh-cw" busy={retry.busy} onclick={try_again} test="pay-retry">{ t("pay-again") }</Button>
                    },
                    Offer::Page if in_browser.contains(&gateway) => pages([in_its_browser(Kind::Secondary), in_a_window()]),
                    Offer::Page => pages([in_a_window(), in_its_browser(Kind::Secondary)]),
                    Offer::PageInBrowser => pages([in_its_browser(Kind::Primary), in_a_window()]),
                } }
                if can_switch(&phase) { <div class="flex flex-wrap justify-center gap-2">{ other_ways(&offered, gateway, retry.busy, &pay_with) }</div> }
                <RouteLink to={Route::order(&props.order)} class="link text-sm" test="pay-later">{ t("pay-later") }</RouteLink>
            </div>
            <p class="text-soft mt-4 flex justify-center gap-2 text-center text-sm">{ icon_styled("lock", "mt-1") }{ t("pay-safe") }</p>
        </div>
    }
}
