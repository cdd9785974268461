//! Moves: made once, of an order as it was seen, and never in silence over somebody else's.

use std::sync::Arc;

use contract::staff::{MoveMany, MoveRequest, MovedMany, SeenOrder, StaffOrder, StaffOrders};
use contract::{Code, Failure};
use domain::order::{OrderMove, OrderState};
use domain::staff::Role;
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{deed_id, move_now, paid, path, seen, seen_order, to};
use crate::engine::on_both;
use crate::odd_gateway::OddGateway;
use crate::shop::{Person, TestShop};

async fn refused(staff: &Person, path: &str, request: &MoveRequest) -> (StatusCode, Failure) {
    let response = staff.send(Method::POST, path, Some(request)).await;
    (response.status(), response.json().await.expect("a failure"))
}

#[test]
fn of_two_who_move_an_order_at_once_one_wins_and_the_other_is_told_who_it_was() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let (anna, ben) = (shop.person("anna", Role::Staff).await, shop.person("ben", Role::Staff).await);
        let placed = paid(&shop, &ada, "A-1").await;
        let ver = seen(&anna, &placed.order).await.ver;
        let moves = path(&placed.order, "moves");
        let (start, cancel) = (to(OrderMove::Started, ver), to(OrderMove::Cancelled, ver));
        let (one, other) = tokio::join!(
            anna.send(Method::POST, &moves, Some(&start)),
            ben.send(Method::POST, &moves, Some(&cancel))
        );
        let mut statuses = [one.status().as_u16(), other.status().as_u16()];
        let (winner, lost) = if statuses[0] == 200 { ("anna", other) } else { ("ben", one) };
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        let failure: Failure = lost.json().await.expect("a failure");
        assert_eq!((failure.code, failure.values["by"].as_str()), (Code::OrderMoved, winner));
        let now = seen(&ben, &placed.order).await;
        assert_eq!(failure.values["state"], now.order.state.as_str());
        assert_eq!(now.authors.iter().flatten().count(), 1);
        shop.close().await;
    });
}

#[test]
fn a_move_that_is_sent_again_is_made_once_and_its_id_means_nothing_else() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let (anna, ben) = (shop.person("anna", Role::Staff).await, shop.person("ben", Role::Staff).await);
        let placed = paid(&shop, &ada, "A-1").await;
        let request = MoveRequest {
            note: " We begin on Monday. ".into(),
            ..to(OrderMove::Started, seen(&anna, &placed.order).await.ver)
        };
        let moves = path(&placed.order, "moves");
        let first: StaffOrder = anna.ok(Method::POST, &moves, &request).await;
        let second: StaffOrder = anna.ok(Method::POST, &moves, &request).await;
        assert_eq!(first, second);
        assert_eq!(first.order.events.last().expect("one").note, "We begin on Monday.");
        let other = MoveRequest { by: OrderMove::Finished, ..request.clone() };
        assert_eq!(refused(&anna, &moves, &other).await.1.code, Code::Malformed);
        assert_eq!(refused(&ben, &moves, &request).await.1.code, Code::Malformed);
        assert_eq!(seen(&anna, &placed.order).await, first);
        shop.close().await;
    });
}

#[test]
fn only_moves_that_are_declared_and_staff_s_own_are_made() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (ada, anna) = (shop.customer("ada").await, shop.person("anna", Role::Staff).await);
        let placed = ada.order(&shop.service("A-1").await).await;
        let (ver, moves) = (seen(&anna, &placed.order).await.ver, path(&placed.order, "moves"));
        for by in OrderMove::ALL.into_iter().filter(|by| *by != OrderMove::Cancelled) {
            let (status, failure) = refused(&anna, &moves, &to(by, ver)).await;
            assert_eq!((status, failure.code), (StatusCode::CONFLICT, Code::MoveNotAllowed), "{by}");
            assert_eq!(failure.values["state"], "awaiting_payment");
        }
        let long = MoveRequest { note: "x".repeat(501), ..to(OrderMove::Cancelled, ver) };
        assert_eq!(refused(&anna, &moves, &long).await.1.code, Code::InvalidFields);
        assert_eq!(seen(&anna, &placed.order).await.order.state, OrderState::AwaitingPayment);
        shop.close().await;
    });
}

#[test]
fn an_order_that_could_still_be_paid_is_cancelled_with_its_page_closed_first() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (ada, anna) = (shop.customer("ada").await, shop.person("anna", Role::Staff).await);
        let placed = ada.order(&shop.service("A-1").await).await;
        ada.attempt(&placed.attempt).await;
        let order = move_now(&anna, &placed.order, OrderMove::Cancelled).await;
        assert_eq!(order.order.state, OrderState::Cancelled);
        assert!(!order.order.attempts[0].state.is_live());
        assert_eq!(order.authors.last(), Some(&Some("anna".to_owned())));
        shop.close().await;
    });
}

#[test]
fn an_order_that_turns_out_to_be_paid_is_not_cancelled_and_staff_is_told() {
    on_both(async |engine| {
        let odd = OddGateway::default();
        let shop = TestShop::open_with(engine, Some(Arc::new(odd)), |_| {}).await;
        let (ada, anna) = (shop.customer("ada").await, shop.person("anna", Role::Staff).await);
        let placed = ada.order(&shop.service("A-1").await).await;
        ada.attempt(&placed.attempt).await;
        let ver = seen(&anna, &placed.order).await.ver;
        let request = to(OrderMove::Cancelled, ver);
        let (status, failure) = refused(&anna, &path(&placed.order, "moves"), &request).await;
        assert_eq!((status, failure.code), (StatusCode::CONFLICT, Code::OrderMoved));
        assert_eq!((failure.values["state"].as_str(), failure.values["by"].as_str()), ("confirmed", ""));
        assert_eq!(seen(&anna, &placed.order).await.order.state, OrderState::Confirmed);
        shop.close().await;
    });
}

#[test]
fn of_fifty_orders_moved_at_once_the_three_that_somebody_else_moved_are_named_and_left() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (anna, ben) = (shop.person("anna", Role::Staff).await, shop.person("ben", Role::Staff).await);
        // Nobody pays fifty times in a row.
        for name in ["ada", "bob", "cleo", "dan", "eve"] {
            let customer = shop.customer(name).await;
            for _ in 0..10 {
                paid(&shop, &customer, "A-1").await;
            }
        }
        let page: StaffOrders = anna.get("/v1/staff/orders?state=confirmed&limit=100").await;
        let orders: Vec<SeenOrder> = page
            .orders
            .iter()
            .map(|row| SeenOrder { id: deed_id(), order: row.id.clone(), seen_ver: row.ver })
            .collect();
        assert_eq!(orders.len(), 50);
        let (cancelled, started) = (&orders[7].order, [&orders[20].order, &orders[49].order]);
        move_now(&ben, cancelled, OrderMove::Cancelled).await;
        for order in started {
            move_now(&ben, order, OrderMove::Started).await;
        }
        let many = MoveMany { by: OrderMove::Started, note: String::new(), orders: orders.clone() };
        let moved: MovedMany = anna.ok(Method::POST, "/v1/staff/moves", &many).await;
        let names: Vec<_> = moved.results.iter().map(|result| result.order.clone()).collect();
        assert_eq!(names, orders.iter().map(|order| order.order.clone()).collect::<Vec<_>>());
        let refused: Vec<_> = moved
            .results
            .iter()
            .filter_map(|result| Some((&result.order, result.refused.as_ref()?)))
            .collect();
        assert_eq!(
            refused.iter().map(|(order, _)| *order).collect::<Vec<_>>(),
            [cancelled, started[0], started[1]]
        );
        for (_, failure) in &refused {
            assert_eq!((failure.code, failure.values["by"].as_str()), (Code::OrderMoved, "ben"));
        }
        let again: MovedMany = anna.ok(Method::POST, "/v1/staff/moves", &many).await;
        assert_eq!(again, moved, "sent again, it is told the same");
        let left: StaffOrders = anna.get("/v1/staff/orders?state=in_progress&limit=100").await;
        assert_eq!(left.orders.len(), 49);
        shop.close().await;
    });
}

#[test]
fn many_orders_are_only_started_or_finished_and_no_more_than_a_hundred() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let (ada, anna) = (shop.customer("ada").await, shop.person("anna", Role::Staff).await);
        let placed = paid(&shop, &ada, "A-1").await;
        let order = seen(&anna, &placed.order).await;
        for by in [OrderMove::Cancelled, OrderMove::Approved, OrderMove::Paid] {
            let many = MoveMany { by, note: String::new(), orders: vec![seen_order(&order)] };
            let refused = anna.refused(Method::POST, "/v1/staff/moves", &many).await;
            assert_eq!(refused, (StatusCode::UNPROCESSABLE_ENTITY, Code::InvalidFields), "{by}");
        }
        let too_many = (0..101).map(|_| seen_order(&order)).collect();
        let many = MoveMany { by: OrderMove::Started, note: String::new(), orders: too_many };
        let refused = anna.refused(Method::POST, "/v1/staff/moves", &many).await;
        assert_eq!(refused, (StatusCode::UNPROCESSABLE_ENTITY, Code::InvalidFields));
        let unknown = json!({"move": "started", "orders": [
            {"id": deed_id(), "order": "no-such-order", "seen_ver": 1},
            {"id": deed_id(), "order": placed.order, "seen_ver": order.ver},
        ]});
        let moved: MovedMany = anna.ok(Method::POST, "/v1/staff/moves", &unknown).await;
        assert_eq!(moved.results[0].refused.as_ref().map(|failure| failure.code), Some(Code::NotFound));
        assert_eq!(moved.results[1].refused, None);
        shop.close().await;
    });
}
