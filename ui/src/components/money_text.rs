//! An amount, in figures that stand under each other.

use domain::Money;
use yew::prelude::*;

use crate::format;

/// The text of an amount.
pub fn money_text(money: Money) -> Html {
    figures(format::money(money), "", None)
}

/// A text with figures, with more of Tailwind's classes, and its name for tests.
pub fn figures(text: String, class: &'static str, test: Option<&'static str>) -> Html {
    html! {
        <span class={classes!("tabular-nums", "whitespace-nowrap", class)} data-test={test}>{ text }</span>
    }
}
