//! The document of an order: opened to be read, printed or kept.

use contract::api::Order;
use contract::ipc::SaveReceipt;
use domain::OrderId;
use yew::prelude::*;

use crate::components::Button;
use crate::hooks::{send, use_toaster};
use crate::i18n::{self, t, tr};

/// The button beside an order: a receipt once something was paid, before that a confirmation.
pub fn receipt_button(order: &Order) -> Html {
    html! { <ReceiptButton order={order.id.clone()} paid={order.paid.minor > 0} /> }
}

#[derive(Properties, PartialEq)]
struct Props {
    order: OrderId,
    paid: bool,
}

#[component]
fn ReceiptButton(props: &Props) -> Html {
    let toaster = use_toaster();
    let order = props.order.clone();
    let onclick = Callback::from(move |()| {
        let call = SaveReceipt { order: order.clone(), locale: i18n::chosen().code().into() };
        let said = toaster.clone();
        send(&toaster, call, move |saved| said.say(tr("receipt-saved", [("path", saved.path.into())])));
    });
    html! {
        <Button small={true} icon="receipt" {onclick} test="receipt">
            { t(if props.paid { "receipt" } else { "confirmation-document" }) }
        </Button>
    }
}
