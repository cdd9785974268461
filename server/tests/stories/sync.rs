//! What desks did offline arrives once.

use contract::Code;
use contract::sync::{Change, Row, SyncReply};
use domain::cart::{Adjustment, CartChange, Outcome, Rejection};
use domain::{CartId, ServiceId};
use reqwest::{Method, StatusCode};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::engine::on_both;
use crate::shop::{TestShop, add, change, change_id};

fn rejected(reason: Rejection) -> Outcome {
    Outcome::Rejected { reason }
}

#[test]
fn the_same_push_twice_counts_once_and_gets_the_same_answer() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let push = [change(1, add(&shop.service("A-1").await, 2, 0))];
        let first = ada.sync(None, &push).await;
        let second = ada.sync(Some(&first.cursor), &push).await;
        assert_eq!(first.results, second.results);
        assert_eq!(second.last_seq, 1);
        assert_eq!(second.rows, []);
        assert_eq!(ada.cart().await[0].quantity.get(), 2);
        shop.close().await;
    });
}

#[test]
fn two_pushes_of_the_same_change_at_the_same_time_count_once() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let push = [change(1, add(&shop.service("A-1").await, 2, 0))];
        let pushes = (0..8).map(|_| ada.sync(None, &push));
        let replies = futures::future::join_all(pushes).await;
        assert!(replies.iter().all(|reply| reply.results[0].outcome == Outcome::Ok && reply.last_seq == 1));
        assert_eq!(ada.cart().await[0].quantity.get(), 2);
        shop.close().await;
    });
}

#[test]
fn after_a_gap_nothing_is_handled() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-1").await;
        let reply = ada.sync(None, &[change(1, add(&service, 1, 0)), change(3, add(&service, 1, 1))]).await;
        assert_eq!((reply.results.len(), reply.last_seq), (1, 1));
        assert_eq!(ada.cart().await[0].quantity.get(), 1);
        shop.close().await;
    });
}

#[test]
fn a_change_that_comes_again_under_another_number_counts_once() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-1").await;
        let first = change(1, add(&service, 2, 0));
        ada.sync(None, std::slice::from_ref(&first)).await;
        for _ in 0..2 {
            let renumbered = Change::new(first.id.clone(), 2, add(&service, 2, 0));
            let reply = ada.sync(None, &[renumbered]).await;
            assert_eq!((&reply.results[0].outcome, reply.last_seq), (&Outcome::Ok, 2));
        }
        assert_eq!(ada.cart().await[0].quantity.get(), 2);
        shop.close().await;
    });
}

#[test]
fn a_cursor_from_before_the_database_was_restored_begins_anew() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-1").await;
        let cursor = ada.sync(None, &[change(1, add(&service, 2, 0))]).await.cursor;
        assert!(!ada.sync(Some(&cursor), &[]).await.reset);
        let (epoch, ver) = cursor.split_once(':').expect("an epoch and a version");
        let later = format!("{epoch}:{}", ver.parse::<i64>().expect("a version") + 1);
        let reply = ada.sync(Some(&later), &[]).await;
        assert!(reply.reset);
        assert_eq!(reply.rows.len(), 1);
        shop.close().await;
    });
}

#[test]
fn another_change_under_a_used_number_is_a_forked_desk() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-1").await;
        let first = change(1, add(&service, 1, 0));
        ada.sync(None, std::slice::from_ref(&first)).await;
        let other = ada.push(None, &[change(1, add(&service, 7, 0))]);
        let forked = (StatusCode::CONFLICT, Code::ForkedDesk);
        assert_eq!(ada.refused(Method::POST, "/v1/sync", &other).await, forked);
        let renamed = ada.push(None, &[Change::new(first.id.clone(), 1, add(&service, 7, 0))]);
        assert_eq!(ada.refused(Method::POST, "/v1/sync", &renamed).await, forked);
        // The same id again, as the next change: nothing of the push counts.
        let again = ada.push(None, &[Change::new(first.id, 2, add(&service, 1, 1))]);
        assert_eq!(ada.refused(Method::POST, "/v1/sync", &again).await, forked);
        assert_eq!(ada.cart().await[0].quantity.get(), 1);
        shop.close().await;
    });
}

#[test]
fn two_desks_that_add_the_same_service_offline_add_up() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let at_home = shop.customer("ada").await;
        let at_work = shop.sign_in("ada").await;
        let service = shop.service("A-1").await;
        at_home.sync(None, &[change(1, add(&service, 2, 0))]).await;
        let reply = at_work.sync(None, &[change(1, add(&service, 3, 0))]).await;
        assert_eq!(reply.results[0].outcome, Outcome::Adjusted { reason: Adjustment::AddedUp });
        assert_eq!(at_home.cart().await, at_work.cart().await);
        assert_eq!(at_home.cart().await[0].quantity.get(), 5);
        shop.close().await;
    });
}

#[test]
fn what_cannot_be_is_rejected_and_blocks_nothing() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let mut unknown = add(&shop.service("A-1").await, 1, 0);
        if let CartChange::Add { service, .. } = &mut unknown {
            *service = ServiceId::new("no-such-service").expect("an id");
        }
        let mut mismatched = change(2, add(&shop.service("A-1").await, 1, 0));
        mismatched.hash = "0".repeat(64);
        let mut mismatched_unknown = Change::new(change_id(), 8, json!({"kind": "teleport", "to": "mars"}));
        mismatched_unknown.hash = "0".repeat(64);
        let odd = |seq: i64, intent: serde_json::Value| Change::new(change_id(), seq, intent);
        let cart = CartId::main();
        let zero = json!({"kind": "set_quantity", "cart": cart, "line": "l", "quantity": 0, "seen": 1});
        let huge = json!({"kind": "set_quantity", "cart": cart, "line": "l", "quantity": 1000, "seen": 1});
        let negative = json!({"kind": "set_quantity", "cart": cart, "line": "l", "quantity": -1, "seen": 1});
        let push = [
            change(1, unknown),
            mismatched,
            odd(3, zero),
            odd(4, huge),
            odd(5, negative),
            odd(6, json!({"kind": "teleport", "to": "mars"})),
            odd(7, json!(7)),
            mismatched_unknown,
            change(9, add(&shop.service("A-1").await, 1, 0)),
        ];
        let reply = ada.sync(None, &push).await;
        let outcomes: Vec<_> = reply.results.into_iter().map(|result| result.outcome).collect();
        let malformed = rejected(Rejection::Malformed);
        let unsupported = rejected(Rejection::Unsupported);
        assert_eq!(
            outcomes,
            [
                rejected(Rejection::UnknownService),
                malformed.clone(),
                malformed.clone(),
                malformed.clone(),
                malformed.clone(),
                unsupported.clone(),
                unsupported,
                malformed,
                Outcome::Ok
            ]
        );
        shop.close().await;
    });
}

#[test]
fn what_a_desk_of_another_version_sends_counts_as_it_was_sent() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-1").await;
        // Without a note, with a field from the future, and with choices in an order that is not ours.
        let intent = format!(
            r#"{{"cart":"main","choices":[{{"choice":"x","group":"b"}},{{"choice":"x","group":"a"}}],"gift":{{"wrapped":true}},"kind":"add","quantity":2,"seen":0,"seen_unit_minor":1000,"service":"{}"}}"#,
            service.id
        );
        let hash = server::auth::hex(&Sha256::digest(format!("1\n{intent}")));
        let intent: serde_json::Value = serde_json::from_str(&intent).expect("JSON");
        let change = json!({"id": change_id(), "seq": 1, "hash": hash, "intent": intent});
        let push = json!({"desk": ada.desk, "cursor": null, "changes": [change]});
        let first: SyncReply = ada.ok(Method::POST, "/v1/sync", &push).await;
        assert_eq!(first.results[0].outcome, Outcome::Ok);
        assert_eq!(ada.ok::<SyncReply>(Method::POST, "/v1/sync", &push).await.results, first.results);
        assert_eq!(ada.cart().await[0].quantity.get(), 2);
        shop.close().await;
    });
}

#[test]
fn a_removed_line_is_told_to_desks_that_knew_it_and_left_out_for_new_ones() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let added = ada.sync(None, &[change(1, add(&shop.service("A-1").await, 2, 0))]).await;
        let Row::CartLine { line, cart } = &added.rows[0] else { panic!("a line") };
        let remove = CartChange::Remove { cart: cart.clone(), line: line.id.clone(), seen: 2 };
        let reply = ada.sync(Some(&added.cursor), &[change(2, remove)]).await;
        assert_eq!(reply.rows, [Row::CartLineGone { cart: cart.clone(), line: line.id.clone() }]);
        let fresh = shop.sign_in("ada").await.sync(None, &[]).await;
        assert!(fresh.reset && fresh.rows.is_empty());
        shop.close().await;
    });
}

#[test]
fn a_cursor_of_another_life_of_the_database_begins_anew() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        ada.sync(None, &[change(1, add(&shop.service("A-1").await, 2, 0))]).await;
        for cursor in ["elsewhere:99", "nonsense", ""] {
            let reply = ada.sync(Some(cursor), &[]).await;
            assert!(reply.reset && reply.rows.len() == 1, "{cursor}");
        }
        shop.close().await;
    });
}

#[test]
fn a_long_history_comes_in_pages_without_holes() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-1").await;
        // Four carts of 150 lines: more than a page, and versions that a page cuts in two.
        let mut seq = 0;
        for cart in ["main", "monthly", "party", "winter"] {
            for part in 0..3 {
                let changes: Vec<_> = (0..50)
                    .map(|n| {
                        seq += 1;
                        let mut intent = add(&service, 1, 0);
                        if let CartChange::Add { cart: into, choices, .. } = &mut intent {
                            *into = CartId::new(cart).expect("an id");
                            let choice = json!([{"group": "size", "choice": format!("c{part}-{n}")}]);
                            *choices = serde_json::from_value(choice).expect("choices");
                        }
                        change(seq, intent)
                    })
                    .collect();
                ada.sync(None, &changes).await;
            }
        }
        let (mut cursor, mut lines, mut pages) = (None::<String>, std::collections::HashSet::new(), 0);
        loop {
            let page = ada.sync(cursor.as_deref(), &[]).await;
            pages += 1;
            for row in page.rows {
                let Row::CartLine { line, .. } = row else { panic!("only lines") };
                assert!(lines.insert(line.id), "a line came twice");
            }
            cursor = Some(page.cursor);
            if !page.more {
                break;
            }
        }
        assert_eq!((lines.len(), pages), (600, 2));
        shop.close().await;
    });
}

#[test]
fn too_many_changes_and_a_desk_of_nobody_are_refused() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-1").await;
        let many: Vec<_> = (1..=101).map(|seq| change(seq, add(&service, 1, 0))).collect();
        let refused = ada.refused(Method::POST, "/v1/sync", &ada.push(None, &many)).await;
        assert_eq!(refused, (StatusCode::PAYLOAD_TOO_LARGE, Code::TooLarge));
        let mut elsewhere = ada.push(None, &[change(1, add(&service, 1, 0))]);
        elsewhere.desk = shop.nobody().desk;
        let refused = ada.refused(Method::POST, "/v1/sync", &elsewhere).await;
        assert_eq!(refused, (StatusCode::NOT_FOUND, Code::NotFound));
        shop.close().await;
    });
}
