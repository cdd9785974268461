//! What goes on by itself: each cause is one mail, and what nobody came back to is looked after.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use contract::api::{Actor, EventKind, OrderEvent};
use domain::OrderId;
use domain::order::OrderState;
use server::clock::{DAY_US, MINUTE_US};
use server::ledger::{outbox, timeline};
use server::params;
use server::serve::{Limits, serve_within};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::engine::{Engine, on_both};
use crate::mail_server::{MailServer, closed_port};
use crate::shop::TestShop;

/// How long the jobs may take, on a machine that has much else to do.
const JOBS_TIMEOUT: Duration = Duration::from_secs(60);
/// How often a fact is looked at.
const STEP: Duration = Duration::from_millis(5);

#[test]
fn an_order_that_is_placed_and_paid_is_two_mails_and_stays_two() {
    on_both(async |engine| {
        let mails = MailServer::start().await;
        let shop = with_mail_server(engine, &mails.url).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        ada.press(&placed.attempt, "", &[("card", "pays")]).await;
        futures::future::join_all((0..20).map(|_| ada.reconcile(&placed.attempt))).await;
        until(&shop, "both mails go out", async || mails.got().len() >= 2).await;
        // Whatever would go out again is due before the mail of a later order.
        shop.clock.advance(DAY_US);
        ada.order(&shop.service("A-1").await).await;
        until(&shop, "the later order's mail goes out", async || mails.got().len() >= 3).await;
        until(&shop, "nothing is left", async || states(&shop).await.iter().all(|state| state == "sent"))
            .await;
        assert_eq!(kinds_of(&shop, &placed.order).await, ["order_received", "paid"]);
        assert_each_came_once(&mails, 3);
        shop.close().await;
    });
}

#[test]
fn two_servers_send_each_mail_once() {
    on_both(async |engine| {
        let mails = MailServer::start().await;
        let shop = with_mail_server(engine, &mails.url).await;
        let second = SecondServer::start(&shop, Limits::default()).await;
        let ada = shop.customer("ada").await;
        for _ in 0..8 {
            ada.order(&shop.service("A-1").await).await;
        }
        until(&shop, "nothing is left", async || states(&shop).await.iter().all(|state| state == "sent"))
            .await;
        assert_each_came_once(&mails, 8);
        second.stop().await;
        shop.close().await;
    });
}

#[test]
fn a_mail_waits_out_four_days_without_a_mail_server() {
    on_both(async |engine| {
        let (closed, url) = closed_port();
        let shop = with_mail_server(engine, &url).await;
        let ada = shop.customer("ada").await;
        ada.order(&shop.service("A-1").await).await;
        for _ in 0..15 {
            fail_once_more(&shop).await;
        }
        shop.clock.advance(4 * DAY_US);
        fail_once_more(&shop).await;
        assert_eq!(states(&shop).await, ["waiting"]);
        let mails = MailServer::on(closed.listen(8).expect("nobody else has the port"));
        // The longest that it is put off.
        shop.clock.advance(60 * MINUTE_US);
        until(&shop, "the mail goes out", async || !mails.got().is_empty()).await;
        assert_each_came_once(&mails, 1);
        shop.close().await;
    });
}

#[test]
fn a_mail_that_could_not_leave_for_five_days_is_given_up() {
    on_both(async |engine| {
        let (_closed, url) = closed_port();
        let shop = with_mail_server(engine, &url).await;
        let ada = shop.customer("ada").await;
        ada.order(&shop.service("A-1").await).await;
        fail_once_more(&shop).await;
        shop.clock.advance(5 * DAY_US - 60 * MINUTE_US);
        fail_once_more(&shop).await;
        assert_eq!(states(&shop).await, ["waiting"]);
        shop.clock.advance(60 * MINUTE_US);
        fail_once_more(&shop).await;
        assert_eq!(states(&shop).await, ["dead"]);
        assert_eq!(shop.shop.db.read(outbox::left_behind).await.expect("counted"), 1);
        shop.close().await;
    });
}

#[test]
fn a_server_that_dies_while_sending_costs_the_mail_no_try() {
    on_both(async |engine| {
        let mails = MailServer::start().await;
        let shop = with_mail_server(engine, &mails.url).await;
        let ada = shop.customer("ada").await;
        let order = ada.order(&shop.service("A-1").await).await.order;
        until(&shop, "the first mail goes out", async || states(&shop).await == ["sent"]).await;
        let now_us = shop.clock.now_us();
        let claim = move |tx: &mut server::db::Tx<'_>| {
            timeline::record(tx, &order, &started(now_us))?;
            outbox::claim(tx, now_us)
        };
        let claimed = shop.shop.db.write(claim).await.expect("claimed").expect("there is one");
        shop.clock.advance(3 * MINUTE_US);
        until(&shop, "another one sends it", async || mails.got().len() >= 2).await;
        until(&shop, "nothing is left", async || states(&shop).await == ["sent", "sent"]).await;
        let tries = "SELECT tries FROM outbox WHERE id = ?1";
        let row = shop.shop.db.read(move |tx| Ok(tx.one(tries, params![&claimed.id])?)).await.expect("read");
        assert_eq!(row.get::<i64>(0).expect("a number"), 0);
        shop.close().await;
    });
}

#[test]
fn a_mail_that_cannot_be_made_holds_up_no_other() {
    on_both(async |engine| {
        let mails = MailServer::start().await;
        let shop = with_mail_server(engine, &mails.url).await;
        let ada = shop.customer("ada").await;
        let spoiled = ada.order(&shop.service("A-1").await).await.order;
        let whole = ada.order(&shop.service("A-1").await).await.order;
        until(&shop, "both orders' mails go out", async || mails.got().len() >= 2).await;
        let now_us = shop.clock.now_us();
        let (bad, good) = (spoiled.clone(), whole.clone());
        let spoil = move |tx: &mut server::db::Tx<'_>| {
            tx.execute("UPDATE orders SET lines = 'no JSON' WHERE id = ?1", params![&bad])?;
            timeline::record(tx, &bad, &started(now_us - 2))?;
            let unknown = "INSERT INTO outbox (id, kind, order_id, transition, state, next_us, begun_us, created_us) \
                 VALUES ('of-tomorrow', 'of_tomorrow', ?1, 'of the story', 'waiting', ?2, ?2, ?2)";
            tx.execute(unknown, params![&good, now_us - 1])?;
            timeline::record(tx, &good, &started(now_us))
        };
        shop.shop.db.write(spoil).await.expect("written");
        until(&shop, "the whole order's mail goes out", async || mails.got().len() >= 3).await;
        let left = "SELECT kind, order_id, tries FROM outbox WHERE state = 'waiting' ORDER BY kind";
        until(&shop, "the rest waits", async || {
            let rows = shop.shop.db.read(move |tx| Ok(tx.query(left, &[])?)).await.expect("read");
            let rows: Vec<(String, OrderId, i64)> = rows
                .iter()
                .map(|row| {
                    (row.get(0).expect("text"), row.get(1).expect("an id"), row.get(2).expect("a number"))
                })
                .collect();
            rows == [("of_tomorrow".into(), whole.clone(), 0), ("started".into(), spoiled.clone(), 1)]
        })
        .await;
        shop.close().await;
    });
}

#[test]
fn a_mail_server_that_says_nothing_does_not_keep_the_shop_from_closing() {
    on_both(async |engine| {
        let silent = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let url = format!("smtp://{}", silent.local_addr().expect("an address"));
        let shop = with_mail_server(engine, &url).await;
        let limits = Limits { stop: Duration::from_millis(50), ..Limits::default() };
        let second = SecondServer::start(&shop, limits).await;
        let ada = shop.customer("ada").await;
        for _ in 0..2 {
            ada.order(&shop.service("A-1").await).await;
        }
        // Each server sends one mail at a time: with two connections, both wait for an answer.
        let held = Arc::new(Mutex::new(Vec::new()));
        let holding = tokio::spawn({
            let held = held.clone();
            async move {
                while let Ok((stream, _)) = silent.accept().await {
                    held.lock().expect("no test panics here").push(stream);
                }
            }
        });
        until(&shop, "both servers send", async || held.lock().expect("no test panics here").len() == 2)
            .await;
        second.stop().await;
        let tries = texts(&shop, "SELECT CAST(tries AS TEXT) FROM outbox").await;
        assert_eq!(tries, ["0", "0"], "its mail was cut off, not waited for");
        holding.abort();
        held.lock().expect("no test panics here").clear();
        shop.close().await;
    });
}

#[test]
fn an_order_that_was_paid_with_nobody_looking_is_found_by_the_sweeper() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        ada.press(&placed.attempt, "", &[("card", "pays")]).await;
        shop.clock.advance(MINUTE_US);
        until(&shop, "the sweeper comes", async || {
            ada.read_order(&placed.order).await.state == OrderState::Confirmed
        })
        .await;
        shop.close().await;
    });
}

#[test]
fn an_order_that_nobody_pays_is_expired_by_the_sweeper() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        shop.clock.advance(8 * DAY_US);
        until(&shop, "the sweeper comes", async || {
            ada.read_order(&placed.order).await.state == OrderState::Expired
        })
        .await;
        shop.close().await;
    });
}

fn started(at_us: i64) -> OrderEvent {
    OrderEvent::new(at_us, Actor::Staff, EventKind::Started)
}

async fn with_mail_server(engine: Engine, url: &str) -> TestShop {
    TestShop::open_with(engine, None, |settings| settings.mail.smtp_url = Some(url.into())).await
}

/// Wakes the jobs, and looks again and again, until something holds.
async fn until(shop: &TestShop, what: &str, holds: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + JOBS_TIMEOUT;
    while !holds().await {
        assert!(Instant::now() < deadline, "{what}");
        shop.shop.wake.outbox.notify_one();
        shop.shop.wake.sweeper.notify_one();
        tokio::time::sleep(STEP).await;
    }
}

/// Of all mails, in the order in which they were caused.
async fn states(shop: &TestShop) -> Vec<String> {
    texts(shop, "SELECT state FROM outbox ORDER BY created_us, id").await
}

async fn kinds_of(shop: &TestShop, order: &OrderId) -> Vec<String> {
    texts(shop, &format!("SELECT kind FROM outbox WHERE order_id = '{order}' ORDER BY kind")).await
}

pub async fn texts(shop: &TestShop, sql: &str) -> Vec<String> {
    let sql = sql.to_owned();
    let rows = shop.shop.db.read(move |tx| Ok(tx.query(&sql, &[])?)).await.expect("read");
    rows.iter().map(|row| row.get(0).expect("text")).collect()
}

/// Lets the only mail fail, and moves the time to its next try.
async fn fail_once_more(shop: &TestShop) {
    let tried = async || {
        let sql = "SELECT tries, next_us FROM outbox";
        let row = shop.shop.db.read(move |tx| Ok(tx.one(sql, &[])?)).await.expect("one mail");
        (row.get::<i64>(0).expect("a number"), row.get::<i64>(1).expect("a number"))
    };
    let (before, next_us) = tried().await;
    shop.clock.advance((next_us - shop.clock.now_us()).max(0));
    until(shop, "it is tried", async || tried().await.0 > before).await;
}

fn assert_each_came_once(mails: &MailServer, number: usize) {
    let got = mails.got();
    assert_eq!(got.len(), number, "{got:?}");
    assert_eq!(got.iter().collect::<HashSet<_>>().len(), number, "{got:?}");
}

/// One more server of the same shop.
struct SecondServer {
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl SecondServer {
    async fn start(shop: &TestShop, limits: Limits) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let (stop, stopped) = oneshot::channel();
        let stopped = async {
            stopped.await.ok();
        };
        let serving = tokio::spawn(serve_within(limits, listener, shop.shop.clone(), stopped));
        Self { stop, serving }
    }

    async fn stop(self) {
        self.stop.send(()).expect("the server runs");
        let ended = tokio::time::timeout(JOBS_TIMEOUT, self.serving).await;
        ended.expect("it ends").expect("the server did not panic");
    }
}
