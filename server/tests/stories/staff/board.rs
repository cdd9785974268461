//! Finding orders, and what one of them tells staff and its customer.

use contract::api::OrderEvent;
use contract::staff::{Board, NoteRequest, StaffOrder, StaffOrders};
use domain::order::{OrderMove, OrderState};
use domain::staff::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{deed_id, move_now, paid, path, seen};
use crate::engine::on_both;
use crate::shop::{Person, TestShop, ask, checkout, checkout_id};

async fn found(staff: &Person, query: &str) -> Vec<String> {
    let page: StaffOrders = staff.get(&format!("/v1/staff/orders?{query}")).await;
    page.orders.into_iter().map(|order| order.number).collect()
}

fn count(board: &Board, state: OrderState) -> (i64, usize) {
    let column = board.columns.iter().find(|column| column.state == state).expect("each state has one");
    (column.count, column.orders.len())
}

#[test]
fn the_board_counts_every_state_and_shows_the_newest_of_each() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (ada, anna) = (shop.customer("ada").await, shop.person("anna", Role::Staff).await);
        for _ in 0..3 {
            ada.order(&shop.service("A-1").await).await;
        }
        let newest = ada.order(&shop.service("A-1").await).await;
        let started = paid(&shop, &ada, "A-1").await;
        move_now(&anna, &started.order, OrderMove::Started).await;
        let board: Board = anna.get("/v1/staff/board?limit=2").await;
        assert_eq!(count(&board, OrderState::AwaitingPayment), (4, 2));
        assert_eq!(count(&board, OrderState::InProgress), (1, 1));
        assert_eq!(count(&board, OrderState::Completed), (0, 0));
        assert_eq!(board.columns.iter().map(|column| column.state).collect::<Vec<_>>(), OrderState::ALL);
        assert_eq!(board.columns[0].orders[0].number, newest.number);
        let counts: Board = anna.get("/v1/staff/board?limit=0").await;
        assert_eq!(count(&counts, OrderState::AwaitingPayment), (4, 0));
        shop.close().await;
    });
}

#[test]
fn an_order_is_found_by_number_name_mail_and_service_in_any_case_and_by_several_words() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (ada, anna) = (shop.customer("ada").await, shop.person("anna", Role::Staff).await);
        let hedge = shop.service("A-1").await;
        let quote = ada.quote(vec![ask(&hedge, 1)]).await;
        let mut request = checkout(&quote);
        request.contact.name = "Özlem 100%_Müller".into();
        request.contact.email = "Oezlem@Example.ORG".into();
        let special = ada.place(&checkout_id(), &request).await;
        let other = ada.order(&hedge).await;
        let both = [other.number.clone(), special.number.clone()];
        for (query, expected) in [
            (format!("text={}", special.number.to_lowercase()), &both[1..]),
            ("text=%C3%B6ZLEM".into(), &both[1..]),
            ("text=m%C3%BCller+hedge".into(), &both[1..]),
            ("text=oezlem@example".into(), &both[1..]),
            // Ada's account, whoever is reached.
            ("text=ada@example.org".into(), &both[..]),
            ("text=HEDGE".into(), &both[..]),
            ("text=lawn".into(), &both[..0]),
            ("text=moss+lawn".into(), &both[..0]),
            // What is typed means itself.
            ("text=100%25_m".into(), &both[1..]),
            ("text=1%25m".into(), &both[..0]),
            ("text=%5C".into(), &both[..0]),
            ("text=hedge&state=awaiting_payment".into(), &both[..]),
            ("text=hedge&state=completed".into(), &both[..0]),
            (String::new(), &both[..]),
        ] {
            assert_eq!(found(&anna, &query).await, expected, "{query}");
        }
        for wrong in ["text=a%00", "before=soon", "state=lost", "before=7:%00"] {
            let response = anna.send(Method::GET, &format!("/v1/staff/orders?{wrong}"), None::<&()>).await;
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{wrong}");
        }
        shop.close().await;
    });
}

#[test]
fn pages_show_every_order_once_while_new_ones_come_in() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (ada, anna) = (shop.customer("ada").await, shop.person("anna", Role::Staff).await);
        let service = shop.service("A-1").await;
        let mut placed = Vec::new();
        for _ in 0..5 {
            placed.insert(0, ada.order(&service).await.number);
        }
        let (mut before, mut numbers) = (String::new(), Vec::new());
        loop {
            let page: StaffOrders =
                anna.get(&format!("/v1/staff/orders?state=awaiting_payment&limit=2{before}")).await;
            numbers.extend(page.orders.into_iter().map(|order| order.number));
            ada.order(&service).await;
            let Some(next) = page.before else { break };
            before = format!("&before={next}");
        }
        assert_eq!(numbers, placed);
        shop.close().await;
    });
}

#[test]
fn staff_sees_who_of_the_staff_did_what_and_the_customer_sees_only_staff() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (ada, anna) = (shop.customer("ada").await, shop.person("anna", Role::Staff).await);
        let placed = paid(&shop, &ada, "A-1").await;
        let order = move_now(&anna, &placed.order, OrderMove::Started).await;
        assert_eq!(order.authors.last(), Some(&Some("anna".to_owned())));
        assert_eq!((order.authors.len(), &order.authors[0]), (order.order.events.len(), &None));
        assert_eq!(order.moves, [OrderMove::Finished, OrderMove::Cancelled]);
        assert_eq!((order.customer.name.as_str(), order.refundable), ("ada", Some(order.order.paid)));
        let told: Value = ada.get(&format!("/v1/orders/{}", placed.order)).await;
        assert!(!told.to_string().contains("anna"), "{told}");
        assert_eq!(told["events"].as_array().expect("events").last().expect("one")["actor"], "staff");
        shop.close().await;
    });
}

#[test]
fn a_note_is_written_once_and_never_reaches_the_customer() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (ada, anna) = (shop.customer("ada").await, shop.person("anna", Role::Staff).await);
        let placed = ada.order(&shop.service("A-1").await).await;
        let before = seen(&anna, &placed.order).await;
        let note = NoteRequest { id: deed_id(), text: " Rings twice, \n hears badly ".into() };
        let notes = path(&placed.order, "notes");
        let (one, other): (StaffOrder, StaffOrder) =
            tokio::join!(anna.ok(Method::POST, &notes, &note), anna.ok(Method::POST, &notes, &note));
        assert_eq!(one.notes.len().max(other.notes.len()), 1);
        let order = seen(&anna, &placed.order).await;
        assert_eq!((order.notes.len(), order.notes[0].by.as_str()), (1, "anna"));
        assert_eq!(order.notes[0].text, "Rings twice, \n hears badly");
        // A note is in nobody's way.
        assert_eq!(order.ver, before.ver);
        let sync = ada.sync(None, &[]).await;
        let page: Value = ada.get("/v1/orders").await;
        let one: Value = ada.get(&format!("/v1/orders/{}", placed.order)).await;
        for told in [json!(sync), page, one] {
            let told = told.to_string();
            assert!(!told.contains("hears badly") && !told.contains("notes"), "{told}");
        }
        let other = NoteRequest { text: "Something else".into(), ..note.clone() };
        let response = anna.send(Method::POST, &notes, Some(&other)).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        for text in ["", " \n ", "a\u{7}b", &"x".repeat(2_001)] {
            let wrong = json!({"id": deed_id(), "text": text});
            let response = anna.send(Method::POST, &notes, Some(&wrong)).await;
            assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{text}");
        }
        shop.close().await;
    });
}

#[test]
fn a_customer_s_order_reaches_no_other_customer_whatever_staff_did_with_it() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (ada, bob) = (shop.customer("ada").await, shop.customer("bob").await);
        let anna = shop.person("anna", Role::Staff).await;
        let placed = paid(&shop, &ada, "A-1").await;
        move_now(&anna, &placed.order, OrderMove::Started).await;
        let note = NoteRequest { id: deed_id(), text: "Careful".into() };
        let _: StaffOrder = anna.ok(Method::POST, &path(&placed.order, "notes"), &note).await;
        let ours: Vec<OrderEvent> = ada.read_order(&placed.order).await.events;
        assert!(!ours.is_empty());
        let told = json!(bob.sync(None, &[]).await).to_string();
        assert!(!told.contains(placed.order.as_str()) && !told.contains(&placed.number), "{told}");
        for path in [
            format!("/v1/orders/{}", placed.order),
            format!("/v1/staff/orders/{}", placed.order),
            format!("/v1/staff/orders?text={}", placed.number),
            "/v1/staff/board".into(),
        ] {
            let response = bob.send(Method::GET, &path, None::<&()>).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
            assert_eq!(response.text().await.expect("text"), r#"{"code":"not_found"}"#, "{path}");
        }
        shop.close().await;
    });
}
