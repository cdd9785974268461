//! Editing the cart: durable before it is shown, priced as an estimate, and undoable.

mod support;

use contract::Code;
use contract::ipc::*;
use domain::quote::LineReason;
use domain::service::DeliveryKind;
use domain::{LineId, ServiceId};
use support::*;

async fn offline(folder: &std::path::Path, provider: &Shop) -> app::Desk {
    let desk = ready(folder, provider).await;
    desk.stop().await;
    desk
}

async fn undo(desk: &app::Desk) -> CartView {
    desk.cart_undo(UndoCart {}).await.expect("undone")
}

#[tokio::test]
async fn adding_twice_is_one_line_and_other_choices_are_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = offline(folder.path(), &provider).await;
    add(&desk, "lawn", 2).await.expect("added");
    add(&desk, "lawn", 3).await.expect("added");
    let large = AddToCart {
        service: ServiceId::new("lawn").expect("an id"),
        choices: choices("large"),
        quantity: 1,
        note: " by the gate ".into(),
    };
    let view = desk.cart_add(large).await.expect("added");
    assert_eq!(quantities(&view), [("lawn".to_owned(), 5), ("lawn".to_owned(), 1)]);
    assert_eq!(view.lines[1].choice_names, ["Size: LARGE"]);
    assert_eq!(view.lines[1].line.note, "by the gate");
    assert_eq!(view.estimate.expect("an estimate").total, eur(5 * 1000 + 1250));
    assert_eq!((view.count, view.undo), (6, Some(Undo::Added)));
    let card = desk
        .search_services(SearchServices { text: "lawn".into(), category: None, offset: 0, limit: 5 })
        .await
        .expect("found");
    assert_eq!((card.services[0].in_cart, card.services[0].price_from), (6, true));
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = offline(folder.path(), &provider).await;
    let line = add(&desk, "lawn", 1).await.expect("added").lines[0].line.id.clone();
    for quantity in [0, -1, 1000, i64::MAX, i64::MIN] {
        let failure = add(&desk, "lawn", quantity).await.expect_err("refused");
        assert_eq!((failure.code, failure.fields[0].field.as_str()), (Code::InvalidFields, "quantity"));
        let set = SetQuantity { line: line.clone(), quantity };
        assert_eq!(code(desk.cart_set_quantity(set).await), Code::InvalidFields);
    }
    assert_eq!(code(add(&desk, "nothing", 1).await), Code::NotFound);
    let gone = LineId::new("gone").expect("an id");
    assert_eq!(code(desk.cart_remove(RemoveLine { line: gone }).await), Code::NotFound);
    let note = SetNote { line: line.clone(), note: "x".repeat(501) };
    assert_eq!(code(desk.cart_note(note).await), Code::InvalidFields);
    let step = StepLine { line, by: 0 };
    assert_eq!(quantities(&desk.cart_step(step).await.expect("nothing")), [("lawn".to_owned(), 1)]);
    assert_eq!(status(&desk).await.pending, 1);
}

#[tokio::test]
async fn every_edit_can_be_taken_back_in_turn() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = offline(folder.path(), &provider).await;
    let line = add(&desk, "lawn", 2).await.expect("added").lines[0].line.id.clone();
    desk.cart_set_quantity(SetQuantity { line: line.clone(), quantity: 7 }).await.expect("set");
    desk.cart_note(SetNote { line: line.clone(), note: "please".into() }).await.expect("noted");
    add(&desk, "hedge", 1).await.expect("added");
    desk.cart_remove(RemoveLine { line }).await.expect("removed");
    let view = desk.cart_clear(ClearCart {}).await.expect("cleared");
    assert_eq!((view.lines.len(), view.estimate, view.undo), (0, None, Some(Undo::Cleared)));

    assert_eq!(quantities(&undo(&desk).await), [("hedge".to_owned(), 1)]);
    let view = undo(&desk).await;
    let lawn = view.lines.iter().find(|view| view.line.service.as_str() == "lawn").expect("back");
    assert_eq!((lawn.line.quantity.get(), lawn.line.note.as_str()), (7, "please"));
    assert_eq!(quantities(&undo(&desk).await), [("lawn".to_owned(), 7)]);
    assert_eq!(undo(&desk).await.lines[0].line.note, "");
    assert_eq!(quantities(&undo(&desk).await), [("lawn".to_owned(), 2)]);
    assert_eq!(quantities(&undo(&desk).await), []);
    assert_eq!(code(desk.cart_undo(UndoCart {}).await), Code::NothingToUndo);

    // The server comes to the same.
    desk.start_sync();
    settled(&desk).await;
    assert!(provider.world().cart.lines.is_empty());
    desk.stop().await;
}

#[tokio::test]
async fn stepping_down_ends_at_one_and_undo_takes_a_step_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = offline(folder.path(), &provider).await;
    let line = add(&desk, "lawn", 3).await.expect("added").lines[0].line.id.clone();
    for quantity in [2, 1, 1, 1] {
        let view = desk.cart_step(StepLine { line: line.clone(), by: -1 }).await.expect("stepped");
        assert_eq!(quantities(&view), [("lawn".to_owned(), quantity)]);
    }
    assert_eq!(quantities(&undo(&desk).await), [("lawn".to_owned(), 2)]);
}

#[tokio::test]
async fn a_withdrawn_service_stays_in_the_cart_outside_the_totals() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    add(&desk, "lawn", 2).await.expect("added");
    add(&desk, "hedge", 1).await.expect("added");
    {
        let mut world = provider.world();
        world.services[0].0 = 10;
        world.services[0].1.withdrawn = true;
    }
    desk.sync_now(SyncNow {}).await.expect("poked");
    until(&desk, "withdrawn", async || cart(&desk).await.lines[0].problem.is_some()).await;
    let view = cart(&desk).await;
    assert_eq!(view.lines[0].problem, Some(LineReason::Withdrawn));
    assert_eq!((view.lines[0].name.as_str(), view.lines[0].unit), ("Lawn mowing", None));
    assert_eq!(view.estimate.expect("of the other").total, eur(1000));
    assert_eq!(code(add(&desk, "lawn", 1).await), Code::LinesUnavailable);
    desk.stop().await;
}

/// The lawn is no longer mown large.
fn without_large(provider: &Shop) {
    let mut world = provider.world();
    world.services[0].0 = 10;
    world.services[0].1.options[0].choices.truncate(1);
}

#[tokio::test]
async fn choosing_again_replaces_the_line_offline_and_is_taken_back_as_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    let large = AddToCart {
        service: ServiceId::new("lawn").expect("an id"),
        choices: choices("large"),
        quantity: 3,
        note: "by the gate".into(),
    };
    desk.cart_add(large).await.expect("added");
    settled(&desk).await;
    without_large(&provider);
    desk.sync_now(SyncNow {}).await.expect("poked");
    until(&desk, "gone", async || cart(&desk).await.lines[0].problem == Some(LineReason::OptionGone)).await;
    desk.stop().await;
    let replace = async || {
        let line = cart(&desk).await.lines[0].line.id.clone();
        desk.cart_replace(ReplaceLine { line, choices: choices("small") }).await.expect("replaced")
    };
    let view = replace().await;
    let [line] = &view.lines[..] else { panic!("one line: {:?}", view.lines) };
    assert_eq!((line.line.quantity.get(), line.line.note.as_str()), (3, "by the gate"));
    assert_eq!((line.problem, line.unit, line.was), (None, Some(eur(1000)), None));
    assert_eq!(view.undo, Some(Undo::Replaced));
    let unchanged = replace().await;
    assert_eq!(unchanged.lines, view.lines);

    let back = undo(&desk).await;
    assert_eq!((back.lines.len(), back.lines[0].problem), (1, Some(LineReason::OptionGone)));
    assert_eq!((back.lines[0].line.quantity.get(), back.lines[0].line.note.as_str()), (3, "by the gate"));
    assert_eq!(back.undo, Some(Undo::Added));
    replace().await;

    desk.start_sync();
    settled(&desk).await;
    let arrived = provider.world().cart.lines.clone();
    assert_eq!((arrived.len(), &arrived[0].choices), (1, &choices("small")));
    assert_eq!((arrived[0].quantity.get(), arrived[0].note.as_str()), (3, "by the gate"));
    // Added; replaced, taken back and replaced again, each in two.
    assert_eq!(provider.world().applied, 7);
    desk.stop().await;
}

#[tokio::test]
async fn choosing_again_joins_the_line_that_has_these_choices_and_what_fails_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = offline(folder.path(), &provider).await;
    let note = "x".repeat(300);
    let service = ServiceId::new("lawn").expect("an id");
    let large = AddToCart { service, choices: choices("large"), quantity: 2, note };
    let large = desk.cart_add(large).await.expect("added").lines[0].line.id.clone();
    let small = add(&desk, "lawn", 1).await.expect("added").lines[1].line.id.clone();
    let replace = || ReplaceLine { line: large.clone(), choices: choices("small") };
    desk.cart_note(SetNote { line: small.clone(), note: "y".repeat(300) }).await.expect("noted");
    assert_eq!(code(desk.cart_replace(replace()).await), Code::InvalidFields, "both notes are too long");
    assert_eq!((cart(&desk).await.lines.len(), status(&desk).await.pending), (2, 3));
    desk.cart_note(SetNote { line: small, note: String::new() }).await.expect("noted");
    let view = desk.cart_replace(replace()).await.expect("replaced");
    assert_eq!(quantities(&view), [("lawn".to_owned(), 3)]);
    let mut back = quantities(&undo(&desk).await);
    back.sort();
    assert_eq!(back, [("lawn".to_owned(), 1), ("lawn".to_owned(), 2)]);
}

#[tokio::test]
async fn a_full_cart_has_room_to_choose_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let more = (4..=200).map(|n| (n, service(&format!("s{n}"), "More", "garden")));
    provider.world().services.extend(more);
    let desk = offline(folder.path(), &provider).await;
    let first = add(&desk, "lawn", 1).await.expect("added").lines[0].line.id.clone();
    for service in ["hedge", "cafe"].map(String::from).into_iter().chain((4..=200).map(|n| format!("s{n}"))) {
        add(&desk, &service, 1).await.expect("added");
    }
    let replace = ReplaceLine { line: first, choices: choices("large") };
    assert_eq!(desk.cart_replace(replace).await.expect("replaced").lines.len(), 200);
}

#[tokio::test]
async fn shipping_is_part_of_the_estimate() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    provider.world().services[0].1.delivery = DeliveryKind::Shipped;
    let desk = offline(folder.path(), &provider).await;
    let estimate = add(&desk, "lawn", 1).await.expect("added").estimate.expect("an estimate");
    assert_eq!((estimate.shipping, estimate.total), (eur(490), eur(1490)));
}

#[tokio::test]
async fn ten_thousand_pending_changes_make_the_cart_read_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = offline(folder.path(), &provider).await;
    let line = add(&desk, "lawn", 1).await.expect("added").lines[0].line.id.clone();
    desk.stop().await;
    let account = std::fs::read_dir(folder.path().join("accounts")).expect("a folder").next();
    let file = account.expect("an account").expect("an entry").path().join("user.db");
    let mut store = rusqlite::Connection::open(file).expect("the store");
    let tx = store.transaction().expect("begun");
    for seq in 2..=10_000 {
        tx.execute(
            "INSERT INTO changes SELECT ?1, 'c' || ?1, hash, intent, 'queued', NULL FROM changes WHERE seq = 1",
            [seq],
        )
        .expect("inserted");
    }
    tx.commit().expect("committed");
    assert_eq!(status(&desk).await.pending, 10_000);
    assert_eq!(code(desk.cart_step(StepLine { line, by: 1 }).await), Code::QueueFull);
    assert_eq!(quantities(&cart(&desk).await), [("lawn".to_owned(), 1)]);
}
