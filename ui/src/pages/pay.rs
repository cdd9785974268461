//! While the payment is made, in its own window or in the browser. What the gateway says is all that counts.

use contract::api::{Decline, Order};
use contract::ipc::{CheckPayment, GetAttempt, OpenPayment, PayInBrowser, PaymentEnd, RetryPayment};
use contract::{Code, Failure};
use domain::attempt::{AttemptState, Gateway};
use domain::order::OrderState;
use domain::{AttemptId, OrderId};
use yew::prelude::*;
use yew_router::prelude::*;

use super::frame::not_found;
use super::other_ways::other_ways;
use crate::components::{Banner, Button, Kind, PageHead, RouteLink, Tone, icon_named, icon_styled};
use crate::hooks::{send, use_act, use_interval, use_session, use_toaster};
use crate::i18n::{t, tr};
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

#[derive(Debug, Clone, PartialEq)]
enum Phase {
    /// The gateway's page is being made.
    Preparing,
    /// The payment window has the page.
    Waiting,
    /// The system's browser has the page.
    InBrowser,
    /// The window is gone, and the gateway's answer is not here: there may be no connection.
    Asking,
    /// The person did their part; the gateway has not decided.
    Processing,
    /// The person closed the window; the gateway says that nothing was taken.
    Closed,
    NotLoaded,
    /// The page wanted another window, which only a browser can give.
    WindowDenied,
    Cancelled,
    Declined(Option<Decline>),
    Expired,
    Failed(Failure),
}

/// What the gateway's answer means for who waits here.
#[derive(Debug, PartialEq)]
enum Verdict {
    Settled,
    /// No other than what is shown.
    Undecided,
    Now(Phase),
}

/// `window`: how the payment window ended, if it did.
fn verdict(order: &Order, attempt: &AttemptId, window: Option<PaymentEnd>) -> Verdict {
    if order.state != OrderState::AwaitingPayment {
        let ended = matches!(order.state, OrderState::Cancelled | OrderState::Expired);
        return if ended { Verdict::Now(Phase::Expired) } else { Verdict::Settled };
    }
    let known = order.attempts.iter().find(|known| &known.id == attempt);
    match known.map(|known| known.state) {
        Some(AttemptState::Captured | AttemptState::Disputed) => Verdict::Settled,
        Some(AttemptState::Processing) => Verdict::Now(Phase::Processing),
        Some(AttemptState::Failed) => Verdict::Now(Phase::Declined(known.and_then(|known| known.decline))),
        Some(AttemptState::Cancelled) => Verdict::Now(Phase::Cancelled),
        Some(AttemptState::Expired) => Verdict::Now(Phase::Expired),
        Some(AttemptState::Creating | AttemptState::Open) | None => match window {
            Some(PaymentEnd::Closed | PaymentEnd::Cancelled) => Verdict::Now(Phase::Closed),
            Some(PaymentEnd::Returned) => Verdict::Now(Phase::Asking),
            Some(PaymentEnd::NotLoaded | PaymentEnd::WindowDenied) | None => Verdict::Undecided,
        },
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
    let open = {
        let (phase, known, memory, check) = (phase.setter(), known.setter(), memory.clone(), check.clone());
        use_callback(props.attempt.clone(), move |(), attempt| {
            let (phase, known, attempt) = (phase.clone(), known.clone(), attempt.clone());
            let (memory, check) = (memory.clone(), check.clone());
            memory.borrow_mut().window = None;
            phase.set(Phase::Preparing);
            wasm_bindgen_futures::spawn_local(async move {
                let opened = match ipc::invoke(GetAttempt { attempt: attempt.clone() }).await {
                    Ok(_) if memory.borrow().left => return,
                    Ok(ready) => {
                        known.set(Some((ready.amount, ready.gateway)));
                        ipc::invoke(OpenPayment { attempt }).await
                    }
                    Err(failure) => Err(failure),
                };
                match opened {
                    Ok(()) => phase.set(Phase::Waiting),
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
        move |()| open.emit(())
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
                    Offer::Page { browser_first } => {
                        let (first, second) = if browser_first { (Kind::Secondary, Kind::Primary) } else { (Kind::Primary, Kind::Secondary) };
                        html! {
                            <div class="flex flex-wrap justify-center gap-3">
                                <Button kind={first} icon="credit-card" onclick={open} test="pay-open">{ t("pay-open") }</Button>
                                <Button kind={second} icon="external-link" onclick={browser} test="pay-browser">{ t("pay-browser") }</Button>
                            </div>
                        }
                    }
                } }
                if can_switch(&phase) { <div class="flex flex-wrap justify-center gap-2">{ other_ways(&offered, gateway, retry.busy, &pay_with) }</div> }
                <RouteLink to={Route::order(&props.order)} class="link text-sm" test="pay-later">{ t("pay-later") }</RouteLink>
            </div>
            <p class="text-soft mt-4 flex justify-center gap-2 text-center text-sm">{ icon_styled("lock", "mt-1") }{ t("pay-safe") }</p>
        </div>
    }
}

/// The gateway's answer may still change what is shown.
fn is_live(phase: &Phase) -> bool {
    !matches!(
        phase,
        Phase::Preparing | Phase::Cancelled | Phase::Declined(_) | Phase::Expired | Phase::Failed(_)
    )
}

/// What can be done now.
#[derive(Debug, PartialEq)]
enum Offer {
    /// Whoever paid already must not be asked to pay again.
    Nothing,
    /// Another attempt: this one is dead.
    Retry,
    /// The page again, in a window or in the browser.
    Page { browser_first: bool },
}

fn offer(phase: &Phase) -> Offer {
    match phase {
        Phase::Preparing | Phase::Asking | Phase::Processing => Offer::Nothing,
        Phase::Cancelled | Phase::Declined(_) | Phase::Expired => Offer::Retry,
        Phase::NotLoaded | Phase::WindowDenied => Offer::Page { browser_first: true },
        Phase::Waiting | Phase::InBrowser | Phase::Closed | Phase::Failed(_) => {
            Offer::Page { browser_first: false }
        }
    }
}

/// Another gateway may be asked: nobody is paying here at this moment. A page that is still open is closed before.
fn can_switch(phase: &Phase) -> bool {
    let stands_still =
        matches!(phase, Phase::Closed | Phase::NotLoaded | Phase::WindowDenied | Phase::Failed(_));
    stands_still || offer(phase) == Offer::Retry
}

/// What the person reads.
struct Told {
    icon: &'static str,
    title: String,
    text: String,
    /// Something is under way without the person.
    goes_on: bool,
}

fn told(phase: &Phase, amount: &str, provider: &str) -> Told {
    let waiting = || tr("pay-waiting", [("amount", amount.into()), ("provider", provider.into())]);
    let (icon, title, text) = match phase {
        Phase::Preparing => ("credit-card", t("pay-preparing"), t("pay-preparing-text")),
        Phase::Waiting => ("credit-card", waiting(), t("pay-waiting-text")),
        Phase::InBrowser => ("external-link", waiting(), t("pay-in-browser-text")),
        Phase::Asking => ("refresh-cw", t("pay-asking"), t("pay-asking-text")),
        Phase::Processing => ("clock", t("pay-processing"), t("pay-processing-text")),
        Phase::Closed => ("circle-x", t("pay-closed"), t("pay-closed-text")),
        Phase::NotLoaded => ("wifi-off", t("pay-not-loaded"), t("pay-not-loaded-text")),
        Phase::WindowDenied => ("external-link", t("pay-window-denied"), t("pay-window-denied-text")),
        Phase::Cancelled => ("undo-2", t("pay-cancelled"), t("pay-cancelled-text")),
        Phase::Declined(reason) => ("circle-x", t("pay-declined"), words::decline(*reason)),
        Phase::Expired => ("clock", t("pay-expired"), t("pay-expired-text")),
        Phase::Failed(failure) => ("triangle-alert", t("pay-failed"), words::failure(failure)),
    };
    let goes_on = matches!(
        phase,
        Phase::Preparing | Phase::Waiting | Phase::InBrowser | Phase::Asking | Phase::Processing
    );
    Told { icon, title, text, goes_on }
}

/// The word that tests wait for.
fn word(phase: &Phase) -> &'static str {
    match phase {
        Phase::Preparing => "preparing",
        Phase::Waiting => "waiting",
        Phase::InBrowser => "in_browser",
        Phase::Asking => "asking",
        Phase::Processing => "processing",
        Phase::Closed => "closed",
        Phase::NotLoaded => "not_loaded",
        Phase::WindowDenied => "window_denied",
        Phase::Cancelled => "cancelled",
        Phase::Declined(_) => "declined",
        Phase::Expired => "expired",
        Phase::Failed(_) => "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(state: &str, attempt: &str, decline: Option<&str>) -> Order {
        let money = |minor: i64| serde_json::json!({"minor": minor, "currency": "EUR"});
        serde_json::from_value(serde_json::json!({
            "id": "o", "number": "P-2026-000001", "state": state, "placed_at_us": 0,
            "contact": {"name": "Ada", "email": "ada@example.org", "phone": ""}, "address": null, "lines": [],
            "totals": {"subtotal": money(1), "discount": money(0), "shipping": money(0), "tax": money(0), "total": money(1)},
            "promise": {"earliest": "2026-11-24", "latest": "2026-11-26"}, "paid": money(0), "refunded": money(0),
            "attempts": [{"id": "a", "order": "o", "gateway": "sandbox", "state": attempt, "amount": money(1),
                "pay_url": null, "return_prefix": "", "cancel_prefix": "", "decline": decline, "created_at_us": 0}],
            "events": [],
        }))
        .expect("an order")
    }

    fn verdict_of(state: &str, attempt: &str, decline: Option<&str>) -> Verdict {
        verdict(&order(state, attempt, decline), &AttemptId::new("a").expect("an id"), None)
    }

    #[test]
    fn a_confirmed_order_is_settled_whatever_the_window_did() {
        assert_eq!(verdict_of("confirmed", "captured", None), Verdict::Settled);
        assert_eq!(verdict_of("needs_review", "captured", None), Verdict::Settled);
    }

    #[test]
    fn an_open_attempt_means_what_the_window_did() {
        let attempt = AttemptId::new("a").expect("an id");
        for state in ["creating", "open"] {
            let order = order("awaiting_payment", state, None);
            let after = |window| verdict(&order, &attempt, window);
            assert_eq!(after(None), Verdict::Undecided);
            assert_eq!(after(Some(PaymentEnd::NotLoaded)), Verdict::Undecided);
            assert_eq!(after(Some(PaymentEnd::Closed)), Verdict::Now(Phase::Closed));
            assert_eq!(after(Some(PaymentEnd::Cancelled)), Verdict::Now(Phase::Closed));
            assert_eq!(after(Some(PaymentEnd::Returned)), Verdict::Now(Phase::Asking));
        }
    }

    #[test]
    fn a_payment_that_is_processed_is_never_called_unpaid_nor_asked_for_again() {
        let order = order("awaiting_payment", "processing", None);
        let attempt = AttemptId::new("a").expect("an id");
        for window in [None, Some(PaymentEnd::Closed), Some(PaymentEnd::Returned)] {
            assert_eq!(verdict(&order, &attempt, window), Verdict::Now(Phase::Processing));
        }
        assert_eq!(offer(&Phase::Processing), Offer::Nothing);
        assert!(is_live(&Phase::Processing));
    }

    #[test]
    fn a_declined_card_says_why() {
        let declined = Verdict::Now(Phase::Declined(Some(Decline::InsufficientFunds)));
        assert_eq!(verdict_of("awaiting_payment", "failed", Some("insufficient_funds")), declined);
    }

    #[test]
    fn an_order_that_ran_out_of_time_is_not_waited_for() {
        assert_eq!(verdict_of("expired", "expired", None), Verdict::Now(Phase::Expired));
    }
}
