use super::*;
use crate::example::{BEGIN_US, DAY_US, line, order, totals};
use crate::store::user;
use contract::api::Order;
use contract::ipc::OrderFilter;
use domain::DeskId;
use proptest::prelude::*;
use serde_json::json;

fn store(folder: &tempfile::TempDir) -> Database {
    user::open(folder.path(), &DeskId::new("desk-1").expect("an id")).expect("opened").database
}

fn put(store: &Database, orders: &[Order]) {
    store.write(|tx| orders::put_all(tx, orders)).expect("stored");
}

fn renew(store: &Database, orders: &[Order]) {
    let renew = |tx: &rusqlite::Transaction<'_>| {
        orders::begin_renewal(tx)?;
        orders::put_all(tx, orders)?;
        orders::end_renewal(tx)
    };
    store.write(renew).expect("renewed");
}

fn numbers(history: &History, store: &Database, wanted: &OrderSearch) -> Vec<String> {
    let page = history.page(store, wanted, 0, 100).expect("a page");
    assert_eq!(page.total as usize, page.orders.len());
    page.orders.into_iter().map(|order| order.number.replace("P-2026-00000", "")).collect()
}

fn text(text: &str) -> OrderSearch {
    OrderSearch { text: text.into(), ..OrderSearch::default() }
}

fn five() -> Vec<Order> {
    vec![
        order(1, |order| order["lines"][0]["note"] = json!("Bitte leise; Großmutter schläft")),
        order(2, |order| order["lines"] = json!([line("cafe", "Café catering", 1, 11_900)])),
        order(3, |order| {
            order["lines"] =
                json!([line("lawn", "Lawn mowing", 1, 5_000), line("cafe", "Café catering", 1, 1)]);
            order["totals"] = totals(5_001, 0, 0, 0);
            order["state"] = json!("cancelled");
        }),
        order(4, |order| {
            order["state"] = json!("awaiting_payment");
            order["totals"]["total"] = json!({ "minor": 5_001, "currency": "CHF" });
        }),
        order(5, |order| order["state"] = json!("completed")),
    ]
}

#[test]
fn orders_are_found_by_number_service_and_note_however_they_are_typed() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, history) = (store(&folder), History::default());
    put(&store, &five());
    for (typed, found) in [
        ("", vec!["5", "4", "3", "2", "1"]),
        ("P-2026-000004", vec!["4"]),
        ("000004", vec!["4"]),
        ("4", vec!["4"]),
        ("p 4", vec!["4"]),
        ("CAFE", vec!["3", "2"]),
        ("café law", vec!["3"]),
        ("grossm", vec![]),
        ("großm", vec!["1"]),
        ("leise", vec!["1"]),
        ("%", vec![]),
        ("\"", vec![]),
    ] {
        assert_eq!(numbers(&history, &store, &text(typed)), found, "{typed}");
    }
}

#[test]
fn all_filters_hold_together_and_the_one_that_keeps_everything_away_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, history) = (store(&folder), History::default());
    put(&store, &five());
    let money = |minor, code| Money::new(minor, Currency::new(code).expect("known"));
    let wanted = OrderSearch {
        filter: OrderFilter::Ended,
        from_us: Some(BEGIN_US + 3 * DAY_US),
        before_us: Some(BEGIN_US + 6 * DAY_US),
        at_least: Some(money(5_001, "EUR")),
        at_most: Some(money(11_900, "EUR")),
        service: ServiceId::new("lawn").ok(),
        ..text("mow")
    };
    assert_eq!(numbers(&history, &store, &wanted), ["5", "3"]);
    let to_pay = OrderSearch { filter: OrderFilter::ToPay, ..wanted.clone() };
    let page = history.page(&store, &to_pay, 0, 9).expect("a page");
    // The one to pay is in francs: without the amount it would be found, and without the state the other two.
    let found = |part, total| SearchHint { part, total };
    assert_eq!(page.hints, [found(SearchPart::State, 2), found(SearchPart::Amount, 1)]);
    assert_eq!((page.total, page.oldest_us), (0, Some(BEGIN_US + DAY_US)));
    assert!(history.page(&store, &wanted, 0, 9).expect("a page").hints.is_empty());
}

#[test]
fn any_page_can_be_jumped_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, history) = (store(&folder), History::default());
    put(&store, &five());
    let page = |offset, limit| {
        let page = history.page(&store, &OrderSearch::default(), offset, limit).expect("a page");
        let numbers: Vec<_> = page.orders.iter().map(|order| order.number[11..].to_owned()).collect();
        (page.total, numbers)
    };
    assert_eq!(page(3, 2), (5, vec!["02".to_owned(), "01".to_owned()]));
    assert_eq!(page(4, 9), (5, vec!["01".to_owned()]));
    assert_eq!(page(9, u32::MAX), (5, vec![]));
    assert_eq!(page(0, 0), (5, vec![]));
}

#[test]
fn what_moved_is_seen_by_the_next_look() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, history) = (store(&folder), History::default());
    put(&store, &five());
    let to_pay = OrderSearch { filter: OrderFilter::ToPay, ..OrderSearch::default() };
    assert_eq!(numbers(&history, &store, &to_pay), ["4"]);
    assert_eq!(numbers(&history, &store, &text("hedge")), [] as [&str; 0]);
    put(&store, &[order(4, |order| order["lines"] = json!([line("hedge", "Hedge", 1, 1)]))]);
    put(&store, &[order(6, |order| order["state"] = json!("awaiting_payment"))]);
    assert_eq!(numbers(&history, &store, &to_pay), ["6"]);
    assert_eq!(numbers(&history, &store, &text("hedge")), ["4"]);
    assert_eq!(numbers(&history, &store, &OrderSearch::default()), ["6", "5", "4", "3", "2", "1"]);
    let lawn = OrderSearch { service: ServiceId::new("lawn").ok(), ..OrderSearch::default() };
    assert_eq!(numbers(&history, &store, &lawn), ["6", "5", "3", "1"]);
}

#[test]
fn what_does_not_come_again_is_taken_away_at_the_end_and_not_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, history) = (store(&folder), History::default());
    put(&store, &five());
    assert_eq!(numbers(&history, &store, &OrderSearch::default()).len(), 5);
    store.write(|tx| orders::begin_renewal(tx)).expect("begun");
    put(&store, &[order(2, |_| ()), order(7, |_| ())]);
    assert_eq!(numbers(&history, &store, &OrderSearch::default()).len(), 6);
    store.write(|tx| orders::end_renewal(tx)).expect("ended");
    assert_eq!(numbers(&history, &store, &OrderSearch::default()), ["7", "2"]);
    assert_eq!(numbers(&history, &store, &text("café")), [] as [&str; 0]);
    let offered = history.services(&store, "").expect("services");
    assert_eq!(offered.len(), 1, "{offered:?}");
    // Without a renewal, nothing is taken away.
    store.write(|tx| orders::end_renewal(tx)).expect("ended");
    assert_eq!(numbers(&history, &store, &OrderSearch::default()), ["7", "2"]);
}

#[test]
fn services_of_the_history_are_found_by_any_part_of_their_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, history) = (store(&folder), History::default());
    put(&store, &five());
    let found = |text: &str| {
        let found = history.services(&store, text).expect("services");
        found.into_iter().map(|service| (service.name, service.orders)).collect::<Vec<_>>()
    };
    assert_eq!(found(""), [("Lawn mowing".to_owned(), 4), ("Café catering".to_owned(), 2)]);
    assert_eq!(found("CATER cafe"), [("Café catering".to_owned(), 2)]);
    assert_eq!(found("hedge"), []);
}

#[test]
fn a_history_of_an_older_version_is_found_as_well() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("user.db");
    let older = Connection::open(&path).expect("made");
    for step in ["V1__begin", "V2__refusals"] {
        let file = format!("{}/../../migrations/desk/user/{step}.sql", env!("CARGO_MANIFEST_DIR"));
        older.execute_batch(&std::fs::read_to_string(file).expect("a migration")).expect("migrated");
    }
    let put = "INSERT INTO orders (id, number, state, placed_at_us, search, summary, body)
               VALUES (?1, ?2, ?3, ?4, '', ?5, ?6)";
    for order in five() {
        let summary = serde_json::to_string(&orders::summary_of(&order)).expect("JSON");
        let body = serde_json::to_string(&order).expect("JSON");
        let (id, state) = (order.id.as_str(), order.state.as_str());
        older.execute(put, (id, &order.number, state, order.placed_at_us, summary, body)).expect("stored");
    }
    let newer = std::fs::read_to_string(format!(
        "{}/../../migrations/desk/user/V3__history.sql",
        env!("CARGO_MANIFEST_DIR")
    ));
    older.execute_batch(&newer.expect("a migration")).expect("migrated");

    let mut register = Register::default();
    register.catch_up(&older).expect("read");
    let found = |register: &mut Register, wanted: &OrderSearch| {
        let rows = register.find(wanted).to_vec();
        let summaries = orders::summaries(&older, &rows).expect("summaries");
        summaries.into_iter().map(|order| order.number[12..].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found(&mut register, &OrderSearch::default()), ["5", "4", "3", "2", "1"]);
    assert_eq!(found(&mut register, &text("café 3")), ["3"]);
    assert_eq!(found(&mut register, &text("leise")), ["1"]);
    let cafe = OrderSearch { service: ServiceId::new("cafe").ok(), ..OrderSearch::default() };
    assert_eq!(found(&mut register, &cafe), ["3", "2"]);
    assert_eq!(found(&mut register, &text("P-2026")), ["5", "4", "3", "2", "1"]);
    // What comes again has the same tags, so nothing is there twice.
    let tags = |sql: &str| older.query_row(sql, [], |row| row.get::<_, i64>(0)).expect("counted");
    let before = tags("SELECT count(*) FROM order_tags");
    orders::put_all(&older, &five()).expect("stored");
    assert_eq!(tags("SELECT count(*) FROM order_tags"), before);
}

#[test]
fn a_number_is_found_by_its_beginning_with_and_without_its_zeros() {
    let begins = |number: &str, word: &str| Serial::of(number).begins_with(Digits::of(word));
    for word in ["42", "4", "000042", "0000", "0"] {
        assert!(begins("P-2026-000042", word), "{word}");
    }
    for word in ["2", "0042", "00043", "421", "0000420", "x", "", "99999999999999999999"] {
        assert!(!begins("P-2026-000042", word), "{word}");
    }
    assert!(!begins("no digits", "4") && begins("12345678901234567890123", "6"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever was written in whatever order, the register says what the store holds.
    #[test]
    fn the_register_is_what_the_store_holds(
        writings in proptest::collection::vec((0..12u32, 0..3usize, any::<bool>()), 1..40),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, history) = (store(&folder), History::default());
        let mut held = std::collections::BTreeMap::new();
        for (n, state, again) in writings {
            let word = ["awaiting_payment", "confirmed", "completed"][state];
            let order = order(n, |order| order["state"] = json!(word));
            if again && n == 0 {
                held.clear();
                renew(&store, std::slice::from_ref(&order));
            } else {
                put(&store, std::slice::from_ref(&order));
            }
            held.insert(n, state);
            if again {
                history.page(&store, &OrderSearch::default(), 0, 1).expect("a page");
            }
        }
        let filters = [OrderFilter::ToPay, OrderFilter::Underway, OrderFilter::Ended];
        for (state, filter) in filters.into_iter().enumerate() {
            let wanted = OrderSearch { filter, ..OrderSearch::default() };
            let page = history.page(&store, &wanted, 0, 100).expect("a page");
            let numbers: Vec<_> = page.orders.into_iter().map(|order| order.number).collect();
            let expected: Vec<_> = held.iter().rev().filter(|(_, held)| **held == state)
                .map(|(n, _)| format!("P-2026-{n:06}")).collect();
            prop_assert_eq!(numbers, expected);
        }
    }
}
