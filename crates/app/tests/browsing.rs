//! The catalogue: search as you type, lists, and a copy that mends itself.

mod support;

use app::{Desk, Keychain};
use contract::Code;
use contract::ipc::*;
use domain::calendar::{Calendar, Parts};
use domain::promise::{Promise, window};
use domain::service::Category;
use domain::{CategoryId, ServiceId};
use support::*;

async fn names(desk: &Desk, text: &str, category: Option<&str>) -> Vec<String> {
    let category = category.map(|id| CategoryId::new(id).expect("an id"));
    let call = SearchServices { text: text.into(), category, offset: 0, limit: 100 };
    let page = desk.search_services(call).await.expect("a page");
    assert_eq!(page.total as usize, page.services.len());
    page.services.into_iter().map(|card| card.name).collect()
}

async fn shop() -> Shop {
    let provider = Shop::start().await;
    {
        let mut world = provider.world();
        let more = [
            ("tea", "Tea", "food"),
            ("stall", "Tea stall for a garden party", "food"),
            ("party", "Garden party", "garden"),
            ("teak", "Teak oil", "garden"),
        ];
        for (ver, (id, name, category)) in (10..).zip(more) {
            let mut service = service(id, name, category);
            service.keywords = if id == "teak" { "wood furniture".into() } else { String::new() };
            world.services.push((ver, service));
        }
    }
    provider
}

#[tokio::test]
async fn the_beginning_of_words_is_enough_and_the_exact_name_is_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = shop().await;
    let desk = ready(folder.path(), &provider).await;
    assert_eq!(names(&desk, "tea", None).await, ["Tea", "Teak oil", "Tea stall for a garden party"]);
    assert_eq!(names(&desk, "gard par", None).await[0], "Garden party");
    assert_eq!(names(&desk, "gard par", None).await.len(), 2);
    assert_eq!(names(&desk, "CAFE", None).await, ["Café catering"]);
    assert_eq!(names(&desk, "café", None).await, ["Café catering"]);
    assert_eq!(names(&desk, "furniture", None).await, ["Teak oil"]);
    assert_eq!(names(&desk, "tea", Some("garden")).await, ["Teak oil"]);
    assert_eq!(names(&desk, "nothing like it", None).await, Vec::<String>::new());
    desk.stop().await;
}

#[tokio::test]
async fn no_text_can_break_the_search() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = shop().await;
    let desk = ready(folder.path(), &provider).await;
    for text in ["\"", "tea\" OR \"x", "NEAR(tea)", "name:", "*", "-", "^", "(", "{a}:b", "AND", "%", "\0"] {
        names(&desk, text, None).await;
        names(&desk, text, Some("garden")).await;
    }
    assert_eq!(names(&desk, "tea*", None).await.len(), 3);
    names(&desk, &"long ".repeat(10_000), None).await;
    desk.stop().await;
}

#[tokio::test]
async fn without_a_text_all_is_listed_by_category_in_pages() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = shop().await;
    let desk = ready(folder.path(), &provider).await;
    let page = |offset, limit| SearchServices { text: "  ".into(), category: None, offset, limit };
    let first = desk.search_services(page(0, 3)).await.expect("a page");
    let second = desk.search_services(page(3, 100)).await.expect("a page");
    assert_eq!((first.total, first.services.len(), second.services.len()), (7, 3, 4));
    assert!(first.services.iter().all(|card| card.category.as_str() == "food"));
    let counts: Vec<_> = desk
        .categories(ListCategories {})
        .await
        .expect("categories")
        .into_iter()
        .map(|count| (count.category.name, count.services))
        .collect();
    assert_eq!(counts, [("Food & drink".to_owned(), 3), ("Garden".to_owned(), 4)]);
    desk.stop().await;
}

#[tokio::test]
async fn a_service_is_shown_whole_and_an_unknown_one_is_not_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = shop().await;
    let desk = ready(folder.path(), &provider).await;
    let show = |id: &str| desk.service(ShowService { id: ServiceId::new(id).expect("an id") });
    let view = show("teak").await.expect("a service");
    let garden = Category {
        id: CategoryId::new("garden").expect("an id"),
        name: "Garden".into(),
        icon: "leaf".into(),
    };
    assert_eq!((view.service.name.as_str(), view.category, view.in_cart), ("Teak oil", garden, 0));
    assert_eq!(code(show("nothing").await), Code::NotFound);
    desk.stop().await;
}

/// Works on this weekday only, Monday being 0.
fn only_on(weekday: usize) -> Calendar {
    let weekdays = std::array::from_fn(|day| day == weekday);
    let parts = Parts { time_zone: "Europe/Berlin".into(), weekdays, cutoff_minutes: None, days: Vec::new() };
    Calendar::try_from(parts).expect("a calendar")
}

async fn teak(desk: &Desk) -> ServiceView {
    let id = ServiceId::new("teak").expect("an id");
    desk.service(ShowService { id }).await.expect("a service")
}

/// What the desk says of a service that is in the cart: the same everywhere.
async fn promised(desk: &Desk) -> Promise {
    let shown = teak(desk).await.promise;
    let listed = SearchServices { text: "teak".into(), category: None, offset: 0, limit: 1 };
    let listed = desk.search_services(listed).await.expect("a page").services[0].promise;
    let in_cart = cart(desk).await;
    assert_eq!((listed, in_cart.lines[0].promise, in_cart.promise), (shown, Some(shown), Some(shown)));
    shown
}

#[tokio::test]
async fn a_desk_promises_by_the_calendar_of_its_provider_offline_too_and_hears_of_another_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = shop().await;
    provider.world().calendar = Some(only_on(2));
    let keychain = Keychain::memory();
    let desk = desk_with(folder.path(), Some(provider.url.clone()), keychain.clone());
    sign_in_as(&desk, "ada@example.org").await;
    desk.start_sync();
    settled(&desk).await;
    add(&desk, "teak", 1).await.expect("added");
    assert_eq!(promised(&desk).await, promised_by(&desk, &only_on(2)).await);
    desk.stop().await;
    drop(desk);
    // Offline, and after a restart.
    let desk = desk_with(folder.path(), Some(provider.url.clone()), keychain);
    assert_eq!(promised(&desk).await, promised_by(&desk, &only_on(2)).await);
    // The services are the same as before: only the calendar is another one.
    provider.world().calendar = Some(only_on(4));
    desk.start_sync();
    let by_another = async || teak(&desk).await.promise == promised_by(&desk, &only_on(4)).await;
    until(&desk, "promised by the new calendar", by_another).await;
    assert_eq!(promised(&desk).await, promised_by(&desk, &only_on(4)).await);
    desk.stop().await;
}

/// What this calendar makes of the same service now.
async fn promised_by(desk: &Desk, calendar: &Calendar) -> Promise {
    let service = teak(desk).await.service;
    let now_us = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    let now_us = i64::try_from(now_us.as_micros()).expect("not so far ahead");
    window(service.delivery, service.lead, calendar.start(now_us))
}

#[tokio::test]
async fn a_damaged_catalogue_is_fetched_again_and_the_cart_is_untouched() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = shop().await;
    let keychain = Keychain::memory();
    let desk = desk_with(folder.path(), Some(provider.url.clone()), keychain.clone());
    sign_in_as(&desk, "ada@example.org").await;
    desk.start_sync();
    settled(&desk).await;
    add(&desk, "teak", 2).await.expect("added");
    settled(&desk).await;
    desk.stop().await;
    drop(desk);
    for file in ["catalogue.db", "catalogue.db-wal"] {
        let path = folder.path().join(file);
        if let Ok(bytes) = std::fs::read(&path) {
            std::fs::write(&path, vec![0x5a; bytes.len()]).expect("written");
        }
    }
    let desk = desk_with(folder.path(), Some(provider.url.clone()), keychain);
    let session = desk.session(GetSession {}).await.expect("a session");
    assert_eq!(session.recovered, Some(Recovery::Catalogue));
    assert_eq!(quantities(&cart(&desk).await), [("teak".to_owned(), 2)]);
    desk.start_sync();
    settled(&desk).await;
    assert_eq!(names(&desk, "tea", None).await.len(), 3);
    desk.stop().await;
}

#[tokio::test]
async fn a_catalogue_that_breaks_while_it_is_in_use_mends_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = shop().await;
    let desk = ready(folder.path(), &provider).await;
    // The pages behind the first are overwritten below a running desk.
    let path = folder.path().join("catalogue.db");
    let store = rusqlite::Connection::open(&path).expect("the store");
    store.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("checkpointed");
    drop(store);
    let mut bytes = std::fs::read(&path).expect("read");
    bytes[4096..].fill(0x5a);
    std::fs::write(&path, bytes).expect("written");
    desk.search_services(SearchServices { text: "tea".into(), category: None, offset: 0, limit: 10 })
        .await
        .expect("an empty page at worst");
    desk.sync_now(SyncNow {}).await.expect("poked");
    settled(&desk).await;
    until(&desk, "fetched again", async || names(&desk, "tea", None).await.len() == 3).await;
    let session = desk.session(GetSession {}).await.expect("a session");
    assert_eq!(session.recovered, Some(Recovery::Catalogue));
    desk.stop().await;
}
