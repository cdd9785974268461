//! Offline work arrives once, whatever happens to messages.

mod support;

use contract::Code;
use contract::ipc::*;
use domain::cart::Adjustment;
use domain::cart::CartChange;
use domain::{CartId, LineId, Quantity, ServiceId};
use support::*;

fn from_another_desk(service: &str, quantity: i64) -> CartChange {
    CartChange::Add {
        cart: CartId::main(),
        service: ServiceId::new(service).expect("an id"),
        choices: choices("small"),
        quantity: Quantity::new(quantity).expect("a quantity"),
        note: String::new(),
        seen_unit_minor: 1000,
        seen: 0,
    }
}

#[tokio::test]
async fn an_edit_is_shown_at_once_and_arrives_by_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    let view = add(&desk, "lawn", 2).await.expect("added");
    assert_eq!(quantities(&view), [("lawn".to_owned(), 2)]);
    settled(&desk).await;
    assert_eq!(provider.world().cart.lines[0].quantity.get(), 2);
    assert!(!cart(&desk).await.lines[0].pending);
    desk.stop().await;
}

#[tokio::test]
async fn what_was_done_offline_survives_a_kill_and_is_sent_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let keychain = app::Keychain::memory();
    let desk = desk_with(folder.path(), Some(provider.url.clone()), keychain.clone());
    sign_in_as(&desk, "ada@example.org").await;
    desk.start_sync();
    settled(&desk).await;
    desk.stop().await;
    for _ in 0..30 {
        add(&desk, "lawn", 1).await.expect("added");
    }
    // The store is not closed: it is left as it is, like after a kill.
    std::mem::forget(desk);
    let desk = desk_with(folder.path(), Some(provider.url.clone()), keychain);
    assert_eq!(quantities(&cart(&desk).await), [("lawn".to_owned(), 30)]);
    assert!(cart(&desk).await.lines[0].pending);
    desk.start_sync();
    settled(&desk).await;
    assert_eq!(provider.world().cart.lines[0].quantity.get(), 30);
    assert_eq!(provider.world().applied, 30);
    desk.stop().await;
}

#[tokio::test]
async fn a_lost_reply_does_no_harm() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    provider.world().faults.extend([Fault::LoseReply, Fault::LoseReply]);
    add(&desk, "lawn", 2).await.expect("added");
    settled(&desk).await;
    assert_eq!(provider.world().applied, 1);
    assert_eq!(quantities(&cart(&desk).await), [("lawn".to_owned(), 2)]);
    desk.stop().await;
}

#[tokio::test]
async fn two_desks_add_up_and_the_person_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    desk.stop().await;
    add(&desk, "lawn", 2).await.expect("added");
    let other = LineId::new("0-other").expect("an id");
    provider.world().change_cart(|cart| {
        cart.apply(&from_another_desk("lawn", 3), other);
    });
    desk.start_sync();
    settled(&desk).await;
    assert_eq!(quantities(&cart(&desk).await), [("lawn".to_owned(), 5)]);
    let notices = desk.notices(ListNotices {}).await.expect("notices");
    assert_eq!(notices[0].kind, NoticeKind::Adjusted { reason: Adjustment::AddedUp });
    assert_eq!(notices[0].about, "Lawn mowing");
    desk.dismiss_notice(DismissNotice { id: notices[0].id }).await.expect("dismissed");
    assert_eq!(status(&desk).await.notices, 0);
    desk.stop().await;
}

#[tokio::test]
async fn a_refused_token_keeps_the_work_and_asks_for_a_new_sign_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    provider.world().token_refused = true;
    add(&desk, "lawn", 2).await.expect("added");
    until(&desk, "signed out", async || status(&desk).await.connection == Connection::SignedOut).await;
    let session = desk.session(GetSession {}).await.expect("a session");
    assert_eq!(session.token, TokenState::Missing);
    assert!(session.customer.is_some());
    add(&desk, "hedge", 1).await.expect("work goes on");
    sign_in_as(&desk, "ada@example.org").await;
    settled(&desk).await;
    assert_eq!(provider.world().cart.lines.len(), 2);
    desk.stop().await;
}

#[tokio::test]
async fn a_server_in_trouble_is_tried_again_and_one_that_is_too_new_says_update() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    for (refused, shown) in
        [((500, Code::Internal), Connection::Offline), ((426, Code::UnsupportedProtocol), Connection::TooOld)]
    {
        provider.world().refusing = Some(refused);
        add(&desk, "lawn", 1).await.expect("added");
        until(&desk, "shown", async || status(&desk).await.connection == shown).await;
        provider.world().refusing = None;
        provider.world().faults.push_back(Fault::Refuse(429, Code::TooManyTries));
        settled(&desk).await;
        assert_eq!(status(&desk).await.connection, Connection::Online);
    }
    assert_eq!(provider.world().applied, 2);
    desk.stop().await;
}

#[tokio::test]
async fn the_portal_of_a_hotel_is_not_the_shop_and_signs_nobody_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    for (n, portal) in [200, 302, 401, 403, 404, 409, 426].into_iter().enumerate() {
        provider.world().portal = Some(portal);
        add(&desk, "lawn", 1).await.expect("added");
        until(&desk, "offline", async || status(&desk).await.connection == Connection::Offline).await;
        provider.world().portal = None;
        desk.sync_now(SyncNow {}).await.expect("poked");
        settled(&desk).await;
        assert_eq!(status(&desk).await.connection, Connection::Online);
        assert_eq!(provider.world().applied, n + 1, "{portal}");
        assert_eq!(provider.world().sign_ins, 1);
    }
    desk.stop().await;
}

#[tokio::test]
async fn a_catalogue_that_asks_for_patience_is_left_alone_while_the_cart_is_synced() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    let before = {
        let mut world = provider.world();
        world.services[0].0 = 10;
        world.catalogue_busy = true;
        world.asked("catalogue")
    };
    let asked = || provider.world().asked("catalogue") - before;
    for n in 1..=5 {
        add(&desk, "lawn", 1).await.expect("added");
        settled(&desk).await;
        assert_eq!(provider.world().applied, n);
        until(&desk, "refused", async || asked() > 0).await;
    }
    assert_eq!(asked(), 1);
    provider.world().catalogue_busy = false;
    desk.sync_now(SyncNow {}).await.expect("poked");
    until(&desk, "asked again at once", async || asked() > 1).await;
    desk.stop().await;
}

#[tokio::test]
async fn a_change_that_arrived_under_another_number_counts_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    provider.world().faults.extend(vec![Fault::LoseReply; 100]);
    add(&desk, "lawn", 2).await.expect("added");
    until(&desk, "applied", async || provider.world().applied == 1).await;
    desk.stop().await;
    drop(desk);
    provider.world().faults.clear();
    // With a new profile the account gets a new desk id, and its changes new numbers.
    std::fs::write(folder.path().join("desk.json"), b"damaged").expect("written");

    let desk = desk_with(folder.path(), Some(provider.url.clone()), app::Keychain::memory());
    sign_in_as(&desk, "ada@example.org").await;
    add(&desk, "hedge", 1).await.expect("added");
    desk.start_sync();
    settled(&desk).await;
    assert_eq!(quantities(&cart(&desk).await), [("lawn".to_owned(), 2), ("hedge".to_owned(), 1)]);
    assert_eq!(provider.world().desks.len(), 2);
    assert_eq!(provider.world().applied, 2);
    desk.stop().await;
}

#[tokio::test]
async fn a_day_without_a_sign_in_has_its_copy_of_the_store_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let signed_in = desk(folder.path(), &provider);
    sign_in_as(&signed_in, "ada@example.org").await;
    drop(signed_in);
    let backups = folder.path().join("accounts").join("ada-example-org").join("backups");
    assert!(!backups.exists());

    let desk = desk(folder.path(), &provider);
    assert_eq!(desk.session(GetSession {}).await.expect("a session").token, TokenState::Missing);
    desk.start_sync();
    until(&desk, "copied", async || {
        let names = std::fs::read_dir(&backups).map(|all| all.flatten().map(|entry| entry.file_name()));
        names.is_ok_and(|mut names| names.any(|name| name.to_string_lossy().ends_with(".db")))
    })
    .await;
    desk.stop().await;
}

#[tokio::test]
async fn a_push_that_is_too_large_is_cut() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    desk.stop().await;
    for _ in 0..10 {
        add(&desk, "lawn", 1).await.expect("added");
    }
    provider.world().faults.extend([Fault::Refuse(413, Code::TooLarge), Fault::Refuse(413, Code::TooLarge)]);
    desk.start_sync();
    settled(&desk).await;
    assert_eq!(provider.world().applied, 10);
    desk.stop().await;
}

#[tokio::test]
async fn a_copied_profile_becomes_another_desk_and_loses_nothing() {
    let (one, two) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let provider = Shop::start().await;
    let original = ready(one.path(), &provider).await;
    original.stop().await;
    // Both copies have these three, and both send them.
    for _ in 0..3 {
        add(&original, "cafe", 1).await.expect("added");
    }
    drop(original);
    copy_folder(one.path(), two.path());

    let first = desk(one.path(), &provider);
    add(&first, "lawn", 1).await.expect("added");
    sign_in_as(&first, "ada@example.org").await;
    first.start_sync();
    settled(&first).await;
    let second = desk(two.path(), &provider);
    add(&second, "hedge", 1).await.expect("added");
    sign_in_as(&second, "ada@example.org").await;
    second.start_sync();
    until(&second, "to sign in again", async || status(&second).await.connection == Connection::SignedOut)
        .await;
    sign_in_as(&second, "ada@example.org").await;
    settled(&second).await;
    assert_eq!(provider.world().desks.len(), 2);
    let all = [("cafe", 3), ("lawn", 1), ("hedge", 1)];
    assert_eq!(quantities(&cart(&second).await), all.map(|(service, n)| (service.to_owned(), n)));
    first.stop().await;
    second.stop().await;
}

#[tokio::test]
async fn a_pull_of_many_pages_is_whole_or_not_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    {
        let mut world = provider.world();
        world.rows_per_page = 2;
        for (n, name) in ["lawn", "hedge", "cafe"].iter().enumerate() {
            for size in ["small", "large"] {
                let id = LineId::new(format!("line-{n}-{size}")).expect("an id");
                let mut change = from_another_desk(name, 1);
                if let CartChange::Add { choices: chosen, .. } = &mut change {
                    *chosen = choices(size);
                }
                world.change_cart(|cart| {
                    cart.apply(&change, id);
                });
            }
        }
    }
    let desk = ready(folder.path(), &provider).await;
    until(&desk, "all lines", async || cart(&desk).await.lines.len() == 6).await;
    assert_eq!(cart(&desk).await.estimate.expect("an estimate").total, eur(3 * 2250));
    desk.stop().await;
}

#[tokio::test]
async fn the_catalogue_follows_the_provider() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    provider.world().services_per_page = 2;
    let desk = ready(folder.path(), &provider).await;
    let view = add(&desk, "lawn", 2).await.expect("added");
    assert_eq!(view.lines[0].was, None);
    {
        let mut world = provider.world();
        world.services[0].0 = 10;
        world.services[0].1.price = eur(1200);
        world.services[1].0 = 11;
        world.services[1].1.withdrawn = true;
    }
    desk.sync_now(SyncNow {}).await.expect("poked");
    until(&desk, "the new price", async || cart(&desk).await.lines[0].was == Some(eur(1000))).await;
    assert_eq!(cart(&desk).await.lines[0].unit, Some(eur(1200)));
    let names: Vec<_> = desk
        .search_services(SearchServices { text: String::new(), category: None, offset: 0, limit: 10 })
        .await
        .expect("listed")
        .services
        .into_iter()
        .map(|card| card.name)
        .collect();
    assert_eq!(names, ["Café catering", "Lawn mowing"]);
    // What is withdrawn stays for the carts and orders that hold it, but is not counted as something to buy.
    assert_eq!((status(&desk).await.services, status(&desk).await.catalogue.have), (2, 3));
    provider.world().catalogue_epoch += 1;
    provider.world().services.remove(2);
    desk.sync_now(SyncNow {}).await.expect("poked");
    until(&desk, "another epoch", async || {
        desk.categories(ListCategories {}).await.expect("categories").len() == 1
    })
    .await;
    desk.stop().await;
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    for entry in std::fs::read_dir(from).expect("read") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&target).expect("made");
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}
