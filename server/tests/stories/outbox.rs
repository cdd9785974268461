//! What goes on by itself: each cause is one mail, and what nobody came back to is looked after.

use std::time::{Duration, Instant};

use domain::order::OrderState;
use server::clock::{DAY_US, MINUTE_US};

use crate::engine::on_both;
use crate::shop::TestShop;

/// How long the jobs may take.
const JOBS_TIMEOUT: Duration = Duration::from_secs(20);

#[test]
fn an_order_that_is_placed_and_paid_is_two_mails_and_stays_two() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        ada.press(&placed.attempt, "", &[("card", "pays")]).await;
        futures::future::join_all((0..20).map(|_| ada.reconcile(&placed.attempt))).await;
        let sent = || async {
            let count = "SELECT COUNT(*) FROM outbox WHERE state = 'sent'";
            let row = shop.shop.db.read(move |tx| Ok(tx.one(count, &[])?)).await.expect("counted");
            row.get::<i64>(0).expect("a number")
        };
        let deadline = Instant::now() + JOBS_TIMEOUT;
        while sent().await < 2 {
            assert!(Instant::now() < deadline, "the mails did not go out");
            shop.shop.wake.outbox.notify_one();
            tokio::task::yield_now().await;
        }
        let mut files: Vec<String> = std::fs::read_dir(&shop.mail_folder)
            .expect("the folder")
            .map(|file| file.expect("a file").file_name().into_string().expect("text"))
            .collect();
        files.sort();
        assert_eq!(files.len(), 2, "{files:?}");
        for kind in ["order_received", "paid"] {
            let ending = format!("{}-{kind}.eml", placed.number);
            assert!(files.iter().any(|file| file.ends_with(&ending)), "{files:?}");
        }
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
        let deadline = Instant::now() + JOBS_TIMEOUT;
        while ada.read_order(&placed.order).await.state != OrderState::Confirmed {
            assert!(Instant::now() < deadline, "the sweeper did not come");
            shop.shop.wake.sweeper.notify_one();
        }
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
        let deadline = Instant::now() + JOBS_TIMEOUT;
        while ada.read_order(&placed.order).await.state != OrderState::Expired {
            assert!(Instant::now() < deadline, "the sweeper did not come");
            shop.shop.wake.sweeper.notify_one();
        }
        shop.close().await;
    });
}
