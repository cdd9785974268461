//! An amount, in figures that stand under each other.

use domain::Money;
use yew::prelude::*;

use crate::format;
use crate::i18n::tr;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub money: Money,
    /// Other choices cost more.
    #[prop_or_default]
    pub from: bool,
    #[prop_or_default]
    pub class: Classes,
    #[prop_or_default]
    pub test: Option<AttrValue>,
}

#[component]
pub fn MoneyText(props: &Props) -> Html {
    let amount = format::money(props.money);
    let text = if props.from { tr("price-from", [("price", amount.into())]) } else { amount };
    html! {
        <span class={classes!("tabular-nums", "whitespace-nowrap", props.class.clone())}
            data-test={props.test.clone()}>{ text }</span>
    }
}
