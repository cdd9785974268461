//! While the payment is made, in its own window or in the browser. What the gateway says is all that counts.

use contract::Failure;
use contract::api::{Decline, Order};
use contract::ipc::{CheckPayment, GetAttempt, OpenPayment, PayInBrowser, PaymentEnd, RetryPayment};
use domain::attempt::{AttemptState, Gateway};
use domain::order::OrderState;
use domain::{AttemptId, OrderId};
use yew::prelude::*;
use yew_router::prelude::*;

use super::frame::not_found;
use crate::components::{Banner, Button, Icon, Kind, PageHead, RouteLink, Tone};
use crate::hooks::{send, use_act, use_interval, use_toaster};
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
    /// The window or the browser has the page.
    Waiting,
    /// The person closed the window; the gateway says that nothing was taken.
    Closed,
    NotLoaded,
    Cancelled,
    Declined(Option<Decline>),
    Expired,
    Failed(Failure),
}

/// What the gateway's answer means for who waits here.
#[derive(Debug, PartialEq)]
enum Verdict {
    Settled,
    Undecided,
    Ended(Phase),
}

fn verdict(order: &Order, attempt: &AttemptId) -> Verdict {
    if order.state != OrderState::AwaitingPayment {
        let ended = matches!(order.state, OrderState::Cancelled | OrderState::Expired);
        return if ended { Verdict::Ended(Phase::Expired) } else { Verdict::Settled };
    }
    let Some(attempt) = order.attempts.iter().find(|known| &known.id == attempt) else {
        return Verdict::Undecided;
    };
    match attempt.state {
        AttemptState::Creating | AttemptState::Open | AttemptState::Processing => Verdict::Undecided,
        AttemptState::Captured | AttemptState::Disputed => Verdict::Settled,
        AttemptState::Failed => Verdict::Ended(Phase::Declined(attempt.decline)),
        AttemptState::Cancelled => Verdict::Ended(Phase::Cancelled),
        AttemptState::Expired => Verdict::Ended(Phase::Expired),
    }
}

#[derive(Properties, PartialEq)]
struct PayingProps {
    order: OrderId,
    attempt: AttemptId,
}

#[component]
fn Paying(props: &PayingProps) -> Html {
    let navigator = use_navigator().expect("pages stand inside the router");
    let toaster = use_toaster();
    let phase = use_state_eq(|| Phase::Preparing);
    let known = use_state_eq(|| None::<(domain::Money, Gateway)>);

    // `closed`: the window is gone, so an undecided payment means that nothing was taken.
    let check = {
        let (phase, navigator) = (phase.setter(), navigator.clone());
        use_callback((props.order.clone(), props.attempt.clone()), move |closed: bool, (order, attempt)| {
            let (phase, navigator) = (phase.clone(), navigator.clone());
            let (order, attempt) = (order.clone(), attempt.clone());
            wasm_bindgen_futures::spawn_local(async move {
                // A check that fails decides nothing; the next one comes by itself.
                let Ok(found) = ipc::invoke(CheckPayment { attempt: attempt.clone() }).await else { return };
                match verdict(&found, &attempt) {
                    Verdict::Settled => navigator.replace(&Route::confirmation(&order)),
                    Verdict::Ended(end) => phase.set(end),
                    Verdict::Undecided if closed => phase.set(Phase::Closed),
                    Verdict::Undecided => {}
                }
            });
        })
    };
    let open = {
        let (phase, known) = (phase.setter(), known.setter());
        use_callback(props.attempt.clone(), move |(), attempt| {
            let (phase, known, attempt) = (phase.clone(), known.clone(), attempt.clone());
            phase.set(Phase::Preparing);
            wasm_bindgen_futures::spawn_local(async move {
                let ready = ipc::invoke(GetAttempt { attempt: attempt.clone() }).await;
                let opened = match ready {
                    Ok(ready) => {
                        known.set(Some((ready.amount, ready.gateway)));
                        ipc::invoke(OpenPayment { attempt }).await
                    }
                    Err(failure) => Err(failure),
                };
                phase.set(match opened {
                    Ok(()) => Phase::Waiting,
                    Err(failure) => Phase::Failed(failure),
                });
            });
        })
    };
    use_effect_with((), {
        let open = open.clone();
        move |()| open.emit(())
    });
    use_effect_with(props.attempt.clone(), {
        let (check, phase) = (check.clone(), phase.setter());
        move |attempt| {
            let attempt = attempt.clone();
            let heard = ipc::on_payment_closed(move |closed| {
                if closed.attempt != attempt {
                    return;
                }
                match closed.how {
                    PaymentEnd::NotLoaded => phase.set(Phase::NotLoaded),
                    PaymentEnd::Closed => check.emit(true),
                    PaymentEnd::Returned | PaymentEnd::Cancelled => check.emit(false),
                }
            });
            move || drop(heard)
        }
    });
    let live = matches!(*phase, Phase::Waiting | Phase::Closed | Phase::NotLoaded);
    use_interval(live, CHECK_EVERY_MS, check.reform(|()| false));

    let browser = {
        let (attempt, phase, toaster) = (props.attempt.clone(), phase.setter(), toaster.clone());
        Callback::from(move |()| {
            let phase = phase.clone();
            send(&toaster, PayInBrowser { attempt: attempt.clone() }, move |()| phase.set(Phase::Waiting));
        })
    };
    let retry = use_act::<RetryPayment>(Callback::from(move |attempt: contract::api::Attempt| {
        navigator.replace(&Route::pay(&attempt.order, &attempt.id));
    }));
    let try_again = {
        let order = props.order.clone();
        let gateway = known.map_or(Gateway::Sandbox, |(_, gateway)| gateway);
        retry.run.reform(move |()| RetryPayment { order: order.clone(), gateway })
    };
    let amount = known.map(|(amount, _)| format::money(amount)).unwrap_or_default();
    let (icon, title, text) = told(&phase, &amount);
    let ended = matches!(*phase, Phase::Declined(_) | Phase::Cancelled | Phase::Expired);
    let busy = matches!(*phase, Phase::Preparing | Phase::Waiting);
    html! {
        <div class="mx-auto max-w-xl">
            <PageHead title={t("payment")} />
            <div class="panel flex flex-col items-center gap-5 p-8 text-center" data-test="pay-phase" data-phase={word(&phase)}>
                <span class={classes!("grid", "size-16", "place-items-center", "rounded-full", "text-2xl", if busy { "soft-primary" } else { "soft-neutral" })}>
                    if busy { <span class="loading loading-spinner" aria-hidden="true"></span> } else { <Icon name={icon} /> }
                </span>
                <div role="status">
                    <h2 class="text-lg font-semibold">{ title }</h2>
                    <p class="text-soft mt-1.5 text-balance">{ text }</p>
                </div>
                if let Some(failure) = &retry.failure {
                    <Banner tone={Tone::Wrong} icon="circle-alert" alert={true}>{ words::failure(failure) }</Banner>
                }
                <div class="flex flex-wrap justify-center gap-3">
                    if ended {
                        <Button kind={Kind::Primary} icon="refresh-cw" busy={retry.busy} onclick={try_again} test="pay-retry">{ t("pay-again") }</Button>
                    } else if *phase != Phase::Preparing {
                        <Button kind={if *phase == Phase::NotLoaded { Kind::Secondary } else { Kind::Primary }} icon="credit-card"
                            onclick={open} test="pay-open">{ t("pay-open") }</Button>
                        <Button kind={if *phase == Phase::NotLoaded { Kind::Primary } else { Kind::Secondary }} icon="external-link"
                            onclick={browser} test="pay-browser">{ t("pay-browser") }</Button>
                    }
                </div>
                <RouteLink to={Route::order(&props.order)} class="link text-sm" test="pay-later">{ t("pay-later") }</RouteLink>
            </div>
            <p class="text-soft mt-4 flex justify-center gap-2 text-center text-sm"><Icon name="lock" class="mt-1" />{ t("pay-safe") }</p>
        </div>
    }
}

fn told(phase: &Phase, amount: &str) -> (&'static str, String, String) {
    match phase {
        Phase::Preparing => ("credit-card", t("pay-preparing"), t("pay-preparing-text")),
        Phase::Waiting => {
            ("credit-card", tr("pay-waiting", [("amount", amount.into())]), t("pay-waiting-text"))
        }
        Phase::Closed => ("circle-x", t("pay-closed"), t("pay-closed-text")),
        Phase::NotLoaded => ("wifi-off", t("pay-not-loaded"), t("pay-not-loaded-text")),
        Phase::Cancelled => ("undo-2", t("pay-cancelled"), t("pay-cancelled-text")),
        Phase::Declined(reason) => ("circle-x", t("pay-declined"), words::decline(*reason)),
        Phase::Expired => ("clock", t("pay-expired"), t("pay-expired-text")),
        Phase::Failed(failure) => ("triangle-alert", t("pay-failed"), words::failure(failure)),
    }
}

/// The word that tests wait for.
fn word(phase: &Phase) -> &'static str {
    match phase {
        Phase::Preparing => "preparing",
        Phase::Waiting => "waiting",
        Phase::Closed => "closed",
        Phase::NotLoaded => "not_loaded",
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
        verdict(&order(state, attempt, decline), &AttemptId::new("a").expect("an id"))
    }

    #[test]
    fn a_confirmed_order_is_settled_whatever_the_window_did() {
        assert_eq!(verdict_of("confirmed", "captured", None), Verdict::Settled);
        assert_eq!(verdict_of("needs_review", "captured", None), Verdict::Settled);
    }

    #[test]
    fn an_open_attempt_decides_nothing() {
        for state in ["creating", "open", "processing"] {
            assert_eq!(verdict_of("awaiting_payment", state, None), Verdict::Undecided);
        }
    }

    #[test]
    fn a_declined_card_says_why() {
        let declined = Verdict::Ended(Phase::Declined(Some(Decline::InsufficientFunds)));
        assert_eq!(verdict_of("awaiting_payment", "failed", Some("insufficient_funds")), declined);
    }

    #[test]
    fn an_order_that_ran_out_of_time_is_not_waited_for() {
        assert_eq!(verdict_of("expired", "expired", None), Verdict::Ended(Phase::Expired));
    }
}
