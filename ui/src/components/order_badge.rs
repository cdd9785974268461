//! The state of an order in a word and a colour.

use domain::order::OrderState;
use yew::prelude::*;

use crate::words;

/// The badge of a state.
pub fn order_badge(state: OrderState) -> Html {
    let tone = match state {
        OrderState::AwaitingPayment | OrderState::NeedsReview => "soft-accent",
        OrderState::Confirmed | OrderState::InProgress => "soft-primary",
        OrderState::Completed => "soft-success",
        OrderState::Cancelled | OrderState::Expired => "soft-neutral",
    };
    html! {
        <span class={classes!("rounded-full", "px-2.5", "py-0.5", "text-sm", "font-medium", "whitespace-nowrap", tone)}
            data-test="order-state" data-state={state.as_str()}>
            { words::order_state(state) }
        </span>
    }
}
