//! What can be done with an order that was placed: with the server, and without one.

mod support;

use contract::Code;
use contract::api::Placed;
use contract::ipc::*;
use domain::attempt::Gateway;
use domain::order::OrderState;
use domain::quote::LineReason;
use domain::{Address, Contact};
use support::*;

/// Two lawns and a hedge, ordered and paid.
async fn ordered(desk: &app::Desk) -> Placed {
    add(desk, "lawn", 2).await.expect("added");
    add(desk, "hedge", 1).await.expect("added");
    let contact = Contact { name: "Ada Moss".into(), email: "ada@example.org".into(), phone: String::new() };
    let ask = MakeQuote { contact, address: None::<Address>, coupon: None, method: None };
    let quote = desk.checkout_quote(ask).await.expect("a quote");
    let place = PlaceOrder { quote: quote.id, gateway: Gateway::Sandbox, locale: "en".into() };
    let PlaceReply::Placed { placed } = desk.checkout_place(place).await.expect("placed") else {
        panic!("the server answers")
    };
    desk.payment_check(CheckPayment { attempt: placed.attempt.clone() }).await.expect("paid");
    placed
}

#[tokio::test]
async fn a_cancellation_whose_reply_was_lost_is_sent_again_under_the_same_id() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    let order = ordered(&desk).await.order;
    let agreed = desk.order_cancellation(PreviewCancellation { order: order.clone() }).await.expect("seen");
    assert_eq!(agreed.refund, eur(3000));
    // A proxy between answers instead of the shop.
    provider.world().cancel_faults.push_back(Fault::LoseReply);
    let cancelled = desk.order_cancel(CancelOrder { order: order.clone(), agreed }).await.expect("cancelled");
    assert_eq!(cancelled.state, OrderState::Cancelled);
    let sent = provider.world().cancellations.clone();
    assert_eq!((sent.len(), &sent[0], sent[0].agreed), (2, &sent[1], agreed));
    let shown = async || desk.order(ShowOrder { id: order.clone() }).await.expect("shown").state;
    until(&desk, "the list knows it", async || shown().await == OrderState::Cancelled).await;
    desk.stop().await;
}

#[tokio::test]
async fn without_a_server_nothing_is_cancelled_and_nothing_waits_to_be() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    let order = ordered(&desk).await.order;
    desk.stop().await;
    drop(provider);
    let look = PreviewCancellation { order: order.clone() };
    assert_eq!(code(desk.order_cancellation(look).await), Code::Unreachable);
    let waits = status(&desk).await;
    assert_eq!((waits.pending, waits.checkouts_pending), (0, 0));
    assert_eq!(desk.order(ShowOrder { id: order }).await.expect("shown").state, OrderState::Confirmed);
}

#[tokio::test]
async fn the_same_is_ordered_again_without_a_network_and_taken_back_as_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    let order = ordered(&desk).await.order;
    add(&desk, "lawn", 1).await.expect("added");
    desk.stop().await;
    drop(provider);
    let plan = desk.reorder_plan(PlanReorder { order: order.clone() }).await.expect("planned");
    assert!(plan.iter().all(|line| line.now == Some(line.was) && line.problem.is_none()), "{plan:?}");
    let view = desk.reorder(Reorder { order }).await.expect("in the cart");
    assert_eq!(quantities(&view), [("lawn".to_owned(), 3), ("hedge".to_owned(), 1)]);
    assert_eq!(view.undo, Some(Undo::Reordered));
    let view = desk.cart_undo(UndoCart {}).await.expect("undone");
    assert_eq!(quantities(&view), [("lawn".to_owned(), 1)]);
}

#[tokio::test]
async fn what_is_gone_or_dearer_is_seen_first_and_only_what_is_sold_goes_into_the_cart() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    let order = ordered(&desk).await.order;
    {
        let mut world = provider.world();
        let lawn = &mut world.services[0];
        (lawn.0, lawn.1.price) = (11, eur(1200));
        let hedge = &mut world.services[1];
        (hedge.0, hedge.1.options[0].choices) = (12, vec![hedge.1.options[0].choices[1].clone()]);
    }
    desk.sync_now(SyncNow {}).await.expect("asked");
    let plan = async || desk.reorder_plan(PlanReorder { order: order.clone() }).await.expect("planned");
    until(&desk, "the catalogue is news", async || plan().await[1].now.is_none()).await;
    let plan = plan().await;
    assert_eq!((plan[0].was, plan[0].now), (eur(1000), Some(eur(1200))));
    assert_eq!(plan[1].problem, Some(LineReason::OptionGone));
    let view = desk.reorder(Reorder { order: order.clone() }).await.expect("in the cart");
    assert_eq!(quantities(&view), [("lawn".to_owned(), 2)]);
    desk.stop().await;
}
