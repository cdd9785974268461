//! The other ways to pay that the provider offers, beside the one that was tried.

use domain::attempt::Gateway;
use yew::prelude::*;

use crate::components::{Button, Kind};
use crate::i18n::tr;
use crate::words;

pub fn other_ways(offered: &[Gateway], tried: Gateway, busy: bool, choose: &Callback<Gateway>) -> Html {
    let others = offered.iter().copied().filter(|gateway| *gateway != tried);
    let button = |gateway: Gateway| {
        let onclick = choose.reform(move |()| gateway);
        html! {
            <Button kind={Kind::Quiet} small={true} {busy} {onclick} test={format!("pay-with-{}", gateway.as_str())}>
                { tr("pay-with", [("gateway", words::gateway(gateway).into())]) }
            </Button>
        }
    };
    html! { { for others.map(button) } }
}
