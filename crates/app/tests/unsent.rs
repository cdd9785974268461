//! What waits: listed, sent on demand, copied into a file, and given up without harm to what stays.

mod support;

use app::Desk;
use contract::Code;
use contract::history::OrderSearch;
use contract::ipc::*;
use contract::unsent::{Deed, Stand, Unsent, UnsentChange};
use domain::attempt::Gateway;
use domain::{ChangeId, Contact};
use support::*;

async fn unsent(desk: &Desk) -> Unsent {
    desk.unsent(ListUnsent {}).await.expect("listed")
}

async fn change_about(desk: &Desk, name: &str) -> UnsentChange {
    let changes = unsent(desk).await.changes;
    changes.into_iter().find(|change| change.about == name).expect("it waits")
}

async fn discard(desk: &Desk, only: Option<ChangeId>) -> u32 {
    desk.discard_changes(DiscardChanges { only }).await.expect("discarded")
}

/// Signed in, with the whole catalogue, and then without a network.
async fn offline(folder: &std::path::Path, provider: &Shop) -> Desk {
    let desk = ready(folder, provider).await;
    desk.stop().await;
    desk
}

/// Sends what is left; the server took `applied` changes in all, of one desk that never had to sign in again.
async fn arrives(desk: &Desk, provider: &Shop, applied: usize) {
    provider.world().faults.clear();
    desk.start_sync();
    settled(desk).await;
    desk.stop().await;
    let told = {
        let world = provider.world();
        (world.applied, world.desks.len(), world.sign_ins)
    };
    assert_eq!(told, (applied, 1, 1));
    assert_eq!(status(desk).await.notices, 0);
}

fn on_the_server(provider: &Shop) -> Vec<(String, i64)> {
    let lines = &provider.world().cart.lines;
    lines.iter().map(|line| (line.service.to_string(), line.quantity.get())).collect()
}

#[tokio::test]
async fn what_waits_is_listed_with_what_it_is_about() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    add(&desk, "hedge", 1).await.expect("added");
    settled(&desk).await;
    desk.stop().await;
    let line = cart(&desk).await.lines[0].line.id.clone();
    desk.cart_set_quantity(SetQuantity { line: line.clone(), quantity: 7 }).await.expect("set");
    desk.cart_remove(RemoveLine { line }).await.expect("removed");
    let line = add(&desk, "lawn", 2).await.expect("added").lines[0].line.id.clone();
    desk.cart_step(StepLine { line: line.clone(), by: 1 }).await.expect("stepped");
    desk.cart_note(SetNote { line, note: "mind the dog".into() }).await.expect("noted");
    desk.cart_clear(ClearCart {}).await.expect("cleared");

    let Unsent { changes, total, orders } = unsent(&desk).await;
    let told: Vec<_> = changes.iter().map(|change| (change.about.as_str(), change.deed)).collect();
    assert_eq!(
        told,
        [
            ("Hedge trimming", Deed::Set { quantity: 7 }),
            ("Hedge trimming", Deed::Removed),
            ("Lawn mowing", Deed::Added { quantity: 2 }),
            ("Lawn mowing", Deed::Stepped { by: 1 }),
            ("Lawn mowing", Deed::Noted),
            ("", Deed::Cleared),
        ]
    );
    assert_eq!((total, orders), (6, vec![]));
    let times: Vec<_> = changes.iter().map(|change| change.at_us.expect("its id tells")).collect();
    assert!(times[0] > 1_700_000_000_000_000 && times.is_sorted(), "{times:?}");
    assert!(changes.iter().all(|change| change.stand == Stand::Saved));
}

#[tokio::test]
async fn a_discarded_change_never_arrives_and_the_others_arrive_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = offline(folder.path(), &provider).await;
    for service in ["lawn", "hedge", "cafe"] {
        add(&desk, service, 1).await.expect("added");
    }
    let hedge = change_about(&desk, "Hedge trimming").await.id;
    assert_eq!(discard(&desk, Some(hedge.clone())).await, 1);
    assert_eq!(discard(&desk, Some(hedge)).await, 0, "it is gone already");
    let left = [("lawn".to_owned(), 1), ("cafe".to_owned(), 1)];
    assert_eq!(quantities(&cart(&desk).await), left);
    assert_eq!(cart(&desk).await.undo, None);
    arrives(&desk, &provider, 2).await;
    assert_eq!(on_the_server(&provider), left);
    add(&desk, "lawn", 1).await.expect("added");
    arrives(&desk, &provider, 3).await;
}

#[tokio::test]
async fn with_a_line_go_the_changes_that_need_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = offline(folder.path(), &provider).await;
    let line = add(&desk, "hedge", 1).await.expect("added").lines[0].line.id.clone();
    add(&desk, "lawn", 1).await.expect("added");
    desk.cart_step(StepLine { line: line.clone(), by: 4 }).await.expect("stepped");
    desk.cart_note(SetNote { line, note: "please".into() }).await.expect("noted");
    let added = change_about(&desk, "Hedge trimming").await.id;
    assert_eq!(discard(&desk, Some(added)).await, 3);
    arrives(&desk, &provider, 1).await;
    assert_eq!(on_the_server(&provider), [("lawn".to_owned(), 1)]);
}

#[tokio::test]
async fn a_discarded_change_that_had_arrived_comes_back_and_nothing_is_counted_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    provider.world().faults.extend(vec![Fault::LoseReply; 100]);
    add(&desk, "lawn", 2).await.expect("added");
    until(&desk, "applied", async || provider.world().applied == 1).await;
    desk.stop().await;
    add(&desk, "cafe", 1).await.expect("added");
    let lawn = change_about(&desk, "Lawn mowing").await;
    assert_eq!(lawn.stand, Stand::Sent);
    assert_eq!(discard(&desk, Some(lawn.id)).await, 1);
    assert_eq!(quantities(&cart(&desk).await), [("cafe".to_owned(), 1)]);
    arrives(&desk, &provider, 2).await;
    let both = [("lawn".to_owned(), 2), ("cafe".to_owned(), 1)];
    assert_eq!(quantities(&cart(&desk).await), both);
    assert_eq!(on_the_server(&provider), both);
}

#[tokio::test]
async fn discarding_what_was_sent_and_did_not_arrive_leaves_no_gap_in_the_numbers() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = offline(folder.path(), &provider).await;
    for service in ["lawn", "hedge", "cafe"] {
        add(&desk, service, 1).await.expect("added");
    }
    provider.world().refusing = Some((503, Code::Busy));
    assert_eq!(code(desk.send_unsent(SendUnsent {}).await), Code::Busy);
    provider.world().refusing = None;
    let line = add(&desk, "lawn", 1).await.expect("added").lines[0].line.id.clone();
    desk.cart_note(SetNote { line, note: "please".into() }).await.expect("noted");
    let stands: Vec<_> = unsent(&desk).await.changes.iter().map(|change| change.stand).collect();
    assert_eq!(stands, [Stand::Sent, Stand::Sent, Stand::Sent, Stand::Saved, Stand::Saved]);
    let more = unsent(&desk).await.changes[3].id.clone();
    assert_eq!(discard(&desk, Some(more)).await, 1);
    let hedge = change_about(&desk, "Hedge trimming").await.id;
    assert_eq!(discard(&desk, Some(hedge)).await, 1);
    arrives(&desk, &provider, 3).await;
    assert_eq!(on_the_server(&provider), [("lawn".to_owned(), 1), ("cafe".to_owned(), 1)]);
    assert_eq!(cart(&desk).await.lines[0].line.note, "please");
}

#[tokio::test]
async fn after_discarding_all_nothing_waits_and_the_desk_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = offline(folder.path(), &provider).await;
    add(&desk, "lawn", 2).await.expect("added");
    provider.world().refusing = Some((503, Code::Busy));
    assert_eq!(code(desk.send_unsent(SendUnsent {}).await), Code::Busy);
    provider.world().refusing = None;
    add(&desk, "hedge", 1).await.expect("added");
    assert_eq!(discard(&desk, None).await, 2);
    assert!(cart(&desk).await.lines.is_empty());
    assert_eq!(status(&desk).await.pending, 0);
    add(&desk, "cafe", 3).await.expect("added");
    arrives(&desk, &provider, 1).await;
    assert_eq!(on_the_server(&provider), [("cafe".to_owned(), 3)]);
    desk.sign_out(SignOut { discard: false }).await.expect("nothing waits");
}

#[tokio::test]
async fn what_waits_is_sent_on_demand_before_leaving() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = offline(folder.path(), &provider).await;
    add(&desk, "lawn", 2).await.expect("added");
    assert_eq!(code(desk.sign_out(SignOut { discard: false }).await), Code::UnsentChanges);
    desk.send_unsent(SendUnsent {}).await.expect("sent");
    assert_eq!(on_the_server(&provider), [("lawn".to_owned(), 2)]);
    desk.sign_out(SignOut { discard: false }).await.expect("signed out");
}

/// Pay was pressed, and after these faults the server wanted a new sign-in, which it gets.
async fn order_waits(desk: &Desk, provider: &Shop, faults: &[Fault]) {
    add(desk, "lawn", 2).await.expect("added");
    let contact = Contact { name: "Ada".into(), email: "ada@example.org".into(), phone: String::new() };
    let quote = desk
        .checkout_quote(MakeQuote { contact, address: None, coupon: None, method: None })
        .await
        .expect("a quote");
    provider.world().checkout_faults.extend(faults.iter().cloned());
    provider.world().checkout_faults.push_back(Fault::Refuse(401, Code::SignedOut));
    let place = PlaceOrder { quote: quote.id, gateway: Gateway::Sandbox, locale: "en".into() };
    let reply = desk.checkout_place(place).await.expect("recorded");
    assert!(matches!(reply, PlaceReply::Waiting { .. }));
    sign_in_as(desk, "ada@example.org").await;
}

#[tokio::test]
async fn a_discarded_order_is_not_sent_any_more() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = offline(folder.path(), &provider).await;
    order_waits(&desk, &provider, &[]).await;
    let orders = unsent(&desk).await.orders;
    assert_eq!(orders.len(), 1);
    assert!(orders[0].at_us > 1_700_000_000_000_000);
    let discard = DiscardOrder { order: orders[0].id.clone() };
    assert!(desk.discard_order(discard.clone()).await.expect("discarded"));
    assert!(!desk.discard_order(discard).await.expect("it is gone already"));
    desk.send_unsent(SendUnsent {}).await.expect("sent");
    assert_eq!((unsent(&desk).await.orders, provider.world().orders.len()), (vec![], 0));
    assert_eq!(quantities(&cart(&desk).await), [("lawn".to_owned(), 2)], "the cart is as it was");
}

#[tokio::test]
async fn a_discarded_order_that_had_arrived_is_among_the_orders_to_pay() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = offline(folder.path(), &provider).await;
    order_waits(&desk, &provider, &[Fault::LoseReply]).await;
    let order = unsent(&desk).await.orders[0].id.clone();
    assert!(desk.discard_order(DiscardOrder { order }).await.expect("discarded"));
    desk.send_unsent(SendUnsent {}).await.expect("sent");
    let wanted = OrderSearch { filter: OrderFilter::ToPay, ..OrderSearch::default() };
    let to_pay = ListOrders { wanted, offset: 0, limit: 5 };
    assert_eq!(desk.orders(to_pay).await.expect("orders").total, 1);
    assert!(cart(&desk).await.lines.is_empty(), "what was ordered has left the cart");
}

#[tokio::test]
async fn a_copy_of_what_waits_can_be_read_by_people_and_outlives_the_account() {
    let (folder, documents) =
        (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let provider = Shop::start().await;
    let desk = offline(folder.path(), &provider).await;
    add(&desk, "lawn", 2).await.expect("added");
    assert_eq!(code(desk.export_folder(ShowExport {})), Code::NotFound);
    let nowhere = documents.path().join("nowhere");
    let folders = vec![nowhere, documents.path().to_owned()];
    let first = desk.export_unsent(ExportUnsent {}, folders.clone()).await.expect("written").path;
    let second = desk.export_unsent(ExportUnsent {}, folders).await.expect("written").path;
    assert_ne!(first, second, "a copy never overwrites another");
    assert_eq!(desk.export_folder(ShowExport {}).expect("a folder"), documents.path());
    let beside = desk.export_unsent(ExportUnsent {}, Vec::new()).await.expect("written").path;
    desk.sign_out(SignOut { discard: true }).await.expect("signed out");
    for path in [&first, &beside] {
        let text = std::fs::read_to_string(path).expect("it is still there");
        let read: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let change = &read["changes"][0];
        assert_eq!(
            (&read["account"], &change["service"]),
            (&"ada@example.org".into(), &"Lawn mowing".into())
        );
        assert_eq!((&change["deed"], &change["quantity"]), (&"added".into(), &2.into()));
        assert_eq!((&change["options"][0], &change["stand"]), (&"Size: SMALL".into(), &"saved".into()));
        assert_eq!(read["notices"], serde_json::json!([]));
    }
    assert!(beside.starts_with(&folder.path().display().to_string()));
}
