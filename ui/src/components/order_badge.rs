//! The state of an order in a word and a colour.

use domain::order::OrderState;
use yew::prelude::*;

use crate::words;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub state: OrderState,
}

#[component]
pub fn OrderBadge(props: &Props) -> Html {
    let tone = match props.state {
        OrderState::AwaitingPayment | OrderState::NeedsReview => "soft-accent",
        OrderState::Confirmed | OrderState::InProgress => "soft-primary",
        OrderState::Completed => "soft-success",
        OrderState::Cancelled | OrderState::Expired => "soft-neutral",
    };
    html! {
        <span class={classes!("rounded-full", "px-2.5", "py-0.5", "text-sm", "font-medium", "whitespace-nowrap", tone)}
            data-test="order-state" data-state={props.state.as_str()}>
            { words::order_state(props.state) }
        </span>
    }
}
