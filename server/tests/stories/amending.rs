//! Customers change their orders: less of something, another note or address, a later day. What is paid beyond comes back.

use contract::Code;
use contract::api::{Actor, AmendPreview, AmendRequest, CheckoutRequest, EventKind, Order, Placed};
use domain::amendment::{Amendment, Wish};
use domain::attempt::{AttemptState, Gateway};
use domain::money::BasisPoints;
use domain::order::{OrderMove, OrderState};
use domain::policy::Policy;
use domain::quote::AskedLine;
use domain::{Address, LineId, OrderId};
use reqwest::{Method, StatusCode};
use server::clock::DAY_US;
use server::ledger::price_tables::Rows;
use server::pricing_file;

use crate::cancelling::{eur, given_back, request_id};
use crate::engine::on_both;
use crate::outbox::texts;
use crate::shop::{Person, TestShop, ask, attempt_id, checkout, checkout_id, quantity};
use crate::two_gateways::TwoGateways;

fn path(order: &OrderId) -> String {
    format!("/v1/orders/{order}/amendments")
}

async fn previewed(person: &Person, order: &OrderId, wish: &Wish) -> AmendPreview {
    person.ok(Method::POST, &format!("{}/preview", path(order)), wish).await
}

async fn refused(person: &Person, order: &OrderId, wish: &Wish) -> Code {
    person.refused(Method::POST, &format!("{}/preview", path(order)), wish).await.1
}

/// Looks, agrees, and changes.
async fn amended(person: &Person, order: &OrderId, wish: Wish) -> Order {
    let agreed = Some(previewed(person, order, &wish).await);
    let request = AmendRequest { id: request_id(), wish, agreed };
    person.ok(Method::POST, &path(order), &request).await
}

/// Four of A-1 at 10.00, one of A-2 at 25.00 at home, one of A-3 at 7.50 by parcel: 77.40 with 4.90 of shipping.
async fn place(shop: &TestShop, person: &Person, gateway: Gateway) -> (Placed, Vec<LineId>) {
    let mut asked: Vec<AskedLine> = Vec::new();
    for (code, units) in [("A-1", 4), ("A-2", 1), ("A-3", 1)] {
        asked.push(ask(&shop.service(code).await, units));
    }
    let quote = person.quote(asked.clone()).await;
    let request = CheckoutRequest { address: Some(address("50667")), gateway, ..checkout(&quote) };
    let placed = person.place(&checkout_id(), &request).await;
    (placed, asked.into_iter().map(|line| line.line).collect())
}

async fn paid(shop: &TestShop, person: &Person) -> (Placed, Vec<LineId>) {
    let (placed, lines) = place(shop, person, Gateway::Sandbox).await;
    assert_eq!(person.pay(&placed.attempt).await.paid, eur(7_740));
    (placed, lines)
}

fn address(postal_code: &str) -> Address {
    Address {
        street: "Lindenallee 4".into(),
        postal_code: postal_code.into(),
        city: "Köln".into(),
        country: "DE".into(),
        ..Address::default()
    }
}

fn less(line: &LineId, units: i64) -> Wish {
    Wish::Quantity { line: line.clone(), quantity: quantity(units) }
}

#[test]
fn less_of_a_paid_line_gives_back_what_is_paid_beyond() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let (placed, lines) = paid(&shop, &ada).await;
        let before = ada.sync(None, &[]).await;
        let preview = previewed(&ada, &placed.order, &less(&lines[0], 1)).await;
        assert_eq!((preview.total, preview.refund), (eur(4_740), eur(3_000)));
        let order = amended(&ada, &placed.order, less(&lines[0], 1)).await;
        assert_eq!((order.totals.total, order.lines[0].quantity), (eur(4_740), quantity(1)));
        let told = order.events.iter().find(|event| event.kind == EventKind::Amended).expect("told");
        let changed =
            Amendment::Quantity { line: lines[0].clone(), from: quantity(4), to: Some(quantity(1)) };
        assert_eq!((told.actor, &told.amendments[..]), (Actor::Customer, &[changed][..]));
        given_back(&shop, &order).await;
        let order = ada.read_order(&placed.order).await;
        assert_eq!((order.paid.minor - order.refunded.minor, order.state), (4_740, OrderState::Confirmed));
        let news = ada.sync(Some(&before.cursor), &[]).await;
        assert_eq!(news.rows.len(), 1, "desks hear of it");
        shop.close().await;
    });
}

#[test]
fn less_of_a_line_holds_less_of_its_days() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let limit = "UPDATE services SET capacity_per_day = 3 WHERE code = 'A-1'";
        shop.shop.db.write(move |tx| Ok(tx.execute(limit, &[])?)).await.expect("limited");
        let ada = shop.customer("ada").await;
        let (placed, lines) = paid(&shop, &ada).await;
        let held = async || {
            let held = shop.count("SELECT CAST(COALESCE(SUM(units), 0) AS BIGINT) FROM places").await;
            let days = "SELECT CAST(COALESCE(SUM(taken), 0) AS BIGINT) FROM capacity_days";
            assert_eq!(shop.count(days).await, held);
            held
        };
        assert_eq!(held().await, 4);
        amended(&ada, &placed.order, less(&lines[0], 1)).await;
        assert_eq!(held().await, 1);
        let later = ada.read_order(&placed.order).await.lines[0].promise.latest + jiff::ToSpan::days(30);
        amended(&ada, &placed.order, Wish::Reschedule { line: lines[0].clone(), earliest: later }).await;
        let order = ada.read_order(&placed.order).await;
        assert!(order.lines[0].promise.earliest >= later);
        let first = texts(&shop, "SELECT day FROM places").await;
        assert_eq!(first, [order.lines[0].promise.earliest.to_string()], "the place moved along");
        shop.close().await;
    });
}

#[test]
fn a_line_that_is_given_up_is_kept_as_it_was_and_takes_its_shipping_along() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let (placed, lines) = paid(&shop, &ada).await;
        let before = ada.read_order(&placed.order).await;
        let order = amended(&ada, &placed.order, Wish::GiveUp { line: lines[2].clone() }).await;
        assert_eq!((order.totals.total, order.totals.shipping), (eur(6_500), eur(0)));
        assert_eq!((order.given_up.clone(), order.shipping.clone()), (vec![before.lines[2].clone()], None));
        assert_eq!(order.name_of(&lines[2]), Some("Printed book"));
        assert_eq!(order.refunds[0].amount, eur(1_240));
        amended(&ada, &placed.order, Wish::GiveUp { line: lines[1].clone() }).await;
        let last = Wish::GiveUp { line: lines[0].clone() };
        assert_eq!(refused(&ada, &placed.order, &last).await, Code::CancelInstead);
        shop.close().await;
    });
}

#[test]
fn twenty_of_the_same_change_at_once_give_back_once() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let (placed, lines) = paid(&shop, &ada).await;
        let wish = less(&lines[0], 2);
        let agreed = Some(previewed(&ada, &placed.order, &wish).await);
        let request = AmendRequest { id: request_id(), wish, agreed };
        let calls = (0..20).map(|_| ada.ok::<Order>(Method::POST, &path(&placed.order).leak()[..], &request));
        let orders = futures::future::join_all(calls).await;
        assert!(orders.iter().all(|order| order.totals.total == eur(5_740)));
        let order = ada.read_order(&placed.order).await;
        let told = order.events.iter().filter(|event| event.kind == EventKind::Amended).count();
        assert_eq!((told, order.refunds.len(), order.refunds[0].amount), (1, 1, eur(2_000)));
        let other = AmendRequest { wish: less(&lines[0], 1), ..request };
        let (status, code) = ada.refused(Method::POST, &path(&placed.order), &other).await;
        assert_eq!((status, code), (StatusCode::UNPROCESSABLE_ENTITY, Code::RequestConflict));
        shop.close().await;
    });
}

#[test]
fn an_unpaid_order_is_paid_with_its_new_total_after_its_old_page_was_closed() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let (placed, lines) = place(&shop, &ada, Gateway::Sandbox).await;
        let order = amended(&ada, &placed.order, less(&lines[0], 1)).await;
        assert_eq!(
            (order.state, order.attempts[0].state),
            (OrderState::AwaitingPayment, AttemptState::Cancelled)
        );
        let again = contract::api::AttemptRequest { attempt: attempt_id(), gateway: Gateway::Sandbox };
        let attempt: contract::api::Attempt =
            ada.ok(Method::POST, &format!("/v1/orders/{}/attempts", placed.order), &again).await;
        assert_eq!(attempt.amount, eur(4_740));
        let order = ada.pay(&attempt.id).await;
        assert_eq!((order.paid, order.refunds.len()), (eur(4_740), 0));
        shop.close().await;
    });
}

#[test]
fn what_was_paid_on_the_old_page_meanwhile_comes_back_in_part() {
    on_both(async |engine| {
        let all = TwoGateways::open(engine).await;
        let ada = all.shop.customer("ada").await;
        let (placed, lines) = place(&all.shop, &ada, Gateway::Stripe).await;
        all.fake.pay(&all.reference(&ada, &placed.attempt).await);
        let order = amended(&ada, &placed.order, less(&lines[0], 1)).await;
        assert_eq!((order.state, order.totals.total), (OrderState::Confirmed, eur(4_740)));
        given_back(&all.shop, &order).await;
        let order = ada.read_order(&placed.order).await;
        assert_eq!((order.paid, order.refunded), (eur(7_740), eur(3_000)));
        all.shop.close().await;
    });
}

#[test]
fn money_that_comes_late_for_an_order_that_became_less_pays_it_and_the_rest_goes_back() {
    on_both(async |engine| {
        let all = TwoGateways::open(engine).await;
        let ada = all.shop.customer("ada").await;
        let (placed, lines) = place(&all.shop, &ada, Gateway::Stripe).await;
        let page = all.reference(&ada, &placed.attempt).await;
        let wish = less(&lines[0], 1);
        let agreed = Some(previewed(&ada, &placed.order, &wish).await);
        let request = AmendRequest { id: request_id(), wish, agreed };
        let (order, now_us) = (placed.order.clone(), all.shop.clock.now_us());
        // The page seemed to be dead when the order became less.
        let give_up = {
            let id = placed.attempt.clone();
            move |tx: &mut server::db::Tx<'_>| server::ledger::payments::give_up(tx, &id, now_us)
        };
        all.shop.shop.db.write(give_up).await.expect("given up");
        let _: Order = ada.ok(Method::POST, &path(&order), &request).await;
        all.fake.pay(&page);
        all.deliver(1, false).await;
        let paid = ada.read_order(&placed.order).await;
        assert_eq!((paid.state, paid.paid), (OrderState::Confirmed, eur(7_740)));
        given_back(&all.shop, &paid).await;
        let paid = ada.read_order(&placed.order).await;
        assert_eq!(paid.paid.minor - paid.refunded.minor, paid.totals.total.minor);
        all.shop.close().await;
    });
}

#[test]
fn a_note_and_an_address_are_changed_and_told_before_and_after() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let (placed, lines) = paid(&shop, &ada).await;
        let note = Wish::Note { line: lines[1].clone(), note: " Ring twice ".into() };
        let request = AmendRequest { id: request_id(), wish: note, agreed: None };
        let order: Order = ada.ok(Method::POST, &path(&placed.order), &request).await;
        assert_eq!(order.lines[1].note, "Ring twice");
        let order = amended(&ada, &placed.order, Wish::Address { address: address("50668") }).await;
        assert_eq!(order.address, Some(address("50668")));
        let told: Vec<_> = order.events.iter().flat_map(|event| &event.amendments).collect();
        let moved = Amendment::Address { from: Box::new(address("50667")), to: Box::new(address("50668")) };
        assert_eq!((told.len(), told[1]), (2, &moved));
        assert_eq!((order.totals.total, order.refunds.len()), (eur(7_740), 0));
        shop.close().await;
    });
}

#[test]
fn an_address_is_refused_where_it_would_cost_something_else() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let table =
            "country,region,class,percent,prices\nDE,,19,19,included\nDE,,7,7,included\nUS,NY,*,8.88,added\n";
        let taxes = pricing_file::taxes(table.as_bytes());
        let rows = Rows::taxes(&taxes.rows);
        shop.shop.db.write(move |tx| rows.import(tx)).await.expect("imported");
        let ada = shop.customer("ada").await;
        let (placed, _) = paid(&shop, &ada).await;
        let abroad = Address { country: "AT".into(), postal_code: "1010".into(), ..address("") };
        let abroad = Wish::Address { address: abroad };
        assert_eq!(refused(&ada, &placed.order, &abroad).await, Code::CostsDiffer);
        let wrong = Wish::Address { address: address("5066") };
        assert_eq!(refused(&ada, &placed.order, &wrong).await, Code::InvalidFields);
        let alike = move |tx: &mut server::db::Tx<'_>| {
            let to = |country: &str, region: &str| domain::Destination {
                country: country.into(),
                region: region.into(),
                postal_code: String::new(),
            };
            let costs = |tx: &mut server::db::Tx<'_>, from: &str, there: &str| {
                server::ledger::pricing::costs_alike(tx, &to("US", from), &to("US", there))
            };
            Ok([costs(tx, "NJ", "OH")?, costs(tx, "NJ", "NY")?, costs(tx, "", "")?])
        };
        assert_eq!(shop.shop.db.read(alike).await.expect("read"), [true, false, false]);
        shop.close().await;
    });
}

#[test]
fn a_line_is_put_off_to_a_working_day_and_the_order_with_it() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let (placed, lines) = paid(&shop, &ada).await;
        let from = ada.read_order(&placed.order).await.lines[1].promise;
        let saturday = jiff::civil::date(from.earliest.year() + 1, 1, 1);
        let saturday = (0..7).map(|n| saturday + jiff::Span::new().days(n));
        let saturday = saturday.into_iter().find(|day| day.weekday() == jiff::civil::Weekday::Saturday);
        let wish = Wish::Reschedule { line: lines[1].clone(), earliest: saturday.expect("one in seven") };
        let unseen = AmendRequest { id: request_id(), wish: wish.clone(), agreed: None };
        assert_eq!(ada.refused(Method::POST, &path(&placed.order), &unseen).await.1, Code::Malformed);
        let order = amended(&ada, &placed.order, wish).await;
        let to = order.lines[1].promise;
        assert_eq!(to.earliest.weekday(), jiff::civil::Weekday::Monday);
        assert_eq!(order.promise, to);
        let told = order.events.last().expect("told");
        assert_eq!(told.kind, EventKind::PromiseMoved);
        assert_eq!(told.amendments, [Amendment::Promise { line: lines[1].clone(), from, to }]);
        let back = Wish::Reschedule { line: lines[1].clone(), earliest: from.earliest };
        assert_eq!(refused(&ada, &placed.order, &back).await, Code::NotThen);
        shop.close().await;
    });
}

#[test]
fn what_was_not_agreed_to_is_not_done() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let (placed, lines) = paid(&shop, &ada).await;
        let wish = less(&lines[0], 3);
        let agreed = previewed(&ada, &placed.order, &wish).await;
        for worse in [
            AmendPreview { refund: eur(agreed.refund.minor + 1), ..agreed },
            AmendPreview { total: eur(agreed.total.minor - 1), ..agreed },
        ] {
            let request = AmendRequest { id: request_id(), wish: wish.clone(), agreed: Some(worse) };
            let (status, code) = ada.refused(Method::POST, &path(&placed.order), &request).await;
            assert_eq!((status, code), (StatusCode::CONFLICT, Code::PreviewMoved));
        }
        assert_eq!(ada.read_order(&placed.order).await.totals.total, eur(7_740));
        shop.close().await;
    });
}

#[test]
fn changes_end_with_the_policy_and_with_the_beginning_of_the_work() {
    on_both(async |engine| {
        let policy = Policy { amend_hours: Some(24), cancel_fee: BasisPoints(1_000), ..Policy::default() };
        let shop = TestShop::open_with(engine, None, |settings| settings.policy = policy).await;
        let ada = shop.customer("ada").await;
        let (placed, lines) = paid(&shop, &ada).await;
        let note = Wish::Note { line: lines[0].clone(), note: "x".into() };
        assert_eq!(refused(&ada, &placed.order, &less(&lines[0], 1)).await, Code::AskProvider);
        shop.clock.advance(30 * DAY_US);
        let ada = shop.sign_in("ada").await;
        assert_eq!(refused(&ada, &placed.order, &note).await, Code::TooLate);
        server::payments::move_by_staff(&shop.shop, &placed.number, OrderMove::Started, "")
            .await
            .expect("moved");
        assert_eq!(refused(&ada, &placed.order, &note).await, Code::WorkStarted);
        shop.close().await;
    });
}
