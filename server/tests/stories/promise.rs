//! The provider's calendar, and promises that move: told with their reason, to desks too.

use contract::Code;
use contract::api::{Actor, CataloguePage, EventKind, Order};
use contract::sync::Row;
use domain::amendment::Amendment;
use domain::calendar::Calendar;
use domain::order::OrderState;
use domain::promise::Promise;
use domain::{LineId, OrderId};
use reqwest::Method;
use server::ledger::calendar;
use server::ledger::promises::{WindowMove, move_window};
use server::pricing_file;

use crate::engine::on_both;
use crate::shop::{TestShop, ask, checkout, checkout_id};

/// Every day is a working day, somewhere that is a day ahead of the west.
const EVERY_DAY: &str = "what,value\ntime_zone,Pacific/Auckland\nweekdays,mon tue wed thu fri sat sun\n";

fn read(csv: &str) -> Calendar {
    let (calendar, bad) = pricing_file::calendar(csv.as_bytes());
    assert_eq!(bad, []);
    calendar.expect("nothing is wrong")
}

async fn import(shop: &TestShop, csv: &str) -> server::ledger::price_tables::Plan {
    let calendar = read(csv);
    shop.shop.db.write(move |tx| calendar::import(tx, &calendar)).await.expect("imported")
}

fn ahead(shop: &TestShop, calendar: &Calendar, days: u16) -> Promise {
    let start = calendar.start(shop.clock.now_us());
    let day = |more| calendar.working_day(start.day, days + more);
    Promise { earliest: day(0), latest: day(2) }
}

#[test]
fn promises_are_counted_in_the_calendar_of_the_provider() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-1").await;
        import(&shop, EVERY_DAY).await;
        let promise = ahead(&shop, &read(EVERY_DAY), 1);
        assert_eq!(ada.quote(vec![ask(&service, 1)]).await.priced.promise, promise);
        // Tomorrow and the day after are off.
        let off =
            format!("{EVERY_DAY}off,{}..{}\n", promise.earliest, promise.earliest.tomorrow().expect("a day"));
        let plan = import(&shop, &off).await;
        assert_eq!((plan.added.len(), plan.changed.len(), plan.unchanged), (2, 0, 3));
        let later = ada.quote(vec![ask(&service, 1)]).await.priced.promise;
        assert_eq!(later, ahead(&shop, &read(&off), 1));
        assert!(later.earliest > promise.latest.yesterday().expect("a day"));
        shop.close().await;
    });
}

#[test]
fn a_calendar_that_moved_a_quoted_day_is_not_agreed_to_silently() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-1").await;
        import(&shop, EVERY_DAY).await;
        let quote = ada.quote(vec![ask(&service, 1)]).await;
        import(&shop, &format!("{EVERY_DAY}off,{}\n", quote.priced.promise.earliest)).await;
        let path = format!("/v1/checkouts/{}", checkout_id());
        assert_eq!(ada.refused(Method::PUT, &path, &checkout(&quote)).await.1, Code::QuoteChanged);
        // One that would come earlier by now comes as it was agreed.
        let quote = ada.quote(vec![ask(&service, 1)]).await;
        import(&shop, EVERY_DAY).await;
        let placed = ada.place(&checkout_id(), &checkout(&quote)).await;
        assert_eq!(ada.read_order(&placed.order).await.promise, quote.priced.promise);
        shop.close().await;
    });
}

#[test]
fn desks_hear_of_another_calendar_and_of_none_that_is_the_same() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let before = ada.sync(None, &[]).await.catalogue;
        let page: CataloguePage = ada.get(&format!("/v1/catalogue?cursor={before}")).await;
        assert_eq!(page.calendar, Some(Calendar::default()));
        import(&shop, EVERY_DAY).await;
        let after = ada.sync(None, &[]).await.catalogue;
        assert_ne!(after, before);
        let page: CataloguePage = ada.get(&format!("/v1/catalogue?cursor={before}")).await;
        assert_eq!(
            (page.services.len(), page.cursor == after, page.calendar),
            (0, true, Some(read(EVERY_DAY)))
        );
        let plan = import(&shop, EVERY_DAY).await;
        assert!(plan.changes_nothing());
        assert_eq!(ada.sync(None, &[]).await.catalogue, after);
        // Only the last page carries it.
        let first: CataloguePage = ada.get("/v1/catalogue?limit=1").await;
        assert!(first.more && first.calendar.is_none());
        shop.close().await;
    });
}

#[test]
fn the_time_zone_of_the_settings_counts_until_a_calendar_is_imported() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let settled = async |zone: &'static str| {
            shop.shop.db.write(move |tx| calendar::settle(tx, zone)).await.expect("settled");
            let calendar = shop.shop.db.read(|tx| calendar::read(tx, None)).await.expect("read");
            (calendar.time_zone().to_owned(), ada.sync(None, &[]).await.catalogue)
        };
        let (utc, cursor) = settled("UTC").await;
        assert_eq!((utc.as_str(), settled("UTC").await.1), ("UTC", cursor.clone()));
        let (berlin, moved) = settled("Europe/Berlin").await;
        assert_eq!((berlin.as_str(), moved == cursor), ("Europe/Berlin", false));
        assert_eq!(settled("Europe/Berlin").await.1, moved);
        import(&shop, EVERY_DAY).await;
        assert_eq!(settled("UTC").await.0, "Pacific/Auckland");
        shop.close().await;
    });
}

async fn moved(shop: &TestShop, order: &OrderId, line: &LineId, to: Promise) -> WindowMove {
    let (order, line, now_us) = (order.clone(), line.clone(), shop.clock.now_us());
    let done = shop
        .shop
        .db
        .write(move |tx| move_window(tx, &order, &line, to, "The machine broke.", Actor::Staff, now_us));
    done.await.expect("an answer")
}

#[test]
fn a_promise_that_moves_is_an_event_with_its_reason_and_desks_hear_of_it() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-1").await;
        import(&shop, EVERY_DAY).await;
        let calendar = read(EVERY_DAY);
        let quote = ada.quote(vec![ask(&service, 1), ask(&service, 2)]).await;
        let placed = ada.place(&checkout_id(), &checkout(&quote)).await;
        let cursor = ada.sync(None, &[]).await.cursor;
        let (line, to) = (&quote.priced.lines[1].line, ahead(&shop, &calendar, 7));
        let from = quote.priced.lines[1].promise;
        assert_eq!(moved(&shop, &placed.order, line, to).await, WindowMove::Moved { from });
        assert_eq!(moved(&shop, &placed.order, line, to).await, WindowMove::Same);
        let order: Order = ada.read_order(&placed.order).await;
        assert_eq!((order.lines[0].promise, order.lines[1].promise, order.promise), (from, to, to));
        let event = order.events.last().expect("events");
        assert_eq!((event.kind, event.actor), (EventKind::PromiseMoved, Actor::Staff));
        assert_eq!(event.note, "The machine broke.");
        assert_eq!(event.amendments, [Amendment::Promise { line: line.clone(), from, to }]);
        let rows = ada.sync(Some(&cursor), &[]).await.rows;
        assert!(matches!(rows.as_slice(), [Row::Order { order }] if order.promise == to), "{rows:?}");
        shop.close().await;
    });
}

#[test]
fn a_promise_moves_to_no_day_that_cannot_be_meant_and_not_when_all_is_over() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let service = shop.service("A-1").await;
        import(&shop, EVERY_DAY).await;
        let calendar = read(EVERY_DAY);
        let quote = ada.quote(vec![ask(&service, 1)]).await;
        let order = ada.place(&checkout_id(), &checkout(&quote)).await.order;
        let line = &quote.priced.lines[0].line;
        let (good, today) = (ahead(&shop, &calendar, 7), calendar.today(shop.clock.now_us()));
        import(&shop, &format!("{EVERY_DAY}off,{}\n", good.latest)).await;
        assert_eq!(moved(&shop, &order, line, good).await, WindowMove::DayOff(good.latest));
        import(&shop, EVERY_DAY).await;
        let backwards = Promise { earliest: good.latest, latest: good.earliest };
        assert_eq!(moved(&shop, &order, line, backwards).await, WindowMove::Backwards);
        let past = Promise { earliest: today.yesterday().expect("a day"), latest: good.latest };
        assert_eq!(moved(&shop, &order, line, past).await, WindowMove::Past { today });
        let other = LineId::new("another").expect("an id");
        assert_eq!(moved(&shop, &order, &other, good).await, WindowMove::NoSuchLine);
        let events = ada.read_order(&order).await.events.len();
        assert_eq!((events, ada.read_order(&order).await.promise), (1, quote.priced.promise));
        shop.clock.advance(shop.shop.settings.order_expiry_us + 1);
        server::payments::expire(&shop.shop, &order).await.expect("looked at");
        let later = ahead(&shop, &calendar, 9);
        assert_eq!(moved(&shop, &order, line, later).await, WindowMove::Ended(OrderState::Expired));
        shop.close().await;
    });
}

#[test]
fn the_places_of_a_line_move_with_its_promise_and_only_where_there_is_room() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        import(&shop, EVERY_DAY).await;
        let calendar = read(EVERY_DAY);
        let header = "code,category,icon,name,summary,description,price,currency,tax_percent,delivery,lead_days,\
                      options,keywords,capacity_per_day";
        shop.import(&format!(
            "{header}\nA-1,Garden,leaf,Cut,Neat,We cut it.,10.00,EUR,19,remote,1-3,,green,1\n"
        ))
        .await;
        let service = shop.service("A-1").await;
        let first = ada.quote(vec![ask(&service, 1)]).await;
        let placed = ada.place(&checkout_id(), &checkout(&first)).await;
        let (line, was) = (&first.priced.lines[0].line, first.priced.promise);
        // Its day is within the wider window, so it keeps it.
        let wider = Promise { latest: was.latest.tomorrow().expect("a day"), ..was };
        assert_eq!(moved(&shop, &placed.order, line, wider).await, WindowMove::Moved { from: was });
        let second = ada.quote(vec![ask(&service, 1)]).await;
        ada.place(&checkout_id(), &checkout(&second)).await;
        let taken = second.priced.promise.earliest;
        let full = Promise { earliest: taken, latest: taken };
        assert_eq!(moved(&shop, &placed.order, line, full).await, WindowMove::Full);
        let free = ahead(&shop, &calendar, 8);
        assert_eq!(moved(&shop, &placed.order, line, free).await, WindowMove::Moved { from: wider });
        let days = "SELECT day, taken FROM capacity_days WHERE taken > 0 ORDER BY day";
        let rows = shop.shop.db.read(move |tx| Ok(tx.query(days, &[])?)).await.expect("read");
        let days: Vec<String> = rows.iter().map(|row| row.get(0).expect("a day")).collect();
        assert_eq!(days, [taken.to_string(), free.earliest.to_string()]);
        // The day that it left is the next one's.
        assert_eq!(ada.quote(vec![ask(&service, 1)]).await.priced.promise.earliest, was.earliest);
        shop.close().await;
    });
}
